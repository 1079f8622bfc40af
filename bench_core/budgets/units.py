"""Units of sensitivities and covariances, written as people do: nm·K, Ω/V."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench_core.metrology.unit import Unit


def quotient(above: Unit, below: Unit) -> str:
    """Return the symbol of one unit divided by another, `1` where they are the same."""
    return _symbol(above, below, -1)


def product(one: Unit, other: Unit) -> str:
    """Return the symbol of one unit times another."""
    return _symbol(one, other, 1)


def _symbol(left: Unit, right: Unit, power: int) -> str:
    powers: dict[str, int] = {}
    for unit, sign in ((left, 1), (right, power)):
        for name, exponent in _factors(unit):
            powers[name] = powers.get(name, 0) + sign * exponent
    above = [_factor(name, exponent) for name, exponent in powers.items() if exponent > 0]
    below = [(name, exponent) for name, exponent in powers.items() if exponent < 0]
    if len(below) == 1 and above:  # one quotient is read in one way; more need negative exponents
        return f"{'·'.join(above)}/{_factor(below[0][0], -below[0][1])}"
    return "·".join([*above, *(_factor(name, exponent) for name, exponent in below)]) or "1"


def _factors(unit: Unit) -> list[tuple[str, int]]:
    if unit.symbol == "1":
        return []
    if not unit.parts:  # a unit by its English name, such as inch
        return [(unit.symbol, 1)]
    return [(part.prefix + part.symbol, part.exponent) for part in unit.parts]


def _factor(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"
