"""Examples whose formulas stand in the file, through the expression language in which procedures are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import UsageError
from bench_core.metrology.decision.rules import decide
from bench_core.metrology.expression import evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification, limit_of_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.metrology.expression import Value
    from bench_core.validation.comparison import Found
    from bench_core.validation.evaluations.effort import Effort
    from bench_core.validation.given import Given


def formulas(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Evaluate the equations of an example one after the other, exactly."""
    names: dict[str, Value] = {name: _value(value) for name, value in given.values.items() if name != "equations"}
    found: dict[str, Found] = {}
    for name, text in given.values["equations"].items():
        value = evaluate(parse_expression(text), names.__getitem__)
        if not isinstance(value, Quantity):
            raise UsageError(f"example {given.example}: '{name}' is no single quantity")
        names[name] = found[name] = value
    return found


def judged_by_specification(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Judge an indication by a specification of reading and counts."""
    indicated = given.quantity("indicated")
    error = indicated - given.quantity("reference")
    limit = limit_of_error(_specification(given, indicated), indicated)
    verdict = decide("simple", error, -limit, limit, limit * 0)
    return {"error": error, "limit": limit, "verdict": verdict.value}


def _specification(given: Given, reading: Quantity) -> Specification:
    of_reading, constant = given.quantity("of_reading"), given.quantity("constant")
    return Specification(of_reading, Quantity.of(0, "1"), constant, reading, Coverage("rectangular"))


def _value(given: str | tuple[str, ...]) -> Value:
    return Quantity.parse(given) if isinstance(given, str) else tuple(Quantity.parse(one) for one in given)
