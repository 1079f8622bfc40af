from __future__ import annotations

import pytest

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import VirtualClock
from bench_core.errors import UsageError
from bench_core.records.events import PromptAsked
from sim_instruments.links import SimLinks
from sim_instruments.person import SimulatedPerson
from sim_instruments.world import shared_world


def asked(kind, name, unit=""):
    return PromptAsked("1", kind, name, Bilingual("", ""), unit)


@pytest.fixture
def person(world_path):
    return SimulatedPerson(LinkContext(VirtualClock(), world_path, 3))


@pytest.mark.parametrize(
    ("kind", "name", "unit", "answer"),
    [
        ("confirm", "connect", "", "yes"),
        ("connect", "connect.dc-voltage", "", "yes"),
        ("select", "select.dc-voltage", "", "yes"),
        ("energise", "calibrator", "", "yes"),
        ("condition", "ambient.temperature", "°C", "20.3 °C"),
        ("condition", "ambient.relative_humidity", "%", "45 %"),
        ("condition", "uut.warm_up", "h", "2 h"),
        ("condition", "uut.warm_up", "min", "120 min"),
        ("condition", "uut.warm_up", "V", "2 h"),
        ("condition", "ambient.pressure", "hPa", None),
        ("number", "reading", "V", None),
    ],
)
def test_the_person_answers_what_the_world_says(person, kind, name, unit, answer):
    assert person.answer(asked(kind, name, unit)) == answer


def test_the_person_has_a_name(person):
    assert person.name == "仿真操作员"


def test_a_person_may_confirm_and_yet_not_energise(world_path):
    text = world_path.read_text(encoding="utf-8")
    own = "confirms: true, energises: false, answers: {connect: no}"
    world_path.write_text(text.replace("confirms: true", own), encoding="utf-8")
    person = SimulatedPerson(LinkContext(VirtualClock(), world_path))
    assert person.answer(asked("energise", "calibrator")) is None
    assert person.answer(asked("confirm", "connect")) == "no"
    assert person.answer(asked("confirm", "other")) == "yes"


BENCH = """\
calbench: world/1
world: by hand
instruments:
  calibrator: {simulates: fluke.5522a, serial: "1972905", settling: 0 s}
  meter: {simulates: keysight.34401a, faults: [METER_FAULTS]}
  handheld: {simulates: handheld, serial: "123", hidden: {dc_voltage: [{range: 6 V, gain: 0.1 %}]}}
wiring:
  - {from: calibrator, to: meter, resistance: 0.1 Ω}
  - {from: calibrator, to: handheld}
person: {PERSON}
"""


@pytest.fixture
def at_bench(tmp_path):
    links = []

    def sit(faults="", person="confirms: true"):
        path = tmp_path / "world.yaml"
        path.write_text(BENCH.replace("METER_FAULTS", faults).replace("PERSON", person), encoding="utf-8")
        context = LinkContext(VirtualClock(), path)
        links.append(SimLinks(context))

        def ask(name, message):
            link = links[-1].open(f"sim:{name}", 60.0)
            link.write(message.encode() + b"\n")
            return link.read().decode()

        return SimulatedPerson(context), ask

    yield sit
    for link in links:
        link.close()


def connect(**leads):
    return PromptAsked("1", "connect", "connect", Bilingual("", ""), "", leads=leads)


def reading(instrument="handheld"):
    return PromptAsked("1", "number", "reading", Bilingual("", ""), "V", instrument=instrument)


def select(function, range_):
    settings = {"function": function, "range": range_}
    return PromptAsked("1", "select", "s", Bilingual("", ""), "", instrument="handheld", settings=settings)


def test_the_person_changes_leads_in_the_world_that_the_links_see(at_bench):
    person, ask = at_bench()
    assert ask("calibrator", "OUT 1 A;OPER;*OPC?") == "1"
    assert float(ask("meter", "MEAS:CURR:DC? 3")) == pytest.approx(1.0, abs=1e-6)
    assert person.answer(connect(calibrator="NORMAL", meter="INPUT HI LO")) == "yes"
    assert float(ask("meter", "MEAS:CURR:DC? 3")) == 0.0
    assert person.answer(connect(calibrator="AUX", meter="CURRENT 3 A", wiring="2-wire")) == "yes"
    assert float(ask("meter", "MEAS:CURR:DC? 3")) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize(
    ("wiring", "seen"), [({"wiring": "4-wire"}, 100.0), ({"wiring": "2-wire"}, 9.9e37), ({}, 9.9e37)]
)
def test_the_person_connects_as_many_wires_as_told(at_bench, wiring, seen):
    person, ask = at_bench()
    assert ask("calibrator", "OUT 100 OHM;ZCOMP WIRE4;OPER;*OPC?") == "1"
    person.answer(connect(calibrator="NORMAL", meter="INPUT HI LO", **wiring))
    assert float(ask("meter", "MEAS:FRES? 1000")) == pytest.approx(seen, abs=1e-4)
    assert float(ask("meter", "MEAS:RES? 1000")) == pytest.approx(100.1, abs=1e-4)


@pytest.mark.parametrize(
    ("faults", "person", "seen"),
    [
        ("", "rewires: false", 5.0),
        ("", "confirms: false", 5.0),
        ("", "rewires: true", 0.0),
    ],
)
def test_a_person_who_does_not_rewire_leaves_the_leads_as_they_are(at_bench, faults, person, seen):
    person, ask = at_bench(faults, person)
    ask("calibrator", "OUT 5 V;OPER;*OPC?")
    person.answer(connect(calibrator="AUX", meter="INPUT HI LO"))
    assert float(ask("meter", "MEAS:VOLT:DC? 10")) == seen


