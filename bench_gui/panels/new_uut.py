"""An instrument that nobody knows yet, entered by its type and serial number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QGridLayout, QLineEdit, QVBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.flow import Flow
from bench_gui.widgets.key_line import KeyLine
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.scroll import Scroll
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form

_LONGEST, _OFFERED = 120, 8


class NewUutPanel(Panel):
    """Two fields, one behind the other."""

    entered = Signal()
    """Both fields are as the person wants them."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._hint, self._problem = (
            Label("heading", wraps=True),
            Label("quiet", wraps=True),
            Toned(wraps=True),
        )
        self._type_name, self._serial_name = Label(), Label()
        self._type, self._serial = QLineEdit(maxLength=_LONGEST), KeyLine()
        self._serial.setMaxLength(_LONGEST)
        self._use = Button("primary", "next")
        self._types: tuple[tuple[str, str], ...] = ()
        self._known = Flow()
        self._lay_out()
        self._type.returnPressed.connect(self._serial.setFocus)
        self._serial.returnPressed.connect(self.entered)
        self._use.clicked.connect(self.entered)

    @property
    def maker_and_model(self) -> tuple[str, str]:
        """As chosen among the known ones; else the first word is the maker."""
        text = " ".join(self._type.text().split())
        for maker, model in self._types:
            if text.casefold() == f"{maker} {model}".strip().casefold():
                return maker, model
        maker, _, model = text.partition(" ")
        return (maker, model) if model else ("", maker)

    @property
    def serial(self) -> str:
        """As typed."""
        return self._serial.text()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._title.say(words("Not in the work list"))
        self._hint.say(words("Enter what its nameplate says; without an order its certificate stays a draft."))
        self._type_name.say(words("Maker and model"))
        self._serial_name.say(words("Serial number"))
        self._type.setAccessibleName(words("Maker and model"))
        self._serial.setAccessibleName(words("Serial number"))
        self._use.say(words("Use this instrument"))
        self._use.adopt(form)
        self._problem.adopt(form)

    def ask(self, serial: str, types: tuple[tuple[str, str], ...]) -> None:
        """Ask for an instrument.

        Args:
            serial: as scanned.
            types: maker and model of what is known here.
        """
        self._types = types
        self._known.drop_all()
        for maker, model in types[:_OFFERED]:
            button = Button()
            name = f"{maker} {model}".strip()
            button.say(name)
            button.setProperty("as_written", "true")
            button.clicked.connect(lambda _, taken=name: self._take(taken))
            self._known.add(button)
        self._serial.setText(serial)
        self.complain("")

    def await_entry(self) -> None:
        """Put the focus into the first field that is empty."""
        (self._serial if self._type.text().strip() else self._type).setFocus()

    def complain(self, problem: str) -> None:
        """Say what is wrong with the entries; an empty text for nothing."""
        self._problem.say(problem, Tone.BAD if problem else Tone.NEUTRAL)
        self._problem.setVisible(bool(problem))

    def _take(self, name: str) -> None:
        self._type.setText(name)
        self._serial.setFocus()

    def _lay_out(self) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._hint)
        fields = QGridLayout()
        for number, (name, field) in enumerate(((self._type_name, self._type), (self._serial_name, self._serial))):
            name.setBuddy(field)
            fields.addWidget(name, number, 0)
            fields.addWidget(field, number, 1)
        rows.addLayout(fields)
        rows.addWidget(self._known)
        rows.addStretch(1)
        self.rows.addWidget(self._title)
        self.rows.addWidget(Scroll(inside), 1)
        self.rows.addWidget(self._problem)
        self.rows.addWidget(self._use)
