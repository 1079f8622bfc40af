"""How a signal settles: its own spread against the band of the plan, by the rule that the run itself waits by."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.metrology.quantity import Quantity
from bench_core.records.places import place_of
from bench_core.records.plan import Steady
from bench_core.records.point_names import steady_band
from sequencer.steadiness import SteadySignal

if TYPE_CHECKING:
    from bench_core.records.events import IndicationTaken, TakeIntended
    from bench_core.records.plan import Plan


@dataclass(frozen=True, slots=True)
class Steadying:
    """Where a wait for a steady signal stands.

    Args:
        step: of the method.
        instrument: that is watched, by its name on the bench.
        band: largest spread of a steady signal.
        began: when the wait began, by the run's clock [s].
        by_person: whether a person watches the display, and only the hold time is waited for.
        number: of indications so far.
        spread: of the latest run of indications within the band; None before the first.
        latest_spread: of the indications of the last hold time; None before the first.
        held_s: how long the signal has been within the band [s].
        slope: change in a second over the last hold time, in `unit`/s; None before the second indication.
        unit: of the indications.
    """

    step: Steady
    instrument: str
    band: Quantity
    began: float
    by_person: bool
    number: int = 0
    spread: Quantity | None = None
    latest_spread: Quantity | None = None
    held_s: float = 0.0
    slope: float | None = None
    unit: str = ""


class SteadyWatch:
    """Follows one wait for a steady signal, indication by indication.

    Args:
        step: of the method.
        instrument: that is watched.
        band: largest spread of a steady signal.
        began: when the wait began, by the run's clock [s].
        by_person: whether a person watches the display.
    """

    def __init__(self, step: Steady, instrument: str, band: Quantity, began: float, *, by_person: bool) -> None:
        self._step, self._instrument, self._band, self._began = step, instrument, band, began
        self._by_person = by_person
        self._signal = SteadySignal(band, float(step.hold.si))
        self._line = _Line(began, float(step.hold.si))
        self._number, self._unit = 0, ""

    def add(self, taken: IndicationTaken) -> None:
        """Take in one indication of the signal."""
        self._number += 1
        self._unit = taken.unit
        self._signal.add(taken.time, Quantity.of(taken.value, taken.unit))
        self._line.add(taken.time, float(taken.value))

    def now(self) -> Steadying:
        """Return where the wait stands."""
        begun = Steadying(self._step, self._instrument, self._band, self._began, self._by_person)
        if not self._number:
            return begun
        return Steadying(
            self._step, self._instrument, self._band, self._began, self._by_person, self._number,
            self._signal.spread, self._signal.latest_spread, self._signal.held_s, self._line.slope, self._unit,
        )  # fmt: skip


def steady_watch(plan: Plan, event: TakeIntended, earlier: int, began: float) -> SteadyWatch | None:
    """Return what follows the wait that an event announces; None where the plan has no such step.

    Args:
        plan: of the run.
        event: with the purpose `settling`.
        earlier: how many waits for the same signal were over in this attempt before.
        began: time of the event, by the run's clock [s].
    """
    try:
        place = place_of(plan, event.key)
        steps = [step for step in place.method if isinstance(step, Steady) and step.watch == event.name]
        step = steps[earlier]
        band = steady_band(step, place.point)
    except (BenchError, LookupError):  # a forged record; verification tells it
        return None
    role = plan.roles.get(step.watch)
    return SteadyWatch(step, event.instrument, band, began, by_person=role is not None and role.by_person)


class _Line:
    """The straight line through the indications of the last hold time, by least squares; as new ones come, old ones go.

    Sums are of differences from the first indication, so that digits are not lost to its magnitude.
    """

    def __init__(self, began: float, hold_s: float) -> None:
        self._began, self._hold_s = began, hold_s
        self._points: deque[tuple[float, float]] = deque()
        self._first: float | None = None
        self._t = self._v = self._tt = self._tv = 0.0

    def add(self, time: float, value: float) -> None:
        if self._first is None:
            self._first = value
        point = (time - self._began, value - self._first)
        self._points.append(point)
        self._count(point, 1)
        while len(self._points) > 2 and self._points[0][0] < point[0] - self._hold_s:
            self._count(self._points.popleft(), -1)

    @property
    def slope(self) -> float | None:
        number = len(self._points)
        spread = number * self._tt - self._t * self._t
        if number < 2 or spread <= 0:
            return None
        return (number * self._tv - self._t * self._v) / spread

    def _count(self, point: tuple[float, float], sign: int) -> None:
        time, value = point
        self._t += sign * time
        self._v += sign * value
        self._tt += sign * time * time
        self._tv += sign * time * value
