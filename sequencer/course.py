"""How far a run has come through its plan, and what comes next; it writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.records.plan import PlannedItem, PlannedPoint
from bench_core.records.standing import contenders, worst

if TYPE_CHECKING:
    from bench_core.records.events import MeasurementKey, PointCompleted, PointSkipped, RetryAsked
    from bench_core.records.plan import Plan
    from bench_core.records.run_state import RunState
    from sequencer.attempt import Attempt


@dataclass(frozen=True, slots=True)
class Next:
    """The point that comes next."""

    item: PlannedItem
    point: PlannedPoint

    @property
    def place(self) -> tuple[str, str]:
        """Its (item, point)."""
        return self.item.id, self.point.id


class Course:
    """What of a plan is done.

    Args:
        plan: of the run.
        state: what the record said when this process began.
    """

    def __init__(self, plan: Plan, state: RunState) -> None:
        self._plan = plan
        self._attempts = dict(state.attempts)
        self._contenders = dict(state.contenders)
        self._retries = dict(state.retries)
        self._planned = set(state.planned)
        self.latest: tuple[str, str] | None = None
        """The (item, point) that was begun last in this process."""
        self.attempt: Attempt | None = None
        """The attempt that was begun last in this process."""
        self.preliminary: tuple[str, str] | None = None
        """The (item, point of the plan's preliminary ones) under way, before the point that it is for; else None."""
        self.results = dict(state.results)
        self.skipped = dict(state.skipped)

    def next(self) -> Next | None:
        """Return the first point of the plan that is neither done nor left out; None at the end."""
        for item in self._plan.items:
            for point in item.points:
                if (item.id, point.id) not in self.results and (item.id, point.id) not in self.skipped:
                    return Next(item, point)
        return None

    def begin(self, item: str, point: str) -> int:
        """Return the number of a new attempt at a point, from 1."""
        number = self._attempts.get((item, point), 0) + 1
        self._attempts[item, point] = number
        if (item, point) in self._planned:
            self.latest, self.preliminary = (item, point), None
        else:  # what comes once for a range has no result of its own
            self.preliminary = item, point
        return number

    def begun(self, item: str, point: str) -> bool:
        """Return whether a point was ever begun."""
        return (item, point) in self._attempts and (item, point) in self._planned

    def complete(self, done: PointCompleted) -> None:
        """Take in a completed attempt; the one that stands may be an earlier one."""
        place = done.key.item, done.key.point
        field = contenders(self._contenders.get(place, ()), done, self._retries.get(place))
        self._contenders[place] = field
        self.results[place] = worst(field)

    def retry(self, asked: RetryAsked) -> None:
        """Have a point taken again."""
        self._retries[asked.item, asked.point] = asked
        self.results.pop((asked.item, asked.point), None)

    def discard(self, keys: tuple[MeasurementKey, ...]) -> None:
        """Have completed attempts give no result; where others had been made, they stay to be compared."""
        for key in keys:
            place = key.item, key.point
            self.results.pop(place, None)
            self._contenders[place] = tuple(done for done in self._contenders.get(place, ()) if done.key not in keys)

    def skip(self, skipped: PointSkipped) -> bool:
        """Leave a point out, or give up a further attempt at one that has a result; return whether it is left out."""
        place = skipped.item, skipped.point
        self.preliminary = None
        before = self._contenders.get(place)
        if before:
            self.results[place] = worst(before)
            return False
        self.skipped[place] = skipped
        return True

    def correct(self, place: tuple[str, str], field: tuple[PointCompleted, ...]) -> None:
        """Take in the results of which the worst stands after a reading was corrected.

        Args:
            place: (item, point).
            field: of the point.
        """
        self._contenders[place] = field
        if place in self.results:
            self.results[place] = worst(field)
