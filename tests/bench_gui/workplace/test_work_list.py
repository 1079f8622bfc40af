"""The work list: what is open first, by due day, each row with its word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bench_core.errors import BrokenChain
from bench_core.metrology.decision import Verdict
from bench_gui.tone import Tone
from bench_gui.words import Language, words_in
from bench_gui.workplace.record_heads import record_head
from bench_gui.workplace.work_list import WorkState, verdict_of, work_list
from tests.bench_gui.small_runs import cut_after, perform_small, rewritten
from tests.conftest import ORDER, BenchFolder

TODAY = date(2026, 11, 21)


def rows(place, en, verdicts=None):
    return work_list(place.found(), TODAY, en, verdicts or {})


def test_an_order_without_a_run_is_not_begun_and_one_past_its_day_is_overdue(place, en):
    place.bench.change("order.yaml", "decision_rule:", "due: 2026-11-20\ndecision_rule:")
    (row,) = rows(place, en)
    assert (row.state, row.word, row.tone, row.icon) == (WorkState.NOTHING, "Not begun", Tone.NEUTRAL, "dash")
    assert (row.due, row.overdue, row.client) == ("2026-11-20", True, "hospital")
    assert row.uut_name == "Keysight 34401A (MY41001234)"


def test_the_procedure_that_an_order_asks_for_stands_there_before_the_first_run(place, en):
    assert rows(place, en)[0].procedure == ""
    place.bench.change("order.yaml", "decision_rule:", "procedure: short\ndecision_rule:")
    ((found, *_), (row,)) = (one for one in place.found().procedures if one.id == "short"), rows(place, en)
    assert row.procedure == en.of(found.title)
    place.bench.change("order.yaml", "procedure: short", "procedure: elsewhere")
    assert rows(place, en)[0].procedure == "elsewhere"


def test_an_order_is_overdue_from_the_day_after_it_was_due_and_not_once_it_is_done(place, en, measured):
    place.bench.change("order.yaml", "decision_rule:", "due: 2026-11-21\ndecision_rule:")
    found = place.found()
    days = [date(2026, 11, 20), TODAY, date(2026, 11, 22), date(2027, 1, 1)]
    assert [work_list(found, day, en, {})[0].overdue for day in days] == [False, False, True, True]
    cut_after(measured, place.folder / "one.calrun", "PointCompleted", 2)
    assert work_list(place.found(), days[2], en, {})[0].overdue
    place.write("one.calrun", measured.read_bytes())
    assert not work_list(place.found(), days[2], en, {})[0].overdue


@pytest.fixture(scope="module")
def without_order(tmp_path_factory):
    """Return the record of a finished run that no order was for."""
    return perform_small(BenchFolder(tmp_path_factory.mktemp("measured")), order=False)


def test_a_run_for_no_order_counts_for_one_whose_instrument_was_here_by_then(place, en, without_order):
    place.write("one.calrun", without_order.read_bytes())
    began = record_head(without_order).started.astimezone().date()
    seen = []
    for days in (-1, 0, 1):
        place.bench.path("order.yaml").write_text(ORDER, encoding="utf-8")
        received = began + timedelta(days=days)
        place.bench.change("order.yaml", "decision_rule:", f"received: {received}\ndecision_rule:")
        (row,) = rows(place, en)
        seen.append((row.state, row.received))
    assert seen == [
        (WorkState.DONE, str(began - timedelta(days=1))),
        (WorkState.DONE, str(began)),
        (WorkState.NOTHING, str(began + timedelta(days=1))),  # of the year before, when it was here without an order
    ]


def test_the_latest_of_all_runs_for_an_order_tells_its_state(place, en, measured, without_order):
    place.write("first.calrun", measured.read_bytes())
    rewritten(without_order, place.folder / "later.calrun", later=timedelta(days=2))
    (row,) = rows(place, en)
    assert row.record.path.name == "later.calrun"
    rewritten(measured, place.folder / "latest.calrun", later=timedelta(days=3))
    (row,) = rows(place, en)
    assert row.record.path.name == "latest.calrun"


def test_each_run_has_its_own_verdict(place, en, measured, without_order):
    place.bench.change("order.yaml", "MY41001234", "OTHER")
    mine, other = (place.write(f"{n}.calrun", path.read_bytes()) for n, path in enumerate((measured, without_order)))
    found = rows(place, en, {mine: Verdict.FAIL, other: Verdict.PASS})
    assert {row.record.path: row.word for row in found} == {mine: "Out of tolerance", other: "In tolerance"}


def test_open_work_comes_first_and_of_that_what_is_due_first(place, en, measured):
    text = place.bench.path("order.yaml").read_text(encoding="utf-8")
    place.write("done.calrun", measured.read_bytes())
    orders = {"A": "due: 2027-02-01\n", "B": "due: 2026-12-24\n", "C": "", "D": "received: 2026-11-02\n"}
    for name, line in orders.items():
        changed = text.replace("number: O-1", f"number: {name}").replace("MY41001234", name)
        place.write(f"{name}.yaml", changed.replace("decision_rule:", f"{line}decision_rule:"))
    assert [row.order.number for row in rows(place, en)] == ["B", "A", "D", "C", "O-1"]


def test_a_finished_run_has_its_verdict_once_that_was_read(place, en, measured):
    path = place.write("one.calrun", measured.read_bytes())
    (row,) = rows(place, en)
    assert (row.state, row.word, row.done) == (WorkState.DONE, "Finished", True)
    assert row.procedure == "Short procedure"
    (row,) = rows(place, en, {path: verdict_of(path)})
    assert (row.state, row.word, row.tone) == (WorkState.IN_TOLERANCE, "In tolerance", Tone.GOOD)
    assert [rows(place, en, {path: verdict})[0].tone for verdict in (Verdict.FAIL, Verdict.UNDETERMINED)] == [
        Tone.BAD, Tone.WARNING,
    ]  # fmt: skip


def test_a_verdict_is_read_of_a_whole_record_only(place, measured):
    content = measured.read_bytes()
    path = place.write("bent.calrun", content.replace(b'"verdict":"pass"', b'"verdict":"fail"', 1))
    with pytest.raises(BrokenChain):
        verdict_of(path)


def test_an_interrupted_run_says_how_far_it_came(place, en, measured):
    cut_after(measured, place.folder / "cut.calrun", "PointCompleted", 2)
    (row,) = rows(place, en)
    assert (row.state, row.tone, row.done) == (WorkState.INTERRUPTED, Tone.WARNING, False)
    assert row.detail == "last point: DC voltage 10 V/-90 %"
    (row,) = rows(place, words_in(Language.ZH))
    assert row.detail.endswith("直流电压 10 V/-90 %")


def test_an_instrument_without_an_order_has_one_row_by_its_latest_run(place, en, measured):
    place.bench.change("order.yaml", "number: O-1", "number: O-2")
    place.bench.change("order.yaml", "MY41001234", "OTHER")
    place.write("one.calrun", measured.read_bytes())
    place.write("two.calrun", measured.read_bytes())
    found = rows(place, en)
    assert [(row.order is not None, row.state) for row in found] == [(True, WorkState.NOTHING), (False, WorkState.DONE)]
    assert found[1].uut_name == "HEWLETT-PACKARD 34401A (MY41001234)"


def test_broken_files_stand_in_the_list_with_their_problem(place, en):
    place.bench.change("order.yaml", "number: O-1", "numbr: O-1")
    place.write("bad.calrun", b"hello\n")
    found = rows(place, en)
    assert {row.state for row in found} == {WorkState.INVALID}
    assert [row.uut_name for row in found] == ["bad.calrun", "order.yaml"]
    assert all(row.detail and row.tone is Tone.BAD for row in found)


def test_a_run_that_was_aborted_is_named_so(place, en, measured):
    def aborted(events):
        return [*events[:-1], replace(events[-1], state="aborted", reason="tea")]

    rewritten(measured, place.folder / "one.calrun", aborted)
    (row,) = rows(place, en)
    assert (row.state, row.word) == (WorkState.NOT_FINISHED, "Aborted")


def test_texts_of_files_follow_the_language(place):
    (row,) = work_list(place.found(), TODAY, words_in(Language.ZH), {})
    assert row.client == "医院"
