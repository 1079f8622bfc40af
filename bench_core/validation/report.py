"""Runs published examples through the engine and counts what came out, each kind of certainty apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.validation.comparison import Comparison, compare, failed
from bench_core.validation.evaluations import EVALUATIONS
from bench_core.validation.evaluations.effort import QUICK, Effort
from bench_core.validation.example import CERTAINTIES, Certainty, Example

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bench_core.validation.comparison import Found
    from bench_core.validation.example import Case


@dataclass(frozen=True, slots=True)
class Result:
    """An example with all its comparisons."""

    example: Example
    comparisons: tuple[Comparison, ...]

    @property
    def ok(self) -> bool:
        """Whether every value agrees, and there is one."""
        return bool(self.comparisons) and all(one.ok for one in self.comparisons)


@dataclass(frozen=True, slots=True)
class Total:
    """How many values of one certainty agree.

    Args:
        certainty: of the values.
        values: all of them.
        agreeing: those within their tolerance.
    """

    certainty: Certainty
    values: int
    agreeing: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found."""

    results: tuple[Result, ...]
    effort: Effort

    @property
    def ok(self) -> bool:
        """Whether every example agrees, and there is one."""
        return bool(self.results) and all(result.ok for result in self.results)

    @property
    def totals(self) -> tuple[Total, ...]:
        """The values by certainty."""
        every = [one for result in self.results for one in result.comparisons]
        return tuple(_total(every, certainty) for certainty in CERTAINTIES)


def validate(examples: Iterable[Example], effort: Effort = QUICK) -> Report:
    """Run examples through the engine.

    Args:
        examples: to be reproduced.
        effort: how many trials a Monte Carlo example takes.
    """
    return Report(tuple(results(examples, effort)), effort)


def results(examples: Iterable[Example], effort: Effort = QUICK) -> Iterator[Result]:
    """Yield the result of each example as it is found; arguments as of `validate`."""
    for example in examples:
        found = tuple(one for case in example.cases for one in _compared(example, case, effort))
        yield Result(example, found)


def _compared(example: Example, case: Case, effort: Effort) -> Iterator[Comparison]:
    """Yield a comparison for each expected value; what the engine refuses or does not return has failed."""
    found: Mapping[str, Found] = {}
    why = "not computed"
    try:
        found = EVALUATIONS[example.evaluation](case.given, effort)
    except (BenchError, ArithmeticError, LookupError, TypeError, ValueError) as failure:
        why = f"{type(failure).__name__}: {failure}"
    for expected in case.expected:
        if expected.quantity in found:
            yield compare(expected, found[expected.quantity], case.label)
        else:
            yield failed(expected, why, case.label)


def _total(comparisons: list[Comparison], certainty: Certainty) -> Total:
    of_it = [one for one in comparisons if one.expected.certainty == certainty]
    return Total(certainty, len(of_it), sum(one.ok for one in of_it))
