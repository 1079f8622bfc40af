"""What the type records say of the time of one reading, against the twins as the drivers set them."""

from contextlib import suppress

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import VirtualClock
from bench_core.documents.functions import has_frequency
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.errors import Overload
from bench_core.metrology.quantity import Quantity
from drivers import registry
from drivers.bench import read_bench
from drivers.opening import open_bench

METERS = [
    "fluke.8508a", "fluke.8588a", "hp.3458a", "keithley.2000", "keithley.dmm6500", "keysight.34401a",
    "keysight.34460a", "keysight.34461a", "keysight.34465a", "keysight.34470a",
]  # fmt: skip
BENCH = """\
calbench: bench/1
bench: alone
world: world.yaml
instruments: {{meter: {{driver: {meter}, link: "sim:meter"}}}}
roles: {{}}
"""
WORLD = "calbench: world/1\nworld: alone\ninstruments: {{meter: {{simulates: {meter}}}}}\n"
USUAL = Quantity.parse("0.4 s")


@pytest.mark.parametrize("name", METERS)
def test_a_reading_takes_the_time_that_the_type_record_states(name, tmp_path):
    (tmp_path / "world.yaml").write_text(WORLD.format(meter=name), encoding="utf-8")
    (tmp_path / "bench.yaml").write_text(BENCH.format(meter=name), encoding="utf-8")
    bench, clock = read_bench(tmp_path / "bench.yaml"), VirtualClock()
    record = load(registry.type_record_path(registry.driver(name)), TypeRecord).model
    with open_bench(bench, LinkContext(clock, world=bench.world, seed=1)) as on:
        meter = on.connect("meter")
        on.identify("meter")
        meter.prepare()
        for function, stated in record.functions.items():
            for frequency in ("50 Hz", "1 kHz") if has_frequency(function) else (None,):
                hertz = None if frequency is None else Quantity.parse(frequency)
                expected = float((stated.reading_time_at(hertz) or USUAL).si)
                meter.select(function, stated.ranges[1].range, {"frequency": hertz} if hertz else {})
                indicate(meter)
                begin = clock.now()
                indicate(meter)
                took = clock.now() - begin
                assert 0.6 * expected < took < 1.2 * expected, (function, frequency, took)


def indicate(meter):
    """Take a reading; open terminals are an overload of resistance, which takes its time, too."""
    with suppress(Overload):
        meter.indicate()
