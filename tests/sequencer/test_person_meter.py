"""A meter that a person sets and reads: asked blind, recorded as entered, and computed again from what was entered."""

import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from bench_core.errors import AnswersInvalid, ResultDiffers
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    HoldWaited,
    IndicationTaken,
    InstrumentIdentified,
    OutputAsked,
    PromptAnswered,
    PromptAsked,
    SettingIntended,
    SettingMade,
    WiringProven,
)
from bench_core.records.verification import verify
from sequencer.control import Control

HANDHELD = """\
calbench: instrument/1
maker: Meterman
model: H6000
title: {zh: 手持数字多用表, en: handheld multimeter}
source: {document: "a leaflet", edition: "1", pages: "1"}
verified: false
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [Meterman], model: H6000}
functions:
  dc_voltage:
    basic_range: 6 V
    terminals: INPUT HI LO
    coverage: {distribution: rectangular}
    ranges:
      - {range: 600 mV, maximum: 660 mV, resolution: 100 µV, of_reading: 0.5 %, of_range: 0.05 %}
      - {range: 6 V, maximum: 6.6 V, resolution: 1 mV, of_reading: 0.5 %, of_range: 0.05 %}
"""
ANSWERS = """\
calbench: answers/1
by: 小李
answers:
  ambient.temperature: 20 °C
  serial.meter: "123"
  dc-voltage/600 mV/+50 %/x/1: 300.1 mV
  dc-voltage/600 mV/+50 %/x/2: "300.2"
  dc-voltage/6 V/+50 %/x/1: 3.001 V
  dc-voltage/6 V/+50 %/x/2: 3001 mV
  dc-voltage/6 V/-50 %/x/1: "-3.001"
  dc-voltage/6 V/-50 %/x/2: "-3.002"
confirm: all
"""
METER = '  meter: {driver: keysight.34401a, link: "sim:meter", serial: MY41001234, timeout: 2 s}\n'
BY_PERSON = '  meter: {read_by: person, type: handheld.yaml, serial: "123"}\n'
POINTS = "      - {range: 10 V, at: [90 %, -90 %], of: range}\n      - {range: 100 V, at: [90 %], of: range}\n"
LOWER = "      - {range: 600 mV, at: [50 %], of: range}\n      - {range: 6 V, at: [50 %, -50 %], of: range}\n"


@pytest.fixture
def by_hand(bench_folder):
    """The small bench with a handheld meter in the place of the one on a link."""
    bench_folder.path("handheld.yaml").write_text(HANDHELD, encoding="utf-8")
    bench_folder.path("answers.yaml").write_text(ANSWERS, encoding="utf-8")
    bench_folder.change("bench.yaml", METER, BY_PERSON)
    bench_folder.change("procedure.yaml", "uut: {entry: [wire]}", "uut: {entry: [wire, person]}")
    bench_folder.change("procedure.yaml", "readings: 3", "readings: {wire: 10, person: 2}")
    bench_folder.change("procedure.yaml", POINTS, LOWER)
    twin = ("simulates: keysight.34401a\n    serial: MY41001234", 'simulates: handheld\n    serial: "123"')
    bench_folder.change("world.yaml", *twin)
    errors = "[{range: 600 mV, gain: 0.1 %}, {range: 6 V, gain: 0.05 %, offset: 2 mV}]}"
    hidden = "[{range: 10 V, gain: 8 ppm, offset: 5 µV, noise: 3 µV}, {range: 100 V, gain: -14 ppm, noise: 40 µV}]}"
    bench_folder.change("world.yaml", hidden, errors)
    return bench_folder


@pytest.fixture
def answered(by_hand, run):
    """Runs by the answers file, after a change of it."""

    def perform(old: str = "", new: str = "", control: Control | None = None):
        if old:
            by_hand.change("answers.yaml", old, new)
        return run(control, answers=by_hand.path("answers.yaml"))

    return perform


def taken(ran):
    return [e for e in ran.of(IndicationTaken, purpose="measurement") if e.name == "x"]


def test_a_simulated_person_reads_a_simulated_handheld_and_finds_its_hidden_error(run, by_hand):
    ran = run()
    assert ran.code == 0
    found = {point: float(done.result.error.to("mV")) for (_, point), done in ran.state.results.items()}
    assert found == pytest.approx({"600 mV/+50 %": 0.3, "6 V/+50 %": 3.5, "6 V/-50 %": 0.5}, abs=0.6)
    assert by_hand.path("a.calrun").exists()
    verify(ran.record.path)


