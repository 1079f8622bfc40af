"""The functions of the expression language: their names and what they take; not what they compute."""

from __future__ import annotations

from typing import Final

from bench_core.bilingual import Bilingual

AGGREGATES = frozenset({"mean", "max", "min", "s", "sum", "count"})
"""Functions of a series; max and min also take several values."""

FUNCTIONS = frozenset({"abs", "sqrt", "exp", "ln", "log10", "sin", "cos", "tan"})
"""Functions of one value; over a series they work value by value."""

CALLABLE = AGGREGATES | FUNCTIONS


class NoValue(ArithmeticError):
    """A function or an operator has no value for what it was given.

    Args:
        told: why.
    """

    def __init__(self, told: Bilingual) -> None:
        super().__init__(told)
        self.told = told

    def __str__(self) -> str:
        return self.told.en


NO_DEVIATION: Final = Bilingual(
    "标准偏差需要 2 个或更多值，不是 1 个", "a standard deviation needs 2 or more values, not 1"
)
"""Why `s` has no value for a series of one."""
