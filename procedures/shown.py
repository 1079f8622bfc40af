"""Numbers as a person reads them in messages and tables: four digits and a handy prefix; never in a record."""

from __future__ import annotations

from fractions import Fraction

from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import Unit, unit

_PREFIXES = ("p", "n", "µ", "m", "", "k", "M", "G")
_PLAIN = {"V", "A", "Ω", "Pa", "Hz", "m", "s", "W"}


def shown(value: float | Quantity, symbol: Unit | None = None) -> str:
    """Return a value with four significant digits, in a prefix that keeps it between 1 and 1000.

    Args:
        value: a quantity, or a float in `symbol`.
        symbol: unit of a float.
    """
    quantity = value if isinstance(value, Quantity) else Quantity(Fraction(value), symbol or unit("1"))
    best = _handy(quantity)
    number = f"{float(best.value):.4g}"
    return number if best.unit.symbol == "1" else f"{number} {best.unit}"


def _handy(quantity: Quantity) -> Quantity:
    parts = quantity.unit.parts
    if len(parts) != 1 or parts[0].exponent != 1 or parts[0].symbol not in _PLAIN or not quantity.value:
        return quantity
    for prefix in _PREFIXES:
        scaled = quantity.to(unit(prefix + parts[0].symbol))
        if abs(scaled.value) < 1000:
            return scaled
    return quantity
