"""Checks that limited outputs were on no longer than the plan allows, and rested before one was energised again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.records.events import PointStarted, RunResumed, SettingIntended, SettingMade
from bench_core.records.places import limit_of, place_of

if TYPE_CHECKING:
    from bench_core.records.plan import MaxOn
    from bench_core.records.record import Line
    from bench_core.records.run_state import RunState

_ROUNDING_S = 2e-6
"""Times on record have six decimals; a difference of two may be short of the true one by their rounding."""


class OnTimes:
    """The stretches of time that outputs were on, line by line.

    A stretch begins with the first answer that an output is on, and ends when every output that was energised has
    answered that it is off. A wiring proof belongs to no point and has no limit.
    """

    def __init__(self) -> None:
        self._on: set[str] = set()
        self._limit: MaxOn | None = None
        self._since = 0.0
        self._rest_until = 0.0
        self._longest_rest = 0.0
        self._excess: str | None = None

    def wrong(self, state: RunState, line: Line) -> str | None:
        """Take in one line; tell where an output is energised without its rest.

        Args:
            state: before the line.
            line: of the record.
        """
        match line.event:
            case PointStarted():
                self._excess = None
            case RunResumed():  # when the outputs went off is not on record
                self._on, self._limit = set(), None
                self._rest_until = line.mono + self._longest_rest
            case SettingIntended(action="operate") if line.mono < self._rest_until - _ROUNDING_S:
                rest, who = self._rest_until - line.mono, line.event.instrument
                return f"{who} was energised {rest:.1f} s before the end of the rest that the plan asks for"
            case SettingMade(action="operate", energised=True) as event:
                self._energised(state, event, line.mono)
            case SettingMade(action="make_safe", energised=False) as event:
                self._off(event.instrument, line.mono)
            case _:
                pass
        return None

    def wrong_at_end(self) -> str | None:
        """Tell where a limited output was on too long in the attempt that ends now, or is on still."""
        if self._limit is None or not self._on:
            return self._excess
        return f"the output of {', '.join(sorted(self._on))} was not switched off at the end of the point"

    def _energised(self, state: RunState, event: SettingMade, mono: float) -> None:
        if not self._on:
            self._since = mono
            self._limit = _limit(state, event)
            if self._limit is not None:
                self._longest_rest = max(self._longest_rest, float(self._limit.rest.si))
        self._on.add(event.instrument)

    def _off(self, instrument: str, mono: float) -> None:
        was_on = instrument in self._on
        self._on.discard(instrument)
        if not was_on or self._on or self._limit is None:
            return
        limit, self._limit = self._limit, None
        on_s = mono - self._since
        self._rest_until = mono + float(limit.rest.si)
        if on_s > float(limit.longest.si) + _ROUNDING_S:
            self._excess = f"the output of {instrument} was on for {on_s:.1f} s, the plan allows {limit.longest}"


def _limit(state: RunState, event: SettingMade) -> MaxOn | None:
    if event.key is None:
        return None
    place = place_of(state.plan, event.key)
    return limit_of(place.item, place.point)
