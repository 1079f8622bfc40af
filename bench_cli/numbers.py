"""Numbers of a budget as a person reads them: few digits, no false ones; results are rounded by the engine alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import number_text

if TYPE_CHECKING:
    from bench_core.metrology.quantity import Quantity
    from bench_core.metrology.unit import Unit

_SMALLEST, _LARGEST = -4, 7  # orders of ten outside which a number is written with its exponent
_LONGEST = 16


def significant(value: float, digits: int = 3) -> str:
    """Return a number with some significant digits, such as `0.0289`, `5.77e-7` or `50000838`."""
    if not value:
        return "0"
    order = int(f"{value:.{digits - 1}e}".partition("e")[2])
    if not _SMALLEST <= order < _LARGEST:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return f"{mantissa}e{int(exponent)}"
    return f"{value:.{max(digits - 1 - order, 0)}f}"


def with_unit(number: str, unit: Unit | str) -> str:
    """Return a number with its unit, which the unit 1 has none of."""
    return number if str(unit) == "1" else f"{number} {unit}"


def estimate(value: Quantity, uncertainty: float) -> str:
    """Return an estimate as it was written, or to a hundredth of its uncertainty where it was computed.

    Args:
        value: the estimate.
        uncertainty: its standard uncertainty, in the same unit.
    """
    text = number_text(value.value, value.decimals)
    digits = text.lstrip("-0.")
    if digits and abs(float(value)) < 10.0**_SMALLEST and "/" not in text:
        text = significant(float(value), len(digits))
    if len(text) > _LONGEST or "/" in text:
        written = value.decimals is not None
        text = significant(float(value), 6) if written else aligned(float(value), uncertainty)
    return with_unit(text, value.unit)


def aligned(value: float, uncertainty: float, digits: int = 3) -> str:
    """Return a value to the place of the last of some significant digits of its uncertainty."""
    if not uncertainty or not math.isfinite(uncertainty):
        return f"{value:.10g}"
    order = int(f"{uncertainty:.{digits - 1}e}".partition("e")[2])
    places = digits - 1 - order
    if abs(order) > _LARGEST:
        return significant(value, max(digits, digits + _order(value) - order))
    return f"{round(value, places) + 0.0:.{max(places, 0)}f}"  # + 0.0: no number is -0


def _order(value: float) -> int:
    return math.floor(math.log10(abs(value))) if value else 0


def grouped(text: str) -> str:
    """Return a number with its digits in groups of three about the decimal point, where there are five or more."""
    if "e" in text:
        return text
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, decimals = digits.partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", " ")
    if len(decimals) > 4:
        decimals = " ".join(decimals[at : at + 3] for at in range(0, len(decimals), 3))
    return f"{sign}{whole}{point}{decimals}"


def percent(share: float) -> str:
    """Return a share in percent, such as `99 %`, `95.45 %` or `99.9999 %`: what is below 1 is not written as 100 %."""
    digits = 4
    while share < 1.0 and digits < _LONGEST and f"{share * 100:.{digits}g}" == "100":
        digits += 1
    return f"{share * 100:.{digits}g} %"
