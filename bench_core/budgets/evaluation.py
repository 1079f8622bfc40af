"""From a budget file to its results: the law of propagation, the coverage, and Monte Carlo trials where asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.budgets.correlations import correlations_of
from bench_core.budgets.equations import exact_values
from bench_core.budgets.located import located
from bench_core.budgets.model import model_of
from bench_core.budgets.quantities import InputQuantity, input_quantities
from bench_core.errors import ExpressionInvalid
from bench_core.metrology.coverage import CoverageRule, Expanded, expand
from bench_core.metrology.inputs import Correlations
from bench_core.metrology.model import Model
from bench_core.metrology.propagation import OutputBudget, propagate
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.documents.budget import Budget
    from bench_core.documents.model import Document
    from bench_core.metrology.inputs import Input
    from bench_core.metrology.propagation import Propagated
    from bench_core.metrology.unit import Unit

USUAL_P: Final = math.erf(math.sqrt(2.0))
"""The coverage probability of a budget that names none, 95.45 %: k = 2 from a normal distribution, and more from few
degrees of freedom (EA-4/02 section 5; JCGM 100:2008 G.4)."""


_LARGEST: Final = 1e150  # its square still has a float


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a budget.

    Args:
        name: as the file calls it.
        value: estimate, in the unit of the result; exact but for an implicit equation.
        budget: of its uncertainty, in coherent SI units.
        expanded: its expanded uncertainty, in coherent SI units.
        digits: significant ones of U, as it is reported.
    """

    name: str
    value: Quantity
    budget: OutputBudget
    expanded: Expanded
    digits: int

    @property
    def unit(self) -> Unit:
        """The unit of the uncertainty: that of the result, and K for a temperature in °C."""
        return self.value.as_difference().unit

    @property
    def standard_uncertainty(self) -> float:
        """Combined standard uncertainty that is expanded, in `unit`."""
        return self.in_unit(self.budget.combined)

    @property
    def expanded_uncertainty(self) -> float:
        """U, in `unit`."""
        return self.in_unit(self.expanded.expanded_uncertainty)

    @property
    def interval(self) -> tuple[float, float]:
        """The value less U and plus U, in the unit of the value."""
        return float(self.value) - self.expanded_uncertainty, float(self.value) + self.expanded_uncertainty

    def in_unit(self, difference: float) -> float:
        """Return a difference in the coherent SI unit in the unit of the uncertainty."""
        return difference / float(self.unit.factor)

    def value_in_unit(self, value: float) -> float:
        """Return a value in the coherent SI unit in the unit of the result."""
        unit = self.value.unit
        return (value - float(unit.offset)) / float(unit.factor)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A budget that was evaluated.

    Args:
        quantities: the input quantities, in the order of the file.
        correlations: between them.
        results: in the order of the file.
        covariance: of the results, in coherent SI units, a row for each.
        model: as the engine evaluates it.
    """

    quantities: tuple[InputQuantity, ...]
    correlations: Correlations
    results: tuple[Result, ...]
    covariance: tuple[tuple[float, ...], ...]
    model: Model

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The input quantities as the engine takes them."""
        return tuple(quantity.engine_input for quantity in self.quantities)

    def quantity(self, name: str) -> InputQuantity:
        """Return the input quantity of a name."""
        return next(quantity for quantity in self.quantities if quantity.name == name)

    def covariance_in_units(self, row: int, column: int) -> float:
        """Return the covariance of two results in the product of the units of their uncertainties."""
        scale = self.results[row].unit.factor * self.results[column].unit.factor
        return self.covariance[row][column] / float(scale)

    def correlation(self, row: int, column: int) -> float:
        """Return the correlation coefficient of two results; 0 where one of them has no uncertainty."""
        if row == column:
            return 1.0
        below = math.sqrt(self.covariance[row][row]) * math.sqrt(self.covariance[column][column])
        return max(-1.0, min(1.0, self.covariance[row][column] / below)) if below else 0.0


def evaluate_budget(document: Document[Budget], *, second_order: bool = False) -> Evaluation:
    """Evaluate a budget by the law of propagation of uncertainty.

    Args:
        document: as `read_budget` gives it, without a mistake.
        second_order: whether the terms of the next order are included in the uncertainty.

    Raises:
        DocumentInvalid: the model has no value at the estimates, or no derivative.
        NumberInvalid: terms of the second order where they do not hold.

    Source: JCGM 100:2008 5.1.2, 5.2.2, 6 and annex G; JCGM 102:2011 6.
    """
    budget = document.model
    quantities = input_quantities(budget)
    exact = exact_values(document, {quantity.name: quantity.value for quantity in quantities})
    correlations = correlations_of(budget, quantities)
    model = model_of(budget, exact)
    inputs = [quantity.engine_input for quantity in quantities]
    found = _propagated(document, model, inputs, correlations, second_order=second_order)
    rule, digits = coverage_rule(budget), budget.digits
    results = tuple(
        Result(name, _value(budget, exact[name], found[name]), found[name], expand(found[name], inputs, rule), digits)
        for name in budget.results
    )
    return Evaluation(quantities, correlations, results, _covariance(found, budget.results), model)


def _propagated(
    document: Document[Budget], model: Model, inputs: Sequence[Input], correlations: Correlations, *, second_order: bool
) -> Propagated:
    """Apply the law of propagation, and tell at its equation what has no derivative or is beyond a float."""
    try:
        found = propagate(model, inputs, correlations, second_order=second_order)
        for output in found.outputs:
            if not math.isfinite(output.value) or not output.combined < _LARGEST:
                raise located(
                    document,
                    Bilingual(f"{output.name}：不确定度过大", f"{output.name}: the uncertainty is too large"),
                    Bilingual("核对单位和幂", "check units and powers"),
                    0,
                )
    except ExpressionInvalid as failure:
        raise located(document, failure.message, failure.hint, failure.offset) from None
    except OverflowError:
        name = document.model.results[0]
        raise located(
            document,
            Bilingual(f"{name}：不确定度过大", f"{name}: the uncertainty is too large"),
            Bilingual("核对单位和幂", "check units and powers"),
            0,
        ) from None
    return found


def coverage_rule(budget: Budget) -> CoverageRule:
    """Return how a budget wants its U: for 95.45 % where it does not say."""
    coverage = budget.coverage
    if coverage is None:
        return CoverageRule(p=USUAL_P, dominating=False)
    if coverage.p is None:
        return CoverageRule(k=None if coverage.k is None else float(coverage.k))
    return CoverageRule(p=float(coverage.p.si), dominating=coverage.rule == "dominating")


def _value(budget: Budget, exact: Quantity, found: OutputBudget) -> Quantity:
    """Return the estimate of a result: exact where equations give it, else as the search found it."""
    if not budget.implicit:
        return exact
    unit = exact.unit
    return Quantity((Fraction(found.value) - unit.offset) / unit.factor, unit)


def _covariance(found: Propagated, names: Sequence[str]) -> tuple[tuple[float, ...], ...]:
    """Return the covariance matrix of some of the outputs."""
    places = [next(place for place, one in enumerate(found.outputs) if one.name == name) for name in names]
    return tuple(tuple(found.covariance[row][column] for column in places) for row in places)
