"""Comparisons between laboratories: En, zeta and z with their verdicts, which are decided exactly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from bench_core.errors import NumberInvalid
from bench_core.metrology.decision.verdict import Performance

if TYPE_CHECKING:
    from fractions import Fraction

    from bench_core.metrology.quantity import Quantity


class Score(NamedTuple):
    """What a comparison gave.

    Args:
        value: of the score, with the sign of the deviation.
        performance: its verdict.
    """

    value: float
    performance: Performance


def en_score(
    value: Quantity,
    reference: Quantity,
    expanded_uncertainty: Quantity,
    reference_uncertainty: Quantity,
    *,
    contributed: bool = False,
) -> Score:
    """Return En, the deviation over the expanded uncertainty of the deviation; satisfactory up to 1.

    Args:
        value: of the participant.
        reference: assigned value.
        expanded_uncertainty: U of the participant's value.
        reference_uncertainty: U of the assigned value with the same k, with the instability of the artefact in it.
        contributed: whether the participant's value is part of the assigned one (a weighted mean), so that both are
            correlated and the squares of the U are subtracted.

    Raises:
        NumberInvalid: a negative U, no uncertainty at all, or a contributing U not above that of the assigned value.
        UnitMismatch: the quantities are of different kinds.

    Source: ISO 13528:2022 9.7; JJF 1117-2010 (En, and the case of a contributing participant).
    """
    deviation = _difference(value, reference, expanded_uncertainty, reference_uncertainty)
    square = _combined(expanded_uncertainty, reference_uncertainty, contributed=contributed)
    good = deviation**2 <= square
    return Score(_ratio(deviation, square), Performance.SATISFACTORY if good else Performance.UNSATISFACTORY)


def zeta_score(
    value: Quantity, reference: Quantity, standard_uncertainty: Quantity, reference_uncertainty: Quantity
) -> Score:
    """Return zeta, the deviation over its standard uncertainty: satisfactory up to 2, unsatisfactory from 3 on.

    Args:
        value: of the participant.
        reference: assigned value, independent of the participant's.
        standard_uncertainty: u of the participant's value.
        reference_uncertainty: u of the assigned value.

    Raises:
        NumberInvalid: a negative u, or no uncertainty at all.
        UnitMismatch: the quantities are of different kinds.

    Source: ISO 13528:2022 9.6.
    """
    deviation = _difference(value, reference, standard_uncertainty, reference_uncertainty)
    return _graded(deviation, _combined(standard_uncertainty, reference_uncertainty))


def z_score(value: Quantity, reference: Quantity, standard_deviation: Quantity) -> Score:
    """Return z, the deviation over the standard deviation for proficiency assessment: bounds as zeta.

    Args:
        value: of the participant.
        reference: assigned value.
        standard_deviation: for proficiency assessment, above 0.

    Raises:
        NumberInvalid: a standard deviation not above 0.
        UnitMismatch: the quantities are of different kinds.

    Source: ISO 13528:2022 9.4; JJF 1117-2010.
    """
    deviation = _difference(value, reference, standard_deviation)
    return _graded(deviation, _combined(standard_deviation, standard_deviation.as_difference() * 0))


def _graded(deviation: Fraction, square: Fraction) -> Score:
    if deviation**2 <= 4 * square:
        performance = Performance.SATISFACTORY
    else:
        performance = Performance.QUESTIONABLE if deviation**2 < 9 * square else Performance.UNSATISFACTORY
    return Score(_ratio(deviation, square), performance)


def _difference(value: Quantity, reference: Quantity, *uncertainties: Quantity) -> Fraction:
    deviation = value - reference
    for uncertainty in uncertainties:
        deviation.unit.require_same_kind(uncertainty.as_difference().unit)
    return deviation.si


def _combined(one: Quantity, other: Quantity, *, contributed: bool = False) -> Fraction:
    one, other = one.as_difference(), other.as_difference()
    if one.si < 0 or other.si < 0:
        raise NumberInvalid(f"an uncertainty is negative: {one} or {other}")
    square = one.si**2 - other.si**2 if contributed else one.si**2 + other.si**2
    if square <= 0:
        raise NumberInvalid(f"uncertainties {one} and {other} leave nothing to divide the deviation by")
    return square


def _ratio(deviation: Fraction, square: Fraction) -> float:
    return math.copysign(math.sqrt(deviation**2 / square), deviation)
