"""Computes again that a signal was steady, or that the hold time went by; the waiting itself is the sequencer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BenchError, UsageError
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import HoldWaited, IndicationTaken, SteadyReached, TakeIntended
from bench_core.records.plan import Steady
from bench_core.records.point_names import steady_band

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.records.events import Event
    from bench_core.records.places import Place
    from bench_core.records.plan import Plan
    from bench_core.records.verified_trail import Trail

_ROUNDING_S = 2e-6
"""Times on record have six decimals."""


def wrong_steadiness(plan: Plan, place: Place, before: Sequence[Event], event: SteadyReached) -> str | None:
    """Tell where a signal was not steady as its event says.

    Args:
        plan: of the run.
        place: of the attempt.
        before: every event of the attempt before this one.
        event: of this attempt.
    """
    step = _step(place, before, event)
    if step is None:
        return f"the plan does not wait for {event.watch} to be steady here"
    try:
        band = steady_band(step, place.point)
        shown = _settling(before, event.watch, plan.roles[step.watch].instrument)
        held_s, spread = _latest_run(shown, band)
    except BenchError as error:
        return f"{event.watch}: its settling indications cannot be judged: {error}"
    if event.band != band:
        return f"{event.watch}: the band is {band} by the plan, recorded is {event.band}"
    if spread is None or held_s < float(step.hold.si):
        return f"{event.watch} stayed within {band} for {held_s:.1f} s only, the plan asks for {step.hold}"
    if event.spread != spread:
        return f"{event.watch}: its settling indications spread over {spread}, recorded is {event.spread}"
    return None


def wrong_hold(place: Place, trail: Trail, event: HoldWaited, time: float) -> str | None:
    """Tell where less time went by than the plan asks for, before a person read an instrument.

    Args:
        place: of the attempt.
        trail: the lines before.
        event: of this attempt.
        time: of the event, by the run's clock [s].
    """
    step = _step(place, trail.attempt, event)
    if step is None or step.hold != event.hold:
        return f"the plan does not wait for {event.hold} here"
    waited = time - trail.times[-1]
    if waited < float(step.hold.si) - _ROUNDING_S:
        return f"{waited:.1f} s went by before {event.watch} was read, the plan asks for {step.hold}"
    return None


def wrong_time(trail: Trail, event: IndicationTaken, mono: float) -> str | None:
    """Tell where an indication was not taken between the line before it and its own, which was written at once.

    Args:
        trail: the lines before.
        event: of this attempt.
        mono: of the event's line, by the run's clock [s].
    """
    before = trail.times[-1] if trail.times else 0.0
    if before - _ROUNDING_S <= event.time <= mono + _ROUNDING_S:
        return None
    where = f"between {before:.6f} s and {mono:.6f} s, when the lines around it were written"
    return f"reading {event.name} {event.number} has time {event.time:.6f} s, which is not {where}"


def _step(place: Place, before: Sequence[Event], event: SteadyReached | HoldWaited) -> Steady | None:
    steps = [step for step in place.method if isinstance(step, Steady) and step.watch == event.watch]
    earlier = sum(isinstance(one, SteadyReached | HoldWaited) and one.watch == event.watch for one in before)
    return steps[earlier] if earlier < len(steps) else None


def _settling(before: Sequence[Event], watch: str, instrument: str) -> list[IndicationTaken]:
    shown: list[IndicationTaken] = []
    number = 1
    for event in before:
        if isinstance(event, TakeIntended) and (event.purpose, event.name) == ("settling", watch):
            shown = []
        elif isinstance(event, IndicationTaken) and (event.purpose, event.name) == ("settling", watch):
            if (event.number, event.instrument) != (number, instrument):
                place = f"{number} of {instrument} must stand"
                raise UsageError(f"indication {event.number} of {event.instrument} stands where {place}")
            shown.append(event)
            number += 1
    return shown


def _latest_run(shown: Sequence[IndicationTaken], band: Quantity) -> tuple[float, Quantity | None]:
    """Return duration [s] and spread of the longest run of latest indications that stays within a band."""
    lowest = highest = None
    since = 0.0
    for entry in reversed(shown):
        value = Quantity.of(entry.value, entry.unit)
        low = value if lowest is None else min(lowest, value)
        high = value if highest is None else max(highest, value)
        if high - low > band:
            break
        lowest, highest, since = low, high, entry.time
    if lowest is None or highest is None:
        return 0.0, None
    return shown[-1].time - since, highest - lowest
