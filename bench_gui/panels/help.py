"""The help: what the screen is for, what happens at this step, and every key; Esc or F1 puts it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QGridLayout, QHBoxLayout, Qt, QVBoxLayout, QWidget, Signal
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.scroll import Scroll

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.help import HelpView, KeyView

_GAP = 10
_MARK = "▸ "


class HelpPanel(Panel):
    """Shows the help in place of the screen that it is about; the bar stays, and with it the way to abort."""

    closed = Signal()
    """The person has read enough."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self.close_button = Label("heading"), Button("plain", "cross")
        self._purpose = Label("question", wraps=True)
        self._now_title, self._now = Label("heading"), Label(wraps=True)
        self._steps_title, self._steps = Label("heading"), Label(wraps=True)
        self._lists = [(Label("heading"), QGridLayout()) for _ in range(3)]
        self._form: Form | None = None
        self._view: HelpView | None = None
        for label in (self._now, self._steps):
            label.setProperty("as_written", "true")  # people's reasons and texts of the procedure stand in it
        self._lay_out()
        self.close_button.clicked.connect(self.closed)

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form, self._view = form, None
        words = form.words
        self._title.say(words("Help"))
        self.close_button.say(words("Close  F1"))
        self.close_button.adopt(form)
        self._now_title.say(words("Now"))
        self._steps_title.say(words("At each point of this item"))
        titles = words("Keys of this screen"), words("Keys everywhere"), words("Keys in fields, tables and plots")
        for (title, _), text in zip(self._lists, titles, strict=True):
            title.say(text)

    def show_view(self, view: HelpView) -> None:
        """Show a help; nothing is done where it is the same as before."""
        if view == self._view:
            return
        before, self._view = self._view, view
        self._purpose.say(view.purpose)
        self._now.say("\n".join(view.now))
        self._steps.say("\n".join(f"{_MARK if here else '    '}{step}" for step, here in view.steps))
        for title, label in ((self._now_title, self._now), (self._steps_title, self._steps)):
            title.setVisible(bool(label.text()))
            label.setVisible(bool(label.text()))
        if before is None or before.keys != view.keys:
            groups = view.keys.screen, view.keys.everywhere, view.keys.own
            for (title, grid), keys in zip(self._lists, groups, strict=True):
                title.setVisible(bool(keys))
                _fill(grid, keys)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        inside, told, keys = QWidget(), QVBoxLayout(), QVBoxLayout()
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 0, _GAP, 0)
        columns.setSpacing(3 * _GAP)
        columns.addLayout(told, 3)
        columns.addLayout(keys, 2)
        for column in (told, keys):
            column.setSpacing(_GAP)
        for label in (self._purpose, self._now_title, self._now, self._steps_title, self._steps):
            told.addWidget(label)
        for title, grid in self._lists:
            grid.setColumnStretch(1, 1)
            grid.setHorizontalSpacing(2 * _GAP)
            keys.addWidget(title)
            keys.addLayout(grid)
        for column in (told, keys):
            column.addStretch(1)
        self.rows.addLayout(head)
        scroll = Scroll(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that the arrows scroll it
        self.rows.addWidget(scroll, 1)
        self.setFocusProxy(self.close_button)


def _fill(grid: QGridLayout, keys: tuple[KeyView, ...]) -> None:
    """Put other keys into a grid, each with what it does beside it."""
    while (item := grid.takeAt(0)) is not None:
        label = item.widget()
        if label is not None:
            label.deleteLater()
    for row, key in enumerate(keys):
        name, does = Label("text"), Label(wraps=True)
        name.setProperty("own_language", True)  # noqa: FBT003  as it is written on the key
        name.say(key.key)
        does.say(key.does)
        grid.addWidget(name, row, 0)
        grid.addWidget(does, row, 1)
