"""The results table: each planned point has its row, computed once, and nothing is shown to who reads blind."""

from __future__ import annotations

from dataclasses import replace

from bench_core.bilingual import Bilingual
from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, PointCompleted, PointSkipped, PointStarted, RunStarted
from bench_core.records.plan import LeftOut
from bench_core.records.row_values import row_values
from bench_gui.tone import Tone
from bench_gui.views.point_rows import RowKind
from bench_gui.views.rows import Rows
from bench_gui.words import Language, words_in
from tests.bench_gui.views.conftest import with_state


def rows_of(seen, words):
    return [row for item in Rows().view(seen, words).items for row in item.rows]


def test_before_a_point_is_done_its_row_is_open_with_its_nominal_value(finished, words):
    rows = rows_of(finished.after(RunStarted), words)
    assert [(row.point, row.nominal, row.kind) for row in rows] == [
        ("10 V/+90 %", "9 V", RowKind.OPEN),
        ("10 V/-90 %", "-9 V", RowKind.OPEN),
        ("100 V/+90 %", "90 V", RowKind.OPEN),
    ]


def test_the_point_under_way_is_marked(finished, words):
    assert [row.kind for row in rows_of(finished.after(PointStarted, 2), words)] == [
        RowKind.DONE, RowKind.UNDER_WAY, RowKind.OPEN,
    ]  # fmt: skip


def test_a_point_that_the_end_of_the_run_broke_off_is_not_under_way(finished, words):
    rows = Rows()
    assert rows.view(finished.after(PointStarted, 2), words).items[0].rows[1].kind is RowKind.UNDER_WAY
    row = rows.view(finished.gone_after(PointStarted, 2), words).items[0].rows[1]
    assert (row.kind, row.verdict, row.tone) == (RowKind.OPEN, "broken off", Tone.WARNING)


def test_a_result_is_shown_as_every_other_table_shows_it(finished, words):
    row = rows_of(finished.after(PointCompleted), words)[0]
    values = row_values(finished.after(PointCompleted).completed[0].result)
    assert (row.reference, row.indication, row.error) == (values.reference, values.indication, values.error)
    assert (row.uncertainty, row.k, row.mpe) == ("0.00010 V", "2", "±0.000365 V")
    assert (row.verdict, row.tone, row.icon) == ("pass", Tone.GOOD, "check")


def test_a_failed_point_has_word_icon_and_tone(watched, words):
    rows = rows_of(watched("out of tolerance").last, words)
    assert {(row.verdict, row.tone, row.icon) for row in rows[:2]} == {("FAIL", Tone.BAD, "cross")}
    view = Rows().view(watched("out of tolerance").last, words)
    assert view.conclusion == ("34401A MY41001234: OUT OF TOLERANCE at 2 of 3 points: 10 V/+90 %, 10 V/-90 %")
    assert view.tone is Tone.BAD


def conclusion_of(seen, words, **changes):
    view = Rows().view(with_state(seen, **changes), words)
    return view.conclusion.removeprefix("34401A MY41001234: "), view.tone


def test_what_is_concluded_is_what_was_judged_and_no_more(finished, words):
    results, state = finished.last.state.results, finished.last.state
    bare = {place: replace(one, result=replace(one.result, judgements=())) for place, one in results.items()}
    first, *others = results
    assert conclusion_of(finished.last, words) == ("IN TOLERANCE at all 3 points", Tone.GOOD)
    assert conclusion_of(finished.last, words, results=bare) == (
        "3 points measured; no conformity was to be stated", Tone.NEUTRAL,
    )  # fmt: skip
    one_bare = {**results, first: bare[first]}
    assert conclusion_of(finished.last, words, results=one_bare) == ("IN TOLERANCE at all 2 points", Tone.GOOD)
    skipped = {first: PointSkipped(*first, "li", "no time")}
    left = {place: bare[place] for place in others}
    assert conclusion_of(finished.last, words, results=left, skipped=skipped) == (
        "not shown to be in tolerance, left out by a person: 10 V/+90 %", Tone.WARNING,
    )  # fmt: skip
    for how in ("aborted", "failed"):
        ended = replace(state.ended, state=how)
        assert conclusion_of(finished.last, words, ended=ended) == (
            "the run did not finish; nothing is concluded", Tone.WARNING,
        )  # fmt: skip


def test_a_corrected_result_takes_the_place_of_the_one_before_it(finished, words):
    rows, seen = Rows(), finished.last
    place, one = next(iter(seen.state.results.items()))
    assert rows.view(seen, words).items[0].rows[0].error == "0.00007 V"
    corrected = replace(one, result=replace(one.result, reported_error=Quantity.parse("0.00050 V")))
    after = with_state(seen, results={**seen.state.results, place: corrected})
    assert rows.view(after, words).items[0].rows[0].error == "0.00050 V"


def test_an_undetermined_point_is_neither(finished, words):
    seen = finished.last
    place, one = next(iter(seen.state.results.items()))
    judged = replace(one.result.judgements[0], verdict=Verdict.UNDETERMINED)
    doubtful = replace(one, result=replace(one.result, judgements=(judged,)))
    seen = with_state(seen, results={**seen.state.results, place: doubtful})
    row = rows_of(seen, words)[0]
    assert (row.verdict, row.tone) == ("undetermined", Tone.WARNING)
    assert "undetermined at 1 of 3 points" in Rows().view(seen, words).conclusion


