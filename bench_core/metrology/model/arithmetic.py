"""What the operations of a model do to floats, to numpy arrays and to Taylor polynomials, and their derivatives."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

from bench_core.metrology.model import taylor
from bench_core.metrology.model.taylor import Taylor

Number: TypeAlias = Any
"""A float, a numpy array or a Taylor polynomial: whatever adds, multiplies, divides and compares with its kind."""

_OPERATORS: Final[dict[str, Callable[..., Number]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "negate": operator.neg,
    "abs": abs,
}

_Operations: TypeAlias = Mapping[str, Callable[..., Number]]

SLOPES: Final[dict[str, Callable[[_Operations, Number, Number], Number]]] = {
    "sqrt": lambda _, __, result: 0.5 / result,
    "exp": lambda _, __, result: result,
    "ln": lambda _, x, __: 1.0 / x,
    "log10": lambda _, x, __: 1.0 / x / math.log(10.0),
    "sin": lambda operations, x, _: operations["cos"](x),
    "cos": lambda operations, x, _: -operations["sin"](x),
    "tan": lambda _, __, result: 1.0 + result * result,
    # at 0 either side's slope has magnitude 1; 0 would hide an uncertainty
    "abs": lambda operations, x, _: 2.0 * operations["at_least"](x, 0.0) - 1.0,
}
"""Derivative of each function of one number: of the operations, the number, and the function's value there."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How one kind of number computes.

    Args:
        operations: by the kind of an operation.
        guarded: opens a context in which no operation gives what is not finite without an ArithmeticError.
        finite: whether every one of some numbers is finite.
        shaped: gives a result the shape of the inputs, on which it may not depend.
    """

    operations: _Operations
    guarded: Callable[[], AbstractContextManager[object]]
    finite: Callable[[Iterable[Number]], bool]
    shaped: Callable[[Number, Sequence[Number]], Number]


def arithmetic_of(values: Iterable[Number]) -> Arithmetic:
    """Return how the values compute: as floats, as Taylor polynomials where there is one, else as numpy arrays."""
    kinds = {type(value) for value in values}
    if kinds <= _PLAIN:
        return _FLOATS
    return _TAYLOR if Taylor in kinds else _arrays()


def _taylor_at_least(left: Number, right: Number) -> float:
    return 1.0 if _number(left) >= _number(right) else 0.0


def _number(value: Taylor | float) -> float:
    return value.value if isinstance(value, Taylor) else value


def _on_taylor(function: Callable[[Taylor], Taylor], plain: Callable[[float], float]) -> Callable[[Number], Number]:
    return lambda x: function(x) if isinstance(x, Taylor) else plain(x)


def _taylor_finite(numbers: Iterable[Number]) -> bool:
    return all(
        math.isfinite(part)
        for number in numbers
        for part in ((number.value, number.first, number.second) if isinstance(number, Taylor) else (number,))
    )


_PLAIN: Final = frozenset({float, int})
_FUNCTIONS: Final[dict[str, Callable[[float], float]]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "ln": math.log,
    "log10": math.log10,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
}
_FLOATS: Final = Arithmetic(
    {
        **_OPERATORS,
        **_FUNCTIONS,
        "max": max,
        "min": min,
        "at_least": lambda left, right: 1.0 if left >= right else 0.0,
    },
    nullcontext,
    lambda numbers: all(map(math.isfinite, numbers)),
    lambda result, _: result,
)
_TAYLOR: Final = Arithmetic(
    {
        **_OPERATORS,
        "sqrt": _on_taylor(taylor.sqrt, math.sqrt),
        "exp": _on_taylor(taylor.exp, math.exp),
        "ln": _on_taylor(taylor.ln, math.log),
        "log10": _on_taylor(taylor.log10, math.log10),
        "sin": _on_taylor(taylor.sin, math.sin),
        "cos": _on_taylor(taylor.cos, math.cos),
        "tan": _on_taylor(taylor.tan, math.tan),
        "max": lambda left, right: max(left, right, key=_number),
        "min": lambda left, right: min(left, right, key=_number),
        "at_least": _taylor_at_least,
    },
    nullcontext,
    _taylor_finite,
    lambda result, _: result,
)


@lru_cache(maxsize=1)
def _arrays() -> Arithmetic:
    """Return how arrays compute; numpy is loaded here, so that a single budget does without it."""
    import numpy as np  # noqa: PLC0415  # a single budget does without numpy

    def guarded() -> AbstractContextManager[object]:
        return np.errstate(divide="raise", over="raise", invalid="raise", under="ignore")

    operations: dict[str, Callable[..., Number]] = {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": np.divide,
        "negate": np.negative,
        "abs": np.absolute,
        "sqrt": np.sqrt,
        "exp": np.exp,
        "ln": np.log,
        "log10": np.log10,
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "max": np.maximum,
        "min": np.minimum,
        "at_least": lambda left, right: np.where(np.greater_equal(left, right), 1.0, 0.0),
    }

    def finite(numbers: Iterable[Number]) -> bool:
        return all(bool(np.isfinite(number).all()) for number in numbers)

    def shaped(result: Number, inputs: Sequence[Number]) -> Number:
        if isinstance(result, np.ndarray):
            return result
        return np.full(np.broadcast_shapes(*(np.shape(number) for number in inputs)), result)

    return Arithmetic(operations, guarded, finite, shaped)
