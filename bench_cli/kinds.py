"""Which model reads which kind of file; the one list of everything that `calbench lint` knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.documents.answers import Answers
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import kind_of, load, read_bytes
from bench_core.documents.order import Order
from bench_core.documents.standard import StandardCertificate
from bench_core.errors import DocumentInvalid, Mistake, UsageError
from drivers.bench import read_bench
from procedures.lint import read_procedure
from sim_instruments.world_file import WorldFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench_core.documents.model import DocumentModel


def require_valid(path: Path) -> str:
    """Check one file by the laws of the kind that it names, and return that kind.

    Raises:
        DocumentInvalid: with every mistake.
        UsageError: it cannot be read.
    """
    if path.exists() and not path.is_file():
        raise UsageError(f"{path}: is no regular file; name a file")
    kind = kind_of(str(path), read_bytes(path))
    checks = _checks()
    if kind not in checks:
        known = ", ".join(sorted(checks))
        raise DocumentInvalid((Mistake(str(path), 1, 1, f"unknown kind '{kind}'", f"known are {known}"),))
    checks[kind](path)
    return kind


def _checks() -> dict[str, Callable[[Path], object]]:
    return {
        "answers/1": _loading(Answers),
        "bench/1": read_bench,
        "instrument/1": _loading(TypeRecord),
        "laboratory/1": _loading(Laboratory),
        "order/1": _loading(Order),
        "procedure/1": read_procedure,
        "standard/1": _loading(StandardCertificate),
        "world/1": _loading(WorldFile),
    }


def _loading(model: type[DocumentModel]) -> Callable[[Path], object]:
    return lambda path: load(path, model)
