"""`calbench sim`: serves the simulated instruments of a bench until stopped."""

from __future__ import annotations

import json
import signal
import threading
from typing import TYPE_CHECKING

from bench_cli.files import write_text
from bench_cli.output import say
from bench_cli.simulating import simulated_instruments, with_links
from bench_core.clock import ScaledClock
from bench_core.documents.model import load
from drivers.bench import BenchFile, read_bench
from sim_instruments.serving import serve

if TYPE_CHECKING:
    import argparse


_LOOK_S = 1.0


def main(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C or a polite kill; return 0."""
    world, names = simulated_instruments(read_bench(arguments.bench))
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    clock, doors = ScaledClock(arguments.speed), arguments.door
    with serve(world, clock, arguments.seed, names.values(), doors, arguments.portmapper) as running:
        links = {name: running.links[simulation] for name, simulation in names.items()}
        if arguments.bench_out is not None:
            first = {name: resources[0] for name, resources in links.items()}
            write_text(arguments.bench_out, with_links(load(arguments.bench, BenchFile), first))
        for name, resources in links.items():
            _announce(name, running.world.instrument(names[name]).simulates, resources, as_json=arguments.json)
        if not arguments.json:
            if running.portmapper_port is not None:
                say(f"portmapper @ 127.0.0.1:{running.portmapper_port}")
            say("Ctrl-C 停止 stops")
        while not stopped.wait(_LOOK_S):  # an endless wait would not hear Ctrl-C on Windows
            pass
    return 0


def _announce(name: str, simulates: str, resources: list[str], *, as_json: bool) -> None:
    if as_json:
        say(json.dumps({"instrument": name, "simulates": simulates, "links": resources}, ensure_ascii=False))
    else:
        say(f"{name}: {simulates} @ {', '.join(resources)}")
