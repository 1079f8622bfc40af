"""What verification remembers of the lines before, beyond the run's state; it judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_core.records.events import (
    AbortRequested,
    Event,
    GuardianReady,
    HoldWaited,
    IndicationTaken,
    OutputAsked,
    PointSkipped,
    PointStarted,
    PromptAnswered,
    PromptAsked,
    RetryAsked,
    RunContinued,
    RunPaused,
    RunResumed,
    RunSuspended,
    SettingMade,
    SteadyReached,
    StepFailed,
    TakeIntended,
)
from bench_core.records.given_answers import is_yes

if TYPE_CHECKING:
    from bench_core.records.record import Line


_ENDS_TAKE = (
    SteadyReached, HoldWaited,
    RunPaused, RunSuspended, RetryAsked, PointSkipped, StepFailed, AbortRequested, RunResumed,
)  # fmt: skip
"""What ends the take under way that settles, and what says why any other was not finished."""


@dataclass(slots=True)
class Trail:
    """The events that a later event must agree with.

    Args:
        attempt: every event since the last `PointStarted`, in order.
        times: when each of them was, by the run's clock [s].
        asked: the last question of each prompt.
        answered: the last answer.
        held: every event since the run was suspended, with its time [s]; none while it goes on.
        resumed: whether the run was resumed and no point has begun since.
        permitted: whether a person has said since then that outputs may go on.
        guarded: sources for which the guardian was ready, since the run began or was resumed last.
        tripped: the source whose output was found off at a point that needed it on, until somebody has looked.
        take: what was to be taken and is not whole yet.
        taken: how many of its readings are on record.
    """

    attempt: list[Event] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    asked: dict[str, PromptAsked] = field(default_factory=dict)
    answered: PromptAnswered | None = None
    held: list[tuple[Event, float]] = field(default_factory=list)
    resumed: bool = False
    permitted: bool = False
    guarded: set[str] = field(default_factory=set)
    tripped: str | None = None
    take: TakeIntended | None = None
    taken: int = 0
    _holds: bool = False

    def add(self, line: Line) -> None:
        """Remember one more line."""
        event = line.event
        if isinstance(event, PointStarted):
            self.attempt.clear()
            self.times.clear()
        self.attempt.append(event)
        self.times.append(line.mono)
        if isinstance(event, RunSuspended | RunContinued | RunResumed):
            self.held.clear()
            self._holds = isinstance(event, RunSuspended)
        elif self._holds:
            self.held.append((event, line.mono))
        if isinstance(event, PromptAsked):
            self.asked[event.prompt] = event
        elif isinstance(event, PromptAnswered):
            self.answered = event
        self._follow_course(event)
        self._follow_take(event)

    def _follow_course(self, event: Event) -> None:
        match event:
            case RunResumed():
                self.resumed, self.permitted, self.tripped = True, False, None
                self.guarded.clear()
            case RunSuspended() | RunContinued():
                self.tripped = None
            case PointStarted():
                self.resumed = False
            case PromptAnswered() if is_yes(event.answer):
                asked = self.asked.get(event.prompt)
                self.permitted |= asked is not None and asked.kind == "energise"
            case GuardianReady():
                self.guarded.add(event.instrument)
            case OutputAsked(energised=False) | SettingMade(action="operate", energised=False):
                self.tripped = self.tripped if event.key is None else event.instrument
            case _:
                pass

    def _follow_take(self, event: Event) -> None:
        take = self.take
        if isinstance(event, TakeIntended):
            self.take, self.taken = event, 0
        elif take is None:
            return
        elif isinstance(event, IndicationTaken):
            self.taken += 1
            whole = take.purpose != "settling" and self.taken == take.readings
            self.take = None if whole else take
        elif isinstance(event, _ENDS_TAKE) or _begins_anew(take, event):
            self.take = None


def _begins_anew(take: TakeIntended, event: Event) -> bool:
    """Tell whether a person is asked to connect leads once more, after a proof of them showed no number."""
    return take.purpose == "proof" and isinstance(event, PromptAsked) and event.kind == "connect"
