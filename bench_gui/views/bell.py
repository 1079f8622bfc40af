"""When the window makes itself heard: somebody is needed, the run has ended, or something is wrong."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_gui.views.watching import Seen

_THERE_S = 10.0
"""Who answered a prompt so short a time ago is there, and need not be called to the next one."""


class Call(IntEnum):
    """Why the window makes itself heard; its value is how often it beeps, and the more urgent beeps more often."""

    NEEDED = 1
    ENDED = 2
    ALARM = 3


class Bell:
    """Rings once for each thing that begins; of a run seen for the first time it tells only that somebody is needed."""

    def __init__(self) -> None:
        self._run = ""
        self._before: dict[tuple[str, str], Call] = {}
        self._answered: float | None = None

    def call(self, seen: Seen, now: float) -> Call | None:
        """Return what rings now; None for nothing.

        Args:
            seen: of the watched run.
            now: time of the window's clock [s].
        """
        calls, before = dict(_calls(seen)), self._before
        first, self._run, self._before = seen.state.run != self._run, seen.state.run, calls
        if first:
            self._answered, before = None, {}
        elif any(call is Call.NEEDED and reason not in calls for reason, call in before.items()):
            self._answered = now
        there = self._answered is not None and now - self._answered < _THERE_S
        new = [call for reason, call in calls.items() if reason not in before]
        rings = [call for call in new if not (call is Call.NEEDED and there) and (not first or call is Call.NEEDED)]
        return max(rings, default=None)


def _calls(seen: Seen) -> Iterator[tuple[tuple[str, str], Call]]:
    """Yield what there is to be heard of a run at one moment, each under a name of its own."""
    state = seen.state
    if state.ended is not None:
        yield ("ended", ""), Call.ENDED if state.ended.safe else Call.ALARM
    elif not seen.alive:
        yield ("gone", ""), Call.ALARM
    elif state.failure is not None:
        yield ("failed", ""), Call.ALARM
    else:
        if state.suspended is not None:
            yield ("suspended", ""), Call.ALARM
        if state.prompt is not None:
            yield ("prompt", state.prompt.prompt), Call.NEEDED
