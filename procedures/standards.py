"""How the bench's standards serve a point: range, limits, certificate and adequacy; it knows nothing of the method."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.capabilities.binding import BoundInstrument
from bench_core.errors import (
    AdequacyInsufficient,
    CapabilityMissing,
    CertificateUnusable,
    LimitExceeded,
    RangeInsufficient,
)
from bench_core.metrology.expression import Expression, evaluate
from bench_core.metrology.quantity import Quantity
from bench_core.records.plan import PlannedPoint, PlannedReference
from bench_core.records.point_names import point_names
from bench_core.records.reference import reference_value
from procedures.model import RoleForm
from procedures.refusals import Reasons, who
from procedures.shown import shown

if TYPE_CHECKING:
    from datetime import date

    from bench_core.documents.instrument import RangeRecord
    from bench_core.documents.standard import StandardCertificate


@dataclass(frozen=True, slots=True)
class Standard:
    """A reference standard in its role for one item.

    Args:
        role: its name in the procedure.
        form: what the procedure asks of it.
        instrument: on the bench.
        function: capability that it gives.
        setting: expression of the value that it is set to.
    """

    role: str
    form: RoleForm
    instrument: BoundInstrument
    function: str
    setting: Expression

    @property
    def who(self) -> str:
        """How messages call it."""
        return who(self.role, self.instrument)

    def value(self, point: PlannedPoint) -> Quantity:
        """Return what it is set to at a point."""
        value = evaluate(self.setting, point_names(point))
        if not isinstance(value, Quantity):  # the linter has made sure
            raise RangeInsufficient(f"{self.who}: point {point.id}: its setting is not one value; mend the procedure")
        return value


def usable_certificate(standard: Standard, on: date, reasons: Reasons) -> StandardCertificate | None:
    """Return a standard's certificate if it is there and serves on a day; else tell the reasons."""
    certificate = standard.instrument.certificate
    if certificate is None:
        message = f"{standard.who}: the bench names no certificate; add certificate: to the instrument"
        reasons.add(CertificateUnusable(message))
        return None
    if on > certificate.due:
        message = (
            f"{standard.who}: certificate {certificate.number} was due on {certificate.due}, today is {on}; "
            "have the standard calibrated"
        )
        reasons.add(CertificateUnusable(message))
        return None
    if on < certificate.issued:
        message = (
            f"{standard.who}: certificate {certificate.number} was issued on {certificate.issued}, today is {on}; "
            "check the dates"
        )
        reasons.add(CertificateUnusable(message))
        return None
    last = serves_until(standard, certificate)
    if on > last:
        message = (
            f"{standard.who}: its specification holds for {standard.instrument.type_record.interval} after certificate "
            f"{certificate.number} of {certificate.issued}, until {last}, today is {on}; have the standard calibrated"
        )
        reasons.add(CertificateUnusable(message))
        return None
    return certificate


def serves_until(standard: Standard, certificate: StandardCertificate) -> date:
    """Return the last day on which a standard may serve.

    By class it is the earlier of the certificate's due date and the end of the interval for which its maker
    specifies it. A simulated certificate knows no interval; the plan's drafts say so.
    """
    if standard.form.use != "as_class" or certificate.simulated:
        return certificate.due
    return min(certificate.due, standard.instrument.type_record.interval.after(certificate.issued))


def plan_reference(
    standard: Standard, certificate: StandardCertificate, point: PlannedPoint, on: date, reasons: Reasons
) -> PlannedReference | None:
    """Return how a standard serves a point; None, with the reasons told, where it cannot.

    Args:
        standard: in its role.
        certificate: in date.
        point: of the unit under test.
        on: day of the measurement.
        reasons: hears of a missing capability, a value out of range, a certificate that does not cover it, and of
            insufficient adequacy.
    """
    range_ = _range(standard, point, reasons)
    if range_ is None:
        return None
    value = standard.value(point)
    coverage = standard.instrument.type_record.functions[standard.function].coverage
    as_class = standard.form.use == "as_class"
    curve = None if as_class else certificate.curve(standard.function, range_.range, value)
    if not as_class and curve is None:
        message = (
            f"{standard.who}: point {point.id}: certificate {certificate.number} has no {standard.function} of "
            f"{value} on range {range_.range}; have it calibrated there, or use another standard"
        )
        reasons.add(CertificateUnusable(message))
        return None
    planned = PlannedReference(
        instrument=standard.instrument.name,
        function=standard.function,
        use="as_class" if as_class else "as_corrected",
        range=range_.range,
        specification=range_.specification(coverage) if as_class else None,
        certificate=curve,
        due=serves_until(standard, certificate),
    )
    return planned if _adequate(standard, planned, point, on, reasons) else None


