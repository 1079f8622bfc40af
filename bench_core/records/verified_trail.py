"""What verification remembers of the lines before, beyond the run's state; it judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_core.records.events import (
    Event,
    PointStarted,
    PromptAnswered,
    PromptAsked,
    RunContinued,
    RunResumed,
    RunSuspended,
)

if TYPE_CHECKING:
    from bench_core.records.record import Line


@dataclass(slots=True)
class Trail:
    """The events that a later event must agree with.

    Args:
        attempt: every event since the last `PointStarted`, in order.
        times: when each of them was, by the run's clock [s].
        asked: the last question of each prompt.
        answered: the last answer.
        held: every event since the run was suspended, with its time [s]; none while it goes on.
    """

    attempt: list[Event] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    asked: dict[str, PromptAsked] = field(default_factory=dict)
    answered: PromptAnswered | None = None
    held: list[tuple[Event, float]] = field(default_factory=list)
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
