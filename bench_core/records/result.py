"""What a calibration point gives: values, budget and verdicts; computed by evaluation, kept in the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.records.codec import Float

ResultDistribution = Literal["normal", "student_t", "rectangular", "trapezoidal", "triangular", "arcsine"]
"""How a result is distributed about its value: by its degrees of freedom, or as what dominates it."""


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One line of an uncertainty budget.

    Args:
        name: of the component.
        standard_uncertainty: of its quantity, in `unit`.
        unit: symbol.
        sensitivity: derivative of the result by the quantity.
        contribution: absolute value of the product, in the result's unit.
        degrees_of_freedom: may be infinite.
        counted: false where `larger_of` chose another.
    """

    name: str
    standard_uncertainty: Float
    unit: str
    sensitivity: Float
    contribution: Float
    degrees_of_freedom: Float
    counted: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """One requirement at one point.

    Args:
        of: name of the model's quantity.
        lower: limit, or None.
        upper: limit.
        verdict: by the requirement's rule.
    """

    of: str
    lower: Quantity | None
    upper: Quantity
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PointResult:
    """The result of one calibration point, unrounded.

    Args:
        reference: value of the standard.
        indication: mean of the UUT's indications, less what the model takes away of the readings that came once for its
            range; of a source, its setting.
        error: indication - reference; of a source, setting - actual value.
        mpe: magnitude of the limit.
        expanded_uncertainty: of the error, same unit.
        k: coverage factor.
        degrees_of_freedom: effective, may be infinite.
        probability: coverage probability.
        budget: every component.
        judgements: one per requirement and quantity.
        reported_error: rounded to the last digit of the reported U.
        reported_uncertainty: rounded to the procedure's number of digits.
        distribution: of the error; None in records of programs that did not say.
    """

    reference: Quantity
    indication: Quantity
    error: Quantity
    mpe: Quantity
    expanded_uncertainty: Float
    unit: str
    k: Float
    degrees_of_freedom: Float
    probability: Float
    budget: tuple[BudgetRow, ...]
    judgements: tuple[Judgement, ...]
    reported_error: Quantity
    reported_uncertainty: Quantity
    distribution: ResultDistribution | None = None

    @property
    def verdict(self) -> Verdict | None:
        """The worst of the judgements: fail before undetermined before pass; None where nothing was judged."""
        verdicts = {judgement.verdict for judgement in self.judgements}
        for worst in (Verdict.FAIL, Verdict.UNDETERMINED):
            if worst in verdicts:
                return worst
        return Verdict.PASS if verdicts else None
