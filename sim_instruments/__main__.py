"""Serves the instruments of a world file on sockets of this machine until stdin closes or a signal comes."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.clock import ScaledClock
from bench_core.errors import BenchError
from bench_core.terminal import shown_lines
from sim_instruments.servers.doors import OPENERS
from sim_instruments.serving import RunningServers, serve

if TYPE_CHECKING:
    from types import FrameType


def main(arguments: list[str] | None = None) -> int:
    """Serve a world file.

    Returns:
        0 after a regular end, 2 for a wrong file, name or port.
    """
    options = _parser().parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        clock = ScaledClock(options.speed)
        with serve(options.world, clock, options.seed, options.instrument, options.door) as running:
            _announce(running, as_json=options.json)
            _wait()
    except (KeyboardInterrupt, BrokenPipeError):  # asked to stop, or nobody is left to serve
        return 0
    except BenchError as problem:
        print(shown_lines(str(problem)), file=sys.stderr)
        return problem.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sim_instruments", description=__doc__)
    parser.add_argument("world", type=Path, help="world file (world/1)")
    parser.add_argument("--json", action="store_true", help="print one JSON line per instrument")
    parser.add_argument("--speed", type=_speed, default=1.0, help="world seconds in one second (default 1)")
    parser.add_argument("--seed", type=int, help="seed of the noise (default: the world file's)")
    parser.add_argument("--instrument", action="append", metavar="NAME", help="serve only this one; repeatable")
    parser.add_argument(
        "--door", action="append", default=[], choices=OPENERS, help="instead of the world file's; repeatable"
    )
    return parser


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and below 1e6")
    return speed


def _announce(running: RunningServers, *, as_json: bool) -> None:
    for name, links in running.links.items():
        instrument = running.world.instrument(name)
        line = f"{name}: {instrument.simulates} on {', '.join(links)}"
        if as_json:
            line = json.dumps({"instrument": name, "simulates": instrument.simulates, "links": links})
        print(line, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt


def _wait() -> None:
    while os.read(sys.stdin.fileno(), 4096):  # empty at the end of the stream
        pass


if __name__ == "__main__":
    sys.exit(main())
