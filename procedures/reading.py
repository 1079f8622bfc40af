"""Reads a procedure and the file of methods that it names; it refuses to know whether what it read makes sense."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.documents.model import Document, load, read_bytes, read_kind, typed
from bench_core.documents.nodes import Mapping, Scalar, of_file
from bench_core.errors import DocumentInvalid, Mistake, UsageError
from procedures.inheritance import METHODS, completed
from procedures.model import Methods, Procedure

if TYPE_CHECKING:
    from bench_core.documents.nodes import Node


def load_procedure(path: Path) -> Document[Procedure]:
    """Read a procedure from its file.

    Raises:
        UsageError: there is no such file.
        DocumentInvalid: with all its mistakes of form, and those of its file of methods.
    """
    return parse_procedure(str(path), read_bytes(path))


def parse_procedure(name: str, content: bytes) -> Document[Procedure]:
    """Read the bytes of a procedure; the path of a file of methods counts from the folder in `name`.

    Raises:
        DocumentInvalid: with all its mistakes of form, and those of its file of methods.
    """
    nodes = read_kind(name, content, Procedure.KIND)
    shared = _shared(name, nodes.get(METHODS))
    if shared is None:
        return typed(name, content, completed(name, nodes), Procedure)
    methods = of_file(shared.nodes, str(shared.path))
    if not isinstance(methods, Mapping):  # a file's nodes are keys and values
        raise UsageError(f"{shared.path}: is no file of methods")
    return typed(name, content, completed(name, nodes, methods), Procedure, (shared,))


def load_methods(path: Path) -> Document[Methods]:
    """Read a file of methods, and find out that each of its items can be completed.

    Raises:
        UsageError: there is no such file.
        DocumentInvalid: with all its mistakes of form.
    """
    document = load(path, Methods)
    completed(str(path), document.nodes)
    return document


def _shared(name: str, named: Node | None) -> Document[Methods] | None:
    if not isinstance(named, Scalar) or not named.text.strip():
        return None  # there is none, or the model says what is wrong with it
    try:
        return load_methods(Path(name).parent / named.text.strip())
    except DocumentInvalid:
        raise
    except UsageError as problem:
        message, _, hint = str(problem).partition("; ")
        raise DocumentInvalid((Mistake(name, named.at.line, named.at.column, message, hint),)) from None
