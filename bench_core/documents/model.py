"""A file as a typed model that still knows where each of its values was written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.documents.files import read_bytes
from bench_core.documents.located import Texts, mistakes_of
from bench_core.documents.nodes import Mapping, Scalar, find
from bench_core.documents.reader import read_nodes
from bench_core.documents.yaml_values import Reading, YamlMapping, values
from bench_core.errors import DocumentInvalid
from bench_core.mistake import Mistake

if TYPE_CHECKING:
    from pydantic import ValidationInfo

HEAD = "calbench"
"""The key that stands first in every file."""


class DocumentModel(BaseModel):
    """The base of everything that a file may hold: strict, closed and frozen.

    Lists are tuples, texts and numbers are fields of `bench_core.documents.fields`.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)

    KIND: ClassVar[str] = ""
    """Kind and version of a file's top, such as `instrument/1`."""
    MISSING: ClassVar[dict[str, tuple[Bilingual, Bilingual]]] = {}
    """Message and hint of its own for a key that is missing."""
    UNKNOWN: ClassVar[dict[str, Bilingual]] = {}
    """Hint of its own for a key that this model does not know, but that people write."""
    NAMED: ClassVar[str] = ""
    """Key of a file's top whose entries have names that a mistake within one begins with."""

    @model_validator(mode="before")
    @classmethod
    def _note_what_is_read(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(info.context, Reading) and isinstance(value, YamlMapping):
            info.context.note(value.at, cls)
        return value


M = TypeVar("M", bound=DocumentModel)


@dataclass(frozen=True, slots=True)
class Document(Generic[M]):
    """A file that was read without a mistake.

    Args:
        path: as the user named it.
        text: the file, whole.
        digest: SHA-256 of its bytes, in hex.
        model: what it says.
        nodes: what it says, with positions.
        includes: other files that some of its nodes came from.
    """

    path: Path
    text: str
    digest: str
    model: M
    nodes: Mapping
    includes: tuple[Document[Any], ...] = ()

    def mistake(
        self, loc: tuple[str | int, ...], message: Bilingual, hint: Bilingual = NOTHING, offset: int = 0
    ) -> Mistake:
        """Return a mistake at a place of the model.

        Args:
            loc: keys and list positions from the top; a last `[key]` means the key itself.
            message: what is wrong, with the value.
            hint: what to do, or empty.
            offset: characters into the text at that place.
        """
        return _texts(str(self.path), self.text, self.includes).mistake(find(self.nodes, loc), message, hint, offset)


def load(path: Path, kind: type[M]) -> Document[M]:
    """Read a file of a kind.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        DocumentInvalid: with all its mistakes.
    """
    return parse(str(path), read_bytes(path), kind)


def parse(name: str, content: bytes, kind: type[M]) -> Document[M]:
    """Read bytes as a file of a kind.

    Args:
        name: for messages.
        content: the bytes.
        kind: the model of the kind.

    Raises:
        DocumentInvalid: with all mistakes.
    """
    return typed(name, content, read_kind(name, content, kind.KIND), kind)


def read_kind(name: str, content: bytes, kind: str) -> Mapping:
    """Return the nodes of a file that must be of a kind.

    Raises:
        DocumentInvalid: it is of another kind, or no such file at all.
    """
    nodes = read_nodes(name, content)
    _check_kind(name, nodes, kind)
    return nodes


def typed(
    name: str, content: bytes, nodes: Mapping, kind: type[M], includes: tuple[Document[Any], ...] = ()
) -> Document[M]:
    """Return a file's nodes as a typed model.

    Args:
        name: for messages.
        content: of the file.
        nodes: of the file, and perhaps of files that it includes.
        kind: the model of the kind.
        includes: the files that other nodes came from.

    Raises:
        DocumentInvalid: with all mistakes.
    """
    reading = Reading()
    body = Mapping(nodes.entries[1:], nodes.at)
    text = content.decode("utf-8")
    try:
        model = kind.model_validate(values(body), context=reading)
    except ValidationError as error:
        raise DocumentInvalid(mistakes_of(_texts(name, text, includes), body, error, reading, kind.NAMED)) from None
    return Document(Path(name), text, hashlib.sha256(content).hexdigest(), model, nodes, includes)


def _texts(path: str, text: str, includes: tuple[Document[Any], ...]) -> Texts:
    return Texts(path, text, {str(one.path): one.text for one in includes})


def kind_of(name: str, content: bytes) -> str:
    """Return the kind that a file names first, such as `procedure/1`.

    Raises:
        DocumentInvalid: the bytes are no such file.
    """
    return _head(name, read_nodes(name, content)).text


def _head(name: str, nodes: Mapping) -> Scalar:
    key, value = nodes.entries[0] if nodes.entries else (None, nodes)
    if key is None or key.text != HEAD:
        at, late = nodes.at, nodes.key(HEAD)
        message = Bilingual("文件没有先写明类别", "the file does not name its kind first")
        hint = Bilingual("第一行写 `calbench: KIND/VERSION`", "begin with `calbench: KIND/VERSION`")
        if late is not None:
            at, message, hint = (
                late.at,
                Bilingual("“calbench”不在最前", "'calbench' does not stand first"),
                Bilingual("把这一行移到最前", "move this line to the top"),
            )
        raise DocumentInvalid((Mistake(name, at.line, at.column, message, hint),))
    if not isinstance(value, Scalar):
        message = Bilingual("类别应为文字，如 procedure/1", "the kind must be a text, such as procedure/1")
        raise DocumentInvalid((Mistake(name, value.at.line, value.at.column, message),))
    return value


def _check_kind(name: str, nodes: Mapping, expected: str) -> None:
    head = _head(name, nodes)
    if head.text != expected:
        message = Bilingual(f"此文件是 {head.text}，应为 {expected}", f"this file is {head.text}, expected {expected}")
        hint = (
            Bilingual("由另一版本的程序读取", "another version of the program reads it")
            if _same_kind(head.text, expected)
            else NOTHING
        )
        raise DocumentInvalid((Mistake(name, head.at.line, head.at.column, message, hint),))


def _same_kind(one: str, other: str) -> bool:
    return one.partition("/")[0] == other.partition("/")[0]
