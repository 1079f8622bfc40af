"""The exact values of a budget's equations at the estimates, which proves that their units go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import DocumentInvalid, ExpressionInvalid, UnitMismatch
from bench_core.metrology.expression import evaluate, mismatch_at
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.documents.budget import Budget
    from bench_core.documents.model import Document
    from bench_core.metrology.expression import Expression

_DIFFERENCES = "a temperature in °C can only be subtracted; write differences in K, and 20 °C - 23 °C for one"


def exact_values(document: Document[Budget], estimates: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Return the exact value of every input quantity and every equation at the estimates.

    A result of an implicit equation has the value at which the search for it begins; its equation was evaluated there.

    Args:
        document: whose names are known.
        estimates: of the input quantities.

    Raises:
        DocumentInvalid: units that do not go together, division by zero, no quantity.
    """
    budget, values = document.model, dict(estimates)
    for name, expression in budget.where.items():
        values[name] = _value(document, name, expression, values)
    values |= {name: equation.start for name, equation in budget.implicit.items()}
    for name, equation in budget.implicit.items():
        _value(document, name, equation.zero, values)
    for name, expression in budget.explicit.items():
        values[name] = _value(document, name, expression, values)
    return values | {name: _in_its_unit(document, name, values[name]) for name in budget.results}


def _value(document: Document[Budget], name: str, expression: Expression, values: Mapping[str, Quantity]) -> Quantity:
    at = document.model.place_of(name)
    try:
        value = evaluate(expression, values.__getitem__)
    except UnitMismatch as mismatch:
        words = str(mismatch).removeprefix(f"in '{expression.text}': ")
        hint = _DIFFERENCES if "°C" in words else "check units and brackets"
        raise _invalid(document, at, words, hint, mismatch_at(expression, values.__getitem__)) from None
    except ExpressionInvalid as invalid:
        hint = invalid.hint or ("at the estimates of the input quantities" if "zero" in invalid.message else "")
        raise _invalid(document, at, invalid.message, hint, invalid.offset) from None
    if not isinstance(value, Quantity):
        raise _invalid(document, at, "the outcome of a comparison is not a quantity", "a model gives one quantity")
    return value


def _in_its_unit(document: Document[Budget], name: str, value: Quantity) -> Quantity:
    """Return a result in the unit that is wanted."""
    symbol = document.model.unit_of(name)
    if symbol is None:
        return value
    try:
        return value.to(symbol)
    except UnitMismatch:
        at = ("units", name) if name in document.model.units else ("unit",)
        raise _invalid(document, at, f"'{name}' is in {value.unit}, which is no {symbol}", "check the model") from None


def _invalid(
    document: Document[Budget], at: tuple[str, ...], message: str, hint: str, offset: int = 0
) -> DocumentInvalid:
    return DocumentInvalid((document.mistake(at, message, hint, offset),))
