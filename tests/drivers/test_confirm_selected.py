"""What is turned at a meter between two readings is noticed: function, range and autorange are read back."""

from __future__ import annotations

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import VirtualClock
from bench_core.errors import SettingChanged, UsageError
from bench_core.metrology.quantity import Quantity
from drivers.bench import read_bench
from drivers.opening import open_bench
from sim_instruments.links import SimLinks

TEN_VOLT = Quantity.parse("10 V")
BENCH = """\
calbench: bench/1
bench: one
world: world.yaml
instruments: {{meter: {{driver: {driver}, link: "sim:meter"}}}}
roles: {{}}
"""
WORLD = "calbench: world/1\nworld: w\ninstruments: {{meter: {{simulates: {driver}}}}}\n"
TREE = ('FUNC "RES"', "VOLT:DC:RANG 100", "VOLT:DC:RANG:AUTO ON")
SENSE = (':SENS:FUNC "RES"', ":SENS:VOLT:DC:RANG 100", ":SENS:VOLT:DC:RANG:AUTO ON")
TURNED = {
    "keysight.34401a": TREE,
    "keysight.34460a": TREE,
    "keysight.34461a": TREE,
    "keysight.34465a": TREE,
    "keysight.34470a": TREE,
    "fluke.8588a": TREE,
    "keithley.2000": SENSE,
    "keithley.dmm6500": SENSE,
    "hp.3458a": ("OHM 10", "RANGE 100", "ARANGE ON"),
}
"""By driver, what somebody else does to function, range and autorange."""


@pytest.fixture
def bench(tmp_path):
    """Open a bench of one simulated meter; return its driver and what another client can send to it."""
    ending = []

    def bench(driver):
        (tmp_path / "world.yaml").write_text(WORLD.format(driver=driver), encoding="utf-8")
        (tmp_path / "bench.yaml").write_text(BENCH.format(driver=driver), encoding="utf-8")
        read = read_bench(tmp_path / "bench.yaml")
        context = LinkContext(VirtualClock(), world=read.world, seed=1)
        opened = open_bench(read, context)
        meter = opened.__enter__().connect("meter")
        ending.append(opened)
        meter.identify()
        meter.prepare()
        meter.select("dc_voltage", TEN_VOLT, {})
        other = SimLinks(context).open("sim:meter", 1.0)

        def turn(command):
            other.write(command.encode() + b"\n")
            context.clock.sleep(0.1)

        return meter, turn

    yield bench
    for one in ending:
        one.__exit__(None, None, None)


@pytest.mark.parametrize("driver", TURNED)
def test_what_was_selected_and_left_alone_is_confirmed_as_often_as_it_is_asked(bench, driver):
    meter, _ = bench(driver)
    meter.indicate()
    answered = meter.select("dc_voltage", TEN_VOLT, {})
    assert [meter.confirm_selected(), meter.confirm_selected()] == [answered] * 2


@pytest.mark.parametrize(("driver", "command"), [(name, one) for name, all_ in TURNED.items() for one in all_])
def test_another_function_range_or_autorange_is_noticed(bench, driver, command):
    meter, turn = bench(driver)
    meter.indicate()
    turn(command)
    with pytest.raises(SettingChanged, match=r"is not set any more as it was \(expected .* received .*\); keep hands"):
        meter.confirm_selected()


def test_after_a_change_nothing_is_indicated_before_the_next_selection(bench):
    meter, turn = bench("keysight.34401a")
    turn("VOLT:DC:RANG:AUTO ON")
    with pytest.raises(SettingChanged):
        meter.confirm_selected()
    turn("VOLT:DC:RANG:AUTO OFF")
    for again in (meter.indicate, meter.confirm_selected):
        with pytest.raises(SettingChanged):
            again()
    meter.select("dc_voltage", TEN_VOLT, {})
    meter.confirm_selected()
    meter.indicate()


def test_a_meter_that_autoranges_after_all_is_refused_when_it_is_selected(connect, meter_wire, meter):
    meter.answers["VOLT:DC:RANG:AUTO?"] = "1"
    with pytest.raises(Exception, match=r"expected 0 as it was set, received '1' to `VOLT:DC:RANG:AUTO\?`"):
        connect(meter_wire, "keysight.34401a").select("dc_voltage", TEN_VOLT, {})


def test_without_a_selection_there_is_nothing_to_confirm(connect, meter_wire):
    with pytest.raises(UsageError, match="no function is selected"):
        connect(meter_wire, "keysight.34401a").confirm_selected()
