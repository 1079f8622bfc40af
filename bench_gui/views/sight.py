"""What there is to show of a watched run at one moment: what is known, and what the window shows of that."""

from __future__ import annotations

from dataclasses import dataclass

from bench_gui.views.run_view import RunView
from bench_gui.views.watching import Seen


@dataclass(frozen=True, slots=True)
class Sight:
    """One look at a run.

    Args:
        seen: what is known of it.
        view: what the window shows of that.
        now: time of this computer's steady clock [s], as the times of `seen` are.
    """

    seen: Seen
    view: RunView
    now: float
