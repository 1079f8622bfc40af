"""The work list: one row for each ordered instrument, and for each other one that was ever on the bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.metrology.decision import Verdict
from bench_gui.tone import Tone
from bench_gui.workplace.workplace import FoundOrder, FoundRecord, RecordStatus, Uut, Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bench_gui.words import Words

Verdicts = Mapping[Path, Verdict | None]
"""By path of a finished record, its verdict (None: nothing was to be judged), as far as they were read."""


class WorkState(StrEnum):
    """How far the work on one instrument is, by its latest run."""

    NOTHING = "nothing done"
    UNDER_WAY = "under way"
    INTERRUPTED = "interrupted"
    NOT_FINISHED = "not finished"
    DONE = "done"
    IN_TOLERANCE = "pass"
    OUT_OF_TOLERANCE = "fail"
    UNDETERMINED = "undetermined"
    INVALID = "invalid"


_DONE = {WorkState.DONE, WorkState.IN_TOLERANCE, WorkState.OUT_OF_TOLERANCE, WorkState.UNDETERMINED}
_TONES = {
    WorkState.NOTHING: Tone.NEUTRAL,
    WorkState.UNDER_WAY: Tone.BUSY,
    WorkState.INTERRUPTED: Tone.WARNING,
    WorkState.NOT_FINISHED: Tone.WARNING,
    WorkState.DONE: Tone.NEUTRAL,
    WorkState.IN_TOLERANCE: Tone.GOOD,
    WorkState.OUT_OF_TOLERANCE: Tone.BAD,
    WorkState.UNDETERMINED: Tone.WARNING,
    WorkState.INVALID: Tone.BAD,
}
_STATES = {
    RecordStatus.UNDER_WAY: WorkState.UNDER_WAY,
    RecordStatus.INTERRUPTED: WorkState.INTERRUPTED,
    RecordStatus.ABORTED: WorkState.NOT_FINISHED,
    RecordStatus.FAILED: WorkState.NOT_FINISHED,
    RecordStatus.FINISHED: WorkState.DONE,
    RecordStatus.BROKEN: WorkState.INVALID,
}
_JUDGED = {
    Verdict.PASS: WorkState.IN_TOLERANCE,
    Verdict.FAIL: WorkState.OUT_OF_TOLERANCE,
    Verdict.UNDETERMINED: WorkState.UNDETERMINED,
}


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One row of the work list.

    Args:
        due: date, as text; empty where no order says.
        overdue: whether that day has passed and the work is not done.
        received: date, as text; empty where no order says.
        uut_name: maker, model and serial number; the name of the file where it is invalid.
        client: empty without an order.
        procedure: that was used last, or that the order asks for; empty where there is neither.
        state: for programs; `word`, `tone` and `icon` say it to people.
        word: of the state.
        tone: of the state.
        icon: of the state.
        detail: problem of a file, or the last recorded point of an interrupted run.
        order: or None.
        uut: or None where the file is invalid.
        record: the latest, or None.
    """

    due: str
    overdue: bool
    received: str
    uut_name: str
    client: str
    procedure: str
    state: WorkState
    word: str
    tone: Tone
    icon: str
    detail: str
    order: FoundOrder | None
    uut: Uut | None
    record: FoundRecord | None

    @property
    def done(self) -> bool:
        """Whether the latest run finished."""
        return self.state in _DONE


def work_list(workplace: Workplace, today: date, words: Words, verdicts: Verdicts) -> tuple[WorkRow, ...]:
    """Return the rows: what is open first, the earliest due day first, then what is done.

    Args:
        workplace: as found.
        today: by the laboratory's calendar.
        words: of the window's language.
        verdicts: as far as they were read; `verdict_of` reads one.
    """
    rows = [*_ordered(workplace, today, words, verdicts), *_without_order(workplace, words, verdicts)]
    return tuple(sorted(rows, key=lambda row: (row.done, row.due or "9", row.received or "9", row.uut_name)))


def verdict_of(record: Path) -> Verdict | None:
    """Return the verdict of a finished run; it reads and folds the whole record, so that it takes its time.

    Raises:
        RecordError: the record is not what was written.
    """
    from bench_core.records.folding import fold_record  # noqa: PLC0415  only who asks for a verdict waits for it
    from bench_core.records.record import read_record  # noqa: PLC0415

    return fold_record(read_record(record)).verdict


def last_place(record: FoundRecord, words: Words) -> str:
    """Return the last recorded point of a run that has not ended, with the title of its item; empty before the first.

    Args:
        record: as found.
        words: of the window's language.
    """
    if record.last_point is None:
        return ""
    item, point = record.last_point
    return f"{words.of(record.last_item) or item} {point}"


