"""How the bench's standards serve a point: range, limits, certificate and adequacy; it knows nothing of the method."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.binding import BoundInstrument
from bench_core.capabilities.table import CAPABILITIES
from bench_core.errors import (
    AdequacyInsufficient,
    CapabilityMissing,
    CertificateUnusable,
    LimitExceeded,
    RangeInsufficient,
)
from bench_core.metrology.expression import Expression, evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error
from bench_core.records.plan import PlannedPoint, PlannedReference
from bench_core.records.point_names import point_names
from bench_core.records.reference import reference_value
from procedures.model import RoleForm
from procedures.refusals import Reasons, who
from procedures.shown import shown
from procedures.specified import unspecified, unspecified_on
from procedures.uses import FREQUENCY, RANGE, Use

if TYPE_CHECKING:
    from datetime import date

    from bench_core.documents.instrument import FunctionRecord
    from bench_core.documents.ranges import RangeRecord
    from bench_core.documents.standard import StandardCertificate


@dataclass(frozen=True, slots=True)
class Standard:
    """A reference standard in its role for one item.

    Args:
        form: what the procedure asks of it.
        instrument: on the bench.
        use: how the method uses it.
    """

    form: RoleForm
    instrument: BoundInstrument
    use: Use

    @property
    def role(self) -> str:
        """Its name in the procedure."""
        return self.use.role

    @property
    def function(self) -> str:
        """The capability that it serves in."""
        return self.use.function

    @property
    def who(self) -> str:
        """How messages call it."""
        return who(self.role, self.instrument)

    @property
    def record(self) -> FunctionRecord | None:
        """What its type record states of the capability, or None."""
        return self.instrument.type_record.functions.get(self.function)

    def value(self, point: PlannedPoint) -> Quantity:
        """Return what it is set to at a point, or what it has to indicate there."""
        if self.use.is_source:
            return self._evaluated(self.use.settings[self.function], point)
        name, nominal = self.use.range_for, point.fields["nominal"]
        if name is not None:
            return self._evaluated(parse_expression(name), point)
        wanted = self._evaluated(self.use.settings[RANGE], point)
        return nominal if nominal.dimension == wanted.dimension else wanted

    def frequency(self, point: PlannedPoint) -> Quantity | None:
        """Return the frequency of that value, or None where it has none."""
        setting = self.use.settings.get(FREQUENCY)
        return point.fields.get(FREQUENCY) if setting is None else self._evaluated(setting, point)

    def own_range(self, point: PlannedPoint) -> RangeRecord | None:
        """Return its range at a point, or None where none is specified for the value."""
        record = self.record
        if record is None:
            return None
        value, frequency = self.value(point), self.frequency(point)
        if self.use.is_source or self.use.range_for is not None:
            return record.range_for(value, frequency)
        row = record.named(self._evaluated(self.use.settings[RANGE], point))
        return row if row is not None and record.specified(row, value, frequency) else None

    def unspecified(self, point: PlannedPoint) -> Bilingual | None:
        """Return why it has no specified range at a point, or None where it has one."""
        record = self.record
        if record is None or self.own_range(point) is not None:
            return None
        value, frequency = self.value(point), self.frequency(point)
        if self.use.is_source or self.use.range_for is not None:
            return unspecified(self.function, record, value, frequency)
        wanted = self._evaluated(self.use.settings[RANGE], point)
        row = record.named(wanted)
        if row is None:
            return Bilingual(f"没有量程 {wanted}", f"has no range {wanted} of {CAPABILITIES[self.function].en}")
        return unspecified_on(record, row, value, frequency)

    def _evaluated(self, expression: Expression, point: PlannedPoint) -> Quantity:
        value = evaluate(expression, point_names(point))
        if not isinstance(value, Quantity):  # the linter has made sure
            message = f"{self.who}: point {point.id}: '{expression}' is not one value; mend the procedure"
            raise RangeInsufficient(message)
        return value


def usable_certificate(standard: Standard, on: date, reasons: Reasons) -> StandardCertificate | None:
    """Return a standard's certificate if it is there and serves on a day; else tell the reasons."""
    certificate = standard.instrument.certificate
    if certificate is None:
        message = f"{standard.who}: the bench names no certificate; add certificate: to the instrument"
        reasons.add(CertificateUnusable(message))
        return None
    last = serves_until(standard, certificate)
    if on > certificate.due:
        message = (
            f"{standard.who}: certificate {certificate.number} was due on {certificate.due}, today is {on}; "
            "have the standard calibrated"
        )
    elif on < certificate.issued:
        message = (
            f"{standard.who}: certificate {certificate.number} was issued on {certificate.issued}, today is {on}; "
            "check the dates"
        )
    elif on > last:
        message = (
            f"{standard.who}: its specification holds for {standard.instrument.type_record.interval} after certificate "
            f"{certificate.number} of {certificate.issued}, until {last}, today is {on}; have the standard calibrated"
        )
    else:
        return certificate
    reasons.add(CertificateUnusable(message))
    return None


