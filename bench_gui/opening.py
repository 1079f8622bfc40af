"""What a window is opened on; it knows no Qt, so that the command can say it before Qt is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Opening:
    """What a person asked the window for.

    Args:
        workplace: folder of orders, benches, procedures and records.
        demo: whether the workplace is the demonstration's, with simulated instruments.
        record: of a run to watch at once, or None.
        operator: who works at it; empty where the window asks, or remembers from earlier that day.
        language: `zh` or `en`; None for the one chosen last.
        theme: `light`, `dark` or `contrast`; None for the one chosen last.
        scale: of everything drawn, 1 for its own size; None for the one chosen last.
        speed: of the clock of runs on simulated benches [s per wall second].
        beside: module and arguments of a process that makes the workplace ready beside the window (`work.job.Job`);
            each JSON line that it says names a bench that can be used now. Empty where there is nothing to make.
    """

    workplace: Path
    demo: bool
    record: Path | None
    operator: str
    language: str | None
    theme: str | None
    scale: float | None
    speed: float = 1.0
    beside: tuple[str, ...] = ()
