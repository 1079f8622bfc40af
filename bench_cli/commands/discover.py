"""`calbench discover`: finds instruments, asks each who it is, and writes their lines of a bench file."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bench_cli.output import say, say_text, width
from bench_core.clock import system_clock
from drivers.discovery import Found, all_ways, ask, bench_entries, search

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from drivers.discovery import Search
    from drivers.links.seeking import Candidate

_HEADS = ("资源 resource", "由 found by", "应答 who answers", "驱动 driver")
_NOT_ASKED = "未询问 not asked (--serial)"


def main(arguments: argparse.Namespace) -> int:
    """Look, ask and print; return 0, whether something was found or not."""
    clock = system_clock()
    if not arguments.json:
        say("正在查找仪器… looking for instruments…")
    searched = search(all_ways(arguments.wait), clock)
    lines = [one for one in searched.candidates if one.resource.startswith("ASRL")]
    others = [one for one in searched.candidates if one not in lines]
    asked = others + (lines if _may_ask(arguments, lines) else [])
    found = ask(asked, clock)
    found += [Found(one, None, _NOT_ASKED, None) for one in lines if one not in asked]
    if arguments.json:
        say_text(json.dumps(_as_json(found, searched), ensure_ascii=False, indent=2))
    else:
        _print(found, searched)
    return 0


def _may_ask(arguments: argparse.Namespace, lines: Sequence[Candidate]) -> bool:
    """Tell whether serial ports may be written to: what hangs on them may be no instrument at all."""
    if arguments.serial or not lines:
        return bool(arguments.serial)
    if arguments.json or sys.stdin is None or not sys.stdin.isatty():
        return False
    for line in lines:
        say(f"  {line.resource}  {line.description}")
    say("向这些串口发送 *IDN? 吗？若所接不是仪器，它也可能有所动作。")
    say("Send *IDN? to these serial ports? What hangs on them may be no instrument and act on it. [yes/NO]")
    return sys.stdin.readline().strip().lower() == "yes"


def _print(found: Sequence[Found], searched: Search) -> None:
    rows = [(one.candidate.resource, one.candidate.found_by, _answer(one), one.driver or "-") for one in found]
    if rows:
        widths = [max(width(row[column]) for row in (_HEADS, *rows)) for column in range(len(_HEADS))]
        for row in (_HEADS, *rows):
            cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
            say("  ".join(cells).rstrip())
    else:
        say("没有找到仪器 no instrument was found")
    for way, why in searched.not_searched.items():
        say(f"未查找 not searched: {way}: {why}")
    entries = bench_entries(found)
    if entries:
        say()
        say("校准台文件 for the bench file:")
        say("instruments:")
        for entry in entries:
            say(entry)


def _answer(one: Found) -> str:
    if one.identity is not None:
        return one.identity.raw.strip()
    return f"{one.problem} [{one.candidate.description}]" if one.candidate.description else one.problem


def _as_json(found: Sequence[Found], searched: Search) -> dict[str, object]:
    rows = [
        {
            "resource": one.candidate.resource,
            "found_by": one.candidate.found_by,
            "description": one.candidate.description,
            "identity": None if one.identity is None else one.identity.raw.strip(),
            "problem": one.problem,
            "driver": one.driver,
        }
        for one in found
    ]
    return {"found": rows, "not_searched": dict(searched.not_searched), "bench_entries": bench_entries(found)}
