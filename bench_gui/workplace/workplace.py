"""The things of a workplace as they were found; a broken file is a row with its problem, never left out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from bench_core.bilingual import NOTHING, Bilingual


def match_key(text: str) -> str:
    """Return a text as numbers and names are compared: letters and digits alone, of one width and one case."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


@dataclass(frozen=True, slots=True)
class Uut:
    """A unit under test; empty where it is not known.

    Args:
        asset: the client's own number.
    """

    maker: str
    model: str
    serial: str
    asset: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Model and serial number as they are compared; makers call themselves by more than one name."""
        return match_key(self.model), match_key(self.serial)

    @property
    def name(self) -> str:
        """Maker, model and serial number in one line."""
        return " ".join(part for part in (self.maker, self.model, self.serial and f"({self.serial})") if part)


NOBODY = Uut("", "", "")
UNTITLED = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An `order/1` file.

    Args:
        uut: None where the file is invalid.
        due: when the client wants it back, or None.
        received: when it came, or None.
        procedure: id of the one that the client asked for; empty where none was.
        problem: why the file cannot be used, with line and column; empty where it can.
    """

    path: Path
    number: str
    uut: Uut | None
    client: Bilingual
    received: date | None = None
    due: date | None = None
    procedure: str = ""
    problem: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class BenchPart:
    """One instrument of a bench.

    Args:
        driver: empty where a person reads it.
        serial: empty where the bench file does not say.
        simulated: whether its link is one inside the program.
    """

    name: str
    driver: str
    link: str
    serial: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class FoundBench:
    """A `bench/1` file, read for its names only; whether all it refers to is there, preflight finds out.

    Args:
        roles: role to name of an instrument.
        uut: who plays the role `uut`; maker and model as its type record or its driver is called.
        simulated: whether it has a simulated world.
        problem: why the file cannot be used; empty where it can.
    """

    path: Path
    name: str
    parts: tuple[BenchPart, ...]
    roles: dict[str, str]
    uut: Uut | None
    simulated: bool
    problem: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class FoundProcedure:
    """A `procedure/1` file, read for its names only.

    Args:
        code: of the regulation, such as `JJF 1587-2016`.
        roles: that a bench must fill.
        shipped: whether it came with calbench.
        problem: why the file cannot be used; empty where it can.
    """

    path: Path
    id: str
    title: Bilingual
    code: str
    roles: tuple[str, ...]
    shipped: bool = False
    problem: Bilingual = NOTHING


class RecordStatus(StrEnum):
    """What became of a run, as the tail of its record says and as its file is held."""

    UNDER_WAY = "under way"
    FINISHED = "finished"
    ABORTED = "aborted"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A run record, of which only the first lines and the tail were read; its chain was not checked.

    Args:
        run: name of the run.
        stage: of the work.
        uut: as it identified itself; empty texts where it never did.
        procedure: id of the procedure.
        order: number of the order that the run was for; empty without one.
        bench_path: of the bench file that it was made with.
        procedure_path: of the procedure's file.
        last_point: item and point of the last line at a point; None where none was begun, or a person reads blind.
        last_item: title of that item; of no characters where there is none, or the run has ended.
        last_utc: wall time of the last whole line.
        safe: whether every source answered OFF at the end; None where the run has not ended.
        problem: why the file is no record, a text for `Words`; empty where it is one.
    """

    path: Path
    status: RecordStatus
    run: str = ""
    uut: Uut = NOBODY
    procedure: str = ""
    title: Bilingual = UNTITLED
    stage: Literal["as_found", "as_left"] = "as_found"
    operator: str = ""
    simulated: bool = False
    order: str = ""
    bench_path: str = ""
    procedure_path: str = ""
    order_path: str = ""
    last_point: tuple[str, str] | None = None
    last_item: Bilingual = UNTITLED
    started: datetime | None = None
    last_utc: datetime | None = None
    safe: bool | None = None
    size: int = 0
    modified_ns: int = 0
    problem: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing will be added to it."""
        return self.status in {RecordStatus.FINISHED, RecordStatus.ABORTED, RecordStatus.FAILED}


@dataclass(frozen=True, slots=True)
class Workplace:
    """Everything found in a folder, and the procedures that ship with calbench.

    Args:
        folder: that was searched.
        records: the latest first.
    """

    folder: Path
    orders: tuple[FoundOrder, ...] = ()
    benches: tuple[FoundBench, ...] = ()
    procedures: tuple[FoundProcedure, ...] = ()
    records: tuple[FoundRecord, ...] = ()
