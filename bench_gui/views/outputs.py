"""The output badge: what is known of each source, OFF, ON with its value, or UNKNOWN, and whether it is hazardous."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.metrology.quantity import Quantity
from bench_core.records.blind import hides_values
from bench_gui.tone import Tone
from bench_gui.views.names import called, sources_of
from procedures.leads import HAZARDOUS

if TYPE_CHECKING:
    from bench_core.records.plan import Plan
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


class OutputState(StrEnum):
    """What is known of an output."""

    OFF = "off"
    ON = "on"
    SWITCHING = "switching"
    UNKNOWN = "unknown"


_FROM_WORST = (OutputState.UNKNOWN, OutputState.ON, OutputState.SWITCHING, OutputState.OFF)
_TONES = {
    OutputState.OFF: Tone.GOOD,
    OutputState.ON: Tone.WARNING,
    OutputState.SWITCHING: Tone.BUSY,
    OutputState.UNKNOWN: Tone.BAD,
}
_RESISTANCE, _NO_VOLTAGE = Quantity.of(1, "Ω").dimension, Quantity.of(0, "V")
"""A resistor puts out nothing."""


@dataclass(frozen=True, slots=True)
class OutputView:
    """What is known of one source's output.

    Args:
        instrument: name on the bench.
        called: model and serial number, or the name.
        state: of its output.
        word: such as `ON 1000 V`; without the value where a person reads blind.
        hazardous: whether more than 30 V may be on its terminals.
        tone: good, warning, busy or hazard.
    """

    instrument: str
    called: str
    state: OutputState
    word: str
    hazardous: bool
    tone: Tone


@dataclass(frozen=True, slots=True)
class OutputsView:
    """What is known of all outputs.

    Args:
        word: for the badge.
        state: the worst of all: unknown before on before switching before off.
        hazardous: whether more than 30 V may be on any terminals: the window has a red border.
        tone: of the badge.
        sources: each by itself.
        note: what protects nobody if this computer fails, or what to do; empty for nothing.
    """

    word: str
    state: OutputState
    hazardous: bool
    tone: Tone
    sources: tuple[OutputView, ...]
    note: str


def outputs(seen: Seen, words: Words) -> OutputsView:
    """Return what is known of the outputs.

    Args:
        seen: of the run.
        words: of the window's language.
    """
    names = dict.fromkeys((*sources_of(seen.state.plan), *seen.state.energised))
    sources = tuple(_output(seen, name, words) for name in names)
    if not sources:
        return OutputsView(words("No source"), OutputState.OFF, hazardous=False, tone=Tone.NEUTRAL, sources=(), note="")
    worst = min(sources, key=lambda one: (_FROM_WORST.index(one.state), not one.hazardous))
    hazardous = any(one.hazardous for one in sources)
    tone = Tone.HAZARD if hazardous else worst.tone
    return OutputsView(worst.word, worst.state, hazardous, tone, sources, _note(seen, sources, words))


def _output(seen: Seen, name: str, words: Words) -> OutputView:
    state = _state_of(seen, name)
    hazardous = state is not OutputState.OFF and _is_hazardous(seen, name)
    tone = Tone.HAZARD if hazardous else _TONES[state]
    if state is OutputState.UNKNOWN and not _was_asked(seen, name):
        hazardous, tone = False, Tone.WARNING  # nobody has switched anything yet
    return OutputView(name, called(seen.state, name), state, _word(seen, name, state, words), hazardous, tone)


def _state_of(seen: Seen, name: str) -> OutputState:
    state = seen.state
    energised = state.energised.get(name)
    if not seen.alive and state.ended is None and energised is not False:
        return OutputState.UNKNOWN  # whoever could tell is gone
    pending = state.setting
    if energised is None and pending is not None and pending.instrument == name and state.ended is None:
        stays_off = pending.action == "make_safe" and seen.answered.get(name) is False
        return OutputState.OFF if stays_off else OutputState.SWITCHING
    if energised is None:
        return OutputState.UNKNOWN
    return OutputState.ON if energised else OutputState.OFF


def _word(seen: Seen, name: str, state: OutputState, words: Words) -> str:
    match state:
        case OutputState.OFF:
            return words("OFF")
        case OutputState.SWITCHING:
            return words("SWITCHING")
        case OutputState.UNKNOWN:
            return words("UNKNOWN")
        case OutputState.ON:
            value = "" if hides_values(seen.state) else set_point(seen, name)
            return words("ON {value}", value=value) if value else words("ON")


def set_point(seen: Seen, name: str) -> str:
    """Return what a source is set to, such as `90 V · 1 kHz`; empty where nothing is.

    Args:
        seen: of the run.
        name: of the source on the bench.
    """
    return " · ".join(seen.set_to.get(name, {}).values())


def _is_hazardous(seen: Seen, name: str) -> bool:
    """Return whether more than 30 V may be on: by what is set, and where that is not known by what the bench allows."""
    settings = (seen.set_to.get(name, {}), seen.left.get(name, {}))
    found = [_volts(text) for setting in settings for text in setting.values()]
    volts = [one for one in found if one is not None]
    if not found and _state_of(seen, name) is OutputState.SWITCHING:
        return False  # this run has set nothing yet, and begins by making it safe
    if volts and seen.alive:
        return any(abs(one) > HAZARDOUS for one in volts)
    ready = seen.guarded.get(name)
    return ready.hazardous if ready is not None else may_exceed(seen.state.plan, name)


def _volts(text: str) -> Quantity | None:
    """Return the voltage of a setting, none for a resistance; None where it does not say, as a current."""
    try:
        value = Quantity.parse(text)
    except BenchError:
        return None
    if value.dimension == _RESISTANCE:
        return _NO_VOLTAGE
    return value if value.dimension == HAZARDOUS.dimension else None


def may_exceed(plan: Plan, name: str) -> bool:
    """Return whether a plan lets a source put out more than 30 V.

    Args:
        plan: of the run.
        name: of the source on the bench.
    """
    roles = [role for role in plan.roles.values() if role.instrument == name]
    limits = [limit for role in roles for limit in role.limits.values()]
    return any(limit.dimension == HAZARDOUS.dimension and abs(limit) > HAZARDOUS for limit in limits)


def _note(seen: Seen, sources: tuple[OutputView, ...], words: Words) -> str:
    unknown = [one for one in sources if one.state is OutputState.UNKNOWN]
    names = _list([one.called for one in unknown], words)
    if unknown and not any(_was_asked(seen, one.instrument) for one in unknown):
        return words("{names} has not been asked yet.", names=names)
    if unknown:
        return words("Nobody knows whether {names} is off. Switch it off by hand.", names=names)
    bare = [one.called for one in sources if one.hazardous and _has_no_watchdog(seen, one.instrument)]
    if bare and seen.state.ended is None:
        told = words("{names} has no watchdog of its own: if this computer or the cable fails, its output stays on.")
        return told.format(names=_list(bare, words))
    return ""


def _was_asked(seen: Seen, name: str) -> bool:
    return name in seen.state.energised or not seen.alive or seen.state.ended is not None


def _has_no_watchdog(seen: Seen, name: str) -> bool:
    ready = seen.guarded.get(name)
    return ready is not None and ready.watchdog is None


def _list(names: list[str], words: Words) -> str:
    return words(", ").join(names)
