"""Progress: how many points are done, how long the rest will take at this bench's pace, and when it needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from bench_core.records.places import leads_of
from bench_core.records.plan import Ask, Confirm, Connect, Take
from bench_core.records.run_states import RunStatus
from bench_gui.views.spans import span
from procedures.durations import LEADS_S, point_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.records.plan import Plan, PlannedItem, PlannedPoint
    from bench_core.records.run_state import RunState
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words

_RECENT = 20
"""How many completed attempts tell the pace."""
_LEAST_PACE, _MOST_PACE = 0.2, 5.0
_UNSAID = frozenset({"answers file", "simulated person"})


@dataclass(frozen=True, slots=True)
class ProgressView:
    """How far the run is.

    Args:
        done: points with a result, or left out.
        all: points of the plan.
        fraction: 0 to 1.
        text: such as `12 of 66 points`.
        left_s: expected time of the rest on the wall, without what persons do [s]; None where it is not known.
        left: such as `about 12 min left`; empty where it is not known.
        needs_you_s: expected time until a person is needed [s]; 0 while one is asked, or has paused the run; None where
            none will be, or it is not known.
        needs_you: such as `needs you in about 3 min: leads are changed`; empty likewise.
    """

    done: int
    all: int
    fraction: float
    text: str
    left_s: float | None
    left: str
    needs_you_s: float | None
    needs_you: str


class Progress:
    """Tells how far a run is; what the plan expects of each point is computed once."""

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._expected: dict[tuple[str, str], float] = {}
        self._known: tuple[object, object, object] | None = None
        self._left: tuple[_Left, ...] = ()

    def view(self, seen: Seen, now: float, words: Words) -> ProgressView:
        """Return how far the run is.

        Args:
            seen: of the run.
            now: time of the window's clock [s].
            words: of the window's language.
        """
        state = seen.state
        self._take_in(state)
        all_ = len(self._expected)
        done = all_ - len(self._left)
        pace = self._pace(seen)
        left_s = self._left_s(seen, now, pace)
        needs_s, why = self._needs_you(seen, now, pace, words)
        return ProgressView(
            done=done,
            all=all_,
            fraction=done / all_ if all_ else 1.0,
            text=words("{done} of {all} points", done=done, all=all_),
            left_s=left_s,
            left="" if left_s is None else words("about {span} left", span=span(left_s, words)),
            needs_you_s=needs_s,
            needs_you=_needs_text(needs_s, why, words),
        )

    def _take_in(self, state: RunState) -> None:
        plan = state.plan
        if self._plan is not plan:
            self._plan = plan
            places = _places(plan)
            self._expected = {(item.id, point.id): point_duration(plan, item, point) for item, point in places}
        known = (state.results, state.skipped, state.leads)
        if self._known is None or any(one is not other for one, other in zip(known, self._known, strict=True)):
            self._known = known
            self._left = tuple(_left(state, self._expected))

    def _pace(self, seen: Seen) -> float:
        """Return how many times longer than the plan expects the latest points took; 1 before there is one."""
        spent = seen.spent[-_RECENT:]
        expected = sum(self._expected.get((one.key.item, one.key.point), 0.0) for one in spent)
        pace = sum(one.seconds for one in spent) / expected if expected > 0 else 1.0
        return min(_MOST_PACE, max(_LEAST_PACE, pace))

    def _left_s(self, seen: Seen, now: float, pace: float) -> float | None:
        """Return the expected time of the rest on the wall [s]; None where the run stands still, or no wall counts."""
        state = seen.state
        if state.ended is not None or not seen.alive or not isfinite(state.started.speed):
            return None
        if state.started.speed != 1 and any(one.person for one in self._left):
            return None  # a simulated clock goes faster, the person at it does not
        rest = sum(one.expected * pace + (LEADS_S if one.leads else 0.0) for one in self._left)
        return max(0.0, rest - self._gone(seen, now, pace)) / state.started.speed

    def _gone(self, seen: Seen, now: float, pace: float) -> float:
        """Return what has gone by of the point under way, at most what it is expected to take [s]."""
        state = seen.state
        if state.key is None or not self._left or self._left[0].place != (state.key.item, state.key.point):
            return 0.0
        return min(self._left[0].expected * pace, max(0.0, seen.run_time(now) - seen.point_began))

    def _needs_you(self, seen: Seen, now: float, pace: float, words: Words) -> tuple[float | None, str]:
        """Return when a person is needed next [s], and why; None where nobody will be, or it is not known."""
        state = seen.state
        if state.ended is not None or not seen.alive or not isfinite(state.started.speed):
            return None, ""
        if state.prompt is not None or state.status is RunStatus.PAUSED:
            return 0.0, ""
        if _answers_itself(state):
            return None, ""
        ahead = -self._gone(seen, now, pace)
        for one in self._left:
            if one.leads or one.person:
                why = words("leads are changed") if one.leads else words("a person reads")
                return max(0.0, ahead) / state.started.speed, why
            ahead += one.expected * pace
        return None, ""


@dataclass(frozen=True, slots=True)
class _Left:
    """A point that is not done: its expected time [s], whether leads are changed for it, and a person works at it."""

    place: tuple[str, str]
    expected: float
    leads: bool
    person: bool


def _places(plan: Plan) -> Iterator[tuple[PlannedItem, PlannedPoint]]:
    yield from ((item, point) for item in plan.items for point in item.points)


def _left(state: RunState, expected: Mapping[tuple[str, str], float]) -> Iterator[_Left]:
    connected: Mapping[str, str] | None = state.leads
    for item, point in _places(state.plan):
        place = (item.id, point.id)
        if place in state.results or place in state.skipped:
            continue
        wanted = leads_of(state.plan, point.leads)
        changes = bool(wanted) and wanted != connected
        connected = wanted or connected
        yield _Left(place, expected[place], changes, _takes_a_person(state.plan, item))


def _takes_a_person(plan: Plan, item: PlannedItem) -> bool:
    readers = {step.source for step in item.method if isinstance(step, Take)}
    asks = any(isinstance(step, Ask | Confirm | Connect) for step in item.method)
    return asks or any(plan.roles[name].by_person for name in readers if name in plan.roles)


def _answers_itself(state: RunState) -> bool:
    """Return whether prompts were answered by a file or a simulated person alone: nobody has to come."""
    return bool(state.answers) and all(answer.entry in _UNSAID for answer in state.answers.values())


def _needs_text(seconds: float | None, why: str, words: Words) -> str:
    if seconds is None:
        return ""
    if not why:
        return words("needs you now")
    return words("needs you in about {span}: {why}", span=span(seconds, words), why=why)
