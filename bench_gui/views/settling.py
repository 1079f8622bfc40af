"""The settling indicator: value, slope, band, how long it held, and why the signal is not steady yet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity, digits
from bench_core.metrology.unit import unit
from bench_core.records.blind import hides_values
from bench_gui.tone import Tone
from bench_gui.views.names import called
from bench_gui.views.spans import age, span
from procedures.shown import shown

if TYPE_CHECKING:
    from bench_gui.views.steadying import Steadying
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


_SHORT = 0.2
"""Share of the time given below which little of it is left."""
_STILL = 1e-6
"""A signal that moves by less of its band in the hold time stands still: so much its running sums leave of the past."""


@dataclass(frozen=True, slots=True)
class SettlingView:
    """How the signal settles.

    Args:
        watched: model and serial number of the instrument that is watched.
        value: its last indication with its unit; empty where there is none, or it is hidden.
        slope: change in a second, with its unit, such as `+1.2 µV/s`; empty before two indications.
        band: such as `≤ 36.5 µV`.
        spread: of the last hold time, such as `13.7 µV`; empty before two indications.
        held: such as `0.8 s of 1 s`.
        held_s: how long it has been within the band [s].
        hold_s: how long it must be [s].
        fraction: of the hold time that is over, 0 to 1.
        given_up: such as `given up in 17 s`.
        why: in a sentence, why it is not steady yet.
        within: whether the spread of the last hold time is within the band.
        tone: busy, or a warning where little time is left.
        spread_ratio: spread in parts of the band; None where there is none, or it is hidden.
    """

    watched: str
    value: str
    slope: str
    band: str
    spread: str
    held: str
    held_s: float
    hold_s: float
    fraction: float
    given_up: str
    why: str
    within: bool
    tone: Tone
    spread_ratio: float | None = None


def settling(seen: Seen, now: float, words: Words) -> SettlingView | None:
    """Return how the signal settles; None where the run does not wait for one.

    Args:
        seen: of the run.
        now: time of the window's clock [s].
        words: of the window's language.
    """
    found = seen.steadying
    if found is None or not seen.alive:
        return None
    waited = seen.run_time(now) - found.began
    if found.by_person or hides_values(seen.state):
        return _hidden(seen, found, waited, words)
    hold, left = float(found.step.hold.si), float(found.step.give_up.si) - waited
    within = found.latest_spread is not None and found.number > 1 and found.latest_spread <= found.band
    last = seen.indicated.get(found.instrument)
    return SettlingView(
        watched=called(seen.state, found.instrument),
        value=f"{digits(last.taken.value)} {last.taken.unit}" if last is not None and found.number else "",
        slope=_slope(found),
        band=f"≤ {shown(found.band)}",
        spread=shown(found.latest_spread) if found.latest_spread is not None and found.number > 1 else "",
        held=_held(found.held_s, hold, words),
        held_s=found.held_s,
        hold_s=hold,
        fraction=_fraction(found.held_s, hold),
        given_up=words("given up in {span}", span=span(left, words)),
        why=_why(found, hold, words, within=within),
        within=within,
        tone=Tone.WARNING if left < _SHORT * float(found.step.give_up.si) else Tone.BUSY,
        spread_ratio=_ratio(found),
    )


def _ratio(found: Steadying) -> float | None:
    band = float(found.band.si)
    if found.latest_spread is None or found.number < 2 or band <= 0:
        return None
    return float(found.latest_spread.si) / band


def _hidden(seen: Seen, found: Steadying, waited: float, words: Words) -> SettlingView:
    """Return what may be seen where a person reads: the time that goes by, and no value."""
    hold = float(found.step.hold.si)
    held = min(waited, hold) if found.by_person else found.held_s
    return SettlingView(
        watched=called(seen.state, found.instrument),
        value="",
        slope="",
        band="",
        spread="",
        held=_held(held, hold, words),
        held_s=held,
        hold_s=hold,
        fraction=_fraction(held, hold),
        given_up="",
        why=words("The signal is given time to settle before it is read"),
        within=False,
        tone=Tone.BUSY,
    )


def _why(found: Steadying, hold: float, words: Words, *, within: bool) -> str:
    """Say why the signal is not steady yet."""
    if found.number < 2:
        return words("Waiting for the first two indications")
    if not within and found.latest_spread is not None:
        told = words("In the last {hold} the signal moved by {spread}, more than the band of {band}")
        spread = shown(found.latest_spread)
        return told.format(hold=span(hold, words), spread=spread, band=shown(found.band))
    left = max(0.0, hold - found.held_s)
    return words("Within the band; it must stay there for another {span}", span=age(left, words))


def _slope(found: Steadying) -> str:
    if found.slope is None:
        return ""
    moved = abs(found.slope) * float(found.step.hold.si) * float(unit(found.unit).factor)
    slope = 0.0 if moved < _STILL * float(found.band.si) else found.slope
    number, _, symbol = shown(Quantity.of(Decimal(f"{slope:.3g}"), found.unit)).partition(" ")
    sign = "" if number.startswith("-") else "+"
    return f"{sign}{number} {symbol}/s"


def _held(held: float, hold: float, words: Words) -> str:
    return words("{held} of {hold}", held=age(held, words), hold=span(hold, words) if hold >= 10 else f"{hold:g} s")


def _fraction(held: float, hold: float) -> float:
    return min(1.0, max(0.0, held / hold)) if hold > 0 else 1.0
