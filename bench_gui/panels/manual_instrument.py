"""One instrument that is worked by hand: what it is, what to set or read, and its output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_gui.qt import QGridLayout, QHBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.views.manual_entry import ToSet, to_set
from bench_gui.widgets.button import Button
from bench_gui.widgets.choice import Choice
from bench_gui.widgets.hold_button import HoldButton
from bench_gui.widgets.key import Key
from bench_gui.widgets.key_line import KeyLine
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.manual import FunctionView, InstrumentView
    from bench_gui.words import Words

_HERTZ = "Hz"
_HELD_S = 1.0


@dataclass(frozen=True, slots=True)
class Command:
    """What the person wants of an instrument; empty texts are left out of the message."""

    command: str
    instrument: str
    function: str = ""
    range: str = ""
    value: str = ""
    frequency: str = ""
    confirmed: bool = False


class ManualInstrumentPanel(Panel):
    """The panel of one instrument.

    Args:
        parent: that it belongs to.
    """

    wanted = Signal(object)
    """A `Command`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: InstrumentView | None = None
        self._form: Form | None = None
        self._title, self._note = Label(wraps=True), Label("quiet", wraps=True)
        self._title.setProperty("as_written", "true")
        self._note.setProperty("as_written", "true")
        self._output = Toned()
        self._function, self._range = Choice(), Choice()
        self._value, self._frequency = KeyLine(), KeyLine()
        self._limit, self._understood = Label("small", wraps=True), Label(wraps=True)
        self._read, self._set, self._operate = Button("plain", "search"), HoldButton(), HoldButton("plain", "bolt")
        self._standby, self._vent = Button("plain", "off"), Button("plain", "up")
        self._lay_out()
        self._connect()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        words = form.words
        self._function.setAccessibleName(words("Function"))
        self._range.setAccessibleName(words("Range"))
        self._value.setAccessibleName(words("Value to set"))
        self._frequency.setAccessibleName(words("Frequency"))
        self._frequency.setPlaceholderText(words("Frequency in Hz"))
        self._standby.say(words("Switch off"))
        self._vent.say(words("Vent"))
        self._output.adopt(form)
        for button in self._buttons:
            button.adopt(form)
        if self._view is not None:
            self.show_view(self._view)

    def show_view(self, view: InstrumentView) -> None:
        """Show an instrument."""
        self._view = view
        self._title.say(view.title)
        self._note.say(view.note)
        self._note.setVisible(bool(view.note))
        self._output.setVisible(view.output is not None)
        if view.output is not None:
            self._output.say(view.output.word, view.output.tone)
        self.stand(view.output.tone if view.output is not None and view.output.hazardous else Tone.NEUTRAL)
        self._function.offer((one.function, one.title) for one in view.functions)
        self._show_function()

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return self._read, self._set, self._operate, self._standby, self._vent

    def _chosen(self) -> FunctionView | None:
        functions = self._view.functions if self._view is not None else ()
        return next((one for one in functions if one.function == self._function.chosen), None)

    def _show_function(self) -> None:
        """Show what belongs to the chosen function."""
        view, form, chosen = self._view, self._form, self._chosen()
        if view is None or form is None:
            return
        works = chosen is not None and not view.note
        source, indicates = works and view.source, works and not view.source
        self._function.setVisible(works)
        self._offer_ranges(chosen)
        self._range.setVisible(indicates and chosen is not None and bool(chosen.ranges))
        self._value.setVisible(source)
        self._value.setPlaceholderText(form.words("Value in {unit}", unit=chosen.unit) if chosen else "")
        self._frequency.setVisible(source and chosen is not None and chosen.frequency)
        self._limit.say(chosen.limit if chosen is not None else "")
        self._limit.setVisible(source)
        self._read.setVisible(indicates)  # it stays enabled: the focus would leave it at each reading
        self._read.say(form.words("Reading …") if view.busy else form.words("Read"))
        self._show_entry()

    def _offer_ranges(self, chosen: FunctionView | None) -> None:
        """Offer the ranges of the chosen function, the largest first: it bears whatever is on the terminals."""
        ranges = chosen.ranges if chosen is not None else ()
        self._range.offer((one, one) for one in reversed(ranges))

    def _show_entry(self, *_: object) -> None:
        """Show what was typed as it is understood, and which buttons it takes."""
        view, entry, frequency = self._view, self._entry(), self._frequency_entry()
        if view is None:
            return
        source = view.source and not view.note
        refused = entry.refused or frequency.refused
        shown = " · ".join(part for part in (entry.shown, frequency.shown) if part)
        self._understood.say(refused or (f"= {shown}" if shown else ""), Tone.BAD if refused else Tone.NEUTRAL)
        self._understood.setVisible(source and bool(refused or shown))
        set_property(self._value, "tone", (Tone.BAD if entry.refused else Tone.NEUTRAL).value)
        self._set.setEnabled(bool(entry.value) and not refused and self._frequency_is_there() and not view.busy)
        self._operate.setEnabled(bool(view.set_to) and not view.busy)
        self._show_buttons(view, entry, source=source)

    def _show_buttons(self, view: InstrumentView, entry: ToSet, *, source: bool) -> None:
        words = self._form.words if self._form is not None else None
        if words is None:
            return
        hold = view.hold and bool(view.set_to)
        self._set.say(words("Hold: set") if entry.hold else words("Set"))
        self._set.must_be_held(_HELD_S if entry.hold else 0)
        self._operate.say(_switching_on(view, words, hold=hold))
        self._operate.must_be_held(_HELD_S if hold else 0)
        for button in (self._set, self._operate, self._standby):
            button.setVisible(source)
        self._vent.setVisible(source and view.vents)

    def _entry(self) -> ToSet:
        view, form, chosen = self._view, self._form, self._chosen()
        if view is None or form is None or chosen is None:
            return ToSet()
        return to_set(self._value.text(), chosen.unit, chosen.most, view.confirm_above, form.words)

    def _frequency_entry(self) -> ToSet:
        chosen = self._chosen()
        if self._form is None or self._view is None or chosen is None or not chosen.frequency:
            return ToSet()
        return to_set(self._frequency.text(), _HERTZ, None, self._view.confirm_above, self._form.words)

    def _frequency_is_there(self) -> bool:
        chosen = self._chosen()
        return chosen is not None and (not chosen.frequency or bool(self._frequency_entry().value))

    def _want(self, command: str) -> None:
        """Tell what the person wants; what had to be held for it is confirmed."""
        view = self._view
        if view is None or (view.busy and command == "read"):
            return
        name, function, entry = view.name, str(self._function.chosen or ""), self._entry()
        if command == "read":
            self.wanted.emit(Command(command, name, function, str(self._range.chosen or "")))
        elif command == "set":
            frequency = self._frequency_entry().value
            self.wanted.emit(Command(command, name, function, "", entry.value, frequency, entry.hold))
        else:
            self.wanted.emit(Command(command, name, confirmed=command == "operate" and view.hold))

    def take_focus(self) -> bool:
        """Take the focus where something can be chosen here, and tell whether it was taken."""
        if self._function.isHidden():
            return False
        self._function.setFocus()
        return True

    def _by_key(self, button: HoldButton, command: str) -> None:
        """Do by a key what needs no holding; what does, gets the focus, and is held by the space bar."""
        if button.hold_s > 0:
            button.setFocus()
        elif button.isEnabled():
            self._want(command)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._output)
        self.rows.addLayout(head)
        self.rows.addWidget(self._note)
        fields = QGridLayout()
        fields.addWidget(self._function, 0, 0)
        fields.addWidget(self._range, 0, 1)
        fields.addWidget(self._value, 0, 2)
        fields.addWidget(self._frequency, 0, 3)
        fields.setColumnStretch(2, 1)
        fields.setColumnStretch(3, 1)
        self.rows.addLayout(fields)
        for label in (self._limit, self._understood):
            self.rows.addWidget(label)
        row = QHBoxLayout()
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.rows.addLayout(row)

    def _connect(self) -> None:
        self._function.picked.connect(lambda _: self._show_function())
        for line in (self._value, self._frequency):
            line.textChanged.connect(self._show_entry)
            line.returnPressed.connect(lambda: self._by_key(self._set, "set"))
        self._read.clicked.connect(lambda: self._want("read"))
        self._set.held.connect(lambda: self._want("set"))
        self._operate.held.connect(lambda: self._want("operate"))
        self._standby.clicked.connect(lambda: self._want("standby"))
        self._vent.clicked.connect(lambda: self._want("vent"))
        Key("F5", marked("Take a reading"), self._read.click, self, near=True)
        Key("F6", marked("Set the value"), lambda: self._by_key(self._set, "set"), self, near=True)
        Key("F7", marked("Output on"), lambda: self._by_key(self._operate, "operate"), self, near=True)
        Key("F8", marked("Output off"), self._standby.click, self, near=True)


def _switching_on(view: InstrumentView, words: Words, *, hold: bool) -> str:
    """Return what the button says: what would be put out, which need not be what stands in the field."""
    if not view.set_to:
        return words("Switch on")
    if hold:
        return words("Hold: switch on {value}", value=view.set_to)
    return words("Switch on {value}", value=view.set_to)
