"""Two runs of one unit under test side by side: as found and as left, or any two."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import round_to
from bench_core.records.row_values import row_values
from bench_gui.times import day_and_time
from bench_gui.tone import Tone
from bench_gui.views.point_rows import verdict_look
from bench_gui.views.review.reviewed_run import stage_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.records.result import PointResult
    from bench_core.records.run_state import RunState
    from bench_gui.words import Words
    from bench_gui.workplace.workplace import FoundRecord


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs.

    Args:
        stage: in words.
        run: name of the run.
        started: day and time.
        operator: who performed it.
    """

    stage: str
    run: str
    started: str
    operator: str


@dataclass(frozen=True, slots=True)
class Half:
    """One point in one of the runs; empty where that run has no result of it.

    Args:
        error: as reported.
        uncertainty: U as reported.
        word: verdict, or why there is none.
        tone: of it.
        icon: of it.
    """

    error: str
    uncertainty: str
    word: str
    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class PairedRow:
    """One point in both runs.

    Args:
        mpe: limit of error, of the right run where it has the point.
        difference: right error less left error, to the last digit that both have; empty where one has none.
    """

    item: str
    point: str
    mpe: str
    left: Half
    right: Half
    difference: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both runs.

    Args:
        left: the earlier one.
        right: the later one.
        rows: every point of either.
        adjusted: what is known of an adjustment between them.
    """

    left: Side
    right: Side
    rows: tuple[PairedRow, ...]
    adjusted: str


def stages_of(records: Sequence[FoundRecord]) -> tuple[FoundRecord, FoundRecord] | None:
    """Return the latest finished run as left, and the latest as found before it, of the same instrument and procedure.

    Args:
        records: of the workplace, the latest first.
    """
    finished = [one for one in records if one.status == "finished" and one.started is not None]
    for at, left in enumerate(finished):
        if left.stage != "as_left":
            continue
        for found in finished[at + 1 :]:
            if found.stage == "as_found" and (found.uut.key, found.procedure) == (left.uut.key, left.procedure):
                return found, left
    return None


def side_by_side(left: RunState, right: RunState, words: Words) -> SideBySide:
    """Return two runs side by side.

    Args:
        left: the earlier one.
        right: the later one.
        words: of the window's language.
    """
    places = dict.fromkeys((*left.planned, *right.planned))
    rows = tuple(_row(place, left, right, words) for place in places)
    operators = (left.started.operator, right.started.operator)
    adjusted = words("The records do not say who adjusted; before: {left}, after: {right}.", left=operators[0],
                     right=operators[1])  # fmt: skip
    if left.plan.stage == right.plan.stage:
        adjusted = words("Both runs are {stage}: no adjustment between them is on record.",
                         stage=stage_word(left.plan.stage, words))  # fmt: skip
    return SideBySide(_side(left, words), _side(right, words), rows, adjusted)


def _side(state: RunState, words: Words) -> Side:
    started = day_and_time(state.started_utc)
    return Side(stage_word(state.plan.stage, words), state.run, started, state.started.operator)


def _row(place: tuple[str, str], left: RunState, right: RunState, words: Words) -> PairedRow:
    results = [state.results[place].result if place in state.results else None for state in (left, right)]
    latest = results[1] or results[0]
    return PairedRow(
        place[0],
        place[1],
        "" if latest is None else row_values(latest).mpe,
        _half(left, place, results[0], words),
        _half(right, place, results[1], words),
        _difference(*results),
    )


def _half(state: RunState, place: tuple[str, str], result: PointResult | None, words: Words) -> Half:
    if result is not None:
        values, (word, tone) = row_values(result), verdict_look(result.verdict, words)
        return Half(values.error, values.uncertainty, word, tone, tone.icon)
    skipped = state.skipped.get(place)
    why = words("left out by {who}", who=skipped.by) if skipped is not None else words("not measured")
    return Half("", "", why, Tone.NEUTRAL, Tone.NEUTRAL.icon)


def _difference(left: PointResult | None, right: PointResult | None) -> str:
    """Return the difference of the full errors, rounded to the coarser last digit of both U, in the right's unit."""
    if left is None or right is None or left.error.dimension != right.error.dimension:
        return ""
    digits = [_last_digit(one.reported_uncertainty).to(right.reported_uncertainty.unit) for one in (left, right)]
    return str(round_to((right.error - left.error).to(right.reported_uncertainty.unit), max(digits)))


def _last_digit(reported: Quantity) -> Quantity:
    return Quantity(Fraction(1, 10 ** (reported.decimals or 0)), reported.unit)
