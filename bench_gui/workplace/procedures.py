"""Reads the names in procedures of the workplace; whether one makes sense, `calbench lint` finds out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.model import read_kind
from bench_core.documents.nodes import Mapping, Scalar
from bench_core.errors import BenchError
from bench_core.failures import told
from bench_gui.workplace.workplace import FoundProcedure

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.documents.nodes import Node

PROCEDURE_KIND = "procedure/1"
_ITEMS = re.compile(rb"^items:.*?(?=^[A-Za-z_]+:|\Z)", re.MULTILINE | re.DOTALL)


def found_procedure(path: Path, content: bytes, *, shipped: bool) -> FoundProcedure:
    """Return what a procedure is called and which roles it needs, or its problem.

    Its items are cut out first: they are nearly all of it, and nothing here is in them.
    """
    try:
        nodes = read_kind(str(path), _ITEMS.sub(b"", content), PROCEDURE_KIND)
    except BenchError as problem:
        return FoundProcedure(path, path.stem, Bilingual(path.stem, path.stem), "", (), shipped, told(problem))
    title, basis, roles = nodes.get("title"), nodes.get("basis"), nodes.get("roles")
    code = basis.get("code") if isinstance(basis, Mapping) else None
    name = _text(nodes.get("id")) or path.stem
    return FoundProcedure(
        path,
        name,
        Bilingual(_part(title, "zh") or name, _part(title, "en") or name),
        _text(code),
        tuple(key.text for key, _ in roles.entries) if isinstance(roles, Mapping) else (),
        shipped,
    )


def _part(node: Node | None, key: str) -> str:
    """Return one language of a text; a text in one language alone is both."""
    return _text(node.get(key)) if isinstance(node, Mapping) else _text(node)


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, Scalar) else ""
