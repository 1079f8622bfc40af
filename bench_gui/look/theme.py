"""Makes Qt's palette and style sheet from the tokens; the desktop's own colours are left out of it."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from bench_gui.qt import QApplication, QColor, QPalette

if TYPE_CHECKING:
    from bench_gui.look.tokens import Colours, Tokens


def dress(application: QApplication, tokens: Tokens) -> None:
    """Give the whole window the look of a theme.

    Args:
        application: the window's.
        tokens: of the theme.
    """
    application.setPalette(palette(tokens.colour))
    application.setStyleSheet(style_sheet(tokens))


def palette(colours: Colours) -> QPalette:
    """Return the palette of a theme, for what no style sheet reaches."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, colour in (
        (role.Window, colours.ground),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.raised),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.quiet),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.bad),
        (role.Highlight, colours.selection),
        (role.HighlightedText, colours.text),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.ToolTipBase, colours.surface),
        (role.ToolTipText, colours.text),
    ):
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.quiet))
    return made


def style_sheet(tokens: Tokens) -> str:
    """Return the style sheet of a theme; every colour and size in it is a token."""
    text = Path(__file__).with_name("style.qss").read_text(encoding="utf-8")
    sizes = {f"size_{name}": str(getattr(tokens.size, name)) for name in tokens.size.__slots__}
    colours = {name: getattr(tokens.colour, name) for name in tokens.colour.__slots__}
    return Template(text).substitute(colours | sizes, choice=Path(__file__).with_name("choice.svg").as_posix())
