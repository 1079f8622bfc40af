"""Proves a finished record: chain, texts, replies, results and signature; and says what stays unproved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

from bench_core.errors import (
    BenchError,
    BrokenChain,
    RecordError,
    ResultDiffers,
    RunUnfinished,
    SignatureInvalid,
)
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import (
    Checkpoint,
    ConditionRecorded,
    IndicationTaken,
    PointCompleted,
    RunEnded,
    RunStarted,
)
from bench_core.records.plan import Ask, Bilingual, Take
from bench_core.records.record import Record, read_record
from bench_core.records.reply import read_number
from bench_core.records.result_difference import difference
from bench_core.records.run_state import RunState, fold
from bench_core.records.signing import signature_holds

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from bench_core.records.plan import PlannedItem, PlannedPoint
    from bench_core.records.record import Line
    from bench_core.records.run_state import Reading

_NOT_A_NUMBER = Decimal("9.9E37")  # SCPI-1999: 9.9E37 is infinity, 9.91E37 is not a number


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verification of one finished record found.

    Args:
        record: whose chain holds.
        state: at its end.
        proved: sentences for people.
        open: what this file alone cannot prove.
    """

    record: Record
    state: RunState
    proved: tuple[Bilingual, ...]
    open: tuple[Bilingual, ...]


def verify(path: Path) -> Verification:
    """Check everything about a finished record that the file itself can prove.

    Args:
        path: the `*.calrun` file.

    Raises:
        BrokenChain: a line or an embedded text is not what was written.
        ResultDiffers: a value is not what its reply says, or a result not what its readings give.
        SignatureInvalid: the signature does not belong to this chain.
        RunUnfinished: the record has no signed end yet.
    """
    record = read_record(path)
    if not record.finished:
        end = f"{path}:{len(record.lines) + 1}"
        raise RunUnfinished(f"{end}: the record has no signed end; resume the run, an unfinished record proves little")
    state: RunState | None = None
    for line in record.lines:
        before, state = state, _folded(path, state, line)
        _check(path, before or state, line)
    if state is None:
        raise RunUnfinished(f"{path}:1: the record is empty")
    _check_signature(path, record)
    return Verification(record, state, _proved(record, state), _OPEN)


def _folded(path: Path, state: RunState | None, line: Line) -> RunState:
    try:
        return fold(state, line)
    except RecordError as error:
        raise BrokenChain(str(path), line.number, str(error)) from error


def _check(path: Path, state: RunState, line: Line) -> None:
    """Check one line against the state before it."""
    match line.event:
        case RunStarted() as event:
            _check_texts(path, event)
        case ConditionRecorded() as event:
            _check_condition(path, state, line.number, event)
        case IndicationTaken() as event:
            _check_reply(path, line.number, event)
        case PointCompleted() as event:
            _check_result(path, state, line.number, event)
        case RunEnded() as event if event.state == "finished" and state.remaining:
            missing = ", ".join(f"{item} {point}" for item, point in state.remaining)
            raise ResultDiffers(
                str(path), line.number, f"the run says it finished, but there is no result of {missing}"
            )
        case _:
            pass


def _check_texts(path: Path, started: RunStarted) -> None:
    for text in started.texts:
        if sha256(text.text.encode()).hexdigest() != text.digest:
            raise BrokenChain(str(path), 1, f"the text of {text.role} ({text.path}) does not have its recorded digest")


def _check_condition(path: Path, state: RunState, number: int, event: ConditionRecorded) -> None:
    for condition in state.plan.conditions:
        if condition.name != event.name:
            continue
        above = condition.lower is None or event.value >= condition.lower
        if (above and (condition.upper is None or event.value <= condition.upper)) != event.holds:
            why = f"{event.name} is {event.value}; whether {condition.text} holds is recorded wrongly"
            raise ResultDiffers(str(path), number, why)


def _check_reply(path: Path, number: int, event: IndicationTaken) -> None:
    try:
        value = read_number(event.form, event.raw)
    except BenchError as error:
        raise ResultDiffers(str(path), number, f"the reply gives no number: {error}") from error
    if str(value) != str(event.value):
        why = f"the reply {event.raw!r} reads {value} {event.unit}, recorded is {event.value} {event.unit}"
        raise ResultDiffers(str(path), number, why)
    if abs(value) >= _NOT_A_NUMBER:
        raise ResultDiffers(str(path), number, f"the reply {event.raw!r} says overload, which is never a value")


