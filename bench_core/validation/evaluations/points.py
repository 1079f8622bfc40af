"""Examples of many test points at once, whose results are correlated by the inputs that they share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import Correlations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.metrology.arrays import Array
    from bench_core.metrology.points import PointInput
    from bench_core.validation.comparison import Found
    from bench_core.validation.evaluations.effort import Effort
    from bench_core.validation.given import Given


def points(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Evaluate one model at all points together, and a weighted sum of the results.

    An input has a list of values under its name, of standard uncertainties under `u_` and of degrees of freedom under
    `nu_`, one for each point or one for all.
    """
    from bench_core.metrology.model import compile_model  # noqa: PLC0415  as below
    from bench_core.metrology.points import propagate_points  # noqa: PLC0415  loads numpy

    names = given.texts("inputs")
    model = compile_model({"y": parse_expression(given.text("model"))}, names)
    pairs = {(one, other): float(r) for one, other, r in given.rows("correlations")}
    (found,) = propagate_points(model, [_input(given, name) for name in names], Correlations.of(pairs))
    weights = dict(enumerate(given.numbers("weights")))
    whole, difference = found.combination(weights), found.difference(0, len(weights) - 1)
    covariance = found.covariance()
    values: dict[str, Found] = {
        "sum": sum(weight * float(found.values[place]) for place, weight in weights.items()),
        "u_sum": whole.standard_uncertainty,
        "nu_sum": whole.degrees_of_freedom,
        "u_first_less_last": difference.standard_uncertainty,
        "covariance_first_last": float(covariance[0, -1]),
    }
    factors = found.coverage_factors(given.number("p"))
    for place in weights:
        number = place + 1
        values[f"u{number}"] = float(found.standard_uncertainties[place])
        values[f"nu{number}"] = float(found.degrees_of_freedom[place])
        values[f"k{number}"] = float(factors[place])
    return values


def _input(given: Given, name: str) -> PointInput:
    from bench_core.metrology.points import PointInput  # noqa: PLC0415  loads numpy

    freedom = _one_or_all(given, f"nu_{name}") if given.has(f"nu_{name}") else math.inf
    shared = name in given.texts("shared")
    return PointInput(name, _one_or_all(given, name), _one_or_all(given, f"u_{name}"), freedom, shared=shared)


def _one_or_all(given: Given, name: str) -> Array | float:
    import numpy as np  # noqa: PLC0415  slow

    numbers = given.numbers(name)
    return numbers[0] if len(numbers) == 1 else np.array(numbers)
