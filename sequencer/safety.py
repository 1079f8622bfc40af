"""Takes every source of a bench to its safe state, whatever else has failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import RecordNotWritten
from bench_core.records.events import SettingIntended, SettingMade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bench_core.capabilities.instruments import OutputState, Source
    from bench_core.records.events import Event, MeasurementKey
    from bench_core.records.journal import Journal


@dataclass(frozen=True, slots=True)
class SafeOutcome:
    """What the sources answered.

    Args:
        safe: every source said that its output is off.
        warnings: for the person at the bench, one per source that did not.
    """

    safe: bool
    warnings: tuple[str, ...]


def make_all_safe(names: Iterable[str], reach: Callable[[str], Source], journal: Journal) -> SafeOutcome:
    """Make every source of the bench safe, one after another; no failure of one keeps the next from its turn.

    Signals only set a flag in the runner, so that nothing interrupts this sequence. A record that cannot be written
    does not keep a source energised either. A source that cannot be reached is never called safe.

    Args:
        names: every source of the bench, connected or not.
        reach: connects a source that is not connected yet.
        journal: of the run.
    """
    warnings = [warning for name in names if (warning := _make_safe_and_note(name, reach, journal)) is not None]
    return SafeOutcome(not warnings, tuple(warnings))


def make_safe(name: str, source: Source, journal: Journal, key: MeasurementKey | None = None) -> OutputState:
    """Make one source safe, with intent and answer on record.

    Raises:
        InstrumentError: it does not answer.
    """
    journal.append(SettingIntended(name, "make_safe", {}, key))
    state = source.make_safe()
    journal.append(SettingMade(name, "make_safe", state.raw, state.energised, key))
    return state


def _make_safe_and_note(name: str, reach: Callable[[str], Source], journal: Journal) -> str | None:
    _append_if_possible(journal, SettingIntended(name, "make_safe", {}))
    try:
        state = reach(name).make_safe()
    except Exception as failure:  # noqa: BLE001  a fault in one driver must not keep the next source energised
        return f"{name}: OUTPUT MAY BE ON 输出可能未断开: {failure}"
    _append_if_possible(journal, SettingMade(name, "make_safe", state.raw, state.energised))
    if state.energised:
        return f"{name}: OUTPUT IS ON 输出仍接通: the source answered {state.raw!r}"
    return None


def _append_if_possible(journal: Journal, event: Event) -> None:
    try:
        journal.append(event)
    except RecordNotWritten:
        return  # the run is ending because of this very failure; the source comes first
