"""The measurement model of a budget, as the engine evaluates it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench_core.metrology.expression import Chain, Expression, Name
from bench_core.metrology.model import compile_model, implicit_model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.documents.budget import Budget
    from bench_core.metrology.model import Model
    from bench_core.metrology.quantity import Quantity

EQUATION_OF: Final = "the equation of "
"""What the engine calls an implicit equation begins so; the name of its result follows."""


def model_of(budget: Budget, exact: Mapping[str, Quantity]) -> Model:
    """Return the model of a budget; that of a budget with implicit equations has `where` among its outputs.

    Args:
        budget: with names that are known.
        exact: the value of every equation at the estimates, with implicit ones at their start.
    """
    explicit = {**budget.where, **budget.explicit}
    if not budget.implicit:
        return compile_model(explicit, tuple(budget.inputs), budget.results)
    conditions = {name: equation.zero for name, equation in budget.implicit.items()}
    conditions |= {name: _difference(name, expression) for name, expression in explicit.items()}
    start = {name: float(exact[name].si) for name in conditions}
    named = {f"{EQUATION_OF}{name}": condition for name, condition in conditions.items()}
    return implicit_model(named, tuple(budget.inputs), start)


def _difference(name: str, expression: Expression) -> Expression:
    """Return an equation as a condition: what it gives, less its right side, is 0."""
    tree = Chain(Name(name, 0), (("-", expression.tree),), expression.tree.at)
    return Expression(f"{name} - ({expression.text})", tree, expression.names | {name}, expression.calls)
