"""The preflight's process, `python -m sequencer.preflight REQUEST.json`: whether a run could begin, check by check."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError, UsageError
from sequencer.bench_checks import check_bench
from sequencer.conducting import make_clock
from sequencer.file_checks import check_certificate, check_files, read_files
from sequencer.findings import Finding, Level
from sequencer.json_lines import JsonLines
from sequencer.machine_checks import check_machine
from sequencer.request import read_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from sequencer.file_checks import Files
    from sequencer.request import RunRequest

NOT_YET = 4
"""Exit code where a check is red."""
_BEFORE = (("files", "文件", "files"), ("order", "委托单与人员", "order and persons"), ("plan", "计划", "plan"))
_BETWEEN = (
    ("draft", "能否出正式证书", "certificate or draft"),
    ("simulated", "仿真", "simulation"),
    ("people", "人员", "people"),
    ("bench", "校准台", "bench"),
)
_AFTER = (
    ("guardian", "守护进程", "guardian"),
    ("program", "程序", "program"),
    ("clock", "时钟", "clock"),
    ("key", "签名密钥", "signing key"),
    ("folder", "记录文件夹", "folder of the record"),
    ("disc", "磁盘空间", "room on the disc"),
)
_WORST: tuple[Level, ...] = ("red", "unknown", "amber", "green")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at.

    Args:
        name: for programs.
        title: for people.
    """

    name: str
    title: Bilingual


def preflight(
    request: RunRequest, begin: Callable[[tuple[Check, ...]], None], tell: Callable[[Finding], None]
) -> Level:
    """Look whether a run could begin, changing nothing but the folder of the record, and return the worst level.

    Args:
        request: of the run.
        begin: takes every check that there will be, first.
        tell: takes each finding as it is known, from any thread.
    """
    clock = make_clock(request.clock, request.speed)
    today = clock.utc().date()
    files = read_files(request, today)
    begin(_checks(files))
    levels: list[Level] = []

    def note(finding: Finding) -> None:
        levels.append(finding.level)
        tell(finding)

    for finding in check_files(files):
        note(finding)
    for finding in check_machine(files, request.record, clock):
        note(finding)
    if files.bench is None:
        for name in ("bench", "guardian"):
            note(_after_files(name))
    else:
        for entry in files.bench.instruments.values():
            if entry.certificate is not None:
                note(check_certificate(entry, today))
        check_bench(request, files.bench, files, clock, note)
    return next((level for level in _WORST if level in levels), "green")


def _checks(files: Files) -> tuple[Check, ...]:
    entries = () if files.bench is None else files.bench.instruments.values()
    certified = [
        (f"certificate:{e.name}", f"{e.name} 的证书", f"certificate of {e.name}") for e in entries if e.certificate
    ]
    asked = [(f"instrument:{e.name}", e.name, e.name) for e in entries]
    rows = (*_BEFORE, *certified, *_BETWEEN, *asked, *_AFTER)
    return tuple(Check(name, Bilingual(zh, en)) for name, zh, en in rows)


def _after_files(name: str) -> Finding:
    told = Bilingual("文件有误，尚不能检查", "cannot be looked at before the files are right")
    return Finding(name, "unknown", told, Bilingual("先改正文件", "mend the files first"))


def main(arguments: list[str], out: JsonLines) -> int:
    """Say each check and each finding as a line of JSON.

    Args:
        arguments: path of the request.
        out: where to.

    Returns:
        0 where nothing is red, 4 where something is, 2 where the request is none.
    """
    try:
        if len(arguments) != 1:
            raise UsageError("usage: python -m sequencer.preflight REQUEST.json")
        request = read_request(Path(arguments[0]))
        worst = preflight(
            request, lambda checks: out.say({"checks": [asdict(one) for one in checks]}), lambda f: out.say(f.as_json())
        )
    except BenchError as failure:
        return out.refuse(failure)
    out.say({"done": True, "worst": worst})
    return NOT_YET if worst == "red" else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], JsonLines()))
