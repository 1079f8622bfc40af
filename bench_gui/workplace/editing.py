"""Files that a person edits: read with what tells whether they change meanwhile, and saved whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.files import read_bytes
from bench_core.documents.nodes import Mapping, Scalar
from bench_core.documents.reader import read_nodes
from bench_core.errors import BenchError, UsageRefused
from bench_core.system_reasons import system_reason

if TYPE_CHECKING:
    from bench_gui.workplace.workplace import FoundProcedure

_MARK = "\ufeff"
_METHODS = "methods"
_COPIES = 100
_NEW = 0o644


@dataclass(frozen=True, slots=True)
class OpenedText:
    """A text file as it was read.

    Args:
        path: of the file.
        text: with line feeds alone.
        content: bytes on the disc, by which a change made meanwhile is found; None for a file that is not there yet.
        line_end: as the file has it.
        mark: byte order mark of the file, or empty.
    """

    path: Path
    text: str
    content: bytes | None
    line_end: str = "\n"
    mark: str = ""


def open_text(path: Path) -> OpenedText:
    """Read a text.

    Args:
        path: of the file.

    Raises:
        UsageRefused: it cannot be read, or is not UTF-8.
    """
    content = read_bytes(path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise UsageRefused(
            Bilingual(
                f"{path}：第 {problem.start + 1} 个字节不是 UTF-8；以 UTF-8 保存文件",
                f"{path}: byte {problem.start + 1} is not UTF-8; save the file as UTF-8",
            )
        ) from problem
    mark = _MARK if text.startswith(_MARK) else ""
    line_end = "\r\n" if "\r\n" in text else "\n"
    return OpenedText(path, text.removeprefix(mark).replace("\r\n", "\n"), content, line_end, mark)


def save_text(opened: OpenedText, text: str) -> OpenedText:
    """Save a text in place of the one that was opened, and return it as opened.

    Args:
        opened: as it was read.
        text: with line feeds alone.

    Raises:
        UsageRefused: somebody else changed the file meanwhile, or the disc refuses it; the file is as it was.
    """
    path = opened.path
    content = (opened.mark + text.replace("\n", opened.line_end)).encode()
    if _on_disc(path) != opened.content:
        raise UsageRefused(
            Bilingual(
                f"{path}：其间磁盘上的文件已被改动；先复制您的文字，再重新打开文件",
                f"{path}: was changed on the disc meanwhile; copy your text, and open the file again",
            )
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(path.stat().st_mode if path.exists() else _NEW)
            Path(name).replace(path)
        except OSError:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as problem:
        why = system_reason(problem)
        raise UsageRefused(
            Bilingual(
                f"{path}：无法写入：{why.zh}；选择其他文件夹",
                f"{path}: cannot be written: {why.en}; choose another folder",
            )
        ) from problem
    return replace(opened, text=text, content=content)


def keep_unsaved(opened: OpenedText, text: str) -> None:
    """Keep a text that was not saved beside its file, hidden, as far as the disc lets one.

    Args:
        opened: as it was read.
        text: as it stands in the editor.
    """
    with suppress(OSError):
        _unsaved(opened.path).write_text(text, encoding="utf-8")


def unsaved_text(opened: OpenedText) -> str | None:
    """Return the text that was kept beside a file, unless it is the file's own; None where there is none."""
    try:
        text = _unsaved(opened.path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return None if text == opened.text else text


def forget_unsaved(opened: OpenedText) -> None:
    """Take away the text that was kept beside a file."""
    with suppress(OSError):
        _unsaved(opened.path).unlink()


def copy_to_edit(procedure: FoundProcedure, folder: Path) -> OpenedText:
    """Return a copy of a procedure in a folder, written under a name that was free; its file of methods goes along.

    Args:
        procedure: of the library, or another one.
        folder: for procedures of the workplace.

    Raises:
        UsageRefused: the original cannot be read, or the disc refuses the copy.
    """
    original = open_text(procedure.path)
    methods = methods_of(original)
    if methods is not None:
        source, target = procedure.path.parent / methods, folder / methods
        if not target.exists():
            save_text(OpenedText(target, "", None), open_text(source).text)
    path = next(one for one in _names(folder, procedure.path.stem) if not one.exists())
    return save_text(OpenedText(path, "", None), original.text)


def private_copy(opened: OpenedText, text: str, folder: Path) -> Path:
    """Write what is being edited into a private folder, where it can be tried; it still finds its file of methods.

    Args:
        opened: as it was read.
        text: as it stands in the editor.
        folder: private.

    Raises:
        UsageRefused: the disc refuses it.
    """
    path = folder / opened.path.name
    try:
        path.write_text(_with_absolute_methods(opened, text), encoding="utf-8")
    except OSError as problem:
        why = system_reason(problem)
        raise UsageRefused(
            Bilingual(
                f"{path}：无法写入：{why.zh}；请腾出磁盘空间",
                f"{path}: cannot be written: {why.en}; make room on the disc",
            )
        ) from problem
    return path


def methods_of(opened: OpenedText) -> str | None:
    """Return the file of methods that a procedure names, relative to its folder; None where it names none."""
    node = _methods_node(opened, opened.text)
    return None if node is None or Path(node.text.strip()).is_absolute() else node.text.strip()


def _with_absolute_methods(opened: OpenedText, text: str) -> str:
    node = _methods_node(opened, text)
    if node is None or Path(node.text.strip()).is_absolute():
        return text
    lines = text.split("\n")
    begin = node.at.column - 1
    line = lines[node.at.line - 1]
    absolute = json.dumps(str(opened.path.parent.absolute() / node.text.strip()), ensure_ascii=False)
    end = begin + len(node.text) + (0 if node.plain else 2)
    lines[node.at.line - 1] = line[:begin] + absolute + line[end:]
    return "\n".join(lines)


def _methods_node(opened: OpenedText, text: str) -> Scalar | None:
    try:
        nodes = read_nodes(str(opened.path), text.encode())
    except BenchError:
        return None
    node = nodes.get(_METHODS) if isinstance(nodes, Mapping) else None
    return node if isinstance(node, Scalar) else None


def _unsaved(path: Path) -> Path:
    return path.with_name(f".{path.name}.unsaved")


def _on_disc(path: Path) -> bytes | None:
    return read_bytes(path) if path.exists() else None


def _names(folder: Path, stem: str) -> list[Path]:
    return [folder / f"{stem}.yaml", *(folder / f"{stem}-{number}.yaml" for number in range(2, _COPIES))]
