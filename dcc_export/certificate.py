"""Builds the one certificate record from a finished run record; renders nothing and asks no clock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timezone
from importlib.metadata import version
from typing import TYPE_CHECKING

from bench_core.documents.laboratory import Laboratory
from bench_core.documents.order import Order
from bench_core.errors import ExportError, RunUnfinished, UsageError
from bench_core.records.folding import fold_record
from bench_core.records.record import Record, read_content
from bench_core.records.row_values import is_sourced
from bench_core.records.run_state import RunState
from bench_core.records.run_states import RunStatus
from bench_core.records.verification import verify_record
from dcc_export import statements
from dcc_export.certificate_record import CertificateRecord, Method, Origin
from dcc_export.circumstances import conditions_of, equipment_of, readers_of, require_conditions
from dcc_export.drafts import Reason, draft_reasons
from dcc_export.embedded import Embedded
from dcc_export.equipment_record import Equipment
from dcc_export.instrument_names import InstrumentNames
from dcc_export.interventions import interventions
from dcc_export.item_notes import left_out_sentence
from dcc_export.parties import contact_of, item_of, laboratory_of, persons_of
from dcc_export.reported_points import result_tables

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.bilingual import Bilingual
    from bench_core.records.plan import Plan
    from dcc_export.certificate_record import Declaration, ResultTable

_PREFIXES = ("SIM-", "DRAFT-")


def build_certificate(record_path: Path, number: str | None = None, issued: date | None = None) -> CertificateRecord:
    """Return the calibration certificate of a finished run, once its record verifies.

    Args:
        record_path: the `*.calrun` file; nothing else is read.
        number: of the certificate, or None for the order's.
        issued: date of issue, or None for the last day of the calibration.

    Raises:
        RunUnfinished: the run did not end by itself, or points or conditions are missing.
        RuleViolated: a condition does not hold, or the item is not the order's.
        RecordError: the record does not verify.
        ExportError: the record cannot become a 校准证书.
        UsageError: the date of issue is before the end of the calibration.

    Source: ISO/IEC 17025:2017 7.8.2.1 and 7.8.4.1; JJF 1071-2010 on the content of certificates.
    """
    content = _content(record_path)
    record = read_content(record_path, content)
    state = fold_record(record)
    _require_finished(record_path, state)
    require_conditions(record_path, state)
    verify_record(record)
    return _certificate(_sources(record, state), hashlib.sha256(content).hexdigest(), number, issued)


@dataclass(frozen=True, slots=True)
class Prospect:
    """The certificate that a record would give, if it verifies.

    Args:
        number: of the certificate.
        drafts: why it could only be a draft.
    """

    number: str
    drafts: tuple[Reason, ...]


def prospect(record: Record, state: RunState) -> Prospect:
    """Return what keeps a certificate from being issued; quick, because the record is not proved for it.

    Args:
        record: whose chain holds.
        state: at its end.

    Raises:
        RunUnfinished: the run did not end by itself, or points or conditions are missing.
        RuleViolated: a condition does not hold.
        ExportError: the record cannot become a 校准证书.
    """
    _require_finished(record.path, state)
    require_conditions(record.path, state)
    sources = _sources(record, state)
    base = None if sources.order is None else sources.order.certificate
    drafts = sources.draft_reasons(numbered=base is not None)
    return Prospect(numbered(base or state.run, simulated=sources.simulated, draft=bool(drafts)), drafts)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise UsageError(f"{path}: cannot be read, {failure.strerror}; give a *.calrun file") from failure


def _require_finished(path: Path, state: RunState) -> None:
    """Refuse a run that is not a whole calibration."""
    if state.ended is None:
        raise RunUnfinished(f"{path}: the run has not ended; attach to it or resume it, then ask for a certificate")
    if state.status is not RunStatus.FINISHED:
        words = {RunStatus.ABORTED: "was aborted", RunStatus.FAILED: "failed"}[state.status]
        reason = f" ({state.ended.reason})" if state.ended.reason else ""
        raise RunUnfinished(f"{path}: the run {words}{reason}; a certificate needs a finished run, perform it again")
    if state.remaining or not state.planned:
        missing = ", ".join(f"{item} {point}" for item, point in state.remaining[:3]) or "every point"
        raise RunUnfinished(f"{path}: {len(state.remaining)} points have no result ({missing}); perform the run again")
    if not state.results:
        raise RunUnfinished(f"{path}: every point was left out; a certificate needs results, perform the run again")
    if state.plan.kind != "calibration":
        raise ExportError(
            f"{path}: a verification (检定) needs a 检定证书 or 检定结果通知书; this version makes 校准证书 only"
        )


@dataclass(frozen=True, slots=True)
class _Sources:
    """All that the parts of one certificate are made from."""

    record: Record
    state: RunState
    embedded: Embedded
    laboratory: Laboratory | None
    order: Order | None
    begun: date
    done: date
    equipment: tuple[Equipment, ...]
    rule: str | None

    @property
    def simulated(self) -> bool:
        """Whether the run, or a standard in it, was simulated."""
        certificates = (one.certificate for one in self.equipment)
        return self.state.started.simulated or any(one is not None and one.simulated for one in certificates)

    @property
    def names(self) -> InstrumentNames:
        """What the certificate calls the instruments."""
        return InstrumentNames(self.state, self.embedded)

    @property
    def uut(self) -> str:
        """Name of the unit under test on the bench."""
        return next(role.instrument for role in self.state.plan.roles.values() if role.is_uut)

    def draft_reasons(self, *, numbered: bool) -> tuple[Reason, ...]:
        """Return why the certificate may only be a draft; `numbered` says whether anybody gave it a number."""
        return draft_reasons(self.state, self.embedded, self.equipment, self.begun, numbered=numbered)


def _sources(record: Record, state: RunState) -> _Sources:
    embedded = Embedded(state.started)
    laboratory, order = embedded.laboratory(), embedded.order()
    begun, done = _days(state, laboratory)
    equipment = equipment_of(state, embedded, done)
    rule = agreed_rule(order, state.plan)
    return _Sources(record, state, embedded, laboratory, order, begun, done, equipment, rule)


def _certificate(sources: _Sources, digest: str, number: str | None, issued: date | None) -> CertificateRecord:
    state, order, equipment, rule = sources.state, sources.order, sources.equipment, sources.rule
    base = number or (order.certificate if order is not None else None)
    drafts = tuple(reason.text for reason in sources.draft_reasons(numbered=base is not None))
    tables = result_tables(state.plan, state.results, judged=rule is not None)
    identified = state.instruments.get(sources.uut)
    return CertificateRecord(
        number=numbered(base or state.run, simulated=sources.simulated, draft=bool(drafts)),
        title=statements.TITLE,
        drafts=drafts,
        simulated=sources.simulated,
        origin=_origin(state, digest),
        order=order.number if order is not None else "",
        laboratory=laboratory_of(sources.laboratory),
        persons=persons_of(sources.laboratory, order, state.started.operator),
        client=contact_of(None if order is None else order.client),
        item=item_of(order, identified, sources.embedded.type_record(sources.uut), str(sources.record.path)),
        received=None if order is None else order.received,
        performed_from=sources.begun,
        performed_to=sources.done,
        issued=_issue_date(issued, sources.done),
        method=_method(state.plan),
        equipment=equipment,
        conditions=conditions_of(sources.record, state, sources.names, _zone(sources.laboratory)),
        adjusted=statements.adjusted(state.plan.stage),
        tables=tables,
        uncertainty=statements.uncertainty(sourced=is_sourced(state.plan), shaped=_shaped(tables)),
        decision=None if rule is None else statements.decision_rule(rule, rounded=_rounded(state.plan)),
        declarations=_declarations(sources, drafts, tables),
        remarks=None if order is None else order.remarks,
    )


def numbered(base: str, *, simulated: bool, draft: bool) -> str:
    """Return a certificate number that says by itself when it is simulated or a draft.

    Args:
        base: number that the certificate is to have.
        simulated: whether instruments or standards were simulated.
        draft: whether anything keeps it from being issued.
    """
    bare = base
    while bare.startswith(_PREFIXES):
        bare = bare.split("-", 1)[1]
    if simulated:
        return f"SIM-{bare}"
    return f"DRAFT-{bare}" if draft else base


def agreed_rule(order: Order | None, plan: Plan) -> str | None:
    """Return the decision rule under which conformity is stated, or None where it is not to be stated.

    It is stated only where the client asked for it and every requirement was judged by the rule agreed on
    (ISO/IEC 17025:2017 7.8.6).
    """
    if order is None or not order.conformity or order.decision_rule is None:
        return None
    rules = {requirement.rule for item in plan.items for requirement in item.requirements}
    return order.decision_rule if rules == {order.decision_rule} else None


def _shaped(tables: tuple[ResultTable, ...]) -> bool:
    return any(point.shaped for table in tables for point in table.points)


def _rounded(plan: Plan) -> bool:
    return any(one.rounded_to is not None for item in plan.items for one in item.requirements)


def _days(state: RunState, laboratory: Laboratory | None) -> tuple[date, date]:
    """Return first and last day of the calibration, by the laboratory's own clock."""
    zone = _zone(laboratory)
    ended: datetime = state.ended_utc or state.last_utc
    return state.started_utc.astimezone(zone).date(), ended.astimezone(zone).date()


