"""Reads the bytes of files that people name: regular files only, and never more than a document may have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from bench_core.bilingual import Bilingual
from bench_core.documents.characters import LARGEST
from bench_core.errors import UsageRefused
from bench_core.system_reasons import system_reason

Read = Callable[[str, Path], bytes]
"""Returns the bytes of the file that serves in a role such as `procedure` or `instrument:dmm`, and has this path."""


def from_disc(_role: str, path: Path) -> bytes:
    """Return a file's bytes from the disc, whatever it serves for; as `read_bytes`."""
    return read_bytes(path)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, at most one more than a document may have.

    Raises:
        UsageRefused: there is no such file, or it cannot be read.
    """
    try:
        special = _special(path.stat().st_mode)
        if special is None:
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
    except FileNotFoundError:
        zh, en = f"{path}：没有此文件；核对文件名和文件夹", f"{path}: no such file; check the name and the folder"
        raise UsageRefused(Bilingual(zh, en)) from None
    except (OSError, ValueError) as error:
        why = system_reason(error)
        zh = f"{path}：无法读取，{why.zh}；检查文件及其权限"
        en = f"{path}: cannot be read, {why.en}; check the file and its permissions"
        raise UsageRefused(Bilingual(zh, en)) from None
    raise UsageRefused(Bilingual(f"{path}：{special.zh}", f"{path}: {special.en}"))


_FOLDER = Bilingual("是文件夹；写出其中的文件", "is a folder; name a file in it")
_DEVICE = Bilingual("是管道、套接字或设备；写出普通文件", "is a pipe, a socket or a device; name a regular file")


def _special(mode: int) -> Bilingual | None:
    """Say what is no regular file: a pipe may never end, and a device may do something when it is opened."""
    if S_ISDIR(mode):
        return _FOLDER
    return None if S_ISREG(mode) else _DEVICE
