"""The left column: signals while the run goes on; a question, a reason or the end where a person is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.panels.ended import EndedPanel
from bench_gui.panels.outputs import OutputsPanel
from bench_gui.panels.prompt import PromptPanel
from bench_gui.panels.reading import ReadingPanel
from bench_gui.panels.reasons import CorrectPanel, ExplainPanel, RetryPanel, SkipPanel
from bench_gui.panels.settling import SettlingPanel
from bench_gui.qt import QScrollArea, QStackedWidget, Qt, QVBoxLayout, QWidget, Signal
from bench_gui.views.wiring_picture import PictureColours, wiring_picture

if TYPE_CHECKING:
    from bench_core.clock import Clock
    from bench_gui.form import Form, Formed
    from bench_gui.panels.asking import AskPanel
    from bench_gui.views.controls import ControlsView
    from bench_gui.views.prompts import PromptView
    from bench_gui.views.sight import Sight

_GAP = 6
_WIDTH, _COMPACT_WIDTH = 400, 440


class Aside(QStackedWidget):
    """Shows one page at a time; what a person is filling in is never taken away under their hands.

    Args:
        clock: by which a button is held.
    """

    wanted = Signal(object)
    """A `Wanted` of one of the panels that ask."""
    declined = Signal()
    """No reason is given for an abort."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__()
        self.reading, self.settling, self.outputs = ReadingPanel(), SettlingPanel(), OutputsPanel()
        self.prompt, self.ended = PromptPanel(clock), EndedPanel()
        self.explains = ExplainPanel()
        self.retry, self.skip, self.correct = RetryPanel(), SkipPanel(), CorrectPanel()
        self._signals = self._signals_page()
        self._asking: AskPanel | None = None
        self._sight: Sight | None = None
        self._form: Form | None = None
        self._pictured: tuple[str, Form] | None = None
        self._focused = ""
        self._offered = False
        self.picture = ""
        """Of the leads that a person is asked to connect, as SVG; empty while nobody is."""
        for page in (self._signals, self.prompt, self.ended, *self._asks):
            self.addWidget(page)
        for ask in self._asks:
            ask.wanted.connect(self.wanted)
            ask.closed.connect(lambda done=ask: self._close(done))
        self.explains.declined.connect(self.declined)
        self.setFixedWidth(_WIDTH)
        self._turn_to(self._signals)

    @property
    def asking(self) -> AskPanel | None:
        """The panel that asks for a reason now; None where none does."""
        return self._asking

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form, self._offered = form, False
        panels: tuple[Formed, ...] = (self.reading, self.settling, self.outputs, self.prompt, self.ended, *self._asks)
        for panel in panels:
            panel.adopt(form)

    def show_sight(self, sight: Sight) -> None:
        """Show the page that is needed now."""
        self._sight = sight
        view = sight.view
        if not self._offered:  # in another language
            self._offered = True
            self.retry.offer(view.controls)
            self.correct.offer(view.controls)
        if view.ended or not sight.seen.alive:
            self._asking = None  # nobody takes it in any more
        if view.prompt is not None:
            self._ask(sight, view.prompt)
        else:
            self.picture, self._pictured = "", None
        page = self._page(sight)
        if page is self._signals:
            self.reading.show_view(view.readings)
            self.settling.show_view(view.settling)
            self.outputs.show_view(view.outputs)
        elif page is self.ended:
            self.ended.show_view(view)
        self._turn_to(page)

    def ask(self, control: str, view: ControlsView, chosen: tuple[str, str]) -> None:
        """Ask for what a control needs.

        Args:
            control: `retry`, `skip` or `correct`.
            view: of the controls.
            chosen: item and point that the person has chosen in the table.
        """
        panel: AskPanel = {"retry": self.retry, "skip": self.skip, "correct": self.correct}[control]
        if panel is self.retry:
            self.retry.offer(view, chosen)
        elif panel is self.correct:
            self.correct.offer(view)
        self._open(panel)

    def explain(self) -> None:
        """Ask why the run was ended."""
        if self._asking is not self.explains:
            self._open(self.explains)

    def sent(self, ticket: int) -> None:
        """Note that what was asked for is on its way."""
        if self._asking is not None:
            self._asking.sent(ticket)

    def told(self, ticket: int, text: str, *, refused: bool) -> None:
        """Take in what the run said to a command or an answer."""
        self.prompt.told(ticket, text, refused=refused)
        for ask in self._asks:
            ask.told(ticket, text, refused=refused)

    def forget(self) -> None:
        """Another run is watched."""
        self._asking = self._sight = self._pictured = None
        self._focused = self.picture = ""
        self.prompt.forget()
        self._turn_to(self._signals)

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Take less height, on a small screen."""
        self.setFixedWidth(_COMPACT_WIDTH if compact else _WIDTH)
        self.reading.be_compact(compact)
        self.settling.be_compact(compact)
        for ask in self._asks:
            ask.be_compact(compact)
        self.prompt.be_compact(compact)
        self._signal_rows.removeWidget(self.outputs)  # their badge is in the bar: in a low window they come last
        self._signal_rows.insertWidget(2 if compact else 1, self.outputs)

    @property
    def _asks(self) -> tuple[AskPanel, ...]:
        return self.explains, self.retry, self.skip, self.correct

    def _open(self, panel: AskPanel) -> None:
        self._asking = panel
        panel.begin()
        self._turn_to(panel)
        panel.setFocus()

    def _close(self, done: AskPanel) -> None:
        """Go back from a panel that is done with, unless another one asks by now, such as why a run was aborted."""
        if self._asking is not done:
            return
        self._asking = None
        if self._sight is not None:
            self.show_sight(self._sight)

    def _page(self, sight: Sight) -> QWidget:
        if self._asking is not None:
            return self._asking
        if sight.view.ended or not sight.seen.alive:
            return self.ended
        return self._signals if sight.view.prompt is None else self.prompt

    def _ask(self, sight: Sight, view: PromptView) -> None:
        if self._form is None:
            return
        wanted = view.prompt, self._form
        if self._pictured != wanted:
            self._pictured = wanted
            self.picture = wiring_picture(sight.seen, _colours(self._form), self._form.words) if view.leads else ""
        self.prompt.show_view(view)

    def _turn_to(self, page: QWidget) -> None:
        if page is not self.currentWidget():
            self.setCurrentWidget(page)
        self._focus_prompt(page)

    def _focus_prompt(self, page: QWidget) -> None:
        """Give a new question the keyboard, once."""
        asked = self.prompt.asked
        if page is self.prompt and asked != self._focused:
            self._focused = asked
            self.prompt.take_focus()

    def _signals_page(self) -> QWidget:
        inside = QWidget()
        self._signal_rows = rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_GAP)
        for panel in (self.reading, self.outputs, self.settling):
            rows.addWidget(panel)
        rows.addStretch(1)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(inside)
        return scrolled


def _colours(form: Form) -> PictureColours:
    colour = form.tokens.colour
    return PictureColours(
        ground=colour.surface,
        box=colour.raised,
        outline=colour.line,
        text=colour.text,
        lead=colour.accent,
        hazard=colour.hazard,
        hazard_text=colour.on_hazard,
    )
