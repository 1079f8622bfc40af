"""Checks measured conditions and suspensions: what was lost is discarded, and nothing goes on before it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    ConditionRecorded,
    InstrumentIdentified,
    PointCompleted,
    PointStarted,
    PromptAnswered,
    SettingIntended,
    TakeIntended,
)
from bench_core.records.folding_conditions import unvouched
from bench_core.records.given_answers import is_yes
from bench_core.records.reply import read_number
from bench_core.records.verified_leads import not_known_off
from bench_core.records.watched import ZEROED, back

if TYPE_CHECKING:
    from bench_core.records.events import Event, RunContinued, RunSuspended
    from bench_core.records.plan import Condition, Plan, Watch
    from bench_core.records.run_state import RunState
    from bench_core.records.verified_trail import Trail

_ROUNDING_S = 2e-6
_DUE_WITHIN_S = 5.0
"""How much later than an upkeep came due a line may stand that was under way then: computing and writing take time."""
_MEASURES = (PointStarted, TakeIntended, PointCompleted)


def watched(plan: Plan) -> list[tuple[Condition, Watch]]:
    """Return the conditions of a plan that an instrument measures, each with how."""
    return [(one, one.watch) for one in plan.conditions if one.watch is not None]


def is_of_watch(plan: Plan, event: Event) -> bool:
    """Tell whether a setting is what the plan has an instrument select to measure a condition."""
    if getattr(event, "action", "") != "select" or getattr(event, "key", None) is not None:
        return False
    mine = [watch for _, watch in watched(plan) if watch.instrument == getattr(event, "instrument", "")]
    if not isinstance(event, SettingIntended):
        return bool(mine)
    return any(event.settings == {"function": watch.function, "range": str(watch.range)} for watch in mine)


def wrong_measured(planned: Condition, watch: Watch, event: ConditionRecorded) -> str | None:
    """Tell where a measured condition is not what its instrument's reply says."""
    if (event.entry, event.by) != ("instrument", watch.instrument):
        return f"{event.name} is measured by {watch.instrument}, recorded is {event.by} ({event.entry})"
    try:
        said = read_number(event.form, event.raw)
    except BenchError as error:
        return f"{event.name}: the reply gives no number: {error}"
    if Quantity.of(said, event.value.unit.symbol) != event.value:
        return f"{event.name}: the reply {event.raw!r} reads {said}, recorded is {event.value}"
    if planned.holds(event.value) != event.holds:
        return f"{event.name} is {event.value}; whether {planned.text} holds is recorded wrongly"
    return None


def wrong_while_lost(state: RunState, event: Event, mono: float) -> str | None:
    """Tell what was measured although a condition was found not to hold, upkeep was due, or nobody had looked.

    Args:
        state: before the event.
        event: of the line.
        mono: of the line, by the run's clock [s].
    """
    operates = isinstance(event, SettingIntended) and event.action == "operate"
    if not operates and not isinstance(event, _MEASURES):
        return None
    if state.unmet:
        return f"the run went on although {', '.join(state.unmet)} was found not to hold"
    if isinstance(event, PointStarted | PointCompleted):
        late = next((name for name, due in state.due.items() if mono > due + _DUE_WITHIN_S), None)
        if late is not None:
            return f"the run went on although {late} was due at {state.due[late]:.1f} s; this is at {mono:.1f} s"
    if isinstance(event, PointStarted):
        unseen = next((name for name, keys in state.unvouched.items() if keys), None)
        if unseen is not None:
            return f"the point was started although {unseen} was not measured after the point before it"
    return None


def wrong_suspension(state: RunState, event: RunSuspended) -> str | None:
    """Tell where a suspension has no cause on record, or discards other attempts than those since the last good one."""
    on = not_known_off(state)
    if event.safe and on:
        return f"the run says it was suspended safely, but the output of {', '.join(on)} was not known to be off"
    return _without_cause(state, event) or _wrongly_discarded(state, event)


