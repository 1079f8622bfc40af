"""The run screen: what a technician looks at all day; it shows the watched run and sends what the person wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.panels.area import AreaPanel
from bench_gui.panels.aside import Aside
from bench_gui.panels.banner import BannerPanel
from bench_gui.panels.controls import KEYS, ControlsPanel
from bench_gui.panels.idle import IdlePanel
from bench_gui.panels.pending import Pending
from bench_gui.panels.progress import ProgressPanel
from bench_gui.panels.strip import StripPanel
from bench_gui.qt import (
    QGridLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from bench_gui.screens.screen import Screen
from bench_gui.words import marked
from bench_gui.work.looking import Looking
from bench_gui.work.plot_library import PlotLibrary

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.panels.asking import Wanted
    from bench_gui.panels.prompt import Answered
    from bench_gui.qt import QResizeEvent
    from bench_gui.session import Session
    from bench_gui.views.error_plot import PlotPoint
    from bench_gui.views.point_rows import RowView
    from bench_gui.views.sight import Sight
    from bench_gui.work.commander import Told

_MARGIN = 8
_GAP = 6
_SMALL_BELOW, _LOW_BELOW = 814, 720
"""Heights of the window below which banner and left column are smaller, and below which plot and table take turns."""
_ASKED_FIRST = frozenset({"retry", "skip", "correct"})
"""Controls that need a reason, which is asked for in the window."""


class RunScreen(Screen):
    """Shows the watched run.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.banner, self.progress = BannerPanel(), ProgressPanel()
        self.aside, self.area = Aside(), AreaPanel()
        self.controls, self.strip = ControlsPanel(), StripPanel()
        self.idle = IdlePanel()
        self._pending = Pending()
        self._stack, self._grid = QStackedWidget(), QGridLayout()
        self._sight: Sight | None = None
        self._form = session.form
        self._chosen = ("", "")
        self._fits: tuple[bool, bool] | None = None
        self._plots = PlotLibrary(self)
        self._looking = Looking(parent=self)
        self._lay_out()
        self._connect()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        parts = (self.banner, self.progress, self.aside, self.area, self.controls, self.strip, self.idle)
        for part in parts:
            part.adopt(form)
        if self._sight is not None:
            self.refresh(self.session.sight())

    def enter(self) -> None:
        """Have the plots loaded beside the rest."""
        self._plots.load()

    def refresh(self, sight: Sight | None) -> None:
        """Show what is known of the watched run."""
        if sight is None:
            self._show_none()
            return
        self._pending.look(sight.seen)
        self._show_pending()
        self._show(sight)

    def closing(self) -> None:
        """Look at no display any more."""
        self._looking.stop()

    def abort(self) -> None:
        """Ask for the reason, whatever screen is shown; the run is ending already."""
        sight = self.session.sight()
        if self.session.watch is not None and (sight is None or not sight.view.ended):
            self.session.go("run")
            self.aside.explain()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Give every part the form that fits the window: a notice that comes and goes moves no control elsewhere."""
        super().resizeEvent(event)
        small, low = self.window().height() < _SMALL_BELOW, self.window().height() < _LOW_BELOW
        if (small, low) != self._fits:
            self._fits = small, low
            self._arrange(compact=low)
            self.banner.be_compact(small)
            self.aside.be_compact(small)
            for part in (self.controls, self.strip, self.area):
                part.be_compact(low)

    def _show(self, sight: Sight) -> None:
        self._sight = sight
        self._stack.setCurrentIndex(1)
        view = sight.view
        self.banner.show_view(view.banner)
        self.progress.show_view(view.progress)
        self.controls.show_view(view.controls)
        self.strip.show_view(view.strip)
        self.aside.show_sight(sight)
        self.area.show_leads(self.aside.picture, view.banner.why)
        self.area.show_sight(sight)
        if view.prompt is not None and view.prompt.display and self.session.watch is not None:
            self._looking.look(self.session.watch.record, view.prompt.prompt)

    def _show_none(self) -> None:
        if self._sight is not None:
            self._forget()
        self.idle.say(begins=self.session.watch is not None)
        self._stack.setCurrentIndex(0)

    def _forget(self) -> None:
        """Another run is watched, or none."""
        self._sight, self._chosen = None, ("", "")
        self._pending.forget()
        self._show_pending()
        for part in (self.controls, self.aside, self.area):
            part.forget()

    def _show_pending(self) -> None:
        self.session.pending = self._pending.names
        self.controls.wait_for(self._pending.names)

    def _use(self, control: str) -> None:
        """Carry out a control that makes sense now."""
        view = None if self._sight is None else self._sight.view.controls
        if view is None:
            return
        if control in _ASKED_FIRST:
            self.aside.ask(control, view, self._chosen)
        elif control == "resume":
            self._send(control, "resume")
        else:
            self._send(control, "pause", now=control == "pause_now")

    def _send(self, control: str, command: str, **fields: object) -> int | None:
        ticket = self.session.command(command, **fields)
        if ticket is not None:
            self._pending.sent(control, ticket, 0 if self._sight is None else self._sight.seen.held)
            self._show_pending()
        return ticket

    def _send_wanted(self, wanted: Wanted) -> None:
        ticket = self._send(wanted.control, wanted.command, **dict(wanted.fields))
        if ticket is not None:
            self.aside.sent(ticket)

    def _answer(self, answered: Answered) -> None:
        ticket = self.session.command("answer", prompt=answered.prompt, text=answered.text)
        if ticket is not None:
            self.aside.prompt.sent(ticket)

    def _toggle_double_entry(self) -> None:
        self.session.change(double_entry=not self.session.settings.double_entry)
        self.refresh(self.session.sight())

    def _told(self, told: Told) -> None:
        self._pending.told(told.ticket, refused=told.refused)
        self._show_pending()
        self.aside.told(told.ticket, self.session.form.words.of(told.text), refused=told.refused)

    def _decline(self) -> None:
        """Have the run not wait for a reason: a second abort says so."""
        self.session.command("abort", reason="no reason is given 不说明原因")

    def _plot(self, item: str) -> None:
        """Have the errors of an item plotted, or of all."""
        self.session.plotted = item

    def _choose(self, row: RowView | PlotPoint) -> None:
        """Remember a row, or a point of the plot, for a retry; once the run has ended, show all that is known of it."""
        self._chosen = row.item, row.point_id
        if self._sight is not None and self._sight.view.ended:
            self._review()

    def _review(self) -> None:
        self.session.reviewed = self.session.watch.record if self.session.watch is not None else None
        self.session.go("review")

    def _repeat(self) -> None:
        """Keep the set-up of this run for the next unit under test, which the work screen asks for."""
        self.session.repeated = self.session.watch.record if self.session.watch is not None else None
        self.session.go("work")

    def _resume(self) -> None:
        self.session.interrupted = self.session.watch.record if self.session.watch is not None else None
        self.session.go("resume")

    def _connect(self) -> None:
        session = self.session
        session.told.connect(self._told)
        session.run_changed.connect(self._forget)
        self._plots.loaded.connect(self.area.load_plots)
        self.controls.wanted.connect(self._use)
        self.controls.abort.connect(session.abort_wanted)
        self.aside.wanted.connect(self._send_wanted)
        self.aside.declined.connect(self._decline)
        self.aside.prompt.answered.connect(self._answer)
        self._looking.shown.connect(self.aside.prompt.show_display)
        self.aside.prompt.double_entry_toggled.connect(self._toggle_double_entry)
        self.aside.ended.review_wanted.connect(self._review)
        self.aside.ended.next_wanted.connect(self._repeat)
        self.aside.ended.resume_wanted.connect(self._resume)
        self.idle.work_wanted.connect(lambda: session.go("work"))
        self.area.results.row_chosen.connect(self._choose)
        self.area.point_chosen.connect(self._choose)
        self.area.item_wanted.connect(self._plot)
        for control, (keys, does) in sorted(KEYS.items(), key=lambda bound: bound[1]):
            self.on_key(keys, does, lambda used=control: self.controls.use(used))
        self.on_key("F9", marked("Log of the run"), self.area.toggle_log)

    def _arrange(self, *, compact: bool) -> None:
        """Put the controls below the left column, or, where there is little height, below everything."""
        parts = (self.aside, self.area, self.controls, self.strip)
        tall = ((0, 0, 1, 1), (0, 1, 2, 1), (1, 0, 2, 1), (2, 1, 1, 1))
        low = ((0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2), (2, 0, 1, 2))
        for part, place in zip(parts, low if compact else tall, strict=True):
            self._grid.removeWidget(part)
            self._grid.addWidget(part, *place)
        self._grid.setRowStretch(0, 1)

    def _lay_out(self) -> None:
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(_MARGIN, _MARGIN // 2, _MARGIN, _MARGIN)
        rows.setSpacing(_GAP)
        rows.addWidget(self.banner)
        rows.addWidget(self.progress)
        rows.addLayout(self._grid, 1)
        self._grid.setSpacing(_GAP)
        self._grid.setColumnStretch(1, 1)
        self._arrange(compact=False)
        self._stack.addWidget(self.idle)
        self._stack.addWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