def _ordered(workplace: Workplace, today: date, words: Words, verdicts: Verdicts) -> Iterator[WorkRow]:
    latest: dict[_Key, tuple[int, FoundRecord]] = {}
    for number, one in enumerate(workplace.records):
        latest.setdefault(_key(one), (number, one))
    for order in workplace.orders:
        found = [latest[key] for key in _keys(order) if key in latest and _may_be_for(latest[key][1], order)]
        record = min(found)[1] if found else None
        state = WorkState.INVALID if order.problem else _state(record, verdicts)
        yield WorkRow(
            due=order.due.isoformat() if order.due else "",
            overdue=order.due is not None and order.due < today and state not in _DONE,
            received=order.received.isoformat() if order.received else "",
            uut_name=order.path.name if order.uut is None else order.uut.name,
            client=words.of(order.client),
            procedure=words.of(record.title) if record is not None else _asked_for(order, workplace, words),
            state=state,
            word=_word(state, record, words),
            tone=_TONES[state],
            icon=_TONES[state].icon,
            detail=words.of(order.problem) or _detail(record, words),
            order=order,
            uut=order.uut,
            record=record,
        )


def _asked_for(order: FoundOrder, workplace: Workplace, words: Words) -> str:
    """Return the title of the procedure that an order asks for, or its id where it is not here; empty for none."""
    titles = (words.of(one.title) for one in workplace.procedures if one.id == order.procedure)
    return next(titles, order.procedure)


_Key = tuple[str, ...]


def _key(record: FoundRecord) -> _Key:
    """Return whose record it is: that of an order, where it names one, else that of an instrument."""
    return (record.order,) if record.order else record.uut.key


def _keys(order: FoundOrder) -> tuple[_Key, ...]:
    """Return the keys of records that are for an order: that it is for, and that its instrument was measured for."""
    number = (order.number,) if order.number else ()
    return tuple(key for key in (number, order.uut.key if order.uut is not None else ()) if key)


def _may_be_for(record: FoundRecord, order: FoundOrder) -> bool:
    """Return whether a run can be for an order: one that names none has not begun before the instrument came."""
    if record.order or order.received is None or record.started is None:
        return True
    return record.started.astimezone().date() >= order.received


def _without_order(workplace: Workplace, words: Words, verdicts: Verdicts) -> Iterator[WorkRow]:
    """Yield the instruments that no order is for, each with its latest record, and each record that names none."""
    seen: set[object] = set()
    ordered = {key for order in workplace.orders for key in _keys(order)}
    for record in workplace.records:
        if _key(record) in ordered:
            continue
        key: object = record.uut.key if record.uut.serial else record.path
        if key in seen:
            continue
        seen.add(key)
        state = _state(record, verdicts)
        yield WorkRow(
            due="",
            overdue=False,
            received="",
            uut_name=record.uut.name or record.path.name,
            client="",
            procedure=words.of(record.title),
            state=state,
            word=_word(state, record, words),
            tone=_TONES[state],
            icon=_TONES[state].icon,
            detail=_detail(record, words),
            order=None,
            uut=record.uut if record.uut.serial else None,
            record=record,
        )


def _state(record: FoundRecord | None, verdicts: Verdicts) -> WorkState:
    if record is None:
        return WorkState.NOTHING
    if record.status is RecordStatus.FINISHED:
        verdict = verdicts.get(record.path)
        return WorkState.DONE if verdict is None else _JUDGED[verdict]
    return _STATES[record.status]


def _word(state: WorkState, record: FoundRecord | None, words: Words) -> str:
    if state is WorkState.NOT_FINISHED and record is not None:
        return words("Aborted") if record.status is RecordStatus.ABORTED else words("Failed")
    return {
        WorkState.NOTHING: words("Not begun"),
        WorkState.UNDER_WAY: words("Under way"),
        WorkState.INTERRUPTED: words("Interrupted"),
        WorkState.DONE: words("Finished"),
        WorkState.IN_TOLERANCE: words("In tolerance"),
        WorkState.OUT_OF_TOLERANCE: words("Out of tolerance"),
        WorkState.UNDETERMINED: words("Undetermined"),
        WorkState.INVALID: words("Invalid file"),
    }[state]


def _detail(record: FoundRecord | None, words: Words) -> str:
    if record is None:
        return ""
    if record.problem:
        return f"{record.path.name}: {words(record.problem)}"
    if record.status in {RecordStatus.INTERRUPTED, RecordStatus.UNDER_WAY} and record.last_point is not None:
        return words("last point: {place}", place=last_place(record, words))
    return ""
