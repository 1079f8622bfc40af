"""Reads a procedure and the file of methods that it names; it refuses to know whether what it read makes sense."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.files import Read, from_disc
from bench_core.documents.model import Document, parse, read_kind, typed
from bench_core.documents.nodes import Mapping, Scalar, of_file
from bench_core.documents.paths import wrong_path
from bench_core.errors import DocumentInvalid, UsageError, UsageRefused
from bench_core.failures import told_with_advice
from bench_core.mistake import Mistake
from procedures.inheritance import METHODS, completed
from procedures.model import Methods, Procedure

if TYPE_CHECKING:
    from bench_core.documents.nodes import Node

PROCEDURE = "procedure"
"""The role of a procedure's text in a record; that of its methods is called as its key."""


def load_procedure(path: Path, read: Read = from_disc) -> Document[Procedure]:
    """Read a procedure from its file.

    Args:
        path: of the procedure; that of its file of methods counts from its folder.
        read: gives the bytes of the `procedure` and its `methods`.

    Raises:
        UsageError: there is no such file.
        DocumentInvalid: with all its mistakes of form, and those of its file of methods.
    """
    return parse_procedure(str(path), read(PROCEDURE, path), read)


def parse_procedure(name: str, content: bytes, read: Read = from_disc) -> Document[Procedure]:
    """Read the bytes of a procedure; the path of a file of methods counts from the folder in `name`.

    Args:
        name: of the procedure's file, for messages.
        content: its bytes.
        read: gives the bytes of its `methods`.

    Raises:
        DocumentInvalid: with all its mistakes of form, and those of its file of methods.
    """
    nodes = read_kind(name, content, Procedure.KIND)
    try:
        shared = _shared(name, nodes.get(METHODS), read)
    except DocumentInvalid as unread:
        raise DocumentInvalid((*unread.mistakes, *_mistakes_without(name, content, nodes))) from None
    if shared is None:
        return typed(name, content, completed(name, nodes), Procedure)
    methods = of_file(shared.nodes, str(shared.path))
    if not isinstance(methods, Mapping):  # a file's nodes are keys and values
        raise UsageRefused(Bilingual(f"{shared.path}：不是方法文件", f"{shared.path}: is no file of methods"))
    return typed(name, content, completed(name, nodes, methods), Procedure, (shared,))


def _mistakes_without(name: str, content: bytes, nodes: Mapping) -> tuple[Mistake, ...]:
    """Return the mistakes of form that can be told of a procedure whose file of methods could not be read."""
    try:
        typed(name, content, completed(name, nodes, unread=True), Procedure)
    except DocumentInvalid as invalid:
        return invalid.mistakes
    return ()


def load_methods(path: Path, read: Read = from_disc) -> Document[Methods]:
    """Read a file of methods, and find out that each of its items can be completed.

    Raises:
        UsageError: there is no such file.
        DocumentInvalid: with all its mistakes of form.
    """
    document = parse(str(path), read(METHODS, path), Methods)
    completed(str(path), document.nodes)
    return document


def _shared(name: str, named: Node | None, read: Read) -> Document[Methods] | None:
    if not isinstance(named, Scalar) or not named.text.strip() or wrong_path(named.text.strip()):
        return None  # there is none, or the model says what is wrong with it
    try:
        return load_methods(Path(name).parent / named.text.strip(), read)
    except DocumentInvalid:
        raise
    except UsageError as problem:
        message, hint = told_with_advice(problem)
        raise DocumentInvalid((Mistake(name, named.at.line, named.at.column, message, hint),)) from None
