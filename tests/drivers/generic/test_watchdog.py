"""A described source with a watchdog of its own: armed before its output goes on, kept from acting, and disarmed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench_core.capabilities.instruments import LinkContext, is_watched, safe_within
from bench_core.clock import VirtualClock
from bench_core.errors import InstrumentReported
from bench_core.metrology.quantity import Quantity
from drivers.bench import read_bench
from drivers.opening import open_bench
from sim_instruments.world import shared_world

FOLDER = Path(__file__).parent
BENCH = """\
calbench: bench/1
bench: watched
world: world.yaml
instruments:
  supply: {driver: generic.scpi, type: n6700.yaml, link: "sim:supply", serial: "7"}
roles: {source: supply}
"""
WORLD = 'calbench: world/1\nworld: w\ninstruments: {supply: {simulates: keysight.n6700c, serial: "7"}}\n'


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def context(tmp_path, clock):
    shutil.copy(FOLDER / "n6700.yaml", tmp_path)
    (tmp_path / "bench.yaml").write_text(BENCH, "utf-8")
    (tmp_path / "world.yaml").write_text(WORLD, "utf-8")
    return LinkContext(clock, tmp_path / "world.yaml", 1)


@pytest.fixture
def supply(tmp_path, context):
    with open_bench(read_bench(tmp_path / "bench.yaml"), context) as opened:
        instrument = opened.connect("supply")
        opened.identify("supply")
        instrument.prepare()
        instrument.source("dc_voltage", Quantity.parse("5 V"), {})
        yield instrument


@pytest.fixture
def live(context, clock):
    return lambda: shared_world(context).output("supply").live_at(clock.now())


def test_it_is_armed_before_the_output_goes_on(supply, live, clock):
    assert supply.operate().energised
    clock.sleep(59)
    assert live()
    clock.sleep(2)
    assert not live()
    assert not supply.output_state().energised


def test_it_is_kept_from_acting_by_signs_that_are_sent_only_when_they_are_due(supply, live, clock):
    supply.operate()
    asked = supply._session.query
    signs = []
    supply._session.query = lambda command, **how: signs.append(command) or asked(command, **how)
    for _ in range(600):
        clock.sleep(1)
        supply.keep_alive()
    assert live()
    assert signs == ["*STB?"] * 40


def test_it_is_disarmed_once_the_output_is_off(supply, live):
    supply.operate()
    assert not supply.make_safe().energised
    assert supply._session.query("OUTP:PROT:WDOG?") == "0"
    supply.keep_alive()
    supply.operate()
    assert live()


def test_what_another_program_left_armed_is_disarmed_in_the_known_state(supply):
    supply.operate()
    supply.prepare()
    assert supply._session.query("OUTP:PROT:WDOG?") == "0"


def test_a_source_that_its_watchdog_took_off_is_not_energised_again_by_the_program_alone(supply, clock, live):
    supply.operate()
    clock.sleep(61)
    with pytest.raises(InstrumentReported, match="-221"):
        supply.operate()
    assert not live()


def test_the_time_within_which_it_is_safe_is_the_descriptions_own(supply, follow, wire_to, in_memory):
    assert safe_within(supply) == 0.5
    assert is_watched(supply)
    assert safe_within(follow(wire_to(in_memory(None), "GPIB0::5::INSTR"), "supply")) == 1.0
