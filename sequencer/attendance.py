"""Who is there to answer a run, and how long it waits for somebody when nobody is."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench_core.clock import system_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench_core.clock import Clock

PATIENCE_WITH_OUTPUT_ON_S = 15.0
"""A window that died comes back within seconds; until then nobody could end the run at a screen [s]."""


class Attendance:
    """The terminals at which somebody answers, and the run's patience without one.

    Args:
        wall: by which people are waited for.
    """

    def __init__(self, wall: Clock | None = None) -> None:
        self._wall = wall or system_clock()
        self._terminal = False
        self._attending = 0
        self._changing = threading.Lock()
        self._patience_s = 0.0
        self._may_be_on: Callable[[], bool] = _nothing_on
        self._alone_since: float | None = None

    def __bool__(self) -> bool:
        return self._terminal or self._attending > 0

    def come(self) -> None:
        """Note that somebody answers at the terminal that began the run."""
        self._terminal = True

    def leave(self) -> None:
        """Note that nobody answers any more at the terminal that began the run."""
        self._terminal = False

    @contextmanager
    def attending(self) -> Iterator[None]:
        """Know of one more terminal at which somebody answers prompts while the block runs."""
        with self._changing:
            self._attending += 1
        try:
            yield
        finally:
            with self._changing:
                self._attending -= 1

    def be_patient(self, seconds: float, may_be_on: Callable[[], bool]) -> None:
        """Have a prompt wait for somebody to come.

        Args:
            seconds: how long, on the wall's clock [s]; while an output may be on, `PATIENCE_WITH_OUTPUT_ON_S` at most.
            may_be_on: whether one may.
        """
        self._patience_s, self._may_be_on = seconds, may_be_on

    def expect(self) -> None:
        """Begin to wait for people: the time without anybody counts from now."""
        self._alone_since = self._wall.now()

    def given_up(self, *, attended: bool) -> bool:
        """Return whether nobody has been there for as long as the run waits.

        Args:
            attended: whether somebody was there when it was looked for an answer.
        """
        return self._alone(attended=attended, briefly=self._may_be_on())

    def deserted(self, *, attended: bool) -> bool:
        """Return whether nobody has been there for as long as a window takes to come back, and a run waits for one.

        Args:
            attended: whether somebody is there now.
        """
        return self._alone(attended=attended, briefly=True)

    def _alone(self, *, attended: bool, briefly: bool) -> bool:
        if attended:
            self._alone_since = None
            return False
        now = self._wall.now()
        if self._alone_since is None:
            self._alone_since = now
        longest = min(self._patience_s, PATIENCE_WITH_OUTPUT_ON_S) if briefly else self._patience_s
        return now - self._alone_since >= longest


def _nothing_on() -> bool:
    return False
