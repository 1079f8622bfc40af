"""`calbench validate`: runs every published example through the engine, and says what came out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bench_cli.files import write_bytes
from bench_cli.output import columns, longest_line, say, say_text, width, wrapped
from bench_cli.validation_report import as_json, circumstances, quantity_text, source_text, tolerance_text
from bench_core.clock import system_clock
from bench_core.validation.evaluations.effort import QUICK, THOROUGH
from bench_core.validation.example import CERTAINTIES, CERTAINTY_WORDS
from bench_core.validation.library import chosen_examples
from bench_core.validation.report import validate

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from bench_cli.validation_report import Circumstances
    from bench_core.bilingual import Bilingual
    from bench_core.validation.comparison import Comparison
    from bench_core.validation.report import Report, Result

_HEADS = "量 quantity | 文件值 expected | 本程序 found | 容差 tolerance | 依据 certainty | 结论 verdict"


def main(arguments: argparse.Namespace) -> int:
    """Print the report, and write the page where one is asked for; return 1 when any value disagrees."""
    clock = system_clock()
    began, at = clock.now(), clock.utc()
    report = validate(chosen_examples(arguments.only), THOROUGH if arguments.thorough else QUICK)
    facts = circumstances(report, at, clock.now() - began)
    if arguments.page is not None:
        from bench_cli.validation_page import render  # noqa: PLC0415  the template engine takes time to load

        write_bytes(arguments.page, render(report, facts))
    if arguments.json:
        say_text(json.dumps(as_json(report, facts), ensure_ascii=False, indent=2))
    else:
        _show(report, facts)
        if arguments.page is not None:
            say(f"报告页 page: {arguments.page}")
    return 0 if report.ok else 1


def _show(report: Report, facts: Circumstances) -> None:
    longest = longest_line()
    _say(_HEADS, longest)
    for result in report.results:
        _show_example(result, longest)
    _show_totals(report, facts.shipped, longest)
    for line in _facts(facts):
        _say(line, longest)


def _show_example(result: Result, longest: int) -> None:
    say()
    _say(f"{result.example.id}: {_both(result.example.name)}", longest)
    for line in wrapped(source_text(result), longest - 2):
        say(f"  {line}")
    for line in _rows(result, longest - 2):
        say(f"  {line}")


def _rows(result: Result, longest: int) -> Iterator[str]:
    """Yield a line for each value; where one of them is too long, name and certainty stand on a line of their own."""
    rows = [_cells(one) for one in result.comparisons]
    lines = [*_table(rows)]
    if max(map(width, lines)) <= longest:
        yield from lines
        return
    numbers = _table([("", *row[1:4], row[-1]) for row in rows])
    for row, line in zip(rows, numbers, strict=True):
        yield from wrapped(f"{row[0]}  {row[-2]}", longest)
        yield from [line] if width(line) <= longest else wrapped(line, longest)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = tuple(max(width(row[column]) for row in rows) for column in range(len(rows[0])))
    for row in rows:
        yield columns(row, widths)


def _say(text: str, longest: int) -> None:
    for line in wrapped(text, longest):
        say(line)


def _show_totals(report: Report, shipped: int, longest: int) -> None:
    say()
    for total in report.totals:
        _say(f"{_both(CERTAINTIES[total.certainty])}: {total.agreeing} / {total.values}", longest)
    wrong = [result.example.id for result in report.results if not result.ok]
    say(f"算例 examples: {len(report.results) - len(wrong)} / {len(report.results)}")
    if len(report.results) < shipped:
        say(f"仅为所选算例 a choice only: {len(report.results)} / {shipped}")
    _say(f"不一致 disagree: {', '.join(wrong)}" if wrong else "全部一致 all agree", longest)


def _facts(facts: Circumstances) -> tuple[str, ...]:
    return (
        f"calbench {facts.calbench}, {facts.python}, numpy {facts.numpy}, {facts.platform}",
        f"{facts.utc}, {facts.seconds:g} s, {facts.effort}",
        f"算例文件 files of examples: SHA-256 {facts.examples}",
    )


def _cells(comparison: Comparison) -> tuple[str, ...]:
    certainty = _both(CERTAINTY_WORDS[comparison.expected.certainty])
    verdict = "✓" if comparison.ok else "✗ 不一致 NO"
    texts = comparison.expected.text, comparison.found, tolerance_text(comparison), certainty
    return quantity_text(comparison), *texts, verdict


def _both(text: Bilingual) -> str:
    return f"{text.zh} {text.en}"
