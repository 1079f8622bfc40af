"""Measurement models whose outputs are given by conditions between them and the inputs: h(y, x) = 0."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.errors import ExpressionInvalid, UsageError
from bench_core.metrology.model.arithmetic import Number, arithmetic_of
from bench_core.metrology.model.explicit import ExplicitModel, Linearised, V, compile_model
from bench_core.metrology.model.taylor import Taylor

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bench_core.metrology.expression import Expression

_MOST_STEPS: Final = 50
_NEAR: Final = 1e-10  # of the value: Newton's next step is then below its last digit


@dataclass(frozen=True, slots=True)
class ImplicitModel:
    """A model h(y, x) = 0, solved for y by Newton's method with the exact derivative.

    Args:
        inputs: names of the input quantities.
        outputs: names of the output quantities, the unknowns.
        conditions: gives h from inputs and outputs.
        start: a value of each output from which the solution is found.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    conditions: ExplicitModel
    start: tuple[float, ...]

    def evaluate(self, values: Mapping[str, V]) -> dict[str, V]:
        """Return the outputs; see `Model`."""
        arithmetic = arithmetic_of(values.values())
        numbers = list(values.values())
        return {
            name: arithmetic.shaped(number, numbers)
            for name, number in zip(self.outputs, self._solution(values), strict=True)
        }

    def linearise(self, values: Mapping[str, V]) -> Linearised[V]:
        """Return the outputs with their derivatives; see `Model`.

        Source: JCGM 102:2011 6.3: the derivatives of the conditions, -C_y⁻¹·C_x.
        """
        solution = self._solution(values)
        _, by_outputs, by_inputs = self._at(values, solution)
        columns = [
            self._solved(by_outputs, [-row[place] for row in by_inputs], solution) for place in range(len(self.inputs))
        ]
        rows = [tuple(column[row] for column in columns) for row in range(len(self.outputs))]
        return Linearised(tuple(solution), tuple(rows))

    def _solution(self, values: Mapping[str, Number]) -> list[Number]:
        if any(isinstance(value, Taylor) for value in values.values()):
            return self._continued(values)
        solution: list[Number] = list(self.start)
        steps: list[Number] = []
        for _ in range(_MOST_STEPS):
            steps, solution = self._step(values, solution)
            if all(map(_near, steps, solution, self.start)):
                return self._step(values, solution)[1]
        worst = max(zip(steps, self.outputs, strict=True), key=lambda entry: _largest(entry[0]))
        raise ExpressionInvalid(
            self._no_solution(worst[1], _largest(worst[0])),
            hint=Bilingual("起点取得离解更近", "give a start value nearer to the solution"),
        )

    def _continued(self, values: Mapping[str, Number]) -> list[Number]:
        """Solve along a Taylor polynomial: each of Newton's steps doubles the number of right coefficients."""
        solution = self._solution({name: _plain(value) for name, value in values.items()})
        for _ in range(2):
            _, solution = self._step(values, solution)
        return solution

    def _step(self, values: Mapping[str, Number], solution: Sequence[Number]) -> tuple[list[Number], list[Number]]:
        residuals, by_outputs, _ = self._at(values, solution)
        steps = self._solved(by_outputs, residuals, solution)
        return steps, [number - step for number, step in zip(solution, steps, strict=True)]

    def _at(
        self, values: Mapping[str, Number], solution: Sequence[Number]
    ) -> tuple[list[Number], list[list[Number]], list[list[Number]]]:
        """Return the conditions, their derivatives by the outputs, and those by the inputs."""
        found = self.conditions.linearise({**values, **dict(zip(self.outputs, solution, strict=True))})
        own = len(self.inputs)
        by_outputs = [list(row[own:]) for row in found.sensitivities]
        by_inputs = [list(row[:own]) for row in found.sensitivities]
        return list(found.values), by_outputs, by_inputs

    def _solved(
        self, matrix: Sequence[Sequence[Number]], right: Sequence[Number], solution: Sequence[Number]
    ) -> list[Number]:
        try:
            with arithmetic_of([*solution, *right]).guarded():
                return _linear_solution([list(row) for row in matrix], list(right))
        except ArithmeticError:
            outputs, started = ", ".join(self.outputs), self._started()
            raise ExpressionInvalid(
                Bilingual(
                    f"{outputs}：从 {started} 出发，方程不随输出变化，因此没有解，或不止一个解",
                    f"{outputs}: the conditions do not change with the outputs on the way from {started}, so that "
                    "there is no solution or more than one",
                ),
                hint=Bilingual("换一个起点，或改正方程", "give another start value, or mend the conditions"),
            ) from None

    def _no_solution(self, moved: str, by: float) -> Bilingual:
        outputs, started = ", ".join(self.outputs), self._started()
        return Bilingual(
            f"从 {started} 出发 {_MOST_STEPS} 步内没有求得 {outputs} 的解；最后一步“{moved}”仍移动了 {by:.3g}",
            f"no solution for {outputs} was found from {started} in {_MOST_STEPS} steps; "
            f"the last one still moved '{moved}' by {by:.3g}",
        )

    def _started(self) -> str:
        return ", ".join(f"{name} = {value:.6g}" for name, value in zip(self.outputs, self.start, strict=True))


