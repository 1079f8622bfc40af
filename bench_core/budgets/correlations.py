"""The correlation coefficients of a budget's input quantities, from r, covariances and paired observations."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.budgets.quantities import observed
from bench_core.errors import CorrelationInvalid
from bench_core.metrology.inputs import Correlations
from bench_core.metrology.statistics import paired_means

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench_core.budgets.quantities import InputQuantity
    from bench_core.documents.budget import Budget
    from bench_core.documents.budget_correlation import Correlation, Rows
    from bench_core.metrology.quantity import Quantity

_SIMILAR: Final = 1e-9


def correlations_of(budget: Budget, quantities: Sequence[InputQuantity]) -> Correlations:
    """Return the correlations of a budget.

    Raises:
        CorrelationInvalid: coefficients or covariances that no quantities can have.
    """
    by_name = {quantity.name: quantity for quantity in quantities}
    coefficients: dict[tuple[str, str], float] = {}
    for row in budget.correlations:
        coefficients |= dict(_coefficients(budget, row, by_name))
    return Correlations.of(coefficients)


def _coefficients(
    budget: Budget, row: Correlation, quantities: Mapping[str, InputQuantity]
) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield the coefficient of every two quantities of an entry."""
    matrix: Sequence[Sequence[float]] = ()
    if row.paired is not None:
        matrix = paired_means(*(observed(budget.inputs[name]) for name in row.paired)).correlation
    for i, j in combinations(range(len(row.names)), 2):
        pair = row.names[i], row.names[j]
        if row.r is not None:
            yield pair, float(_entry(row.r, i, j))
        elif row.covariance is not None:
            covariance = float(_entry(row.covariance, i, j).si)
            yield pair, _coefficient(covariance, quantities[pair[0]], quantities[pair[1]])
        else:
            yield pair, matrix[i][j]


def _entry(rows: Rows, i: int, j: int) -> Quantity:
    return rows[0][0] if len(rows) == 1 else rows[i][j]


def _coefficient(covariance: float, one: InputQuantity, other: InputQuantity) -> float:
    """Return a covariance as a coefficient, without what rounding puts it beyond ±1 (JCGM 100:2008 equation (14))."""
    below = one.distribution.standard_uncertainty * other.distribution.standard_uncertainty
    if not below and covariance:
        raise CorrelationInvalid(
            Bilingual(
                f"{one.name} 与 {other.name}：标准不确定度为 0 而有协方差",
                f"{one.name} and {other.name}: a covariance beside a standard uncertainty of 0",
            )
        )
    ratio = covariance / below if below else 0.0
    if abs(ratio) > 1.0 + _SIMILAR:
        words = Bilingual(
            f"{one.name} 与 {other.name}：协方差为两者 u 之积的 {abs(ratio):.3g} 倍，最多 1 倍",
            f"{one.name} and {other.name}: the covariance is {abs(ratio):.3g} times the product of their u, at most 1",
        )
        raise CorrelationInvalid(words)
    return max(-1.0, min(1.0, ratio))
