"""The table of points and limits that a procedure gives on a bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QScrollArea, Qt
from bench_gui.tone import Tone
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.text_table import Column, TextRow, TextTable
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_gui.form import Form
    from bench_gui.views.procedure_text import Expanded, ExpandedRow

_HIGHEST = 120


class ExpandedPanel(Panel):
    """Shows the table, or why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self._told = TextTable("expanded"), Toned(wraps=True)
        self._left_out, self._area = Label("small", wraps=True), QScrollArea()
        self._form: Form | None = None
        self._view: Expanded | None = None
        for text in (self._told, self._left_out):
            text.setProperty("as_written", "true")
        self._area.setWidget(self._left_out)
        self._area.setWidgetResizable(True)
        self._area.setMaximumHeight(_HIGHEST)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.addWidget(self._told)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self._area)

    @property
    def told(self) -> str:
        """How long the run is, or why there is no table."""
        return self._told.text

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        self.table.adopt(form)
        self.table.setAccessibleName(form.words("Points and limits"))
        self._area.setAccessibleName(form.words("Left out"))
        self._told.adopt(form)
        if self._view is None:
            self.wait("")
        else:
            self.show_view(self._view)

    def wait(self, text: str) -> None:
        """Say that the table is being made, or what is missing for it."""
        if self._form is not None:
            busy = self._form.words("The points are worked out")
            self._told.say(text or busy, Tone.NEUTRAL if text else Tone.BUSY)

    def show_view(self, view: Expanded) -> None:
        """Show a table; where there is none now, that of before stays, and why stands above it."""
        if self._form is None:
            return
        self._view, words = view, self._form.words
        if view.refused:
            before = [words("The table is that of the text before.")] if self.table.texts.rowCount() else []
            self._told.say("\n".join((*view.refused, *before)), Tone.BAD)
            return
        self._told.say(view.duration, Tone.GOOD)
        columns = (
            Column(words("Point")),
            Column(words("Nominal value"), number=True),
            Column("MPE", number=True),
            Column(words("U of the standard"), number=True),
            Column(words("Allowed U"), number=True),
            Column("MPE/U", number=True),
            Column(words("Expected U"), number=True),
            Column(words("Range")),
            Column(words("Range of the standard")),
            Column(words("Standard")),
            Column(words("Time [s]"), number=True),
        )
        self.table.show_texts(columns, tuple(_rows(view)))
        left = [*view.left_out, *(words("once for the range: {point}", point=one) for one in view.once)]
        self._left_out.say("\n".join(left))
        self._area.setVisible(bool(left))


def _rows(view: Expanded) -> Iterator[TextRow]:
    item = None
    for row in view.rows:
        if row.item != item:
            item = row.item
            yield TextRow((item,), heading=True)
        yield TextRow(_cells(row), {} if row.ok else {5: Tone.BAD})


def _cells(row: ExpandedRow) -> tuple[str, ...]:
    return (
        row.point,
        row.nominal,
        row.mpe,
        row.standard_uncertainty,
        row.allowed_uncertainty,
        row.ratio,
        row.expected_uncertainty,
        row.range,
        row.standard_range,
        row.role,
        row.duration,
    )
