"""Thermocouples: the reference functions of IEC 60584-1, both ways and exactly, with sensitivity and tolerances."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

from bench_core.errors import NumberInvalid
from bench_core.metrology.inversion import invert
from bench_core.metrology.tables.table import Source, TableValue, refuse_outside
from bench_core.metrology.tables.thermocouple_coefficients import (
    K_EXPONENTIAL,
    NIST,
    SEGMENTS,
    TYPE_A,
    TYPE_C,
    Segment,
)

TOLERANCES: Final = Source(
    title="IEC 60584-1, Thermocouples, EMF specifications and tolerances",
    edition="2013",
    clause="table of tolerance classes (formerly IEC 60584-2)",
    found_in="published pages of makers, and common knowledge of the field; the standard was not at hand",
)
# type, class: from °C, to °C, constant in °C, part of |t|; the larger of the two holds
_TOLERANCES: Final = {
    **{(letter, 1): (-40.0, 1000.0, 1.5, 0.004) for letter in "KN"},
    **{(letter, 2): (-40.0, 1200.0, 2.5, 0.0075) for letter in "KN"},
    **{(letter, 3): (-200.0, 40.0, 2.5, 0.015) for letter in "KNE"},
    ("E", 1): (-40.0, 800.0, 1.5, 0.004),
    ("E", 2): (-40.0, 900.0, 2.5, 0.0075),
    ("J", 1): (-40.0, 750.0, 1.5, 0.004),
    ("J", 2): (-40.0, 750.0, 2.5, 0.0075),
    ("T", 1): (-40.0, 350.0, 0.5, 0.004),
    ("T", 2): (-40.0, 350.0, 1.0, 0.0075),
    ("T", 3): (-200.0, 40.0, 1.0, 0.015),
    **{(letter, 1): (0.0, 1600.0, 1.0, 0.0) for letter in "RS"},
    **{(letter, 2): (0.0, 1600.0, 1.5, 0.0025) for letter in "RS"},
    ("B", 2): (600.0, 1700.0, 0.0, 0.0025),
    ("B", 3): (600.0, 1700.0, 4.0, 0.005),
    ("C", 2): (426.0, 2315.0, 0.0, 0.01),
    ("A", 2): (1000.0, 2500.0, 0.0, 0.01),
}
# type B falls to 21.02 °C and is back at 0 V at 42.13 °C: below, a voltage belongs to two temperatures
_INVERTIBLE_FROM: Final = {"B": 42.2}


@dataclass(frozen=True, slots=True)
class ReferenceFunction:
    """The emf of one thermocouple type against its temperature, reference junction at 0 °C.

    Args:
        letter: of the type.
        segments: ranges in °C with their polynomials in mV.
        source: of the coefficients.
    """

    letter: str
    segments: tuple[Segment, ...]
    source: Source

    @property
    def low(self) -> float:
        """The lowest temperature, in °C."""
        return self.segments[0][0]

    @property
    def high(self) -> float:
        """The highest temperature, in °C."""
        return self.segments[-1][1]

    def emf(self, temperature: float) -> float:
        """Return the emf in V at a temperature in °C.

        Raises:
            OutsideValidity: the temperature is outside the type's range, or not a number.
        """
        return 1e-3 * self._millivolts(self._segment(temperature), temperature)

    def sensitivity(self, temperature: float) -> float:
        """Return dE/dt (Seebeck coefficient) in V/°C at a temperature in °C.

        Raises:
            OutsideValidity: the temperature is outside the type's range, or not a number.
        """
        return 1e-3 * self._slope(self._segment(temperature), temperature)

    def temperature(self, emf: float) -> float:
        """Return the temperature in °C at an emf in V, exactly and not by an inverse polynomial.

        Raises:
            OutsideValidity: the emf is not that of one temperature in the type's range, or not a number.
        """
        low = _INVERTIBLE_FROM.get(self.letter, self.low)
        refuse_outside(f"type {self.letter}, emf", emf, self.emf(low), self.emf(self.high), "V")
        millivolts = emf * 1e3
        for segment in self.segments[:-1]:
            if millivolts <= self._millivolts(segment, segment[1]):
                return self._within(segment, millivolts, low)
        return self._within(self.segments[-1], millivolts, low)

    def _within(self, segment: Segment, millivolts: float, low: float) -> float:
        start, end = max(low, segment[0]), segment[1]
        # neighbouring polynomials differ by up to 0.15 nV at a border; rounding of mV and V by less
        millivolts = min(max(millivolts, self._millivolts(segment, start)), self._millivolts(segment, end))
        return invert(lambda t: self._millivolts(segment, t), lambda t: self._slope(segment, t), millivolts, start, end)

    def _segment(self, temperature: float) -> Segment:
        refuse_outside(f"type {self.letter}, temperature", temperature, self.low, self.high, "°C")
        for segment in self.segments:
            if temperature <= segment[1]:
                return segment
        return self.segments[-1]

    def _millivolts(self, segment: Segment, t: float) -> float:
        total = 0.0
        for coefficient in reversed(segment[2]):
            total = total * t + coefficient
        return total + self._exponential(segment, t)

    def _slope(self, segment: Segment, t: float) -> float:
        total = 0.0
        for power in range(len(segment[2]) - 1, 0, -1):
            total = total * t + power * segment[2][power]
        return total + self._exponential(segment, t) * 2.0 * K_EXPONENTIAL[1] * (t - K_EXPONENTIAL[2])

    def _exponential(self, segment: Segment, t: float) -> float:
        if self.letter != "K" or segment[0] < 0:
            return 0.0
        a0, a1, a2 = K_EXPONENTIAL
        return a0 * math.exp(a1 * (t - a2) ** 2)


@cache
def reference_function(letter: str) -> ReferenceFunction:
    """Return the reference function of a type, for many values with one look-up.

    Args:
        letter: A, B, C, E, J, K, N, R, S or T.

    Raises:
        NumberInvalid: no such type.

    Source: IEC 60584-1; NIST SRD 60.
    """
    if letter not in SEGMENTS:
        raise NumberInvalid(f"'{letter}' is not a thermocouple type; known are {', '.join(SEGMENTS)}")
    return ReferenceFunction(letter, SEGMENTS[letter], {"A": TYPE_A, "C": TYPE_C}.get(letter, NIST))


def emf(letter: str, temperature: float, reference_junction: float = 0.0, *, tolerance_class: int = 0) -> TableValue:
    """Return the emf of a thermocouple.

    Args:
        letter: of the type.
        temperature: of the measuring junction, in °C.
        reference_junction: its temperature, in °C.
        tolerance_class: 1, 2 or 3: the thermocouple is known by its class alone, and the tolerance, taken as
            rectangular, is the uncertainty. 0: the reference function itself is meant, which is exact by definition.

    Returns:
        In V; sensitivities by `temperature` and `reference_junction`.

    Raises:
        OutsideValidity: a temperature outside the range of type or class.
        NumberInvalid: no such type or class.

    Source: IEC 60584-1; NIST SRD 60.
    """
    function = reference_function(letter)
    value = function.emf(temperature) - _compensation(function, reference_junction)
    slope = function.sensitivity(temperature)
    slopes = (("temperature", slope), ("reference_junction", -function.sensitivity(reference_junction)))
    uncertainty = abs(slope) * _of_class(letter, tolerance_class, temperature)
    return TableValue(value, uncertainty, "V", function.source, slopes)


def temperature(letter: str, emf: float, reference_junction: float = 0.0, *, tolerance_class: int = 0) -> TableValue:
    """Return the temperature of a thermocouple's measuring junction.

    Args:
        letter: of the type.
        emf: measured, in V.
        reference_junction: its temperature, in °C; its emf is added before the function is inverted.
        tolerance_class: as for `emf`.

    Returns:
        In °C; sensitivities by `emf` and `reference_junction`.

    Raises:
        OutsideValidity: the emf is not that of one temperature in the type's range.
        NumberInvalid: no such type or class.

    Source: IEC 60584-1; NIST SRD 60, inverted to the last bits.
    """
    function = reference_function(letter)
    found = function.temperature(emf + _compensation(function, reference_junction))
    slope = function.sensitivity(found)
    slopes = (("emf", 1.0 / slope), ("reference_junction", function.sensitivity(reference_junction) / slope))
    return TableValue(found, _of_class(letter, tolerance_class, found), "°C", function.source, slopes)


def tolerance(letter: str, tolerance_class: int, temperature: float) -> TableValue:
    """Return the limit of error ± of a class at a temperature.

    Args:
        letter: of the type.
        tolerance_class: 1, 2 or 3.
        temperature: of the measuring junction, in °C.

    Returns:
        In °C, exact.

    Raises:
        OutsideValidity: the class does not hold at this temperature.
        NumberInvalid: the type has no such class.

    Source: IEC 60584-1:2013, tolerance classes.
    """
    if (letter, tolerance_class) not in _TOLERANCES:
        raise NumberInvalid(f"IEC 60584-1 has no tolerance class {tolerance_class} for type '{letter}'")
    low, high, constant, part = _TOLERANCES[letter, tolerance_class]
    refuse_outside(f"type {letter}, class {tolerance_class}, temperature", temperature, low, high, "°C")
    limit = max(constant, part * abs(temperature))
    if letter in "RS" and tolerance_class == 1:
        limit = 1.0 + 0.003 * max(temperature - 1100.0, 0.0)
    return TableValue(limit, 0.0, "°C", TOLERANCES)


def _compensation(function: ReferenceFunction, reference_junction: float) -> float:
    """Return the emf in V between 0 °C and a reference junction; type A's function is not 0 V at 0 °C."""
    return function.emf(reference_junction) - function.emf(0.0)


def _of_class(letter: str, tolerance_class: int, temperature: float) -> float:
    """Return the standard uncertainty in °C of a thermocouple that is known by its class alone."""
    if not tolerance_class:
        return 0.0
    return tolerance(letter, tolerance_class, temperature).value / math.sqrt(3.0)
