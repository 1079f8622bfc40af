"""CPU that a durable run adds to each indication, over a bare PyVISA query loop on the same socket in the same run.

    python benchmarks/indications.py [--readings N] [--rounds N] [--reading-time MS]

Both loops ask the same server, which runs in a process of its own and takes half a millisecond for a reading, as a
fast meter does. (With no reading time at all the bare loop finds the server still awake, which halves the cost of its
calls and makes any work between two readings look dear: `--reading-time 0` shows it.) The floor is `query("READ?")`
turned into a float; ours is what a run does for each reading: driver, session, decoded reply, event, and a journal line
that is chained, written before the next command and synchronised to disc within 50 ms. Only CPU time of this process is
counted, so that the disc's and the server's speed do not matter; rounds alternate, minimum and median are shown.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyvisa

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import system_clock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, MeasurementKey
from bench_core.records.journal import Journal
from drivers.keysight import hp_34401a
from drivers.links.visa import VisaLinks
from drivers.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SERVER = r"""
import socket, sys, time
reading_time = float(sys.argv[1])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
answers = {b"*IDN?": b"HEWLETT-PACKARD,34401A,0,10-5-2\n", b"SYST:ERR?": b'+0,"No error"\n', b"FUNC?": b'"VOLT"\n',
           b"VOLT:DC:RANG?": b"+1.00000000E+01\n", b"READ?": b"+9.00001230E+00\n"}
import threading
def serve(peer):
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pending = b""
    while chunk := peer.recv(4096):
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            if line.strip() == b"READ?" and reading_time:
                time.sleep(reading_time)
            if reply := answers.get(line.strip()):
                peer.sendall(reply)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readings", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--reading-time", type=float, default=0.5, metavar="MS", help="of the server (default 0.5)")
    options = parser.parse_args()
    with _server(options.reading_time / 1e3) as resource, tempfile.TemporaryDirectory() as folder:
        bare, durable = _bare_loop(resource), _durable_loop(resource, Path(folder))
        floors, ours = [], []
        for _ in range(options.rounds + 1):
            floors.append(_cpu_us(bare, options.readings))
            ours.append(_cpu_us(durable, options.readings))
    floors, ours = floors[1:], ours[1:]  # the first round warms up
    added = [mine - floor for mine, floor in zip(ours, floors, strict=True)]
    print("CPU per reading            min     median")
    print(f"bare PyVISA query    {min(floors):7.1f} µs  {statistics.median(floors):7.1f} µs")
    print(f"durable run          {min(ours):7.1f} µs  {statistics.median(ours):7.1f} µs")
    print(f"added                {min(ours) - min(floors):7.1f} µs  {statistics.median(added):7.1f} µs  (aim 20 µs)")
    print(f"ratio                {min(ours) / min(floors):7.2f}")


@contextmanager
def _server(reading_time_s: float) -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-c", _SERVER, repr(reading_time_s)], stdout=subprocess.PIPE, text=True)
    try:
        port = process.stdout.readline() if process.stdout else ""
        yield f"TCPIP::127.0.0.1::{int(port)}::SOCKET"
    finally:
        process.kill()
        process.communicate()


def _bare_loop(resource: str) -> Callable[[int], None]:
    visa = pyvisa.ResourceManager("@py").open_resource(resource, read_termination="\n", write_termination="\n")

    def loop(readings: int) -> None:
        for _ in range(readings):
            float(visa.query("READ?"))

    return loop


def _durable_loop(resource: str, folder: Path) -> Callable[[int], None]:
    clock = system_clock()
    link = VisaLinks(LinkContext(clock)).open(resource, 5.0)
    type_record = load(Path(hp_34401a.__file__).with_suffix(".yaml"), TypeRecord).model
    meter = hp_34401a.Hp34401A(Session(link, "meter", clock), type_record)
    meter.identify()
    meter.select("dc_voltage", Quantity.parse("10 V"), {})
    journal = Journal.create(folder / "benchmark.calrun", clock)
    key = MeasurementKey("meter", "dc-voltage", "10 V/+90 %")

    def loop(readings: int) -> None:
        for number in range(1, readings + 1):
            shown = meter.indicate()
            reply = (shown.value, shown.unit, shown.raw, shown.form)
            journal.append(IndicationTaken(key, "x", number, "measurement", "meter", *reply, clock.now()))

    return loop


def _cpu_us(loop: Callable[[int], None], readings: int) -> float:
    begin = time.process_time()
    loop(readings)
    return (time.process_time() - begin) / readings * 1e6


if __name__ == "__main__":
    main()
