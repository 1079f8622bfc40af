"""Checks a run's course: who let outputs go on, who guarded them, that nothing was left out of a take, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import IN_PROCESS
from bench_core.records.events import (
    AbortExplained,
    AbortRequested,
    ConcernAccepted,
    GuardianActed,
    HoldWaited,
    IndicationTaken,
    InstrumentIdentified,
    ItemStarted,
    OutputAsked,
    PointCompleted,
    PointStarted,
    PreliminaryCompleted,
    PromptAsked,
    ReadingEntered,
    RunEnded,
    RunResumed,
    RunStarted,
    SelectionConfirmed,
    SettingIntended,
    SettingMade,
    SteadyReached,
    TakeIntended,
    WiringProven,
)
from bench_core.records.given_answers import YES_OR_NO, is_yes
from bench_core.records.run_states import RunStatus
from bench_core.records.verified_suspension import is_of_watch

if TYPE_CHECKING:
    from bench_core.records.events import Event
    from bench_core.records.run_state import RunState
    from bench_core.records.verified_trail import Trail

_GUARDIAN = "sequencer/guardian.py"
"""The program that made a record had a guardian if this is one of its modules; records from before have none."""
_REFUSED = "RunAborted"
"""The failure of a step at which a person answered no."""
_MEASURES = (
    ItemStarted, PointStarted, TakeIntended, IndicationTaken, ReadingEntered, SteadyReached, HoldWaited, WiringProven,
    SelectionConfirmed, PreliminaryCompleted, PointCompleted,
)  # fmt: skip


def measures(state: RunState, event: Event) -> bool:
    """Tell whether an event measures a point or puts something out; looking at the air and making safe do neither."""
    if isinstance(event, SettingIntended | SettingMade):
        return event.action != "make_safe" and not is_of_watch(state.plan, event)
    return isinstance(event, _MEASURES)


def wrong_course(state: RunState, trail: Trail, event: Event) -> str | None:
    """Tell what no run does in this order, whoever holds its key.

    Args:
        state: before the event.
        trail: the lines before it.
        event: of the line.
    """
    return wrong_after_end(state, event) or wrong_after_trip(state, trail, event) or _wrong(state, trail, event)


def _wrong(state: RunState, trail: Trail, event: Event) -> str | None:  # noqa: PLR0911  one arm per kind
    match event:
        case ConcernAccepted():
            return wrong_concern(state, trail, event)
        case AbortExplained():
            return wrong_explanation(trail, event)
        case PromptAsked(kind="energise"):
            return unasked_permission(state, trail)
        case InstrumentIdentified():
            return unasked_identity(state, trail, event)
        case GuardianActed():
            return unexplained_guardian(trail, event)
        case SettingIntended(action="operate"):
            return not_guarded(state, trail, event) or unfinished_take(state, trail, event)
        case PointStarted():
            return not_permitted(trail) or unfinished_take(state, trail, event)
        case RunEnded():
            return wrong_end(state, trail, event)
        case _:
            return unfinished_take(state, trail, event)


def wrong_after_end(state: RunState, event: Event) -> str | None:
    """Tell what was measured after a step had failed, or a person had ended the run, which only a resume follows."""
    if (state.failure is None and state.abort is None) or not measures(state, event):
        return None
    after = "the run had failed" if state.abort is None else f"{state.abort.by} had ended the run"
    return f"{type(event).__name__} stands after {after}, and it was not resumed"


def wrong_after_trip(state: RunState, trail: Trail, event: Event) -> str | None:
    """Tell what was measured after an output was found off that a point needed on: a person must look first."""
    if trail.tripped is None or not measures(state, event):
        return None
    return f"{type(event).__name__} stands after {trail.tripped} was found off at a point, and no suspension"


def wrong_concern(state: RunState, trail: Trail, event: ConcernAccepted) -> str | None:
    """Tell where something was accepted after the run had begun its work, twice, or without a reason or a person."""
    if not all(isinstance(before, RunStarted | ConcernAccepted) for before in trail.attempt):
        return f"'{event.name}' was accepted in the middle of the run; what is found before it is accepted before it"
    if any(before.name == event.name for before in state.accepted):
        return f"'{event.name}' was accepted twice"
    said = event.reason.strip() and event.by.strip()
    return None if said else f"'{event.name}' was accepted by nobody, or without a reason"


def wrong_explanation(trail: Trail, event: AbortExplained) -> str | None:
    """Tell where an abort was explained that nobody had asked for just before, or without words."""
    if not (trail.attempt and isinstance(trail.attempt[-1], AbortRequested)):
        return "the end of the run was explained, but nobody had asked for it just before"
    return None if event.reason.strip() and event.by.strip() else "the end of the run was explained by nobody, or not"


def unasked_permission(state: RunState, trail: Trail) -> str | None:
    """Tell where a person was asked whether outputs may go on though nothing on record had held them."""
    if state.status is RunStatus.SUSPENDED or trail.resumed:
        return None
    return "a person was asked whether outputs may go on again, but no suspension and no interruption is on record"


def unasked_identity(state: RunState, trail: Trail, event: InstrumentIdentified) -> str | None:
    """Tell where an instrument was identified in the middle of a run that nothing had held."""
    if not state.attempts or state.status is RunStatus.SUSPENDED or trail.resumed:
        return None
    return f"{event.instrument} was identified in the middle of the run, but no suspension and no interruption"


def unexplained_guardian(trail: Trail, event: GuardianActed) -> str | None:
    """Tell where a guardian acted though nothing on record says that the run was interrupted."""
    if trail.attempt and isinstance(trail.attempt[-1], RunResumed | GuardianActed):
        return None
    return f"the guardian made {event.instrument} safe, but the run was not resumed after it"


def not_permitted(trail: Trail) -> str | None:
    """Tell where a point began after an interruption without a person's word that outputs may go on."""
    if not trail.resumed or trail.permitted:
        return None
    return "the point was started after the run was resumed, but nobody confirmed that outputs may go on again"


