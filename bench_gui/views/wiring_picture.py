"""The wiring picture: which terminals are to be connected, drawn as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from bench_core.records.places import WIRING
from bench_gui.views.names import called, sources_of
from bench_gui.views.prompts import is_hot

if TYPE_CHECKING:
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


_WIDTH, _BOX = 760, 250
_EDGE, _GAP = 12, 12
_HEAD, _STEP = 112, 40
_HOT = 52


@dataclass(frozen=True, slots=True)
class PictureColours:
    """The colours of a picture, each as SVG writes it, such as `#1f2937`."""

    ground: str
    box: str
    outline: str
    text: str
    lead: str
    hazard: str
    hazard_text: str


def wiring_picture(seen: Seen, colours: PictureColours, words: Words, font: str = "sans-serif") -> str:
    """Return the SVG text of the leads that a `connect` prompt asks for; empty where none does.

    Args:
        seen: of the run.
        colours: of the window's theme.
        words: of the window's language.
        font: family of the texts.
    """
    asked = seen.state.prompt
    if asked is None or asked.kind != "connect":
        return ""
    names = [name for name in asked.leads if name != WIRING]
    sources = sources_of(seen.state.plan)
    left = next((name for name in names if name in sources), names[0] if names else "")
    ends = {name: _End(called(seen.state, name), _role(seen, name, words), asked.leads[name]) for name in names}
    right = [end for name, end in ends.items() if name != left]
    wires = _wires(asked.leads.get(WIRING, ""), words)
    hot = words("HOT: more than 30 V") if is_hot(seen.state, asked.leads) else ""
    pen = _Pen(colours, font)
    return _drawn(pen, ends.get(left), right, wires, hot)


@dataclass(frozen=True, slots=True)
class _End:
    """An instrument at one end of the leads: what it is called, what it is on this bench, and its terminals."""

    called: str
    role: str
    terminals: str


def _role(seen: Seen, name: str, words: Words) -> str:
    role = next((one for one in seen.state.plan.roles.values() if one.instrument == name), None)
    if role is None:
        return name
    if role.is_uut:
        return words("UUT")
    return words("Source") if role.serves == "source" else words("Meter")


def _wires(wiring: str, words: Words) -> tuple[str, ...]:
    """Return what each lead joins; 4-wire leads sense beside what carries the signal."""
    signal = (words("HI"), words("LO"))
    return (*signal, words("Sense HI"), words("Sense LO")) if wiring == "4-wire" else signal


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes the parts of a picture in its colours; every text is escaped."""

    colours: PictureColours
    font: str

    def text(self, at: tuple[float, float], text: str, size: float, **look: str) -> str:
        """Return a text, in a smaller size where it would be wider than `room` [px]."""
        fitting = min(size, float(look.get("room", "1000")) / max(1.0, _width(text)))
        fill, anchor = look.get("fill", self.colours.text), look.get("anchor", "middle")
        weight = look.get("weight", "normal")
        place = f'x="{at[0]:g}" y="{at[1]:g}" text-anchor="{anchor}" font-weight="{weight}"'
        family = quoteattr(self.font)
        return (
            f'<text {place} font-size="{fitting:.1f}" font-family={family} fill={quoteattr(fill)}>{escape(text)}</text>'
        )

    def box(self, at: tuple[float, float], size: tuple[float, float], fill: str, line: str) -> str:
        """Return a box with round corners."""
        place = f'x="{at[0]:g}" y="{at[1]:g}" width="{size[0]:g}" height="{size[1]:g}" rx="8"'
        return f'<rect {place} fill={quoteattr(fill)} stroke={quoteattr(line)} stroke-width="2"/>'

    def lead(self, start: tuple[float, float], end: tuple[float, float], line: str, width: float) -> str:
        """Return a lead with a post at each end."""
        middle = (start[0] + end[0]) / 2
        way = f"M{start[0]:g} {start[1]:g} H{middle:g} V{end[1]:g} H{end[0]:g}"
        colour = quoteattr(line)
        posts = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="7" fill={colour}/>' for x, y in (start, end))
        return f'<path d="{way}" fill="none" stroke={colour} stroke-width="{width:g}"/>{posts}'


def _drawn(pen: _Pen, left: _End | None, right: list[_End], wires: tuple[str, ...], hot: str) -> str:
    tall = _HEAD + _STEP * len(wires)
    height = 2 * _EDGE + (_HOT if hot else 0) + max(1, len(right)) * (tall + _GAP) - _GAP
    parts = [pen.box((0, 0), (_WIDTH, height), pen.colours.ground, pen.colours.ground)]
    top = float(_EDGE)
    if hot:
        parts.append(pen.box((_EDGE, top), (_WIDTH - 2 * _EDGE, _HOT - _GAP), pen.colours.hazard, pen.colours.hazard))
        at = (_WIDTH / 2, top + (_HOT - _GAP) * 0.68)
        parts.append(pen.text(at, f"⚡ {hot}", 22, fill=pen.colours.hazard_text, weight="bold"))
        top += _HOT
    if left is not None:
        parts += _instrument(pen, left, (_EDGE, top), height - top - _EDGE)
    for number, end in enumerate(right):
        y = top + number * (tall + _GAP)
        parts += _instrument(pen, end, (_WIDTH - _EDGE - _BOX, y), tall)
        parts += _leads(pen, wires, y, hot=bool(hot))
    body = "".join(parts)
    size = f'width="{_WIDTH}" height="{height:g}" viewBox="0 0 {_WIDTH} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'


def _instrument(pen: _Pen, end: _End, at: tuple[float, float], height: float) -> list[str]:
    middle, room = at[0] + _BOX / 2, f"{_BOX - 2 * _GAP}"
    lines = _lines(end.terminals)
    return [
        pen.box(at, (_BOX, height), pen.colours.box, pen.colours.outline),
        pen.text((middle, at[1] + 26), end.role, 16, room=room),
        pen.text((middle, at[1] + 54), end.called, 22, room=room, weight="bold"),
        *(pen.text((middle, at[1] + 82 + 22 * row), line, 18, room=room) for row, line in enumerate(lines)),
    ]


def _lines(text: str) -> list[str]:
    """Return a text in one line or two, broken at a blank near its middle."""
    if _width(text) * 18 <= _BOX - 2 * _GAP or " " not in text:
        return [text]
    blanks = [at for at, one in enumerate(text) if one == " "]
    half = min(blanks, key=lambda at: abs(at - len(text) / 2))
    return [text[:half], text[half + 1 :]]


def _leads(pen: _Pen, wires: tuple[str, ...], top: float, *, hot: bool) -> list[str]:
    """Return the leads between the two boxes, each with its name above it."""
    parts = []
    start, end = _EDGE + _BOX, _WIDTH - _EDGE - _BOX
    for number, name in enumerate(wires):
        y = top + _HEAD + _STEP * (number + 0.4)
        signal = number < 2
        line = pen.colours.hazard if hot else pen.colours.lead
        parts.append(pen.lead((start, y), (end, y), line, 5 if signal else 2.5))
        parts.append(pen.text(((start + end) / 2, y - 8), name, 16))
    return parts


def _width(text: str) -> float:
    """Return about how wide a text is, in its own size: Chinese characters are twice as wide as Latin ones."""
    return sum(1.0 if ord(one) > 0x2E7F else 0.7 for one in text)
