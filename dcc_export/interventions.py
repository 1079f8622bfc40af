"""What people did to a run, as a certificate states it: attempts, points left out, corrections, pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.records.causes import CAUSES
from bench_core.records.condition_titles import condition_title
from bench_core.records.events import (
    ConditionCorrected,
    PointSkipped,
    ReadingCorrected,
    RetryAsked,
    RunPaused,
    RunSuspended,
)
from dcc_export.certificate_record import Declaration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench_core.records.record import Record
    from bench_core.records.run_state import RunState

_ISO = "ISO/IEC 17025:2017"
_UNKNOWN = Bilingual("未注明", "not stated")


def interventions(record: Record, state: RunState) -> tuple[Declaration, ...]:
    """Return a statement for each kind of thing that people did to a run; none where nobody did anything.

    Args:
        record: of the run.
        state: at its end.
    """
    events = [line.event for line in record.lines]
    retries = [one for one in events if isinstance(one, RetryAsked)]
    corrections = [one for one in events if isinstance(one, ReadingCorrected | ConditionCorrected)]
    pauses = sum(isinstance(one, RunPaused) for one in events)
    suspensions = [one for one in events if isinstance(one, RunSuspended)]
    said = [
        _left_out(state, tuple(state.skipped.values())) if state.skipped else None,
        _retries(state, retries) if retries else None,
        _corrections(state, corrections) if corrections else None,
        _pauses(pauses) if pauses else None,
        _suspensions(state, suspensions) if suspensions else None,
    ]
    return tuple(one for one in said if one is not None)


def _left_out(state: RunState, skipped: Sequence[PointSkipped]) -> Declaration:
    """Return which points a person left out, and why.

    Source: ISO/IEC 17025:2017 7.8.2.1 n.
    """
    zh = "；".join(f"{_place(state, one.item, one.point).zh}（{one.reason}；{one.by}）" for one in skipped)
    en = "; ".join(f"{_place(state, one.item, one.point).en} ({one.reason}; {one.by})" for one in skipped)
    text = Bilingual(
        f"以下校准点由人员跳过，没有结果，未证明其合格：{zh}。",
        f"These calibration points were left out by a person; they have no result and are not shown to be in "
        f"tolerance: {en}.",
    )
    heading = Bilingual("人员跳过的校准点", "Points left out by a person")
    return Declaration("calbench_skipped", heading, text, _ISO, "7.8.2.1 n")


def _retries(state: RunState, retries: Sequence[RetryAsked]) -> Declaration:
    """Return which points were taken again, why, and which attempt stands."""
    told = list(_each_retry(state, retries))
    text = Bilingual(
        "以下校准点因技术原因重测，每次测量均保留在原始记录中；除注明第二人同意外，以最差的一次为准："
        f"{'；'.join(one.zh for one in told)}。",
        "These calibration points were taken again for a technical cause. Every attempt is in the original record; "
        f"the worst stands, except where a second person agreed: {'; '.join(one.en for one in told)}.",
    )
    return Declaration("calbench_retries", Bilingual("重测", "Points taken again"), text)


def _each_retry(state: RunState, retries: Sequence[RetryAsked]) -> Iterator[Bilingual]:
    for one in retries:
        place, cause = _place(state, one.item, one.point), CAUSES.get(one.cause, _UNKNOWN)
        attempts, standing = state.attempts.get((one.item, one.point), 0), state.results.get((one.item, one.point))
        agreed = Bilingual(f"，{one.second} 同意", f", {one.second} agreed") if one.second else Bilingual("", "")
        stands = Bilingual("", "")
        if standing is not None:
            number = standing.key.attempt
            stands = Bilingual(
                f"，共 {attempts} 次，以第 {number} 次为准", f", {attempts} attempts, number {number} stands"
            )
        yield Bilingual(
            f"{place.zh}（{cause.zh}；{one.by}{agreed.zh}{stands.zh}）",
            f"{place.en} ({cause.en}; {one.by}{agreed.en}{stands.en})",
        )


def _corrections(state: RunState, corrections: Sequence[ReadingCorrected | ConditionCorrected]) -> Declaration:
    """Return which readings were corrected, from what to what, by whom and why.

    Source: ISO/IEC 17025:2017 7.5.2.
    """
    zh, en = [], []
    for one in corrections:
        if isinstance(one, ConditionCorrected):
            title = condition_title(one.name)
            zh.append(f"{title.zh}: {one.old} → {one.new} ({one.why}; {one.by})")
            en.append(f"{title.en}: {one.old} → {one.new} ({one.why}; {one.by})")
            continue
        place = _place(state, one.key.item, one.key.point)
        zh.append(_corrected(one, place.zh, "同意"))
        en.append(_corrected(one, place.en, "agreed"))
    text = Bilingual(
        f"以下人工录入的值在运行中更正，原值保留在原始记录中：{'；'.join(zh)}。",
        "These values, which a person had entered, were corrected during the run; the values before are in the "
        f"original record: {'; '.join(en)}.",
    )
    return Declaration("calbench_corrections", Bilingual("更正的录入值", "Corrected entries"), text, _ISO, "7.5.2")


def _corrected(one: ReadingCorrected, place: str, agreed: str) -> str:
    second = f", {one.second} {agreed}" if one.second else ""
    return f"{place}, {one.name} {one.number}: {one.old} → {one.new} ({one.why}; {one.by}{second})"


def _pauses(count: int) -> Declaration:
    times = "once" if count == 1 else f"{count} times"
    text = Bilingual(
        f"校准过程由人员暂停 {count} 次，暂停期间全部输出断开；暂停时未完成的校准点已重新测量。",
        f"The run was paused by a person {times}, with every output off; a point that was not complete was taken "
        "again.",
    )
    return Declaration("calbench_pauses", Bilingual("暂停", "Pauses"), text)


def _suspensions(state: RunState, suspensions: Sequence[RunSuspended]) -> Declaration:
    """Return why the run had to wait, and which points were taken again for it.

    Source: ISO/IEC 17025:2017 6.3.3 (facility conditions), 7.8.4.1 b.
    """
    zh = "；".join(f"{one.what.zh}{_taken_again(state, one).zh}" for one in suspensions)
    en = "; ".join(f"{one.what.en}{_taken_again(state, one).en}" for one in suspensions)
    text = Bilingual(
        f"校准过程因下列原因挂起，期间输出断开；上次条件合格之后的测量均已作废并重测，结果中没有条件不合格期间的数据：{zh}。",
        "The run was suspended for these causes, with outputs off. What was measured since the condition last held "
        f"was discarded and taken again, and no result has readings from outside the conditions: {en}.",
    )
    return Declaration("calbench_suspensions", Bilingual("挂起", "Suspensions"), text, _ISO, "6.3.3")


def _taken_again(state: RunState, one: RunSuspended) -> Bilingual:
    if not one.discarded:
        return Bilingual("", "")
    places = [_place(state, key.item, key.point) for key in one.discarded]
    return Bilingual(f"（重测：{'、'.join(at.zh for at in places)}）", f" (again: {', '.join(at.en for at in places)})")


def _place(state: RunState, item: str, point: str) -> Bilingual:
    title = next((one.title for one in state.plan.items if one.id == item), Bilingual(item, item))
    return Bilingual(f"{title.zh} {point}", f"{title.en} {point}")
