"""Standards and conditions of a certificate, from the run's plan, events and documents; knows no result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.records.plan import Bilingual
from dcc_export.certificate_record import ConditionEntry, Equipment, StandardReference

if TYPE_CHECKING:
    from datetime import date

    from bench_core.records.plan import PlannedRole
    from bench_core.records.run_state import RunState
    from dcc_export.embedded import Embedded

_USES = {
    "as_class": Bilingual("按级使用（技术指标）", "used by class: its specification"),
    "as_corrected": Bilingual("按等使用（证书值）", "used as corrected: its certificate's values"),
    None: Bilingual("配套设备", "auxiliary"),
}
_ENTRIES = {
    "typed": Bilingual("人员键入", "typed by"),
    "answers file": Bilingual("答复文件", "answers file of"),
    "simulated person": Bilingual("仿真人员", "simulated person"),
}
_NAMES = {
    "ambient.temperature": Bilingual("环境温度", "ambient temperature"),
    "ambient.relative_humidity": Bilingual("相对湿度", "relative humidity"),
    "ambient.pressure": Bilingual("大气压力", "atmospheric pressure"),
    "uut.warm_up": Bilingual("被校器具预热时间", "warm-up time of the item"),
    "uut.soak": Bilingual("被校器具恒温时间", "soak time of the item"),
}


def equipment_of(state: RunState, embedded: Embedded, on: date) -> tuple[Equipment, ...]:
    """Return every standard that played a role, once each.

    Args:
        state: of the finished run.
        embedded: its documents.
        on: last day of the calibration, for the due dates.
    """
    roles = {role.instrument: role for role in state.plan.roles.values() if not role.is_uut}
    return tuple(_equipment(state, embedded, role, on) for role in roles.values())


def _equipment(state: RunState, embedded: Embedded, role: PlannedRole, on: date) -> Equipment:
    found = embedded.type_record(role.instrument)
    certificate = _certificate(embedded, role.instrument, on)
    identified = state.instruments.get(role.instrument)
    return Equipment(
        name=Bilingual(role.instrument, role.instrument) if found is None else found.title,
        maker=found.maker if found else "",
        model=found.model if found else "",
        serial=identified.serial if identified else "",
        firmware=identified.firmware if identified else "",
        use=_USES[role.use],
        certificate=certificate,
    )


def _certificate(embedded: Embedded, instrument: str, on: date) -> StandardReference | None:
    found = embedded.standard(instrument)
    if found is None:
        return None
    certificate, text = found
    given = certificate.digest is not None
    return StandardReference(
        number=certificate.number,
        issuer=certificate.issuer,
        issued=certificate.issued,
        due=certificate.due,
        digest=certificate.digest or text.digest,
        digest_of="certificate 证书文件" if given else "transcription in the original record 原始记录中的抄录",
        simulated=certificate.simulated,
        in_validity=certificate.issued <= on <= certificate.due,
    )


def conditions_of(state: RunState) -> tuple[ConditionEntry, ...]:
    """Return every condition on record, with how it was entered and by whom."""
    limits = {condition.name: condition.text for condition in state.plan.conditions}
    return tuple(
        ConditionEntry(
            key=name,
            name=_NAMES.get(name, Bilingual(name, name)),
            value=event.value,
            limits=limits.get(name, ""),
            entered=Bilingual(f"{_ENTRIES[event.entry].zh}：{event.by}", f"{_ENTRIES[event.entry].en} {event.by}"),
        )
        for name, event in state.conditions.items()
    )