def test_a_point_without_a_requirement_has_a_dash(finished, words):
    seen = finished.last
    place, one = next(iter(seen.state.results.items()))
    bare = replace(one, result=replace(one.result, judgements=()))
    assert rows_of(with_state(seen, results={place: bare}), words)[0].verdict == "–"


def test_attempts_are_told_and_the_superseded_one_stands_below(watched, words):
    rows = [row for row in rows_of(watched("paused").last, words) if row.point == "10 V/+90 %"]
    assert [row.kind for row in rows] == [RowKind.DONE, RowKind.SUPERSEDED]
    stands, given_up = sorted(rows, key=lambda row: row.kind is RowKind.SUPERSEDED)
    assert stands.note == f"2 attempts, attempt {stands.attempt} stands"
    assert given_up.note == f"attempt {given_up.attempt}, superseded"
    assert {stands.attempt, given_up.attempt} == {1, 2}
    assert given_up.tone is Tone.NEUTRAL


def test_a_skipped_point_says_who_and_why(watched, words):
    (row,) = [row for row in rows_of(watched("paused").last, words) if row.kind is RowKind.SKIPPED]
    assert row.note == "zhang left it out, never a pass: no time"
    assert (row.verdict, row.tone) == ("left out", Tone.WARNING)
    view = Rows().view(watched("paused").last, words)
    assert "left out by a person" in view.conclusion
    assert (view.items[0].done, view.items[0].all) == (3, 3)  # as the progress counts it


def test_a_point_that_the_procedure_leaves_out_says_why(finished, words):
    item = finished.last.state.plan.items[0]
    out = LeftOut("1000 V/+90 %", Bilingual("超出校准器。", "Beyond the calibrator."))
    plan = replace(finished.last.state.plan, items=(replace(item, left_out=(out,)),))
    row = rows_of(with_state(finished.last, started=replace(finished.last.state.started, plan=plan)), words)[-1]
    assert (row.point, row.kind, row.note) == ("1000 V/+90 %", RowKind.LEFT_OUT, "Beyond the calibrator.")


def test_two_branches_have_a_column_and_a_hysteresis(finished, words):
    seen = finished.last
    place, one = next(iter(seen.state.results.items()))
    up = replace(one, key=replace(one.key, branch="up"))
    lower = replace(one.result, indication=one.result.indication - one.result.mpe)
    down = replace(one, key=replace(one.key, branch="down", attempt=2), result=lower)
    seen = replace(with_state(seen, results={place: up}), completed=(up, down))
    view = Rows().view(seen, words)
    row = view.items[0].rows[0]
    assert (view.heads.branch, view.heads.hysteresis) == ("Up/down", "Hysteresis")
    assert (row.branch, row.hysteresis) == ("Up ↑", "0.00037 V")  # of 0.000365 V
    assert [one.kind for one in view.items[0].rows[:2]] == [RowKind.DONE, RowKind.DONE]
    assert view.items[0].rows[1].branch == "Down ↓"
    higher = replace(down, result=replace(one.result, indication=one.result.indication + one.result.mpe))
    above = Rows().view(replace(seen, completed=(up, higher)), words)
    assert above.items[0].rows[0].hysteresis == "0.00037 V"  # it has no sign
    plain = Rows().view(finished.last, words).heads
    assert (plain.branch, plain.hysteresis) == ("", "")


def test_a_source_under_test_has_a_setting_and_an_actual_value(finished, words):
    plan = finished.last.state.plan
    sourced = {name: replace(role, serves="source") for name, role in plan.roles.items()}
    started = replace(finished.last.state.started, plan=replace(plan, roles=sourced))
    heads = Rows().view(with_state(finished.last, started=started), words).heads
    assert (heads.reference, heads.indication) == ("Actual value", "Setting")
    assert Rows().view(finished.last, words).heads.reference == "Reference value"


def test_nothing_is_computed_anew_where_nothing_has_changed(finished, words):
    rows, known, before = Rows(), {}, None
    for line, seen in finished.every():
        view = rows.view(seen, words)
        if isinstance(line.event, IndicationTaken):
            assert view is before
        for row in view.items[0].rows:
            if row.kind is RowKind.DONE:
                assert known.setdefault(row.point, row) is row
        before = view
    assert len(known) == 3


def test_another_language_is_another_table(finished, words):
    rows, seen = Rows(), finished.last
    assert rows.view(seen, words) is rows.view(seen, words)
    assert rows.view(seen, words_in(Language.ZH)) is not rows.view(seen, words)


def test_who_reads_blind_sees_no_row_of_an_item_before_its_last_point_is_read(read_by_hand, words):
    rows = Rows()
    for _, seen in read_by_hand.every():
        (item,) = rows.view(seen, words).items
        if len(seen.state.results) < 3 and seen.state.ended is None:
            assert item.rows == ()
            assert item.hidden.startswith(f"Read blind: {len(seen.state.results)} of 3")
            assert item.notes == ()
        else:
            assert len(item.rows) == 3
            assert item.hidden == ""


def test_what_a_reader_must_know_of_k_stands_below_the_item(finished, words):
    assert Rows().view(finished.last, words).items[0].notes == ()
