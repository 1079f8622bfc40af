"""Examples that are budgets: files of the kind that users write, through the very code that evaluates theirs."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.budgets.evaluation import evaluate_budget
from bench_core.budgets.reading import parse_budget
from bench_core.metrology.quantity import Quantity
from bench_core.validation.library import budget_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.budgets.evaluation import Evaluation, Result
    from bench_core.documents.budget import Budget
    from bench_core.documents.model import Document
    from bench_core.validation.comparison import Found
    from bench_core.validation.evaluations.effort import Effort
    from bench_core.validation.given import Given


def budget(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Evaluate a budget by the law of propagation, and by its second order where the example asks for it."""
    document = _document(given)
    found = evaluate_budget(document)
    values: dict[str, Found] = {}
    for result in found.results:
        prefix = f"{result.name}." if len(found.results) > 1 else ""
        values.update({f"{prefix}{name}": value for name, value in _of_result(result)})
    values.update(_correlations(found))
    if _second_order(given):
        (result,) = evaluate_budget(document, second_order=True).results
        values["u_second_order"] = _size(result, result.standard_uncertainty)
        low, high = result.interval
        values |= {"low_second_order": _value(result, low), "high_second_order": _value(result, high)}
    return values


def monte_carlo(given: Given, effort: Effort) -> Mapping[str, Found]:
    """Simulate a budget with a single result, and hold the law of propagation against the trials.

    Without a number of trials the adaptive procedure says how many.
    """
    from bench_core.budgets.simulation import Trials, simulate_budget  # noqa: PLC0415  loads numpy

    document = _document(given)
    found = evaluate_budget(document, second_order=_second_order(given))
    (result,) = found.results
    digits = given.whole("digits") if given.has("digits") else 1
    number = effort.trials(given.whole("trials")) if given.has("trials") else None
    simulated = simulate_budget(document, found, Trials(number, digits, given.whole("seed")))
    (output,), (validation,) = simulated.outputs, simulated.validations
    law, shortest = result.interval, output.shortest_interval
    return {
        "y": _value(result, output.value),
        "u": _size(result, output.standard_uncertainty),
        "low": _value(result, output.interval[0]),
        "high": _value(result, output.interval[1]),
        "shortest_low": _value(result, shortest[0]),
        "shortest_high": _value(result, shortest[1]),
        "law_low": _value(result, law[0]),
        "law_high": _value(result, law[1]),
        "d_low": _size(result, abs(law[0] - shortest[0])),
        "d_high": _size(result, abs(law[1] - shortest[1])),
        "delta": _size(result, validation.tolerance),
        "validated": validation.validated,
        "stable": output.stable is True,
    }


def _second_order(given: Given) -> bool:
    return given.text("second_order", "no") == "yes"


def _document(given: Given) -> Document[Budget]:
    return parse_budget(*budget_file(given.text("budget")))


def _of_result(result: Result) -> Iterator[tuple[str, Found]]:
    yield "y", result.value
    yield "u", _size(result, result.standard_uncertainty)
    yield "k", result.expanded.k
    yield "U", _size(result, result.expanded_uncertainty)
    low, high = result.interval
    yield "low", _value(result, low)
    yield "high", _value(result, high)
    freedom = result.budget.degrees_of_freedom
    if math.isfinite(freedom):
        yield "nu", freedom
        yield "nu_whole", str(math.floor(freedom))
    for one in result.budget.contributions:
        yield f"contribution({one.name})", _size(result, result.in_unit(one.contribution))


def _correlations(found: Evaluation) -> Iterator[tuple[str, Found]]:
    """Yield the correlation coefficients of every two results, and of every two inputs."""
    for row, one in enumerate(found.results):
        for column, other in enumerate(found.results[:row]):
            yield f"r({other.name},{one.name})", found.correlation(row, column)
    for row, quantity in enumerate(found.quantities):
        for before in found.quantities[:row]:
            yield f"r({before.name},{quantity.name})", found.correlations.between(before.name, quantity.name)


def _value(result: Result, value: float) -> Quantity:
    return Quantity(Fraction(value), result.value.unit)


def _size(result: Result, size: float) -> Quantity:
    return Quantity(Fraction(size), result.unit)