def expanded_uncertainty(planned: PlannedReference, value: Quantity, on: date) -> float:
    """Return U (k = 2) of a standard at a value, in the unit of its reference value.

    Raises:
        CertificateUnusable: its certificate does not cover the value.
    """
    parts = reference_value(planned, value, on).contributions
    return 2 * math.hypot(*(part.standard_uncertainty for part in parts))


def allowed_uncertainty(adequacy: Expression, point: PlannedPoint, value: Quantity) -> Quantity:
    """Return the largest U (k = 2) that a standard may have at a point, in the unit of its value."""
    allowed = evaluate(adequacy, point_names(point))
    if not isinstance(allowed, Quantity):  # the linter has made sure
        raise AdequacyInsufficient(f"point {point.id}: adequacy '{adequacy}' is not one value; mend the procedure")
    return allowed.to(value.unit)


def role_limit(standard: Standard, uut: BoundInstrument, uut_function: str) -> Quantity | None:
    """Return the magnitude beyond which nothing is set: the least of bench, standard and unit under test.

    Args:
        standard: in its role.
        uut: takes what the standard gives, where both are about one kind of quantity.
        uut_function: capability that it indicates.
    """
    limits = [limit for limit in (standard.instrument.limits.get(standard.function), _top(standard)) if limit]
    record = uut.type_record.functions.get(uut_function)
    if record is not None:
        own = [record.ranges[-1].maximum, *(limit for limit in (uut.limits.get(uut_function),) if limit)]
        limits += [limit for limit in own if not limits or limit.dimension == limits[0].dimension]
    return min(limits, key=lambda limit: limit.si) if limits else None


def _top(standard: Standard) -> Quantity | None:
    function = standard.instrument.type_record.functions.get(standard.function)
    return None if function is None else function.ranges[-1].maximum


def _range(standard: Standard, point: PlannedPoint, reasons: Reasons) -> RangeRecord | None:
    function = standard.instrument.type_record.functions.get(standard.function)
    if function is None:
        known = ", ".join(standard.instrument.type_record.functions)
        message = f"{standard.who}: cannot give {standard.function}, only {known}; bind another instrument"
        reasons.add(CapabilityMissing(message))
        return None
    value = standard.value(point)
    bench = standard.instrument.limits.get(standard.function)
    if bench is not None and abs(value) > bench:
        message = (
            f"{standard.who}: point {point.id}: {value} is beyond the bench's limit of {bench} for "
            f"{standard.function}; leave the point out, or change limits: in the bench file"
        )
        reasons.add(LimitExceeded(message))
    range_ = function.range_for(value)
    if range_ is None:
        message = (
            f"{standard.who}: point {point.id}: {value} is beyond its maximum of {function.ranges[-1].maximum} for "
            f"{standard.function}; use another standard, or leave the point out"
        )
        reasons.add(RangeInsufficient(message))
    return range_


def _adequate(standard: Standard, planned: PlannedReference, point: PlannedPoint, on: date, reasons: Reasons) -> bool:
    value = standard.value(point)
    try:
        found = expanded_uncertainty(planned, value, on)
    except CertificateUnusable as problem:
        reasons.add(CertificateUnusable(f"{standard.who}: point {point.id}: {problem}"))
        return False
    if standard.form.adequacy is None:
        return True
    allowed = allowed_uncertainty(standard.form.adequacy, point, value)
    if found <= float(allowed):
        return True
    message = (
        f"{standard.who}: point {point.id}: its U (k = 2) is {shown(found, value.unit)}, more than the allowed "
        f"{shown(allowed)} ({standard.form.adequacy}); use a better standard, or leave the point out"
    )
    reasons.add(AdequacyInsufficient(message))
    return False
