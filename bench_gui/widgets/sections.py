"""Sections of a screen, one shown at a time, each with a button that a finger can meet and a key."""

from __future__ import annotations

from bench_gui.qt import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
    Signal,
)
from bench_gui.widgets.button import Button
from bench_gui.widgets.key import Key

_GAP = 8


class Sections(QWidget):
    """A row of buttons above the section that is shown; Alt and its number shows a section too.

    Args:
        icons: name of the icon of each section, by name of the section.
    """

    shown = Signal(object)
    """Name of the section that is shown now."""

    def __init__(self, icons: dict[str, str]) -> None:
        super().__init__()
        self.buttons = {name: Button("flat", icon_name) for name, icon_name in icons.items()}
        self._stack = QStackedWidget()
        self._names: list[str] = []
        self._lay_out()

    @property
    def name(self) -> str:
        """Name of the section that is shown."""
        return self._names[self._stack.currentIndex()]

    def put(self, name: str, section: QWidget) -> None:
        """Give a section what it shows; in the order of the buttons."""
        self._names.append(name)
        self._stack.addWidget(section)
        self.buttons[self.name].setChecked(True)

    def show_section(self, name: str) -> None:
        """Show a section."""
        self.buttons[name].setChecked(True)
        self._stack.setCurrentIndex(self._names.index(name))
        self.shown.emit(name)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_GAP)
        row, group = QHBoxLayout(), QButtonGroup(self)
        for number, (name, button) in enumerate(self.buttons.items(), 1):
            button.setCheckable(True)
            group.addButton(button)
            row.addWidget(button)
            button.clicked.connect(lambda _, wanted=name: self.show_section(wanted))
            Key(f"Alt+{number}", button, lambda wanted=name: self.show_section(wanted), self)
        row.addStretch(1)
        rows.addLayout(row)
        rows.addWidget(self._stack, 1)
