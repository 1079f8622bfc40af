"""One walk over an expression's tree for every kind of number; knows series, not how numbers compute."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError, ExpressionInvalid, QuantityInvalid, UnitMismatch, UnitUnknown
from bench_core.metrology.expression.functions import AGGREGATES, CALLABLE, NoValue
from bench_core.metrology.expression.tree import (
    Call,
    Chain,
    Compare,
    Expression,
    Index,
    Logic,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Power,
)
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

_TOO_LARGE = Bilingual("数值超出计算机能表示的范围", "a value is beyond the range of a computer's numbers")
_OUTSIDE = Bilingual("自变量不在函数的定义域内", "a value is outside the domain of the function")

V = TypeVar("V")
Result: TypeAlias = V | bool | tuple[V | bool, ...]
"""A value, a truth value, or a series of either."""


class Algebra(Protocol[V]):
    """How one kind of number computes; ArithmeticError and ValueError say that it cannot."""

    def number(self, value: Quantity) -> V:
        """Return a literal."""

    def negate(self, value: V) -> V:
        """Return -value."""

    def chain(self, operator: str, left: V, right: V) -> V:
        """Return left + - * / right."""

    def power(self, base: V, exponent: int) -> V:
        """Return base to a whole power."""

    def sign(self, left: V, right: V) -> int:
        """Return the sign of left - right."""

    def function(self, name: str, value: V) -> V:
        """Return a function of one value."""

    def aggregate(self, name: str, series: tuple[V, ...]) -> V:
        """Return a function of a series of at least one value."""


_HOLDS: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
    "==": lambda sign: sign == 0,
}


class Walk(Generic[V]):
    """One evaluation of one expression.

    Args:
        expression: what to evaluate.
        algebra: how its numbers compute.
        names: value, series or truth value of a name; KeyError where there is none.
    """

    def __init__(self, expression: Expression, algebra: Algebra[V], names: Callable[[str], Result[V]]) -> None:
        self._text = expression.text
        self._tree = expression.tree
        self._algebra = algebra
        self._names = names

    def result(self) -> Result[V]:
        """Return the value of the whole expression."""
        return self._value(self._tree)

    def _value(self, node: Node) -> Result[V]:
        match node:
            case Number():
                return self._algebra.number(node.value)
            case Name() | Index():
                return self._named(node)
            case Call():
                return self._call(node)
            case Chain():
                return self._chain(node)
            case _:
                return self._other(node)

    def _other(self, node: Negate | Not | Power | Compare | Logic) -> Result[V]:
        match node:
            case Negate():
                return self._each(node, self._algebra.negate, self._value(node.operand))
            case Power():
                return self._each(node, lambda base: self._algebra.power(base, node.exponent), self._value(node.base))
            case Compare():
                return self._compare(node)
            case Not():
                return not self._truth(node.operand)
            case Logic():
                return self._logic(node)

    def _named(self, node: Name | Index | Call) -> Result[V]:
        try:
            return self._names(node.name)
        except KeyError:
            raise ExpressionInvalid(
                Bilingual(f"此处没有“{node.name}”", f"'{node.name}' is not known here"), node.at
            ) from None

    def _chain(self, node: Chain) -> Result[V]:
        left = self._value(node.first)
        for operator, operand in node.rest:
            left = self._each(node, partial(self._algebra.chain, operator), left, self._value(operand))
        return left

    def _compare(self, node: Compare) -> Result[V]:
        holds = _HOLDS[node.operator]
        return self._each(
            node,
            lambda left, right: holds(self._algebra.sign(left, right)),
            self._value(node.left),
            self._value(node.right),
        )

    def _logic(self, node: Logic) -> bool:
        truths = (self._truth(operand) for operand in node.operands)  # lazily: the rest may not be computable
        return all(truths) if node.operator == "and" else any(truths)

    def _truth(self, node: Node) -> bool:
        value = self._value(node)
        if not isinstance(value, bool):
            raise ExpressionInvalid(
                Bilingual("and、or 和 not 的每一项须为比较", "and, or and not take comparisons, one each"), node.at
            )
        return value

    def _call(self, node: Call) -> Result[V]:
        if node.dotted:
            return self._named(node)
        if node.callee not in CALLABLE:
            raise ExpressionInvalid(
                Bilingual(f"“{node.callee}”不是函数", f"'{node.callee}' is not a function"), node.at
            )
        arguments = tuple(self._value(part) for part in node.arguments)
        if node.callee in AGGREGATES:
            return self._aggregate(node, arguments)
        if len(arguments) != 1:
            raise ExpressionInvalid(
                Bilingual(
                    f"{node.callee} 取一个值，不是 {len(arguments)} 个",
                    f"{node.callee} takes one value, not {len(arguments)}",
                ),
                node.at,
            )
        return self._each(node, lambda value: self._algebra.function(node.callee, value), *arguments)

    def _aggregate(self, node: Call, arguments: tuple[Result[V], ...]) -> V | bool:
        series = self._series(node, arguments)
        if node.callee == "count":
            return self._algebra.number(Quantity.of(sum(value is not False for value in series), "1"))
        values = tuple(self._quantity(node, value) for value in series)
        return self._located(node, self._algebra.aggregate, node.callee, values)

    def _series(self, node: Call, arguments: tuple[Result[V], ...]) -> tuple[V | bool, ...]:
        if len(arguments) == 1 and isinstance(arguments[0], tuple):
            if not arguments[0]:
                raise ExpressionInvalid(Bilingual(f"{node.callee} 没有值可用", f"{node.callee} of no values"), node.at)
            return arguments[0]
        values = tuple(value for value in arguments if not isinstance(value, tuple))
        if node.callee in {"max", "min"} and len(values) == len(arguments) > 1:
            return values
        raise ExpressionInvalid(
            Bilingual(f"{node.callee} 用于一个数列", f"{node.callee} takes one series of values"), node.at
        )

    def _each(self, node: Node, compute: Callable[..., V | bool], *operands: Result[V]) -> Result[V]:
        lengths = {len(operand) for operand in operands if isinstance(operand, tuple)}
        if not lengths:
            return self._one(node, compute, operands)
        if len(lengths) > 1:
            raise ExpressionInvalid(
                Bilingual(f"数列长度不同：{sorted(lengths)}", f"series of different lengths: {sorted(lengths)}"),
                node.at,
            )
        return tuple(
            self._one(node, compute, tuple(part[i] if isinstance(part, tuple) else part for part in operands))
            for i in range(lengths.pop())
        )

    def _one(self, node: Node, compute: Callable[..., V | bool], operands: tuple[Result[V], ...]) -> V | bool:
        return self._located(node, compute, *[self._quantity(node, operand) for operand in operands])

    def _quantity(self, node: Node, value: Result[V]) -> V:
        if isinstance(value, bool | tuple):
            raise ExpressionInvalid(
                Bilingual("比较的结果不是量", "the outcome of a comparison is not a quantity"), node.at
            )
        return value

    def _located(self, node: Node, compute: Callable[..., V | bool], *values: object) -> V | bool:
        try:
            return compute(*values)
        except UnitMismatch as mismatch:
            zh, en = f"“{self._text}”中：{mismatch.told.zh}", f"in '{self._text}': {mismatch.told.en}"
            raise UnitMismatch(Bilingual(zh, en)) from None
        except (UnitUnknown, QuantityInvalid) as problem:
            raise ExpressionInvalid(problem.told, node.at) from None
        except BenchError:
            raise
        except ZeroDivisionError:
            raise ExpressionInvalid(Bilingual("除数为零", "division by zero"), node.at) from None
        except NoValue as none:
            raise ExpressionInvalid(none.told, node.at) from None
        except OverflowError:
            raise ExpressionInvalid(_TOO_LARGE, node.at) from None
        except (ArithmeticError, ValueError):
            raise ExpressionInvalid(_OUTSIDE, node.at) from None