def not_guarded(state: RunState, trail: Trail, event: SettingIntended) -> str | None:
    """Tell where an output went on that outlives the run's process, and no guardian was ready for it."""
    if event.instrument in trail.guarded or _GUARDIAN not in state.started.modules:
        return None
    found = state.instruments.get(event.instrument)
    if found is not None and found.resource.lower().startswith(IN_PROCESS):
        return None
    return f"{event.instrument} was energised, but no guardian was ready for it since the run began or was resumed"


def unfinished_take(state: RunState, trail: Trail, event: Event) -> str | None:
    """Tell where the run went on after a take of which not every reading is on record, and nothing says why."""
    take = trail.take
    if take is None or _belongs_to(take, event):
        return None
    if not (measures(state, event) or isinstance(event, OutputAsked)):
        return None
    what = f"{trail.taken} of {take.readings} readings on record" if take.readings else "it never became steady"
    return f"{take.name} of {take.key.item} {take.key.point} was to be taken: {what}, and nothing says why"


def _belongs_to(take: TakeIntended, event: Event) -> bool:
    match event:
        case IndicationTaken():
            return (event.key, event.name, event.purpose) == (take.key, take.name, take.purpose)
        case SteadyReached() | HoldWaited():
            return (event.key, event.watch, take.purpose) == (take.key, take.name, "settling")
        case _:
            return False


def wrong_end(state: RunState, trail: Trail, event: RunEnded) -> str | None:
    """Tell where a run ended otherwise than the lines before say: aborted by nobody, or failed at nothing."""
    if event.state == "finished":
        if state.failure is None and state.abort is None:
            return None
        return "the run says it finished, but it had failed, or somebody had ended it"
    if state.failure is None:
        return f"the run says it {_ENDED[event.state]}, but no step failed"
    if event.state == "failed" or state.abort is not None or _said_no(state, trail):
        return None
    return "the run says it was aborted, but nobody asked for its end or answered no"


_ENDED = {"aborted": "was aborted", "failed": "failed"}


def _said_no(state: RunState, trail: Trail) -> bool:
    answered = trail.answered
    asked = trail.asked.get(answered.prompt) if answered else None
    if answered is None or asked is None or state.failure is None:
        return False
    return state.failure.failure == _REFUSED and asked.kind in YES_OR_NO and not is_yes(answered.answer)
