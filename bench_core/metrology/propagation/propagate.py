"""From a model and its inputs to the budget of each output."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bench_core.errors import NumberInvalid, UsageError
from bench_core.metrology.inputs import NONE
from bench_core.metrology.law import combined, covariance
from bench_core.metrology.propagation.budget import InputContribution, OutputBudget, Propagated
from bench_core.metrology.propagation.second_order import second_order_uncertainties

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench_core.metrology.inputs import Correlations, Input
    from bench_core.metrology.model import Model


def propagate(
    model: Model, inputs: Sequence[Input], correlations: Correlations = NONE, *, second_order: bool = False
) -> Propagated:
    """Return the budget of each output of a model, and the covariance matrix of the outputs.

    Args:
        model: of the measurement, explicit or implicit.
        inputs: one for each input of the model.
        correlations: between the inputs.
        second_order: whether the terms of the next order are wanted as well.

    Raises:
        UsageError: an input of the model is missing, there twice, or not of the model.
        CorrelationInvalid: a correlation of something that is no input.
        ExpressionInvalid: the model has no value or no derivative at the estimates.
        NumberInvalid: a standard uncertainty is not 0 or more, or terms of the second order do not hold.

    Source: JCGM 100:2008 5.1.2, 5.2.2 and annex G.4; JCGM 102:2011 6.2 and 6.3.
    """
    ordered = _in_order(model.inputs, inputs)
    if correlations:
        correlations.require_known(model.inputs)
    found = model.linearise({entry.name: entry.value for entry in ordered})
    grouped = correlations.names
    uncertainties = [_checked(entry) for entry in ordered]
    freedoms = {entry.name: entry.degrees_of_freedom for entry in ordered}
    beyond = second_order_uncertainties(model, ordered, correlations) if second_order else None
    budgets: list[OutputBudget] = []
    signed: list[dict[str, float]] = []
    for place, (name, value, slopes) in enumerate(zip(model.outputs, found.values, found.sensitivities, strict=True)):
        parts = tuple(
            InputContribution(
                entry.name, entry.value, u, entry.degrees_of_freedom, slope, abs(slope) * u, entry.name in grouped
            )
            for entry, u, slope in zip(ordered, uncertainties, slopes, strict=True)
        )
        shares = {entry.name: slope * u for entry, u, slope in zip(ordered, uncertainties, slopes, strict=True)}
        total = combined(shares, freedoms, correlations)
        budgets.append(
            OutputBudget(
                name,
                value,
                total.standard_uncertainty,
                total.degrees_of_freedom,
                parts,
                None if beyond is None else beyond[place],
            )
        )
        signed.append(shares)
    return Propagated(tuple(budgets), _covariances(signed, budgets, correlations))


def _covariances(
    signed: Sequence[Mapping[str, float]], budgets: Sequence[OutputBudget], correlations: Correlations
) -> tuple[tuple[float, ...], ...]:
    """Return the symmetric matrix; its diagonal holds the squares of the standard uncertainties."""
    rows = [[0.0] * len(signed) for _ in signed]
    for row, one in enumerate(signed):
        rows[row][row] = budgets[row].standard_uncertainty ** 2
        for column in range(row):
            rows[row][column] = rows[column][row] = covariance(one, signed[column], correlations)
    return tuple(tuple(row) for row in rows)


def _checked(entry: Input) -> float:
    """Return the standard uncertainty of an input, whatever distribution it has."""
    uncertainty = entry.standard_uncertainty
    if not 0 <= uncertainty < math.inf:
        raise NumberInvalid(f"{entry.name}: the standard uncertainty {uncertainty} is not 0 or more")
    return uncertainty


def _in_order(names: Sequence[str], inputs: Sequence[Input]) -> list[Input]:
    """Return the inputs in the order of the model."""
    known = {entry.name: entry for entry in inputs}
    if len(known) < len(inputs):
        twice = next(entry.name for entry in inputs if known[entry.name] is not entry)
        raise UsageError(f"the input '{twice}' is given twice")
    for name in known:
        if name not in names:
            raise UsageError(f"'{name}' is not an input of the model; its inputs are {', '.join(names)}")
    try:
        return [known[name] for name in names]
    except KeyError as missing:
        raise UsageError(f"the input '{missing.args[0]}' of the model is not given") from None
