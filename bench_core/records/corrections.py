"""What a correction of a reading may change, and what the point gives then; for the run and for who verifies it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import IndicationTaken, PromptAsked, ReadingEntered
from bench_core.records.folding_corrections import with_correction
from bench_core.records.given_answers import reading_name
from bench_core.records.places import place_of, read_once
from bench_core.records.reply import ENTERED
from bench_core.records.run_state import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bench_core.records.events import Event, MeasurementKey, ReadingCorrected
    from bench_core.records.run_state import Reading, RunState


def is_entered(reading: Reading) -> bool:
    """Return whether a person entered a reading; what an instrument replied is never corrected."""
    return isinstance(reading, ReadingEntered) or (isinstance(reading, IndicationTaken) and reading.form == ENTERED)


def readings_in_force(state: RunState) -> Iterator[tuple[MeasurementKey, Reading]]:
    """Yield the readings that results are made from; those before the attempt under way are not meant."""
    under_way = None if state.key is None else (state.key.item, state.key.point)
    if state.key is not None:
        yield from ((state.key, one) for found in state.readings.values() for one in found)
    for place, taken in state.taken.items():
        if place != under_way:
            yield from ((taken.key, one) for found in taken.readings.values() for one in found)


def prompt_of(events: Iterable[Event], key: MeasurementKey, reading: Reading) -> PromptAsked | None:
    """Return the first prompt for a reading, or None.

    Args:
        events: the latest first.
        key: of its attempt.
        reading: in question.
    """
    name = reading_name(key, reading.name, reading.number)
    asked = (event for event in events if isinstance(event, PromptAsked))
    return next((one for one in asked if (one.kind, one.name, one.key) == ("number", name, key)), None)


def condition_prompt(events: Iterable[Event], name: str) -> PromptAsked | None:
    """Return the first prompt for a condition's value, or None.

    Args:
        events: the latest first.
        name: of the condition.
    """
    asked = (event for event in events if isinstance(event, PromptAsked))
    return next((one for one in asked if (one.kind, one.name) == ("condition", name)), None)


def corrected_result(state: RunState, event: ReadingCorrected) -> ReadingCorrected:
    """Return a correction with the result that the readings of its completed attempt give.

    Args:
        state: before it.
        event: of the latest completed attempt at its point.

    Raises:
        RecordError: it is another attempt.
        BenchError: the readings give no result.
    """
    taken = state.taken.get((event.key.item, event.key.point))
    if taken is None or taken.key != event.key:
        raise RecordError(f"{event.key.item} {event.key.point}: attempt {event.key.attempt} is not the latest")
    place = place_of(state.plan, event.key)
    readings = {**exact(with_correction(taken.readings, event)), **read_once(place.item, taken.once)}
    return replace(event, result=evaluate_point(state.plan, place.item, place.point, readings, taken.utc.date()))
