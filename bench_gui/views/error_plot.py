"""The plot of errors in per cent of the MPE, the one scale on which the points of all ranges compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.records.blind import hides_values, is_hidden
from bench_core.records.events import MeasurementKey, PointCompleted
from bench_core.records.plan import PlannedItem
from bench_core.records.row_values import row_values
from bench_gui.tone import Tone
from bench_gui.views.kept import same
from bench_gui.views.point_rows import verdict_look

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.records.result import PointResult
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words

_LEAST_TOP, _MARGIN = 125.0, 1.1


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """One result.

    Args:
        item: of the plan.
        point_id: of the plan.
        attempt: that gave it.
        x: position on the axis.
        error: in per cent of the MPE.
        uncertainty: U in per cent of the MPE.
        branch: `up`, `down` or `none`: each has a shape of its own.
        verdict: word of the verdict.
        tone: of the verdict.
        standing: whether it gives the result; False for a superseded attempt.
        label: point, error and U, for who points at it.
    """

    item: str
    point_id: str
    attempt: int
    x: float
    error: float
    uncertainty: float
    branch: str
    verdict: str
    tone: Tone
    standing: bool
    label: str


@dataclass(frozen=True, slots=True)
class GuardBand:
    """Where a result is beyond doubt at one point, in per cent of the MPE: `lower` to `upper`; x is its position."""

    x: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class ErrorPlot:
    """The plot of an item, or of all.

    Args:
        item: of the plan; empty for all.
        title: of the item.
        x_label: of the axis.
        y_label: of the axis.
        ticks: positions and texts of the x axis.
        points: that may be seen, and whose MPE is above 0.
        guard: inner limits by point, where the decision rule uses U; else empty.
        guard_text: what the shaded band means; empty where there is none.
        limit_text: what the lines at +100 % and -100 % are.
        current: position of the point under way; None for none.
        x_range: lowest and highest position.
        y_range: lowest and highest value that must be seen.
        hidden: why results are not shown; empty where all are.
    """

    item: str
    title: str
    x_label: str
    y_label: str
    ticks: tuple[tuple[float, str], ...]
    points: tuple[PlotPoint, ...]
    guard: tuple[GuardBand, ...]
    guard_text: str
    limit_text: str
    current: float | None
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    hidden: str


class ErrorPlots:
    """Keeps what it has computed: a plot is computed anew when a result came or the point under way changed."""

    def __init__(self) -> None:
        self._plots: dict[str, tuple[tuple[object, ...], ErrorPlot]] = {}
        self._points: dict[tuple[str, str, int], tuple[tuple[object, ...], _Drawn]] = {}

    def view(self, seen: Seen, words: Words, item: str = "") -> ErrorPlot:
        """Return the plot of an item; the same object as the last time where nothing has changed.

        Args:
            seen: of the run.
            words: of the window's language.
            item: of the plan; empty for all items.
        """
        state = seen.state
        course = (state.results, state.skipped, state.key, state.ended, seen.alive, seen.completed)
        known = (state.plan, words.language, *course)
        before = self._plots.get(item)
        if before is None or not same(before[0], known):
            items = [one for one in state.plan.items if item in {"", one.id}]
            before = self._plots[item] = (known, self._plot(seen, items, item, words))
        return before[1]

    def _plot(self, seen: Seen, items: list[PlannedItem], item: str, words: Words) -> ErrorPlot:
        shown = {one.id for one in items if not is_hidden(seen.state, one)}
        places = [(one, point) for one in items for point in one.points]
        at = {(one.id, point.id): float(x) for x, (one, point) in enumerate(places, start=1)}
        results = [one for one in _results(seen, items) if one.key.item in shown]
        drawn = [self._draw(one, at, words) for one in results if one.mpe]
        points = tuple(one.point for one in drawn)
        guard = tuple(one.guard for one in drawn if one.guard is not None and one.point.standing)
        key = seen.state.key if seen.alive and seen.state.ended is None else None
        hides = hides_values(seen.state)
        current = at.get((key.item, key.point)) if key is not None and not hides else None
        titles = [words.of(one.title) for one in items]
        ticks = _ticks(items, shown, at, words)
        without = {at[one.place] for one in results if not one.mpe}
        return ErrorPlot(
            item=item,
            title=titles[0] if len(titles) == 1 else words("All items"),
            x_label=words("Point"),
            y_label=words("Error in % of the MPE"),
            ticks=ticks,
            points=points,
            guard=guard,
            guard_text=words("Beyond doubt: inside the MPE by U") if guard else "",
            limit_text=words("±MPE"),
            current=current,
            x_range=(0.5, len(places) + 0.5),
            y_range=_y_range(points),
            hidden=_why_hidden([name for x, name in ticks if x in without], words, blind=len(shown) < len(items)),
        )

    def _draw(self, one: _Result, at: Mapping[tuple[str, str], float], words: Words) -> _Drawn:
        place = one.place
        key = (*place, one.key.attempt)
        known = (one.completed, one.standing, one.item, words.language)
        before = self._points.get(key)
        if before is None or not same(before[0], known) or before[1].point.x != at[place]:
            before = self._points[key] = (known, _drawn(one, at[place], words))
        return before[1]


def _ticks(
    items: list[PlannedItem], shown: set[str], at: Mapping[tuple[str, str], float], words: Words
) -> tuple[tuple[float, str], ...]:
    """Return the names of the points; a number each where somebody reads them blind: a name tells what to expect."""
    return tuple(
        (at[item.id, point.id], " ".join([*([words.of(item.title)] if len(items) > 1 else []), name]))
        for item in items
        for number, point in enumerate(item.points, start=1)
        for name in (point.id if item.id in shown else str(number),)
    )


def _why_hidden(without: list[str], words: Words, *, blind: bool) -> str:
    """Return a line for each reason why results are not drawn.

    Args:
        without: names of the points whose MPE is 0, of which no error is a share.
        words: of the window's language.
        blind: whether somebody reads some of the items blind.
    """
    lines = [words("Results are hidden until the item is read")] if blind else []
    if without:
        lines.append(words("Not drawn, since the MPE is 0: {points}", points=", ".join(without)))
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Result:
    """A completed attempt of an item, and whether it stands."""

    item: PlannedItem
    completed: PointCompleted
    standing: bool

    @property
    def key(self) -> MeasurementKey:
        """Of the attempt."""
        return self.completed.key

    @property
    def place(self) -> tuple[str, str]:
        """Item and point."""
        return self.key.item, self.key.point

    @property
    def mpe(self) -> float:
        """Magnitude of the limit of error, in the unit of the error."""
        result = self.completed.result
        return float(result.mpe.to(result.error.as_difference().unit))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A result's point, and its guard band where the rule has one."""

    point: PlotPoint
    guard: GuardBand | None


