"""Draws the window's icons, each a line drawing in one colour."""

from __future__ import annotations

from pathlib import Path

from bench_gui.qt import QByteArray, QIcon, QPainter, QPixmap, QRectF, QSvgRenderer, Qt


def pixmap(name: str, colour: str, pixels: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture.

    Args:
        name: of a file in `look/icons`, without its ending.
        colour: as `#rrggbb`.
        pixels: edge, in logical pixels.
        ratio: physical pixels in a logical one.
    """
    text = (Path(__file__).parent / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))
    made = QPixmap(round(pixels * ratio), round(pixels * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def icon(name: str, colour: str, disabled: str, pixels: int) -> QIcon:
    """Return an icon for a button, with its colour where the button cannot be pressed."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, colour, pixels, ratio))
        made.addPixmap(pixmap(name, disabled, pixels, ratio), QIcon.Mode.Disabled)
    return made
