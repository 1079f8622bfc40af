"""Validation against the DCC schema from a folder of the user's; fetches nothing and ships no schema."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree

from bench_core.errors import SchemaViolation, UsageError
from dcc_export.dcc_elements import SCHEMA_VERSION
from dcc_export.xml_reading import read_xml, safe_parser

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CALBENCH_DCC_SCHEMA"
_SCHEMA = f"dcc/v{SCHEMA_VERSION}/dcc.xsd"
_KNOWN = "c29601364f16333880ad68fafb6f6b6e3f1da848c9e67caf8cea7590e7bcba75"
_HOW = (
    f"未做模式校验 not schema-checked; give --schema DIR or set {VARIABLE} to a folder with PTB's schemas "
    f"({_SCHEMA} and what it imports, see docs/reference/commands.md)"
)


@dataclass(frozen=True, slots=True)
class SchemaCheck:
    """What a validation found.

    Args:
        checked: whether there was a schema to check against.
        messages: for people: what was done, how to do it, and warnings.
    """

    checked: bool
    messages: tuple[str, ...]


class _LocalCopies(etree.Resolver):
    """Maps the address of a schema to the file below a folder that has the address's path."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder.resolve()
        self._missing: list[str] = []

    def require_all(self) -> None:
        """Refuse when an address was asked for that the folder does not hold."""
        if self._missing:
            names = ", ".join(self._missing)
            raise UsageError(f"schema {self._folder}: {names} is missing in it; take all of PTB's files unchanged")

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]  # noqa: ANN401, ARG002  lxml's own signature, which its stubs lack
        parts = urlsplit(system_url)
        path = (self._folder / parts.path.lstrip("/")).resolve()
        if parts.scheme != "https" or not path.is_relative_to(self._folder) or not path.is_file():
            self._missing.append(system_url)
            return self.resolve_string(
                "", context, base_url=system_url
            )  # an exception would be swallowed, None means: try yourself
        return self.resolve_string(path.read_bytes(), context, base_url=system_url)


def schema_folder(given: Path | None, environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the folder of the schemas: the given one, else the environment's, else None."""
    named = (os.environ if environment is None else environment).get(VARIABLE, "")
    return given or (Path(named) if named else None)


def validate(xml: bytes, schema_dir: Path | None) -> SchemaCheck:
    """Validate a DCC against its schema where a folder of schemas is given.

    Args:
        xml: the document.
        schema_dir: holds `dcc/v3.3.0/dcc.xsd` and what it imports, or None.

    Returns:
        Whether it was checked, with warnings.

    Raises:
        SchemaViolation: the document is not valid; every reason with its line.
        UsageError: the folder does not hold the schemas.
    """
    if schema_dir is None:
        return SchemaCheck(checked=False, messages=(_HOW,))
    path = schema_dir / _SCHEMA
    if not path.is_file():
        raise UsageError(f"schema {schema_dir}: {_SCHEMA} is missing; give the folder that holds 'dcc' and 'si'")
    content = path.read_bytes()
    schema = _compiled(schema_dir, content)
    root = read_xml(xml)
    if not schema.validate(root):
        reasons = "; ".join(f"line {entry.line}: {entry.message}" for entry in _entries(schema))
        raise SchemaViolation(f"certificate: not valid by DCC {SCHEMA_VERSION}, {reasons}")
    return SchemaCheck(checked=True, messages=(f"valid by DCC {SCHEMA_VERSION}", *_doubts(content)))


def _entries(schema: etree.XMLSchema) -> list[Any]:
    log: Any = schema.error_log  # its stubs do not say that it can be iterated
    return list(log)


def _compiled(folder: Path, content: bytes) -> etree.XMLSchema:
    parser = safe_parser()
    copies = _LocalCopies(folder)
    parser.resolvers.add(copies)
    try:
        document = etree.fromstring(content, parser, base_url=f"https://ptb.de/{_SCHEMA}")
        schema = etree.XMLSchema(document.getroottree())
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as mistake:
        copies.require_all()
        raise UsageError(f"schema {folder}: cannot be used, {mistake}; take PTB's files unchanged") from mistake
    copies.require_all()  # libxml2 compiles a schema without what it cannot import
    return schema


def _doubts(content: bytes) -> tuple[str, ...]:
    digest = hashlib.sha256(content).hexdigest()
    if digest == _KNOWN:
        return ()
    return (f"warning: {_SCHEMA} has the SHA-256 {digest}, unknown to this program; compare it with PTB's",)
