"""The run view: everything that the run screen shows of one moment of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_gui.views.banner import BannerView, banner
from bench_gui.views.controls import Controls, ControlsView
from bench_gui.views.error_plot import ErrorPlot, ErrorPlots
from bench_gui.views.live_plot import LivePlot, live_plot
from bench_gui.views.outputs import OutputsView, outputs
from bench_gui.views.progress import Progress, ProgressView
from bench_gui.views.prompts import PromptView, prompt
from bench_gui.views.readings import ReadingsView, readings
from bench_gui.views.rows import Rows, RowsView
from bench_gui.views.settling import SettlingView, settling
from bench_gui.views.strip import EntryView, Strip

if TYPE_CHECKING:
    from collections.abc import Collection

    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class RunView:
    """What the run screen shows; each part is asked for by the panel that shows it, and only when it may have changed.

    Args:
        banner: current step.
        readings: live readings.
        settling: None where the run does not wait for a signal.
        outputs: badge.
        progress: and time left.
        rows: results table; the same object as before where nothing has changed.
        error_plot: of all items; likewise.
        live_plot: current signal; None before the first indication.
        strip: last events.
        controls: what a person may do.
        prompt: what a person is asked; None where nobody is.
        simulated: whether the instruments are simulated.
        who: the operator.
        run: its name.
        ended: whether the record is complete.
    """

    banner: BannerView
    readings: ReadingsView
    settling: SettlingView | None
    outputs: OutputsView
    progress: ProgressView
    rows: RowsView
    error_plot: ErrorPlot
    live_plot: LivePlot | None
    strip: tuple[EntryView, ...]
    controls: ControlsView
    prompt: PromptView | None
    simulated: bool
    who: str
    run: str
    ended: bool


class RunViewer:
    """Makes run views of one moment after the other, and keeps what costs: rows, plot points and what is expected."""

    def __init__(self) -> None:
        self._rows = Rows()
        self._plots = ErrorPlots()
        self._progress = Progress()
        self._strip = Strip()
        self._controls = Controls()

    def view(
        self,
        seen: Seen,
        now: float,
        words: Words,
        pending: Collection[str] = (),
        item: str = "",
        *,
        twice: bool = False,
    ) -> RunView:
        """Return what the run screen shows.

        Args:
            seen: of the run.
            now: time of the window's clock [s].
            words: of the window's language.
            pending: names of the controls that a person has used and the run has not carried out yet.
            item: whose errors are plotted; empty for all items.
            twice: whether every reading that a person takes is entered twice.
        """
        state = seen.state
        return RunView(
            banner=banner(seen, now, words, pending),
            readings=readings(seen, now, words),
            settling=settling(seen, now, words),
            outputs=outputs(seen, words),
            progress=self._progress.view(seen, now, words),
            rows=self._rows.view(seen, words),
            error_plot=self._plots.view(seen, words, item),
            live_plot=live_plot(seen, words),
            strip=self._strip.view(seen, words),
            controls=self._controls.view(seen, words, pending),
            prompt=prompt(seen, words, twice=twice),
            simulated=state.started.simulated,
            who=state.started.operator,
            run=state.run,
            ended=state.ended is not None,
        )


def run_view(seen: Seen, now: float, words: Words) -> RunView:
    """Return what the run screen shows, with nothing kept; arguments as `RunViewer.view`."""
    return RunViewer().view(seen, now, words)
