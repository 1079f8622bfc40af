"""Time of one query through our links over bare PyVISA-py and over the system calls alone, on the same wire.

    python benchmarks/queries.py [--queries N] [--rounds N]

Socket: `Session.query` (quarantine, identity check and text included) against PyVISA-py's own `query`, both asking one
server that answers at once. Serial: reading replies of a pseudo-terminal through our link against a loop of `os.read`.
Both are wall time, for the CPU of either side is part of it; rounds alternate.
"""

from __future__ import annotations

import argparse
import os
import pty
import subprocess
import sys
import time
import tty
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyvisa
from alternating import alternate, show, show_ratio
from answering import answering

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import system_clock
from drivers.links.visa import VisaLinks
from drivers.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ANSWERER = r"""
import os, sys
wire, pending = int(sys.argv[1]), b""
while True:
    *lines, pending = (pending + os.read(wire, 4096)).split(b"\n")
    for _ in lines:
        os.write(wire, b"+9.00001230E+00\n")
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=3000, help="of each round")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    clock = system_clock()
    with answering() as resource:
        bare = pyvisa.ResourceManager("@py").open_resource(resource, read_termination="\n", write_termination="\n")
        session = Session(VisaLinks(LinkContext(clock)).open(resource, 5.0), "meter", clock)
        session.identify()
        measures = {
            "PyVISA-py query": _timed(lambda: bare.query("READ?"), options.queries),
            "Session.query": _timed(lambda: session.query("READ?"), options.queries),
        }
        print("socket: one query")
        figures = alternate(measures, options.rounds)
    show(figures, "µs")
    show_ratio(figures, "at most 1.25")
    _serial(options.queries // 3, options.rounds)


def _serial(queries: int, rounds: int) -> None:
    with _echo() as (floor, name):
        link = VisaLinks(LinkContext(system_clock())).open(f"ASRL{name}::INSTR", 5.0)

        def read_alone() -> None:
            os.write(floor, b"READ?\n")
            reply = b""
            while not reply.endswith(b"\n"):
                reply += os.read(floor, 4096)

        def ours() -> None:
            link.write(b"READ?\n")
            link.read()

        measures = {"os.write, os.read": _timed(read_alone, queries), "our serial link": _timed(ours, queries)}
        print("serial: one line written and one read back on a pseudo-terminal")
        figures = alternate(measures, rounds)
        show(figures, "µs")
        show_ratio(figures, "at most 1.3")
        link.close()


def _timed(ask: Callable[[], object], queries: int) -> Callable[[], float]:
    def measure() -> float:
        begin = time.perf_counter()
        for _ in range(queries):
            ask()
        return (time.perf_counter() - begin) / queries * 1e6

    return measure


@contextmanager
def _echo() -> Iterator[tuple[int, str]]:
    """Give two ends for clients, a descriptor and a name, of pseudo-terminals on which every line is answered."""
    masters, slaves = zip(*(pty.openpty() for _ in range(2)), strict=True)
    for slave in slaves:
        tty.setraw(slave)
    processes = [
        subprocess.Popen([sys.executable, "-c", _ANSWERER, str(master)], pass_fds=[master]) for master in masters
    ]
    try:
        yield slaves[0], os.ttyname(slaves[1])
    finally:
        for process in processes:
            process.kill()
            process.wait()
        for descriptor in (*masters, *slaves):
            os.close(descriptor)


if __name__ == "__main__":
    main()
