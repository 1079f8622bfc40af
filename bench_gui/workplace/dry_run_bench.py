"""A bench for a dry run: simulated instruments inside the run, and a simulated person who confirms and reads."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import IN_PROCESS
from bench_core.documents.bench_text import bench_text
from bench_core.documents.files import read_bytes
from bench_core.documents.model import read_kind
from bench_core.documents.nodes import Mapping, Scalar
from bench_core.errors import UsageRefused
from bench_core.system_reasons import system_reason
from bench_gui.workplace.benches import BENCH_KIND

if TYPE_CHECKING:
    from pathlib import Path

    from bench_gui.workplace.workplace import FoundBench

_WORLD_KIND = "world/1"
_DECLINES = re.compile(r"\b(confirms|reads):\s*false\b")


def dry_run_bench(bench: FoundBench, folder: Path) -> Path:
    """Write a private copy of a simulated bench on which a run needs nobody, and return its file.

    Args:
        bench: with a world.
        folder: private.

    Raises:
        UsageRefused: the bench is not simulated, or its world does not have one of its instruments.
        DocumentInvalid: the bench or its world is broken.
    """
    content = read_bytes(bench.path)
    nodes = read_kind(str(bench.path), content, BENCH_KIND)
    named = nodes.get("world")
    if not isinstance(named, Scalar):
        raise UsageRefused(
            Bilingual(
                f"{bench.path}：没有仿真世界；选择仿真校准台",
                f"{bench.path}: has no simulated world; choose a simulated bench",
            )
        )
    world = bench.path.parent / named.text
    parts = [part for part in bench.parts if part.link and not part.simulated]
    links = {(part.name, "link"): f"{IN_PROCESS}{_simulated(world, part.name)}" for part in parts}
    text = bench_text(content.decode("utf-8"), nodes, bench.path.parent, links)
    own = folder / "world.yaml"
    original = json.dumps(str(bench.path.parent.absolute() / named.text), ensure_ascii=False)
    text = text.replace(original, json.dumps(str(own), ensure_ascii=False))
    try:
        own.write_text(_DECLINES.sub(r"\1: true", read_bytes(world).decode("utf-8")), encoding="utf-8")
        (folder / "bench.yaml").write_text(text, encoding="utf-8")
    except OSError as problem:
        why = system_reason(problem)
        raise UsageRefused(
            Bilingual(
                f"{folder}：无法写入：{why.zh}；请腾出磁盘空间",
                f"{folder}: cannot be written: {why.en}; make room on the disc",
            )
        ) from problem
    return folder / "bench.yaml"


def _simulated(world: Path, name: str) -> str:
    """Return the name of an instrument in its world, which is that on the bench.

    Raises:
        UsageRefused: the world has none of that name.
    """
    nodes = read_kind(str(world), read_bytes(world), _WORLD_KIND)
    instruments = nodes.get("instruments")
    names = [key.text for key, _ in instruments.entries] if isinstance(instruments, Mapping) else []
    if name not in names:
        raise UsageRefused(
            Bilingual(
                f"{world}：没有 {name} 的仿真；预演需要校准台的每台仪器都有仿真",
                f"{world}: simulates no {name}; a dry run needs every instrument of the bench simulated",
            )
        )
    return name
