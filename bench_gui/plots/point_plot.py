"""A panel with a plot of results: which item, what the shapes mean, and each result in words when it is pointed at."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bench_gui.plots.axis import NamedAxis, NumberAxis
from bench_gui.plots.legend import Entry, Legend
from bench_gui.plots.marks import Mark, MarkLayers, frame_look, point_look
from bench_gui.plots.paced import Paced
from bench_gui.plots.plot import Plot
from bench_gui.qt import QHBoxLayout, QPointF, Qt, Signal
from bench_gui.views.branches import branch_text
from bench_gui.widgets.choice import Choice
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_gui.form import Form
    from bench_gui.qt import QWidget

_FILLED = 0.8
"""How much of its room a mark takes."""
_REACH = 26.0
"""How far from a point a finger may be [logical pixels]."""


class PointPlotPanel(Panel):
    """Shows marks; what they are is decided by who makes them.

    Args:
        parent: that it belongs to.
    """

    chosen = Signal(object)
    """What the chosen mark stands for."""
    item_wanted = Signal(str)
    """The id of the item that a person wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.item = Label("heading"), Choice()
        self.y_label, self.x_label, self.told = Label("small"), Label("small"), Label("small", wraps=True)
        self.legend = Legend(self.y_label)
        self.axis = NamedAxis()
        self.plot = Plot(NumberAxis("left"), self.axis, zooms=True)
        self.under(self.plot)
        self.layers = MarkLayers(self.plot)
        self.paced = Paced(self, self.draw)
        self.form: Form | None = None
        self._marks: tuple[Mark, ...] = ()
        self._at: Mark | None = None
        self._lay_out()
        self._connect()

    @property
    def marked(self) -> object | None:
        """What the mark that a person stepped to or clicked stands for."""
        return None if self._at is None else self._at.of

    def under(self, plot: Plot) -> None:
        """Add what is drawn below the marks."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw the newest view."""
        raise NotImplementedError

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self.form = form
        self.plot.adopt(form)
        self.item.setAccessibleName(form.words("Item"))
        self.paced.want()

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """Let a person choose among items; fewer than two are no choice.

        Args:
            items: id and title of each.
        """
        self.item.offer(items)
        self.item.setVisible(len(items) > 1)
        self.title.setVisible(len(items) <= 1)

    def show_marks(self, marks: Sequence[Mark], form: Form) -> None:
        """Draw marks; the one that a person is at stays so."""
        self._marks = tuple(marks)
        self.layers.show(self._marks, form.tokens.colour, _FILLED * self._room())
        at = self._at
        self._go(next((one for one in self._marks if at is not None and one.key == at.key), None))

    def entries_of(self, verdicts: Sequence[tuple[Mark, str]], form: Form) -> list[Entry]:
        """Return what the legend says of marks: each branch and each verdict that is there.

        Args:
            verdicts: each mark with the word of its verdict.
            form: language and colours.
        """
        colours, found = form.tokens.colour, dict[str, Entry]()
        for mark, _ in verdicts:
            text = branch_text(mark.branch, form.words)
            if text and mark.standing:
                found.setdefault(text, Entry((point_look(mark.branch, colours),), text))
        for mark, word in verdicts:
            look = frame_look(mark.tone, colours)
            if look is not None and mark.standing:
                found.setdefault(word, Entry((look, point_look(mark.branch, colours)), word))
        if not all(mark.standing for mark, _ in verdicts):
            found["superseded"] = Entry((point_look("", colours, standing=False),), form.words("superseded"))
        return list(found.values())

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(self.x_label, 0, Qt.AlignmentFlag.AlignTop)
        self.item.hide()
        head = QHBoxLayout()
        head.addWidget(self.item)
        head.addWidget(self.legend, 1)
        self.rows.addWidget(self.title)
        self.rows.addLayout(head)
        self.rows.addWidget(self.plot, 1)
        self.rows.addLayout(foot)

    def _connect(self) -> None:
        self.item.picked.connect(lambda item: self.item_wanted.emit(str(item)))
        self.plot.stepped.connect(self._step)
        self.plot.entered.connect(self._choose)
        self.plot.pointed.connect(self._pointed)

    def _step(self, step: int) -> None:
        ordered = sorted((one for one in self._marks if one.standing), key=lambda one: one.x)
        if not ordered:
            return
        keys = [one.key for one in ordered]
        at = keys.index(self._at.key) if self._at is not None and self._at.key in keys else None
        first = 0 if step > 0 else len(ordered) - 1
        self._go(ordered[first if at is None else min(max(at + step, 0), len(ordered) - 1)])

    def _pointed(self, at: QPointF) -> None:
        found = min(self._marks, key=lambda one: self._distance(one, at), default=None)
        if found is not None and self._distance(found, at) <= _REACH:
            self._go(found)
            self._choose()

    def _room(self) -> float:
        """Return the way from a place with marks to the next [logical pixels]."""
        places = sorted({one.x for one in self._marks})
        low, high = self.plot.box.viewRange()[0]
        least = min((other - one for one, other in pairwise(places)), default=high - low)
        return float(least / (high - low) * self.plot.box.width())

    def _distance(self, mark: Mark, at: QPointF) -> float:
        away = self.plot.box.mapViewToScene(QPointF(mark.x, mark.y)) - at
        return float((away.x() ** 2 + away.y() ** 2) ** 0.5)

    def _go(self, mark: Mark | None) -> None:
        self._at = mark
        if self.form is not None:
            self.layers.choose(mark, self.form.tokens.colour)
        self.told.say("" if mark is None else mark.label)
        self.plot.setAccessibleDescription("" if mark is None else mark.label)

    def _choose(self) -> None:
        if self._at is not None:
            self.chosen.emit(self._at.of)