def serves_until(standard: Standard, certificate: StandardCertificate) -> date:
    """Return the last day on which a standard may serve.

    By class it is the earlier of the certificate's due date and the end of the interval for which its maker
    specifies it. A simulated certificate knows no interval; the plan's drafts say so.
    """
    if standard.form.use != "as_class" or certificate.simulated:
        return certificate.due
    return min(certificate.due, standard.instrument.type_record.interval.after(certificate.issued))


def plan_reference(
    standard: Standard, certificate: StandardCertificate, point: PlannedPoint, reasons: Reasons
) -> PlannedReference | None:
    """Return how a standard serves a point; None, with the reasons told, where it cannot.

    Args:
        standard: in its role.
        certificate: in date.
        point: of the unit under test.
        reasons: hears of a missing capability, a value out of range, and a certificate that does not cover it.
    """
    record, range_ = standard.record, _range(standard, point, reasons)
    if record is None or range_ is None:
        return None
    value, frequency = standard.value(point), standard.frequency(point)
    as_class = standard.form.use == "as_class"
    curve = None if as_class else certificate.curve(standard.function, range_.range, value, frequency)
    if not as_class and curve is None:
        at = "" if frequency is None else f" at {frequency}"
        message = (
            f"{standard.who}: point {point.id}: certificate {certificate.number} has no {standard.function} of "
            f"{value}{at} on range {range_.range}; have it calibrated there, or use another standard"
        )
        reasons.add(CertificateUnusable(message))
        return None
    return PlannedReference(
        instrument=standard.instrument.name,
        function=standard.function,
        use="as_class" if as_class else "as_corrected",
        serves=standard.use.serves,
        range=range_.range,
        specification=range_.specification(record.coverage, frequency) if as_class else None,
        certificate=curve,
        due=serves_until(standard, certificate),
        resolution=None if standard.use.is_source else range_.resolution,
        reading_time=None if standard.use.is_source else record.reading_time_at(frequency),
    )


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


def covers(standard: Standard, planned: PlannedReference, point: PlannedPoint, on: date, reasons: Reasons) -> bool:
    """Return whether a standard's certificate covers its value at a point; say so where it does not.

    What an indicator will show is known to the limit of error of the source under test; all of that must be covered.

    Args:
        standard: in its role.
        planned: how it serves the point.
        point: of the unit under test.
        on: day of the measurement.
        reasons: hears of it.
    """
    try:
        for value in _to_be_covered(standard, planned, point):
            reference_value(planned, value, on)
    except CertificateUnusable as problem:
        reasons.add(CertificateUnusable(f"{standard.who}: point {point.id}: {problem}"))
        return False
    return True


def _to_be_covered(standard: Standard, planned: PlannedReference, point: PlannedPoint) -> tuple[Quantity, ...]:
    value = standard.value(point)
    if planned.use == "as_class" or planned.serves == "source" or value.value == 0:
        return (value,)
    error = limit_of_error(point.mpe, point.fields["nominal"])
    return (value, value - error, value + error) if error.dimension == value.dimension else (value,)


def is_adequate(standard: Standard, planned: PlannedReference, point: PlannedPoint, on: date, reasons: Reasons) -> bool:
    """Return whether a standard's U is as small as the procedure asks; say so where it is not.

    Args:
        standard: in its role.
        planned: how it serves the point, which its certificate covers.
        point: of the unit under test.
        on: day of the measurement.
        reasons: hears of it.
    """
    if standard.form.adequacy is None:
        return True
    value = standard.value(point)
    found = expanded_uncertainty(planned, value, on)
    allowed = allowed_uncertainty(standard.form.adequacy, point, value)
    if found <= float(allowed):
        return True
    message = (
        f"{standard.who}: point {point.id}: its U (k = 2) is {shown(found, value.unit)}, more than the allowed "
        f"{shown(allowed)} ({standard.form.adequacy}); use a better standard, or leave the point out"
    )
    reasons.add(AdequacyInsufficient(message))
    return False


def _range(standard: Standard, point: PlannedPoint, reasons: Reasons) -> RangeRecord | None:
    if standard.record is None:
        known = ", ".join(standard.instrument.type_record.functions)
        does = "give" if standard.use.is_source else "indicate"
        message = f"{standard.who}: cannot {does} {standard.function}, only {known}; bind another instrument"
        reasons.add(CapabilityMissing(message))
        return None
    value, bench = standard.value(point), standard.instrument.limit_of(standard.function)
    if bench is not None and abs(value) > bench:
        message = (
            f"{standard.who}: point {point.id}: {value} is beyond the bench's limit of {bench} for "
            f"{standard.function}; leave the point out, or change limits: in the bench file"
        )
        reasons.add(LimitExceeded(message))
    range_ = standard.own_range(point)
    why = None if range_ is not None else standard.unspecified(point)
    if why is not None:
        message = f"{standard.who}: point {point.id}: {why.en}; use another standard, or leave the point out"
        reasons.add(RangeInsufficient(message))
    return range_
