"""Ranges and specifications of the standards as the plan used them, in words; knows no reading and no result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.records.plan import Bilingual
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
        reference
        for item in plan.items
        for point in item.points
        for reference in point.references.values()
        if reference.instrument == instrument
    ]
    by_class = [_by_class(one, one.specification, record) for one in used if one.use == "as_class"]
    groups: dict[tuple[str, str], list[PlannedReference]] = {}
    for one in used:
        if one.use == "as_corrected":
            groups.setdefault((one.function, str(one.range)), []).append(one)
    return tuple(dict.fromkeys([*by_class, *(_as_corrected(group) for group in groups.values())]))


def _by_class(used: PlannedReference, limits: Specification | None, record: TypeRecord | None) -> Characteristic:
    text = _UNSAID if limits is None else specification_text(limits)
    return Characteristic(_function(used), used.range, text, _verified(used, record))


def _verified(used: PlannedReference, record: TypeRecord | None) -> bool:
    """Return whether a person checked the very row of the type record that was used."""
    function = None if record is None else record.functions.get(used.function)
    row = None if function is None else function.named(used.range)
    return record is not None and row is not None and record.is_verified(row)


def _as_corrected(group: Sequence[PlannedReference]) -> Characteristic:
    curves = [one.certificate for one in group if one.certificate is not None]
    text = certificate_text(curves) if curves else _UNSAID
    return Characteristic(_function(group[0]), group[0].range, text, verified=True)


def _function(used: PlannedReference) -> Bilingual:
    capability = CAPABILITIES[used.function]
    return Bilingual(capability.zh, capability.en)


def specification_text(limits: Specification) -> Bilingual:
    """Return limits of error as a person writes them, such as `±(12 ppm of reading + 20 µV), 99 %`.

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
    probability = limits.coverage.probability
    if probability is None:
        return Bilingual(f"±({_sum(zh)})，极限，按均匀分布", f"±({_sum(en)}), limits, taken as rectangular")
    return Bilingual(f"±({_sum(zh)})，包含概率 {probability}", f"±({_sum(en)}), {probability}")


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
