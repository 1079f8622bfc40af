"""What keeps a certificate from being issued is said at once, with what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.records.events import AbortExplained, AbortRequested, Checkpoint, ConditionRecorded, RunEnded
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_gui.tone import Tone
from bench_gui.views.review.blocking import issue
from dcc_export.certificate import build_certificate
from dcc_export.drafts import Reason
from tests.bench_gui.small_runs import cut_after, rewritten


def of(path, en, **more):
    record = read_record(path)
    return issue(record, fold_record(record), en, **more)


def test_what_makes_a_draft_is_what_the_certificate_says_and_each_has_a_fix(measured, en):
    found, certificate = of(measured, en), build_certificate(measured)
    assert [block.what for block in found.blocks] == [text.en for text in certificate.drafts]
    assert all(block.fix for block in found.blocks)
    assert (found.possible, found.number, found.word, found.tone) == (
        True, certificate.number, "Draft only", Tone.WARNING,
    )  # fmt: skip


def test_a_missing_order_and_number_are_named(measured_without_order, en):
    fixes = {block.what: block.fix for block in of(measured_without_order, en).blocks}
    assert fixes["There is no order."] == "Write the order, and perform the run again with it."
    assert "certificate number" in fixes["There is no certificate number."]


def test_every_kind_of_reason_has_a_fix(read, en, monkeypatch):
    kinds = "simulation plan program verification laboratory order number persons conditions standard serial receipt"
    reasons = tuple(Reason(kind, read[1].plan.title) for kind in kinds.split())
    monkeypatch.setattr("dcc_export.certificate.draft_reasons", lambda *_, **__: reasons)
    found = issue(*read, en)
    assert len({block.fix for block in found.blocks}) == len(reasons) - 1  # facts are checked alike wherever they stand


def test_without_a_reason_it_may_be_issued(read, en, monkeypatch):
    monkeypatch.setattr("dcc_export.certificate.draft_reasons", lambda *_, **__: ())
    found = issue(*read, en)
    assert (found.word, found.tone, found.icon, found.blocks) == ("May be issued", Tone.GOOD, "check", ())


def test_a_record_that_does_not_verify_gives_none(read, en):
    found = issue(*read, en, verified=False)
    assert (found.possible, found.word, found.tone) == (False, "No certificate", Tone.BAD)
    assert found.blocks[0].what == "The record does not verify."
    assert issue(*read, en, verified=True).possible


def test_a_run_that_has_not_ended_or_was_aborted_gives_none(measured, tmp_path, en):
    cut = of(cut_after(measured, tmp_path / "cut.calrun", "PointCompleted", 1), en)
    assert [block.what for block in cut.blocks] == ["The run has not ended."]

    def aborted(events):
        return [*events[:-1], RunEnded("aborted", "tea", safe=True)]

    found = of(rewritten(measured, tmp_path / "aborted.calrun", aborted), en)
    assert [block.what for block in found.blocks] == ["The run was aborted. tea"]
    assert not found.possible

    def explained(events):
        told = AbortRequested("li", "button"), AbortExplained("li", "smoke")
        return [*events[:-1], *told, RunEnded("aborted", "aborted by li: button", safe=True)]

    def closed(events):
        return [*events[:-1], AbortRequested("li", "退回"), RunEnded("aborted", "aborted by li: 退回", safe=True)]

    found = of(rewritten(measured, tmp_path / "explained.calrun", explained), en)
    assert [block.what for block in found.blocks] == ["The run was aborted. smoke (li)"]
    found = of(rewritten(measured, tmp_path / "closed.calrun", closed), en)
    assert [block.what for block in found.blocks] == ["The run was aborted. 退回 (li)"]


def test_an_unsigned_record_gives_none_and_a_resume_signs_it(measured, tmp_path, en):
    path = rewritten(measured, tmp_path / "unsigned.calrun", sealed=False)
    assert not isinstance(read_record(path).lines[-1].event, Checkpoint)
    assert "signed" in of(path, en).blocks[0].fix


def test_a_condition_that_did_not_hold_is_named_with_its_limits(measured, tmp_path, en):
    def warm(events):
        return [
            replace(event, value=event.value + event.value.parse("5 K"), holds=False)
            if isinstance(event, ConditionRecorded)
            else event
            for event in events
        ]

    found = of(rewritten(measured, tmp_path / "warm.calrun", warm), en)
    assert [block.what for block in found.blocks] == ["ambient temperature was 25.3 °C, required 20 °C ± 1 °C"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            {"results": {}},
            "3 points have no result: 10 V/+90 %, 10 V/-90 %, 100 V/+90 %",
        ),
        ({"conditions": {}}, "The record holds no value of: ambient temperature"),
    ],
)
def test_what_is_missing_is_named(read, en, change, what):
    record, state = read
    assert [block.what for block in issue(record, replace(state, **change), en).blocks] == [what]


def test_a_verification_has_no_certificate_in_this_version(read, en):
    record, state = read
    plan = replace(state.plan, kind="verification")
    found = issue(record, replace(state, started=replace(state.started, plan=plan)), en)
    assert found.blocks[0].fix == "Use a procedure of kind calibration."
