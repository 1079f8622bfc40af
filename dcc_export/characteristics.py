"""Ranges and specifications of the standards as the plan used them, in words; knows no reading and no result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from dcc_export.equipment_record import Characteristic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.certificate import CertificateCurve
    from bench_core.metrology.quantity import Quantity
    from bench_core.metrology.specification import Specification
    from bench_core.records.plan import Plan, PlannedReference

_UNSAID = Bilingual("计划中没有技术特性", "the plan holds no characteristic")


def characteristics_of(plan: Plan, instrument: str, record: TypeRecord | None) -> tuple[Characteristic, ...]:
    """Return what a standard was taken to be on every range that was used, in the order of the plan.

    Args:
        plan: of the run.
        instrument: name of the standard on the bench.
        record: what its maker states, or None.

    Source: ISO/IEC 17025:2017 7.8.4.1; JJF 1071-2010 on the standards of a certificate.
    """
    used = [
        _Used(reference, point.fields.get("frequency"))
        for item in plan.items
        for point in item.points
        for reference in point.references.values()
        if reference.instrument == instrument
    ]
    groups: dict[tuple[object, ...], list[_Used]] = {}
    for one in used:
        reference = one.reference
        limits = reference.specification if reference.use == "as_class" else None
        groups.setdefault((reference.function, str(reference.range), limits, reference.use), []).append(one)
    return tuple(dict.fromkeys(_characteristic(group, record) for group in groups.values()))


class _Used(NamedTuple):
    """How a standard served one point."""

    reference: PlannedReference
    frequency: Quantity | None


def _characteristic(group: Sequence[_Used], record: TypeRecord | None) -> Characteristic:
    used, limits = group[0].reference, group[0].reference.specification
    frequencies = [one.frequency for one in group if one.frequency is not None]
    at = _span(frequencies) if frequencies else ""
    if used.use == "as_corrected":
        curves = [one.reference.certificate for one in group if one.reference.certificate is not None]
        text = certificate_text(curves) if curves else _UNSAID
        return Characteristic(_function(used), used.range, text, verified=True, frequencies=at)
    verified = _verified(used, record, frequencies)
    if limits is None:
        return Characteristic(_function(used), used.range, _UNSAID, verified, at)
    text = specification_text(limits)
    return Characteristic(_function(used), used.range, text, verified, at, coverage_text(limits))


def _verified(used: PlannedReference, record: TypeRecord | None, frequencies: Sequence[Quantity]) -> bool:
    """Return whether a person checked the very row of the type record that was used, in every band that was."""
    function = None if record is None else record.functions.get(used.function)
    row = None if function is None else function.named(used.range)
    if record is None or row is None:
        return False
    return all(record.is_verified(row, frequency) for frequency in frequencies or (None,))


def _function(used: PlannedReference) -> Bilingual:
    capability = CAPABILITIES[used.function]
    return Bilingual(capability.zh, capability.en)


def specification_text(limits: Specification) -> Bilingual:
    """Return limits of error as a person writes them, such as `±(12 ppm of reading + 20 µV)`.

    Args:
        limits: of one range.
    """
    zh = [f"{limits.of_reading} × 读数"] if limits.of_reading.value else []
    en = [f"{limits.of_reading} of reading"] if limits.of_reading.value else []
    if limits.of_range.value:
        zh.append(f"{limits.of_range} × 量程")
        en.append(f"{limits.of_range} of range")
    if limits.constant is not None and limits.constant.value:
        zh.append(f"{limits.constant}")
        en.append(f"{limits.constant}")
    return Bilingual(f"±({_sum(zh)})", f"±({_sum(en)})")


def coverage_text(limits: Specification) -> Bilingual:
    """Return what limits of error mean: a coverage probability, or limits taken as rectangular."""
    probability = limits.coverage.probability
    if probability is None:
        return Bilingual("极限，按均匀分布", "limits, taken as rectangular")
    return Bilingual(f"包含概率 {probability}", f"{probability}")


def _sum(terms: Sequence[str]) -> str:
    return " + ".join(terms) or "0"


def certificate_text(curves: Sequence[CertificateCurve]) -> Bilingual:
    """Return U of the certificate's rows that serve a range, such as `U = 3 µV … 5 µV (k = 2)`, and the drift.

    Args:
        curves: of one function and range, one for each polarity.
    """
    pairs = [pair for curve in curves for pair in curve.pairs]
    expanded = _span([pair.expanded_uncertainty for pair in pairs])
    k = ", ".join(dict.fromkeys(str(pair.k) for pair in pairs))
    text = f"U = {expanded} (k = {k})"
    drifts = [curve.drift for curve in curves if curve.drift is not None]
    if not drifts:
        return Bilingual(f"证书值，{text}", f"by certificate, {text}")
    drift = _span(drifts)
    return Bilingual(f"证书值，{text}，漂移 ±{drift}", f"by certificate, {text}, drift ±{drift}")


def _span(values: Sequence[Quantity]) -> str:
    least, most = min(values, key=lambda value: value.si), max(values, key=lambda value: value.si)
    return str(least) if least.si == most.si else f"{least} … {most}"
