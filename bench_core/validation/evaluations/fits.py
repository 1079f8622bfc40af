"""Examples of fitted curves, through the functions that fit standards' certificates and characteristics."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.metrology.fit.polynomial import Fitted
    from bench_core.validation.comparison import Found
    from bench_core.validation.evaluations.effort import Effort
    from bench_core.validation.given import Given


def polynomial(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Fit a polynomial by least squares, with the uncertainties or weights of the points where they are given."""
    from bench_core.metrology.fit.polynomial import Uncertainties, fit_polynomial  # noqa: PLC0415  loads numpy

    stated = Uncertainties(_uncertainties(given, "y"), _uncertainties(given, "x"))
    through_zero = given.text("through_zero", "no") == "yes"
    degree = given.whole("degree")
    fitted = fit_polynomial(given.numbers("x"), given.numbers("y"), degree, stated, through_zero=through_zero)
    return {**dict(_parameters(fitted, given)), **dict(_read_off(fitted, given))}


def _uncertainties(given: Given, axis: str) -> list[float] | None:
    if given.has(f"weights_{axis}"):
        return [1 / math.sqrt(weight) for weight in given.numbers(f"weights_{axis}")]
    return list(given.numbers(f"u_{axis}")) if given.has(f"u_{axis}") else None


def _parameters(fitted: Fitted, given: Given) -> Iterator[tuple[str, Found]]:
    parameters = fitted.curve.parameters(given.number("offset") if given.has("offset") else 0.0)
    for power, value in enumerate(parameters.values):
        yield f"b{power}", value
        yield f"u_b{power}", parameters.standard_uncertainties[power]
        yield f"variance_b{power}", parameters.covariance[power][power]
    yield "r_b0_b1", parameters.correlation(0, 1)
    yield "covariance_b0_b1", parameters.covariance[0][1]
    yield "s", fitted.goodness.standard_deviation
    if fitted.goodness.chi_square is not None:
        yield "chi_squared", fitted.goodness.chi_square


def _read_off(fitted: Fitted, given: Given) -> Iterator[tuple[str, Found]]:
    """Yield what is read off the curve: y at an x, and x at a y."""
    if given.has("predict_at"):
        u_x = given.number("u_predict_at") if given.has("u_predict_at") else 0.0
        predicted = fitted.curve.predict(given.number("predict_at"), u_x)
        yield "predicted", predicted.value
        yield "u_predicted", predicted.standard_uncertainty
    if given.has("inverse_of"):
        inverse = fitted.curve.inverse(given.number("inverse_of"), given.number("u_inverse_of"))
        yield "inverse", inverse.value
        yield "u_inverse", inverse.standard_uncertainty
