"""Expressions over exact quantities: rationals for + - * /, 40-digit decimals for functions."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.errors import UnitMismatch
from bench_core.metrology.expression.functions import NO_DEVIATION, NoValue
from bench_core.metrology.expression.walk import Result, Walk
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.statistics import mean, variance
from bench_core.metrology.unit import coherent
from bench_core.metrology.unit_table import ONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.metrology.expression.tree import Expression

Value = Result[Quantity]
"""What an expression gives: a quantity, a truth value, or a series of either."""

DIGITS: Final = 40
_GUARD: Final = 25
_MOST_BITS: Final = 14_000  # about 4200 digits, what Python still writes as text
_LARGEST: Final = 1_000  # magnitudes stay within 2^±1000, so that each has a float
_PI: Final = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899863")


def evaluate(expression: Expression, names: Callable[[str], Value]) -> Value:
    """Return the exact value of an expression.

    Args:
        expression: read by `parse_expression`.
        names: value of a name; raises KeyError for one it does not know.

    Returns:
        A quantity, a truth value, or a series of either.

    Raises:
        ExpressionInvalid: division by zero, outside a function's domain, an unknown name, too large a number.
        UnitMismatch: units that do not go together.
    """
    return Walk(expression, _EXACT, names).result()


class _Exact:
    """The algebra of exact quantities."""

    def number(self, value: Quantity) -> Quantity:
        return value

    def negate(self, value: Quantity) -> Quantity:
        return -value

    def chain(self, operator: str, left: Quantity, right: Quantity) -> Quantity:
        match operator:
            case "+":
                return _bounded(left + right)
            case "-":
                return _bounded(left - right)
            case "*":
                return _bounded(left * right)
            case _:
                return _bounded(left / right)

    def power(self, base: Quantity, exponent: int) -> Quantity:
        _bounded(base, abs(exponent))
        return base**exponent

    def sign(self, left: Quantity, right: Quantity) -> int:
        return (left > right) - (left < right)

    def function(self, name: str, value: Quantity) -> Quantity:
        if name == "abs":
            return abs(value)
        if name == "sqrt":
            return _square_root(value)
        return Quantity.of(_function(name, _ratio(name, value)), "1")

    def aggregate(self, name: str, series: tuple[Quantity, ...]) -> Quantity:
        match name:
            case "mean":
                return _bounded(mean(series))
            case "max":
                return max(series)
            case "min":
                return min(series)
            case "sum":
                return _bounded(sum(series[1:], series[0]))
            case _:
                return _deviation(series)


_EXACT: Final = _Exact()


def _deviation(series: tuple[Quantity, ...]) -> Quantity:
    if len(series) < 2:
        raise NoValue(NO_DEVIATION)
    return Quantity(_root(variance(series)), (series[0] - series[0]).unit)


def _bounded(value: Quantity, times: int = 1) -> Quantity:
    above, below = value.value.numerator.bit_length(), value.value.denominator.bit_length()
    if max(above, below) * times > _MOST_BITS or (above and abs(above - below) * times > _LARGEST):
        raise NoValue(
            Bilingual(
                "数值超出精确计算的范围（1e±300，4200 位）",
                "a value grows beyond what is computed exactly (1e±300, 4200 digits)",
            )
        )
    return value


def _ratio(name: str, value: Quantity) -> Fraction:
    if value.dimension != ONE:
        raise UnitMismatch(
            Bilingual(
                f"{name} 用于没有单位的数，而不是以 {value.unit} 为单位的数",
                f"{name} takes a number without a unit, not one in {value.unit}",
            )
        )
    return value.si


def _square_root(value: Quantity) -> Quantity:
    if any(exponent % 2 for exponent in value.dimension):
        raise UnitMismatch(
            Bilingual(f"以 {value.unit} 为单位的值，sqrt 之后没有单位", f"sqrt of a value in {value.unit} has no unit")
        )
    a, b, c, d, e, f, g = (exponent // 2 for exponent in value.dimension)
    return Quantity(_root(value.si), coherent((a, b, c, d, e, f, g)))


def _root(value: Fraction) -> Fraction:
    if value < 0:
        raise NoValue(Bilingual("对负值求 sqrt", "sqrt of a negative value"))
    with localcontext(Context(prec=DIGITS + _GUARD)):
        return _rounded(_decimal(value).sqrt())


def _function(name: str, value: Fraction) -> Fraction:
    with localcontext(Context(prec=DIGITS + _GUARD)):
        return _rounded(_FUNCTIONS[name](_decimal(value)))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _rounded(value: Decimal) -> Fraction:
    return Fraction(Context(prec=DIGITS).plus(value))


def _exp(x: Decimal) -> Decimal:
    if abs(x) > 600:
        raise NoValue(Bilingual("exp 的自变量超过 ±600", "exp of a value beyond ±600"))
    return x.exp()


def _ln(x: Decimal) -> Decimal:
    if x <= 0:
        raise NoValue(Bilingual("对不大于 0 的值取对数", "logarithm of a value that is not above 0"))
    return x.ln()


def _log10(x: Decimal) -> Decimal:
    if x <= 0:
        raise NoValue(Bilingual("对不大于 0 的值取对数", "logarithm of a value that is not above 0"))
    return x.log10()


def _sin(x: Decimal) -> Decimal:
    return _wave(x)


def _cos(x: Decimal) -> Decimal:
    return _wave(x + _PI / 2)


def _tan(x: Decimal) -> Decimal:
    return _sin(x) / _cos(x)


def _wave(x: Decimal) -> Decimal:
    """Sine by its series around 0, after whole turns were taken away."""
    if abs(x) > 10**6 + 2:
        raise NoValue(Bilingual("sin、cos 和 tan 的角度不超过 1e6 rad", "sin, cos and tan take angles up to 1e6 rad"))
    x -= 2 * _PI * (x / (2 * _PI)).to_integral_value()
    term = total = x
    least = Decimal(10) ** -(DIGITS + _GUARD)
    n = 1
    while abs(term) > least:
        term = -term * x * x / ((n + 1) * (n + 2))
        total += term
        n += 2
    return total


_FUNCTIONS: Final = {"exp": _exp, "ln": _ln, "log10": _log10, "sin": _sin, "cos": _cos, "tan": _tan}
