"""A bench file's text with some values of its instruments replaced, for another folder; comments and form stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.documents.nodes import Mapping, Scalar
from bench_core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as ValuesByPlace

_PATHS = ("laboratory", "world")
_PATHS_OF_INSTRUMENT = ("certificate", "type")


def bench_text(text: str, nodes: Mapping, folder: Path, values: ValuesByPlace[tuple[str, str], str]) -> str:
    """Return a bench file's text with other values, and with its relative paths made absolute.

    Args:
        text: of the file.
        nodes: of the file.
        folder: that it is in.
        values: by instrument and key, such as `("meter", "serial")`; a key that the file does not have stays away.

    Raises:
        UsageError: a value to be replaced is written over several lines.
    """
    return _replaced(text, list(_changes(nodes, folder.absolute(), values)))


def _changes(nodes: Mapping, folder: Path, values: ValuesByPlace[tuple[str, str], str]) -> Iterator[tuple[Scalar, str]]:
    for name in _PATHS:
        yield from _path_change(nodes, name, folder)
    instruments = nodes.get("instruments")
    for key, entry in instruments.entries if isinstance(instruments, Mapping) else ():
        if not isinstance(entry, Mapping):
            continue
        for name in _PATHS_OF_INSTRUMENT:
            yield from _path_change(entry, name, folder)
        for own, value in entry.entries:
            if (key.text, own.text) in values and isinstance(value, Scalar):
                yield value, json.dumps(values[key.text, own.text], ensure_ascii=False)


def _path_change(node: Mapping, name: str, folder: Path) -> Iterator[tuple[Scalar, str]]:
    value = node.get(name)
    if isinstance(value, Scalar) and not Path(value.text).is_absolute():
        yield value, json.dumps(str(folder / value.text), ensure_ascii=False)


def _replaced(text: str, changes: list[tuple[Scalar, str]]) -> str:
    lines = text.splitlines(keepends=True)
    for scalar, new in sorted(changes, key=lambda change: change[0].at, reverse=True):
        line = lines[scalar.at.line - 1]
        begin = scalar.at.column - 1
        old = scalar.text if scalar.plain else _quoted(line, begin)
        if not line.startswith(old, begin):
            raise UsageError(f"line {scalar.at.line}: '{scalar.text}' is written over several lines; write it in one")
        lines[scalar.at.line - 1] = line[:begin] + new + line[begin + len(old) :]
    return "".join(lines)


def _quoted(line: str, begin: int) -> str:
    quote = line[begin]
    return line[begin : line.index(quote, begin + 1) + 1]