def _results(seen: Seen, items: list[PlannedItem]) -> Iterator[_Result]:
    """Yield every result, as corrected, superseded ones first so that those that stand are drawn above them."""
    by_id = {item.id: item for item in items}
    standing = {place: one for place, one in seen.state.results.items() if place[0] in by_id}
    for one in seen.completed:
        stands = standing.get((one.key.item, one.key.point))
        if one.key.item in by_id and (stands is None or stands.key != one.key):
            yield _Result(by_id[one.key.item], one, standing=False)
    for place, one in standing.items():
        yield _Result(by_id[place[0]], one, standing=True)


def _drawn(one: _Result, x: float, words: Words) -> _Drawn:
    key, result = one.completed.key, one.completed.result
    error, uncertainty = 100 * float(result.error) / one.mpe, 100 * result.expanded_uncertainty / one.mpe
    word, tone = verdict_look(result.verdict, words)
    values = row_values(result)
    label = f"{key.point}: {values.error} ± {values.uncertainty}, MPE {values.mpe}, {word}"
    number = key.attempt
    point = PlotPoint(key.item, key.point, number, x, error, uncertainty, key.branch, word, tone, one.standing, label)
    inner = _guard(one.item, error_of=result, uncertainty=uncertainty)
    return _Drawn(point, None if inner is None else GuardBand(x, -inner, inner))


def _guard(item: PlannedItem, error_of: PointResult, uncertainty: float) -> float | None:
    """Return how far from zero an error is beyond doubt, in per cent of the MPE; None where the rule does not use U.

    Source: JJF 1094-2002 5.3.1; ILAC-G8:09/2019 4.2.2.
    """
    rules = {row.rule for row in item.requirements if row.level == "point"}
    used = "guarded" in rules or ("jjf1094" in rules and 3 * uncertainty > 100)
    return max(0.0, 100 - uncertainty) if used and error_of.judgements else None


def _y_range(points: tuple[PlotPoint, ...]) -> tuple[float, float]:
    """Return what must be seen: the limits, and every point with its U; symmetric, so that zero is in the middle."""
    most = max((abs(one.error) + one.uncertainty for one in points), default=0.0)
    top = max(_LEAST_TOP, most * _MARGIN)
    return -top, top
