"""The banner of the run view: at which step the run is, what it does, and what it waits for and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.records.blind import hides_values
from bench_core.records.run_states import RunStatus
from bench_gui.short import short
from bench_gui.tone import Tone
from bench_gui.views.branches import branch_text
from bench_gui.views.doing import Doing, course_of, step_of
from bench_gui.views.under_way import under_way

if TYPE_CHECKING:
    from collections.abc import Collection

    from bench_gui.views.under_way import UnderWay
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


_WHY = 190
"""Characters of a reason that there is room for in large letters; all of it is in the log."""


@dataclass(frozen=True, slots=True)
class BannerView:
    """What the banner shows; an empty text is not shown.

    Args:
        item: title of the item under way.
        point: its name, such as `100 V/+90 %`; empty where a person reads blind.
        count: which point of how many, such as `Point 12 of 66`.
        branch: `Up ↑` or `Down ↓` where the point has one.
        set_point: nominal value and frequency of the point, such as `90 V · 1 kHz`; empty where a person reads blind.
        doing: what the program does, in a few words.
        why: what it waits for and why, in a sentence.
        tone: of the whole banner.
    """

    item: str
    point: str
    count: str
    branch: str
    set_point: str
    doing: str
    why: str
    tone: Tone


def banner(seen: Seen, now: float, words: Words, pending: Collection[str] = ()) -> BannerView:
    """Return the banner.

    Args:
        seen: of the run.
        now: time of the window's clock [s].
        words: of the window's language.
        pending: names of the controls that a person has used and the run has not carried out yet.
    """
    found = under_way(seen.state.plan, seen.state.key)
    state, hidden = seen.state, hides_values(seen.state)
    doing = course_of(seen, words) or step_of(seen, now, words)
    if "pause" in pending and state.status is RunStatus.RUNNING:
        doing = Doing(doing.text, words("Pauses after what is under way. {why}", why=doing.why), doing.tone)
    item = next((one for one in state.plan.items if one.id == state.item), None)
    return BannerView(
        item=words.of(item.title) if item is not None else words.of(state.plan.title),
        point=found.place.point.id if found is not None and not hidden else "",
        count=_count(seen, found, words),
        branch=branch_text(state.key.branch, words) if state.key is not None else "",
        set_point="" if hidden or found is None or not found.number else _set_point(found),
        doing=doing.text,
        why=short(doing.why, _WHY),
        tone=doing.tone,
    )


def _count(seen: Seen, found: UnderWay | None, words: Words) -> str:
    if found is None:
        return ""
    attempt = seen.state.key.attempt if seen.state.key is not None else 1
    again = words(" · attempt {n}", n=attempt) if attempt > 1 else ""
    if not found.number:
        return words("Once for range {range}", range=found.place.point.fields["range"]) + again
    return words("Point {n} of {all}", n=found.number, all=found.all) + again


def _set_point(found: UnderWay) -> str:
    """Return nominal value and what else the point is made at, such as its frequency; its range is the UUT's affair."""
    fields = found.place.point.fields
    return " · ".join(str(value) for name, value in fields.items() if name != "range")
