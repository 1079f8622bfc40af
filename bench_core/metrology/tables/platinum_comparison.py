"""An industrial platinum thermometer compared with a standard thermometer at the ice point and near 100 °C."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from bench_core.errors import NumberInvalid
from bench_core.metrology.tables.platinum import CallendarVanDusen
from bench_core.metrology.tables.table import Source

SOURCE: Final = Source(
    title="JJG 229, industrial platinum and copper resistance thermometers",
    edition="2010",
    clause="calculation of R(0 °C), R(100 °C) and alpha",
    found_in="common knowledge of the field; slopes checked against ITS-90; the regulation was not at hand",
)
# slopes of W = R/R(triple point) of the standard and of R/R0 of the UUT, in 1/°C, at 0 °C and 100 °C
_STANDARD_AT_0, _STANDARD_AT_100 = 0.00399, 0.00387
_UUT_AT_0, _UUT_AT_100 = 0.00391, 0.00379
_TRIPLE_POINT: Final = 1.0000398  # R(triple point of water) / R(0 °C) of the standard


@dataclass(frozen=True, slots=True)
class StandardThermometer:
    """A standard platinum resistance thermometer, in Ω.

    Args:
        triple_point: resistance at the triple point of water.
        w100: ratio W(100 °C) of its certificate.
    """

    triple_point: float
    w100: float


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison at two temperatures gives.

    Args:
        bath_at_0: deviation of the ice bath from 0 °C, in °C.
        bath_at_100: deviation of the other bath from 100 °C, in °C.
        r0: of the UUT at 0 °C, in Ω.
        r100: of the UUT at 100 °C, in Ω.
        error_at_0: deviation of the UUT from its nominal resistance, as a temperature in °C.
        error_at_100: the same at 100 °C.
        alpha: (R100 - R0)/(100 °C·R0), in 1/°C.
    """

    bath_at_0: float
    bath_at_100: float
    r0: float
    r100: float
    error_at_0: float
    error_at_100: float
    alpha: float


def compare(
    standard: StandardThermometer, ice: tuple[float, float], boiling: tuple[float, float], nominal: float = 100.0
) -> Compared:
    """Return R(0 °C), R(100 °C), their deviations and alpha of a platinum thermometer.

    The nominal resistance at 100 °C is the unrounded one of IEC 60751 (138.5055 Ω for Pt100); deviations become
    temperatures by the slope of IEC 60751 there.

    Args:
        standard: the standard thermometer.
        ice: resistances of standard and UUT in the ice bath, in Ω.
        boiling: resistances of standard and UUT in the bath near 100 °C, in Ω.
        nominal: R0 of the UUT, in Ω.

    Raises:
        NumberInvalid: a resistance that is not a number above 0.

    Source: JJG 229-2010, calculation of results.
    """
    for what, value in (("triple point", standard.triple_point), ("W(100 °C)", standard.w100), ("R0", nominal)):
        _refuse(what, value)
    for value in (*ice, *boiling):
        _refuse("a resistance", value)
    tp = standard.triple_point
    bath_at_0 = (ice[0] - tp / _TRIPLE_POINT) / (_STANDARD_AT_0 * tp)
    bath_at_100 = (boiling[0] - standard.w100 * tp) / (_STANDARD_AT_100 * tp)
    # the slope is that of R/R0: of the resistance read in ice there, of the nominal one here; the difference is nothing
    r0 = ice[1] - _UUT_AT_0 * ice[1] * bath_at_0
    r100 = boiling[1] - _UUT_AT_100 * nominal * bath_at_100
    relation = CallendarVanDusen(nominal)
    return Compared(
        bath_at_0=bath_at_0,
        bath_at_100=bath_at_100,
        r0=r0,
        r100=r100,
        error_at_0=(r0 - relation.resistance(0.0)) / relation.slope(0.0),
        error_at_100=(r100 - relation.resistance(100.0)) / relation.slope(100.0),
        alpha=(r100 - r0) / (100.0 * r0),
    )


def _refuse(what: str, value: float) -> None:
    if not 0 < value < math.inf:
        raise NumberInvalid(f"comparison of platinum thermometers: {what} must be a number above 0, not {value}")
