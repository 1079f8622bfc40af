"""The live reading: digit for digit as the instrument said it, whose it is, and how old."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import digits
from bench_core.records.blind import hides_values
from bench_core.records.plan import Take
from bench_gui.tone import Tone
from bench_gui.views.names import called, uut_of
from bench_gui.views.spans import age
from bench_gui.views.under_way import UnderWay, under_way
from procedures.durations import READING_S

if TYPE_CHECKING:
    from bench_core.metrology.quantity import Quantity
    from bench_core.records.events import IndicationTaken
    from bench_gui.views.watching import Indicated, Seen
    from bench_gui.words import Words


_OUTPUT = ".output"
_READINGS_MISSED = 5
_LEAST_FRESH_S = 2.0


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One instrument's last indication.

    Args:
        instrument: name on the bench.
        value: digit for digit as recorded, without an exponent, such as `9.00006310`.
        unit: symbol.
        whose: model and serial number.
        kind: what it is taken for, such as `settling` or `reading 2 of 5`.
        age: since it was taken, such as `0.3 s`.
        age_s: likewise [s].
        stale: whether it is older than a reading of this instrument should be.
        tone: warning where it is stale while the run waits for the next.
    """

    instrument: str
    value: str
    unit: str
    whose: str
    kind: str
    age: str
    age_s: float
    stale: bool
    tone: Tone


@dataclass(frozen=True, slots=True)
class ReadingsView:
    """The live readings.

    Args:
        main: the big one; None where there is none yet, or it is hidden.
        others: of the other instruments, smaller.
        hidden: why nothing is shown; empty where something may be.
    """

    main: ReadingView | None
    others: tuple[ReadingView, ...]
    hidden: str


def readings(seen: Seen, now: float, words: Words) -> ReadingsView:
    """Return the live readings.

    Args:
        seen: of the run.
        now: time of the window's clock [s].
        words: of the window's language.
    """
    if hides_values(seen.state):
        return ReadingsView(None, (), words("Hidden while readings are taken blind"))
    main = signal_of(seen)
    views = {name: _reading(seen, one, now, words) for name, one in seen.indicated.items()}
    others = tuple(view for name, view in views.items() if name != main)
    return ReadingsView(views.get(main), others, "")


def signal_of(seen: Seen) -> str:
    """Return the instrument whose indications are the signal now: what is being read, else what was read last.

    What a source says of its own setting is a signal only where nothing else has indicated.
    """
    if seen.taking is not None and seen.taking.instrument in seen.indicated:
        return seen.taking.instrument
    shown = [(not is_output(one.taken.name), one.taken.time, name) for name, one in seen.indicated.items()]
    return max(shown)[2] if shown else ""


def is_output(name: str) -> bool:
    """Return whether a reading's name is that of a source's own setting read back."""
    return name.endswith(_OUTPUT)


def _reading(seen: Seen, one: Indicated, now: float, words: Words) -> ReadingView:
    taken, old = one.taken, max(0.0, now - one.at)
    awaited = seen.alive and seen.taking is not None and seen.taking.instrument == taken.instrument
    stale = old > _fresh_s(seen, taken)
    return ReadingView(
        instrument=taken.instrument,
        value=digits(taken.value),
        unit=taken.unit,
        whose=called(seen.state, taken.instrument),
        kind=_kind(seen, taken, words),
        age=age(old, words),
        age_s=old,
        stale=stale,
        tone=Tone.WARNING if stale and awaited else Tone.NEUTRAL,
    )


def _kind(seen: Seen, taken: IndicationTaken, words: Words) -> str:
    if is_output(taken.name):
        return words("setting read back")
    match taken.purpose:
        case "settling":
            return words("settling")
        case "proof":
            return words("wiring proof")
        case "reference" | "measurement":
            all_ = _of_how_many(seen, taken)
            return words("reading {n} of {all}", n=taken.number, all=all_) if all_ else str(taken.number)


def _of_how_many(seen: Seen, taken: IndicationTaken) -> int:
    found = under_way(seen.state.plan, taken.key)
    steps = () if found is None else found.place.method
    return next((step.readings for step in steps if isinstance(step, Take) and step.name == taken.name), 0)


def _fresh_s(seen: Seen, taken: IndicationTaken) -> float:
    """Return how old the newest indication of an instrument may be on the wall [s]."""
    reading = READING_S
    found = under_way(seen.state.plan, taken.key)
    if found is not None:
        stated = _reading_time(seen, found, taken.instrument)
        reading = reading if stated is None else float(stated.si)
    return max(_LEAST_FRESH_S, _READINGS_MISSED * reading / max(1.0, seen.state.started.speed))


def _reading_time(seen: Seen, found: UnderWay, instrument: str) -> Quantity | None:
    point = found.place.point
    if instrument == uut_of(seen.state.plan):
        return point.reading_time
    serving = (one for one in point.references.values() if one.instrument == instrument)
    return next((one.reading_time for one in serving), None)