def _zone(laboratory: Laboratory | None) -> timezone:
    return UTC if laboratory is None else laboratory.zone


def _issue_date(issued: date | None, done: date) -> date:
    if issued is not None and issued < done:
        raise UsageError(
            f"certificate: the date of issue {issued} is before the calibration's end, {done}; give a later one"
        )
    return issued or done


def _origin(state: RunState, digest: str) -> Origin:
    started = state.started
    operators = (started.operator, *(one.operator for one in state.interruptions))
    clock = {"system": "实时 real time", "virtual": "虚拟时间 virtual time"}
    return Origin(
        run=state.run,
        digest=digest,
        key=state.checkpoint.public_key if state.checkpoint is not None else "",
        program=started.program,
        writer=version("calbench"),
        clock=clock.get(started.clock, f"时间倍率 {started.speed:g} time scaled by {started.speed:g}"),
        operators=tuple(dict.fromkeys(operators)),
        interruptions=len(state.interruptions),
    )


def _method(plan: Plan) -> Method:
    verified = all(item.verified and all(one.verified for one in item.requirements) for item in plan.items)
    return Method(plan.title, plan.basis.get("code", plan.procedure), verified)


def _declarations(
    sources: _Sources, drafts: tuple[Bilingual, ...], tables: tuple[ResultTable, ...]
) -> tuple[Declaration, ...]:
    points = [row for table in tables for row in table.points]
    plan = sources.state.plan
    said = [statements.draft(drafts)] if drafts else []
    sourced = is_sourced(plan)
    required = any(item.requirements for item in plan.items)
    if sources.rule is None:
        said.append(statements.not_judged(required=required))
    else:
        said.append(statements.conformity(points, sourced=sourced, left_out=len(sources.state.skipped)))
    said.append(statements.traceability(sources.equipment))
    said.append(statements.scope([item.title for item in plan.items], _method(plan).norm))
    names = sources.names
    said += [statements.left_out(item.title, left_out_sentence(item, names)) for item in plan.items if item.left_out]
    readers = readers_of(sources.record)
    if readers:
        said.append(statements.read_by_person(readers))
    said += interventions(sources.record, sources.state)
    if sources.state.interruptions:
        said.append(statements.interruptions(len(sources.state.interruptions)))
    uut = sources.embedded.type_record(sources.uut)
    if uut is not None and required:
        said.append(statements.specification(uut))
    return (*said, *statements.general())
