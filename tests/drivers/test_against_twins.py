"""Each meter's driver against its simulated twin, which was written apart from it: it indicates the hidden truth.

A calibrator without errors puts a value on the terminals that the meter's type record names; the meter hides a gain and
an offset, so that a value that is scaled, signed or taken from another range cannot pass.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.capabilities.table import CAPABILITIES
from bench_core.clock import VirtualClock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.errors import InstrumentReported, Overload
from bench_core.metrology.quantity import Quantity
from drivers import registry
from drivers.bench import read_bench
from drivers.opening import open_bench

Q = Quantity.parse
METERS = [
    "fluke.8588a", "hp.3458a", "keithley.2000", "keithley.dmm6500", "keysight.34401a", "keysight.34460a",
    "keysight.34461a", "keysight.34465a", "keysight.34470a",
]  # fmt: skip
FUNCTIONS = ["dc_voltage", "ac_voltage", "dc_current", "ac_current", "resistance", "resistance_4w"]
GAIN, OFFSET = Fraction(300, 10**6), Fraction(20, 10**6)  # of the value, of the range
AT = Fraction(3, 5)  # of the range
BENCH = """\
calbench: bench/1
bench: pair
world: world.yaml
instruments:
  source: {{driver: fluke.5522a, link: "sim:source", serial: "11"}}
  meter: {{driver: {meter}, link: "sim:meter"}}
roles: {{}}
"""
WORLD = """\
calbench: world/1
world: pair
instruments:
  source: {{simulates: fluke.5522a, serial: "11", settling: 0.01 s}}
  meter: {{simulates: {meter}, hidden: {{{function}: [{hidden}]}}}}
wiring: [{{from: source, to: meter, terminals: {{source: {at_source}, meter: {at_meter}}}}}]
"""


@cache
def record_of(name):
    return load(registry.type_record_path(registry.driver(name)), TypeRecord).model


def rows_of(meter, function):
    """Every range of a meter at which the calibrator can put out three fifths of it, with that value."""
    frequency = Q("1 kHz") if "frequency" in dict(CAPABILITIES[function].settable) else None
    calibrator = record_of("fluke.5522a").functions[function]
    for row in record_of(meter).functions[function].ranges:
        value = Quantity(row.range.value * AT, row.range.unit)
        found = calibrator.range_for(value, frequency)
        if found is not None and value.si % found.resolution.si == 0:
            yield row, value, frequency, calibrator.terminals_of(found)


def hidden_rows(meter, function):
    ranges = [row.range for row in record_of(meter).functions[function].ranges]
    offsets = [Quantity(range_.value * OFFSET, range_.unit) for range_ in ranges]
    rows = zip(ranges, offsets, strict=True)
    return ", ".join(f"{{range: {range_}, gain: {GAIN * 10**6} ppm, offset: {offset}}}" for range_, offset in rows)


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def pair(tmp_path, clock):
    """Connect, identify and prepare the calibrator and a meter on leads between terminals."""
    opened = []

    def make(meter, function, at_source, at_meter):
        hidden = hidden_rows(meter, function)
        ends = {"at_source": at_source, "at_meter": at_meter}
        world = WORLD.format(meter=meter, function=function, hidden=hidden, **ends)
        (tmp_path / "world.yaml").write_text(world, encoding="utf-8")
        (tmp_path / "bench.yaml").write_text(BENCH.format(meter=meter), encoding="utf-8")
        bench = read_bench(tmp_path / "bench.yaml")
        context = open_bench(bench, LinkContext(clock, world=bench.world, seed=1))
        on = context.__enter__()
        opened.append(context)
        found = []
        for name in ("source", "meter"):
            found.append(on.connect(name))
            on.identify(name)
            found[-1].prepare()
        return found

    yield make
    for context in opened:
        context.__exit__(None, None, None)


def put_out(source, clock, function, value, settings):
    source.source(function, value, settings)
    assert source.operate().energised
    while not source.settled():
        clock.sleep(0.1)
    clock.sleep(1)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("meter_name", METERS)
def test_each_range_indicates_the_hidden_truth_at_the_terminals_of_the_type_record(pair, clock, meter_name, function):
    record = record_of(meter_name).functions[function]
    checked, ends, source, meter = 0, None, None, None
    for row, value, frequency, at_source in rows_of(meter_name, function):
        if ends != (at_source, record.terminals_of(row)):
            ends = (at_source, record.terminals_of(row))
            source, meter = pair(meter_name, function, *ends)
        settings = {"frequency": frequency} if frequency else {}
        meter.select(function, row.range, settings)
        put_out(source, clock, function, value, settings)
        shown = meter.indicate()
        source.make_safe()
        truth = value.si * (1 + GAIN) + row.range.si * OFFSET
        assert shown.unit == CAPABILITIES[function].unit
        assert abs(Fraction(shown.value) - truth) <= 2 * row.resolution.si, (str(row.range), shown.raw, float(truth))
        checked += 1
    assert checked >= 2


@pytest.mark.parametrize("meter_name", METERS)
def test_a_value_beyond_the_range_is_an_overload_and_never_a_number(pair, clock, meter_name):
    source, meter = pair(meter_name, "dc_voltage", "NORMAL", "INPUT HI LO")
    meter.select("dc_voltage", Q("100 mV"), {})
    put_out(source, clock, "dc_voltage", Q("-3 V"), {})
    with pytest.raises(Overload):
        meter.indicate()
    source.make_safe()


@pytest.mark.parametrize("function", ["dc_current", "ac_current"])
def test_10_amperes_are_refused_while_the_front_terminals_are_selected(pair, function):
    _, meter = pair("keithley.dmm6500", function, "20 A", "CURRENT 3 A")
    with pytest.raises(InstrumentReported, match="at the rear terminals alone"):
        meter.select(function, Q("10 A"), {})


@pytest.mark.parametrize("meter_name", METERS)
def test_an_open_circuit_is_no_resistance(pair, meter_name):
    _, meter = pair(meter_name, "resistance_4w", "NORMAL", "CURRENT 3 A")
    meter.select("resistance_4w", Q("1 kΩ"), {})
    with pytest.raises(Overload):
        meter.indicate()


@pytest.mark.parametrize("meter_name", METERS)
def test_the_twin_gives_another_function_up_when_the_next_is_selected(pair, clock, meter_name):
    source, meter = pair(meter_name, "dc_voltage", "NORMAL", "INPUT HI LO")
    for function, range_, value, settings in [
        ("resistance", "1 kΩ", "600 Ω", {}),
        ("ac_voltage", "1 V", "0.6 V", {"frequency": Q("60 Hz")}),
        ("dc_voltage", "1 V", "-0.6 V", {}),
    ]:
        source.make_safe()
        meter.select(function, Q(range_), settings)
        put_out(source, clock, function, Q(value), settings)
        assert float(meter.indicate().value) == pytest.approx(float(Q(value).si), rel=1e-3)
    source.make_safe()
