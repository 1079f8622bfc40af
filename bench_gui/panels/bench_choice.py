"""Chooses a bench of the workplace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QWidget, Signal
from bench_gui.tone import Tone
from bench_gui.widgets.choice import Choice
from bench_gui.widgets.toned import Toned
from bench_gui.work.reading import Reading
from bench_gui.workplace.finding import find

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.work.reading import HasRead
    from bench_gui.workplace.workplace import FoundBench, Workplace


class BenchChoice(QWidget):
    """A list of the benches, or a word that there is none.

    Args:
        session: whose workplace is searched; its chosen bench comes first.
        simulated: whether only benches with a simulated world are offered.
    """

    changed = Signal()
    """Another bench is chosen, or the list was read."""

    def __init__(self, session: Session, *, simulated: bool = False) -> None:
        super().__init__()
        self._session, self._simulated = session, simulated
        self._reading = Reading(self)
        self._reading.done.connect(self._found)
        self._benches: tuple[FoundBench, ...] | None = None
        self._choice, self._none = Choice(), Toned(wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._choice)
        row.addWidget(self._none, 1)
        self.setFocusProxy(self._choice)
        self._choice.picked.connect(lambda _: self.changed.emit())

    @property
    def chosen(self) -> Path | None:
        """File of the chosen bench; None where there is none."""
        key = self._choice.chosen
        return key if isinstance(key, Path) else None

    @property
    def bench(self) -> FoundBench | None:
        """The chosen bench; None where there is none."""
        return next((one for one in self._benches or () if one.path == self.chosen), None)

    @property
    def ready(self) -> bool:
        """Whether the workplace has been searched."""
        return self._benches is not None

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._none.adopt(form)
        self._choice.setAccessibleName(form.words("Bench"))
        self._show()

    def look(self) -> None:
        """Search the workplace, in a thread of its own."""
        folder = self._session.workplace
        self._reading.start(lambda: find(folder))

    def choose(self, bench: Path) -> None:
        """Have a bench chosen where it is offered."""
        self._choice.choose(bench)

    def _found(self, read: HasRead) -> None:
        workplace: Workplace | None = read.found
        found = workplace.benches if workplace is not None else ()
        self._benches = tuple(one for one in found if not one.problem and (one.simulated or not self._simulated))
        self._show()
        wanted = getattr(self._session.chosen, "bench", None)
        if wanted is not None:
            self._choice.choose(wanted.path)
        self.changed.emit()

    def _show(self) -> None:
        words = self._session.form.words
        benches = self._benches or ()
        self._choice.offer((one.path, one.name) for one in benches)
        self._choice.setVisible(bool(benches))
        self._none.setVisible(not benches)
        if self._benches is None:
            self._none.say(words("Looking for benches"), Tone.BUSY)
        elif self._simulated:
            self._none.say(words("No simulated bench in the workplace"), Tone.WARNING)
        else:
            self._none.say(words("No bench in the workplace"), Tone.WARNING)
