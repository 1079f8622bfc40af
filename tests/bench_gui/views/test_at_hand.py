"""The work at hand: what is there, which runs want a person, and the set-up that follows from a scan."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bench_core.bilingual import Bilingual
from bench_core.metrology.decision import Verdict
from bench_gui.line_server import answer_lines
from bench_gui.tone import Tone
from bench_gui.verdicts import answer
from bench_gui.views.at_hand import (
    as_found_now,
    at_hand,
    judged,
    read,
    said,
    set_up_for,
    unjudged,
    why_incomplete,
    with_known,
)
from bench_gui.views.set_up_view import set_up_view
from bench_gui.words import Language, words_in
from bench_gui.workplace.proposal import why_said
from bench_gui.workplace.scan import search
from bench_gui.workplace.workplace import Uut
from tests.bench_gui.small_runs import cut_after, rewritten

EN = words_in(Language.EN)
TODAY = date(2026, 11, 21)
METER = Uut("Keysight", "34401A", "MY41001234")


@pytest.fixture
def folder(bench_folder, finished_record):
    """Return a workplace with the small bench, its order, a finished run and an interrupted one."""
    records = bench_folder.path("records")
    records.mkdir()
    (records / "done.calrun").write_bytes(finished_record.read_bytes())
    cut_after(finished_record, records / "cut.calrun", "IndicationTaken", 1)
    return bench_folder.folder


def test_a_finished_run_has_its_verdict_once_it_was_read_and_is_not_asked_for_again(folder):
    found, record = read(folder, None), folder / "records" / "done.calrun"
    (folder / "records" / "cut.calrun").unlink()
    found = read(folder, found)
    assert unjudged(found, at_hand(found, TODAY, EN).rows) == (record,)
    told = judged(found, record, json.loads(answer(json.dumps({"record": str(record)})))["verdict"])
    view = at_hand(read(folder, told), TODAY, EN)
    assert unjudged(told, view.rows) == ()
    assert view.rows[0].word == "In tolerance"
    blind = at_hand(told, TODAY, EN, blind=True)
    assert (blind.rows[0].word, unjudged(told, blind.rows)) == ("Finished", ())


def test_a_record_that_another_one_has_taken_the_place_of_has_no_verdict_before_it_was_read(folder, finished_record):
    record = folder / "records" / "done.calrun"
    found = judged(read(folder, None), record, "fail")
    assert read(folder, found).verdicts == {record: Verdict.FAIL}
    record.unlink()
    assert read(folder, found).verdicts == {}
    rewritten(finished_record, record, later=timedelta(days=1))
    again = read(folder, found)
    row = next(row for row in at_hand(again, TODAY, EN).rows if row.record and row.record.path == record)
    assert (row.word, unjudged(again, (row,))) == ("Finished", (record,))


def test_a_verdict_that_became_known_while_the_workplace_was_read_is_kept(folder):
    before, record = read(folder, None), folder / "records" / "done.calrun"
    told = judged(before, record, "pass")
    assert with_known(read(folder, before), told).verdicts == {record: Verdict.PASS}
    (folder / "records" / "cut.calrun").unlink()
    record.unlink()
    assert with_known(read(folder, before), told).verdicts == {}


def test_the_set_up_of_a_run_that_never_knew_its_instrument_is_not_repeated(folder, finished_record):
    later = rewritten(finished_record, folder / "records" / "later.calrun", later=timedelta(days=1))
    cut_after(later, folder / "records" / "new.calrun", "RunStarted", 1)
    later.unlink()
    found = read(folder, None)
    assert found.workplace.records[0].path.name == "new.calrun"
    assert at_hand(found, TODAY, EN).last.path.name in {"done.calrun", "cut.calrun"}


def test_a_finished_record_that_cannot_be_read_has_no_verdict(folder):
    record = folder / "records" / "done.calrun"
    lines = record.read_bytes().splitlines(keepends=True)
    record.write_bytes(b"".join((*lines[:9], *lines[10:])))
    out = io.StringIO()
    assert answer_lines(answer, io.StringIO(json.dumps({"record": str(record)}) + "\n"), out) == 0
    assert json.loads(out.getvalue()) == {"record": str(record), "verdict": None}


def test_an_interrupted_run_wants_a_person(folder):
    view = at_hand(read(folder, None), TODAY, EN)
    assert [(run.record.name, run.under_way, run.tone) for run in view.runs] == [("cut.calrun", False, Tone.WARNING)]
    assert "34401A" in view.runs[0].text
    assert view.runs[0].text.endswith(" · DC voltage 10 V/+90 %")


def test_an_empty_folder_is_empty_though_the_library_is_there(tmp_path):
    view = at_hand(read(tmp_path, None), TODAY, EN)
    assert view.empty
    assert said(view, search(view.rows, ""), repeats=False, words=EN) == ("", Tone.NEUTRAL)  # no row to choose from


def test_what_was_scanned_is_told_under_the_field(folder):
    view = at_hand(read(folder, None), TODAY, EN)
    assert said(view, search(view.rows, "MY41001234"), repeats=False, words=EN)[0].startswith("1 of ")
    told, tone = said(view, search(view.rows, "XYZ99"), repeats=False, words=EN)
    assert ("XYZ99 is not known here" in told, tone) == (True, Tone.WARNING)
    assert "stay as they were" in said(view, search(view.rows, ""), repeats=True, words=EN)[0]


def test_a_set_up_says_what_it_lacks_and_why_a_bench_does_not_serve(folder):
    found = read(folder, None)
    bench = found.workplace.benches[0]
    set_up = set_up_for(found, METER, None, "zhang", None)
    own = next(one for one in found.workplace.procedures if one.id == "short")
    assert why_incomplete(replace(set_up, procedure=None), EN) == "Choose a procedure."
    assert why_incomplete(replace(set_up, procedure=own, bench=None), EN) == "Choose a bench."
    broken = replace(
        set_up, procedure=replace(own, problem=Bilingual("p.yaml:1:1: 错", "p.yaml:1:1: wrong")), bench=bench
    )
    zh = words_in(Language.ZH)
    assert (why_incomplete(broken, EN), why_incomplete(broken, zh)) == ("p.yaml:1:1: wrong", "p.yaml:1:1: 错")
    lacking = replace(set_up, procedure=replace(own, roles=("source", "lamp")), bench=bench)
    assert "lamp" in why_incomplete(lacking, EN)
    other = replace(set_up, procedure=own, bench=bench, uut=Uut("Fluke", "8846A", "1"))
    assert "8846A" in why_incomplete(other, EN) or "34401A" in why_incomplete(other, EN)
    whole = replace(set_up, procedure=own, bench=bench)
    assert why_incomplete(whole, EN) == ""
    assert set_up_view(found.workplace, whole, None, EN).complete
    assert "draft" in set_up_view(found.workplace, whole, None, EN).order


def test_a_set_up_follows_its_files_and_one_that_has_gone_is_chosen_anew(folder):
    found = read(folder, None)
    order = found.workplace.orders[0]
    set_up = set_up_for(found, METER, order, "zhang", None)
    (folder / "order.yaml").write_text((folder / "order.yaml").read_text("utf-8").replace("O-1", "O-2"), "utf-8")
    assert as_found_now(set_up, read(folder, found).workplace).order.number == "O-2"
    (folder / "bench.yaml").unlink()
    assert as_found_now(set_up, read(folder, found).workplace).bench is None


def test_the_next_instrument_takes_the_set_up_of_a_named_run(folder):
    found = read(folder, None)
    last = found.workplace.records[0]
    set_up = set_up_for(found, Uut("Keysight", "34401A", "MY2"), None, "li", last)
    assert (set_up.operator, set_up.procedure.id) == ("li", "short")
    assert last.run in why_said(set_up.why, EN)
