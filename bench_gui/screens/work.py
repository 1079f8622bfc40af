"""The first screen: the work at hand, a scan that finds it, and the set-up of the next run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bench_core.clock import system_clock
from bench_core.errors import UsageError
from bench_core.failures import told
from bench_gui.panels.empty_workplace import EmptyWorkplace
from bench_gui.panels.new_uut import NewUutPanel
from bench_gui.panels.operator_entry import OperatorEntry
from bench_gui.panels.runs_at_hand import RunsAtHand
from bench_gui.panels.scan_field import ScanField
from bench_gui.panels.set_up import SetUpPanel
from bench_gui.panels.work_table import WorkTable
from bench_gui.qt import QHBoxLayout, QTimer, QVBoxLayout, QWidget
from bench_gui.screens.screen import Screen
from bench_gui.tone import Tone
from bench_gui.views.waiting import reads_blind_now
from bench_gui.widgets.button import Button
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked
from bench_gui.work.workplace_reader import WorkplaceReader

if TYPE_CHECKING:
    from bench_core.bilingual import Bilingual
    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.views.at_hand import AtHand, Found, RunRow
    from bench_gui.views.sight import Sight
    from bench_gui.workplace.proposal import SetUp
    from bench_gui.workplace.scan import Scanned
    from bench_gui.workplace.workplace import FoundBench, FoundOrder, FoundProcedure, FoundRecord, Uut

_MARGIN, _GAP = 10, 8
_AFTER_PICTURE_MS = 1


class WorkScreen(Screen):
    """Work list, scan field and set-up."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._at_hand: AtHand | None = None
        self._scanned: Scanned | None = None
        self._awaited = self._blind = False
        self._set_up: SetUp | None = None
        self._record: FoundRecord | None = None
        self._reader = WorkplaceReader(self)
        self._runs, self._scan, self._operator = RunsAtHand(), ScanField(), OperatorEntry(session)
        self._repeat, self._said = Button("plain", "retry"), Toned(wraps=True)
        self._table, self._panel, self._new = WorkTable(), SetUpPanel(), NewUutPanel()
        self._empty = EmptyWorkplace(session)
        self._body = QWidget()
        self._lay_out()
        self._connect()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._repeat.say(form.words("Next UUT, same set-up  Ctrl+N"))
        for one in (
            self._runs, self._scan, self._operator, self._repeat, self._said, self._table, self._panel, self._new,
            self._empty,
        ):  # fmt: skip
            one.adopt(form)
        self._show()

    def enter(self) -> None:
        """Read the workplace anew and wait for a scan."""
        self._operator.show_operator()
        if self.session.repeated is not None:
            self._repeat.setChecked(True)
        self._show()
        self._scan.await_scan()
        QTimer.singleShot(_AFTER_PICTURE_MS, self._read)

    def refresh(self, sight: Sight | None) -> None:
        """Tell no verdict of an earlier run while a person reads blind."""
        blind = sight is not None and reads_blind_now(sight.view.prompt)
        if blind != self._blind:
            self._blind = blind
            self._show()

    def leave(self) -> None:
        """Read nothing that nobody looks at."""
        self._reader.forget()

    def closing(self) -> None:
        """Wait for nothing any more."""
        self.leave()

    @property
    def _found(self) -> Found | None:
        return self._reader.found

    def _read(self) -> None:
        self._reader.look(self.session.workplace)

    def _refused(self, why: Bilingual) -> None:
        self._said.say(self.session.form.words.of(why), Tone.BAD)

    def _came(self) -> None:
        from bench_gui.views.at_hand import as_found_now  # noqa: PLC0415  loaded in the reading thread by now

        if self._set_up is not None and self._found is not None:
            self._set_up = as_found_now(self._set_up, self._found.workplace)
        self._show()
        self._reader.judge(self._at_hand.rows if self._at_hand is not None else ())
        if self._awaited:  # who scanned before the workplace was read
            self._awaited = False
            self._enter()

    def _show(self) -> None:
        words = self.session.form.words
        if self._found is None:
            self._said.say(words("Reading the workplace…"), Tone.BUSY)
            self._arrange(empty=False)
            return
        from bench_gui.views import at_hand  # noqa: PLC0415  loaded by now

        today = system_clock().utc().astimezone().date()
        self._at_hand = view = at_hand.at_hand(self._found, today, words, blind=self._blind)
        self._runs.show_view(view.runs)
        self._repeat.setVisible(view.last is not None)
        beside = self.session.beside
        coming = view.empty and beside is not None and beside.running
        self._arrange(empty=view.empty and not coming)
        self._search()
        if coming:
            self._said.say(words("The workplace is being made ready…"), Tone.BUSY)

    def _search(self) -> None:
        """Show the rows that the scan field means, which is cheap enough for every character of a scanner."""
        view = self._at_hand
        if view is None:
            return
        from bench_gui.views import at_hand  # noqa: PLC0415  loaded by now
        from bench_gui.workplace.scan import search  # noqa: PLC0415  likewise

        self._scanned = scan = search(view.rows, self._scan.text())
        self._table.show_rows(scan.rows)
        repeats = self._repeat.isChecked()
        self._said.say(*at_hand.said(view, scan, repeats=repeats, words=self.session.form.words))
        self._show_set_up()

    def _typed(self) -> None:
        """Search, and put away the set-up of an instrument that is not meant any more."""
        self._new.hide()
        self._search()
        if self._table.row is None:
            self._set_up = self._record = None
            self._show_set_up()

    def _arrange(self, *, empty: bool) -> None:
        self._empty.setVisible(empty)
        self._body.setVisible(not empty)

    def _show_set_up(self) -> None:
        found, set_up = self._found, self._set_up
        self._panel.setVisible(set_up is not None and self._new.isHidden())
        if found is not None and set_up is not None:
            from bench_gui.views.set_up_view import set_up_view  # noqa: PLC0415  as above

            self._panel.show_view(set_up_view(found.workplace, set_up, self._record, self.session.form.words))

    def _enter(self) -> None:
        """Take what was scanned: one row, several to choose from, or an instrument that nobody knows."""
        scan = self._scanned
        if scan is None:
            self._awaited = True
        elif not scan.text:
            self._table.setFocus()
        elif scan.only is not None:
            self._table.look_at(scan.only)
            self._choose()
        elif scan.rows:
            self._table.selectRow(0)
            self._table.setFocus()
        else:
            self._ask_who(scan.text)

    def _ask_who(self, serial: str) -> None:
        from bench_gui.workplace.scan import known_types  # noqa: PLC0415  as above

        if self._found is not None:
            self._new.ask(serial, known_types(self._found.workplace))
            self._new.show()
            self._panel.hide()
            self._new.await_entry()

    def _entered(self) -> None:
        from bench_gui.workplace.scan import new_uut  # noqa: PLC0415  as above

        try:
            uut = new_uut(*self._new.maker_and_model, self._new.serial)
        except UsageError as problem:
            self._new.complain(self.session.form.words.of(told(problem)))
            return
        self._new.hide()
        self._begin(uut, None, None)
        self._panel.await_choice()

    def _look(self) -> None:
        """Show the set-up of the row that is the current one; the focus stays."""
        row = self._table.row
        if row is not None:
            self._new.hide()
            if row.uut is None:
                self._set_up, self._record = None, row.record
                self._said.say(row.detail or row.uut_name, Tone.BAD)
                self._show_set_up()
            elif self._set_up is None or (self._set_up.uut, self._set_up.order) != (row.uut, row.order):
                self._begin(row.uut, row.order, row.record)
            else:
                self._show_set_up()

    def _choose(self) -> None:
        self._look()
        if self._set_up is not None:
            self._panel.await_choice()

    def _begin(self, uut: Uut, order: FoundOrder | None, record: FoundRecord | None) -> None:
        from bench_gui.views.at_hand import set_up_for  # noqa: PLC0415  as above

        if self._found is not None:
            like = self._like() if self._repeat.isChecked() else None
            self._set_up = set_up_for(self._found, uut, order, self.session.operator, like)
            self._record = record
            self._show_set_up()

    def _like(self) -> FoundRecord | None:
        wanted, view = self.session.repeated, self._at_hand
        records = self._found.workplace.records if self._found is not None else ()
        named = next((one for one in records if one.path == wanted), None)
        return named if named is not None or view is None else view.last

    def _change(self, **parts: Any) -> None:  # noqa: ANN401  a procedure or a bench
        if self._set_up is not None:
            self._set_up = replace(self._set_up, why=(), **parts)
            self._show_set_up()

    def _pick_procedure(self, picked: FoundProcedure) -> None:
        self._change(procedure=picked)

    def _pick_bench(self, picked: FoundBench) -> None:
        self._change(bench=picked)

    def _repeats(self, on: bool) -> None:  # noqa: FBT001  a slot of Qt
        if not on:
            self.session.repeated = None
        self._scan.clear()
        self._set_up = self._record = None
        self._show()
        self._scan.await_scan()

    def _go_on(self) -> None:
        if self._set_up is not None:
            self.session.chosen = replace(self._set_up, operator=self.session.operator)
            self.session.go("connect")

    def _go_to_record(self) -> None:
        if self._record is not None:
            self.session.look_at(self._record.path, self._record.status)

    def _run_wanted(self, row: RunRow) -> None:
        self.session.look_at(row.record, row.status)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_MARGIN, _GAP, _MARGIN, _MARGIN)
        rows.setSpacing(_GAP)
        rows.addWidget(self._runs)
        top = QHBoxLayout()
        top.addWidget(self._scan, 1)
        top.addWidget(self._repeat)
        top.addWidget(self._operator)
        rows.addLayout(top)
        rows.addWidget(self._said)
        rows.addWidget(self._empty, 1)
        body = QHBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(_GAP)
        body.addWidget(self._table, 6)
        body.addWidget(self._panel, 5)
        body.addWidget(self._new, 5)
        rows.addWidget(self._body, 1)
        self._repeat.setCheckable(True)
        self._panel.hide()
        self._new.hide()

    def _connect(self) -> None:
        if self.session.beside is not None:
            self.session.beside.changed.connect(self._read)
        self._reader.read.connect(self._came)
        self._reader.refused.connect(self._refused)
        self._reader.judged.connect(self._show)
        self._scan.textChanged.connect(lambda _: self._typed())
        self._scan.chosen.connect(self._enter)
        self._repeat.toggled.connect(self._repeats)
        self._table.looked_at.connect(self._look)
        self._table.chosen.connect(self._choose)
        self._panel.procedure_picked.connect(self._pick_procedure)
        self._panel.bench_picked.connect(self._pick_bench)
        self._panel.go_on.connect(self._go_on)
        self._panel.record_wanted.connect(self._go_to_record)
        self._new.entered.connect(self._entered)
        self._runs.wanted.connect(self._run_wanted)
        self.on_key("F5", marked("Read the workplace anew"), self._read)
        self.on_key("Ctrl+N", marked("Next UUT, same set-up"), self._repeat.click)
        self.on_key("Ctrl+Return", marked("Continue"), self._panel.press_continue)
        self.on_key("Ctrl+F", marked("To the scan field"), self._scan.await_scan)
        # an input method that composes keeps Ctrl+F for itself, and lets a function key through
        self.on_key("F2", marked("To the scan field, out of an unfinished composition too"), self._scan.await_scan)
