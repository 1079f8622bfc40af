"""Measurement models by level, over exact quantities and series of readings, and what runs make of them.

The law of propagation and the effective degrees of freedom are those of `propagation`.

Sources: JCGM 100:2008 clause 5; JJF 1059.1-2012 clause 4.4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import ExpressionInvalid, NumberInvalid
from bench_core.metrology.expression import Dual, Value, differentiate, evaluate
from bench_core.metrology.expression.dual import dual
from bench_core.metrology.law import Combined, independent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bench_core.metrology.expression import Expression
    from bench_core.metrology.expression.walk import Result, V


@dataclass(frozen=True, slots=True)
class Contribution:
    """One component of uncertainty.

    Args:
        name: of the component, unique in a budget.
        of: the quantity of the model that it belongs to.
        standard_uncertainty: in `unit`, which is the coherent SI unit of `of`.
        unit: symbol.
        degrees_of_freedom: infinite where exactly known.
    """

    name: str
    of: str
    standard_uncertainty: float
    unit: str
    degrees_of_freedom: float


def evaluate_model(equations: Sequence[tuple[str, str, Expression]], inputs: Mapping[str, Value]) -> dict[str, Value]:
    """Return inputs and outputs of a measurement model.

    An equation of level `reading` is evaluated once for each reading of the series that it names and gives a
    series; at every other level it gives one value, and aggregates such as mean(e) run over series.

    Args:
        equations: level, name and expression, each after those that it uses.
        inputs: value or series of readings, by name.

    Returns:
        Every input and every equation's value, exact.

    Raises:
        ExpressionInvalid: an unknown or repeated name, series of different lengths, or no value.
        UnitMismatch: units that do not go together.
    """
    values = dict(inputs)
    for level, name, expression in equations:
        if name in values:
            raise ExpressionInvalid(
                Bilingual(
                    f"“{name}”已有值；方程另起名称", f"'{name}' has a value already; give the equation another name"
                )
            )
        values[name] = _at_level(level, name, expression, values, evaluate)
    return values


def sensitivities(
    equations: Sequence[tuple[str, str, Expression]],
    inputs: Mapping[str, Value],
    output: str,
    of: Collection[str],
) -> dict[str, float]:
    """Return the derivative of one output by a common shift of each named quantity.

    A shift of a series shifts each of its values; a shift of an equation's result is seen by all its users.

    Args:
        equations: as for `evaluate_model`.
        inputs: value or series of readings, by name.
        output: one of the equations, or an input.
        of: names of inputs or of equations; one that the output does not depend on has sensitivity 0.

    Returns:
        By name, in coherent SI units of output and quantity.

    Raises:
        ExpressionInvalid: a name that the model does not have, no derivative, an output that is a series.
    """
    used = {output, *of}.union(*(expression.names | expression.calls for _, _, expression in equations))
    duals: dict[str, Result[Dual]] = {name: _dual(inputs[name], name, of) for name in used if name in inputs}
    for level, name, expression in equations:
        duals[name] = _shifted(_at_level(level, name, expression, duals, differentiate), name, of)
    missing = [name for name in (output, *of) if name not in duals]
    if missing:
        raise ExpressionInvalid(
            Bilingual(f"“{missing[0]}”不是模型中的名称", f"'{missing[0]}' is not a name of the model")
        )
    result = duals[output]
    if not isinstance(result, Dual):
        raise ExpressionInvalid(
            Bilingual(
                f"“{output}”不是单个值；不确定度需要单个值", f"'{output}' is not one value; an uncertainty needs one"
            )
        )
    return {name: result.gradient.get(name, 0.0) for name in of}


def combine(contributions: Sequence[Contribution], sensitivity: Mapping[str, float]) -> Combined:
    """Combine uncorrelated components by the law of propagation.

    Args:
        contributions: components with their standard uncertainties; only those that count.
        sensitivity: by the quantity that a component belongs to, coherent SI units.

    Raises:
        NumberInvalid: a standard uncertainty that is negative or not finite, degrees of freedom not above 0.

    Source: JCGM 100:2008 equations (10) and (G.2b); JJF 1059.1-2012 4.4.2.2, 4.5.3.2.
    """
    for part in contributions:
        _check(part)
    shares = [abs(sensitivity[part.of]) * part.standard_uncertainty for part in contributions]
    return independent(shares, [part.degrees_of_freedom for part in contributions])


def _check(part: Contribution) -> None:
    if not 0 <= part.standard_uncertainty < math.inf:
        raise NumberInvalid(f"{part.name}: standard uncertainty {part.standard_uncertainty} is not 0 or more")
    if not part.degrees_of_freedom > 0:
        raise NumberInvalid(f"{part.name}: {part.degrees_of_freedom} degrees of freedom are not above 0")


def _at_level(
    level: str,
    name: str,
    expression: Expression,
    known: Mapping[str, Result[V]],
    compute: Callable[[Expression, Callable[[str], Result[V]]], Result[V]],
) -> Result[V]:
    if level == "reading":
        return _per_reading(expression, known, compute)
    result = compute(expression, known.__getitem__)
    if isinstance(result, tuple):
        raise ExpressionInvalid(
            Bilingual(
                f"“{name}”在 {level} 一级是数列，不是单个值", f"'{name}' at level {level} is a series, not one value"
            ),
            0,
            Bilingual("用 mean(…) 或 max(…)", "use mean(…) or max(…)"),
        )
    return result


def _per_reading(
    expression: Expression,
    known: Mapping[str, Result[V]],
    compute: Callable[[Expression, Callable[[str], Result[V]]], Result[V]],
) -> Result[V]:
    series = {name: value for name in expression.names if isinstance(value := known.get(name), tuple)}
    lengths = {len(value) for value in series.values()}
    if not lengths:
        return compute(expression, known.__getitem__)
    if len(lengths) > 1:
        counts = ", ".join(f"{name}: {len(value)}" for name, value in sorted(series.items()))
        raise ExpressionInvalid(
            Bilingual(
                f"“{expression}”中数列长度不同（{counts}）", f"series of different lengths ({counts}) in '{expression}'"
            )
        )
    results = [compute(expression, _one_reading(known, series, place)) for place in range(lengths.pop())]
    return tuple(result for result in results if not isinstance(result, tuple))


def _one_reading(
    known: Mapping[str, Result[V]], series: Mapping[str, tuple[V | bool, ...]], place: int
) -> Callable[[str], Result[V]]:
    """Return what names mean at one place of the series."""
    return lambda name: series[name][place] if name in series else known[name]


def _dual(value: Value, name: str, of: Collection[str]) -> Result[Dual]:
    if isinstance(value, tuple):
        return tuple(part if isinstance(part, bool) else dual(part, name if name in of else None) for part in value)
    return value if isinstance(value, bool) else dual(value, name if name in of else None)


def _shifted(value: Result[Dual], name: str, of: Collection[str]) -> Result[Dual]:
    if name not in of or isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        return tuple(part if isinstance(part, bool) else _shift(part, name) for part in value)
    return _shift(value, name)


def _shift(value: Dual, name: str) -> Dual:
    return Dual(value.value, {**value.gradient, name: 1.0})
