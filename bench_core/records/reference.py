"""The value of a standard at one point, by class or as corrected, and its uncertainty; it knows no model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import CertificateUnusable
from bench_core.metrology.certificate import actual_value, drift_uncertainty
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import standard_uncertainty

if TYPE_CHECKING:
    from datetime import date

    from bench_core.metrology.certificate import CertificateCurve
    from bench_core.metrology.specification import Specification
    from bench_core.records.plan import PlannedReference


@dataclass(frozen=True, slots=True)
class ReferenceContribution:
    """One share of a standard's uncertainty.

    Args:
        label: `specification`, `certificate` or `drift`.
        standard_uncertainty: in the unit of the reference value.
        degrees_of_freedom: may be infinite.
    """

    label: str
    standard_uncertainty: float
    degrees_of_freedom: float


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """What a standard realises.

    Args:
        value: by class, the setting read back; as corrected, the certificate's actual value at that setting.
        contributions: to its uncertainty.
    """

    value: Quantity
    contributions: tuple[ReferenceContribution, ...]


def reference_value(planned: PlannedReference, output: Quantity, on: date) -> ReferenceValue:
    """Return the value that a standard realises when it reads back `output`.

    Args:
        planned: how the standard serves this point.
        output: its setting as read back, or its indication.
        on: day of the measurement (UTC).

    Raises:
        CertificateUnusable: past its due date, or not covering this output.
    """
    if on > planned.due:
        raise CertificateUnusable(
            f"{planned.instrument}: its certificate was due on {planned.due}, the measurement is of {on}; "
            "have the standard calibrated"
        )
    if planned.use == "as_class":
        return _by_class(planned, planned.specification, output)
    return _as_corrected(planned, planned.certificate, output)


def _by_class(planned: PlannedReference, specification: Specification | None, output: Quantity) -> ReferenceValue:
    if specification is None:
        raise CertificateUnusable(f"{planned.instrument}: the plan has no specification; expand the procedure anew")
    uncertainty = standard_uncertainty(specification, output)
    return ReferenceValue(output, (ReferenceContribution("specification", uncertainty, math.inf),))


def _as_corrected(planned: PlannedReference, curve: CertificateCurve | None, output: Quantity) -> ReferenceValue:
    if curve is None:
        raise CertificateUnusable(f"{planned.instrument}: the plan has no certificate; expand the procedure anew")
    actual, uncertainty = actual_value(curve, output)
    certificate = ReferenceContribution("certificate", uncertainty, math.inf)
    drift = ReferenceContribution("drift", drift_uncertainty(curve, actual), math.inf)
    return ReferenceValue(actual, (certificate, drift))
