"""The exact values of a budget's equations at the estimates, which proves that their units go together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.errors import DocumentInvalid, ExpressionInvalid, UnitMismatch
from bench_core.metrology.expression import Call, Expression, Name, evaluate, mismatch_at, walk
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.documents.budget import Budget
    from bench_core.documents.model import Document

_DIFFERENCES = Bilingual(
    "以 °C 为单位的温度只能相减；温度差用 K，或写成 20 °C - 23 °C",
    "a temperature in °C can only be subtracted; write differences in K, and 20 °C - 23 °C for one",
)


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
        words = _without_expression(mismatch.told, expression.text)
        hint = _DIFFERENCES if "°C" in words.en else Bilingual("核对单位和括号", "check units and brackets")
        raise _invalid(document, at, words, hint, mismatch_at(expression, values.__getitem__)) from None
    except ExpressionInvalid as invalid:
        hint = invalid.hint or (
            Bilingual("在输入量的估计值处", "at the estimates of the input quantities")
            if "zero" in invalid.message.en
            else NOTHING
        )
        raise _invalid(document, at, invalid.message, hint, invalid.offset) from None
    if not isinstance(value, Quantity):
        raise _invalid(
            document,
            at,
            Bilingual("比较的结果不是量", "the outcome of a comparison is not a quantity"),
            Bilingual("模型给出一个量", "a model gives one quantity"),
        )
    return value


def _without_expression(told: Bilingual, expression: str) -> Bilingual:
    return Bilingual(told.zh.removeprefix(f"“{expression}”中："), told.en.removeprefix(f"in '{expression}': "))


def _check_ties(document: Document[Budget], name: str, expression: Expression, values: Mapping[str, Quantity]) -> None:
    """Refuse a largest or smallest of values that are equal at the estimates: either one's derivative may be wrong."""
    for node in walk(expression.tree):
        if not isinstance(node, Call) or node.callee not in {"max", "min"} or len(node.arguments) == 1:
            continue
        parts = [Expression(expression.text, part, expression.names, frozenset()) for part in node.arguments]
        found = [evaluate(part, values.__getitem__) for part in parts]
        chosen = [one for one in found if one == evaluate(replace(expression, tree=node), values.__getitem__)]
        if len(chosen) > 1 and any(isinstance(below, Name) for below in walk(node)):
            words = Bilingual(
                f"估计值处取 {node.callee} 的各值相等（{chosen[0]}），没有导数",
                f"{node.callee} of values that are equal at the estimates ({chosen[0]}) has no derivative",
            )
            raise _invalid(
                document,
                document.model.place_of(name),
                words,
                Bilingual("直接写出所指的那一个", "write the one that is meant"),
                node.at,
            )


def _in_its_unit(document: Document[Budget], name: str, value: Quantity) -> Quantity:
    """Return a result in the unit that is wanted."""
    symbol = document.model.unit_of(name)
    if symbol is None:
        return value
    at = ("units", name) if name in document.model.units else ("unit",)
    if unit(symbol).offset and not value.unit.offset and value.dimension == unit(symbol).dimension:
        words = Bilingual(
            f"“{name}”以 {value.unit} 为单位，可能是温度差；{symbol} 用于温度",
            f"'{name}' is in {value.unit}, which may be a difference; {symbol} is for a temperature",
        )
        raise _invalid(
            document,
            at,
            words,
            Bilingual(
                "改写为 K；若为温度，模型中写 0 °C + (… - 273.15 K)",
                "write K, or for a temperature 0 °C + (… - 273.15 K) in the model",
            ),
        )
    try:
        return value.to(symbol)
    except UnitMismatch:
        raise _invalid(
            document,
            at,
            Bilingual(
                f"“{name}”以 {value.unit} 为单位，不是 {symbol}", f"'{name}' is in {value.unit}, which is no {symbol}"
            ),
            Bilingual("核对模型", "check the model"),
        ) from None


def _invalid(
    document: Document[Budget], at: tuple[str, ...], message: Bilingual, hint: Bilingual, offset: int = 0
) -> DocumentInvalid:
    return DocumentInvalid((document.mistake(at, message, hint, offset),))
