"""What comes once for each range: before its first point, again after an interruption, and never without a record."""

from dataclasses import replace

import pytest

from bench_core.errors import BrokenChain, ResultDiffers
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.statistics import mean
from bench_core.records.events import (
    IndicationTaken,
    PointCompleted,
    PointSkipped,
    PointStarted,
    PreliminaryCompleted,
    RetryAsked,
    SettingMade,
    TakeIntended,
)
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_core.records.verification import verify
from procedures.leads import leads_of
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform

pytestmark = pytest.mark.usefixtures("zeroed")
ONCE = """\
      - once per range:
          - apply: {uut: {function: dc_voltage, range: point.range}, source: {dc_voltage: 0 V}}
          - take: {name: z, from: uut, readings: 2}
"""
ZERO = """\
      - {name: zero, of: "z[range]", from: source, cause: {zh: 零点, en: zero}}
"""


@pytest.fixture
def zeroed(bench_folder):
    """The small procedure with a zero reading for each range, which the error is counted from."""
    bench_folder.change("procedure.yaml", "    method:\n", f"    method:\n{ONCE}")
    bench_folder.change("procedure.yaml", "error: mean(e)\n", "error: mean(e) - mean(z[range])\n")
    bench_folder.change("procedure.yaml", "    requirements:\n", f"{ZERO}    requirements:\n")
    return bench_folder


def started(events):
    return [(e.key.point, e.key.attempt) for e in events if isinstance(e, PointStarted)]


def point_of(event):
    return event.key.point if getattr(event, "key", None) else ""


def first_zero(lines):
    return next(at for at, one in enumerate(lines) if isinstance(one.event, IndicationTaken) and one.event.name == "z")


def test_each_range_begins_with_what_comes_once_for_it_and_the_record_verifies(whole):
    assert whole.code == 0
    assert [point for point, _ in started(whole.events)] == [
        "10 V/once", "10 V/+90 %", "10 V/-90 %", "100 V/once", "100 V/+90 %",
    ]  # fmt: skip
    verify(whole.record.path)
    assert len(whole.state.results) == len(whole.state.planned) == 3


def test_a_zero_is_taken_again_when_the_leads_were_changed_meanwhile(run, zeroed, monkeypatch):
    """The leads of 100 V are other ones; when they are back on those of 10 V, their zero is a new one."""
    rows = ("{range: 10 V, at: [90 %, -90 %], of: range}", "{range: 10 V, at: [90 %, 50 %], of: range}")
    zeroed.change("procedure.yaml", *rows)
    last = "      - {range: 100 V, at: [90 %], of: range}\n"
    zeroed.change("procedure.yaml", last, f"{last}      - {{range: 10 V, at: [-90 %], of: range}}\n")

    def by_range(item, point, bound, reasons):
        leads = leads_of(item, point, bound, reasons)
        return leads | ({"wiring": "other leads"} if str(point.fields["range"]) == "100 V" else {})

    monkeypatch.setattr("procedures.planned_item.leads_of", by_range)
    ran = run()
    assert ran.code == 0
    assert started(ran.events) == [
        ("10 V/once", 1), ("10 V/+90 %", 1), ("10 V/+50 %", 1), ("100 V/once", 1), ("100 V/+90 %", 1),
        ("10 V/once", 2), ("10 V/-90 %", 1),
    ]  # fmt: skip
    verify(ran.record.path)
    (result,) = ran.of(PointCompleted)[-1:]
    zeros = [one for one in ran.of(IndicationTaken, name="z") if one.key.point == "10 V/once" and one.key.attempt == 2]
    assert len(zeros) == 2
    assert result.key.point == "10 V/-90 %"


def test_the_zero_of_its_range_enters_the_result_of_each_point(whole):
    zero = mean(whole.state.once["dc-voltage", "10 V/once"]["z"])
    assert abs(float(zero.to("µV")) - 5.2) < 12  # meter 5 µV and 0.2 µV thermal emf; noise of meter and source
    result = whole.state.results["dc-voltage", "10 V/-90 %"].result
    taken = [e for e in whole.of(IndicationTaken, name="x") if e.key.point == "10 V/-90 %"]
    plain = mean(tuple(Quantity.of(e.value, e.unit) for e in taken)) - result.reference
    assert result.error.to("nV").value == pytest.approx((plain - zero).to("nV").value, abs=1)


def test_every_output_is_off_after_it(whole):
    events = whole.events
    for at, event in enumerate(events):
        if isinstance(event, PreliminaryCompleted):
            assert isinstance(events[at - 1], SettingMade)
            assert (events[at - 1].action, events[at - 1].energised) == ("make_safe", False)


