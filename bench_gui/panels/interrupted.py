"""What an interrupted run left behind, and the choices that a person has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.widgets.button import Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.scroll import Scroll
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from pathlib import Path

    from bench_gui.form import Form
    from bench_gui.views.review.interrupted import InterruptedRun, OutputNow, Way, WayView

_GAP, _LONGEST = 8, 300
_CLOSE = "close"


class InterruptedPanel(QWidget):
    """Facts on the left, outputs on the right, choices below."""

    chosen = Signal(object)
    """A `Way`; to close, only once there is a reason."""

    def __init__(self) -> None:
        super().__init__()
        self._form: Form | None = None
        self._view: InterruptedRun | None = None
        self._shown: Path | None = None
        self._may_change = True
        self._what = Label("heading", wraps=True)
        self._facts = [(Label("quiet"), Label(wraps=True)) for _ in range(5)]
        self._outputs_title, self._outputs_panel = Label("heading"), Panel()
        self._advice = Label(wraps=True)
        self._outputs: list[_Output] = []
        self._ways: list[tuple[Button, Label]] = []
        self._choices = QGridLayout()
        self._closing: Label | None = None
        self._reason = QLineEdit(maxLength=_LONGEST)
        self._reason.hide()
        self._choices_panel = Panel()
        self._lay_out()

    @property
    def reason(self) -> str:
        """Why the run is closed, as typed."""
        return self._reason.text().strip()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        words = form.words
        self._reason.setPlaceholderText(words("Why it is closed and not resumed (goes on record); then Enter"))
        self._reason.setAccessibleName(words("Why it is closed and not resumed (goes on record); then Enter"))
        names = (words("Last point"), words("Stopped"), words("Why"), words("Begun"), words("Operator"))
        for (name, _), text in zip(self._facts, names, strict=True):
            name.say(text)
        self._outputs_title.say(words("Outputs now"))
        view, self._view = self._view, None
        if view is not None:
            self.show_view(view)

    def show_view(self, view: InterruptedRun) -> None:
        """Show a run; nothing is drawn anew where it is the same."""
        if self._form is None or view == self._view:
            return
        if self._shown != view.record:  # a reason is why this run is closed, and no other one
            self._shown = view.record
            self._reason.clear()
            self._ask_reason(asked=False)
        self._view = view
        self._what.say(view.what)
        told = (view.last_point, view.stopped, view.why, view.started, view.operator)
        for (_, label), text in zip(self._facts, told, strict=True):
            label.say(text)
        self._advice.say(view.advice)
        self._advice.setVisible(bool(view.advice))
        self._outputs_panel.stand(Tone.HAZARD if view.hazard else Tone.NEUTRAL)
        while len(self._outputs) < len(view.outputs):
            self._outputs.append(_Output())
            self._outputs_panel.rows.insertWidget(len(self._outputs), self._outputs[-1])
        for number, line in enumerate(self._outputs):
            line.setVisible(number < len(view.outputs))
            if number < len(view.outputs):
                line.show_output(view.outputs[number], self._form)
        self._show_ways(view.ways, self._form)

    def allow(self, *, changes: bool) -> None:
        """Allow the run to be resumed or closed, or neither."""
        self._may_change = changes
        for button, _ in self._ways[:-1]:
            button.setEnabled(changes)
        self._reason.setEnabled(changes)

    def offer_choices(self, *, offered: bool) -> None:
        """Offer what may be done, or nothing, once the run was closed."""
        self._choices_panel.setVisible(offered)

    def await_choice(self) -> None:
        """Put the focus on the choice that changes nothing."""
        if self._ways:
            self._ways[-1][0].setFocus()

    def _show_ways(self, ways: tuple[WayView, ...], form: Form) -> None:
        while len(self._ways) < len(ways):
            number = len(self._ways)
            button = Button("plain", "play" if number == 0 else "next")
            explained = Label("quiet", wraps=True)
            self._choices.addWidget(button, number, 0)
            self._choices.addWidget(explained, number, 1)
            self._ways.append((button, explained))
            button.clicked.connect(lambda _, way=ways[number].way: self._pick(way))
            if ways[number].way.value == _CLOSE:
                self._closing = explained
                self._choices.addWidget(self._reason, number, 1)
                self.setTabOrder(button, self._reason)
        for (button, explained), way in zip(self._ways, ways, strict=False):
            button.adopt(form)
            button.say(way.text)
            explained.say(way.explanation)
        self.allow(changes=self._may_change)

    def _pick(self, way: Way) -> None:
        """Pass a choice on; who closes a run is asked for a reason first."""
        closing = way.value == _CLOSE
        self._ask_reason(asked=closing)
        if closing and not self.reason:
            self._reason.setFocus()
        else:
            self.chosen.emit(way)

    def _ask_reason(self, *, asked: bool) -> None:
        """Show the field in place of what closing does: no button goes from under the pointer."""
        self._reason.setVisible(asked)
        if self._closing is not None:
            self._closing.setVisible(not asked)

    def _reasoned(self) -> None:
        view = self._view
        for way in view.ways if view is not None else ():
            if way.way.value == _CLOSE and self.reason:
                self.chosen.emit(way.way)

    def _lay_out(self) -> None:
        facts = Panel()
        facts.setProperty("as_written", "true")
        facts.rows.addWidget(self._what)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for number, (name, label) in enumerate(self._facts):
            grid.addWidget(name, number, 0)
            grid.addWidget(label, number, 1)
        facts.rows.addLayout(grid)
        facts.rows.addStretch(1)
        self._outputs_panel.rows.addWidget(self._outputs_title)
        self._outputs_panel.rows.addWidget(self._advice)
        self._outputs_panel.rows.addStretch(1)
        inside = QWidget()
        sides = QHBoxLayout(inside)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(_GAP)
        sides.addWidget(facts, 1)
        sides.addWidget(self._outputs_panel, 1)
        self._choices_panel.rows.addLayout(self._choices)
        self._reason.returnPressed.connect(self._reasoned)
        self._choices.setColumnStretch(1, 1)
        self._choices.setHorizontalSpacing(_GAP * 2)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_GAP)
        rows.addWidget(Scroll(inside), 1)
        rows.addWidget(self._choices_panel)


class _Output(QWidget):
    """One source: what it answers now, and below what the record says."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("as_written", "true")
        self._name, self._now, self._before = Label(wraps=True), Toned(wraps=True), Label("small", wraps=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        for widget in (self._name, self._now, self._before):
            rows.addWidget(widget)

    def show_output(self, output: OutputNow, form: Form) -> None:
        words = form.words
        self._now.adopt(form)
        self._name.say(words("{name} ({what})", name=output.instrument, what=output.called))
        self._now.say(output.now, output.now_tone, output.now_icon)
        self._before.say(words("when it stopped: {said}", said=output.recorded))
