"""The results table: a row for each planned point, computed once for each result, and what else became of the point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.records.blind import is_hidden
from bench_core.records.coverage_notes import coverage_notes
from bench_core.records.events import PointCompleted
from bench_core.records.row_values import is_sourced
from bench_gui.tone import Tone
from bench_gui.views.conclusion import conclusion
from bench_gui.views.kept import same
from bench_gui.views.point_rows import RowView, left_out_rows, point_rows

if TYPE_CHECKING:
    from bench_core.records.plan import Plan, PlannedItem, PlannedPoint
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


_ByPlace = Mapping[tuple[str, str], tuple[PointCompleted, ...]]


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of the columns; an empty one is not shown."""

    point: str
    nominal: str
    branch: str
    reference: str
    indication: str
    error: str
    uncertainty: str
    k: str
    mpe: str
    hysteresis: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ItemRows:
    """The rows of one item.

    Args:
        item: of the plan.
        title: in the window's language.
        rows: in the order of the plan, superseded attempts below the one that stands.
        hidden: why no result is shown yet; empty where they are.
        notes: what a reader of the results must know of k.
        done: points with a result, or left out.
        all: points of the item.
    """

    item: str
    title: str
    rows: tuple[RowView, ...]
    hidden: str
    notes: tuple[str, ...]
    done: int
    all: int


@dataclass(frozen=True, slots=True)
class RowsView:
    """The results table.

    Args:
        heads: of its columns.
        items: each with its rows.
        conclusion: one sentence: whether the UUT is in tolerance, or why nothing is concluded.
        tone: of the conclusion.
    """

    heads: Heads
    items: tuple[ItemRows, ...]
    conclusion: str
    tone: Tone


class Rows:
    """Keeps the rows that it has computed: each is computed once for each result."""

    def __init__(self) -> None:
        self._known: tuple[object, ...] = ()
        self._view: RowsView | None = None
        self._items: dict[str, ItemRows] = {}
        self._rows: dict[tuple[str, str], tuple[tuple[object, ...], tuple[RowView, ...]]] = {}
        self._notes: dict[str, tuple[tuple[object, ...], tuple[str, ...]]] = {}

    def view(self, seen: Seen, words: Words) -> RowsView:
        """Return the table; the same object as the last time where nothing has changed.

        Args:
            seen: of the run.
            words: of the window's language.
        """
        state = seen.state
        course = (state.results, state.skipped, state.key, state.ended, state.status, seen.completed)
        known = (state.plan, state.instruments, words.language, *course)
        if self._view is None or not same(known, self._known):
            self._known = known
            by_place = _by_place(seen.completed)
            items = tuple(self._item(seen, item, by_place, words) for item in state.plan.items)
            sentence, tone = conclusion(state, words)
            self._view = RowsView(_heads(state.plan, items, words), items, sentence, tone)
        return self._view

    def _item(self, seen: Seen, item: PlannedItem, by_place: _ByPlace, words: Words) -> ItemRows:
        state = seen.state
        places = [(item.id, point.id) for point in item.points]
        done = sum(place in state.results or place in state.skipped for place in places)
        hidden = is_hidden(state, item)
        rows: tuple[RowView, ...] = ()
        if not hidden:
            found = (self._point(seen, item, point, by_place, words) for point in item.points)
            rows = (*(row for part in found for row in part), *self._left_out(item, words))
        told = words("Read blind: {done} of {all}; shown when the whole item is read", done=done, all=len(places))
        notes = () if hidden else self._notes_of(seen, item, words)
        made = ItemRows(item.id, words.of(item.title), rows, told if hidden else "", notes, done, len(places))
        before = self._items.get(item.id)
        if before is None or before != made:
            self._items[item.id] = made
        return self._items[item.id]

    def _point(
        self, seen: Seen, item: PlannedItem, point: PlannedPoint, by_place: _ByPlace, words: Words
    ) -> tuple[RowView, ...]:
        place = (item.id, point.id)
        state, attempts = seen.state, by_place.get(place, ())
        key = state.key
        here = key if key is not None and (key.item, key.point) == place else None
        over = here is not None and (state.ended is not None or not seen.alive)
        known = (point, state.results.get(place), state.skipped.get(place), here, over, words.language, *attempts)
        before = self._rows.get(place)
        if before is None or not same(before[0], known):
            rows = tuple(point_rows(seen, item, point, attempts, words))
            before = self._rows[place] = (known, rows)
        return before[1]

    def _left_out(self, item: PlannedItem, words: Words) -> tuple[RowView, ...]:
        before = self._rows.get((item.id, ""))
        known = (item, words.language)
        if before is None or not same(before[0], known):
            before = self._rows[item.id, ""] = (known, tuple(left_out_rows(item, words)))
        return before[1]

    def _notes_of(self, seen: Seen, item: PlannedItem, words: Words) -> tuple[str, ...]:
        found = {point: one for (place, point), one in seen.state.results.items() if place == item.id}
        known = (words.language, *found.values())
        before = self._notes.get(item.id)
        if before is None or not same(before[0], known):
            results = {point: completed.result for point, completed in found.items()}
            notes = coverage_notes(item, seen.state.plan.reporting, results)
            before = self._notes[item.id] = (known, tuple(words.of(note) for note in notes))
        return before[1]


def _by_place(completed: tuple[PointCompleted, ...]) -> _ByPlace:
    found: dict[tuple[str, str], tuple[PointCompleted, ...]] = {}
    for one in completed:
        place = one.key.item, one.key.point
        found[place] = (*found.get(place, ()), one)
    return found


def _heads(plan: Plan, items: tuple[ItemRows, ...], words: Words) -> Heads:
    rows = [row for item in items for row in item.rows]
    sourced = is_sourced(plan)
    return Heads(
        point=words("Point"),
        nominal=words("Nominal value"),
        branch=words("Up/down") if any(row.branch for row in rows) else "",
        reference=words("Actual value") if sourced else words("Reference value"),
        indication=words("Setting") if sourced else words("Indication"),
        error=words("Error"),
        uncertainty="U",
        k="k",
        mpe="MPE",
        hysteresis=words("Hysteresis") if any(row.hysteresis for row in rows) else "",
        verdict=words("Verdict"),
    )
