"""Looks at a window as a person would: what is cut off, not translated, not to be read, or not to be reached."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bench_gui.look.fonts import families
from bench_gui.qt import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFontDatabase,
    QFontMetrics,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPoint,
    QRawFont,
    QRect,
    QScrollArea,
    Qt,
    QTableView,
    QTextEdit,
    QWidget,
)
from bench_gui.words import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TOUCH = 44
_SLACK = 2


def findings(window: QWidget, language: Language, english: dict[str, str]) -> list[str]:
    """Return everything that a person would complain about.

    Args:
        window: shown.
        language: that it is to speak.
        english: the catalogue, English to Chinese.
    """
    return [
        *clipped(window),
        *outside(window),
        *untranslated(window, language, english),
        *without_glyph(window),
        *too_small(window),
        *abort_out_of_reach(window),
        *focus_astray(window),
    ]


def visible(window: QWidget, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    """Yield every widget of a kind of which at least a part is in the window; what is scrolled away is left out."""
    for widget in window.findChildren(kind):
        if widget.isVisibleTo(window) and widget.window() is window.window() and not widget.visibleRegion().isEmpty():
            yield widget


def name(widget: QWidget) -> str:
    """Return how a finding calls a widget: its kind and the names of what it is in."""
    chain, at = [], widget
    while at is not None and not at.isWindow():
        own = at.objectName()
        chain.append(type(at).__name__ + (f"#{own}" if own and not own.startswith("qt_") else ""))
        at = at.parentWidget()
    return " < ".join(chain[:4])


def texts(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Yield every text that can be seen, with its widget; what a person typed or a file holds is left out."""
    for label in visible(window, QLabel):
        yield label, label.text()
    for button in visible(window, QAbstractButton):
        yield button, re.sub(r"&(.)", r"\1", button.text())
    for line in visible(window, QLineEdit):
        yield line, line.placeholderText()
    for header in visible(window, QHeaderView):
        for section in range(header.count()):
            if not header.isSectionHidden(section):
                yield header, str(header.model().headerData(section, header.orientation()) or "")


def clipped(window: QWidget) -> Iterator[str]:
    """Yield every text that does not fit into its widget."""
    for label in visible(window, QLabel):
        if label.text() and not _fits(label):
            yield f"clipped: {label.text()!r} in {label.width()}x{label.height()}: {name(label)}"
    for button in visible(window, QAbstractButton):
        needed = button.minimumSizeHint().width()
        if button.text() and button.width() + _SLACK < needed:
            yield f"clipped: button {button.text()!r} {button.width()} < {needed}: {name(button)}"
    for combo in visible(window, QComboBox):
        room = combo.width() - 50
        if QFontMetrics(combo.font()).horizontalAdvance(combo.currentText()) > room + _SLACK:
            yield f"clipped: choice {combo.currentText()!r} in {room}: {name(combo)}"
    for header in visible(window, QHeaderView):
        yield from _clipped_heads(header)


def _fits(label: QLabel) -> bool:
    inside = label.contentsRect()
    if label.wordWrap():
        flags = Qt.TextFlag.TextWordWrap | label.alignment()
        needed = QFontMetrics(label.font()).boundingRect(QRect(0, 0, inside.width(), 100000), flags, label.text())
        return needed.height() <= inside.height() + _SLACK and needed.width() <= inside.width() + _SLACK
    metrics = QFontMetrics(label.font())
    lines = label.text().split("\n")
    wide = max(metrics.horizontalAdvance(line) for line in lines)
    return wide <= inside.width() + _SLACK and metrics.height() * len(lines) <= inside.height() + 2 * _SLACK


def _clipped_heads(header: QHeaderView) -> Iterator[str]:
    if header.orientation() is not Qt.Orientation.Horizontal:
        return
    for section in range(header.count()):
        text = str(header.model().headerData(section, header.orientation()) or "")
        wide = max((QFontMetrics(header.font()).horizontalAdvance(line) for line in text.split("\n")), default=0)
        if text and not header.isSectionHidden(section) and wide > header.sectionSize(section):
            yield f"clipped: head {text!r} in {header.sectionSize(section)}: {name(header)}"


def outside(window: QWidget) -> Iterator[str]:
    """Yield every widget that one would click and that sticks out of the window, unless it can be scrolled to."""
    frame = window.rect()
    for widget in (*visible(window, QAbstractButton), *visible(window, QLineEdit)):
        if _scrolls(widget):
            continue
        place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        if not frame.contains(place):
            yield f"outside: {name(widget)} at {place.getRect()} in {frame.size().toTuple()}"


