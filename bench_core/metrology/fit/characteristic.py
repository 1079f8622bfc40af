"""Fitted characteristics of instruments, to be read off: thermometers, thermocouples, flow meters; no numpy."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bench_core.errors import NumberInvalid, OutsideValidity
from bench_core.metrology.fit.curve import Curve, Predicted
from bench_core.metrology.fit.goodness import Goodness
from bench_core.metrology.inversion import invert
from bench_core.metrology.tables.platinum import CallendarVanDusen
from bench_core.metrology.tables.thermocouple import reference_function


@dataclass(frozen=True, slots=True)
class FittedThermometer:
    """A platinum resistance thermometer with coefficients of its own.

    Args:
        relation: R0, A, B and C.
        covariance: of R0, A, B, C in this order; zeros for a C that was not fitted.
        degrees_of_freedom: of the covariance.
        goodness: of the fit.
        low: lowest temperature of the points, in °C.
        high: highest temperature of the points, in °C.
    """

    relation: CallendarVanDusen
    covariance: tuple[tuple[float, ...], ...]
    degrees_of_freedom: float
    goodness: Goodness
    low: float
    high: float

    def predict_resistance(self, temperature: float, u_temperature: float = 0.0) -> Predicted:
        """Return the resistance in Ω at a temperature in °C, with its standard uncertainty.

        Raises:
            NumberInvalid: a value that is not a number, or a negative uncertainty.

        Source: IEC 60751, 4.2; JCGM 100:2008 5.2.2.
        """
        _check(temperature, u_temperature)
        uncertainty = math.hypot(self._of_relation(temperature), self.relation.slope(temperature) * u_temperature)
        return self._predicted(self.relation.resistance(temperature), uncertainty, temperature)

    def predict_temperature(self, resistance: float, u_resistance: float = 0.0) -> Predicted:
        """Return the temperature in °C at a resistance in Ω, with its standard uncertainty.

        Raises:
            OutsideValidity: the resistance is not that of a temperature from -200 °C to 850 °C.
            NumberInvalid: a value that is not a number, or a negative uncertainty.

        Source: IEC 60751, 4.2, inverted to the last bits; JCGM 100:2008 5.2.2.
        """
        _check(resistance, u_resistance)
        found = self.relation.temperature(resistance)
        uncertainty = math.hypot(self._of_relation(found), u_resistance) / self.relation.slope(found)
        return self._predicted(found, uncertainty, found)

    def _of_relation(self, t: float) -> float:
        """Return the standard uncertainty in Ω that the coefficients give at a temperature."""
        r0 = self.relation.r0
        below = r0 * (t - 100.0) * t**3 if t < 0 else 0.0
        gradient = (self.relation.resistance(t) / r0, r0 * t, r0 * t * t, below)
        total = math.fsum(gradient[i] * self.covariance[i][j] * gradient[j] for i in range(4) for j in range(4))
        return math.sqrt(max(total, 0.0))

    def _predicted(self, value: float, uncertainty: float, temperature: float) -> Predicted:
        outside = not self.low <= temperature <= self.high
        return Predicted(value, uncertainty, self.degrees_of_freedom, outside)


@dataclass(frozen=True, slots=True)
class CalibratedThermocouple:
    """A thermocouple: the reference function of its type and a fitted deviation from it, 0 at 0 °C.

    Args:
        letter: of the type.
        deviation: measured emf minus reference function, in V, against °C.
        goodness: of the fit.
    """

    letter: str
    deviation: Curve
    goodness: Goodness

    def predict_emf(self, temperature: float, u_temperature: float = 0.0) -> Predicted:
        """Return the emf in V at a temperature in °C, reference junction at 0 °C, with its standard uncertainty.

        Raises:
            OutsideValidity: the temperature is outside the type's range.
            NumberInvalid: a negative uncertainty.
        """
        _check(temperature, u_temperature)
        fitted = self.deviation.predict(temperature)
        uncertainty = math.hypot(fitted.standard_uncertainty, self._slope(temperature) * u_temperature)
        return Predicted(self._emf(temperature), uncertainty, fitted.degrees_of_freedom, fitted.extrapolated)

    def predict_temperature(self, emf: float, u_emf: float = 0.0) -> Predicted:
        """Return the temperature in °C at an emf in V, with its standard uncertainty.

        The emf is that against a reference junction at 0 °C. Only temperatures between 0 °C and the range of the
        points, extended to 0 °C, are sought.

        Raises:
            OutsideValidity: the emf is not reached in this range.
            NumberInvalid: a value that is not a number, or a negative uncertainty.
        """
        _check(emf, u_emf)
        low, high = min(self.deviation.low, 0.0), max(self.deviation.high, 0.0)
        try:
            found = invert(self._emf, self._slope, emf, low, high)
        except NumberInvalid as error:
            raise OutsideValidity(f"type {self.letter}, emf: {emf:.12g} V: {error}") from error
        fitted = self.deviation.predict(found)
        uncertainty = math.hypot(fitted.standard_uncertainty, u_emf) / abs(self._slope(found))
        return Predicted(found, uncertainty, fitted.degrees_of_freedom, fitted.extrapolated)

    def _emf(self, temperature: float) -> float:
        return reference_function(self.letter).emf(temperature) + self.deviation.value(temperature)

    def _slope(self, temperature: float) -> float:
        return reference_function(self.letter).sensitivity(temperature) + self.deviation.slope(temperature)


@dataclass(frozen=True, slots=True)
class KFactorCurve:
    """The K factor of a flow meter as a polynomial in flow, or in the logarithm to base 10 of a Reynolds number.

    Args:
        curve: K against flow or lg(Re).
        goodness: of the fit.
        logarithmic: whether the curve's x is the logarithm of what it is asked for.
    """

    curve: Curve
    goodness: Goodness
    logarithmic: bool

    def predict(self, flow: float, u_flow: float = 0.0) -> Predicted:
        """Return K at a flow or Reynolds number, with its standard uncertainty.

        Raises:
            NumberInvalid: a value that is not a number, not above 0 where its logarithm is needed, or a negative
                uncertainty.
        """
        _check(flow, u_flow)
        if not self.logarithmic:
            return self.curve.predict(flow, u_flow)
        if flow <= 0:
            raise NumberInvalid(f"a Reynolds number must be above 0, not {flow}")
        return self.curve.predict(math.log10(flow), u_flow / (flow * math.log(10.0)))


def _check(value: float, uncertainty: float) -> None:
    if not math.isfinite(value):
        raise NumberInvalid(f"a characteristic has no value at {value}")
    if not 0 <= uncertainty < math.inf:
        raise NumberInvalid(f"a standard uncertainty must be a number from 0 on, not {uncertainty}")
