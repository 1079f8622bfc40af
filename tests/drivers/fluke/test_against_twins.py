"""Fluke drivers against the simulated instruments, which were written apart from them: two witnesses agree."""

from __future__ import annotations

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import VirtualClock
from bench_core.errors import Overload
from bench_core.metrology.quantity import Quantity
from drivers.bench import read_bench
from drivers.opening import open_bench

Q = Quantity.parse
CALIBRATORS = ("fluke.5520a", "fluke.5522a", "fluke.5730a")
METERS = {"fluke.8508a": "20", "fluke.8588a": "10"}
WORLD = """\
calbench: world/1
world: pair
seed: 1
instruments:
  source: {{simulates: {source}, serial: "11", settling: 0.1 s}}
  meter: {{simulates: {meter}, serial: "22"}}
wiring: [{{from: source, to: meter}}]
"""
BENCH = """\
calbench: bench/1
bench: pair
world: world.yaml
instruments:
  source: {{driver: {source}, link: "sim:source", serial: "11"}}
  meter: {{driver: {meter}, link: "sim:meter", serial: "22"}}
roles: {{}}
"""
OUTPUTS = [
    ("dc_voltage", "10 V", None), ("dc_voltage", "-0.22 V", None), ("dc_voltage", "33 V", None),
    ("ac_voltage", "3 V", "1.2 kHz"), ("ac_voltage", "1 mV", "500 kHz"), ("dc_voltage", "1 V", None),
    ("dc_current", "-190 µA", None), ("ac_current", "1 A", "119.95 Hz"), ("resistance", "10 kΩ", None),
    ("resistance_4w", "100 Ω", None), ("resistance_4w", "0 Ω", None), ("resistance", "0 Ω", None),
    ("dc_voltage", "1000 V", None),
]  # fmt: skip


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def pair(tmp_path, clock):
    """Connect, identify and prepare a source and a meter on one simulated bench."""
    opened = []

    def make(source="fluke.5522a", meter="fluke.8508a"):
        (tmp_path / "world.yaml").write_text(WORLD.format(source=source, meter=meter), encoding="utf-8")
        (tmp_path / "bench.yaml").write_text(BENCH.format(source=source, meter=meter), encoding="utf-8")
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


def settle(source, clock):
    while not source.settled():
        clock.sleep(0.1)


@pytest.mark.parametrize("name", CALIBRATORS)
def test_a_calibrator_puts_out_what_its_driver_asks_for_and_nothing_by_itself(pair, clock, name):
    source, _ = pair(source=name)
    for function, value, frequency in OUTPUTS:
        made = source.source(function, Q(value), {"frequency": Q(frequency)} if frequency else {})
        assert Quantity.of(made.value, made.unit) == Q(value)
        assert not source.output_state().energised, function
        assert source.operate().energised
        settle(source, clock)
        assert source.output_setting() == made
        assert not source.make_safe().energised


@pytest.mark.parametrize("name", ["fluke.5520a", "fluke.5522a"])
def test_large_currents_come_out_of_the_20_a_terminals_and_small_ones_do_not(pair, clock, name):
    source, _ = pair(source=name)
    for value in ("10 A", "1 A", "-20.5 A"):
        source.source("dc_current", Q(value), {})
        source.operate()
        settle(source, clock)
        assert not source.make_safe().energised


@pytest.mark.parametrize("meter_name", METERS)
def test_a_reference_meter_indicates_what_a_calibrator_puts_out(pair, clock, meter_name):
    source, meter = pair(meter=meter_name)
    leading = METERS[meter_name]
    for function, range_, value, frequency in [
        ("dc_voltage", f"{leading} V", "-10 V", None),
        ("ac_voltage", f"{leading} V", "10 V", "1 kHz"),
        ("ac_voltage", f"{leading} V", "5 V", "45 Hz"),
        ("resistance", f"{leading} kΩ", "5 kΩ", None),
        ("resistance_4w", f"{leading}0 Ω", "100 Ω", None),
    ]:
        settings = {"frequency": Q(frequency)} if frequency else {}
        meter.select(function, Q(range_), settings)
        source.source(function, Q(value), settings)
        source.operate()
        settle(source, clock)
        shown = meter.indicate()
        assert float(shown.value) == pytest.approx(float(Q(value).si), rel=1e-4), function
        source.make_safe()


@pytest.mark.parametrize("meter_name", METERS)
def test_an_overload_is_told_by_the_driver(pair, clock, meter_name):
    source, meter = pair(meter=meter_name)
    lowest = "200 mV" if meter_name == "fluke.8508a" else "100 mV"
    meter.select("dc_voltage", Q(lowest), {})
    source.source("dc_voltage", Q("3 V"), {})
    source.operate()
    settle(source, clock)
    with pytest.raises(Overload):
        meter.indicate()
    source.make_safe()


def test_a_current_ends_at_0_and_not_at_an_opened_lead(pair, clock):
    source, _ = pair()
    source.source("dc_current", Q("2 A"), {})
    source.operate()
    settle(source, clock)
    source.make_safe()
    made = source.source("dc_current", Q("2 A"), {})
    assert made.value == 2
    assert not source.output_state().energised


@pytest.mark.parametrize("name", CALIBRATORS)
@pytest.mark.parametrize(("function", "hertz"), [("dc_current", 0), ("ac_current", 100)])
def test_a_current_that_a_crashed_program_has_left_falls_before_standby(
    pair, clock, monkeypatch, name, function, hertz
):
    source, _ = pair(source=name)
    source.source(function, Q("1 A"), {"frequency": Q(f"{hertz} Hz")} if hertz else {})
    source.operate()
    settle(source, clock)
    after_the_crash = type(source)(source._session, source._type)
    sent, write = [], source._session.write
    monkeypatch.setattr(source._session, "write", lambda command: (sent.append(command), write(command)))
    began = clock.now()
    after_the_crash.prepare()
    assert sent[0].endswith(f" A, {hertz} HZ")
    assert sent[1] == "STBY"
    assert 0 < clock.now() - began < 4, "standby waits until the current has settled"
    assert not after_the_crash.output_state().energised
    assert abs(float(source._session.query("OUT?").partition(",")[0])) < 1e-4
