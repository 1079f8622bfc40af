"""The bench file of a set-up whose unit under test is another one than the bench file names."""

from __future__ import annotations

import os
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.bench_text import bench_text
from bench_core.documents.files import read_bytes
from bench_core.documents.model import read_kind
from bench_core.errors import UsageRefused
from bench_core.system_reasons import system_reason
from bench_gui.workplace.benches import BENCH_KIND, UUT
from bench_gui.workplace.workplace import match_key

if TYPE_CHECKING:
    from pathlib import Path

    from bench_gui.workplace.workplace import FoundBench, Uut

FOLDER = ".benches"
"""Beside the records; hidden, so that the copies are not offered as benches."""
_DIGITS = 8


class BenchUse(StrEnum):
    """How a bench file serves a set-up.

    `as it is`: it names this unit under test, or no serial number. `own copy`: the run is made with a copy that names
    this one's serial number. `refused`: another model, or a simulated instrument, which cannot be exchanged.
    """

    AS_IT_IS = "as it is"
    OWN_COPY = "own copy"
    REFUSED = "refused"


def bench_use(bench: FoundBench, uut: Uut) -> BenchUse:
    """Return how a bench file serves for a unit under test."""
    if bench.uut is None or not is_model(bench, uut):
        return BenchUse.REFUSED
    if not bench.uut.serial or match_key(bench.uut.serial) == match_key(uut.serial):
        return BenchUse.AS_IT_IS
    return BenchUse.REFUSED if bench.simulated else BenchUse.OWN_COPY


def is_model(bench: FoundBench, uut: Uut) -> bool:
    """Return whether the unit under test is of the model that the bench is set up for, as far as that is known."""
    model = "" if bench.uut is None else match_key(bench.uut.model)
    return not model or not uut.model or model == match_key(uut.model)


def own_bench(bench: FoundBench, uut: Uut, folder: Path) -> Path:
    """Return the bench file for a run with this unit under test, written where it has to be a copy.

    Args:
        bench: of the set-up.
        uut: of the set-up.
        folder: of the records.

    Raises:
        UsageRefused: the bench does not serve for it, cannot be copied, or the disc refuses.
        DocumentInvalid: the bench file is broken.
    """
    use = bench_use(bench, uut)
    if use is BenchUse.AS_IT_IS:
        return bench.path
    if use is BenchUse.REFUSED:
        raise UsageRefused(
            Bilingual(
                f"{bench.path}：此校准台不适用于 {uut.name}；选择其他校准台或仪器",
                f"{bench.path}: this bench is not for {uut.name}; choose another bench or instrument",
            )
        )
    content = read_bytes(bench.path)
    nodes = read_kind(str(bench.path), content, BENCH_KIND)
    values = {(bench.roles[UUT], "serial"): uut.serial}
    text = bench_text(content.decode("utf-8"), nodes, bench.path.parent, values).encode()
    digest = sha256(text).hexdigest()[:_DIGITS]  # of another bench file there is another copy; an old run keeps its own
    path = folder / FOLDER / f"{bench.path.stem}-{match_key(uut.serial)}-{digest}.yaml"
    _write_once(path, text)
    return path


def is_copy_of(path: Path, bench: FoundBench) -> bool:
    """Return whether a path is that of a bench file's copy, by its name."""
    return path.parent.name == FOLDER and path.name.rsplit("-", 2)[0] == bench.path.stem


def _write_once(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; one of the same content stays, another one is never replaced."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}.half")
        half.write_bytes(content)
        try:
            os.link(half, path)
        except FileExistsError:
            if path.read_bytes() != content:
                raise UsageRefused(
                    Bilingual(
                        f"{path}：已存在，内容不同；请移走",
                        f"{path}: is there already, with another content; move it away",
                    )
                ) from None
        finally:
            half.unlink()
    except OSError as failure:
        why = system_reason(failure)
        raise UsageRefused(
            Bilingual(
                f"{path}：无法写入：{why.zh}；选择其他文件夹",
                f"{path}: cannot be written: {why.en}; choose another folder",
            )
        ) from failure
