"""Lines for people about what people, or the guardian, did to a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.records.causes import CAUSES
from bench_core.records.events import (
    AbortExplained,
    ConcernAccepted,
    ConditionCorrected,
    GuardianActed,
    PointSkipped,
    ReadingCorrected,
    RetryAsked,
    RunContinued,
    RunPaused,
    RunSuspended,
)
from bench_core.records.given_answers import reading_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.records.record import Record

Intervention = (
    ConcernAccepted
    | AbortExplained
    | RunPaused
    | RunSuspended
    | RunContinued
    | RetryAsked
    | PointSkipped
    | ReadingCorrected
    | ConditionCorrected
    | GuardianActed
)


def interventions(record: Record) -> Iterator[tuple[str, Intervention]]:
    """Yield everything of the kind in a record, each with its wall time (UTC)."""
    for line in record.lines:
        if isinstance(line.event, Intervention):
            yield f"{line.utc:%Y-%m-%d %H:%M:%S}", line.event


def intervention(event: Intervention) -> str:  # noqa: C901, PLR0911  one arm per kind
    """Return what was done, by whom and why, in both languages.

    Args:
        event: that says so.
    """
    match event:
        case ConcernAccepted():
            return f"! 已知悉并接受 accepted: {event.told.zh} {event.told.en} ({event.reason}; {event.by})"
        case AbortExplained():
            return f"■ 中止原因 why it was ended: {event.reason} ({event.by})"
        case RunPaused():
            return f"‖ 已暂停，输出均已断开 paused by {event.by}, every output is off"
        case RunSuspended():
            return _suspended(event)
        case RunContinued():
            return f"▶ 继续 goes on, by {event.by}"
        case RetryAsked():
            cause = CAUSES.get(event.cause, Bilingual(event.cause, event.cause))
            who = _who(event.by, event.second)
            return f"↻ 重测 taken again: {event.item} {event.point} ({cause.zh} {cause.en}; {who})"
        case PointSkipped():
            return f"⊘ 跳过 left out: {event.item} {event.point} ({event.reason}; {event.by})"
        case ReadingCorrected():
            name = reading_name(event.key, event.name, event.number)
            who = _who(event.by, event.second)
            return f"✎ 更正 corrected: {name}: {event.old} → {event.new} ({event.why}; {who})"
        case ConditionCorrected():
            return f"✎ 更正 corrected: {event.name}: {event.old} → {event.new} ({event.why}; {event.by})"
        case GuardianActed():
            answered = "输出已断开 output off" if event.energised is False else "输出可能仍接通 OUTPUT MAY BE ON"
            return f"⛨ 守护进程 guardian: {event.instrument}: {answered} ({event.raw!r})"


def _suspended(event: RunSuspended) -> str:
    """Return why a run waits, until when, and what is taken again."""
    why = f"⏸ 已挂起 suspended: {event.what.zh} {event.what.en} · 直到 until: {event.until.zh} {event.until.en}"
    points = ", ".join(f"{key.item} {key.point}" for key in event.discarded)
    return f"{why} · 作废并重测 discarded and taken again: {points}" if points else why


def _who(by: str, second: str) -> str:
    return f"{by}, {second} 同意 agrees" if second else by