def _without_cause(state: RunState, event: RunSuspended) -> str | None:
    said = f"the run was suspended for {event.name}"
    if event.cause == "condition":
        found = state.unmet.get(event.name)
        lost = found is not None and found.value == event.value
        return None if lost else f"{said}, which was not found to be {event.value}"
    if state.unmet:
        return f"{said}, though {', '.join(state.unmet)} was found not to hold"
    if event.cause == "upkeep":
        asked = event.name.endswith(ZEROED) and event.name in state.conditions
        return None if asked else f"{said}, an upkeep that the plan does not ask for"
    return None if event.name in state.instruments else f"{said}, which is no instrument of this run"


def _wrongly_discarded(state: RunState, event: RunSuspended) -> str | None:
    wanted = unvouched(state)
    if set(event.discarded) == set(wanted):
        return None
    told, right = (
        ", ".join(f"{key.item} {key.point}" for key in keys) or "nothing" for keys in (event.discarded, wanted)
    )
    return f"the suspension discards {told}; completed since all measured conditions were last found to hold: {right}"


def wrong_going_on(state: RunState, trail: Trail, event: RunContinued) -> str | None:
    """Tell where a suspended run went on before it might, or without a person's word that outputs may go on."""
    suspended = state.suspended
    if suspended is None:
        return None
    on = not_known_off(state)
    if on:
        return f"the run went on while the output of {', '.join(on)} was not known to be off"
    if not any(_allows(trail, one, event.by) for one, _ in trail.held):
        return f"the run went on after its suspension, but {event.by} confirmed no prompt that outputs may go on again"
    if suspended.cause == "condition":
        return next((wrong for one, watch in watched(state.plan) if (wrong := _not_back(one, watch, trail))), None)
    return _not_mended(suspended, trail)


def _not_mended(suspended: RunSuspended, trail: Trail) -> str | None:
    name, held = suspended.name, [one for one, _ in trail.held]
    if suspended.cause == "upkeep" and not any(isinstance(one, ConditionRecorded) and one.name == name for one in held):
        return f"the run went on, but nobody said that {name} was renewed"
    again = any(isinstance(one, InstrumentIdentified) and one.instrument == name for one in held)
    if suspended.cause == "link" and not again:
        return f"the run went on, but {name} did not answer who it is again"
    return None


def wrong_again(state: RunState, event: InstrumentIdentified) -> str | None:
    """Tell where another instrument answers under a name than before in the same run."""
    before = state.instruments.get(event.instrument)
    if before is None or (before.maker, before.model, before.serial) == (event.maker, event.model, event.serial):
        return None
    return f"{event.instrument} was {before.model} {before.serial} and is {event.model} {event.serial}"


def not_vouched_for(state: RunState) -> str | None:
    """Tell which result of a finished run stands although no good reading of a measured condition came after it."""
    standing = {done.key for done in state.results.values()}
    for name, keys in state.unvouched.items():
        left = [key for key in keys if key in standing]
        if left:
            return f"{left[0].item} {left[0].point} has a result, but {name} was not found to hold after it"
    return f"{', '.join(state.unmet)} was found not to hold, and the run ended" if state.unmet else None


def _allows(trail: Trail, event: Event, by: str) -> bool:
    if not isinstance(event, PromptAnswered) or event.by != by or not is_yes(event.answer):
        return False
    asked = trail.asked.get(event.prompt)
    return asked is not None and asked.kind == "energise"


def _not_back(condition: Condition, watch: Watch, trail: Trail) -> str | None:
    """Tell where a condition was not within its narrower limits, all the time that the plan asks for, at the end."""
    times: list[float] = []
    for one, mono in reversed(trail.held):
        if isinstance(one, ConditionRecorded) and one.name == condition.name:
            if not back(condition).holds(one.value):
                break
            times.append(mono)
    held_s = times[0] - times[-1] if times else 0.0
    if times and held_s >= float(watch.hold.si) - _ROUNDING_S:
        return None
    return f"the run went on after {condition.name} had held again for {held_s:.1f} s; the plan asks for {watch.hold}"