def test_readings_from_an_answers_file_are_recorded_exactly_as_entered(answered):
    ran = answered()
    assert ran.code == 0
    assert [(e.raw, str(e.value), e.unit, e.form) for e in taken(ran)[:4]] == [
        ("300.1 mV", "300.1", "mV", "entered"),
        ("300.2", "300.2", "mV", "entered"),  # a bare number is in the unit of the range
        ("3.001 V", "3.001", "V", "entered"),
        ("3001 mV", "3001", "mV", "entered"),
    ]
    assert {e.entry for e in ran.of(PromptAnswered)} == {"answers file"}
    verify(ran.record.path)


def test_nothing_that_is_asked_tells_what_to_expect(answered):
    ran = answered()
    prompts = ran.of(PromptAsked, kind="number")
    assert len(prompts) == 6
    for prompt in prompts:
        said = prompt.text.zh + prompt.text.en + prompt.unit
        assert not [word for word in ("300", "3 V", "3.0", "50 %", "dc-voltage", "calibrator") if word in said]


def test_function_and_range_are_set_by_the_person_and_only_when_they_change(answered):
    ran = answered()
    prompts = ran.of(PromptAsked, kind="select")
    assert [p.settings for p in prompts] == [
        {"function": "dc_voltage", "range": "600 mV"},
        {"function": "dc_voltage", "range": "6 V"},
    ]
    assert prompts[0].text.en == "Set meter to DC voltage, range 600 mV"
    assert [e.raw for e in ran.of(SettingMade, action="select")] == ["yes"] * 3


def test_new_leads_are_proven_by_what_the_person_sees(run, by_hand):
    larger = "      - {range: 60 V, maximum: 66 V, resolution: 10 mV, of_reading: 0.5 %, of_range: 0.05 %}\n"
    by_hand.path("handheld.yaml").write_text(HANDHELD + larger, encoding="utf-8")
    by_hand.change("procedure.yaml", LOWER, "      - {range: 60 V, at: [90 %], of: range}\n")
    ran = run()
    assert ran.code == 0
    (proof,) = [e for e in ran.of(IndicationTaken, purpose="proof") if e.instrument == "meter"]
    assert proof.form == "entered"
    assert ran.of(PromptAsked, kind="number")[0].name == "dc-voltage/60 V/+90 %/uut/1"
    assert len(ran.of(WiringProven)) == 1
    verify(ran.record.path)


def test_the_source_is_off_while_the_person_turns_the_switch(answered):
    on = None
    for event in answered().events:
        if isinstance(event, SettingMade | OutputAsked) and event.energised is not None:
            on = event.energised
        elif isinstance(event, PromptAsked) and event.kind in {"select", "connect"}:
            assert on is False


def test_the_hold_time_goes_by_before_a_person_reads(answered):
    lines = answered().record.lines
    for at, line in enumerate(lines):
        if isinstance(line.event, HoldWaited):
            assert line.event.hold == Quantity.parse("1 s")
            assert line.mono - lines[at - 1].mono >= 1 - 2e-6


def test_the_serial_number_is_asked_for_as_printed_and_recorded(answered):
    ran = answered()
    found = ran.of(InstrumentIdentified, instrument="meter")[0]
    assert (found.maker, found.model, found.serial, found.raw) == ("Meterman", "H6000", "123", "123")
    assert (found.driver, found.resource) == ("person", "")
    asked = ran.of(PromptAsked, kind="identify")[0]
    assert "123" not in asked.text.zh + asked.text.en


def test_another_serial_number_than_the_benchs_is_refused(answered):
    ran = answered('serial.meter: "123"', 'serial.meter: "124"')
    assert ran.code == 3
    assert ran.state.failure.failure == "IdentityMismatch"
    assert not ran.of(SettingIntended, action="operate")


@pytest.mark.parametrize("entry", ["OL", "ol", "-OL"])
def test_overload_is_never_a_number(answered, entry):
    ran = answered("x/1: 300.1 mV", f'x/1: "{entry}"')
    assert ran.code == 3
    assert ran.state.failure.failure == "Overload"
    assert ran.state.ended.safe
    assert taken(ran) == []


@pytest.mark.parametrize(
    ("entry", "why"),
    [("300.1 mA", "different kinds"), ("three", "value in mV"), ("1/3 V", "value in mV"), ("300,1", "value in mV")],
)
def test_an_answers_file_with_a_reading_that_is_none_is_refused_before_a_record_exists(answered, by_hand, entry, why):
    with pytest.raises(AnswersInvalid, match=why):
        answered("x/1: 300.1 mV", f'x/1: "{entry}"')
    assert not by_hand.path("a.calrun").exists()


def test_an_answers_file_with_a_reading_that_nobody_takes_is_refused(answered):
    with pytest.raises(AnswersInvalid, match=r"no person takes a reading 'dc-voltage/600 mV/\+50 %/x/3'.*did you mean"):
        answered("x/2:", "x/3:")