def test_it_comes_again_after_an_interruption_because_leads_may_have_been_touched(run, zeroed, power_cut):
    whole = run(record=zeroed.path("whole.calrun"))
    first = whole.kinds().index("PointCompleted") + 20  # in the second point
    record = power_cut(first)
    assert perform(RunRequest(record=record, resume=True), Control()) == 0
    events = [line.event for line in read_record(record).lines]
    assert started(events) == [
        ("10 V/once", 1), ("10 V/+90 %", 1), ("10 V/-90 %", 1),
        ("10 V/once", 2), ("10 V/-90 %", 2), ("100 V/once", 1), ("100 V/+90 %", 1),
    ]  # fmt: skip
    verify(record)


def test_an_interruption_ends_the_zeros_that_were_in_force(zeroed, run, power_cut):
    record = power_cut(run(record=zeroed.path("whole.calrun")).kinds().index("PreliminaryCompleted") + 5)
    assert list(fold_record(read_record(record)).once) == [("dc-voltage", "10 V/once")]
    perform(RunRequest(record=record, resume=True), Control())
    again = read_record(record)
    resumed = next(at for at, line in enumerate(again.lines) if type(line.event).__name__ == "RunResumed")
    assert fold_record(replace(again, lines=again.lines[: resumed + 1])).once == {}


def test_a_point_that_begins_without_its_zero_is_found(whole, forged):
    def without(lines):
        return [line for line in lines if not isinstance(line.event, PreliminaryCompleted)]

    with pytest.raises(ResultDiffers, match="10 V/once is not on record since the run began or went on"):
        verify(forged(whole, without))


def test_a_zero_of_another_range_does_not_serve(whole, forged):
    def without(lines):
        return [line for line in lines if point_of(line.event) != "100 V/once"]

    with pytest.raises(ResultDiffers, match="100 V/once is not on record"):
        verify(forged(whole, without))


def test_a_reading_that_is_missing_from_it_is_found(whole, forged):
    def without(lines):
        at = first_zero(lines)
        return [*lines[: at + 1], *lines[at + 2 :]]

    with pytest.raises(ResultDiffers, match=r"z of .* was to be taken: 1 of 2 readings on record"):
        verify(forged(whole, without))


def test_another_zero_gives_another_result(whole, forged):
    def change(lines):
        at = first_zero(lines)
        other = type(lines[at].event.value)("0.001")
        lines[at] = replace(lines[at], event=replace(lines[at].event, value=other, raw="0.001"))

    with pytest.raises(ResultDiffers, match="the readings give"):
        verify(forged(whole, change))


def test_it_has_no_result(whole, forged):
    def change(lines):
        at = next(at for at, line in enumerate(lines) if isinstance(line.event, PreliminaryCompleted))
        result = next(line.event.result for line in lines if isinstance(line.event, PointCompleted))
        lines[at] = replace(lines[at], event=PointCompleted(lines[at].event.key, result))

    with pytest.raises(BrokenChain, match="comes once for its range; it has no result"):
        verify(forged(whole, change))


RETRY = {"command": "retry", "by": "li", "cause": "contact"}
SKIP = {"command": "skip", "by": "li", "reason": "broken range"}


@pytest.mark.parametrize(("nth", "once"), [(1, "10 V/once"), (7, "100 V/once")])
def test_a_retry_of_what_is_under_way_takes_what_comes_once_again_and_no_point(meddled, nth, once):
    ran, person = meddled((TakeIntended, nth, [RETRY]))
    assert [one.point for one in ran.of(RetryAsked)] == [once]
    assert [one for one in started(ran.events) if one[0] == once] == [(once, 1), (once, 2)]
    assert all(number == 1 for name, number in started(ran.events) if name != once)
    verify(ran.record.path)
    assert "is taken again" in person.told()[0]


@pytest.mark.parametrize(("nth", "point"), [(1, "10 V/+90 %"), (7, "100 V/+90 %")])
def test_leaving_out_while_it_is_under_way_leaves_out_the_point_that_it_is_for(bench_folder, meddled, nth, point):
    ran, person = meddled((TakeIntended, nth, [SKIP, SKIP]), record=bench_folder.path("skipped.calrun"))
    assert [one.point for one in ran.of(PointSkipped)] == [point]
    verify(ran.record.path)
    first, second = person.told()
    assert "is left out" in first
    assert second.startswith("refused")
