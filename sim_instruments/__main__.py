"""Serves the instruments of a world file on sockets of this machine until stdin closes or a signal comes.

With --idle it looks at no stdin, and ends when nobody has been connected for so long.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.clock import ScaledClock
from bench_core.errors import BenchError, UsageError
from bench_core.failures import explained
from bench_core.records.exclusive import hold
from bench_core.terminal import shown_lines
from sim_instruments.servers.doors import OPENERS
from sim_instruments.serving import RunningServers, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
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
            told = list(_announcement(running, as_json=options.json))
            with _noted(options.note, told):
                print("\n".join(told), flush=True)
                _wait() if options.idle is None else _wait_for_idle(running, options.idle)
    except (KeyboardInterrupt, BrokenPipeError):  # asked to stop, or nobody is left to serve
        return 0
    except BenchError as problem:
        print(shown_lines(explained(problem)), file=sys.stderr)
        return problem.exit_code
    except OSError as problem:  # of --note
        print(shown_lines(f"{problem.filename}: cannot be written: {problem.strerror}"), file=sys.stderr)
        return UsageError.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sim_instruments", description=__doc__)
    parser.add_argument("world", type=Path, help="world file (world/1)")
    parser.add_argument("--json", action="store_true", help="print one JSON line per instrument")
    parser.add_argument("--speed", type=_positive, default=1.0, help="world seconds in one second (default 1)")
    parser.add_argument("--seed", type=int, help="seed of the noise (default: the world file's)")
    parser.add_argument("--instrument", action="append", metavar="NAME", help="serve only this one; repeatable")
    parser.add_argument(
        "--door", action="append", default=[], choices=OPENERS, help="instead of the world file's; repeatable"
    )
    parser.add_argument("--idle", type=_positive, metavar="S", help="end when nobody has been connected for S seconds")
    parser.add_argument("--note", type=Path, metavar="FILE", help="keep the announcement here, held while it serves")
    return parser


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and below 1e6")
    return number


def _announcement(running: RunningServers, *, as_json: bool) -> Iterator[str]:
    process = {"speed": running.world.clock.speed, "pid": os.getpid()}
    for name, links in running.links.items():
        simulates = running.world.instrument(name).simulates
        told = {"instrument": name, "simulates": simulates, "links": links, **process}
        yield json.dumps(told) if as_json else f"{name}: {simulates} on {', '.join(links)}"


@contextmanager
def _noted(path: Path | None, told: list[str]) -> Iterator[None]:
    """Keep in a file what was announced, and hold it: while it is held, the instruments answer."""
    if path is None:
        yield
        return
    with path.open("a", encoding="utf-8") as file:
        if not hold(file.fileno()):
            raise UsageError(f"{path}: another process serves these instruments; use what it says")
        file.truncate(0)
        file.writelines(f"{line}\n" for line in told)
        file.flush()
        yield


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt


def _wait_for_idle(running: RunningServers, idle_s: float) -> None:
    never = threading.Event()
    while (left := idle_s - running.alone_s()) > 0:
        never.wait(left)


def _wait() -> None:
    while os.read(sys.stdin.fileno(), 4096):  # empty at the end of the stream
        pass


if __name__ == "__main__":
    sys.exit(main())
