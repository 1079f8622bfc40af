"""A record that was read whole for the review, with what the window shows of it; reading takes its time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import BrokenChain, RecordError, UsageRefused
from bench_core.records.record import Record, read_record
from bench_core.records.run_state import RunState
from bench_gui.views.names import uut_of
from bench_gui.views.review.blocking import Issue, issue
from bench_gui.views.review.reviewed_run import ReviewedRun, reviewed, seen_in
from bench_gui.workplace.workplace import Uut

if TYPE_CHECKING:
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class Loaded:
    """One run under review.

    Args:
        path: of the record.
        record: as read.
        state: at its end.
        uut: the unit under test as it said who it is; empty texts where it never did.
        run: what is shown of it.
        issue: whether a certificate may be issued of it.
    """

    path: Path
    record: Record
    state: RunState
    uut: Uut
    run: ReviewedRun
    issue: Issue


def loaded(path: Path, words: Words) -> Loaded:
    """Read a record whole.

    Args:
        path: of the record.
        words: of the window's language.

    Raises:
        UsageRefused: a line is not what was written.
        RecordError: it is no record, or its lines are out of order.
    """
    try:
        record = read_record(path)
    except BrokenChain as broken:
        raise UsageRefused(_not_shown(broken)) from broken
    seen = seen_in(record)
    if seen is None:
        raise RecordError(f"{path}: has no whole line; the run never began")
    state = seen.state
    found = state.instruments.get(uut_of(state.plan))
    uut = Uut("", "", "") if found is None else Uut(found.maker, found.model, found.serial)
    return Loaded(path, record, state, uut, reviewed(seen, words), issue(record, state, words))


def _not_shown(broken: BrokenChain) -> Bilingual:
    return Bilingual(
        f"{broken.path} 验证不通过，其内容不予显示（第 {broken.line} 行：{broken.why}）；请保留该文件，并查明何人改动",
        f"{broken.path} does not verify, and nothing of it is shown (line {broken.line}: {broken.why}); "
        "keep the file, and find out who changed it",
    )
