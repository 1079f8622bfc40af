"""Industrial platinum resistance thermometers: IEC 60751 both ways, and its tolerance classes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from bench_core.errors import NumberInvalid
from bench_core.metrology.inversion import invert
from bench_core.metrology.tables.table import Source, TableValue, refuse_outside

ToleranceClass = Literal["AA", "A", "B", "C"]
Construction = Literal["wire", "film"]

SOURCE: Final = Source(
    title="IEC 60751, Industrial platinum resistance thermometers and platinum temperature sensors",
    edition="2008; 2022",
    clause="4.2 (relation), 5.1.3 and 5.2 (tolerance classes and their temperature ranges)",
    found_in="a published page (relation); common knowledge of the field (tolerances); the standard was not at hand",
)
LOWEST: Final = -200.0
HIGHEST: Final = 850.0
# °C and °C/°C: tolerance = constant + slope·|t|
_TOLERANCES: Final = {"AA": (0.1, 0.0017), "A": (0.15, 0.002), "B": (0.3, 0.005), "C": (0.6, 0.01)}
_VALIDITY: Final = {
    ("wire", "AA"): (-50.0, 250.0),
    ("wire", "A"): (-100.0, 450.0),
    ("wire", "B"): (-196.0, 600.0),
    ("wire", "C"): (-196.0, 600.0),
    ("film", "AA"): (0.0, 150.0),
    ("film", "A"): (-30.0, 300.0),
    ("film", "B"): (-50.0, 500.0),
    ("film", "C"): (-50.0, 600.0),
}


@dataclass(frozen=True, slots=True)
class CallendarVanDusen:
    """R(t) = R0·(1 + A·t + B·t² + C·(t - 100 °C)·t³), the last term below 0 °C alone.

    Args:
        r0: resistance at 0 °C, in Ω.
        a: in 1/°C.
        b: in 1/°C².
        c: in 1/°C⁴.

    Raises:
        NumberInvalid: R0 or A is not above 0, or a coefficient is not a number.
    """

    r0: float
    a: float = 3.9083e-3
    b: float = -5.775e-7
    c: float = -4.183e-12

    def __post_init__(self) -> None:
        if not (0 < self.r0 < math.inf and 0 < self.a < math.inf and math.isfinite(self.b) and math.isfinite(self.c)):
            raise NumberInvalid(
                f"no platinum thermometer has R0 = {self.r0} Ω, A = {self.a}, B = {self.b}, C = {self.c}; R0, A > 0"
            )

    def resistance(self, temperature: float) -> float:
        """Return the resistance in Ω at a temperature in °C; the range is the caller's business."""
        t = temperature
        below = self.c * (t - 100.0) * t**3 if t < 0 else 0.0
        return self.r0 * (1.0 + t * (self.a + self.b * t) + below)

    def slope(self, temperature: float) -> float:
        """Return dR/dt in Ω/°C at a temperature in °C."""
        t = temperature
        below = self.c * t * t * (4.0 * t - 300.0) if t < 0 else 0.0
        return self.r0 * (self.a + 2.0 * self.b * t + below)

    def temperature(self, resistance: float) -> float:
        """Return the temperature in °C, -200 to 850, at a resistance in Ω.

        Raises:
            OutsideValidity: the resistance is not that of a temperature in this range, or not a number.
        """
        low, high = self.resistance(LOWEST), self.resistance(HIGHEST)
        refuse_outside("platinum resistance thermometer, resistance", resistance, low, high, "Ω")
        if resistance < self.r0:
            return invert(self.resistance, self.slope, resistance, LOWEST, 0.0)
        ratio = resistance / self.r0 - 1.0
        return 2.0 * ratio / (self.a + math.sqrt(self.a * self.a + 4.0 * self.b * ratio))


def resistance(temperature: float, r0: float = 100.0, tolerance_class: ToleranceClass | None = None) -> TableValue:
    """Return the resistance of an industrial platinum thermometer.

    Args:
        temperature: in °C, -200 to 850.
        r0: nominal resistance at 0 °C, in Ω.
        tolerance_class: the thermometer is known by its class alone: the tolerance, taken as rectangular, is the
            uncertainty. Without it the relation itself is meant, which is exact by definition.

    Returns:
        In Ω; sensitivity by `temperature`.

    Raises:
        OutsideValidity: temperature outside the range of relation or class.
        NumberInvalid: R0 is not above 0.

    Source: IEC 60751, 4.2.
    """
    refuse_outside("IEC 60751, temperature", temperature, LOWEST, HIGHEST, "°C")
    curve = CallendarVanDusen(r0)
    slope = curve.slope(temperature)
    uncertainty = slope * _of_class(tolerance_class, temperature)
    return TableValue(curve.resistance(temperature), uncertainty, "Ω", SOURCE, (("temperature", slope),))


def temperature(resistance: float, r0: float = 100.0, tolerance_class: ToleranceClass | None = None) -> TableValue:
    """Return the temperature at a resistance of an industrial platinum thermometer.

    Args:
        resistance: in Ω.
        r0: nominal resistance at 0 °C, in Ω.
        tolerance_class: as for `resistance`.

    Returns:
        In °C; sensitivity by `resistance`.

    Raises:
        OutsideValidity: the resistance is not that of a temperature from -200 °C to 850 °C.
        NumberInvalid: R0 is not above 0.

    Source: IEC 60751, 4.2, inverted to the last bits.
    """
    curve = CallendarVanDusen(r0)
    found = curve.temperature(resistance)
    slopes = (("resistance", 1.0 / curve.slope(found)),)
    return TableValue(found, _of_class(tolerance_class, found), "°C", SOURCE, slopes)


def tolerance(
    tolerance_class: ToleranceClass, temperature: float, construction: Construction | None = None
) -> TableValue:
    """Return the limit of error ± of a class at a temperature.

    Args:
        tolerance_class: AA, A, B or C.
        temperature: in °C.
        construction: refuse temperatures at which the class does not hold for wire-wound or film resistors.

    Returns:
        In °C, exact.

    Raises:
        OutsideValidity: the temperature is outside the range of relation or class.
        NumberInvalid: no such class or construction.

    Source: IEC 60751:2008, tables 2 and 3.
    """
    if tolerance_class not in _TOLERANCES or construction not in {"wire", "film", None}:
        raise NumberInvalid(f"IEC 60751 has no class '{tolerance_class}' for '{construction}'; classes: AA, A, B, C")
    low, high = _VALIDITY[construction, tolerance_class] if construction else (LOWEST, HIGHEST)
    refuse_outside(f"IEC 60751, class {tolerance_class}, temperature", temperature, low, high, "°C")
    constant, slope = _TOLERANCES[tolerance_class]
    return TableValue(constant + slope * abs(temperature), 0.0, "°C", SOURCE)


def _of_class(tolerance_class: ToleranceClass | None, temperature: float) -> float:
    """Return the standard uncertainty in °C of a thermometer that is known by its class alone."""
    if tolerance_class is None:
        return 0.0
    return tolerance(tolerance_class, temperature).value / math.sqrt(3.0)
