"""Terms of the second order of the law of propagation, from exact second and third derivatives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bench_core.errors import NumberInvalid
from bench_core.metrology.distribution import AsymmetricRectangular, Counts, Exponential
from bench_core.metrology.model.taylor import Taylor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.metrology.inputs import Correlations, Input
    from bench_core.metrology.model import Model


def second_order_uncertainties(model: Model, inputs: Sequence[Input], correlations: Correlations) -> list[float]:
    """Return the combined standard uncertainty of each output with the terms of the second order.

    To Σ f_i² u_i² comes Σ_i Σ_j [½ f_ij² + f_i f_ijj] u_i² u_j². That holds for independent inputs that are distributed
    symmetrically; its terms with i = j suppose that they are normal, and are a little too large for what has limits.

    Args:
        model: of the measurement.
        inputs: in the order of the model.
        correlations: there must be none.

    Raises:
        NumberInvalid: inputs are correlated or not symmetric, or the terms leave no variance.
        ExpressionInvalid: the model has no third derivative at the estimates.

    Source: JCGM 100:2008 5.1.2, note.
    """
    _require_symmetric(inputs, correlations)
    variances = [entry.standard_uncertainty**2 for entry in inputs]
    rows = _along_each(model, inputs)
    found: list[float] = []
    for place, name in enumerate(model.outputs):
        first = [_coefficients(rows[0][place][i])[0] for i in range(len(inputs))]
        added = math.fsum(
            (bent * bent / 2.0 + slope * twisted) * variances[i] * variances[j]
            for j, gradients in enumerate(rows)
            for i, (slope, bent, twisted) in enumerate(map(_coefficients, gradients[place]))
        )
        variance = math.fsum(slope * slope * u2 for slope, u2 in zip(first, variances, strict=True)) + added
        if variance < 0:
            raise NumberInvalid(f"{name}: the terms of the second order leave no variance; use Monte Carlo")
        found.append(math.sqrt(variance))
    return found


def _along_each(model: Model, inputs: Sequence[Input]) -> list[tuple[tuple[Taylor | float, ...], ...]]:
    """Return, for a step of each input in turn, the gradient of every output as a polynomial in the step."""
    values: dict[str, Taylor | float] = {entry.name: entry.value for entry in inputs}
    rows = []
    for entry in inputs:
        step: Taylor | float = Taylor(entry.value, 1.0)
        rows.append(model.linearise({**values, entry.name: step}).sensitivities)
    return rows


def _coefficients(derivative: Taylor | float) -> tuple[float, float, float]:
    """Return f_i, f_ij and f_ijj from f_i as a polynomial in a step of x_j."""
    if isinstance(derivative, Taylor):
        return derivative.value, derivative.first, 2.0 * derivative.second
    return derivative, 0.0, 0.0


def _require_symmetric(inputs: Sequence[Input], correlations: Correlations) -> None:
    if correlations:
        together = ", ".join(sorted(correlations.names))
        raise NumberInvalid(f"terms of the second order hold for independent inputs; {together} are correlated")
    for entry in inputs:
        one_sided = entry.distribution
        if isinstance(one_sided, Counts | Exponential) or (
            isinstance(one_sided, AsymmetricRectangular) and one_sided.below != one_sided.above
        ):
            raise NumberInvalid(
                f"{entry.name}: terms of the second order hold for inputs distributed symmetrically about "
                "the estimate, which this one is not; use Monte Carlo"
            )
