"""Reads the names in bench files of the workplace; whether a bench is whole, its preflight finds out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.capabilities.instruments import IN_PROCESS
from bench_core.documents.files import read_bytes
from bench_core.documents.model import read_kind
from bench_core.documents.nodes import Mapping, Node, Scalar
from bench_core.documents.reader import read_nodes
from bench_core.errors import BenchError
from bench_core.failures import told
from bench_gui.workplace.workplace import BenchPart, FoundBench, Uut

if TYPE_CHECKING:
    from pathlib import Path

BENCH_KIND = "bench/1"
UUT = "uut"


def found_bench(path: Path, content: bytes) -> FoundBench:
    """Return what a bench file names, or its problem."""
    try:
        nodes = read_kind(str(path), content, BENCH_KIND)
    except BenchError as failure:
        return FoundBench(path, path.stem, (), {}, None, simulated=False, problem=told(failure))
    instruments, roles = nodes.get("instruments"), nodes.get("roles")
    entries = {name.text: node for name, node in instruments.entries} if isinstance(instruments, Mapping) else {}
    parts = tuple(_part(name, node) for name, node in entries.items() if isinstance(node, Mapping))
    played = {role.text: _text(node) for role, node in roles.entries} if isinstance(roles, Mapping) else {}
    problem = (
        NOTHING
        if parts and played
        else Bilingual(
            f"{path}：没有写仪器或角色；calbench lint {path} 有详细说明",
            f"{path}: names no instruments or no roles; calbench lint {path} says more",
        )
    )
    uut = entries.get(played.get(UUT, ""))
    return FoundBench(
        path,
        _text(nodes.get("bench")) or path.stem,
        parts,
        played,
        _uut(path, uut) if isinstance(uut, Mapping) else None,
        simulated=nodes.get("world") is not None,
        problem=problem,
    )


def _part(name: str, entry: Mapping) -> BenchPart:
    link = _text(entry.get("link"))
    return BenchPart(
        name, _text(entry.get("driver")), link, _text(entry.get("serial")), link.lower().startswith(IN_PROCESS)
    )


def _uut(path: Path, entry: Mapping) -> Uut:
    """Return who is the unit under test: as its type record says, else as its driver is called (`fluke.8508a`)."""
    serial, named = _text(entry.get("serial")), _text(entry.get("type"))
    if named:
        try:
            record = read_nodes(named, read_bytes(path.parent / named))
        except BenchError:
            return Uut("", "", serial)
        return Uut(_text(record.get("maker")), _text(record.get("model")), serial)
    maker, _, model = _text(entry.get("driver")).rpartition(".")
    return Uut(maker.upper() if len(maker) < _SHORT else maker.capitalize(), model.upper(), serial)


_SHORT = 4
"""Letters from which on a maker's name is no abbreviation, such as HP."""


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, Scalar) else ""
