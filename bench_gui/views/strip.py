"""The event strip and the log: what happened, in plain sentences of the window's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.records.events import (
    IndicationTaken,
    OutputAsked,
    PointStarted,
    PromptAsked,
    SelectionConfirmed,
    SettingIntended,
    SettingMade,
    TakeIntended,
)
from bench_gui.times import time_of_day, zone
from bench_gui.tone import Tone
from bench_gui.views.kept import same
from bench_gui.views.sentences import Sentence, sentence

if TYPE_CHECKING:
    from bench_gui.views.watching import Logged, Seen
    from bench_gui.words import Words

STRIP = 5
"""How many events the strip shows."""
_NEVER = (
    IndicationTaken,
    OutputAsked,
    PointStarted,
    PromptAsked,
    SelectionConfirmed,
    SettingIntended,
    SettingMade,
    TakeIntended,
)
"""Kinds that come again and again, and never matter."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """One event in a sentence.

    Args:
        number: of its line in the record.
        time: by the clock on the wall, such as `14:32:05`.
        zone: of that time, such as `UTC+8`.
        text: the sentence.
        kind: name of the event's kind, as it is on record.
        tone: of it.
    """

    number: int
    time: str
    zone: str
    text: str
    kind: str
    tone: Tone


def strip(seen: Seen, words: Words) -> tuple[EntryView, ...]:
    """Return the last events that matter to who works at the bench, the latest last.

    Args:
        seen: of the run.
        words: of the window's language.
    """
    found: list[EntryView] = []
    for logged in reversed(seen.log):
        if isinstance(logged.event, _NEVER):
            continue
        told = sentence(logged.event, seen.state, words)
        if told.matters:
            found.append(_entry(logged, told))
        if len(found) == STRIP:
            break
    return tuple(reversed(found))


def log(seen: Seen, words: Words, since: int = 0) -> tuple[EntryView, ...]:
    """Return every event that is kept, the latest last; asked for when somebody opens the log, not on every tick.

    Args:
        seen: of the run.
        words: of the window's language.
        since: number of the last line that is shown already.
    """
    new = (logged for logged in seen.log if logged.number > since)
    return tuple(_entry(logged, sentence(logged.event, seen.state, words)) for logged in new)


def _entry(logged: Logged, told: Sentence) -> EntryView:
    kind, times = type(logged.event).__name__, (time_of_day(logged.utc), zone(logged.utc))
    return EntryView(logged.number, *times, told.text, kind, told.tone)


class Strip:
    """Keeps the strip until another event is seen."""

    def __init__(self) -> None:
        self._known: tuple[object, ...] = ()
        self._entries: tuple[EntryView, ...] = ()

    def view(self, seen: Seen, words: Words) -> tuple[EntryView, ...]:
        """Return the strip; the same object as the last time where nothing has changed.

        Args:
            seen: of the run.
            words: of the window's language.
        """
        last = seen.log[-1] if seen.log else None
        known = (last, seen.state.ended, words.language)
        if not same(known, self._known):
            self._known, entries = known, strip(seen, words)
            self._entries = self._entries if entries == self._entries else entries
        return self._entries
