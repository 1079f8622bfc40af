"""The large part of the run screen: plot above and table below, or one of them at a time where there is little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.panels.log import LogPanel
from bench_gui.panels.results import ResultsPanel
from bench_gui.qt import QHBoxLayout, QSplitter, QStackedWidget, Qt, QVBoxLayout, QWidget, Signal
from bench_gui.widgets.button import Button
from bench_gui.widgets.picture import Picture

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.plots.error_plot import ErrorPlotPanel
    from bench_gui.plots.live_plot import LivePlotPanel
    from bench_gui.views.sight import Sight

_ICONS = {"leads": "plug", "table": "table", "errors": "chart", "signal": "signal", "log": "list"}
_FOR_A_WHILE = frozenset({"log", "leads"})
_PLOT_SHARE, _TABLE_SHARE = 1, 1


class AreaPanel(QWidget):
    """Errors, signal and log take turns above the table of results."""

    item_wanted = Signal(str)
    """The id of the item whose errors a person wants to see; empty for all."""
    point_chosen = Signal(object)
    """The `PlotPoint` that a person chose."""

    def __init__(self) -> None:
        super().__init__()
        self.results, self.log, self.leads = ResultsPanel(), LogPanel(), Picture()
        self.errors: ErrorPlotPanel | None = None
        self.signal: LivePlotPanel | None = None
        self.choices = {name: Button("flat", icon_name) for name, icon_name in _ICONS.items()}
        self._above, self._split = QStackedWidget(), QSplitter(Qt.Orientation.Vertical)
        self._pages: dict[str, QWidget] = {
            "errors": QWidget(),
            "signal": QWidget(),
            "log": self.log,
            "leads": self.leads,
        }
        self._shown, self._before, self._compact = "errors", "errors", False
        self._form: Form | None = None
        self._sight: Sight | None = None
        self._lay_out()
        for name, button in self.choices.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _, wanted=name: self.choose(wanted))
        self.choose("errors")

    @property
    def shown(self) -> str:
        """What was chosen: `leads`, `table`, `errors`, `signal` or `log`."""
        return self._shown

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        words = form.words
        texts = words("Leads"), words("Table"), words("Errors"), words("Signal"), words("Log F9")
        for button, text in zip(self.choices.values(), texts, strict=True):
            button.say(text)
            button.adopt(form)
        for panel in (self.results, self.log, self.errors, self.signal):
            if panel is not None:
                panel.adopt(form)

    def load_plots(self) -> None:
        """Load the library of the plots, which takes longer than everything else, and show them."""
        if self.errors is not None or self._form is None:
            return
        from bench_gui.plots.error_plot import ErrorPlotPanel  # noqa: PLC0415  the first picture does not wait for it
        from bench_gui.plots.live_plot import LivePlotPanel  # noqa: PLC0415  likewise

        self.errors, self.signal = ErrorPlotPanel(), LivePlotPanel()
        for name, panel in (("errors", self.errors), ("signal", self.signal)):
            panel.adopt(self._form)
            old = self._pages[name]
            self._above.insertWidget(self._above.indexOf(old), panel)
            self._above.removeWidget(old)
            old.deleteLater()
            self._pages[name] = panel
        self.errors.item_wanted.connect(self.item_wanted)
        self.errors.chosen.connect(self.point_chosen)
        self.choose(self._shown)
        if self._sight is not None:
            self.show_sight(self._sight)

    def show_sight(self, sight: Sight) -> None:
        """Show what is in view; what is not is left as it is."""
        self._sight = sight
        if self.results.isVisibleTo(self):
            self.results.show_view(sight.view.rows)
        if self._above.isHidden():
            return
        if self._page == "log":
            self.log.show_seen(sight.seen)
        elif self._page == "errors" and self.errors is not None:
            self._show_errors(self.errors, sight)
        elif self._page == "signal" and self.signal is not None:
            self.signal.show_view(sight.view.live_plot)

    def _show_errors(self, panel: ErrorPlotPanel, sight: Sight) -> None:
        if self._form is not None:
            items = [(one.item, one.title) for one in sight.view.rows.items]
            panel.offer([("", self._form.words("All items")), *items] if len(items) > 1 else items)
        panel.item.choose(sight.view.error_plot.item)
        panel.show_view(sight.view.error_plot)

    def forget(self) -> None:
        """Another run is watched."""
        self._sight = None
        self.log.forget()
        self.results.follow()
        self.show_leads("", "")

    def choose(self, name: str) -> None:
        """Show the leads, the table, the errors, the signal or the log."""
        if name not in _FOR_A_WHILE:
            self._before = name
        self._shown = name
        if name in self._pages:
            self._above.setCurrentWidget(self._pages[name])
        self._arrange()
        if self._sight is not None:
            self.show_sight(self._sight)
        if name == "log":
            self.log.setFocus()

    def toggle_log(self) -> None:
        """Open the log, or go back to what was there before."""
        self.choose(self._before if self._shown == "log" else "log")

    def show_leads(self, picture: str, told: str) -> None:
        """Show how leads are connected, over everything else, while a person is asked to connect them.

        Args:
            picture: as SVG; empty while nobody is asked.
            told: what it shows.
        """
        if picture == self.leads.text:
            return
        asked = not self.leads.text
        self.leads.draw(picture, told)
        if not picture and self._shown == "leads":
            self.choose(self._before)
        else:
            self.choose("leads" if asked and picture else self._shown)

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Show one thing at a time, on a small screen."""
        if compact != self._compact:
            self._compact = compact
            if not compact and "table" in {self._shown, self._before}:
                self._before = "errors"
                self._shown = self._shown if self._shown in _FOR_A_WHILE else "errors"
            self.choose(self._shown)

    @property
    def _page(self) -> str:
        shown = self._above.currentWidget()
        return next(name for name, page in self._pages.items() if page is shown)

    def _arrange(self) -> None:
        self.choices["table"].setVisible(self._compact)
        self.choices["leads"].setVisible(bool(self.leads.text))
        alone = self._compact or self._shown == "leads"
        self.results.setVisible(not alone or self._shown == "table")
        self._above.setVisible(not self._compact or self._shown != "table")
        for name, button in self.choices.items():
            button.setChecked(name == self._shown)

    def _lay_out(self) -> None:
        for page in self._pages.values():
            self._above.addWidget(page)
        self._split.addWidget(self._above)
        self._split.addWidget(self.results)
        self._split.setSizes([100 * _PLOT_SHARE, 100 * _TABLE_SHARE])
        self._split.setStretchFactor(0, _PLOT_SHARE)
        self._split.setStretchFactor(1, _TABLE_SHARE)
        self._split.setChildrenCollapsible(False)
        row = QHBoxLayout()
        row.setSpacing(2)
        for button in self.choices.values():
            row.addWidget(button)
        row.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addLayout(row)
        rows.addWidget(self._split, 1)
