"""How long attempts take by the run's clock, without the time in which a person was asked to do something."""

from __future__ import annotations

from dataclasses import dataclass

from bench_core.records.events import (
    Event,
    MeasurementKey,
    PointCompleted,
    PointSkipped,
    PointStarted,
    PromptAnswered,
    PromptAsked,
    RetryAsked,
    RunEnded,
    RunPaused,
    RunResumed,
    RunSuspended,
    StepFailed,
)

BROKEN_OFF = (RunPaused, RunSuspended, RunResumed, RetryAsked, PointSkipped, StepFailed, RunEnded)
"""After these no attempt is under way."""


@dataclass(frozen=True, slots=True)
class Spent:
    """How long a completed attempt took.

    Args:
        key: of the attempt.
        seconds: by the run's clock, without the time in which a person was asked to do something [s].
    """

    key: MeasurementKey
    seconds: float


class Spending:
    """How long attempts take by the run's clock, without the time in which a person was asked to do something."""

    def __init__(self) -> None:
        self.spent: tuple[Spent, ...] = ()
        self.began = 0.0
        self._under_way = False
        self._asked: float | None = None

    def note(self, event: Event, mono: float) -> None:
        """Take an event in with its time [s]."""
        match event:
            case PointStarted():
                self.began, self._under_way, self._asked = mono, True, None
            case PromptAsked() if event.kind != "number":  # a reading belongs to what the point takes
                self._asked = mono
            case PromptAnswered() if self._asked is not None:
                self.began += mono - self._asked
                self._asked = None
            case PointCompleted() if self._under_way:
                self.spent = (*self.spent, Spent(event.key, mono - self.began))
                self._under_way = False
            case _ if isinstance(event, BROKEN_OFF):
                self._under_way, self._asked = False, None
            case _:
                pass
