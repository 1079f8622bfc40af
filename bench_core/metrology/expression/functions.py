"""The functions of the expression language: their names and what they take; not what they compute."""

from __future__ import annotations

AGGREGATES = frozenset({"mean", "max", "min", "s", "sum", "count"})
"""Functions of a series; max and min also take several values."""

FUNCTIONS = frozenset({"abs", "sqrt", "exp", "ln", "log10", "sin", "cos", "tan"})
"""Functions of one value; over a series they work value by value."""

CALLABLE = AGGREGATES | FUNCTIONS
