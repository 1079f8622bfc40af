"""How long a limited output has been on at a stretch, and how long it has to rest; on the run's clock, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import OutputOnTooLong

if TYPE_CHECKING:
    from bench_core.clock import Clock
    from bench_core.metrology.quantity import Quantity
    from bench_core.records.plan import MaxOn
    from sequencer.control import Control


class OnTime:
    """One stretch of time for all outputs together: it begins with the first that is energised and ends with all off.

    Args:
        clock: of the run.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._limit: MaxOn | None = None
        self._who = ""
        self._since: float | None = None
        self._rest_until = 0.0
        self._asked = False

    @property
    def may_be_on(self) -> bool:
        """Whether an output may be on: not every one has answered that it is off since one was energised, or ever."""
        return self._since is not None or not self._asked

    def begin(self, limit: MaxOn | None, who: str) -> None:
        """Begin a stretch, just before an output is energised; a stretch that is under way goes on.

        Args:
            limit: how long it may last, or None.
            who: the source, for people.
        """
        if self._since is None:
            self._limit, self._who, self._since = limit, who, self._clock.now()

    def check(self, ahead_s: float = 0.0) -> None:
        """Refuse to go on when the output has been on too long, or would have been after a wait.

        Args:
            ahead_s: the wait [s].

        Raises:
            OutputOnTooLong: with the time and the limit.
        """
        if self._limit is None or self._since is None:
            return
        on_s = self._clock.now() - self._since + ahead_s
        if on_s > float(self._limit.longest.si):
            raise OutputOnTooLong(
                self._who,
                f"its output is on for {on_s:.1f} s with what comes next, the procedure allows {self._limit.longest} "
                f"above {self._limit.above}; let it rest and resume the run, or take fewer readings",
            )

    def end(self) -> None:
        """End the stretch, just after every output has answered that it is off.

        Raises:
            OutputOnTooLong: it lasted too long.
        """
        try:
            self.check()
        finally:
            if self._limit is not None and self._since is not None:
                self.rest_for(self._limit.rest)
            self._limit, self._since, self._asked = None, None, True

    def rest_for(self, rest: Quantity) -> None:
        """Have outputs rest from now on, before one is energised again."""
        self._rest_until = max(self._rest_until, self._clock.now() + float(rest.si))

    def rest(self, control: Control) -> None:
        """Wait until the rest is over.

        Raises:
            RunAborted: the end is asked for meanwhile.
        """
        while self._clock.now() < self._rest_until:
            control.wait(self._clock, self._rest_until - self._clock.now())
