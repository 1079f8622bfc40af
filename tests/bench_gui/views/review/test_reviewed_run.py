"""A finished run: what was done, the table of its results, and what to know of it."""

from __future__ import annotations

from dataclasses import replace

from bench_core.records.events import AbortExplained, ProgramChanged
from bench_core.records.record import read_record
from bench_core.records.row_values import row_values
from bench_gui.tone import Tone
from bench_gui.views.review.reviewed_run import reviewed, seen_in
from bench_gui.words import Language, words_in
from tests.bench_gui.small_runs import cut_after, rewritten


def test_the_facts_and_every_result_are_there(read, en):
    record, state = read
    found = reviewed(seen_in(record), en)
    assert found.title == "HEWLETT-PACKARD 34401A (MY41001234) · Short procedure"
    facts = dict(found.facts)
    assert (facts["Operator"], facts["Procedure"], facts["Stage"]) == ("zhang", "SHORT-1", "as found")
    assert facts["calibrator"] == "FLUKE 5522A (1972905)"
    assert facts["ambient temperature"].startswith("20.3 °C")
    rows = found.rows.items[0].rows
    assert [(row.point, row.error) for row in rows] == [
        (point, row_values(done.result).error) for (_, point), done in state.results.items()
    ]
    assert [tone for _, tone in found.warnings] == [Tone.WARNING]
    assert "real item" in found.warnings[0][0]


def test_titles_follow_the_language(read):
    assert reviewed(seen_in(read[0]), words_in(Language.ZH)).title.endswith("短规程")


def test_a_run_that_was_cut_concludes_nothing(measured, tmp_path, en):
    record = read_record(cut_after(measured, tmp_path / "cut.calrun", "PointCompleted", 2))
    told = [text for text, _ in reviewed(seen_in(record), en).warnings]
    assert "The run did not finish (Interrupted); nothing is concluded." in told


def test_a_changed_program_and_outputs_that_may_be_on_are_warned_of(measured, tmp_path, en):
    def change(events):
        return [*events[:-1], ProgramChanged({"bench_core/clock.py": ""}), replace(events[-1], safe=False)]

    record = read_record(rewritten(measured, tmp_path / "changed.calrun", change))
    told = dict(reviewed(seen_in(record), en).warnings)
    assert told["The program changed during the run: bench_core/clock.py"] is Tone.WARNING
    assert told["Not every source answered that its output is off."] is Tone.HAZARD


def test_why_a_run_was_ended_is_told_as_its_person_explained_it(read, en):
    seen = seen_in(read[0])
    said = replace(seen, state=replace(seen.state, explained=AbortExplained("li", "smoke")))
    assert dict(reviewed(said, en).facts)["Reason"] == "smoke (li)"
    assert "Reason" not in dict(reviewed(seen, en).facts)


def test_a_record_without_a_line_is_not_seen(read):
    assert seen_in(replace(read[0], lines=())) is None
