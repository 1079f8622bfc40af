"""Why a certificate of a run can only be a draft: unverified facts, simulation, temperature; in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bench_core.capabilities.binding import BoundInstrument
    from bench_core.documents.limits import Limits
    from bench_core.metrology.quantity import Quantity
    from bench_core.records.plan import PlannedItem
    from procedures.model import Procedure

_AMBIENT = "ambient.temperature"


def drafts(
    procedure: Procedure, items: Collection[PlannedItem], bound: Mapping[str, BoundInstrument]
) -> tuple[Bilingual, ...]:
    """Return every reason for a draft.

    Args:
        procedure: whose requirements may be unverified.
        items: as planned, for the ranges that the run uses.
        bound: the instruments of the procedure's roles.
    """
    used = {role: bound[role] for role in procedure.roles}
    return (
        *_unverified(procedure),
        *_type_records(items, used),
        *_temperatures(procedure, used),
        *_simulated(used),
        *_certificates(used),
    )


def _unverified(procedure: Procedure) -> Iterator[Bilingual]:
    requirements = [row for item in procedure.items for row in item.requirements]
    open_items = sum(item.verified is None for item in procedure.items)
    open_requirements = sum(row.verified is None for row in requirements)
    if open_items or open_requirements:
        of_zh, of_en = "", ""
        if requirements:
            of_zh = f"{open_requirements} 项要求、"
            of_en = f"{open_requirements} of {len(requirements)} requirements and "
        yield Bilingual(
            f"规程 {procedure.id}：{of_zh}{open_items} 个项目未与 {procedure.basis.code} 原文核对",
            f"procedure {procedure.id}: {of_en}{open_items} of {len(procedure.items)} items are not verified against "
            f"the text of {procedure.basis.code}",
        )


def _type_records(items: Collection[PlannedItem], used: Mapping[str, BoundInstrument]) -> Iterator[Bilingual]:
    names = []
    for role, instrument in used.items():
        record = instrument.type_record
        for function, range_, frequency in _ranges(items, role):
            row = record.functions[function].named(range_)
            if row is not None and not record.is_verified(row, frequency):
                names.append(_model(instrument))
                break
    if names:
        found = ", ".join(dict.fromkeys(names))
        yield Bilingual(
            f"型号数据未与制造商资料核对：{found}",
            f"specifications are not verified against the makers' documents: {found}",
        )


def _model(instrument: BoundInstrument) -> str:
    """Return how a certificate's reader knows an instrument, who has never seen the names of the bench."""
    return f"{instrument.type_record.maker} {instrument.type_record.model}"


def _ranges(items: Collection[PlannedItem], role: str) -> Iterator[tuple[str, Quantity, Quantity | None]]:
    """Give every function, range and frequency that a role uses: a standard's, or else the unit under test's."""
    for item in items:
        once = item.preliminary.points if item.preliminary is not None else ()
        for point in (*item.points, *once):
            reference, frequency = point.references.get(role), point.fields.get("frequency")
            if reference is not None and reference.use == "as_class":
                yield reference.function, reference.range, frequency
            elif reference is None and role == "uut":
                yield item.function, point.fields["range"], frequency


def _temperatures(procedure: Procedure, used: Mapping[str, BoundInstrument]) -> Iterator[Bilingual]:
    """Give a reason for each specification in use that the procedure's ambient temperature may leave."""
    limits = procedure.conditions.get(_AMBIENT)
    for role, instrument in used.items():
        band = instrument.type_record.temperature
        if procedure.roles[role].use == "as_corrected" or (limits is not None and _within(limits, band)):
            continue
        name = _model(instrument)
        asked = ("未规定环境温度", "asks for none") if limits is None else (f"环境温度为 {limits}", f"allows {limits}")
        yield Bilingual(
            f"{name} 的技术指标适用于 {band}，而规程 {procedure.id} {asked[0]}",
            f"the specification of {name} holds at an ambient temperature of {band}, and procedure {procedure.id} "
            f"{asked[1]}",
        )


def _within(limits: Limits, band: Limits) -> bool:
    above = band.lower is None or (limits.lower is not None and limits.lower.si >= band.lower.si)
    return above and (band.upper is None or (limits.upper is not None and limits.upper.si <= band.upper.si))


def _simulated(used: Mapping[str, BoundInstrument]) -> Iterator[Bilingual]:
    names = ", ".join(dict.fromkeys(_model(instrument) for instrument in used.values() if instrument.simulated))
    if names:
        yield Bilingual(
            f"仪器为仿真仪器（{names}），结果不对应任何实物",
            f"the instruments are simulated ({names}); the results belong to no real item",
        )


def _certificates(used: Mapping[str, BoundInstrument]) -> Iterator[Bilingual]:
    certificates = [instrument.certificate for instrument in used.values() if instrument.certificate is not None]
    numbers = ", ".join(dict.fromkeys(row.number for row in certificates if row.simulated))
    if numbers:
        yield Bilingual(
            f"标准器证书为仿真证书（不受技术指标有效期限制）：{numbers}",
            f"simulated certificates of standards, not bound to the interval of a specification: {numbers}",
        )
