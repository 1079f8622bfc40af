"""Fits for instruments' characteristics: Callendar-Van Dusen, deviation of a thermocouple, K factor of a flow meter."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench_core.errors import FitInvalid
from bench_core.metrology.fit.characteristic import CalibratedThermocouple, FittedThermometer, KFactorCurve
from bench_core.metrology.fit.points import check_points, check_uncertainties
from bench_core.metrology.fit.polynomial import (
    NONE_STATED,
    Uncertainties,
    fit_polynomial,
    judge,
    solve_stated,
)
from bench_core.metrology.tables.platinum import HIGHEST, LOWEST, CallendarVanDusen
from bench_core.metrology.tables.table import refuse_outside
from bench_core.metrology.tables.thermocouple import reference_function

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.metrology.arrays import Array


@dataclass(frozen=True, slots=True)
class _CallendarVanDusenTerms:
    """1, t, t² and, where points lie below 0 °C, (t - 100)·t³ below 0 °C; t in hundreds of degrees."""

    below: bool

    def values(self, x: Array) -> Array:
        s = x / 100.0
        columns = [np.ones_like(s), s, s**2]
        if self.below:
            columns.append(np.where(s < 0, (s - 1.0) * s**3, 0.0))
        return np.column_stack(columns)

    def slopes(self, x: Array) -> Array:
        s = x / 100.0
        columns = [np.zeros_like(s), np.ones_like(s), 2.0 * s]
        if self.below:
            columns.append(np.where(s < 0, 4.0 * s**3 - 3.0 * s**2, 0.0))
        slopes: Array = np.column_stack(columns) / 100.0
        return slopes


def fit_callendar_van_dusen(
    temperature: Sequence[float],
    resistance: Sequence[float],
    stated: Uncertainties = NONE_STATED,
    *,
    birge: bool = False,
) -> FittedThermometer:
    """Return R0, A, B and, where there are points below 0 °C, C of a platinum thermometer, with their covariance.

    Without points below 0 °C the C of IEC 60751 stands, as if exact; temperatures there are extrapolated.

    Args:
        temperature: of each point, in °C, -200 to 850.
        resistance: of each point, in Ω.
        stated: uncertainties: `u_y` and `covariance` of the resistances in Ω, `u_x` of the temperatures in °C.
        birge: as for `fit_polynomial`.

    Raises:
        FitInvalid: points or uncertainties that nothing can be fitted to, or no convergence.
        OutsideValidity: a temperature outside the range of IEC 60751.
        NumberInvalid: the points are not those of a platinum thermometer (R0 or A not above 0).

    Source: IEC 60751:2022, 4.2; JCGM 102:2011, 6.2.
    """
    below = any(t < 0 for t in temperature)
    check_points(temperature, resistance, 4 if below else 3, spare=0 if stated.given else 1)
    for point, t in enumerate(temperature, start=1):
        refuse_outside(f"point {point}: temperature", t, LOWEST, HIGHEST, "°C")
    solution = solve_stated(_CallendarVanDusenTerms(below), temperature, resistance, stated)
    factor, goodness = judge(solution, stated, birge=birge)
    r0, linear, quadratic, *quartic = solution.coefficients.tolist()
    if not r0 > 0:
        raise FitInvalid(f"the points give R0 = {r0:.6g} Ω, which is no platinum thermometer")
    relation = CallendarVanDusen(r0, linear / r0 / 1e2, quadratic / r0 / 1e4)
    if below:
        relation = replace(relation, c=quartic[0] / r0 / 1e8)
    covariance = _of_ratios(relation, solution.covariance * factor[0], below=below)
    return FittedThermometer(relation, covariance, factor[1], goodness, min(temperature), max(temperature))


def fit_thermocouple_deviation(
    letter: str,
    temperature: Sequence[float],
    emf: Sequence[float],
    degree: int,
    stated: Uncertainties = NONE_STATED,
    *,
    birge: bool = False,
) -> CalibratedThermocouple:
    """Return a thermocouple's deviation from the reference function of its type, a polynomial that is 0 at 0 °C.

    Args:
        letter: of the type.
        temperature: of each point, in °C.
        emf: of each point, in V, reference junction at 0 °C.
        degree: of the deviation, from 1 on.
        stated: uncertainties: `u_y` and `covariance` of the emf in V, `u_x` of the temperatures in °C, which counts
            through the sensitivity of the reference function.
        birge: as for `fit_polynomial`.

    Raises:
        FitInvalid: points or uncertainties that nothing can be fitted to.
        OutsideValidity: a temperature outside the type's range.
        NumberInvalid: no such type.

    Source: common practice of certificates; reference function IEC 60584-1.
    """
    function = reference_function(letter)
    check_points(temperature, emf, degree, spare=0 if stated.given else 1)
    stated.check(len(temperature))
    deviation = [value - function.emf(t) for t, value in zip(temperature, emf, strict=True)]
    if stated.u_x is not None and stated.u_y is not None:
        if stated.r is not None:
            raise FitInvalid("a correlation of temperature and emf is not foreseen in a thermocouple's deviation")
        through = [function.sensitivity(t) * u for t, u in zip(temperature, stated.u_x, strict=True)]
        stated = Uncertainties(u_y=[math.hypot(u, v) for u, v in zip(stated.u_y, through, strict=True)])
    fitted = fit_polynomial(temperature, deviation, degree, stated, birge=birge, through_zero=True)
    return CalibratedThermocouple(letter, fitted.curve, fitted.goodness)


def fit_k_factor(
    flow: Sequence[float],
    k_factor: Sequence[float],
    degree: int,
    stated: Uncertainties = NONE_STATED,
    *,
    logarithmic: bool = False,
    birge: bool = False,
) -> KFactorCurve:
    """Return the K factor of a flow meter as a polynomial in flow, or in the logarithm of the Reynolds number.

    Args:
        flow: of each point: flow rate, or Reynolds number where `logarithmic`.
        k_factor: of each point.
        degree: of the polynomial.
        stated: uncertainties, `u_x` of flow or Reynolds number.
        logarithmic: fit against lg(flow).
        birge: as for `fit_polynomial`.

    Raises:
        FitInvalid: points or uncertainties that nothing can be fitted to, or no convergence.

    Source: common practice of certificates; JJG 1037-2008 for the K factor.
    """
    if not logarithmic:
        fitted = fit_polynomial(flow, k_factor, degree, stated, birge=birge)
        return KFactorCurve(fitted.curve, fitted.goodness, logarithmic=False)
    for point, value in enumerate(flow, start=1):
        if not 0 < value < math.inf:
            raise FitInvalid(f"a Reynolds number must be above 0, not {value}", point)
    if stated.u_x is not None:
        check_uncertainties("u_x", stated.u_x, len(flow), exact=True)
        u_x = [u / (value * math.log(10.0)) for u, value in zip(stated.u_x, flow, strict=True)]
        stated = replace(stated, u_x=u_x)
    fitted = fit_polynomial([math.log10(value) for value in flow], k_factor, degree, stated, birge=birge)
    return KFactorCurve(fitted.curve, fitted.goodness, logarithmic=True)


def _of_ratios(relation: CallendarVanDusen, covariance: Array, *, below: bool) -> tuple[tuple[float, ...], ...]:
    """Return the covariance of R0, A, B, C from that of R0, 1e2·R0·A, 1e4·R0·B, 1e8·R0·C."""
    r0 = relation.r0
    ratios, scales = (relation.a, relation.b, relation.c), (1e2, 1e4, 1e8)
    jacobian = np.zeros((4, 4 if below else 3))
    jacobian[0, 0] = 1.0
    for row in range(1, jacobian.shape[1]):
        jacobian[row, 0] = -ratios[row - 1] / r0
        jacobian[row, row] = 1.0 / (r0 * scales[row - 1])
    return tuple(tuple(row) for row in (jacobian @ covariance @ jacobian.T).tolist())
