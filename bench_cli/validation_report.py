"""A validation report for people and programs: its rows as texts, its facts, its form as JSON."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from bench_core.metrology.quantity import Quantity
from bench_core.validation.library import all_examples, examples_digest

if TYPE_CHECKING:
    from datetime import datetime

    from bench_core.validation.comparison import Comparison
    from bench_core.validation.report import Report, Result


@dataclass(frozen=True, slots=True)
class Circumstances:
    """By what, on what and when a validation was run.

    Args:
        calbench: version of the program.
        python: version.
        numpy: version.
        platform: operating system and processor.
        examples: SHA-256 of the files of examples.
        shipped: how many examples there are, of which the report may hold a choice.
        utc: when it was run.
        seconds: that it took.
        effort: `quick` or `thorough`.
    """

    calbench: str
    python: str
    numpy: str
    platform: str
    examples: str
    shipped: int
    utc: str
    seconds: float
    effort: str


def circumstances(report: Report, at: datetime, seconds: float) -> Circumstances:
    """Return the circumstances of a report.

    Args:
        report: of the validation.
        at: when it began.
        seconds: that it took.
    """
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{platform.system()} {platform.release()} {platform.machine()}"
    utc, took = f"{at:%Y-%m-%dT%H:%M:%SZ}", round(seconds, 1)
    program, numpy, shipped = version("calbench"), version("numpy"), len(all_examples())
    return Circumstances(program, python, numpy, machine, examples_digest(), shipped, utc, took, report.effort.name)


def tolerance_text(comparison: Comparison) -> str:
    """Return how far a value may be from the printed one, for people."""
    expected = comparison.expected
    if comparison.tolerance is None:
        return "相同 same"
    if expected.relative is not None:
        return f"±{_short(expected.relative)} rel."
    symbol = Quantity.parse(expected.text).as_difference().unit.symbol
    number = _short(comparison.tolerance) + ("" if symbol == "1" else f" {symbol}")
    return f"≤, −{number}" if expected.basis == "bound" else f"±{number}"


def _short(number: float) -> str:
    return f"{number:.6g}".replace("e-0", "e-")


def quantity_text(comparison: Comparison) -> str:
    """Return what was compared, with the case where an example has several."""
    return f"{comparison.expected.quantity} ({comparison.label})" if comparison.label else comparison.expected.quantity


def source_text(result: Result) -> str:
    """Return where an example stands, and through what its numbers came."""
    source = result.example.source
    through = f", 引自 taken from {source.through}" if source.through else ""
    return f"{source.document}{through}" + (f", {source.url}" if source.url else "")


def as_json(report: Report, at: Circumstances) -> dict[str, Any]:
    """Return a report as values for JSON."""
    return {
        "ok": report.ok,
        "circumstances": asdict(at),
        "totals": {
            total.certainty: {"values": total.values, "agreeing": total.agreeing} for total in report.totals
        },
        "examples": [_example(result) for result in report.results],
    }  # fmt: skip


def _example(result: Result) -> dict[str, Any]:
    example = result.example
    return {
        "id": example.id,
        "family": example.family,
        "name": asdict(example.name),
        "source": asdict(example.source),
        "ok": result.ok,
        "values": [_value(one) for one in result.comparisons],
    }


def _value(comparison: Comparison) -> dict[str, Any]:
    expected = comparison.expected
    return {
        "quantity": expected.quantity,
        "case": comparison.label,
        "expected": expected.text,
        "found": comparison.found,
        "deviation": comparison.deviation,
        "tolerance": comparison.tolerance,
        "tolerance_from": expected.basis,
        "certainty": expected.certainty,
        "ok": comparison.ok,
    }
