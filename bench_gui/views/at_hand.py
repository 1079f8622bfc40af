"""The work at hand: what the workplace holds, what a scan means, and which runs want a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from bench_core.metrology.decision import Verdict
from bench_gui.tone import Tone
from bench_gui.workplace.finding import find
from bench_gui.workplace.own_bench import BenchUse, bench_use
from bench_gui.workplace.proposal import lacking, notice, propose, repeat
from bench_gui.workplace.work_list import Verdicts, WorkRow, last_place, work_list
from bench_gui.workplace.workplace import FoundRecord, RecordStatus, Workplace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bench_gui.words import Words
    from bench_gui.workplace.proposal import SetUp
    from bench_gui.workplace.scan import Scanned
    from bench_gui.workplace.workplace import FoundOrder, Uut


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of a workplace.

    Args:
        workplace: everything in it.
        verdicts: of finished runs, as far as they were read.
    """

    workplace: Workplace
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run that wants a person.

    Args:
        record: of the run.
        text: unit under test, procedure, and how far it came.
        status: under way, or interrupted.
    """

    record: Path
    text: str
    status: RecordStatus

    @property
    def tone(self) -> Tone:
        """How it stands."""
        return Tone.BUSY if self.under_way else Tone.WARNING

    @property
    def under_way(self) -> bool:
        """Whether it runs now; else it was interrupted."""
        return self.status is RecordStatus.UNDER_WAY


@dataclass(frozen=True, slots=True)
class AtHand:
    """What the first screen shows.

    Args:
        rows: of the work list, whole.
        runs: that want a person, those under way first.
        empty: whether nothing is there that could be worked with.
        last: the latest run, whose set-up can be repeated; None before the first.
    """

    rows: tuple[WorkRow, ...]
    runs: tuple[RunRow, ...]
    empty: bool
    last: FoundRecord | None


def read(folder: Path, before: Found | None) -> Found:
    """Return what a workplace holds now, with the verdicts that were known before of records that did not change.

    Args:
        folder: the workplace.
        before: what was read last time, or None.
    """
    workplace = find(folder, before.workplace if before is not None else None)
    return with_known(Found(workplace, MappingProxyType({})), before)


def with_known(found: Found, before: Found | None) -> Found:
    """Return what was read, with the verdicts that are known of records that did not change.

    Args:
        found: in the workplace now.
        before: what is known; it may have become more while the workplace was read.
    """
    if before is None:
        return found
    known = {one.path: one for one in before.workplace.records}
    same = {one.path for one in found.workplace.records if known.get(one.path) is one}
    kept = {path: one for path, one in before.verdicts.items() if path in same}
    return replace(found, verdicts=MappingProxyType(kept))


def unjudged(found: Found, rows: Iterable[WorkRow]) -> tuple[Path, ...]:
    """Return the records in a work list that have ended whole and whose verdict was not read yet.

    Args:
        found: in the workplace.
        rows: of the work list.
    """
    records = [row.record for row in rows if row.record is not None and row.record.status is RecordStatus.FINISHED]
    return tuple(record.path for record in records if record.path not in found.verdicts)


def judged(found: Found, record: Path, verdict: str | None) -> Found:
    """Return what was read, with one more verdict.

    Args:
        found: in the workplace.
        record: of a finished run.
        verdict: its name; None where nothing was to be judged.
    """
    more = {record: None if verdict is None else Verdict(verdict)}
    return replace(found, verdicts=MappingProxyType({**found.verdicts, **more}))


def at_hand(found: Found, today: date, words: Words, *, blind: bool = False) -> AtHand:
    """Return what the first screen shows.

    Args:
        found: in the workplace.
        today: by the laboratory's calendar.
        words: of the window's language.
        blind: whether a person reads blind at this moment: no row tells a verdict.
    """
    workplace = found.workplace
    rows = work_list(workplace, today, words, {} if blind else found.verdicts)
    runs = (*_runs(workplace, RecordStatus.UNDER_WAY, words), *_runs(workplace, RecordStatus.INTERRUPTED, words))
    empty = not (workplace.orders or workplace.benches or workplace.records)
    last = next((one for one in workplace.records if one.uut.serial), None)
    return AtHand(rows, runs, empty, last)


def set_up_for(found: Found, uut: Uut, order: FoundOrder | None, operator: str, like: FoundRecord | None) -> SetUp:
    """Return the set-up to begin with for a unit under test.

    Args:
        found: in the workplace.
        uut: that is to be calibrated.
        order: for it, or None.
        operator: who works here.
        like: a run whose set-up is to be repeated; None for what was done with this instrument or its model before.
    """
    if like is None:
        return propose(found.workplace, uut, order, operator)
    return replace(repeat(found.workplace, like, uut, order), operator=operator)


def why_incomplete(set_up: SetUp, words: Words) -> str:
    """Return what keeps a set-up from a run; empty where nothing does.

    Args:
        set_up: as chosen.
        words: of the window's language.
    """
    procedure, bench = set_up.procedure, set_up.bench
    if procedure is None:
        return words("Choose a procedure.")
    if bench is None:
        return words("Choose a bench.")
    if procedure.problem or bench.problem:
        return words.of(procedure.problem or bench.problem)
    roles = lacking(procedure, bench)
    if roles:
        return words("the bench gives nobody the role {roles}", roles=", ".join(roles))
    refused = bench_use(bench, set_up.uut) is BenchUse.REFUSED
    said = notice(set_up, words) if refused else None
    return said.text if said is not None else ""


def as_found_now(set_up: SetUp, workplace: Workplace) -> SetUp:
    """Return a set-up with its files as they are now; one that has gone is to be chosen anew.

    Args:
        set_up: as chosen.
        workplace: as found now.
    """
    procedure, bench, order = set_up.procedure, set_up.bench, set_up.order
    return replace(
        set_up,
        procedure=next((one for one in workplace.procedures if procedure and one.path == procedure.path), None),
        bench=next((one for one in workplace.benches if bench and one.path == bench.path), None),
        order=next((one for one in workplace.orders if order and one.path == order.path), None),
    )


def said(view: AtHand, scan: Scanned, *, repeats: bool, words: Words) -> tuple[str, Tone]:
    """Return the line under the scan field.

    Args:
        view: of the work at hand.
        scan: what was typed or scanned, and the rows that it means.
        repeats: whether the next unit under test takes the set-up of the last run.
        words: of the window's language.
    """
    if scan.text and not scan.rows:
        told = words("{text} is not known here; Enter to use it all the same", text=scan.text)
        return told, Tone.WARNING
    if scan.text:
        return words("{n} of {all} instruments", n=len(scan.rows), all=len(view.rows)), Tone.NEUTRAL
    if repeats and view.last is not None:
        return words("Scan the next instrument: procedure and bench stay as they were"), Tone.BUSY
    if not view.rows:
        return "", Tone.NEUTRAL
    return words("Instruments: {n}; scan one, or choose a row", n=len(view.rows)), Tone.NEUTRAL


def _runs(workplace: Workplace, status: RecordStatus, words: Words) -> Iterator[RunRow]:
    for record in workplace.records:
        if record.status is status:
            who = record.uut.name or record.path.name
            text = " · ".join(part for part in (who, words.of(record.title), last_place(record, words)) if part)
            yield RunRow(record.path, text, status)
