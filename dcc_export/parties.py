"""Laboratory, client, persons and item of a certificate, from the run's documents; knows no result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.laboratory import ROLES
from bench_core.errors import RuleViolated
from dcc_export.certificate_record import (
    Address,
    CalibratedItem,
    Contact,
    Identification,
    LaboratoryPart,
    ResponsiblePerson,
)
from dcc_export.dcc_elements import NOT_STATED

if TYPE_CHECKING:
    from bench_core.documents.contact import Contact as ContactDocument
    from bench_core.documents.instrument import TypeRecord
    from bench_core.documents.laboratory import Laboratory
    from bench_core.documents.order import Order
    from bench_core.records.events import InstrumentIdentified

_UNSAID_SERIALS = frozenset({"", "0"})  # instruments that do not tell their serial number answer so
_NOBODY = Contact(NOT_STATED, Address())


def contact_of(document: ContactDocument | None) -> Contact:
    """Return a contact, or one that says it is not stated."""
    if document is None:
        return _NOBODY
    address = document.address
    return Contact(
        document.name,
        Address(
            street=address.street or "",
            number=address.number or "",
            city=address.city,
            post_code=address.post_code or "",
            state=address.state or "",
            country=address.country,
            further=address.further,
        ),
        document.email or "",
        document.phone or "",
    )


def laboratory_of(document: Laboratory | None) -> LaboratoryPart:
    """Return who calibrates."""
    if document is None:
        return LaboratoryPart(_NOBODY, "", "other")
    return LaboratoryPart(contact_of(document), document.code or "", document.location)


def persons_of(laboratory: Laboratory | None, order: Order | None, operator: str) -> tuple[ResponsiblePerson, ...]:
    """Return who answers for the certificate: those whom the order names, else who performed the run."""
    if laboratory is None or order is None:
        return (ResponsiblePerson(operator, Bilingual("操作者", "performed by"), main_signer=False),)
    signatures = order.persons
    named = {
        "calibrator": signatures.calibrated_by,
        "checker": signatures.checked_by,
        "approver": signatures.approved_by,
    }
    found = []
    for role, name in named.items():
        person = laboratory.person(name)
        text = ROLES[role]  # type: ignore[index]  # the three roles
        found.append(
            ResponsiblePerson(name, text, main_signer=False)
            if person is None
            else ResponsiblePerson(person.name, text, person.main_signer, person.position)
        )
    return tuple(found)


def item_of(
    order: Order | None, identified: InstrumentIdentified | None, type_record: TypeRecord | None, path: str
) -> CalibratedItem:
    """Return what was calibrated.

    Raises:
        RuleViolated: the order names another serial number than the instrument answered.
    """
    serial = identified.serial if identified is not None else ""
    if order is not None and serial not in _UNSAID_SERIALS and serial != order.uut.serial:
        raise RuleViolated(
            f"{path}: the order names serial number {order.uut.serial}, the instrument answered {serial}; "
            "a certificate would name an item that was not calibrated"
        )
    maker, model, title = _type(identified, type_record)
    numbers = [_number("manufacturer", "出厂编号", "serial number", serial, "basic_serialNo")]
    if order is not None:
        maker, model, title = order.uut.maker, order.uut.model, order.uut.description
        numbers[0] = _number("manufacturer", "出厂编号", "serial number", order.uut.serial, "basic_serialNo")
        numbers.append(_number("customer", "委托方编号", "client's number", order.uut.asset or "", "basic_equipmentNo"))
    stated = tuple(number for number in numbers if number.value)
    firmware = identified.firmware if identified is not None else ""
    unsaid = _number("other", "编号", "number", "— not stated 未提供", "basic_serialNo")
    return CalibratedItem(title, maker, model, firmware, stated or (unsaid,), _identity(maker, model, identified))


def _identity(maker: str, model: str, identified: InstrumentIdentified | None) -> Bilingual | None:
    """Return what the instrument says of itself, where that is another maker or model than the certificate's."""
    if identified is None or (_same(maker, identified.maker) and _same(model, identified.model)):
        return None
    own, firmware = f"{identified.maker} {identified.model}", identified.firmware
    zh = f"仪器自报为 {own}" + (f"，固件 {firmware}" if firmware else "")
    en = f"identifies itself as {own}" + (f", firmware {firmware}" if firmware else "")
    if not identified.raw:
        return Bilingual(zh, en)
    return Bilingual(f"{zh}（原始应答：{identified.raw}）", f"{en} (reply: {identified.raw})")


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _type(identified: InstrumentIdentified | None, type_record: TypeRecord | None) -> tuple[str, str, Bilingual]:
    if type_record is not None:
        return type_record.maker, type_record.model, type_record.title
    if identified is not None:
        return identified.maker, identified.model, Bilingual(identified.model, identified.model)
    return "", "", NOT_STATED


def _number(issuer: str, zh: str, en: str, value: str, ref_type: str) -> Identification:
    return Identification(issuer, Bilingual(zh, en), value, ref_type)
