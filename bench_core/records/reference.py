"""The values of standards at one point, by class or as corrected, and their uncertainty; it knows no model."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_core.errors import CertificateUnusable, UsageError
from bench_core.metrology.certificate import actual_value, drift_uncertainty
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import standard_uncertainty
from bench_core.metrology.statistics import mean
from bench_core.records.plan import Take

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bench_core.metrology.certificate import CertificateCurve
    from bench_core.metrology.specification import Specification
    from bench_core.records.plan import PlannedReference, Step

DRIFT = "drift"
"""The part of a corrected standard's uncertainty that is known by its limits."""
Readings = Mapping[str, tuple[Quantity, ...]]
"""By the model's name."""


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
    """What a standard realises, or indicates.

    Args:
        value: by class, the setting read back or the indication; as corrected, the certificate's actual value there.
        contributions: to its uncertainty.
    """

    value: Quantity
    contributions: tuple[ReferenceContribution, ...]


@dataclass(slots=True)
class Referred:
    """What the standards of a point bring into a model.

    Args:
        values: of the names that they give: `<role>.output` of a source, the readings of an indicator.
        by: by role and name of the quantity that its uncertainty belongs to.
    """

    values: dict[str, Quantity | tuple[Quantity, ...]] = field(default_factory=dict)
    by: dict[tuple[str, str], ReferenceValue] = field(default_factory=dict)


def referred(
    references: Mapping[str, PlannedReference], steps: Iterable[Step], readings: Readings, on: date, pick: str = ""
) -> Referred:
    """Return what the standards of a point bring into a model, from readings as they were taken.

    Args:
        references: by role.
        steps: of the method that took the readings.
        readings: by name; a source's setting read back is `<role>.output`.
        on: day of the measurement (UTC).
        pick: what the names of these readings end with; of a source that was set once for each range, the uncertainty
            belongs to what was read then.

    Raises:
        CertificateUnusable: a standard is past its due date, or its certificate does not cover a value.
        UsageError: readings are missing.
    """
    found, takes = Referred(), [step for step in steps if isinstance(step, Take)]
    for role, planned in references.items():
        if planned.serves == "source":
            output = _all(f"{role}.output{pick}", readings)[-1]  # in force when the readings were taken
            value = reference_value(planned, output, on)
            found.values |= {} if pick else {f"{role}.output": value.value}
            names = [f"{take.name}{pick}" for take in takes] if pick else [f"{role}.output"]
            found.by |= {(role, name): value for name in names}
            continue
        for take in takes:
            if take.source == role:
                name = f"{take.name}{pick}"
                found.values[name], found.by[role, name] = indicated(planned, _all(name, readings), on)
    return found


def indicated(
    planned: PlannedReference, indications: tuple[Quantity, ...], on: date
) -> tuple[tuple[Quantity, ...], ReferenceValue]:
    """Return the values that a standard's indications stand for, and their mean with its uncertainty.

    Args:
        planned: how the standard serves this point.
        indications: as read, at least one.
        on: day of the measurement (UTC).

    Raises:
        CertificateUnusable: past its due date, or not covering an indication.
    """
    values = tuple(reference_value(planned, one, on).value for one in indications)
    at_mean = reference_value(planned, mean(indications), on)
    return values, ReferenceValue(mean(values), at_mean.contributions)


def _all(name: str, readings: Readings) -> tuple[Quantity, ...]:
    if not readings.get(name):
        raise UsageError(f"point: there is no reading '{name}'; take the point again")
    return readings[name]


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
    drift = ReferenceContribution(DRIFT, drift_uncertainty(curve, actual), math.inf)
    return ReferenceValue(actual, (certificate, drift))