def implicit_model(
    conditions: Mapping[str, Expression], inputs: Collection[str], start: Mapping[str, float]
) -> ImplicitModel:
    """Read the conditions h(y, x) = 0 of an implicit measurement model once, for many evaluations.

    Args:
        conditions: by a name of their own, as many as outputs; each is 0 for the right outputs.
        inputs: names of the input quantities.
        start: a value of each output, in coherent SI, from which the solution is found.

    Raises:
        ExpressionInvalid: as of `compile_model`.
        UsageError: there are not as many conditions as outputs, or a start value is not finite.

    Source: JCGM 102:2011 6.3.
    """
    if not conditions or len(conditions) != len(start):
        raise UsageError(f"{len(conditions)} conditions do not determine {len(start)} outputs; give one for each")
    for name, value in start.items():
        if not math.isfinite(value):
            raise UsageError(f"{name}: the start value {value} is not a finite number")
    names = tuple(inputs)
    both = [name for name in start if name in names]
    if both:
        raise UsageError(f"'{both[0]}' is both an input and an output")
    return ImplicitModel(names, tuple(start), compile_model(conditions, (*names, *start)), tuple(start.values()))


def _linear_solution(matrix: list[list[Number]], right: list[Number]) -> list[Number]:
    """Solve a few linear equations by elimination; numbers of any kind.

    Raises:
        ArithmeticError: there is no one solution.
    """
    size = len(right)
    for column in range(size):
        best = max(range(column, size), key=lambda row: _smallest(matrix[row][column]))
        matrix[column], matrix[best] = matrix[best], matrix[column]
        right[column], right[best] = right[best], right[column]
        for row in range(column + 1, size):
            share = matrix[row][column] / matrix[column][column]
            matrix[row] = [own - share * above for own, above in zip(matrix[row], matrix[column], strict=True)]
            right[row] = right[row] - share * right[column]
    solution: list[Number] = [0.0] * size
    for row in reversed(range(size)):
        rest = right[row]
        for column in range(row + 1, size):
            rest = rest - matrix[row][column] * solution[column]
        solution[row] = rest / matrix[row][row]
    return solution


def _plain(value: Number) -> Number:
    return value.value if isinstance(value, Taylor) else value


def _near(step: Number, number: Number, start: float) -> bool:
    """Whether a step is small against what it leads to and the size that the start value gives."""
    within = abs(step) <= _NEAR * (abs(number) + abs(start))
    return within if isinstance(within, bool) else bool(within.all())


def _smallest(number: Number) -> float:
    """Return the magnitude, of arrays the smallest."""
    size = abs(_plain(number))
    return size if isinstance(size, float) else float(size.min())


def _largest(number: Number) -> float:
    """Return the magnitude, of arrays the largest."""
    size = abs(_plain(number))
    return size if isinstance(size, float) else float(size.max())
