"""The exact values of a budget's equations at the estimates, which proves that their units go together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench_core.errors import DocumentInvalid, ExpressionInvalid, UnitMismatch
from bench_core.metrology.expression import Call, Expression, Name, evaluate, mismatch_at, walk
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.documents.budget import Budget
    from bench_core.documents.model import Document

_DIFFERENCES = "a temperature in °C can only be subtracted; write differences in K, and 20 °C - 23 °C for one"


def exact_values(document: Document[Budget], estimates: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Return the exact value of every input quantity and every equation at the estimates.

    A result of an implicit equation has the value at which the search for it begins; its equation was evaluated there.

    Args:
        document: whose names are known.
        estimates: of the input quantities.

    Raises:
        DocumentInvalid: units that do not go together, division by zero, no quantity, no derivative.
    """
    budget, values = document.model, dict(estimates)
    for name, expression in budget.where.items():
        values[name] = _value(document, name, expression, values)
    values |= {name: equation.start for name, equation in budget.implicit.items()}
    for name, equation in budget.implicit.items():
        _value(document, name, equation.zero, values)
    for name, expression in budget.explicit.items():
        values[name] = _value(document, name, expression, values)
    for name, expression in (*budget.where.items(), *budget.explicit.items()):
        _check_ties(document, name, expression, values)
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


def _check_ties(document: Document[Budget], name: str, expression: Expression, values: Mapping[str, Quantity]) -> None:
    """Refuse a largest or smallest of values that are equal at the estimates: either one's derivative may be wrong."""
    for node in walk(expression.tree):
        if not isinstance(node, Call) or node.callee not in {"max", "min"} or len(node.arguments) == 1:
            continue
        parts = [Expression(expression.text, part, expression.names, frozenset()) for part in node.arguments]
        found = [evaluate(part, values.__getitem__) for part in parts]
        chosen = [one for one in found if one == evaluate(replace(expression, tree=node), values.__getitem__)]
        if len(chosen) > 1 and any(isinstance(below, Name) for below in walk(node)):
            words = f"{node.callee} of values that are equal at the estimates ({chosen[0]}) has no derivative"
            raise _invalid(document, document.model.place_of(name), words, "write the one that is meant", node.at)


def _in_its_unit(document: Document[Budget], name: str, value: Quantity) -> Quantity:
    """Return a result in the unit that is wanted."""
    symbol = document.model.unit_of(name)
    if symbol is None:
        return value
    at = ("units", name) if name in document.model.units else ("unit",)
    if unit(symbol).offset and not value.unit.offset and value.dimension == unit(symbol).dimension:
        words = f"'{name}' is in {value.unit}, which may be a difference; {symbol} is for a temperature"
        raise _invalid(document, at, words, "write K, or for a temperature 0 °C + (… - 273.15 K) in the model")
    try:
        return value.to(symbol)
    except UnitMismatch:
        raise _invalid(document, at, f"'{name}' is in {value.unit}, which is no {symbol}", "check the model") from None


def _invalid(
    document: Document[Budget], at: tuple[str, ...], message: str, hint: str, offset: int = 0
) -> DocumentInvalid:
    return DocumentInvalid((document.mistake(at, message, hint, offset),))
