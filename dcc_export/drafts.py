"""Why a certificate may only be a draft; an empty answer is what makes it one that can be signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bench_core.documents.laboratory import Laboratory
    from bench_core.documents.order import Order
    from bench_core.records.plan import Plan
    from bench_core.records.run_state import RunState
    from dcc_export.embedded import Embedded
    from dcc_export.equipment_record import Equipment

SIMULATED = Bilingual(
    "仪器为仿真仪器，结果不对应任何实物。",
    "The instruments are simulated; the results belong to no real item.",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a certificate may only be a draft.

    Args:
        about: what would have to change: the `plan` (unverified facts, simulation), `simulation`, `program`,
            `verification`, `laboratory`, `order`, `number`, `persons`, `conditions`, `standard`, `serial` or `receipt`.
        text: for people.
    """

    about: str
    text: Bilingual


def draft_reasons(
    state: RunState, embedded: Embedded, equipment: tuple[Equipment, ...], begun: date, *, numbered: bool
) -> tuple[Reason, ...]:
    """Return every reason, each once.

    Args:
        state: of the finished run.
        embedded: its documents.
        equipment: as the certificate lists it.
        begun: first day of the calibration.
        numbered: whether order or caller gave a certificate number.
    """
    laboratory, order = embedded.laboratory(), embedded.order()
    reasons = [
        *(Reason("simulation", text) for text in _simulation(state, equipment)),
        *(Reason("plan", text) for text in state.plan.drafts),
        *(Reason("program", text) for text in _program_changed(state)),
        *(Reason("verification", text) for text in _unverified(state.plan, embedded)),
        *_missing(laboratory, order, numbered=numbered),
        *(Reason("persons", text) for text in _persons(laboratory, order)),
        *_incomplete(state, order, equipment, begun),
    ]
    return tuple({reason.text: reason for reason in reversed(reasons)}.values())[::-1]


def _simulation(state: RunState, equipment: tuple[Equipment, ...]) -> Iterator[Bilingual]:
    """Say that the results are of no real thing, where the plan has not said it already."""
    if state.plan.drafts:
        return
    certificates = (one.certificate for one in equipment)
    if state.started.simulated or any(one is not None and one.simulated for one in certificates):
        yield SIMULATED


def _program_changed(state: RunState) -> Iterator[Bilingual]:
    files = ", ".join(sorted({name for changed in state.program_changes for name in changed.modules}))
    if files:
        yield Bilingual(
            f"运行期间程序文件被改动：{files}。",
            f"Files of the program changed while the run went on: {files}.",
        )


def _unverified(plan: Plan, embedded: Embedded) -> Iterator[Bilingual]:
    """Say what nobody checked, where the plan has not said it already."""
    if plan.drafts:
        return
    items = [item.id for item in plan.items if not item.verified or not all(r.verified for r in item.requirements)]
    if items:
        names = ", ".join(items)
        yield Bilingual(f"规程项目 {names} 未经核对。", f"Items {names} of the procedure are not verified.")
    for role in plan.roles.values():
        record = embedded.type_record(role.instrument)
        if record is not None and record.verified is None:
            yield Bilingual(
                f"{record.maker} {record.model} 的技术指标未经核对。",
                f"The specification of {record.maker} {record.model} is not verified.",
            )


def _missing(laboratory: Laboratory | None, order: Order | None, *, numbered: bool) -> Iterator[Reason]:
    if laboratory is None:
        yield Reason("laboratory", Bilingual("校准台未指明实验室。", "The bench names no laboratory."))
    if order is None:
        yield Reason("order", Bilingual("没有委托单。", "There is no order."))
    if not numbered:
        yield Reason("number", Bilingual("没有证书编号。", "There is no certificate number."))


def _persons(laboratory: Laboratory | None, order: Order | None) -> Iterator[Bilingual]:
    if laboratory is None or order is None:
        return
    for role, name in (
        ("calibrator", order.persons.calibrated_by),
        ("checker", order.persons.checked_by),
        ("approver", order.persons.approved_by),
    ):
        person = laboratory.person(name)
        if person is None:
            yield Bilingual(f"实验室没有人员 {name}。", f"The laboratory has no person {name}.")
        elif person.role != role:
            yield Bilingual(f"{person.name} 不是指定的{_ROLE[role]}。", f"{person.name} is not named as {role}.")


_ROLE = {"calibrator": "校准员", "checker": "核验员", "approver": "批准人"}


def _incomplete(
    state: RunState, order: Order | None, equipment: tuple[Equipment, ...], begun: date
) -> Iterator[Reason]:
    if not any(name.startswith("ambient.") for name in state.conditions):
        text = Bilingual("原始记录中没有环境条件。", "The record holds no ambient conditions.")
        yield Reason("conditions", text)
    for one in equipment:
        if one.certificate is None or not one.certificate.in_validity:
            zh, en = f"标准器{one.name.zh}没有有效证书。", f"The standard {one.name.en} has no valid certificate."
            yield Reason("standard", Bilingual(zh, en))
        if order is not None and one.serial and one.serial == order.uut.serial:
            text = Bilingual("被校器具与标准器编号相同。", "The item has the serial number of a standard.")
            yield Reason("serial", text)
    if order is not None and order.received is not None and order.received > begun:
        yield Reason("receipt", Bilingual("接收日期晚于校准日期。", "The date of receipt is after the calibration."))
