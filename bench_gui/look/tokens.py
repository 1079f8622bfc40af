"""Reads the one file of tokens: every colour and size of the window."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench_gui.tone import Tone


class Theme(StrEnum):
    """How light the window is."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"

    @property
    def next(self) -> Theme:
        """The theme that follows when a person steps through them."""
        themes = list(Theme)
        return themes[(themes.index(self) + 1) % len(themes)]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes in logical pixels at 100 %."""

    text: int
    small: int
    heading: int
    banner: int
    step: int
    question: int
    reading: int
    long_reading: int
    gap: int
    radius: int
    touch: int
    icon: int


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours of a theme, as `#rrggbb`."""

    ground: str
    surface: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    focus: str
    good: str
    warning: str
    bad: str
    busy: str
    neutral: str
    hazard: str
    on_hazard: str
    hazard_ground: str
    selection: str
    up: str
    down: str
    band: str
    display: str
    on_display: str

    def of(self, tone: Tone) -> str:
        """Return the colour of what a tone says."""
        colour: str = getattr(self, tone.value)
        return colour


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the window looks like in one theme."""

    theme: Theme
    size: Sizes
    colour: Colours


def tokens_of(theme: Theme) -> Tokens:
    """Return the tokens of a theme."""
    read: dict[str, Any] = tomllib.loads(Path(__file__).with_name("tokens.toml").read_text(encoding="utf-8"))
    return Tokens(theme, Sizes(**read["size"]), Colours(**read[theme.value]))