def _scrolls(widget: QWidget) -> bool:
    at = widget.parentWidget()
    while at is not None:
        if isinstance(at, QScrollArea | QAbstractItemView):
            return True
        at = at.parentWidget()
    return False


def untranslated(window: QWidget, language: Language, english: dict[str, str]) -> Iterator[str]:
    """Yield every text of the window's own that is in the other language."""
    for widget, text in texts(window):
        if widget.property("own_language") or not text:
            continue
        if language is Language.ZH and text in english and english[text] != text:
            yield f"not in Chinese: {text!r}: {name(widget)}"
        if language is Language.EN and _CHINESE.search(text) and not _is_from_a_file(widget):
            yield f"not in English: {text!r}: {name(widget)}"


def _is_from_a_file(widget: QWidget) -> bool:
    """Whether a text is what a file or person says, which is shown as it is; its widget says so."""
    at: QWidget | None = widget
    while at is not None:
        if at.property("as_written"):
            return True
        at = at.parentWidget()
    return False


@cache
def _fonts() -> tuple[QRawFont, ...]:
    return tuple(QRawFont.fromFont(QFontDatabase.font(family, "", 12)) for family in families())


def without_glyph(window: QWidget) -> Iterator[str]:
    """Yield every text with a character for which no chosen font has a picture: it would be a box."""
    fonts = _fonts()
    for widget, text in texts(window):
        for character in text:
            if character.isprintable() and not any(font.supportsCharacter(ord(character)) for font in fonts):
                yield f"no glyph: {character!r} in {text!r}: {name(widget)}"
                break


def too_small(window: QWidget) -> Iterator[str]:
    """Yield every button that a finger would miss."""
    for button in visible(window, QAbstractButton):
        # a table's corner is no button that does anything
        if isinstance(button.parentWidget(), QTableView) or button.objectName() == "qt_toolbar_ext_button":
            continue
        if button.height() < _TOUCH or (button.width() < _TOUCH):
            yield f"too small: {button.text()!r} {button.width()}x{button.height()}: {name(button)}"


def abort_out_of_reach(window: QWidget) -> Iterator[str]:
    """Yield a finding unless the abort button is there, whole and enabled."""
    found = [button for button in visible(window, QAbstractButton) if button.objectName() == "abort"]
    if not found:
        yield "abort: is not on the screen"
    for button in found:
        if not button.isEnabled() or not window.rect().contains(
            QRect(button.mapTo(window, QPoint(0, 0)), button.size())
        ):
            yield f"abort: cannot be pressed: {name(button)}"


def focus_astray(window: QWidget) -> Iterator[str]:
    """Yield what Tab does not reach, and where it goes back up beside or left of where it was."""
    reached = _tab_chain(window)
    for widget in visible(window):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
        if takes and widget.focusProxy() is None and widget not in reached and not isinstance(widget, QScrollArea):
            yield f"focus: Tab does not reach {name(widget)}"
    for before, after in pairwise(reached):
        if before.parentWidget() is after.parentWidget() and _is_back(before.geometry(), after.geometry()):
            yield f"focus: Tab goes back up from {name(before)} to {name(after)}"


def _is_back(before: QRect, after: QRect) -> bool:
    return after.bottom() <= before.top() and after.left() < before.right()


def _tab_chain(window: QWidget) -> list[QWidget]:
    reached: list[QWidget] = []
    at = window.nextInFocusChain()
    while at is not None and at is not window:
        if at.isVisibleTo(window) and at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isEnabled():
            reached.append(at)
        at = at.nextInFocusChain()
    return reached


def text_everywhere(window: QWidget) -> str:
    """Return every text on the screen, for a test that looks for what must not be seen."""
    parts = [text for _, text in texts(window)]
    parts += [line.text() for line in visible(window, QLineEdit)]
    parts += [edit.toPlainText() for edit in (*visible(window, QPlainTextEdit), *visible(window, QTextEdit))]
    for view in visible(window, QTableView):
        model = view.model()
        rows, columns = model.rowCount(), model.columnCount()
        parts += [str(model.index(row, column).data() or "") for row in range(rows) for column in range(columns)]
    QApplication.processEvents()
    return "\n".join(parts)
