"""Expressions over dual numbers: floats in coherent SI units that carry their derivatives forwards."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.errors import ExpressionInvalid
from bench_core.metrology.expression.functions import NO_DEVIATION, NoValue
from bench_core.metrology.expression.walk import Result, Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bench_core.metrology.expression.tree import Expression
    from bench_core.metrology.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Dual:
    """A value in coherent SI units with its derivatives by name.

    Args:
        value: in the coherent SI unit.
        gradient: derivative by each quantity that it depends on, coherent SI units.
    """

    value: float
    gradient: dict[str, float] = field(default_factory=dict)


def differentiate(expression: Expression, names: Callable[[str], Result[Dual]]) -> Result[Dual]:
    """Return the value of an expression and its derivatives.

    Units are not checked here: `evaluate` of the same expression does that.

    Args:
        expression: read by `parse_expression`.
        names: value of a name with its derivatives; raises KeyError for one it does not know.

    Raises:
        ExpressionInvalid: no derivative exists, or it is not finite.
    """
    return Walk(expression, _DUAL, names).result()


def dual(quantity: Quantity, name: str | None = None) -> Dual:
    """Return a quantity as a dual number, with derivative 1 by `name`."""
    try:
        return Dual(float(quantity.si), {} if name is None else {name: 1.0})
    except OverflowError:
        raise ExpressionInvalid(
            Bilingual(
                f"以 {quantity.unit} 为单位的值过大，不能求导",
                f"a value in {quantity.unit} is too large for a derivative",
            )
        ) from None


def _linear(value: float, parts: Iterable[tuple[float, Dual]]) -> Dual:
    """Return a value whose gradient is the weighted sum of others."""
    gradient: dict[str, float] = {}
    for weight, part in parts:
        for name, slope in part.gradient.items():
            gradient[name] = gradient.get(name, 0.0) + weight * slope
    if not all(map(math.isfinite, (value, *gradient.values()))):
        raise NoValue(Bilingual("导数或值不是有限的数", "a derivative or value is not finite"))
    return Dual(value, gradient)


class _Duals:
    """The algebra of dual numbers."""

    def number(self, value: Quantity) -> Dual:
        return dual(value)

    def negate(self, value: Dual) -> Dual:
        return _linear(-value.value, [(-1.0, value)])

    def chain(self, operator: str, left: Dual, right: Dual) -> Dual:
        a, b = left.value, right.value
        match operator:
            case "+":
                return _linear(a + b, [(1.0, left), (1.0, right)])
            case "-":
                return _linear(a - b, [(1.0, left), (-1.0, right)])
            case "*":
                return _linear(a * b, [(b, left), (a, right)])
            case _:
                return _linear(a / b, [(1.0 / b, left), (-a / b / b, right)])

    def power(self, base: Dual, exponent: int) -> Dual:
        if exponent == 0:
            return Dual(1.0)
        return _linear(base.value**exponent, [(exponent * base.value ** (exponent - 1), base)])

    def sign(self, left: Dual, right: Dual) -> int:
        return (left.value > right.value) - (left.value < right.value)

    def function(self, name: str, value: Dual) -> Dual:
        x = value.value
        if name == "abs":  # at 0 either side's slope has magnitude 1; 0 would hide an uncertainty
            return _linear(abs(x), [(-1.0 if x < 0 else 1.0, value)])
        result, slope = _FUNCTIONS[name](x)
        return _linear(result, [(slope, value)])

    def aggregate(self, name: str, series: tuple[Dual, ...]) -> Dual:
        match name:
            case "max":
                return max(series, key=lambda part: part.value)
            case "min":
                return min(series, key=lambda part: part.value)
            case "s":
                return _deviation(series)
            case _:
                weight = 1.0 if name == "sum" else 1.0 / len(series)
                total = math.fsum(part.value for part in series) * weight
                return _linear(total, [(weight, part) for part in series])


_DUAL: Final = _Duals()


def _deviation(series: tuple[Dual, ...]) -> Dual:
    n = len(series)
    if n < 2:
        raise NoValue(NO_DEVIATION)
    centre = math.fsum(part.value for part in series) / n
    offsets = [part.value - centre for part in series]
    s = math.sqrt(math.fsum(offset * offset for offset in offsets) / (n - 1))
    # of equal values no slope exists, but a common shift leaves s as it is
    slopes = [offset / s / (n - 1) if s else 0.0 for offset in offsets]
    return _linear(s, list(zip(slopes, series, strict=True)))


def _tan(x: float) -> tuple[float, float]:
    return math.tan(x), 1.0 + math.tan(x) ** 2


_FUNCTIONS: Final[dict[str, Callable[[float], tuple[float, float]]]] = {
    "sqrt": lambda x: (math.sqrt(x), 0.5 / math.sqrt(x)),
    "exp": lambda x: (math.exp(x), math.exp(x)),
    "ln": lambda x: (math.log(x), 1.0 / x),
    "log10": lambda x: (math.log10(x), 1.0 / x / math.log(10.0)),
    "sin": lambda x: (math.sin(x), math.cos(x)),
    "cos": lambda x: (math.cos(x), -math.sin(x)),
    "tan": _tan,
}
