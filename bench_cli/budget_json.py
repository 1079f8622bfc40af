"""An evaluated budget for programs: numbers with full digits, each in the unit that stands beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bench_core.budgets.units import product, quotient

if TYPE_CHECKING:
    from bench_core.budgets.evaluation import Evaluation, Result
    from bench_core.budgets.quantities import InputQuantity
    from bench_core.budgets.simulation import SimulatedBudget
    from bench_core.metrology.propagation import InputContribution


def as_json(evaluation: Evaluation, simulated: SimulatedBudget | None = None) -> dict[str, Any]:
    """Return a budget; infinite degrees of freedom are null."""
    return {
        "inputs": [_input(quantity) for quantity in evaluation.quantities],
        "correlations": [{"between": list(pair), "r": r} for pair, r in evaluation.correlations.coefficients.items()],
        "outputs": [
            {**_output(evaluation, place), "monte_carlo": None if simulated is None else _simulated(simulated, place)}
            for place in range(len(evaluation.results))
        ],
    }


def _input(quantity: InputQuantity) -> dict[str, Any]:
    return {
        "name": quantity.name,
        "title": None if quantity.title is None else {"zh": quantity.title.zh, "en": quantity.title.en},
        "source": quantity.source,
        "value": float(quantity.value),
        "unit": str(quantity.value.unit),
        "u": quantity.standard_uncertainty,
        "u_unit": str(quantity.unit),
        "nu": _finite(quantity.degrees_of_freedom),
        "distribution": quantity.distribution_name,
    }


def _output(evaluation: Evaluation, place: int) -> dict[str, Any]:
    result = evaluation.results[place]
    budget, expanded = result.budget, result.expanded
    names = [one.name for one in evaluation.results]
    return {
        "name": result.name,
        "value": float(result.value),
        "unit": str(result.value.unit),
        "u": result.standard_uncertainty,
        "u_unit": str(result.unit),
        "u_first_order": result.in_unit(budget.standard_uncertainty),
        "nu": _finite(budget.degrees_of_freedom),
        "k": expanded.k,
        "p": expanded.p,
        "k_from": expanded.distribution,
        "dominated_by": list(expanded.dominated_by),
        "U": result.expanded_uncertainty,
        "interval": list(result.interval),
        "contributions": [_contribution(evaluation, result, part) for part in budget.contributions],
        "covariance": {
            name: {
                "value": evaluation.covariance_in_units(place, other),
                "unit": product(result.unit, evaluation.results[other].unit),
                "r": evaluation.correlation(place, other),
            }
            for other, name in enumerate(names)
        },
    }


def _contribution(evaluation: Evaluation, result: Result, part: InputContribution) -> dict[str, Any]:
    quantity = evaluation.quantity(part.name)
    return {
        "name": part.name,
        "u": quantity.standard_uncertainty,
        "u_unit": str(quantity.unit),
        "sensitivity": part.sensitivity * float(quantity.unit.factor / result.unit.factor),
        "sensitivity_unit": quotient(result.unit, quantity.unit),
        "contribution": result.in_unit(part.contribution),
    }


def _simulated(found: SimulatedBudget, place: int) -> dict[str, Any]:
    trials, output, validation = found.simulated, found.outputs[place], found.validations[place]
    return {
        "value": output.value,
        "u": output.standard_uncertainty,
        "p": trials.probability,
        "interval": list(output.interval),
        "shortest_interval": list(output.shortest_interval),
        "trials": trials.trials,
        "seed": trials.seed,
        "stable": trials.stable,
        "law_U": found.expanded[place],
        "tolerance": validation.tolerance,
        "d_low": validation.d_low,
        "d_high": validation.d_high,
        "validated": validation.validated,
    }


def _finite(freedom: float) -> float | None:
    return None if math.isinf(freedom) else freedom
