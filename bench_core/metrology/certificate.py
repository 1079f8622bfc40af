"""A standard's certificate: pairs of setting and actual value, interpolated inside its rows alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from bench_core.errors import CertificateUnusable
from bench_core.metrology.distribution import divisor
from bench_core.metrology.quantity import Quantity


@dataclass(frozen=True, slots=True)
class CertificatePair:
    """One row of a standard's certificate: setting and actual value, with U and k."""

    setting: Quantity
    actual: Quantity
    expanded_uncertainty: Quantity
    k: Quantity


@dataclass(frozen=True, slots=True)
class CertificateCurve:
    """The rows of a standard's certificate for one function, range and polarity, in rising order of setting.

    Args:
        number: of the certificate.
        pairs: at least one; interpolated between, never beyond.
        drift: largest change since, a ratio of the value, as rectangular half width; may be 0.
    """

    number: str
    pairs: tuple[CertificatePair, ...]
    drift: Quantity


class ActualValue(NamedTuple):
    """What a certificate says of a setting.

    Args:
        actual: value, in the unit of the certificate's actual values.
        standard_uncertainty: U / k, in the same unit (K for °C); drift is not in it.
    """

    actual: Quantity
    standard_uncertainty: float


def actual_value(curve: CertificateCurve, setting: Quantity) -> ActualValue:
    """Return the actual value of a setting, linear between the neighbouring rows of the certificate.

    U / k is that of the row, and between two rows the larger of both.

    Args:
        curve: of the function, range and polarity in use.
        setting: inside the rows.

    Raises:
        CertificateUnusable: the setting is outside the rows.
        UnitMismatch: the setting is of another kind.
    """
    for pair in curve.pairs:
        if not (pair.setting < setting or pair.setting > setting):
            return ActualValue(pair.actual, _standard_uncertainty(pair))
    for below, above in pairwise(curve.pairs):
        if below.setting < setting < above.setting:
            return _between(below, above, setting)
    raise CertificateUnusable(
        f"certificate {curve.number}: {setting} is outside its rows, {curve.pairs[0].setting} to "
        f"{curve.pairs[-1].setting}; choose another range or have the point calibrated"
    )


def drift_uncertainty(curve: CertificateCurve, value: Quantity) -> float:
    """Return the standard uncertainty of the drift since calibration, in the value's unit.

    Args:
        curve: its `drift` is a rectangular half width, as a ratio of the value.
        value: of the standard, of either sign.

    Source: JCGM 100:2008 4.3.7.
    """
    return float(abs(value.as_difference()) * curve.drift) / divisor("rectangular")


def _between(below: CertificatePair, above: CertificatePair, setting: Quantity) -> ActualValue:
    share = (setting - below.setting) / (above.setting - below.setting)
    rise = above.actual - below.actual
    actual = below.actual + rise * share
    other = _standard_uncertainty(above) * float(above.actual.unit.factor / below.actual.unit.factor)
    return ActualValue(Quantity(actual.value, actual.unit), max(_standard_uncertainty(below), other))


def _standard_uncertainty(pair: CertificatePair) -> float:
    unit = pair.actual.as_difference().unit
    expanded = pair.expanded_uncertainty.as_difference().to(unit)
    return float(expanded / pair.k)
