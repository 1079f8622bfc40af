"""What a colour means; no colour stands without its word and its icon."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """How something stands, whatever it is."""

    NEUTRAL = "neutral"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    BUSY = "busy"
    HAZARD = "hazard"

    @property
    def icon(self) -> str:
        """Name of the icon that goes with it, a file of `look/icons`."""
        return _ICONS[self]


_ICONS = {
    Tone.NEUTRAL: "dash",
    Tone.GOOD: "check",
    Tone.WARNING: "warning",
    Tone.BAD: "cross",
    Tone.BUSY: "busy",
    Tone.HAZARD: "bolt",
}
