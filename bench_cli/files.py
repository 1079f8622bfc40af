"""Writes files for people, and says in words why one could not be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import UsageRefused
from bench_core.system_reasons import system_reason

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a text file, its folder too.

    Raises:
        UsageRefused: the disc refuses it.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, its folder too.

    Raises:
        UsageRefused: the disc refuses it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as failure:
        why = system_reason(failure)
        told = Bilingual(
            f"{path}：无法写入：{why.zh}；请换一个文件夹",
            f"{path}: cannot be written: {why.en}; choose another folder",
        )
        raise UsageRefused(told) from failure
