"""A meter that a person sets and reads: asked blind, recorded as entered, and computed again from what was entered."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bench_core.errors import AnswersInvalid, ResultDiffers
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    HoldWaited,
    IndicationTaken,
    InstrumentIdentified,
    OutputAsked,
    PointCompleted,
    PromptAnswered,
    PromptAsked,
    ReadingCorrected,
    RunPaused,
    RunSuspended,
    SettingIntended,
    SettingMade,
    WiringProven,
)
from bench_core.records.verification import verify
from drivers.bench import read_bench
from sequencer.control import Control
from sequencer.preparing import prepare
from sequencer.printed_serial import expected_serial
from sim_instruments.person import SimulatedPerson

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

    def perform(old: str = "", new: str = "", control: Control | None = None, **changes):
        if old:
            by_hand.change("answers.yaml", old, new)
        return run(control, answers=by_hand.path("answers.yaml"), **changes)

    return perform


@pytest.fixture
def as_entered(answered, performed):
    """The run by the answers file as it stands, which is performed once."""
    if "as entered" not in performed:
        performed["as entered"] = answered()
    return performed["as entered"]


def taken(ran):
    return [e for e in ran.of(IndicationTaken, purpose="measurement") if e.name == "x"]


def test_a_simulated_person_reads_a_simulated_handheld_and_finds_its_hidden_error(run, by_hand):
    ran = run()
    assert ran.code == 0
    found = {point: float(done.result.error.to("mV")) for (_, point), done in ran.state.results.items()}
    assert found == pytest.approx({"600 mV/+50 %": 0.3, "6 V/+50 %": 3.5, "6 V/-50 %": 0.5}, abs=0.6)
    assert by_hand.path("a.calrun").exists()
    verify(ran.record.path)


def test_after_a_suspension_the_meter_is_set_anew_for_somebody_may_have_turned_its_switches(run, by_hand, monkeypatch):
    monkeypatch.setattr(Control, "attended", True)
    by_hand.fault("calibrator", "{kind: trip, after: 3 readings}")
    ran = run()
    (suspended,) = ran.of(RunSuspended)
    at = ran.events.index(suspended)
    before, after = (
        [e.settings["range"] for e in part if isinstance(e, PromptAsked) and e.kind == "select"]
        for part in (ran.events[:at], ran.events[at:])
    )
    assert before[-1] == after[0]
    verify(ran.record.path)


def test_readings_from_an_answers_file_are_recorded_exactly_as_entered(as_entered):
    assert as_entered.code == 0
    assert [(e.raw, str(e.value), e.unit, e.form) for e in taken(as_entered)[:4]] == [
        ("300.1 mV", "300.1", "mV", "entered"),
        ("300.2", "300.2", "mV", "entered"),  # a bare number is in the unit of the range
        ("3.001 V", "3.001", "V", "entered"),
        ("3001 mV", "3001", "mV", "entered"),
    ]
    assert {e.entry for e in as_entered.of(PromptAnswered)} == {"answers file"}
    verify(as_entered.record.path)


def test_nothing_that_is_asked_tells_what_to_expect(as_entered):
    prompts = as_entered.of(PromptAsked, kind="number")
    assert len(prompts) == 6
    for prompt in prompts:
        said = prompt.text.zh + prompt.text.en + prompt.unit
        assert not [word for word in ("300", "3 V", "3.0", "50 %", "dc-voltage", "calibrator") if word in said]


def test_function_and_range_are_set_by_the_person_and_only_when_they_change(as_entered):
    prompts = as_entered.of(PromptAsked, kind="select")
    assert [p.settings for p in prompts] == [
        {"function": "dc_voltage", "range": "600 mV"},
        {"function": "dc_voltage", "range": "6 V"},
    ]
    assert prompts[0].text.en == "Set H6000 123 (meter) to DC voltage, range 600 mV"
    assert prompts[0].text.zh == "请将 H6000 123 (meter) 设为直流电压，量程 600 mV"
    assert [e.raw for e in as_entered.of(SettingMade, action="select")] == ["yes"] * 3


MEDDLED = {
    "a pause": (IndicationTaken, {"command": "pause", "now": True}),
    "a retry": (
        PointCompleted,
        {"command": "retry", "cause": "contact", "item": "dc-voltage", "point": "600 mV/+50 %"},
    ),
    "a point left out": (IndicationTaken, {"command": "skip", "reason": "broken"}),
}


@pytest.mark.parametrize(("kind", "command"), MEDDLED.values(), ids=MEDDLED)
def test_function_and_range_are_set_again_after_somebody_may_have_turned_a_switch(meddled, by_hand, kind, command):
    by_hand.change("procedure.yaml", "range: 600 mV, at: [50 %]", "range: 600 mV, at: [50 %, -50 %]")
    ran, _ = meddled((kind, 1, [command | {"by": "li"}]), (RunPaused, 1, [{"command": "resume", "by": "li"}]))
    assert [p.settings["range"] for p in ran.of(PromptAsked, kind="select")] == ["600 mV", "600 mV", "6 V"]
    verify(ran.record.path)


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


def test_the_source_is_off_while_the_person_turns_the_switch(as_entered):
    on = None
    for event in as_entered.events:
        if isinstance(event, SettingMade | OutputAsked) and event.energised is not None:
            on = event.energised
        elif isinstance(event, PromptAsked) and event.kind in {"select", "connect"}:
            assert on is False


def test_the_hold_time_goes_by_before_a_person_reads(as_entered):
    lines = as_entered.record.lines
    for at, line in enumerate(lines):
        if isinstance(line.event, HoldWaited):
            assert line.event.hold == Quantity.parse("1 s")
            assert line.mono - lines[at - 1].mono >= 1 - 2e-6


def test_the_serial_number_is_asked_for_as_printed_and_recorded(as_entered):
    found = as_entered.of(InstrumentIdentified, instrument="meter")[0]
    assert (found.maker, found.model, found.serial, found.raw) == ("Meterman", "H6000", "123", "123")
    assert (found.driver, found.resource) == ("person", "")
    asked = as_entered.of(PromptAsked, kind="identify")[0]
    assert "123" not in asked.text.zh + asked.text.en


def test_who_a_source_is_is_known_before_a_person_is_asked_for_a_number(as_entered):
    assert [found.instrument for found in as_entered.of(InstrumentIdentified)] == ["calibrator", "meter"]


def test_another_serial_number_than_the_benchs_is_refused(answered):
    ran = answered('serial.meter: "123"', 'serial.meter: "124"')
    assert ran.code == 3
    assert ran.state.failure.failure == "IdentityMismatch"
    assert ran.state.failure.message.startswith("meter: expected serial 123, found serial 124")
    assert len(ran.of(PromptAsked, kind="identify")) == 1, "a file would say the same again"
    assert not ran.of(SettingIntended, action="operate")


SLIP = ("0/meter/identify", "0/meter/identify/2", "0/meter/identify/3")


def typed_serials(*serials, before=0):
    return typing(*zip((prompt.removeprefix("0/") for prompt in SLIP), serials, strict=False), before=before)


def test_a_slip_in_the_serial_number_is_told_and_asked_about_again(answered):
    ran = answered('  serial.meter: "123"\n', "", typed_serials("124", "123"))
    assert ran.code == 0, ran.state.failure
    first, second = ran.of(PromptAsked, kind="identify")
    assert "123" not in first.text.zh + first.text.en
    assert second.text.en == (
        "124 was entered, but the bench file says 123. Look at the name plate again; if it really is another "
        "instrument, abort. Enter the serial number as printed on meter (Meterman H6000) (answer 2 of 3)"
    )
    assert "输入的编号是 124，校准台文件中为 123" in second.text.zh
    assert [one.answer for one in ran.of(PromptAnswered, by="li")] == ["124", "123"]
    assert ran.of(InstrumentIdentified, instrument="meter")[0].serial == "123"
    verify(ran.record.path)


def test_another_instrument_ends_the_run_at_the_third_typed_serial_number(answered):
    ran = answered('  serial.meter: "123"\n', "", typed_serials("124", "125", "124"))
    assert ran.code == 3
    assert ran.state.failure.failure == "IdentityMismatch"
    assert ran.state.failure.message.startswith("meter: expected serial 123, found serial 124")
    assert [asked.prompt for asked in ran.of(PromptAsked, kind="identify")] == list(SLIP)
    assert not ran.of(SettingIntended, action="operate")


@pytest.fixture
def ordered(by_hand):
    """An order for the meter, whose serial number its bench file does not say."""
    by_hand.change("bench.yaml", ', serial: "123"}', "}")
    change = (("model: 34401A", "model: H6000"), ("maker: Keysight", "maker: Meterman"), ("MY41001234", '"123"'))
    for old, new in change:
        by_hand.change("order.yaml", old, new)
    return by_hand.path("order.yaml")


def test_the_order_says_which_serial_number_a_unit_under_test_must_have_where_the_bench_does_not(ordered, answered):
    ran = answered('  serial.meter: "123"\n', "", typed_serials("132", "123"), order=ordered)
    assert ran.code == 0, ran.state.failure
    assert ran.of(PromptAsked, kind="identify")[1].text.en.startswith("132 was entered, but the order says 123. ")


def test_a_person_who_enters_0_for_the_serial_number_is_not_believed_as_an_instrument_is(ordered, answered):
    ran = answered('  serial.meter: "123"\n', "", typed_serials("0", "0", "0"), order=ordered)
    assert (ran.code, ran.state.failure.failure) == (3, "IdentityMismatch")
    assert not ran.of(SettingIntended, action="operate")


def test_the_order_says_nothing_of_a_standard_whose_serial_number_a_person_enters(ordered, request_for):
    request = request_for(order=ordered)
    prepared = prepare(request, read_bench(request.bench), date(2026, 11, 22))
    (uut,) = [one for one in prepared.plan.roles.values() if one.is_uut]
    standard = {name: replace(one, is_uut=False) for name, one in prepared.plan.roles.items()}
    assert expected_serial(prepared, None, uut.instrument).serial == "123"
    without = replace(prepared, plan=replace(prepared.plan, roles=standard))
    assert expected_serial(without, None, uut.instrument) is None


def test_the_second_question_for_the_serial_number_can_be_answered_by_an_abort(answered, monkeypatch):
    asks = Control.answer

    def aborts(self, prompt):
        if prompt.prompt == SLIP[1]:
            self.request_abort("li", "another instrument")
        return asks(self, prompt)

    monkeypatch.setattr(Control, "answer", aborts)
    ran = answered('  serial.meter: "123"\n', "", typed_serials("124"))
    assert (ran.code, ran.state.ended.state) == (4, "aborted")


@pytest.mark.parametrize("entry", ["OL", "ol", "-OL"])
def test_overload_is_never_a_number(answered, entry):
    ran = answered("x/1: 300.1 mV", f'x/1: "{entry}"')
    assert ran.code == 3
    assert ran.state.failure.failure == "Overload"
    assert ran.state.ended is None  # a slip, or wrong leads: the points before it are not lost
    assert not any(ran.state.energised.values())
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


def typing(*answers, before=0):
    """A person at a terminal who gives these answers, each to its prompt, after so many interruptions."""
    control = Control()
    lines = [
        {"command": "answer", "prompt": f"{before}/{prompt}", "text": text, "by": "li"} for prompt, text in answers
    ]
    control.listen(io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
    return control


def test_readings_that_the_file_leaves_out_are_asked_at_the_terminal_until_they_can_be_used(answered):
    point = "dc-voltage/600 mV/+50 %/x"
    rest = [
        (f"dc-voltage/6 V/{at}/x/{n}/1", f"{sign}3.00{n}")
        for at, sign in (("+50 %", ""), ("-50 %", "-"))
        for n in (1, 2)
    ]
    typed = [
        (f"{point}/1/1", "300.1"),
        (f"{point}/2/1", "3oo.2"),
        (f"{point}/2/1/2", "300,2"),
        (f"{point}/2/1/3", "300.2 mV"),
    ]
    readings = ANSWERS[ANSWERS.index("  dc-voltage/600") : ANSWERS.index("confirm: all")]
    ran = answered(readings, "", typing(*typed, *rest))
    assert ran.code == 0
    assert [a.answer for a in ran.of(PromptAnswered, by="li")][:4] == [text for _, text in typed]
    assert taken(ran)[1].raw == "300.2 mV"
    verify(ran.record.path)


def test_an_answers_file_that_lacks_readings_is_refused_before_a_record_exists_and_told_all_of_them(answered, by_hand):
    by_hand.change("answers.yaml", '  dc-voltage/6 V/-50 %/x/2: "-3.002"\n', "")
    why = r"2 readings .* missing: 'dc-voltage/600 mV/\+50 %/x/2', 'dc-voltage/6 V/-50 %/x/2'; add them"
    with pytest.raises(AnswersInvalid, match=why) as refused:
        answered('  dc-voltage/600 mV/+50 %/x/2: "300.2"\n', "")
    assert refused.value.exit_code == 2
    assert not by_hand.path("a.calrun").exists()


def test_missing_readings_are_listed_up_to_ten(answered, by_hand):
    by_hand.change("procedure.yaml", "person: 2}", "person: 9}")
    with pytest.raises(AnswersInvalid, match=r"21 readings .*and 11 more; add them"):
        answered()


LARGER = "      - {range: 60 V, maximum: 66 V, resolution: 10 mV, of_reading: 0.5 %, of_range: 0.05 %}\n"


@pytest.fixture
def proven(by_hand):
    """The leads are proven, for 54 V is put out."""
    by_hand.path("handheld.yaml").write_text(HANDHELD + LARGER, encoding="utf-8")
    by_hand.change("procedure.yaml", LOWER, "      - {range: 60 V, at: [90 %], of: range}\n")
    point = "dc-voltage/60 V/+90 %"
    known = (
        "calbench: answers/1\nby: 小李\nconfirm: all\nanswers:\n  ambient.temperature: 20 °C\n  serial.meter: '123'\n"
    )
    by_hand.path("answers.yaml").write_text(known, encoding="utf-8")
    return point


def test_the_reading_of_a_wiring_proof_must_be_in_the_file_too(answered, proven):
    readings = f"  serial.meter: '123'\n  {proven}/x/1: 54.01\n  {proven}/x/2: 54.02\n"
    with pytest.raises(AnswersInvalid, match=r"1 reading of .* missing: 'dc-voltage/60 V/\+90 %/uut/1'"):
        answered("  serial.meter: '123'\n", readings)


def test_a_wiring_proof_says_that_it_is_none_of_the_readings_and_has_a_second_try(answered, proven):
    again = f"{proven}/1/connect/again"
    typed = [(f"{proven}/uut/1/1", "0.02"), (again, "yes"), (f"{proven}/uut/2/1", "10.01")]
    ran = answered(control=typing(*typed, (f"{proven}/x/1/1", "54.01"), (f"{proven}/x/2/1", "54.02")))
    assert ran.code == 0, ran.state.failure
    proofs = [p for p in ran.of(PromptAsked, kind="number") if "/uut/" in p.name]
    assert len(proofs) == 2
    for prompt in proofs:
        assert prompt.text.en.startswith("Wiring proof at a harmless level, no calibration reading: ")
        assert prompt.text.zh.startswith("接线验证（无危险的低电平，不是校准读数）：")
        assert "H6000 123 (meter)" in prompt.text.en
        assert "10" not in prompt.text.en
    assert "Wiring proof" not in next(p for p in ran.of(PromptAsked, kind="number") if "/x/" in p.name).text.en
    (asked,) = [p for p in ran.of(PromptAsked, kind="connect") if p.prompt.endswith("again")]
    assert "try again (5522A 1972905 (calibrator): NORMAL" in asked.text.en
    verify(ran.record.path)


def test_a_source_that_left_operate_in_a_wiring_proof_of_which_the_second_try_held_is_no_trip(answered, proven, forged):
    typed = [(f"{proven}/uut/1/1", "0.02"), (f"{proven}/1/connect/again", "yes"), (f"{proven}/uut/2/1", "10.01")]
    ran = answered(control=typing(*typed, (f"{proven}/x/1/1", "54.01"), (f"{proven}/x/2/1", "54.02")))

    def tripped(lines):
        at = next(at for at, one in enumerate(lines) if isinstance(one.event, OutputAsked) and one.event.key is None)
        lines[at] = replace(lines[at], event=replace(lines[at].event, energised=False, raw="0"))

    verify(forged(ran, tripped))


def test_after_an_overload_at_a_wiring_proof_the_second_try_can_be_answered(answered, proven):
    first, again = f"{proven}/uut/1/1", f"{proven}/1/connect/again"
    typed = [(first, "OL"), (again, "yes"), (f"{first}/2", "10.01")]
    ran = answered(control=typing(*typed, (f"{proven}/x/1/1", "54.01"), (f"{proven}/x/2/1", "54.02")))
    assert ran.code == 0, ran.state.failure
    prompts = [p.prompt for p in ran.of(PromptAsked)]
    assert len(set(prompts)) == len(prompts)
    verify(ran.record.path)


def test_a_second_try_that_fails_too_proves_nothing_and_leaves_the_run_open(answered, proven):
    again = f"{proven}/1/connect/again"
    ran = answered(control=typing((f"{proven}/uut/1/1", "0.02"), (again, "yes"), (f"{proven}/uut/2/1", "OL")))
    assert ran.code == 3
    assert ran.state.failure.failure == "WiringNotProven"
    assert ran.state.ended is None


def test_what_an_answers_file_confirms_is_done_in_the_simulated_world_too(answered, by_hand, monkeypatch):
    """The simulated person of this world does nothing by itself."""
    done = []
    monkeypatch.setattr(
        SimulatedPerson, "do", lambda _, prompt: done.append((prompt.kind, prompt.settings or prompt.leads))
    )
    by_hand.change("world.yaml", "confirms: true", "confirms: false")
    ran = answered()
    assert ran.code == 0
    assert done == [(p.kind, p.settings or p.leads) for p in ran.of(PromptAsked) if p.kind in {"connect", "select"}]
    assert len(done) == 3


def test_another_instrument_is_not_read_by_this_person_after_an_interruption(by_hand, run, power_cut):
    answers = by_hand.path("answers.yaml")
    whole = run(record=by_hand.path("whole.calrun"), answers=answers)
    record = power_cut(whole.kinds().index("HoldWaited"), answers=answers)
    ran = run(resume=True)
    assert ran.code == 4  # nobody confirms that outputs may go on
    assert [e.instrument for e in ran.of(PromptAsked, kind="identify")] == ["meter", "meter"]
    assert record == ran.record.path


def test_a_slip_after_an_interruption_is_told_with_what_the_run_began_with(by_hand, answered, power_cut):
    by_hand.change("bench.yaml", ', serial: "123"}', "}")
    by_hand.change("answers.yaml", '  serial.meter: "123"\n', "")
    whole = answered(control=typed_serials("123"), record=by_hand.path("whole.calrun"))
    power_cut(whole.kinds().index("HoldWaited"), typed_serials("123"), answers=by_hand.path("answers.yaml"))
    ran = answered(control=typed_serials("124", "124", "124", before=1), resume=True)
    assert (ran.code, ran.state.ended, ran.state.failure.failure) == (3, None, "IdentityMismatch")
    texts = [one.text for one in ran.of(PromptAsked, kind="identify")[2:]]
    assert [text.en.partition(". ")[0] for text in texts] == ["124 was entered, but the run began with 123"] * 2
    assert all(text.zh.startswith("输入的编号是 124，本次运行开始时为 123。") for text in texts)


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
def test_a_reading_that_is_not_what_was_entered_is_found(as_entered, forged, to, why):
    def change(lines):
        at = at_first(lines, IndicationTaken, name="x")
        lines[at] = replace(lines[at], event=replace(lines[at].event, **to))

    with pytest.raises(ResultDiffers, match=why):
        verify(forged(as_entered, change))


def test_one_entry_does_not_serve_for_two_readings(as_entered, forged):
    def change(lines):
        first, second = at_first(lines, IndicationTaken, name="x"), at_first(lines, IndicationTaken, name="x", number=2)
        again = replace(lines[first].event, number=2)
        kept = [line for at, line in enumerate(lines) if not second - 2 <= at < second]
        kept[second - 2] = replace(lines[second], event=again)
        return kept

    with pytest.raises(ResultDiffers, match="reading x 2 was not the answer to its prompt"):
        verify(forged(as_entered, change))


def test_a_bare_number_has_the_unit_that_was_asked_for(as_entered, forged):
    def change(lines):
        at = at_first(lines, IndicationTaken, name="x", number=2)
        lines[at] = replace(lines[at], event=replace(lines[at].event, unit="V"))

    with pytest.raises(ResultDiffers, match=r"the entry '300\.2' is in mV, recorded is 300\.2 V"):
        verify(forged(as_entered, change))


def test_a_range_that_nobody_set_is_found(as_entered, forged):
    def change(lines):
        at = at_first(lines, PromptAsked, kind="select")
        lines[at + 1] = replace(lines[at + 1], event=replace(lines[at + 1].event, answer="no"))

    with pytest.raises(ResultDiffers, match="nobody said that meter was set to function dc_voltage, range 600 mV"):
        verify(forged(as_entered, change))


def test_a_serial_number_that_nobody_entered_is_found(as_entered, forged):
    def change(lines):
        at = at_first(lines, InstrumentIdentified, instrument="meter")
        lines[at] = replace(lines[at], event=replace(lines[at].event, serial="124", raw="124"))

    with pytest.raises(ResultDiffers, match="was entered as '123', recorded is '124'"):
        verify(forged(as_entered, change))


def test_a_hold_time_that_did_not_go_by_is_found(as_entered, forged):
    def change(lines):
        at = at_first(lines, HoldWaited)
        return lines[:at] + [replace(line, mono=line.mono - 0.5) for line in lines[at:]]

    with pytest.raises(ResultDiffers, match=r"0\.5 s went by before uut was read, the plan asks for 1 s"):
        verify(forged(as_entered, change))


def test_a_record_without_its_hold_time_is_found(as_entered, forged):
    def change(lines):
        return [line for line in lines if not isinstance(line.event, HoldWaited)]

    with pytest.raises(ResultDiffers, match="it never became steady, and nothing says why"):
        verify(forged(as_entered, change))


def test_a_reading_of_a_display_that_was_typed_wrongly_is_corrected_with_its_digits_and_unit(by_hand, meddled):
    wish = {"command": "correct", "reading": "dc-voltage/6 V/+50 %/x/1", "by": "li", "why": "看错"}
    ran, person = meddled(
        (PointCompleted, 2, [wish | {"value": "3000.90 mV"}, wish | {"value": "OL"}, wish | {"value": "30.01 V"}]),
        answers=by_hand.path("answers.yaml"),
    )
    (made,) = ran.of(ReadingCorrected)
    assert (str(made.old), str(made.new), made.raw) == ("3.001 V", "3000.90 mV", "3000.90 mV")
    _, overload, beyond = person.told()
    assert "OL is no value" in overload
    assert "is no indication on range 6 V" in beyond
    before = next(done for done in ran.of(PointCompleted) if done.key == made.key).result
    after = ran.state.results["dc-voltage", "6 V/+50 %"].result
    assert after.error - before.error == Quantity.parse("-0.05 mV")
    verify(ran.record.path)
