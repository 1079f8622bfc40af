"""The N6700's output watchdog, whatever else is on the wire or is not; times are the world's."""

import pytest

from bench_core.clock import VirtualClock
from bench_core.documents.model import parse
from sim_instruments.world import World
from sim_instruments.world_file import WorldFile

TEXT = """\
calbench: world/1
world: w
instruments:
  supply: {simulates: keysight.n6700c, serial: "7"}
  meter: {simulates: keysight.34401a}
wiring: [{from: supply, to: meter}]
"""


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def world(clock):
    return World(parse("world.yaml", TEXT.encode(), WorldFile).model, clock, 1)


@pytest.fixture
def say(world, clock):
    def say(message, name="supply"):
        execution = world.instrument(name).dialect.execute(message)
        try:
            while True:
                clock.advance_to(next(execution))
        except StopIteration as end:
            return end.value

    return say


@pytest.fixture
def live(world, clock):
    return lambda: world.output("supply").live_at(clock.now())


@pytest.fixture
def armed(say):
    for message in ("VOLT 5,(@1)", "OUTP:PROT:WDOG:DEL 20", "OUTP:PROT:WDOG ON", "OUTP ON,(@1)"):
        say(message)
    assert say("SYST:ERR?") == '+0,"No error"'


@pytest.mark.usefixtures("armed")
def test_the_output_goes_off_without_any_message_when_the_delay_is_over(say, clock, live):
    clock.sleep(19.9)
    assert live()
    clock.sleep(0.2)
    assert not live()
    assert float(say("READ?", "meter")) == pytest.approx(0, abs=1e-3)
    assert say("OUTP? (@1)") == "0"
    assert float(say("VOLT? (@1)")) == 5.0


@pytest.mark.usefixtures("armed")
def test_every_message_begins_the_delay_anew(say, clock, live):
    for _ in range(10):
        clock.sleep(15)
        say("*STB?")
    assert live()
    assert float(say("READ?", "meter")) == pytest.approx(5, abs=1e-3)


@pytest.mark.usefixtures("armed")
def test_after_a_trip_the_output_stays_off_until_the_protection_is_cleared(say, clock, live):
    clock.sleep(30)
    say("OUTP ON,(@1)")
    assert say("SYST:ERR?").startswith("-221")
    assert not live()
    say("OUTP:PROT:CLE (@1)")
    say("OUTP ON,(@1)")
    assert live()


@pytest.mark.usefixtures("armed")
@pytest.mark.parametrize("message", ["OUTP:PROT:WDOG OFF", "OUTP:PROT:WDOG:DEL 3600"])
def test_a_watchdog_that_is_off_or_slower_lets_the_output_on(say, clock, live, message):
    say(message)
    clock.sleep(600)
    assert live()


@pytest.mark.usefixtures("armed")
def test_a_reset_switches_the_watchdog_off_with_60_s(say, live):
    say("*RST")
    assert (say("OUTP:PROT:WDOG?"), float(say("OUTP:PROT:WDOG:DEL?")), float(say("VOLT? (@1)"))) == ("0", 60, 0)
    assert not live()


@pytest.mark.parametrize(
    ("message", "error"),
    [("OUTP:PROT:WDOG:DEL 0", -222), ("OUTP:PROT:WDOG:DEL 3601", -222), ("OUTP ON,(@2)", -222), ("OUTP ON", -109)],
)
def test_what_it_cannot_do_is_refused_and_changes_nothing(say, live, message, error):
    say(message)
    assert say("SYST:ERR?").startswith(f"{error},")
    assert not live()


@pytest.mark.usefixtures("armed")
def test_a_trip_opens_the_output(world, live):
    world.instrument("supply").dialect.trip()
    assert not live()
