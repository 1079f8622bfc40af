"""Examples of type A and type B evaluation, through the functions that budgets and records use."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

from bench_core.errors import UsageError
from bench_core.metrology.analysis_of_variance import OneWayAnalysis, one_way_analysis, one_way_analysis_of_means
from bench_core.metrology.coverage import coverage_factor
from bench_core.metrology.decision.outliers import dixon, dixon_critical, grubbs_critical
from bench_core.metrology.distribution import Arcsine, Normal, Rectangular, Trapezoidal, Triangular, TwoPoint, divisor
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification, standard_uncertainty
from bench_core.metrology.statistics import Spread, mean, pooled, range_method, sample_standard_deviation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench_core.metrology.decision.outliers import Side
    from bench_core.metrology.distribution import Distribution
    from bench_core.validation.comparison import Found
    from bench_core.validation.evaluations.effort import Effort
    from bench_core.validation.given import Given

_BY_HALF_WIDTH: Final[Mapping[str, Callable[[float], Distribution]]] = {
    "rectangular": Rectangular,
    "triangular": Triangular,
    "arcsine": Arcsine,
    "two_point": TwoPoint,
}


def bessel(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Mean and experimental standard deviation of observations."""
    values = list(given.quantities("x"))
    if given.has("then"):
        values += given.quantities("then") * given.whole("times")
    s = Quantity.of(Fraction(sample_standard_deviation(values)), values[0].unit.symbol)
    return {"mean": mean(values), "s": s, "three_s": s * 3}


def by_range(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Standard deviation by the range method."""
    values = given.quantities("x")
    spread = range_method(values)
    return {"range": max(values) - min(values), "s": _like(spread.standard_deviation, values[0])}


def range_and_resolution(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Standard deviation by the range method, combined with a rectangular resolution."""
    values = given.quantities("x")
    s = range_method(values).standard_deviation
    resolution = Rectangular(float(given.quantity("half_width").to(values[0].unit))).standard_uncertainty
    found = {"s": s, "u_resolution": resolution, "u": math.hypot(s, resolution)}
    return {name: _like(value, values[0]) for name, value in found.items()}


def range_coefficient(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Coefficient and degrees of freedom of the range method, from a range of 1."""
    n = given.whole("n")
    spread = range_method([Quantity.of(0, "1")] * (n - 1) + [Quantity.of(1, "1")])
    return {"C": 1 / spread.standard_deviation, "nu": spread.degrees_of_freedom}


def pooled_deviation(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Pooled standard deviation of groups of one size."""
    freedom = given.whole("observations") - 1
    spread = pooled([Spread(s, freedom) for s in given.numbers("deviations")])
    return {"s": spread.standard_deviation, "nu": spread.degrees_of_freedom}


def of_mean(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Standard uncertainty of a mean of n, from the standard deviation of one."""
    s = given.quantity("s")
    return {"u": _like(float(s) / math.sqrt(given.whole("n")), s)}


def reading_and_specification(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Type A of a mean, type B of a specification, and both together."""
    reading, s = given.quantity("mean"), given.quantity("s")
    no_range = Quantity.of(0, "1")
    specification = Specification(
        given.quantity("of_reading"), no_range, given.quantity("constant"), reading, Coverage("rectangular")
    )
    of_a = float(s.to(reading.unit)) / math.sqrt(given.whole("n"))
    of_b = standard_uncertainty(specification, reading)
    return {name: _like(u, reading) for name, u in {"uA": of_a, "uB": of_b, "uc": math.hypot(of_a, of_b)}.items()}


def half_width(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Standard uncertainty of a half width, and its divisor."""
    width = given.quantity("half_width")
    u = _of_half_width(given, float(width)).standard_uncertainty
    return {"u": _like(u, width), "divisor": float(width) / u}


def _of_half_width(given: Given, width: float) -> Distribution:
    name = given.text("distribution")
    if name in _BY_HALF_WIDTH:
        return _BY_HALF_WIDTH[name](width)
    if name == "trapezoidal":
        return Trapezoidal(width, given.number("beta"))
    if name == "normal":
        return Normal(width / divisor("normal", given.number("probability")))
    raise UsageError(f"example {given.example}: no distribution '{name}' with a half width")


def student(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Student's t for a probability and degrees of freedom."""
    return {"t": coverage_factor(given.number("nu"), given.number("p"))}


def analysis(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """One-way analysis of variance of observations."""
    groups = [[Quantity.parse(text) for text in row] for row in given.rows("groups")]
    return _analysed(one_way_analysis(groups), given)


def analysis_of_means(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """One-way analysis of variance of means and standard deviations of groups."""
    means, deviations = given.quantities("means"), given.quantities("deviations")
    return _analysed(one_way_analysis_of_means(means, deviations, given.whole("observations")), given)


def _analysed(found: OneWayAnalysis, given: Given) -> Mapping[str, Found]:
    probability = given.number("probability")
    return {
        "mean": found.mean,
        "s_between_means": _like(found.of_group_means, found.mean),
        "s_within": _like(found.within, found.mean),
        "F": found.ratio,
        "F_critical": found.critical_ratio(probability),
        "significant": found.has_effect(probability),
    }


def grubbs(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Critical value of Grubbs' one-sided test."""
    return {"G": grubbs_critical(given.whole("n"), 1 - given.number("p"), "high")}


def critical_of_dixon(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Critical value of Dixon's test, with the ratio that belongs to the number of observations."""
    side = cast("Side", given.text("side"))
    return {"Q": dixon_critical(given.whole("n"), given.number("significance"), side)}


def dixon_test(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Test the most extreme observation by Dixon, at 5 % and 1 %."""
    found = dixon(given.quantities("x"), cast("Side", given.text("side")))
    return {"suspect": found.value, "Q": found.statistic, "flag": found.flag.value}


def _like(value: float, other: Quantity) -> Quantity:
    return Quantity.of(Fraction(value), other.as_difference().unit.symbol)
