"""The prompt: one question, what stands, and an answer that is never there by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_gui.panels.simulated_display import SimulatedDisplay
from bench_gui.qt import QBoxLayout, QGridLayout, QHBoxLayout, QScrollArea, Qt, QVBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.views.prompts import Wanted
from bench_gui.widgets.button import Button
from bench_gui.widgets.hold_button import HoldButton
from bench_gui.widgets.label import Label
from bench_gui.widgets.number_entry import NumberEntry
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_core.clock import Clock
    from bench_gui.form import Form
    from bench_gui.qt import QResizeEvent
    from bench_gui.views.prompts import PromptView
    from bench_gui.work.looking import Shown


_LEAST_QUESTION = 1
_LOW_BELOW, _TIGHT = 290, 3
"""Height below which its parts stand close together, and a simulated display is as small as it may be; their gap."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: to which prompt, and its text."""

    prompt: str
    text: str


class PromptPanel(Panel):
    """Asks what the run asks; it waits visibly until the record shows that the answer was taken.

    Args:
        clock: by which a button is held.
    """

    answered = Signal(object)
    """An `Answered`."""
    double_entry_toggled = Signal()
    """The person wants every reading entered twice from now on, or no more."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__()
        self._title, self._question = Label("heading", wraps=True), Label("question", wraps=True)
        self._question.setProperty("as_written", "true")
        self._refused, self._state, self._output = Toned(wraps=True), Toned(wraps=True), Toned()
        self._facts = QGridLayout()
        self._fact_labels: list[tuple[Label, Label]] = []
        self.yes, self.no = HoldButton("primary", "check", clock), Button("plain", "cross")
        self._buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._hold_why = Label("small", wraps=True)
        self.display = SimulatedDisplay()
        self.entry, self.twice = NumberEntry(), Button("flat", "retry")
        self._form: Form | None = None
        self._view: PromptView | None = None
        self._ticket: int | None = None
        self._sent = ""
        self._was_let_go = False
        self._gap = self.rows.spacing()
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.yes.held.connect(lambda: self._view is not None and self._answer(self._view.yes_answer))
        self.no.clicked.connect(lambda: self._view is not None and self._answer(self._view.no_answer))
        self.yes.let_go.connect(self._tell_to_hold)
        self.entry.entered.connect(self._answer)
        self.twice.clicked.connect(self._toggle_double_entry)

    @property
    def asked(self) -> str:
        """Id of the prompt that it asks; empty before the first."""
        return "" if self._view is None else self._view.prompt

    @property
    def waits(self) -> bool:
        """Whether an answer is on its way to the record."""
        return self._view is not None and self._sent == self._view.prompt

    @property
    def state(self) -> str:
        """What it says of the answer."""
        return self._state.text if self._state.isVisibleTo(self) else ""

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        for one in (self._refused, self._state, self._output, self.yes, self.no, self.entry, self.twice, self.display):
            one.adopt(form)
        if self._view is not None:
            self._show(self._view)
        if self.waits:
            self._tell_that_it_waits()
        elif self._was_let_go:
            self._tell_to_hold()

    def show_view(self, view: PromptView) -> None:
        """Ask a question."""
        before, self._view = self._view, view
        if before is None or before.prompt != view.prompt:
            self._sent, self._ticket = "", None
            self.yes.forget()
            if view.form is not None:
                self.entry.ask(view.form, view.question)
            self._tell("", Tone.NEUTRAL)
            self.display.begin(view.display)
            self._show(view)
        elif before != view:
            if view.form is not None:
                self.entry.judge_by(view.form)
            self._show(view)

    def show_display(self, shown: Shown) -> None:
        """Show what stands where the person is to look; an instrument that shows nothing leaves its place free."""
        if self._view is not None and self._view.prompt == shown.prompt and self._view.display and not self.waits:
            self.display.show_text(shown.text)
            self.display.setVisible(bool(shown.text))

    def forget(self) -> None:
        """Another run is watched: its prompts have the same ids, and nothing was answered there yet."""
        self._view, self._ticket, self._sent = None, None, ""

    def take_focus(self) -> None:
        """Take the keyboard: an entry at once, yes or no only after one has gone to it."""
        asked = self._view
        (self.entry if asked is not None and asked.form is not None else self).setFocus()

    def sent(self, ticket: int) -> None:
        """Note by which ticket the run will say what became of the answer."""
        self._ticket = ticket

    def told(self, ticket: int, text: str, *, refused: bool) -> None:
        """Take in what the run said to the answer; one that it refused can be given again."""
        if ticket == self._ticket and refused:
            self._sent, self._ticket = "", None
            self._tell(text, Tone.BAD)
            self._let_answer(self._view)
            self.take_focus()

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Put yes and no side by side, on a small screen."""
        direction = QBoxLayout.Direction.LeftToRight if compact else QBoxLayout.Direction.TopToBottom
        self._buttons.setDirection(direction)
        self.display.be_compact(compact)
        for button in (self.yes, self.no, self.twice):
            set_property(button, "tight", "true" if compact else "false")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Leave room for what is said of an entry."""
        super().resizeEvent(event)
        low = self.height() < _LOW_BELOW
        self.rows.setSpacing(_TIGHT if low else self._gap)
        self.display.be_low(low)

    def _toggle_double_entry(self) -> None:
        self.double_entry_toggled.emit()
        self.take_focus()  # the reading is typed next

    def _answer(self, text: str) -> None:
        if self._view is None or self.waits or self._form is None:
            return
        self._sent = self._view.prompt
        self.setFocus()  # a field that is disabled would hand the keyboard to whatever comes next
        self._tell_that_it_waits()
        self._let_answer(self._view)
        self.answered.emit(Answered(self._view.prompt, text))

    def _show(self, view: PromptView) -> None:
        self._title.say(view.title)
        self._question.say(view.question)
        self._refused.say(view.refused, Tone.BAD)
        self._refused.setVisible(bool(view.refused))
        self._output.say(view.output, view.output_tone)
        self._output.setVisible(bool(view.output))
        self._show_facts(view)
        self.yes.say(view.yes)
        self.yes.must_be_held(view.hold_s)
        self.no.say(view.no)
        self._hold_why.say(view.hold_why)
        self.display.entitle(view.display)
        self.twice.say(view.twice)
        self.twice.setChecked(view.form is not None and view.form.twice)
        for widget, needed in (
            (self.yes, bool(view.yes)),
            (self.no, bool(view.no)),
            (self._hold_why, bool(view.hold_why)),
            (self.entry, view.wanted is not Wanted.YES),
            (self.twice, bool(view.twice)),
        ):
            widget.setVisible(needed)
        self.stand(Tone.HAZARD if view.hold_s else Tone.WARNING)
        self._let_answer(view)

    def _show_facts(self, view: PromptView) -> None:
        facts = view.facts
        while len(self._fact_labels) < len(facts):
            pair = Label("quiet"), Label(wraps=True)
            row = len(self._fact_labels)
            self._fact_labels.append(pair)
            self._facts.addWidget(pair[0], row, 0)
            self._facts.addWidget(pair[1], row, 1)
        for number, (name, value) in enumerate(self._fact_labels):
            there = number < len(facts)
            name.setVisible(there)
            value.setVisible(there)
            if there:
                name.say(facts[number][0])
                value.say(facts[number][1])

    def _let_answer(self, view: PromptView | None) -> None:
        free = view is not None and not self.waits
        for widget in (self.yes, self.no, self.entry):
            widget.setEnabled(free)

    def _tell_that_it_waits(self) -> None:
        if self._form is not None:
            self._tell(self._form.words("Sent; waiting for the run"), Tone.BUSY)

    def _tell_to_hold(self) -> None:
        if self._form is not None and self._view is not None:
            held = self._form.words(
                "Hold the button for {hold} s until the bar is full.", hold=f"{self._view.hold_s:g}"
            )
            self._tell(held, Tone.WARNING)
            self._was_let_go = True

    def _tell(self, text: str, tone: Tone) -> None:
        self._was_let_go = False
        self._state.say(text, tone)
        self._state.setVisible(bool(text))

    def _lay_out(self) -> None:
        self._state.setProperty("as_written", "true")  # a run answers in both languages at once
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 6, 0)
        above: tuple[QWidget, ...] = (self._question, self._output)
        for part in above:
            rows.addWidget(part)
        rows.addLayout(self._facts)
        rows.addStretch(1)
        self._facts.setColumnStretch(1, 1)
        self._facts.setHorizontalSpacing(14)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setWidget(inside)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setMinimumHeight(_LEAST_QUESTION)  # before a complaint about an entry is cut off, the question scrolls
        self.twice.setCheckable(True)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.twice)
        self.rows.addLayout(head)
        self.rows.addWidget(scrolled, 1)
        for widget in (self.display, self._refused, self.entry, self._state, self._hold_why):
            self.rows.addWidget(widget)
        self._buttons.addWidget(self.yes)
        self._buttons.addWidget(self.no)
        self.rows.addLayout(self._buttons)
