"""Proves a finished record: chain, texts, replies, steps, results and signature; and says what stays unproved."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from bench_core.errors import BrokenChain, RecordError, ResultDiffers, RunUnfinished, SignatureInvalid
from bench_core.records.events import (
    Checkpoint,
    ConditionRecorded,
    IndicationTaken,
    InstrumentIdentified,
    OutputAsked,
    PointCompleted,
    PointStarted,
    ReadingEntered,
    RunEnded,
    RunStarted,
    SettingMade,
    SteadyReached,
)
from bench_core.records.plan import Bilingual
from bench_core.records.record import Record, read_record
from bench_core.records.run_state import RunState, fold
from bench_core.records.signing import signature_holds
from bench_core.records.verified_answers import wrong_condition, wrong_entry, wrong_start
from bench_core.records.verified_replies import wrong_identity, wrong_indication, wrong_state
from bench_core.records.verified_results import wrong_readings, wrong_result
from bench_core.records.verified_steadiness import wrong_steadiness
from bench_core.records.verified_steps import missing_step, not_energised
from bench_core.records.verified_trail import Trail

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.records.events import Event
    from bench_core.records.record import Line


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
        ResultDiffers: a value is not what its reply or answer says, a step of the method is missing, or a result
            is not what its readings give.
        SignatureInvalid: the signature does not belong to this chain.
        RunUnfinished: the record has no signed end yet.
    """
    record = read_record(path)
    if not record.finished:
        end = f"{path}:{len(record.lines) + 1}"
        raise RunUnfinished(f"{end}: the record has no signed end; resume the run, an unfinished record proves little")
    state: RunState | None = None
    trail = Trail()
    for line in record.lines:
        before, state = state, _folded(path, state, line)
        _check(path, before or state, trail, line)
        trail.add(line.event)
    if state is None:
        raise RunUnfinished(f"{path}:1: the record is empty")
    _check_signature(path, record)
    return Verification(record, state, _proved(record, state), _OPEN)


def _folded(path: Path, state: RunState | None, line: Line) -> RunState:
    try:
        return fold(state, line)
    except RecordError as error:
        raise BrokenChain(str(path), line.number, str(error)) from error


def _check(path: Path, state: RunState, trail: Trail, line: Line) -> None:
    """Check one line against the state before it."""
    if isinstance(line.event, RunStarted):
        _check_texts(path, line.event)
    wrong = _wrong(state, trail, line.event)
    if wrong is not None:
        raise ResultDiffers(str(path), line.number, wrong)


def _wrong(state: RunState, trail: Trail, event: Event) -> str | None:  # noqa: PLR0911  one arm per kind, no default
    match event:
        case InstrumentIdentified():
            return wrong_identity(event)
        case OutputAsked() | SettingMade():
            return wrong_state(event)
        case ConditionRecorded():
            return wrong_condition(state, trail, event)
        case PointStarted():
            return wrong_start(state)
        case IndicationTaken() | ReadingEntered() | SteadyReached() | PointCompleted():
            return _wrong_at_point(state, trail, event)
        case RunEnded() if event.state == "finished" and state.remaining:
            missing = ", ".join(f"{item} {point}" for item, point in state.remaining)
            return f"the run says it finished, but there is no result of {missing}"
        case _:
            return None


def _wrong_at_point(
    state: RunState, trail: Trail, event: IndicationTaken | ReadingEntered | SteadyReached | PointCompleted
) -> str | None:
    item = next(item for item in state.plan.items if item.id == event.key.item)
    point = next(point for point in item.points if point.id == event.key.point)
    match event:
        case IndicationTaken():
            return wrong_indication(state, event) or not_energised(state, item, event)
        case ReadingEntered():
            return wrong_entry(state, trail, event)
        case SteadyReached():
            return wrong_steadiness(state.plan, item, point, trail.attempt, event)
        case PointCompleted():
            wrong = wrong_readings(state, item, point)
            wrong = wrong or missing_step(state.plan, item, point, event.key, trail.attempt)
            wrong = wrong or wrong_result(state, item, point, event)
            return f"{item.id} {point.id}: {wrong}" if wrong else None


def _check_texts(path: Path, started: RunStarted) -> None:
    for text in started.texts:
        if sha256(text.text.encode()).hexdigest() != text.digest:
            raise BrokenChain(str(path), 1, f"the text of {text.role} ({text.path}) does not have its recorded digest")


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
        Bilingual(
            f"{results} 个点的条件与方法步骤记录齐全、次序正确",
            f"{results} points have their conditions and every step of their method on record, in order",
        ),
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
        "原始应答是否确由仪器给出，以及不带单位的应答所用单位是否属实",
        "whether the raw replies came from the instruments, and the unit of a reply that names none",
    ),
    Bilingual(
        "展开的计划是否出自嵌入的规程：请重新展开并比对",
        "whether the plan follows from the embedded procedure: expand it again and compare",
    ),
)
