"""An editor for text files: line numbers, colours, and marks at the lines that are wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench_gui.look.fonts import fixed_families
from bench_gui.look.icons import pixmap
from bench_gui.qt import (
    QColor,
    QFont,
    QPainter,
    QPlainTextEdit,
    QRect,
    QSize,
    QSyntaxHighlighter,
    Qt,
    QTextCharFormat,
    QTextCursor,
    QTextEdit,
    QWidget,
)
from bench_gui.tone import Tone
from bench_gui.views.procedure_text import Kind, spans

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QKeyEvent, QPaintEvent, QResizeEvent
    from bench_gui.views.procedure_text import TextMistake

_MARK = 18
_GAP = 8
_COLOURS = {
    Kind.KEY: "accent",
    Kind.STRING: "good",
    Kind.NUMBER: "down",
    Kind.FUNCTION: "warning",
    Kind.COMMENT: "quiet",
    Kind.SYMBOL: "quiet",
}
_INDENT = re.compile(r"^ *(?:- )?")


class CodeEditor(QPlainTextEdit):
    """Plain text with a gutter; Tab goes on to the next widget, and a new line begins where the one before did."""

    def __init__(self) -> None:
        super().__init__()
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setProperty("as_written", "true")
        self._form: Form | None = None
        self._mistakes: tuple[TextMistake, ...] = ()
        self._gutter = _Gutter(self)
        self._colours = _Highlighter(self.document())
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scrolled)
        self._make_room()

    def adopt(self, form: Form) -> None:
        """Draw it in the fonts and colours of a form."""
        self._form = form
        font = QFont()
        font.setFamilies(fixed_families())
        font.setPixelSize(form.tokens.size.text)
        self.setFont(font)
        self.document().setDefaultFont(font)
        self._colours.adopt(form)
        self._make_room()
        self.show_mistakes(self._mistakes)

    def show_mistakes(self, mistakes: tuple[TextMistake, ...]) -> None:
        """Mark these mistakes: a wave under each, and a sign at its line."""
        self._mistakes = mistakes
        self.setExtraSelections([self._wave(one) for one in mistakes if not one.file])
        self._gutter.update()

    def go_to(self, line: int, column: int) -> None:
        """Set the cursor to a place and show it; both count from 1."""
        block = self.document().findBlockByNumber(min(line, self.blockCount()) - 1)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(column - 1, max(0, block.length() - 1)))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Begin a new line below the beginning of the text before."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.isReadOnly():
            line = self.textCursor().block().text()
            indent = _INDENT.match(line)
            wide = 0 if indent is None else len(indent.group())
            self.insertPlainText("\n" + " " * min(wide, self.textCursor().positionInBlock()))
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Have the gutter as high as the text; what is typed stays in sight where a list of mistakes takes room."""
        super().resizeEvent(event)
        self._make_room()
        if self.hasFocus():
            self.ensureCursorVisible()

    def gutter_width(self) -> int:
        """Return the width of line numbers and signs [logical pixels]."""
        digits = max(3, len(str(self.blockCount())))
        return _MARK + _GAP + self.fontMetrics().horizontalAdvance("0") * digits + _GAP

    def paint_gutter(self, event: QPaintEvent) -> None:
        """Draw line numbers and signs."""
        if self._form is None:
            return
        colours, ratio = self._form.tokens.colour, self.devicePixelRatioF()
        wrong = {one.line for one in self._mistakes if not one.file}
        painter = QPainter(self._gutter)
        painter.fillRect(event.rect(), QColor(colours.raised))
        painter.setFont(self.font())
        block, high = self.firstVisibleBlock(), self.fontMetrics().height()
        offset = self.contentOffset()
        while block.isValid():
            top = round(self.blockBoundingGeometry(block).translated(offset).top())
            if top > event.rect().bottom():
                break
            number = block.blockNumber() + 1
            painter.setPen(QColor(colours.bad if number in wrong else colours.quiet))
            wide = self._gutter.width() - _GAP
            painter.drawText(QRect(0, top, wide, high), Qt.AlignmentFlag.AlignRight, str(number))
            if number in wrong:
                painter.drawPixmap(2, top + (high - _MARK) // 2, pixmap(Tone.BAD.icon, colours.bad, _MARK, ratio))
            block = block.next()
        painter.end()

    def _wave(self, one: TextMistake) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        block = self.document().findBlockByNumber(one.line - 1)
        cursor = QTextCursor(block)
        last = block.position() + max(0, block.length() - 1)
        cursor.setPosition(min(block.position() + one.column - 1, last))
        cursor.setPosition(min(block.position() + one.end_column - 1, last), QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        if self._form is not None:
            look.setUnderlineColor(QColor(self._form.tokens.colour.bad))
            look.setBackground(QColor(self._form.tokens.colour.hazard_ground))
        selection.format, selection.cursor = look, cursor
        return selection

    def _make_room(self) -> None:
        """Set the text beside the gutter: another font or count of lines makes another width."""
        wide, inside = self.gutter_width(), self.contentsRect()
        self.setViewportMargins(wide, 0, 0, 0)
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), wide, inside.height()))
        self._gutter.update()

    def _scrolled(self, area: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())


class _Gutter(QWidget):
    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Ask for the width of the numbers."""
        return QSize(self._editor.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Have the editor draw it."""
        self._editor.paint_gutter(event)


class _Highlighter(QSyntaxHighlighter):
    def adopt(self, form: Form) -> None:
        """Colour everything in the colours of a form."""
        self._looks = {}
        for kind, name in _COLOURS.items():
            look = QTextCharFormat()
            look.setForeground(QColor(getattr(form.tokens.colour, name)))
            look.setFontItalic(kind is Kind.COMMENT)
            self._looks[kind] = look
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802  Qt's name
        """Colour one line."""
        for span in spans(text):
            look = getattr(self, "_looks", {}).get(span.kind)
            if look is not None:
                self.setFormat(span.start, span.length, look)
