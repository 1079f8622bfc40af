"""Measurement models whose outputs are given by equations: y = f(x)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from bench_core.errors import UsageError
from bench_core.metrology.model.arithmetic import arithmetic_of
from bench_core.metrology.model.program import Backwards, Program
from bench_core.metrology.model.reader import read_program

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bench_core.metrology.expression import Expression

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Linearised(Generic[V]):
    """A model at one set of input values.

    Args:
        values: of the outputs, in the order of the model.
        sensitivities: derivative of each output by each input; a row for each output, a column for each input.
    """

    values: tuple[V, ...]
    sensitivities: tuple[tuple[V, ...], ...]


class Model(Protocol):
    """A measurement model over floats or numpy arrays in coherent SI units; nothing in it knows units."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the input quantities."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the output quantities."""

    def evaluate(self, values: Mapping[str, V]) -> dict[str, V]:
        """Return the outputs; of floats a float, of arrays an array.

        Raises:
            UsageError: an input's value is missing, or there is one of something else.
            ExpressionInvalid: there is no finite value, with its place in the expression.
        """

    def linearise(self, values: Mapping[str, V]) -> Linearised[V]:
        """Return the outputs with their exact derivatives by every input.

        A derivative that does not depend on the inputs may be a float where the values are arrays.

        Raises:
            UsageError: an input's value is missing, or there is one of something else.
            ExpressionInvalid: there is no finite value or derivative, with its place in the expression.
        """


@dataclass(frozen=True, slots=True)
class ExplicitModel:
    """A model y = f(x), read once into a flat program.

    Args:
        outputs: names of the output quantities.
        program: of all equations.
        places: of the outputs in the program.
        backwards: for the derivatives of each output.
    """

    outputs: tuple[str, ...]
    program: Program
    places: tuple[int, ...]
    backwards: tuple[Backwards, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the input quantities."""
        return self.program.inputs

    def evaluate(self, values: Mapping[str, V]) -> dict[str, V]:
        """Return the outputs; see `Model`."""
        numbers = _in_order(self.inputs, values)
        arithmetic = arithmetic_of(numbers)
        found = self.program.run(arithmetic, numbers, lean=True)
        return {
            name: arithmetic.shaped(found[place], numbers)
            for name, place in zip(self.outputs, self.places, strict=True)
        }

    def linearise(self, values: Mapping[str, V]) -> Linearised[V]:
        """Return the outputs with their derivatives; see `Model`."""
        numbers = _in_order(self.inputs, values)
        arithmetic = arithmetic_of(numbers)
        found = self.program.run(arithmetic, numbers)
        rows = [tuple(self.program.gradient(arithmetic, found, backwards)) for backwards in self.backwards]
        return Linearised(tuple(found[place] for place in self.places), tuple(rows))


def compile_model(
    equations: Mapping[str, Expression], inputs: Collection[str], outputs: Collection[str] | None = None
) -> ExplicitModel:
    """Read the equations of a measurement model once, for many evaluations.

    Args:
        equations: by the name of what they give, each after those that it uses.
        inputs: names of the input quantities.
        outputs: names of the equations that are outputs; all where left out.

    Raises:
        ExpressionInvalid: an unknown or repeated name, a comparison, or a function of a series of readings.
        UsageError: there is no equation, or an output without one.
    """
    wanted = tuple(equations if outputs is None else outputs)
    if not wanted:
        raise UsageError("a model has one equation or more")
    program, places = read_program(equations, tuple(dict.fromkeys(inputs)))
    for name in wanted:
        if name not in places:
            raise UsageError(f"'{name}' has no equation; known are {', '.join(places)}")
    found = tuple(places[name] for name in wanted)
    return ExplicitModel(wanted, program, found, tuple(program.backwards(place) for place in found))


def _in_order(names: tuple[str, ...], values: Mapping[str, V]) -> list[V]:
    try:
        numbers = [values[name] for name in names]
    except KeyError as missing:
        raise UsageError(f"the input '{missing.args[0]}' of the model has no value") from None
    if len(values) > len(names):
        strange = next(name for name in values if name not in names)
        raise UsageError(f"'{strange}' is not an input of the model")
    return numbers