def _check_result(path: Path, state: RunState, number: int, event: PointCompleted) -> None:
    place = f"{event.key.item} {event.key.point}"
    item = next(item for item in state.plan.items if item.id == event.key.item)
    point = next(point for point in item.points if point.id == event.key.point)
    _check_readings(path, state, number, item, point)
    try:
        result = evaluate_point(state.plan, item, point, state.quantities, _day(state))
    except BenchError as error:
        raise ResultDiffers(str(path), number, f"{place}: the readings give no result: {error}") from error
    differs = difference("result", event.result, result)
    if differs:
        raise ResultDiffers(str(path), number, f"{place}: {differs}")


def _day(state: RunState) -> date:
    return (state.point_utc or state.last_utc).date()


def _check_readings(path: Path, state: RunState, number: int, item: PlannedItem, point: PlannedPoint) -> None:
    for name, wanted, instrument in _planned_readings(state, item, point):
        found = state.readings.get(name, ())
        if (len(found) != wanted) if wanted else not found:
            why = f"{len(found)} readings of {name} are on record, the plan asks for {wanted or 1}"
            raise ResultDiffers(str(path), number, f"{item.id} {point.id}: {why}")
        strange = next((entry for entry in found if not _came_from(entry, instrument)), None)
        if strange is not None:
            why = f"reading {name} {strange.number} did not come from {instrument or 'a person'}"
            raise ResultDiffers(str(path), number, f"{item.id} {point.id}: {why}")


def _planned_readings(
    state: RunState, item: PlannedItem, point: PlannedPoint
) -> list[tuple[str, int | None, str | None]]:
    """Return name, number (None: at least one) and instrument (None: a person) of all readings of a point."""
    planned: list[tuple[str, int | None, str | None]] = []
    for step in item.method:
        if isinstance(step, Take):
            planned.append((step.name, step.readings, state.plan.roles[step.source].instrument))
        elif isinstance(step, Ask):
            planned.append((step.name, 1, None))
    outputs = [(f"{role}.output", None, reference.instrument) for role, reference in point.references.items()]
    named = {name for name, _, _ in planned}
    return [*planned, *(output for output in outputs if output[0] not in named)]


def _came_from(reading: Reading, instrument: str | None) -> bool:
    return (reading.instrument if isinstance(reading, IndicationTaken) else None) == instrument


def _check_signature(path: Path, record: Record) -> None:
    last = record.lines[-1]
    if not isinstance(last.event, Checkpoint) or not signature_holds(last.event, record.lines[-2].digest):
        raise SignatureInvalid(str(path), last.number, "the signature does not belong to this record")


def _proved(record: Record, state: RunState) -> tuple[Bilingual, ...]:
    lines, results, texts = len(record.lines), len(state.results), len(state.started.texts)
    readings = sum(isinstance(line.event, IndicationTaken) for line in record.lines)
    key = state.checkpoint.public_key[:16] if state.checkpoint else ""
    return (
        Bilingual(f"{lines} 行，摘要链完整", f"{lines} lines, and the chain of digests holds"),
        Bilingual(f"{texts} 份嵌入文件与其摘要一致", f"{texts} embedded texts have their recorded digests"),
        Bilingual(f"{readings} 个示值与原始应答一致", f"{readings} values equal what their raw replies say"),
        Bilingual(f"{results} 个结果经重新计算一致", f"{results} results were computed again and agree"),
        Bilingual(f"签名有效，公钥 {key}…", f"the signature holds, public key {key}…"),
    )


_OPEN = (
    Bilingual(
        "公钥属于谁：请与实验室公布的公钥比对",
        "whose key it is: compare the public key with the one that the laboratory publishes",
    ),
    Bilingual(
        "整份记录是否被同一密钥签名的另一次运行替换：请与别处保存的末行摘要比对",
        "whether the whole record was replaced by another run signed with the same key: compare the last "
        "digest with one kept elsewhere",
    ),
    Bilingual(
        "计算机时钟是否准确，以及人工输入是否属实",
        "whether the computer's clock was right, and whether what people entered is true",
    ),
    Bilingual(
        "展开的计划是否出自嵌入的规程：请重新展开并比对",
        "whether the plan follows from the embedded procedure: expand it again and compare",
    ),
)
