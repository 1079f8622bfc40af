"""Takes every source of a bench to its safe state, whatever else has failed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bench_core.capabilities.instruments import safe_within
from bench_core.errors import RecordNotWritten
from bench_core.records.events import SettingIntended, SettingMade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bench_core.capabilities.instruments import OutputState, Source
    from bench_core.clock import Clock
    from bench_core.records.events import Event, MeasurementKey
    from bench_core.records.journal import Journal


_ASKED_EACH_S = 0.05


class TakesEvents(Protocol):
    """Where the safe sequence is written down: the journal of a run, or the log of a manual session."""

    def append(self, event: Event) -> object:
        """Write an event.

        Raises:
            RecordNotWritten: the disc refuses it.
        """


@dataclass(frozen=True, slots=True)
class SafeOutcome:
    """What the sources answered.

    Args:
        safe: every source said that its output is off.
        warnings: for the person at the bench, one per source that did not.
        unrecorded: why the disc did not take every line of it, or None.
        may_be_on: names of the sources that did not say so.
    """

    safe: bool
    warnings: tuple[str, ...]
    unrecorded: RecordNotWritten | None = None
    may_be_on: tuple[str, ...] = ()


def make_all_safe(
    names: Iterable[str], reach: Callable[[str], Source], journal: TakesEvents, clock: Clock
) -> SafeOutcome:
    """Make every source of the bench safe, all at once: none waits for another whose link is dead.

    Signals only set a flag in the runner, so that nothing interrupts this sequence. A record that cannot be written
    does not keep a source energised either. A source that cannot be reached is never called safe.

    Args:
        names: every source of the bench, connected or not.
        reach: connects a source that is not connected yet.
        journal: of the run, or another log.
        clock: of the run.
    """
    lines = _Lines(journal)
    sources = tuple(names)
    noted = clock.gather([partial(_make_safe_and_note, name, reach, lines, clock) for name in sources])
    warnings = {name: warning for name, warning in zip(sources, noted, strict=True) if warning is not None}
    lines.write()
    return SafeOutcome(not warnings, tuple(warnings.values()), lines.refused, tuple(warnings))


def make_safe(
    name: str, source: Source, journal: Journal, clock: Clock, key: MeasurementKey | None = None
) -> OutputState:
    """Make one source safe, with intent and answer on record.

    Raises:
        InstrumentError: it does not answer.
    """
    journal.append(SettingIntended(name, "make_safe", {}, key))
    state = asked_until_off(source, source.make_safe(), clock)
    journal.append(SettingMade(name, "make_safe", state.raw, state.energised, key))
    return state


def asked_until_off(source: Source, state: OutputState, clock: Clock) -> OutputState:
    """Ask a source that was made safe until it says that its output is off, no longer than its driver states.

    Args:
        source: that was made safe.
        state: what it answered then.
        clock: of the run.

    Raises:
        InstrumentError: it does not answer any more.
    """
    deadline = clock.now() + safe_within(source)
    while state.energised and clock.now() < deadline:
        clock.sleep(_ASKED_EACH_S)
        state = source.output_state()
    return state


def _make_safe_and_note(name: str, reach: Callable[[str], Source], lines: _Lines, clock: Clock) -> str | None:
    lines.add(SettingIntended(name, "make_safe", {}))
    try:
        source = reach(name)
        state = asked_until_off(source, source.make_safe(), clock)
    except Exception as failure:  # noqa: BLE001  a fault in one driver must not keep the next source energised
        return f"{name}: OUTPUT MAY BE ON 输出可能未断开: {failure}"
    lines.add(SettingMade(name, "make_safe", state.raw, state.energised))
    if state.energised:
        told = f"the source answered {state.raw!r} {safe_within(source):g} s after its safe command"
        return f"{name}: OUTPUT IS ON 输出仍接通: {told}"
    return None


class _Lines:
    """The lines of the safe sequence; one that the disc refuses keeps no source waiting, and is tried again later.

    Args:
        journal: of the run.
    """

    def __init__(self, journal: TakesEvents) -> None:
        self._journal = journal
        self._waiting: list[Event] = []
        self._refusal: RecordNotWritten | None = None
        self._writing = threading.RLock()

    @property
    def refused(self) -> RecordNotWritten | None:
        """Why lines still wait, or None where none does."""
        return self._refusal if self._waiting else None

    def add(self, event: Event) -> None:
        """Write a line after those that wait, if the disc takes them."""
        with self._writing:
            self._waiting.append(event)
            self.write()

    def write(self) -> None:
        """Write all lines that wait, if the disc takes them."""
        with self._writing:
            try:
                while self._waiting:
                    self._journal.append(self._waiting[0])
                    del self._waiting[0]
            except RecordNotWritten as refusal:
                self._refusal = refusal
