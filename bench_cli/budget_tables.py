"""The tables of an evaluated budget: one as wide as EA-4/02's where the terminal is, else two that fit 80 columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from bench_cli.numbers import estimate, significant, with_unit
from bench_cli.output import columns, width
from bench_core.bilingual import Bilingual
from bench_core.budgets.units import quotient
from bench_core.records.coverage_notes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench_core.budgets.evaluation import Evaluation, Result
    from bench_core.budgets.quantities import InputQuantity

Row = tuple[str, ...]

DISTRIBUTIONS: Final = {
    "normal": Bilingual("正态", "normal"),
    "student_t": Bilingual("t 分布", "Student's t"),
    **SHAPES,
    "two_point": Bilingual("两点", "two-point"),
    "curvilinear_trapezoid": Bilingual("曲边梯形", "curvilinear"),
    "exponential": Bilingual("指数", "exponential"),
    "counts": Bilingual("计数", "counts"),
}
"""Distributions by name, for people."""

_INPUT_HEADS: Final = (
    ("输入量", "估计值 x", "u(x)", "自由度", "分布"),
    ("quantity", "estimate", "std uncert.", "ν", "distribution"),
)
_SHARE_HEADS: Final = (("灵敏系数 c", "|c|·u(x)", "占比", ""), ("sensitivity", "contribution", "share", ""))
_NAME_HEADS: Final = (("输入量",), ("quantity",))
_BAR: Final = 20
_FULL, _SOME = "█", "▏"


def tables(evaluation: Evaluation, longest: int) -> Iterator[str]:
    """Yield the lines of a budget's tables.

    Args:
        evaluation: of the budget.
        longest: columns of a line.
    """
    inputs = [*_INPUT_HEADS, *map(_input_cells, evaluation.quantities)]
    if len(evaluation.results) == 1:
        lines = list(table(_joined(inputs, _shares(evaluation, evaluation.results[0]))))
        if max(map(width, lines)) <= longest:
            yield from lines
            return
    yield from table(inputs)
    for result in evaluation.results:
        yield ""
        yield f"{result.name} 的不确定度分量 contributions to u({result.name})"
        names = [*_NAME_HEADS, *((quantity.name,) for quantity in evaluation.quantities)]
        yield from table(_joined(names, _shares(evaluation, result)))


def _joined(left: Sequence[Row], shares: Sequence[Row]) -> list[Row]:
    """Return rows side by side; what the shares have more than inputs begins with its own name."""
    more = shares[len(left) :]
    blank = ("",) * (len(left[0]) - 1)
    rows = [(*one, *other) for one, other in zip(left, shares, strict=False)]
    return rows + [(other[0], *blank, "", *other[1:]) for other in more]


def _shares(evaluation: Evaluation, result: Result) -> list[Row]:
    """Return what each input brings into a result, and what correlations and terms of the second order bring."""
    variance = result.budget.combined**2
    rows: list[Row] = [*_SHARE_HEADS]
    for part in result.budget.contributions:
        quantity = evaluation.quantity(part.name)
        sensitivity = part.sensitivity * float(quantity.unit.factor / result.unit.factor)
        contribution = result.in_unit(part.contribution)
        share = part.contribution**2 / variance if variance else 0.0
        cells = (
            with_unit(significant(sensitivity), quotient(result.unit, quantity.unit)),
            with_unit(significant(contribution), result.unit),
        )
        rows.append((*cells, *_bar(share)))
    rows += [(name, "", *_bar(more / variance)) for name, more in _beyond(result) if variance]
    return rows


def _beyond(result: Result) -> Iterator[tuple[str, float]]:
    """Yield the parts of the variance that belong to no input alone."""
    budget = result.budget
    if any(part.correlated for part in budget.contributions):
        alone = math.fsum(part.contribution**2 for part in budget.contributions)
        yield "相关 correlation", budget.standard_uncertainty**2 - alone
    if budget.second_order is not None:
        yield "二阶项 2nd order", budget.second_order**2 - budget.standard_uncertainty**2


def _bar(share: float) -> Row:
    """Return a share in percent, and as a bar: some of it for whatever is not 0."""
    full = round(min(abs(share), 1.0) * _BAR)
    bar = _FULL * full or (_SOME if share else "")
    return f"{share * 100:.1f} %", f"{'-' if share < 0 else ''}{bar}"


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield rows in columns that line up."""
    widths = tuple(max(width(row[column]) for row in rows) for column in range(len(rows[0])))
    for row in rows:
        yield f"  {columns(row, widths)}"


def _input_cells(quantity: InputQuantity) -> Row:
    u, words = quantity.standard_uncertainty, DISTRIBUTIONS[quantity.distribution_name]
    return (
        quantity.name,
        estimate(quantity.value, u),
        with_unit(significant(u), quantity.unit),
        degrees(quantity.degrees_of_freedom),
        f"{words.zh} {words.en}",
    )


def degrees(freedom: float) -> str:
    """Return degrees of freedom, cut to a tenth."""
    return "∞" if math.isinf(freedom) else f"{math.floor(freedom * 10 + 1e-9) / 10:g}"
