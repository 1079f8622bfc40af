"""Which model reads which kind of file; the one list of everything that `calbench lint` and `calbench schema` know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.budgets.reading import read_budget
from bench_core.documents import key_texts as core_texts
from bench_core.documents.answers import Answers
from bench_core.documents.budget import Budget
from bench_core.documents.files import read_bytes
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import DocumentModel, kind_of, load
from bench_core.documents.order import Order
from bench_core.documents.standard import StandardCertificate
from bench_core.errors import DocumentInvalid
from bench_core.mistake import Mistake
from drivers import key_texts as driver_texts
from drivers.bench import read_bench
from drivers.bench_file import BenchFile
from procedures import key_texts as procedure_texts
from procedures.lint import read_procedure
from procedures.model import Methods, Procedure
from procedures.reading import load_methods
from sim_instruments import key_texts as simulation_texts
from sim_instruments.world_file import WorldFile

if TYPE_CHECKING:
    from bench_core.documents.schema import KeyTexts

KEY_TEXTS: KeyTexts = {
    **core_texts.KEY_TEXTS,
    **driver_texts.KEY_TEXTS,
    **procedure_texts.KEY_TEXTS,
    **simulation_texts.KEY_TEXTS,
}
"""What each key of each model means; each room has its own table."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    Args:
        model: what it may say.
        check: reads a file and finds every mistake.
    """

    model: type[DocumentModel]
    check: Callable[[Path], object]


def _kind(model: type[DocumentModel], check: Callable[[Path], object] | None = None) -> Kind:
    return Kind(model, check or (lambda path: load(path, model)))


KINDS: Mapping[str, Kind] = {
    row.model.KIND: row
    for row in (
        _kind(Answers),
        _kind(BenchFile, read_bench),
        _kind(Budget, read_budget),
        _kind(TypeRecord),
        _kind(Laboratory),
        _kind(Methods, load_methods),
        _kind(Order),
        _kind(Procedure, read_procedure),
        _kind(StandardCertificate),
        _kind(WorldFile),
    )
}
"""By what stands in the first line of a file."""


def require_valid(path: Path) -> str:
    """Check one file by the laws of the kind that it names, and return that kind.

    Raises:
        DocumentInvalid: with every mistake.
        UsageError: it cannot be read.
    """
    kind = kind_of(str(path), read_bytes(path))
    if kind not in KINDS:
        mistake = Mistake(
            str(path),
            1,
            1,
            Bilingual(f"未知的类别“{kind}”", f"unknown kind '{kind}'"),
            Bilingual(f"可用：{'、'.join(KINDS)}", f"known are {', '.join(KINDS)}"),
        )
        raise DocumentInvalid((mistake,))
    KINDS[kind].check(path)
    return kind
