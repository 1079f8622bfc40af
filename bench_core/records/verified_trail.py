"""What verification remembers of the lines before, beyond the run's state; it judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench_core.records.events import Event, PointStarted, PromptAnswered, PromptAsked


@dataclass(slots=True)
class Trail:
    """The events that a later event must agree with.

    Args:
        attempt: every event since the last `PointStarted`, in order.
        asked: the last question of each prompt.
        answered: the last answer.
    """

    attempt: list[Event] = field(default_factory=list)
    asked: dict[str, PromptAsked] = field(default_factory=dict)
    answered: PromptAnswered | None = None

    def add(self, event: Event) -> None:
        """Remember one more event."""
        if isinstance(event, PointStarted):
            self.attempt.clear()
        self.attempt.append(event)
        if isinstance(event, PromptAsked):
            self.asked[event.prompt] = event
        elif isinstance(event, PromptAnswered):
            self.answered = event
