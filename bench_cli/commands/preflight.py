"""`calbench preflight`: looks whether a run could begin, check by check, and says how to mend what is not right."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import zip_longest
from typing import TYPE_CHECKING

from bench_cli.output import longest_line, say, wrapped
from bench_cli.running import new_record
from procedures.library import procedure_path
from sequencer.preflight import NOT_YET, preflight
from sequencer.request import RunRequest

if TYPE_CHECKING:
    import argparse
    from typing import Any

    from sequencer.findings import Finding
    from sequencer.preflight import Check

_MARKS = {"green": "✓", "amber": "!", "red": "✗", "unknown": "?"}
_UNDER = "  "
"""Before the Chinese line under an English one."""
_CONCLUSIONS = {
    "green": "✓ 可以开始 the run may begin",
    "amber": "! 可以开始，标有 ! 的须知悉 the run may begin; know what is marked with !",
    "red": "✗ 不能开始 the run must not begin",
}


def main(arguments: argparse.Namespace) -> int:
    """Look and print; return 0 where nothing is red, else 4."""
    request = RunRequest(
        record=new_record(arguments.out).absolute(),
        procedure=procedure_path(arguments.procedure).absolute(),
        bench=arguments.bench.absolute(),
        order=arguments.order and arguments.order.absolute(),
        answers=arguments.answers and arguments.answers.absolute(),
    )
    if arguments.json:
        worst = preflight(
            request,
            lambda checks: _say_json({"checks": [asdict(one) for one in checks]}),
            lambda finding: _say_json(finding.as_json()),
        )
        _say_json({"done": True, "worst": worst})
        return NOT_YET if worst == "red" else 0
    titles: dict[str, str] = {}

    def begin(checks: tuple[Check, ...]) -> None:
        titles.update({one.name: _both(one.title.zh, one.title.en) for one in checks})

    worst = preflight(request, begin, lambda finding: _say(finding, titles))
    say()
    say(_CONCLUSIONS.get(worst, _CONCLUSIONS["red"]))
    return NOT_YET if worst == "red" else 0


def _say(finding: Finding, titles: dict[str, str]) -> None:
    (zh, *more_zh), (en, *more_en) = finding.told.zh.split("\n"), finding.told.en.split("\n")
    _say_wrapped(f"{_MARKS[finding.level]} {titles[finding.check]}: {_both(zh, en)}")
    told = [*zip_longest(more_en, more_zh), *((str(one), one.in_chinese) for one in finding.mistakes)]
    for in_english, in_chinese in told:
        _say_wrapped(in_english or "")
        if in_chinese != in_english:
            _say_wrapped(in_chinese or "", _UNDER)
    if finding.fix.en:
        _say_wrapped(f"→ {_both(finding.fix.zh, finding.fix.en)}")


def _say_wrapped(text: str, indent: str = "") -> None:
    for line in wrapped(text, longest_line() - len(indent)):
        say(f"{indent}{line}")


def _both(zh: str, en: str) -> str:
    """Return a text in both languages, once where one holds the other."""
    return zh if en in zh else f"{zh} {en}"


def _say_json(fields: dict[str, Any]) -> None:
    say(json.dumps(fields, ensure_ascii=False))
