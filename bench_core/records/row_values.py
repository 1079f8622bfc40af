"""The values of a point's result as tables show them, while it runs: rounded to the last digit of U, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import round_to

if TYPE_CHECKING:
    from bench_core.records.plan import Plan
    from bench_core.records.result import PointResult


@dataclass(frozen=True, slots=True)
class RowValues:
    """The cells of a result's row, each with its unit.

    Args:
        reference: value of the standard; of a source under test, the actual value.
        indication: of the UUT; of a source, its setting.
        error: as reported.
        uncertainty: U as reported.
        k: coverage factor.
        mpe: limit of error, to one digit more.
    """

    reference: str
    indication: str
    error: str
    uncertainty: str
    k: str
    mpe: str


def row_values(result: PointResult) -> RowValues:
    """Return the cells of a result's row; values are rounded to the last digit of U, the MPE to one digit more."""
    reported = result.reported_uncertainty
    last_digit = Quantity(Fraction(1, 10 ** (reported.decimals or 0)), reported.unit)
    return RowValues(
        str(round_to(result.reference, last_digit)),
        str(round_to(result.indication, last_digit)),
        str(result.reported_error),
        str(reported),
        f"{result.k:.2f}".removesuffix(".00"),
        f"±{round_to(result.mpe, last_digit / 10)}",
    )


def is_sourced(plan: Plan) -> bool:
    """Return whether the unit under test is a source, which has a setting and an actual value."""
    return any(role.is_uut and role.serves == "source" for role in plan.roles.values())