def test_what_the_file_does_not_say_is_asked_at_the_terminal_until_it_can_be_used(answered):
    control = Control()
    name = "0/dc-voltage/600 mV/+50 %/x/2/1"
    typed = [(name, "3oo.2"), (f"{name}/2", "300,2"), (f"{name}/3", "300.2 mV")]
    lines = [{"command": "answer", "prompt": prompt, "text": text, "by": "li"} for prompt, text in typed]
    control.listen(io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
    ran = answered('  dc-voltage/600 mV/+50 %/x/2: "300.2"\n', "", control)
    assert ran.code == 0
    assert [a.answer for a in ran.of(PromptAnswered, by="li")] == [text for _, text in typed]
    assert taken(ran)[1].raw == "300.2 mV"
    verify(ran.record.path)


def test_another_instrument_is_not_read_by_this_person_after_an_interruption(by_hand, run, power_cut):
    answers = by_hand.path("answers.yaml")
    whole = run(record=by_hand.path("whole.calrun"), answers=answers)
    record = power_cut(whole.kinds().index("HoldWaited"), answers=answers)
    ran = run(resume=True)
    assert ran.code == 4  # nobody confirms that outputs may go on
    assert [e.instrument for e in ran.of(PromptAsked, kind="identify")] == ["meter", "meter"]
    assert record == ran.record.path


def at_first(lines, kind, /, **fields):
    return next(
        at
        for at, line in enumerate(lines)
        if isinstance(line.event, kind) and all(getattr(line.event, k) == v for k, v in fields.items())
    )


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ({"value": Decimal("300.2")}, "reads 300.1 mV, recorded is 300.2 mV"),
        ({"value": Decimal("300.2"), "raw": "300.2 mV"}, "was answered as '300.1 mV', recorded is '300.2 mV'"),
        ({"unit": "V"}, "the entry '300.1 mV' is in mV, recorded is 300.1 V"),
        ({"form": "nrf", "raw": "300.1"}, "a person reads, but reading x 1 has form nrf"),
    ],
)
def test_a_reading_that_is_not_what_was_entered_is_found(answered, forged, to, why):
    def change(lines):
        at = at_first(lines, IndicationTaken, name="x")
        lines[at] = replace(lines[at], event=replace(lines[at].event, **to))

    with pytest.raises(ResultDiffers, match=why):
        verify(forged(answered(), change))


def test_one_entry_does_not_serve_for_two_readings(answered, forged):
    def change(lines):
        first, second = at_first(lines, IndicationTaken, name="x"), at_first(lines, IndicationTaken, name="x", number=2)
        again = replace(lines[first].event, number=2)
        kept = [line for at, line in enumerate(lines) if not second - 2 <= at < second]
        kept[second - 2] = replace(lines[second], event=again)
        return kept

    with pytest.raises(ResultDiffers, match="reading x 2 was not the answer to its prompt"):
        verify(forged(answered(), change))


def test_a_bare_number_has_the_unit_that_was_asked_for(answered, forged):
    def change(lines):
        at = at_first(lines, IndicationTaken, name="x", number=2)
        lines[at] = replace(lines[at], event=replace(lines[at].event, unit="V"))

    with pytest.raises(ResultDiffers, match=r"the entry '300\.2' is in mV, recorded is 300\.2 V"):
        verify(forged(answered(), change))


def test_a_range_that_nobody_set_is_found(answered, forged):
    def change(lines):
        at = at_first(lines, PromptAsked, kind="select")
        lines[at + 1] = replace(lines[at + 1], event=replace(lines[at + 1].event, answer="no"))

    with pytest.raises(ResultDiffers, match="nobody said that meter was set to function dc_voltage, range 600 mV"):
        verify(forged(answered(), change))


def test_a_serial_number_that_nobody_entered_is_found(answered, forged):
    def change(lines):
        at = at_first(lines, InstrumentIdentified, instrument="meter")
        lines[at] = replace(lines[at], event=replace(lines[at].event, serial="124", raw="124"))

    with pytest.raises(ResultDiffers, match="was entered as '123', recorded is '124'"):
        verify(forged(answered(), change))


def test_a_hold_time_that_did_not_go_by_is_found(answered, forged):
    def change(lines):
        at = at_first(lines, HoldWaited)
        return lines[:at] + [replace(line, mono=line.mono - 0.5) for line in lines[at:]]

    with pytest.raises(ResultDiffers, match=r"0\.5 s went by before uut was read, the plan asks for 1 s"):
        verify(forged(answered(), change))


def test_a_record_without_its_hold_time_is_found(answered, forged):
    def change(lines):
        return [line for line in lines if not isinstance(line.event, HoldWaited)]

    with pytest.raises(ResultDiffers, match=r"\(steady\) is not on record: no HoldWaited"):
        verify(forged(answered(), change))
