"""The kind of quantity that an expression gives, found by evaluating it with stand-in values; never a real value."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING
from zlib import crc32

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.errors import ExpressionInvalid, UnitMismatch
from bench_core.metrology.expression import evaluate, mismatch_at, walk
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import Unit, coherent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.metrology.expression import Expression, Value

TRIES = 6
"""Sets of stand-ins; an expression is wrong only when none of them works (a root may be negative for one of them)."""


@dataclass(frozen=True, slots=True)
class Input:
    """A quantity that the model is given.

    Args:
        unit: a unit of its kind.
        readings: how many values there are; None for a constant of the point.
    """

    unit: Unit
    readings: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an expression gives nothing, and where in its text."""

    message: Bilingual
    offset: int
    hint: Bilingual = NOTHING


def stand_in(name: str, given: Input, seed: int) -> Value:
    """Return a value of the right kind for a name: between 1 and 2 in its unit, different for each name and seed."""
    if given.readings is None:
        return _value(f"{seed}:{name}", given.unit)
    return tuple(_value(f"{seed}:{name}:{number}", given.unit) for number in range(given.readings))


def stand_ins(inputs: Mapping[str, Input], seed: int) -> dict[str, Value]:
    """Return stand-ins for all inputs."""
    return {name: stand_in(name, given, seed) for name, given in inputs.items()}


def attempt(expression: Expression, sets: list[dict[str, Value]]) -> list[Value] | Problem:
    """Evaluate an expression with each set of stand-ins.

    Returns:
        One value per set, where the sets that work fill in for those that do not; or why none works.
    """
    values: list[Value | None] = []
    problem = Problem(Bilingual("没有值", "gives no value"), 0)
    for names in sets:
        try:
            values.append(evaluate(expression, names.__getitem__))
        except UnitMismatch as mismatch:
            return Problem(mismatch.told, mismatch_at(expression, names.__getitem__))
        except ExpressionInvalid as invalid:
            problem = Problem(invalid.message, invalid.offset, invalid.hint)
            values.append(None)
    working = [value for value in values if value is not None]
    return [working[0] if value is None else value for value in values] if working else problem


def kind_of(value: Value) -> Unit | None:
    """Return the coherent unit of a value, or None for a truth value."""
    first = value[0] if isinstance(value, tuple) else value
    return coherent(first.dimension) if isinstance(first, Quantity) else None


def offset_of(expression: Expression, name: str) -> int:
    """Return where in its text an expression names something, in characters from 0."""
    return next((node.at for node in walk(expression.tree) if getattr(node, "name", None) == name), 0)


def _value(key: str, unit: Unit) -> Quantity:
    return Quantity(1 + Fraction(crc32(key.encode()) % 9973, 9973), unit)
