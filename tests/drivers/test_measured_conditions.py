"""A bench says which of its instruments measure conditions while a run goes on."""

from pathlib import Path

import pytest

from bench_core.errors import DocumentInvalid
from bench_core.metrology.quantity import Quantity
from bench_core.records.plan import Watch
from drivers.bench import read_bench

ROOM = Path(__file__).parent.parent / "sequencer" / "room.yaml"
BENCH = """\
calbench: bench/1
bench: watched
instruments:
  source: {driver: fluke.5522a, link: "TCPIP::192.0.2.7::5025::SOCKET"}
  meter: {driver: keysight.34401a, link: "TCPIP::192.0.2.8::5025::SOCKET"}
  other: {driver: keysight.34401a, link: "TCPIP::192.0.2.9::5025::SOCKET"}
  room: {driver: generic.scpi, link: "ASRL/dev/ttyUSB0::INSTR", type: room.yaml}
roles: {source: source, uut: meter}
conditions: {measured_by: {ambient.temperature: room}, hold: 10 min}
"""
q = Quantity.parse


@pytest.fixture
def read(tmp_path):
    (tmp_path / "room.yaml").write_text(ROOM.read_text("utf-8"), encoding="utf-8")

    def read(old: str = "", new: str = ""):
        assert old in BENCH
        path = tmp_path / "bench.yaml"
        path.write_text(BENCH.replace(old, new), encoding="utf-8")
        return read_bench(path)

    return read


def test_an_instrument_measures_a_condition_on_its_largest_range_every_so_many_seconds(read):
    found = read().watches["ambient.temperature"]
    assert found == Watch("room", "temperature", q("60 °C"), q("30 s"), q("10 min"), q("8 h"))
    mains = read("{ambient.temperature: room}", "{supply.voltage: other}").watches["supply.voltage"]
    assert (mains.function, mains.range) == ("ac_voltage", q("750 V"))


def test_without_conditions_people_are_asked(read):
    assert read("conditions: {measured_by: {ambient.temperature: room}, hold: 10 min}\n").watches == {}


@pytest.mark.parametrize(
    ("old", "new", "place", "words", "hint"),
    [
        ("temperature: room", "temperature: rom", (9, 49), "measured by no instrument of this bench: 'rom'", "room"),
        (
            "temperature: room",
            "temperature: source",
            (9, 49),
            "indicates nothing that a program could read",
            "indicator",
        ),
        ("temperature: room", "temperature: meter", (9, 49), "'meter' plays a role", "an instrument without a role"),
        ("temperature: room", "temperature: other", (9, 49), "'other' does not indicate temperature", "name one that"),
        (
            "ambient.temperature",
            "ambient.temprature",
            (9, 28),
            "no instrument measures 'ambient.temprature'",
            "ambient.",
        ),
        ("ambient.temperature", "uut.warm_up", (9, 28), "no instrument measures 'uut.warm_up'", ""),
        ("10 min", "10 V", (9, 62), "10 V is no time", "write it in s"),
        ("{ambient.temperature: room}", "{}", (9, 27), "", ""),
    ],
)
def test_a_condition_that_nobody_can_measure_is_refused_at_its_place(read, old, new, place, words, hint):
    with pytest.raises(DocumentInvalid) as caught:
        read(old, new)
    (one,) = caught.value.mistakes
    assert (one.line, one.column) == place
    assert words in one.message.en
    assert hint in one.hint.en
