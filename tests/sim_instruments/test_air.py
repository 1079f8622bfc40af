"""What surrounds a simulated bench changes evenly from row to row, and a room monitor shows it."""

from fractions import Fraction

import pytest

from bench_core.clock import VirtualClock
from bench_core.documents.model import parse
from bench_core.errors import DocumentInvalid
from bench_core.metrology.quantity import Quantity
from sim_instruments.links import SimLink
from sim_instruments.physics.air import Air
from sim_instruments.world import World
from sim_instruments.world_file import WorldFile

q = Quantity.parse
ROWS = ((Fraction(10), q("20 °C")), (Fraction(20), q("22 °C")), (Fraction(30), q("21 °C")))
WORLD = """\
calbench: world/1
world: room
ambient: {temperature: 20.3 °C, relative_humidity: 45 %, pressure: 101.3 kPa}
drift: {temperature: [{at: 10 s, value: 20 °C}, {at: 20 s, value: 22 °C}]}
instruments: {room: {simulates: calbench.room, serial: R1}}
"""


@pytest.mark.parametrize(
    ("now", "value"), [(0, "20 °C"), (10, "20 °C"), (15, "21 °C"), (20, "22 °C"), (25, "21.5 °C"), (99, "21 °C")]
)
def test_the_air_drifts_evenly_between_two_rows_and_is_level_outside(now, value):
    assert Air({"temperature": q("5 °C")}, {"temperature": ROWS}).value("temperature", now) == q(value)


def test_what_does_not_drift_is_constant_and_what_nobody_knows_is_none():
    air = Air({"pressure": q("101 kPa")}, {"temperature": ROWS})
    assert air.value("pressure", 50) == q("101 kPa")
    assert air.value("relative_humidity", 50) is None


@pytest.fixture
def ask():
    clock = VirtualClock()
    world = World(parse("w.yaml", WORLD.encode(), WorldFile).model, clock)
    link = SimLink(world, world.instrument("room"), 1.0)

    def ask(message: str, at: float = 0.0) -> str:
        clock.advance_to(at)
        link.write(f"{message}\n".encode())
        return link.read().decode()

    return ask


@pytest.mark.parametrize(
    ("function", "shown"), [("TEMP", "20.00"), ("HUM", "45.0"), ("PRES", "101300"), ("VOLT:AC", "9.91E+37")]
)
def test_a_room_monitor_shows_what_surrounds_it_and_no_number_for_what_the_world_lacks(ask, function, shown):
    assert ask(f'FUNC "{function}";FUNC?') == f'"{function}"'
    assert ask("READ?") == shown


def test_a_room_monitor_follows_the_drift(ask):
    assert [ask("READ?", at) for at in (12.5, 20)] == ["20.50", "22.00"]


def test_a_room_monitor_has_its_identity_and_an_error_queue(ask):
    assert ask("*IDN?") == "calbench,ROOM,R1,1.0"
    assert ask('FUNC "NONE";:SYST:ERR?').startswith("-224,")


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ("{at: 10 s, value: 20 °C}, {at: 10 s, value: 22 °C}", "10 s is not after 10 s"),
        ("{at: 10 s, value: 20 °C}, {at: 20 s, value: 45 %}", "45 % is of another kind than 20 °C"),
        ("{at: 10 V, value: 20 °C}", "10 V is no time"),
    ],
)
def test_an_impossible_drift_is_refused_at_its_place(rows, wrong):
    text = WORLD.replace("{at: 10 s, value: 20 °C}, {at: 20 s, value: 22 °C}", rows)
    with pytest.raises(DocumentInvalid, match=wrong):
        parse("w.yaml", text.encode(), WorldFile)
