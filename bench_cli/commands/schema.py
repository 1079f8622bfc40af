"""`calbench schema`: JSON Schemas with which an editor completes keys and values and explains them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bench_cli.files import write_text
from bench_cli.kinds import KEY_TEXTS, KINDS
from bench_cli.output import say, say_text
from bench_core.documents.schema import schema_of, schema_of_all
from bench_core.documents.sentences import did_you_mean
from bench_core.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from bench_core.documents.shapes import Shape

_ALL = "calbench"


def main(arguments: argparse.Namespace) -> int:
    """Print the schema of a kind, or of all kinds in one, or write them into a folder; return 0."""
    kind = arguments.kind
    if kind is not None and kind not in KINDS:
        raise UsageError(f"unknown kind '{kind}'; {did_you_mean(kind, list(KINDS)).en}")
    if arguments.out is None:
        say_text(_text(schema_of(KINDS[kind].model, KEY_TEXTS) if kind else _of_all()).rstrip())
        return 0
    for name, schema in _files(kind).items():
        path = arguments.out / f"{name}.schema.json"
        write_text(path, _text(schema))
        say(str(path))
    return 0


def _files(kind: str | None) -> Mapping[str, Shape]:
    """Return the schemas by name of their file: of one kind, or of each, and one of all."""
    chosen = [kind] if kind else list(KINDS)
    found = {name.partition("/")[0]: schema_of(KINDS[name].model, KEY_TEXTS) for name in chosen}
    return found if kind else {_ALL: _of_all(), **found}


def _of_all() -> Shape:
    return schema_of_all({kind: row.model for kind, row in KINDS.items()}, KEY_TEXTS)


def _text(schema: Shape) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
