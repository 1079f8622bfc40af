"""The work list: what is open first, by due day, each row with its word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bench_core.errors import BrokenChain
from bench_core.metrology.decision import Verdict
from bench_gui.tone import Tone
from bench_gui.words import Language, words_in
from bench_gui.workplace.work_list import WorkState, verdict_of, work_list
from tests.bench_gui.small_runs import cut_after, rewritten

TODAY = date(2026, 11, 21)


def rows(place, en, verdicts=None):
    return work_list(place.found(), TODAY, en, verdicts or {})


def test_an_order_without_a_run_is_not_begun_and_one_past_its_day_is_overdue(place, en):
    place.bench.change("order.yaml", "decision_rule:", "due: 2026-11-20\ndecision_rule:")
    (row,) = rows(place, en)
    assert (row.state, row.word, row.tone, row.icon) == (WorkState.NOTHING, "Not begun", Tone.NEUTRAL, "dash")
    assert (row.due, row.overdue, row.client) == ("2026-11-20", True, "hospital")
    assert row.uut_name == "Keysight 34401A (MY41001234)"


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
    assert row.detail == "last point: dc-voltage 10 V/-90 %"


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
