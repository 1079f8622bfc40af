"""Leads: asked for with every output off, on record, and proven before they carry anything that could hurt."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bench_core.errors import BrokenChain, ResultDiffers
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    IndicationTaken,
    OutputAsked,
    PointStarted,
    PromptAnswered,
    PromptAsked,
    SettingIntended,
    SettingMade,
    WiringProven,
)
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_core.records.verification import verify
from drivers.keysight.hp_34401a import Hp34401A
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform

q = Quantity.parse
TWO_WIRE = {"calibrator": "NORMAL", "meter": "INPUT HI LO", "wiring": "2-wire"}
FOUR_WIRE = TWO_WIRE | {"wiring": "4-wire"}
SECOND_ITEM = """\
  - id: dc-voltage-again
    like: dc-voltage
    title: {zh: 直流电压二, en: DC voltage again}
    verified: false
    connections: {source: source.terminals, uut: uut.terminals, wiring: 4-wire}
    points:
      - {range: 10 V, at: [50 %], of: range}
"""


@pytest.fixture
def two_wirings(bench_folder):
    """The small procedure, and an item on other leads after it."""
    bench_folder.change("procedure.yaml", "report: {U", f"{SECOND_ITEM}report: {{U")
    return bench_folder


def asked(events):
    return [e for e in events if isinstance(e, PromptAsked) and e.kind == "connect"]


def test_leads_are_asked_for_once_as_long_as_they_stay_the_same(run):
    ran = run()
    assert [e.leads for e in asked(ran.events)] == [TWO_WIRE]
    assert ran.state.leads == TWO_WIRE


@pytest.mark.usefixtures("two_wirings")
def test_another_wiring_is_asked_for_and_the_text_says_which_terminals(run):
    ran = run()
    assert ran.code == 0
    assert [e.leads for e in asked(ran.events)] == [TWO_WIRE, FOUR_WIRE]
    said = asked(ran.events)[1].text
    assert "5522A 1972905 (calibrator): NORMAL, 34401A MY41001234 (meter): INPUT HI LO, 4-wire" in said.en
    assert "5522A 1972905 (calibrator)：NORMAL，34401A MY41001234 (meter)：INPUT HI LO，四线" in said.zh
    verify(ran.record.path)


@pytest.mark.usefixtures("two_wirings")
def test_every_source_has_answered_off_before_each_change_of_leads(run):
    events = run().events
    for prompt in asked(events):
        before = events[events.index(prompt) - 1]
        assert isinstance(before, SettingMade)
        assert (before.action, before.energised) == ("make_safe", False)


def test_leads_are_asked_for_again_after_an_interruption(power_cut):
    record = power_cut(60)
    assert perform(RunRequest(record=record, resume=True), Control()) == 0
    events = [line.event for line in read_record(record).lines]
    assert [e.leads for e in asked(events)] == [TWO_WIRE, TWO_WIRE]
    verify(record)


def test_an_interruption_ends_what_was_known_of_the_leads(power_cut):
    record = power_cut(60)
    before = fold_record(read_record(record))
    assert (before.leads, before.proven) == (TWO_WIRE, True)
    perform(RunRequest(record=record, resume=True), Control())
    lines = read_record(record).lines
    resumed = next(at for at, line in enumerate(lines) if type(line.event).__name__ == "RunResumed")
    after = fold_record(replace(read_record(record), lines=lines[: resumed + 1]))
    assert (after.leads, after.proven) == (None, False)


def test_leads_that_were_asked_for_with_an_output_on_are_found(run, forged):
    def on(lines):
        at = next(at for at, line in enumerate(lines) if getattr(line.event, "kind", "") == "connect")
        off = lines[at - 1].event
        state = OutputAsked(off.instrument, energised=True, raw="1")
        return [*lines[:at], replace(lines[at], event=state), *lines[at:]]

    with pytest.raises(ResultDiffers, match="asked for while the output of calibrator was not known to be off"):
        verify(forged(run(), on))


def test_outputs_that_went_on_without_confirmed_leads_are_found(run, forged):
    def refused(lines):
        at = next(at for at, line in enumerate(lines) if getattr(line.event, "kind", "") == "connect") + 1
        assert isinstance(lines[at].event, PromptAnswered)
        lines[at] = replace(lines[at], event=replace(lines[at].event, answer="no"))
        proven = next(at for at, line in enumerate(lines) if isinstance(line.event, WiringProven))
        return lines[: at + 1] + lines[proven + 1 :]

    with pytest.raises(ResultDiffers, match=r"for leads calibrator: NORMAL.*confirmed are none since the run"):
        verify(forged(run(), refused))


@pytest.mark.usefixtures("two_wirings")
def test_outputs_that_went_on_through_other_leads_are_found(run, forged):
    def other(lines):
        at = [at for at, line in enumerate(lines) if getattr(line.event, "kind", "") == "connect"][1]
        lines[at] = replace(lines[at], event=replace(lines[at].event, leads=TWO_WIRE))

    with pytest.raises(ResultDiffers, match=r"4-wire; confirmed are .*, wiring: 2-wire"):
        verify(forged(run(), other))


def test_leads_that_will_carry_more_than_30_volts_are_proven_at_a_harmless_level_first(run):
    events = run().events
    proven = next(at for at, e in enumerate(events) if isinstance(e, WiringProven))
    begin = next(at for at, e in enumerate(events) if isinstance(e, PointStarted))
    sent = [e for e in events[begin:proven] if isinstance(e, SettingIntended) and e.action == "source"]
    assert [abs(q(e.settings["dc_voltage"])) <= q("30 V") for e in sent] == [True]
    assert [e for e in events[:proven] if isinstance(e, IndicationTaken)][-1].purpose == "proof"
    last = events[proven - 1]
    assert isinstance(last, SettingMade)
    assert (last.action, last.energised) == ("make_safe", False)


def test_leads_are_proven_once_and_again_when_they_were_connected_anew(run, bench_folder, power_cut):
    assert len(run(record=bench_folder.path("whole.calrun")).of(WiringProven)) == 1
    record = power_cut(60)
    perform(RunRequest(record=record, resume=True), Control())
    assert sum(isinstance(line.event, WiringProven) for line in read_record(record).lines) == 2


def test_a_proof_enters_no_result_and_no_reading(run):
    ran = run()
    for event in ran.of(IndicationTaken, purpose="proof"):
        assert event.name in {"uut", "source.output"}
    first = ran.of(IndicationTaken, name="source.output", purpose="reference")[0]
    assert (first.number, first.value) == (1, 9)


@pytest.fixture
def open_circuit(monkeypatch):
    """The meter sees nothing of the calibrator the first time it is asked."""
    original, seen = Hp34401A.indicate, []

    def nothing(self):
        shown = original(self)
        seen.append(shown)
        return replace(shown, value=Decimal("0.00010"), raw="+1.0E-04") if len(seen) == 1 else shown

    monkeypatch.setattr(Hp34401A, "indicate", nothing)


@pytest.mark.usefixtures("open_circuit")
def test_leads_that_are_not_proven_carry_nothing_and_leave_the_run_open(run):
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == "WiringNotProven"
    assert "connect the leads as asked" in ran.state.failure.message
    assert ran.state.ended is None
    assert ran.state.energised == {"calibrator": False}
    assert len(ran.of(SettingIntended, action="operate")) == 1
    assert ran.state.results == {}


@pytest.mark.parametrize(("rewires", "code"), [("false", 3), ("true", 0)])
def test_a_person_who_says_yes_and_leaves_the_leads_where_they_were_is_found_out(run, bench_folder, rewires, code):
    wrong = "terminals: {calibrator: AUX, meter: INPUT HI LO}, thermal_emf"
    bench_folder.change("world.yaml", "thermal_emf", wrong)
    bench_folder.change("world.yaml", "confirms: true", f"confirms: true, rewires: {rewires}")
    ran = run()
    assert ran.code == code
    failure = ran.state.failure
    assert (failure.failure if failure else "") == ("WiringNotProven" if code else "")


@pytest.mark.usefixtures("open_circuit")
def test_the_run_goes_on_when_the_leads_are_mended(run):
    run()
    ran = run(resume=True)
    assert ran.code == 0
    verify(ran.record.path)


@pytest.mark.parametrize(
    "fault", [("meter", "{kind: overload, after: 0 readings}"), ("calibrator", "{kind: trip, after: 0 readings}")]
)
def test_whatever_wrong_leads_do_during_the_proof_they_can_be_mended(run, bench_folder, fault):
    bench_folder.fault(*fault)
    ran = run()
    assert ran.state.failure.failure == "WiringNotProven"
    assert ran.state.ended is None


def test_a_point_on_leads_that_were_not_proven_is_found(run, forged):
    def without(lines):
        return [line for line in lines if not isinstance(line.event, WiringProven)]

    with pytest.raises(ResultDiffers, match="were not proven since they were connected"):
        verify(forged(run(), without))


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ({"indication": q("1.001 V")}, "which meter did not indicate"),
        ({"within": q("100 V")}, "the proof asks for .* by the plan"),
        ({"expected": q("2 V")}, "the proof asks for .* by the plan"),
    ],
)
def test_a_proof_that_is_not_the_plans_or_not_what_was_seen_is_found(run, forged, to, why):
    def change(lines):
        at = next(at for at, line in enumerate(lines) if isinstance(line.event, WiringProven))
        lines[at] = replace(lines[at], event=replace(lines[at].event, **to))

    with pytest.raises(ResultDiffers, match=why):
        verify(forged(run(), change))


def test_a_proof_of_other_leads_than_were_confirmed_is_found(run, forged):
    def change(lines):
        at = next(at for at, line in enumerate(lines) if isinstance(line.event, WiringProven))
        lines[at] = replace(lines[at], event=replace(lines[at].event, leads=FOUR_WIRE))

    with pytest.raises(BrokenChain, match="other leads are proven than were confirmed"):
        verify(forged(run(), change))


def test_an_indication_that_proves_nothing_is_found(run, forged):
    def change(lines):
        for at, line in enumerate(lines):
            event = line.event
            if isinstance(event, IndicationTaken) and (event.purpose, event.name) == ("proof", "uut"):
                lines[at] = replace(line, event=replace(event, value=Decimal("0.0"), raw="0.0"))
            elif isinstance(event, WiringProven):
                lines[at] = replace(line, event=replace(event, indication=q("0.0 V")))

    with pytest.raises(ResultDiffers, match="it proves no wiring"):
        verify(forged(run(), change))


def test_a_proof_seen_while_the_output_was_off_is_found(run, forged):
    def change(lines):
        at = next(at for at, line in enumerate(lines) if getattr(line.event, "action", "") == "operate")
        assert isinstance(lines[at + 1].event, SettingMade)
        lines[at + 1] = replace(lines[at + 1], event=replace(lines[at + 1].event, energised=False, raw="0"))

    with pytest.raises(ResultDiffers, match="uut 1 was taken while the output of calibrator was not known to be on"):
        verify(forged(run(), change))


def test_a_proof_with_another_voltage_than_the_plans_is_found(run, forged):
    def change(lines):
        made = [at for at, line in enumerate(lines) if isinstance(line.event, SettingIntended)]
        at = next(at for at in made if (lines[at].event.action, lines[at].event.key) == ("source", None))
        lines[at] = replace(lines[at], event=replace(lines[at].event, settings={"dc_voltage": "1000 V"}))

    with pytest.raises(ResultDiffers, match=r"dc_voltage 1000 V .*for the proof of these leads"):
        verify(forged(run(), change))


def test_a_proof_seen_before_the_leads_were_connected_anew_is_found(run, forged):
    def change(lines):
        at = next(at for at, line in enumerate(lines) if getattr(line.event, "kind", "") == "connect")
        proven = next(at for at, line in enumerate(lines) if isinstance(line.event, WiringProven))
        now = {"mono": lines[proven].mono, "utc": lines[proven].utc}
        anew = [replace(line, **now) for line in lines[at : at + 2]]
        return [*lines[:proven], *anew, *lines[proven:]]

    with pytest.raises(ResultDiffers, match="which meter did not indicate"):
        verify(forged(run(), change))
