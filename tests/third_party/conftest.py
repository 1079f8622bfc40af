"""Twins behind real doors of this machine, for drivers and clients that others wrote."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass

import pytest

from bench_core.clock import ScaledClock
from sim_instruments.serving import serve

SPEED = 100.0
DOORS = ("socket", "hislip", "vxi11", *(("serial",) if sys.platform == "linux" else ()))
SCPI_METERS = {
    "keysight.34401a": "34401A",
    "keysight.34460a": "34460A",
    "keysight.34461a": "34461A",
    "keysight.34465a": "34465A",
    "keysight.34470a": "34470A",
    "keithley.2000": "MODEL 2000",
    "keithley.dmm6500": "MODEL DMM6500",
    "fluke.8588a": "8588A",
}
WORLD = """\
calbench: world/1
world: for drivers that others wrote
mains: {mains}
instruments:
  calibrator: {{simulates: fluke.5522a, settling: 0 s}}
  meter: {{simulates: {simulates}, serial: "1234567", doors: [{doors}]}}
wiring: [{{from: calibrator, to: meter}}]
"""


@dataclass(frozen=True)
class Twin:
    """A simulated meter on leads from a simulated calibrator.

    Args:
        doors: its resource names, by door.
        calibrator: port of the calibrator.
    """

    doors: dict[str, str]
    calibrator: int

    def put_out(self, setting: str) -> None:
        """Put a value on the leads, such as `5 V, 0 HZ`, and wait until it has settled."""
        with socket.create_connection(("127.0.0.1", self.calibrator), timeout=10) as wire:
            wire.sendall(f"OUT {setting};OPER;*OPC?\n".encode("ascii"))
            assert wire.makefile("rb").readline().strip() == b"1"


@pytest.fixture(params=SCPI_METERS)
def meter_name(request):
    """The name of each SCPI meter that can be simulated."""
    return request.param


@pytest.fixture
def model(meter_name):
    """How this meter names itself."""
    return SCPI_METERS[meter_name]


@pytest.fixture
def twin(tmp_path):
    """Return a function that serves the twin of a name until the test ends; clients close before."""
    running = []

    def serve_(simulates, doors=DOORS, mains="50 Hz"):
        path = tmp_path / f"world{len(running)}.yaml"
        text = WORLD.format(simulates=simulates, doors=", ".join(doors), mains=mains)
        path.write_text(text, encoding="utf-8")
        running.append(serve(path, ScaledClock(SPEED)))
        links = running[-1].links
        return Twin(dict(zip(doors, links["meter"], strict=True)), int(links["calibrator"][0].split("::")[2]))

    yield serve_
    for one in running:
        one.close()
