"""Expressions as one flat list of operations: run forwards for values, backwards for derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bench_core.bilingual import Bilingual
from bench_core.errors import ExpressionInvalid
from bench_core.metrology.model.arithmetic import SLOPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.metrology.model.arithmetic import Arithmetic, Number


class Operation(NamedTuple):
    """One operation on the numbers in one or two places, whose result goes to another.

    Args:
        kind: `+`, `-`, `*`, `/`, `negate`, `max`, `min` or a function's name.
        result: place of the result.
        left: place of the operand, or of the first.
        right: place of the second, or -1 where there is one.
        equation: name of the equation that it comes from.
        at: characters before it in the equation's expression.
    """

    kind: str
    result: int
    left: int
    right: int
    equation: str
    at: int


@dataclass(frozen=True, slots=True)
class Backwards:
    """The operations that lead from inputs to one output, last first.

    Args:
        output: place of the output.
        operations: each with whether its first and its second operand depend on an input.
    """

    output: int
    operations: tuple[tuple[Operation, bool, bool], ...]


_VALUE, _DERIVATIVE = Bilingual("值", "value"), Bilingual("导数", "derivative")
_SOME = Bilingual("某些值处", "for some of the values")


@dataclass(frozen=True, slots=True)
class Program:
    """A list of operations over places: inputs first, then constants and results as they come.

    Args:
        inputs: names, in the places from 0 on.
        constants: a number for each place that holds a constant, else None.
        operations: in an order in which each finds its operands.
        last_uses: for each operation the places of results that nothing needs after it.
    """

    inputs: tuple[str, ...]
    constants: tuple[float | None, ...]
    operations: tuple[Operation, ...]
    last_uses: tuple[tuple[int, ...], ...]

    def run(self, arithmetic: Arithmetic, values: Sequence[Number], *, lean: bool = False) -> list[Number]:
        """Return the number in every place.

        Args:
            arithmetic: of the numbers.
            values: of the inputs.
            lean: whether a result is given back (its place then holds None) as soon as nothing needs it.

        Raises:
            ExpressionInvalid: an operation has no value, or not a finite one.
        """
        places: list[Number] = list(self.constants)
        places[: len(values)] = values
        operations, place = arithmetic.operations, -1
        uses = self.last_uses if lean else ((),) * len(self.operations)
        try:
            with arithmetic.guarded():
                for (kind, place, left, right, _, _), used in zip(self.operations, uses, strict=True):
                    if right < 0:
                        places[place] = operations[kind](places[left])
                    else:
                        places[place] = operations[kind](places[left], places[right])
                    for old in used:
                        places[old] = None
        except (ArithmeticError, ValueError) as problem:
            raise self._no_value(place, places, problem) from None
        if not arithmetic.finite(number for number in places[len(values) :] if number is not None):
            raise self._not_finite(arithmetic, self.run(arithmetic, values) if lean else places)
        return places

    def gradient(self, arithmetic: Arithmetic, places: Sequence[Number], backwards: Backwards) -> list[Number]:
        """Return the derivatives of one output by every input.

        Args:
            arithmetic: of the numbers.
            places: of `run`.
            backwards: of the output.

        Raises:
            ExpressionInvalid: there is no derivative, or not a finite one.
        """
        slopes: list[Number] = [None] * len(places)
        slopes[backwards.output] = 1.0
        operation: Operation | None = None
        try:
            with arithmetic.guarded():
                for operation, of_left, of_right in backwards.operations:
                    left, right = _partials(
                        operation, arithmetic, places, slopes[operation.result], (of_left, of_right)
                    )
                    if of_left:
                        before = slopes[operation.left]
                        slopes[operation.left] = left if before is None else before + left
                    if of_right:
                        before = slopes[operation.right]
                        slopes[operation.right] = right if before is None else before + right
        except (ArithmeticError, ValueError) as problem:
            raise self._no_value(operation.result if operation else -1, places, problem, _DERIVATIVE) from None
        found = [0.0 if number is None else number for number in slopes[: len(self.inputs)]]
        if not arithmetic.finite(found):
            raise ExpressionInvalid(Bilingual("导数不是有限的数", "a derivative is not a finite number"))
        return found

    def backwards(self, output: int) -> Backwards:
        """Return the operations that one output needs, as `gradient` wants them."""
        depending = set(range(len(self.inputs)))
        for operation in self.operations:
            if operation.left in depending or operation.right in depending:
                depending.add(operation.result)
        needed, found = {output}, []
        for operation in reversed(self.operations):
            if operation.result in needed and operation.result in depending:
                needed |= {operation.left, operation.right}
                found.append((operation, operation.left in depending, operation.right in depending))
        return Backwards(output, tuple(found))

    def _not_finite(self, arithmetic: Arithmetic, places: Sequence[Number]) -> ExpressionInvalid:
        for name, number in zip(self.inputs, places, strict=False):
            if not arithmetic.finite([number]):
                return ExpressionInvalid(
                    Bilingual(f"“{name}”的值不是有限的数", f"the value of '{name}' is not a finite number")
                )
        for operation in self.operations:
            if not arithmetic.finite([places[operation.result]]):
                return ExpressionInvalid(
                    Bilingual(f"{operation.equation}：值过大", f"{operation.equation}: the value is too large"),
                    operation.at,
                )
        return ExpressionInvalid(Bilingual("常数不是有限的数", "a constant is not a finite number"))

    def _no_value(
        self, place: int, places: Sequence[Number], problem: Exception, what: Bilingual = _VALUE
    ) -> ExpressionInvalid:
        operation = next(entry for entry in self.operations if entry.result == place)
        if isinstance(problem, ZeroDivisionError) or "divide" in str(problem):
            zero = Bilingual(f"{operation.kind} 在 0 处没有{what.zh}", f"{operation.kind} has no {what.en} at 0")
            said = Bilingual("除数为零", "division by zero") if operation.kind == "/" else zero
        elif isinstance(problem, OverflowError) or "overflow" in str(problem):
            said = Bilingual(f"{what.zh}过大", f"the {what.en} is too large")
        else:
            argument = places[operation.left]
            one = isinstance(argument, float | int)
            where = Bilingual(f"{argument} 处", f"at {argument}") if one else _SOME
            said = Bilingual(
                f"{operation.kind} 在{where.zh}没有{what.zh}", f"{operation.kind} has no {what.en} {where.en}"
            )
        return ExpressionInvalid(
            Bilingual(f"{operation.equation}：{said.zh}", f"{operation.equation}: {said.en}"), operation.at
        )


def _partials(
    operation: Operation,
    arithmetic: Arithmetic,
    places: Sequence[Number],
    outer: Number,
    wanted: tuple[bool, bool],
) -> tuple[Number, Number]:
    """Return the derivatives of the output through each operand of an operation, given that by its result."""
    kind, result, left, right, _, _ = operation
    of_left, of_right = wanted
    if kind in {"+", "-"}:
        return outer, outer if kind == "+" or not of_right else -outer
    if kind == "*":
        return outer * places[right] if of_left else None, outer * places[left] if of_right else None
    if kind == "/":
        by_left = outer / places[right]
        return by_left, -by_left * places[result] if of_right else None
    if kind in {"max", "min"}:
        first, second = (left, right) if kind == "max" else (right, left)
        share = arithmetic.operations["at_least"](places[first], places[second])
        return outer * share, outer * (1.0 - share)
    if kind == "negate":
        return -outer, None
    return outer * SLOPES[kind](arithmetic.operations, places[left], places[result]), None
