"""The rows of one point: the result that stands, superseded attempts below it, and what else became of the point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bench_core.metrology.decision import Verdict
from bench_core.metrology.rounding import round_to, written_interval
from bench_core.records.row_values import row_values
from bench_gui.tone import Tone
from bench_gui.views.branches import branch_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench_core.records.events import PointCompleted
    from bench_core.records.plan import PlannedItem, PlannedPoint
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


class RowKind(StrEnum):
    """What became of a point."""

    OPEN = "open"
    UNDER_WAY = "under way"
    DONE = "done"
    SUPERSEDED = "superseded"
    SKIPPED = "skipped"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class RowView:
    """One row; an object that is the same as before has not changed.

    Args:
        item: of the plan.
        point_id: of the plan.
        attempt: that it shows; 0 for none.
        kind: what became of the point.
        point: its name.
        nominal: value; empty where it is hidden.
        branch: `↑ up`, `↓ down`, or empty.
        reference: value of the standard, rounded to the last digit of U, with its unit; of a source under test, the
            actual value.
        indication: of the UUT, likewise; of a source, its setting.
        error: as reported, with its unit.
        uncertainty: U as reported, with its unit.
        k: coverage factor.
        mpe: such as `±0.00037 V`.
        hysteresis: or empty.
        verdict: a word; empty where there is none.
        icon: name of the icon that stands before it.
        tone: of the verdict.
        note: attempts, who left the point out and why, or why it was discarded; empty for nothing.
    """

    item: str
    point_id: str
    attempt: int
    kind: RowKind
    point: str
    nominal: str = ""
    branch: str = ""
    reference: str = ""
    indication: str = ""
    error: str = ""
    uncertainty: str = ""
    k: str = ""
    mpe: str = ""
    hysteresis: str = ""
    verdict: str = ""
    icon: str = ""
    tone: Tone = Tone.NEUTRAL
    note: str = ""


def point_rows(
    seen: Seen, item: PlannedItem, point: PlannedPoint, attempts: Sequence[PointCompleted], words: Words
) -> Iterator[RowView]:
    """Yield the rows of a point.

    Args:
        seen: of the run.
        item: of the plan.
        point: of the item.
        attempts: that gave a result here, in order.
        words: of the window's language.
    """
    place = (item.id, point.id)
    state = seen.state
    standing, skipped, key = state.results.get(place), state.skipped.get(place), state.key
    here = key is not None and (key.item, key.point) == place
    blank = RowView(item.id, point.id, 0, RowKind.OPEN, point.id, nominal=str(point.fields["nominal"]))
    if here and (state.ended is not None or not seen.alive):
        word = words("broken off")
        yield replace(blank, verdict=word, tone=Tone.WARNING, icon=Tone.WARNING.icon)
    elif here:
        word = words("under way")
        yield replace(blank, kind=RowKind.UNDER_WAY, verdict=word, tone=Tone.BUSY, icon=Tone.BUSY.icon)
    elif skipped is not None:
        note = words("{by} left it out, never a pass: {reason}", by=skipped.by, reason=skipped.reason)
        word, tone = words("left out"), Tone.WARNING
        yield replace(blank, kind=RowKind.SKIPPED, verdict=word, tone=tone, icon=tone.icon, note=note)
    elif standing is None:
        yield blank
    if standing is not None and not here:
        yield _done(blank, standing, attempts, words)
    for one in _others(attempts, standing):
        yield _besides(blank, one, standing, words)


def left_out_rows(item: PlannedItem, words: Words) -> Iterator[RowView]:
    """Yield a row for each point that the procedure leaves out, with the reason.

    Args:
        item: of the plan.
        words: of the window's language.
    """
    for point in item.left_out:
        word, icon = words("not done"), Tone.NEUTRAL.icon
        yield RowView(
            item.id, point.id, 0, RowKind.LEFT_OUT, point.id, verdict=word, icon=icon, note=words.of(point.why)
        )


def verdict_look(verdict: Verdict | None, words: Words) -> tuple[str, Tone]:
    """Return the word of a verdict and its tone; where nothing was judged it is a dash.

    Args:
        verdict: of a point.
        words: of the window's language.
    """
    match verdict:
        case Verdict.PASS:
            return words("pass"), Tone.GOOD
        case Verdict.FAIL:
            return words("FAIL"), Tone.BAD
        case Verdict.UNDETERMINED:
            return words("undetermined"), Tone.WARNING
        case None:
            return "–", Tone.NEUTRAL


def _done(blank: RowView, standing: PointCompleted, attempts: Sequence[PointCompleted], words: Words) -> RowView:
    stands = standing.key.attempt
    latest = max([stands, *(one.key.attempt for one in attempts)])
    note = words("{n} attempts, attempt {stands} stands", n=latest, stands=stands) if latest > 1 else ""
    row = replace(_of_result(blank, standing, words), kind=RowKind.DONE, note=note)
    return replace(row, hysteresis=_hysteresis(standing, attempts))


def _besides(blank: RowView, one: PointCompleted, standing: PointCompleted | None, words: Words) -> RowView:
    row = _of_result(blank, one, words)
    if standing is not None and one.key.branch != standing.key.branch:
        return replace(row, kind=RowKind.DONE)
    told = words("attempt {n}, superseded", n=one.key.attempt)
    if standing is None:
        told = words("attempt {n}, taken again", n=one.key.attempt)
    return replace(row, kind=RowKind.SUPERSEDED, tone=Tone.NEUTRAL, note=told)


def _of_result(blank: RowView, completed: PointCompleted, words: Words) -> RowView:
    values = row_values(completed.result)
    word, tone = verdict_look(completed.result.verdict, words)
    return replace(
        blank,
        attempt=completed.key.attempt,
        branch=branch_text(completed.key.branch, words),
        reference=values.reference,
        indication=values.indication,
        error=values.error,
        uncertainty=values.uncertainty,
        k=values.k,
        mpe=values.mpe,
        verdict=word,
        icon=tone.icon,
        tone=tone,
    )


def _others(attempts: Sequence[PointCompleted], standing: PointCompleted | None) -> list[PointCompleted]:
    return [one for one in attempts if standing is None or one.key != standing.key]


def _hysteresis(standing: PointCompleted, attempts: Sequence[PointCompleted]) -> str:
    """Return how far the indications of the two branches are apart; empty where there is one branch only."""
    other = [one for one in attempts if {one.key.branch, standing.key.branch} == {"up", "down"}]
    if not other:
        return ""
    apart = abs(standing.result.indication - other[-1].result.indication)
    return str(round_to(apart, written_interval(standing.result.reported_error)))
