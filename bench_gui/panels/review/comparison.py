"""Two runs of the same unit under test side by side: as found and as left, or any two."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench_gui.panels.review.run_name import run_name, told_apart
from bench_gui.panels.review.section import Section
from bench_gui.qt import QGridLayout, QVBoxLayout
from bench_gui.tone import Tone
from bench_gui.views.review.history import read_runs, records_of
from bench_gui.views.review.side_by_side import side_by_side, stages_of
from bench_gui.widgets.choice import Choice
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.text_table import Column, TextRow, TextTable
from bench_gui.widgets.toned import Toned
from bench_gui.work.reading import Reading
from bench_gui.workplace.finding import find
from bench_gui.workplace.record_heads import record_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.views.review.loaded import Loaded
    from bench_gui.views.review.side_by_side import SideBySide
    from bench_gui.words import Words
    from bench_gui.work.reading import HasRead
    from bench_gui.workplace.workplace import FoundRecord

_FEWEST = 2


class ComparisonSection(Section):
    """Chooses the two runs and shows them.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table = TextTable("comparison")
        self._left, self._right = Choice(), Choice()
        self._left_head, self._right_head = Label("quiet"), Label("quiet")
        self._note, self._told = Label("quiet", wraps=True), Toned(wraps=True)
        self._note.setProperty("as_written", "true")  # names of persons stand in it
        self._records: tuple[FoundRecord, ...] = ()
        self._searching, self._reading = Reading(self), Reading(self)
        self._searched: Path | None = None
        self._lay_out()
        self._searching.done.connect(self._found)
        self._reading.done.connect(self._read)
        for choice in (self._left, self._right):
            choice.picked.connect(lambda _: self._compare())

    @property
    def busy(self) -> bool:
        """Whether something is being read or made that is not shown yet."""
        return self._searching.busy or self._reading.busy

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        words = form.words
        self._left_head.say(words("Earlier run"))
        self._right_head.say(words("Later run"))
        self._left.setAccessibleName(words("Earlier run"))
        self._right.setAccessibleName(words("Later run"))
        self.table.setAccessibleName(words("Both runs"))
        self.table.adopt(form)
        self._told.adopt(form)
        self._offer()

    def show_run(self, run: Loaded) -> None:
        """Show another run, or the same in another language."""
        another = self.run is None or self.run.path != run.path
        self.run = run
        if another:
            self._searched = None
        elif self._searched is not None:
            self._compare()

    def enter(self) -> None:
        """Search the workplace for runs of the same unit under test."""
        run, folder = self.run, self.session.workplace
        if run is None or self._searched == run.path:
            return
        self._searched = run.path
        self._told.say(self.session.form.words("Looking for other runs of this instrument"), Tone.BUSY)
        self._told.show()

        def search() -> tuple[FoundRecord, ...]:
            at_hand = (record_head(run.path), *find(folder).records)
            return records_of(at_hand, run.uut, run.state.plan.procedure, simulated=run.state.started.simulated)

        self._searching.start(search)

    def _found(self, read: HasRead) -> None:
        found: tuple[FoundRecord, ...] = read.found or ()
        self._records = found
        self._offer()
        if len(found) >= _FEWEST:
            left, right = stages_of(found) or (found[1], found[0])
            self._left.choose(left.path)
            self._right.choose(right.path)
        self._compare()

    def _offer(self) -> None:
        words = self.session.form.words
        entries = told_apart(self._records, run_name, words)
        for choice in (self._left, self._right):
            choice.offer(entries)
            choice.setEnabled(len(entries) >= _FEWEST)

    def _compare(self) -> None:
        words, left, right = self.session.form.words, self._left.chosen, self._right.chosen
        enough = len(self._records) >= _FEWEST and left != right
        self.table.setVisible(enough)
        if not enough or not isinstance(left, Path) or not isinstance(right, Path):
            self._note.say("")
            same = words("Choose two different runs.")
            only = words("There is no second finished run of this instrument by this procedure.")
            self._told.say(same if len(self._records) >= _FEWEST else only, Tone.NEUTRAL)
            self._told.show()
            return
        self._reading.start(lambda: _both(left, right, self.session.form.words))

    def _read(self, read: HasRead) -> None:
        found = read.found
        self._told.setVisible(found is None or isinstance(found, str))
        if found is None or isinstance(found, str):
            self._told.say(self.session.form.words.of(read.problem) or str(found), Tone.BAD)
            return
        self._note.say(found.adjusted)
        self.table.show_texts(self._columns(found), tuple(self._rows(found)))

    def _columns(self, found: SideBySide) -> tuple[Column, ...]:
        words = self.session.form.words
        stages = found.left.stage, found.right.stage
        if stages[0] == stages[1]:
            stages = words("earlier"), words("later")
        return (
            Column(words("Point")),
            *(Column(words("{stage}: error", stage=stage), number=True) for stage in stages),
            Column(words("Difference"), number=True),
            *(Column(words("{stage}: verdict", stage=stage)) for stage in stages),
            Column("MPE", number=True),
            *(Column(words("{stage}: U", stage=stage), number=True) for stage in stages),
        )

    def _rows(self, found: SideBySide) -> Iterator[TextRow]:
        words, item = self.session.form.words, None
        titles = {one.id: words.of(one.title) for one in self.run.state.plan.items} if self.run is not None else {}
        for row in found.rows:
            if row.item != item:
                item = row.item
                yield TextRow((titles.get(item, item),), heading=True)
            left, right = row.left, row.right
            errors = left.error, right.error, row.difference
            cells = (row.point, *errors, left.word, right.word, row.mpe, left.uncertainty, right.uncertainty)
            yield TextRow(cells, {number: half.tone for number, half in ((4, left), (5, right)) if half.word})

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        panel, grid = Panel(), QGridLayout()
        for column, (head, choice) in enumerate(((self._left_head, self._left), (self._right_head, self._right))):
            grid.addWidget(head, 0, column)
            grid.addWidget(choice, 1, column)
            grid.setColumnStretch(column, 1)
        panel.rows.addLayout(grid)
        panel.rows.addWidget(self._told)
        panel.rows.addWidget(self._note)
        panel.rows.addWidget(self.table, 1)
        panel.rows.addStretch()  # so that nothing is spread out while there is no table
        rows.addWidget(panel)


def _both(left: Path, right: Path, words: Words) -> SideBySide | str:
    """Read both runs, and return them side by side, or what is wrong with one."""
    states, problems = read_runs((left, right))
    if len(states) < _FEWEST:
        return "\n".join(problems)
    return side_by_side(states[0][1], states[1][1], words)
