"""Spans of time as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench_gui.words import Words


def age(seconds: float, words: Words) -> str:
    """Return how old something is: tenths of a second up to 10 s [s]."""
    return words("{seconds} s", seconds=f"{max(0.0, seconds):.1f}") if seconds < 10 else span(seconds, words)


def span(seconds: float, words: Words) -> str:
    """Return a span of time in the unit that fits it: `40 s`, `12 min`, `1 h 20 min` [s]."""
    if seconds < 100:
        return words("{seconds} s", seconds=f"{max(0.0, seconds):.0f}")
    minutes = round(seconds / 60)
    if minutes < 100:
        return words("{minutes} min", minutes=minutes)
    return words("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