@pytest.mark.parametrize(
    ("faults", "seen"),
    [
        ("{kind: miswired}", [0.0, 5.0]),
        ("{kind: miswired, lasting: true}", [0.0, 0.0]),
        ("{kind: reversed}", [-5.0, 5.0]),
    ],
)
def test_a_person_may_connect_wrongly(at_bench, faults, seen):
    person, ask = at_bench(faults)
    ask("calibrator", "OUT 5 V;OPER;*OPC?")
    assert float(ask("meter", "MEAS:VOLT:DC? 10")) == 5.0  # as the world file says
    found = []
    for _ in range(2):
        assert person.answer(connect(calibrator="NORMAL", meter="INPUT HI LO")) == "yes"
        found.append(float(ask("meter", "MEAS:VOLT:DC? 10")))
    assert found == seen


def test_leads_that_are_moved_to_another_instrument_leave_the_first(at_bench):
    person, ask = at_bench()
    ask("calibrator", "OUT 5 V;OPER;*OPC?")
    person.answer(connect(calibrator="NORMAL", handheld="INPUT HI LO"))
    assert float(ask("meter", "MEAS:VOLT:DC? 10")) == 0.0


def test_the_person_turns_the_switch_of_a_handheld_meter_and_reads_its_display(at_bench):
    person, ask = at_bench()
    ask("calibrator", "OUT 5 V;OPER;*OPC?")
    assert person.answer(reading()) is None
    assert person.answer(select("dc_voltage", "6 V")) == "yes"
    assert person.answer(reading()) == "5.005 V"
    ask("calibrator", "OUT 9 V;*OPC?")
    assert person.answer(reading()) == "OL"
    assert person.answer(reading("meter")) is None


def test_the_person_copies_the_serial_number_that_is_printed_on_an_instrument(at_bench):
    person, _ = at_bench()
    for name, serial in (("handheld", "123"), ("calibrator", "1972905")):
        prompt = PromptAsked("1", "identify", "identify", Bilingual("", ""), "", instrument=name)
        assert person.answer(prompt) == serial


def test_a_person_without_a_world_is_refused():
    with pytest.raises(UsageError, match="world:"):
        SimulatedPerson(LinkContext(VirtualClock()))


DECLINES = "confirms: false, reads: false"


def condition(name, unit):
    return PromptAsked("1", "condition", name, Bilingual("", ""), unit)


def plate(instrument):
    return PromptAsked("1", "identify", "serial", Bilingual("", ""), "", instrument=instrument)


def test_a_person_who_does_not_read_leaves_it_to_somebody_else_who_sees_the_display(at_bench):
    person, ask = at_bench(person=DECLINES)
    ask("calibrator", "OUT 5 V;OPER;*OPC?")
    assert person.answer(select("dc_voltage", "6 V")) is None
    assert person.sees(reading()) is None  # its switch is off
    person.do(select("dc_voltage", "6 V"))
    assert person.answer(reading()) is None
    assert person.sees(reading()) == "5.005 V"
    ask("calibrator", "OUT 9 V;*OPC?")
    assert person.sees(reading()) == "OL"


def test_name_plates_and_the_rooms_instruments_are_left_to_somebody_else_likewise(world_path):
    text = world_path.read_text(encoding="utf-8").replace("confirms: true", "confirms: true, reads: false")
    world_path.write_text(text, encoding="utf-8")
    person = SimulatedPerson(LinkContext(VirtualClock(), world_path))
    for prompt, seen in (
        (plate("calibrator"), "1972905"),
        (condition("ambient.temperature", "°C"), "20.3 °C"),
        (condition("ambient.temperature", "K"), "293.45 K"),
    ):
        assert (person.answer(prompt), person.sees(prompt)) == (None, seen)
    assert person.answer(condition("uut.warm_up", "h")) == "2 h"  # no instrument shows it
    assert person.answer(asked("confirm", "connect")) == "yes"


def test_nothing_is_to_be_seen_but_what_a_prompt_has_somebody_read(at_bench):
    person, ask = at_bench(person=DECLINES)
    ask("calibrator", "OUT 5 V;OPER;*OPC?")
    person.do(select("dc_voltage", "6 V"))
    for prompt in (
        select("dc_voltage", "6 V"),
        connect(calibrator="NORMAL", handheld="INPUT HI LO"),
        reading("meter"),  # which a program reads
        reading("calibrator"),
        condition("uut.warm_up", "h"),
        condition("ambient.pressure", "hPa"),
        asked("energise", "calibrator"),
        asked("number", "reading", "V"),
    ):
        assert person.sees(prompt) is None


NOISY = (
    BENCH.replace("gain: 0.1 %}", "gain: 0.1 %, noise: 1 mV}").replace("METER_FAULTS", "").replace("PERSON", DECLINES)
)


def test_who_looks_takes_no_reading_and_sees_the_display_renewed_four_times_in_a_second(tmp_path):
    path, clock = tmp_path / "world.yaml", VirtualClock()
    path.write_text(NOISY, encoding="utf-8")
    context = LinkContext(clock, path)
    person = SimulatedPerson(context)
    person.do(select("dc_voltage", "6 V"))
    counted = []
    shared_world(context).displays["handheld"].body.converter.after_reading.append(lambda: counted.append(1))
    seen = []
    for _ in range(32):
        seen.append(person.sees(reading()))
        clock.sleep(0.0625)
    assert all(len(set(seen[at : at + 4])) == 1 for at in range(0, 32, 4))
    assert len(set(seen)) > 3
    assert counted == []
