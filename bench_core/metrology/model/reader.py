"""From the trees of expressions to a flat program; refuses what has no derivative or needs a series of readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import ExpressionInvalid
from bench_core.metrology.expression import Call, Chain, Compare, Index, Logic, Name, Negate, Node, Not, Number, Power
from bench_core.metrology.expression.functions import AGGREGATES
from bench_core.metrology.model.program import Operation, Program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench_core.metrology.expression import Expression


def read_program(equations: Mapping[str, Expression], inputs: Sequence[str]) -> tuple[Program, dict[str, int]]:
    """Return the program of some equations, and the place of each equation's result.

    Args:
        equations: by name, each after those that it uses.
        inputs: names.

    Raises:
        ExpressionInvalid: a name that is unknown or has a value already, or what a model cannot have.
    """
    reader = _Reader(inputs)
    for name, expression in equations.items():
        reader.read(name, expression)
    return reader.program(), {name: reader.places[name] for name in equations}


class _Reader:
    def __init__(self, inputs: Sequence[str]) -> None:
        self.places = {name: place for place, name in enumerate(inputs)}
        self._inputs = tuple(inputs)
        self._constants: list[float | None] = [None] * len(inputs)
        self._operations: list[Operation] = []
        self._known: dict[tuple[str, int, int], int] = {}
        self._numbers: dict[float, int] = {}
        self._equation = ""

    def read(self, name: str, expression: Expression) -> None:
        """Append what an equation does."""
        if name in self.places:
            raise ExpressionInvalid(
                Bilingual(
                    f"“{name}”已有值；方程另起名称", f"'{name}' has a value already; give the equation another name"
                )
            )
        self._equation = name
        self.places[name] = self._place(expression.tree)

    def program(self) -> Program:
        """Return what was read."""
        kept = set(self.places.values())
        last: dict[int, int] = {}
        for index, operation in enumerate(self._operations):
            last |= {operation.left: index, operation.right: index}
        results = {operation.result for operation in self._operations} - kept
        uses: list[list[int]] = [[] for _ in self._operations]
        for place, index in last.items():
            if place in results:
                uses[index].append(place)
        return Program(self._inputs, tuple(self._constants), tuple(self._operations), tuple(tuple(use) for use in uses))

    def _place(self, node: Node) -> int:
        """Return where the value of a node will be."""
        match node:
            case Number():
                return self._number(self._float(node))
            case Name() | Index():
                return self._named(node)
            case Chain():
                return self._chain(node)
            case Negate():
                return self._operation("negate", node.at, self._place(node.operand))
            case Power():
                return self._power(node)
            case Call():
                return self._call(node)
            case Compare() | Logic() | Not():
                raise self._refusal(Bilingual("比较的结果不是量", "a comparison gives no quantity"), node)

    def _float(self, node: Number) -> float:
        try:
            return float(node.value.si)
        except OverflowError:
            raise self._refusal(
                Bilingual(f"以 {node.value.unit} 为单位的值过大", f"a value in {node.value.unit} is too large"), node
            ) from None

    def _number(self, value: float) -> int:
        if value not in self._numbers:
            self._numbers[value] = self._new(value)
        return self._numbers[value]

    def _new(self, constant: float | None) -> int:
        self._constants.append(constant)
        return len(self._constants) - 1

    def _operation(self, kind: str, at: int, left: int, right: int = -1) -> int:
        key = (kind, left, right)
        if key not in self._known:
            self._known[key] = self._new(None)
            self._operations.append(Operation(kind, self._known[key], left, right, self._equation, at))
        return self._known[key]

    def _named(self, node: Name | Index | Call) -> int:
        if node.name not in self.places:
            raise self._refusal(Bilingual(f"此处没有“{node.name}”", f"'{node.name}' is not known here"), node)
        return self.places[node.name]

    def _chain(self, node: Chain) -> int:
        left = self._place(node.first)
        for operator, operand in node.rest:
            left = self._operation(operator, node.at, left, self._place(operand))
        return left

    def _power(self, node: Power) -> int:
        """Multiply: the same for floats and arrays, to the last digit."""
        base, exponent = self._place(node.base), abs(node.exponent)
        if exponent == 0:
            return self._number(1.0)
        result, square = -1, base
        while exponent:
            if exponent % 2:
                result = square if result < 0 else self._operation("*", node.at, result, square)
            exponent //= 2
            if exponent:
                square = self._operation("*", node.at, square, square)
        return result if node.exponent > 0 else self._operation("/", node.at, self._number(1.0), result)

    def _call(self, node: Call) -> int:
        if node.dotted:
            return self._named(node)
        if node.callee in {"max", "min"} and len(node.arguments) > 1:
            places = [self._place(part) for part in node.arguments]
            result = places[0]
            for place in places[1:]:
                result = self._operation(node.callee, node.at, result, place)
            return result
        if node.callee in AGGREGATES:
            words = Bilingual(
                f"{node.callee} 用于读数的数列，而此模型的量是单个值；读数写成输入量的 observations",
                f"{node.callee} is of a series of readings, and a quantity of this model is one value; "
                "give the readings as observations of an input",
            )
            raise self._refusal(words, node)
        if len(node.arguments) != 1:
            raise self._refusal(
                Bilingual(
                    f"{node.callee} 取一个值，不是 {len(node.arguments)} 个",
                    f"{node.callee} takes one value, not {len(node.arguments)}",
                ),
                node,
            )
        return self._operation(node.callee, node.at, self._place(node.arguments[0]))

    def _refusal(self, what: Bilingual, node: Node) -> ExpressionInvalid:
        return ExpressionInvalid(Bilingual(f"{self._equation}：{what.zh}", f"{self._equation}: {what.en}"), node.at)
