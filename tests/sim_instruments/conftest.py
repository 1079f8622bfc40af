from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import VirtualClock
from sim_instruments.links import SimLinks
from tests.told_in_both import both_languages  # noqa: F401  every test of the room uses it

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sim_instruments.links import SimLink

WORLD = """\
calbench: world/1
world: test
seed: 7
ambient: {temperature: 20.3 °C, relative_humidity: 45 %}
instruments:
  calibrator:
    simulates: fluke.5522a
    serial: "1972905"
    settling: 0.2 s
    hidden: {dc_voltage: [{range: 33 V, gain: 1 ppm, offset: 5 µV}]}
    faults: [CALIBRATOR_FAULTS]
  meter:
    simulates: keysight.34401a
    hidden: {dc_voltage: [{range: 1 V, noise: 20 µV}, {range: 10 V, gain: 40 ppm, offset: 20 µV, noise: 30 µV}]}
    faults: [METER_FAULTS]
wiring: [{from: calibrator, to: meter, thermal_emf: 0.2 µV}]
person: {name: 仿真操作员, confirms: true, warm_up: 2 h}
"""


def world_text(calibrator: str = "", meter: str = "") -> str:
    return WORLD.replace("CALIBRATOR_FAULTS", calibrator).replace("METER_FAULTS", meter)


class VirtualBench:
    """A world in this process on a virtual clock, asked by name."""

    def __init__(self, world: Path, timeout: float = 60.0, seed: int | None = None, start: float = 0.0) -> None:
        self.clock = VirtualClock(start)
        self.links = SimLinks(LinkContext(self.clock, world, seed))
        self._timeout = timeout
        self._open: dict[str, SimLink] = {}

    def link(self, name: str) -> SimLink:
        if name not in self._open:
            self._open[name] = self.links.open(f"sim:{name}", self._timeout)
        return self._open[name]

    def tell(self, name: str, message: str) -> None:
        self.link(name).write(message.encode() + b"\n")

    def ask(self, name: str, message: str) -> str:
        self.tell(name, message)
        return self.link(name).read().decode()

    def readings(self, count: int) -> list[str]:
        return [self.ask("meter", "READ?") for _ in range(count)]


@pytest.fixture
def world_path(tmp_path: Path) -> Path:
    path = tmp_path / "world.yaml"
    path.write_text(world_text(), encoding="utf-8")
    return path


@pytest.fixture
def faulty_world(tmp_path: Path) -> Callable[..., Path]:
    def write(calibrator: str = "", meter: str = "") -> Path:
        path = tmp_path / "faulty.yaml"
        path.write_text(world_text(calibrator, meter), encoding="utf-8")
        return path

    return write


@pytest.fixture
def make_bench() -> Iterator[Callable[..., VirtualBench]]:
    benches: list[VirtualBench] = []

    def make(world: Path, **options: float) -> VirtualBench:
        benches.append(VirtualBench(world, **options))  # type: ignore[arg-type]  # a seed is an int
        return benches[-1]

    yield make
    for bench in benches:
        bench.links.close()


@pytest.fixture
def bench(world_path: Path, make_bench: Callable[..., VirtualBench]) -> VirtualBench:
    return make_bench(world_path)
