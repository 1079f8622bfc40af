"""Standards and conditions of a certificate, from the run's plan, events and documents; knows no result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import RuleViolated, RunUnfinished
from bench_core.records.condition_titles import condition_title
from bench_core.records.events import (
    ConditionRecorded,
    PromptAnswered,
    PromptAsked,
    RunContinued,
    RunResumed,
    RunSuspended,
)
from dcc_export.certificate_record import ConditionEntry
from dcc_export.characteristics import characteristics_of
from dcc_export.equipment_record import Equipment, StandardReference

if TYPE_CHECKING:
    from datetime import date, tzinfo
    from pathlib import Path

    from bench_core.records.plan import Condition, PlannedRole
    from bench_core.records.record import Line, Record
    from bench_core.records.run_state import RunState
    from dcc_export.embedded import Embedded
    from dcc_export.instrument_names import InstrumentNames

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
        characteristics=characteristics_of(state.plan, role.instrument, found),
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
        digest_of="证书文件 certificate" if given else "原始记录中的抄录 transcription in the original record",
        simulated=certificate.simulated,
        in_validity=certificate.issued <= on <= certificate.due,
    )


def require_conditions(path: Path, state: RunState) -> None:
    """Refuse a run of which a planned condition is missing, or did not hold when it was last recorded.

    Raises:
        RunUnfinished: a condition is missing.
        RuleViolated: a condition does not hold.

    Source: ISO/IEC 17025:2017 6.3.3, 7.8.4.1 b.
    """
    for condition in state.plan.conditions:
        recorded = state.conditions.get(condition.name)
        if recorded is None:
            raise RunUnfinished(
                f"{path}: the record holds no value of {condition.name}, required {condition.text}; "
                "perform the run again"
            )
        if not (recorded.holds and _holds(condition, recorded)):
            raise RuleViolated(
                f"{path}: {condition.name} was {recorded.value}, required {condition.text}; "
                "a certificate would report results outside the procedure's conditions, perform the run again"
            )


def _holds(condition: Condition, recorded: ConditionRecorded) -> bool:
    above = condition.lower is None or recorded.value >= condition.lower
    return above and (condition.upper is None or recorded.value <= condition.upper)


def conditions_of(record: Record, state: RunState, names: InstrumentNames, zone: tzinfo) -> tuple[ConditionEntry, ...]:
    """Return every condition on record in order, those after a resume too, with who entered it and when.

    Of one that an instrument measured all the time, the lowest and the highest value outside suspensions; what was
    measured in a suspension belongs to no result.

    Args:
        record: whose lines are read.
        state: at its end, for the plan.
        names: of the instruments.
        zone: of the laboratory's clock.
    """
    limits = {condition.name: condition.text for condition in state.plan.conditions}
    return tuple(
        _condition(line, event, limits.get(event.name, ""), state, names, zone) for line, event in _reported(record)
    )


def _reported(record: Record) -> list[tuple[Line, ConditionRecorded]]:
    reported: list[tuple[Line, ConditionRecorded]] = []
    measured: dict[str, list[tuple[Line, ConditionRecorded]]] = {}
    suspended = False
    for line in record.lines:
        event = line.event
        if isinstance(event, RunSuspended | RunContinued | RunResumed):
            suspended = isinstance(event, RunSuspended)
        elif isinstance(event, ConditionRecorded) and event.entry != "instrument":
            reported.append((line, event))
        elif isinstance(event, ConditionRecorded) and event.holds and not suspended:
            measured.setdefault(event.name, []).append((line, event))
    for found in measured.values():
        ends = [choose(found, key=lambda one: one[1].value) for choose in (min, max)]
        reported += ends if ends[0][1].value != ends[1][1].value else ends[:1]
    return sorted(reported, key=lambda one: one[0].number)


def _condition(
    line: Line, event: ConditionRecorded, limits: str, state: RunState, names: InstrumentNames, zone: tzinfo
) -> ConditionEntry:
    return ConditionEntry(
        key=event.name,
        name=condition_title(event.name, names.of_role(event.name.partition(".")[0])),
        value=event.value,
        limits=limits,
        entered=_entered(event) if event.entry != "instrument" else _measured_by(state, event),
        at=line.utc.astimezone(zone),
    )


def _measured_by(state: RunState, event: ConditionRecorded) -> Bilingual:
    found = state.instruments.get(event.by)
    name = event.by if found is None else f"{found.maker} {found.model} ({found.serial})"
    return Bilingual(f"仪器测量：{name}", f"measured by {name}")


def readers_of(record: Record) -> tuple[Bilingual, ...]:
    """Return who read indications from a display and entered them, and how, each once; empty where nobody did."""
    found: list[Bilingual] = []
    reading: str | None = None
    for line in record.lines:
        if isinstance(line.event, PromptAsked):
            reading = line.event.prompt if line.event.kind == "number" else None
        elif isinstance(line.event, PromptAnswered) and line.event.prompt == reading:
            found.append(_entered(line.event))
    return tuple(dict.fromkeys(found))


def _entered(event: ConditionRecorded | PromptAnswered) -> Bilingual:
    entry = _ENTRIES[event.entry]
    return Bilingual(f"{entry.zh}：{event.by}", f"{entry.en} {event.by}")
