"""What the controls ask for before their command is sent: the cause of a retry, the reason of a skip or an abort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.panels.asking import AskPanel, Wanted, typed
from bench_gui.qt import QComboBox, QGridLayout, QLineEdit, Signal
from bench_gui.short import short
from bench_gui.widgets.key_line import KeyLine
from bench_gui.widgets.label import Label

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.controls import ControlsView

_LEAST, _LONGEST = 8, 120
"""How many characters of a choice there is always room for, and how many there are at most."""


class ReasonPanel(AskPanel):
    """Asks for a reason and nothing else.

    Args:
        icon_name: of the button that sends.
        control: by which it was asked for.
        command: as `sequencer.commands` names it.
    """

    def __init__(self, icon_name: str, control: str, command: str) -> None:
        super().__init__(icon_name)
        self._control, self._command = control, command
        self.reason = QLineEdit()
        self.body.addWidget(self.reason)
        self.body.addStretch(1)
        self.reason.returnPressed.connect(self.send)
        self.setFocusProxy(self.reason)

    def speak(self, form: Form) -> None:
        """Show the texts of what is asked for."""
        self.reason.setAccessibleName(form.words("Reason"))

    def begin(self) -> None:
        """Begin anew."""
        super().begin()
        self.reason.clear()

    def filled(self) -> Wanted | str:
        """Return the command, or what is missing."""
        reason = typed(self.reason)
        if not reason and self.form is not None:
            return self.form.words("A reason is needed.")
        return Wanted(self._control, self._command, (("reason", reason),))


class SkipPanel(ReasonPanel):
    """Asks why the point under way is left out."""

    def __init__(self) -> None:
        super().__init__("skip", "skip", "skip")

    def speak(self, form: Form) -> None:
        """Show the texts of what is asked for."""
        super().speak(form)
        words = form.words
        self.title.say(words("Why is this point left out?"))
        self.told_of.say(words("The reason goes on record. A point that is left out never counts as a pass."))
        self.send_button.say(words("Skip the point"))


class ExplainPanel(ReasonPanel):
    """Asks, after an abort, why the run was ended."""

    declined = Signal()
    """The person gives no reason; the run need not wait for one."""

    def __init__(self) -> None:
        super().__init__("check", "abort", "explain")

    def speak(self, form: Form) -> None:
        """Show the texts of what is asked for."""
        super().speak(form)
        words = form.words
        self.title.say(words("The run is ended. Why?"))
        self.told_of.say(words("Outputs go to their safe state meanwhile; nothing waits for this."))
        self.send_button.say(words("Record the reason"))
        self.leave_button.say(words("No reason"))

    def leave(self) -> None:
        """Give no reason."""
        self.declined.emit()
        super().leave()


class RetryPanel(AskPanel):
    """Asks which point is taken again, and for which technical cause."""

    def __init__(self) -> None:
        super().__init__("retry")
        self.point, self.cause, self.second = _choice(), _choice(), QLineEdit()
        self._point_name, self._cause_name, self._second_name = (
            Label("quiet"),
            Label("quiet"),
            Label("quiet", wraps=True),
        )
        grid = QGridLayout()
        for column, (name, choice) in enumerate(((self._point_name, self.point), (self._cause_name, self.cause))):
            grid.addWidget(name, 0, column)
            grid.addWidget(choice, 1, column)
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self._second_name)
        self.body.addWidget(self.second)
        self.body.addStretch(1)
        self.second.returnPressed.connect(self.send)
        self.setFocusProxy(self.cause)

    def speak(self, form: Form) -> None:
        """Show the texts of what is asked for."""
        words = form.words
        self.title.say(words("Take a point again"))
        self.told_of.say(words("For a technical cause only. The attempt before stays in the record."))
        self._point_name.say(words("Point"))
        self._cause_name.say(words("Cause"))
        self._second_name.say(words("Second person who agrees, where there is one; without, the worse attempt stands"))
        self.point.setAccessibleName(words("Point"))
        self.cause.setAccessibleName(words("Cause"))
        self.cause.setPlaceholderText(words("Choose the cause"))
        self.second.setAccessibleName(words("Second person"))
        self.send_button.say(words("Take it again"))

    def begin(self) -> None:
        """Begin anew."""
        super().begin()
        self.second.clear()
        self.cause.setCurrentIndex(-1)

    def offer(self, view: ControlsView, chosen: tuple[str, str] | None = None) -> None:
        """Offer points and causes; what is chosen already stays so.

        Args:
            view: that has them.
            chosen: item and point to begin with, as the table has them; None for what is chosen already.
        """
        if self.form is None:
            return
        here = ((self.form.words("Point under way"), ("", "")),) if view.retry.enabled else ()
        points = (*here, *((one.text, (one.item, one.point)) for one in view.retryable))
        _fill(self.point, points, self.point.currentData() if chosen is None else chosen)
        self.point.setCurrentIndex(max(0, self.point.currentIndex()))
        _fill(self.cause, tuple((one.text, one.code) for one in view.causes), self.cause.currentData())

    def filled(self) -> Wanted | str:
        """Return the command, or what is missing."""
        place, cause = self.point.currentData(), self.cause.currentData()
        if self.form is None or place is None:
            return ""
        if cause is None:
            return self.form.words("Choose the cause.")
        item, point = place
        fields = ("cause", cause), ("item", item), ("point", point), ("second", typed(self.second))
        return Wanted("retry", "retry", tuple((name, text) for name, text in fields if text))


class CorrectPanel(AskPanel):
    """Asks which typed reading is corrected, to what, and why."""

    def __init__(self) -> None:
        super().__init__("correct")
        self.reading, self.value, self.why, self.second = _choice(), KeyLine(), QLineEdit(), QLineEdit()
        self._names = [Label("quiet", wraps=True) for _ in range(4)]
        for name, widget in zip(self._names, (self.reading, self.value, self.why, self.second), strict=True):
            self.body.addWidget(name)
            self.body.addWidget(widget)
        self.body.addStretch(1)
        for line in (self.value, self.why, self.second):
            line.returnPressed.connect(self.send)
        self.setFocusProxy(self.reading)

    def speak(self, form: Form) -> None:
        """Show the texts of what is asked for."""
        words = form.words
        self.title.say(words("Correct an entry"))
        self.told_of.say(words("The entry before stays in the record, with who corrected it and why."))
        names = (
            words("Entry"),
            words("Correct value, as it would have been typed"),
            words("Why"),
            words("Second person who agrees, where there is one; without, the worse result stands"),
        )
        for label, widget, name in zip(
            self._names, (self.reading, self.value, self.why, self.second), names, strict=True
        ):
            label.say(name)
            widget.setAccessibleName(name)
        self.send_button.say(words("Correct it"))

    def offer(self, view: ControlsView) -> None:
        """Offer what a person typed, the latest first: that is where one notices a slip."""
        entries = tuple((one.text, one.reading) for one in reversed(view.correctable))
        _fill(self.reading, entries, self.reading.currentData())
        self.reading.setCurrentIndex(max(0, self.reading.currentIndex()))

    def begin(self) -> None:
        """Begin anew."""
        super().begin()
        for line in (self.value, self.why, self.second):
            line.clear()

    def filled(self) -> Wanted | str:
        """Return the command, or what is missing."""
        value, why, reading = typed(self.value), typed(self.why), self.reading.currentData()
        if self.form is None or reading is None:
            return ""
        if not value or not why:
            return self.form.words("The correct value and the reason are both needed.")
        fields = ("reading", reading), ("value", value), ("why", why), ("second", typed(self.second))
        return Wanted("correct", "correct", tuple((name, text) for name, text in fields if text))


def _choice() -> QComboBox:
    """Return an empty choice that asks for no more width than there is."""
    made = QComboBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(_LEAST)
    return made


def _fill(choice: QComboBox, entries: tuple[tuple[str, object], ...], chosen: object) -> None:
    """Offer other entries, each a text and what it stands for; what is chosen stays so where it is still there."""
    choice.clear()
    for text, meant in entries:
        choice.addItem(short(text, _LONGEST), meant)
    meanings = [meant for _, meant in entries]
    choice.setCurrentIndex(meanings.index(chosen) if chosen in meanings else -1)
