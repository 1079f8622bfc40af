"""Corrects readings that a person typed, at once and on record; nothing that is under way is broken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.errors import BenchError, ConditionsNotMet, ControlRefused
from bench_core.failures import told
from bench_core.metrology.quantity import Quantity
from bench_core.records.blind import hides_values
from bench_core.records.corrections import (
    condition_prompt,
    corrected_result,
    is_entered,
    prompt_of,
    readings_in_force,
)
from bench_core.records.events import ConditionCorrected, PromptAsked, ReadingCorrected
from bench_core.records.folding import fold_record
from bench_core.records.folding_corrections import apply_correction
from bench_core.records.given_answers import read_answer, reading_name
from bench_core.records.record import read_record

if TYPE_CHECKING:
    from bench_core.records.events import MeasurementKey
    from bench_core.records.record import Record
    from bench_core.records.run_state import Reading, RunState
    from sequencer.commands import Correct
    from sequencer.control import Wish
    from sequencer.course import Course
    from sequencer.desk import Desk


def correct(desk: Desk, course: Course, wish: Wish, command: Correct) -> None:
    """Put a correction on record, and take it into the attempt under way or into the result; else say why not.

    Args:
        desk: what the run works with.
        course: how far it came.
        wish: of which the outcome is told.
        command: of the wish.

    Raises:
        RecordNotWritten: the disc refuses it.
        ConditionsNotMet: a condition did not hold, as is known now.
    """
    record = read_record(desk.journal.path)
    state = fold_record(record)
    event: ReadingCorrected | ConditionCorrected
    try:
        if command.reading in state.conditions:
            event = _condition_correction(record, state, command)
        else:
            event = _correction(record, state, command)
    except BenchError as refused:
        wish.refuse(told(refused))
        return
    desk.journal.append(event)
    wish.done(_done(state, event, command.reading))
    if isinstance(event, ReadingCorrected):
        _take_in(course, apply_correction(state, event), event)
        return
    desk.conditions.correct(event)
    if not event.holds:
        raise ConditionsNotMet(
            f"{event.name} was {event.new}, as {event.by} corrected it; the procedure asks for something else; "
            "wait until the conditions hold and start again"
        )


def _done(state: RunState, event: ReadingCorrected | ConditionCorrected, name: str) -> Bilingual:
    """Say what was corrected; where somebody reads blind, without its name, which tells what to expect."""
    hidden = isinstance(event, ReadingCorrected) and hides_values(state)
    called, how = Bilingual("该读数", "the reading") if hidden else Bilingual(name, name), _how(state, event)
    zh = f"{called.zh}：已更正，{event.old} → {event.new}；两值均保留{how.zh}"
    return Bilingual(zh, f"{called.en}: corrected, {event.old} → {event.new}; both stay on record{how.en}")


def _take_in(course: Course, after: RunState, event: ReadingCorrected) -> None:
    """Have the attempt under way, or the result, go on from the corrected reading."""
    if event.result is not None:
        place = event.key.item, event.key.point
        course.correct(place, after.contenders[place])
    elif course.attempt is not None:
        course.attempt.readings[event.name] = after.quantities[event.name]


def _condition_correction(record: Record, state: RunState, command: Correct) -> ConditionCorrected:
    """Return the correction of a condition that a command asks for.

    Raises:
        BenchError: it cannot be made.
    """
    recorded = state.conditions[command.reading]
    asked = condition_prompt((line.event for line in reversed(record.lines)), command.reading)
    if recorded.entry == "instrument" or asked is None:
        raise _refused(command.reading, "非人工录入，不得更改", "no person typed it, and nobody may change it")
    new = _value(asked, command.value)
    _require_change(command, recorded.value, new)
    planned = next((one for one in state.plan.conditions if one.name == command.reading), None)
    holds = planned is None or planned.holds(new)
    return ConditionCorrected(command.reading, recorded.value, new, command.value, holds, command.by, command.why)


def _require_change(command: Correct, old: Quantity, new: Quantity) -> None:
    if new == old:
        zh = f"{command.value} 与原值 {old} 相同；请给出实际读数"
        raise _refused(command.reading, zh, f"{command.value} corrects nothing, it is {old}; give what was read")


def _correction(record: Record, state: RunState, command: Correct) -> ReadingCorrected:
    """Return the correction that a command asks for.

    Raises:
        BenchError: it cannot be made.
    """
    key, reading = _find(state, command.reading)
    if not is_entered(reading):
        en = "an instrument gave it, and nobody may change that; retry the point"
        raise _refused(command.reading, "仪器读数不得更改；可重测该点", en)
    asked = prompt_of((line.event for line in reversed(record.lines)), key, reading)
    if asked is None:
        raise _refused(command.reading, "未向人询问过此值；可重测该点", "nobody was asked for it; retry the point")
    new, old = _value(asked, command.value), Quantity.of(reading.value, reading.unit)
    _require_change(command, old, new)
    said = command.value, command.by, command.why, command.second
    event = ReadingCorrected(key, reading.name, reading.number, old, new, *said, result=None)
    if key == state.key:
        return event
    return corrected_result(state, event)


def _value(asked: PromptAsked, text: str) -> Quantity:
    value = read_answer(asked, text)
    if not isinstance(value, Quantity):
        en = f"{text} is no value; if the display showed overload, retry the point"
        raise _refused(asked.name, f"{text} 不是数值；若显示过载请重测该点", en)
    return value


def _find(state: RunState, name: str) -> tuple[MeasurementKey, Reading]:
    """Return a reading by its name, of the attempt under way or of the latest completed one.

    Raises:
        ControlRefused: there is none.
    """
    for key, reading in readings_in_force(state):
        if reading_name(key, reading.name, reading.number) == name:
            return key, reading
    en = (
        "no such reading is in force; write ITEM/POINT/NAME/NUMBER as its prompt did, "
        "and `calbench show` lists the points"
    )
    raise _refused(name, "没有此有效读数；请按提示中的写法写 ITEM/POINT/NAME/NUMBER，`calbench show` 列出各点", en)


def _refused(who: str, zh: str, en: str) -> ControlRefused:
    return ControlRefused(Bilingual(f"{who}：{zh}", f"{who}: {en}"))


def _how(state: RunState, event: ReadingCorrected | ConditionCorrected) -> Bilingual:
    """Say what becomes of the result, and nothing of what it is."""
    if isinstance(event, ConditionCorrected) or event.result is None:
        return NOTHING
    if event.second or event.key.item not in state.shown:
        return NOTHING
    en = "; a verdict could be seen and nobody else agreed, so that the worse result stands"
    return Bilingual("；结论已可见且无第二人同意，以较差的结果为准", en)
