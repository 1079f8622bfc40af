"""The administrative half of a DCC: who, what, when and under which statements; knows no measured value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from dcc_export.certificate_record import Identification
from dcc_export.dcc_elements import LANGUAGES, contact, element, identifications, leaf, maker, words

if TYPE_CHECKING:
    from lxml import etree

    from dcc_export.certificate_record import (
        CalibratedItem,
        CertificateRecord,
        Declaration,
        ResponsiblePerson,
    )

OWN_NAMESPACE = "calbench"
DECISION_RULE_ID = "decisionRule"
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def administrative_data(record: CertificateRecord) -> etree._Element:
    """Return `dcc:administrativeData`."""
    persons = (_person(person, unsigned=record.draft) for person in record.persons)
    return element(
        "dcc:administrativeData",
        element("dcc:dccSoftware", software("calbench", record.origin.writer, "application")),
        element("dcc:refTypeDefinitions", _own_terms()),
        _core_data(record),
        element("dcc:items", _item(record.item)),
        _laboratory(record),
        element("dcc:respPersons", *persons),
        contact("dcc:customer", record.client),
        element("dcc:statements", *_statements(record)),
    )


def software(name: str, version: str, kind: str) -> etree._Element:
    """Return a program with its release in the one form that PTB's rules accept, `v1.2.3`."""
    found = _VERSION.match(version)
    said = Bilingual(f"完整版本号：{version}", f"full version: {version}")
    return element(
        "dcc:software",
        words("dcc:name", name),
        element("dcc:release", text=f"v{found.group() if found else 0}"),
        element("dcc:type", text=kind),
        words("dcc:description", said),
    )


def _own_terms() -> etree._Element:
    meaning = Bilingual("calbench 自有的类型词汇", "calbench's own terms")
    return element(
        "dcc:refTypeDefinition",
        words("dcc:name", meaning),
        element("dcc:namespace", text=OWN_NAMESPACE),
        element("dcc:link", text="urn:calbench:refType:1"),
    )


def _core_data(record: CertificateRecord) -> etree._Element:
    country = record.laboratory.contact.address.country
    received = record.received.isoformat() if record.received else ""
    return element(
        "dcc:coreData",
        element("dcc:countryCodeISO3166_1", text=country if _COUNTRY.fullmatch(country) else "CN"),
        *(element("dcc:usedLangCodeISO639_1", text=language) for language in LANGUAGES),
        element("dcc:mandatoryLangCodeISO639_1", text=LANGUAGES[0]),
        element("dcc:uniqueIdentifier", text=record.number),
        identifications(record_numbers(record)),
        leaf("dcc:receiptDate", received),
        element("dcc:beginPerformanceDate", text=record.performed_from.isoformat()),
        element("dcc:endPerformanceDate", text=record.performed_to.isoformat()),
        element("dcc:performanceLocation", text=record.laboratory.location),
        element("dcc:issueDate", text=record.issued.isoformat()),
    )


def record_numbers(record: CertificateRecord) -> tuple[Identification, ...]:
    """Return the numbers that lead from the certificate back to order and original record."""
    own = "calibrationLaboratory"
    origin = record.origin
    numbers = (
        Identification(own, Bilingual("委托单号", "order number"), record.order, "basic_orderNo"),
        Identification(own, Bilingual("原始记录号", "original record number"), origin.run, "calbench_recordNo"),
        Identification(
            own,
            Bilingual("原始记录 SHA-256", "SHA-256 of the original record"),
            origin.digest,
            "calbench_recordDigest",
        ),
        Identification(
            own,
            Bilingual("原始记录签名公钥", "public key that signed the record"),
            origin.key,
            "calbench_recordKey",
        ),
    )
    return tuple(one for one in numbers if one.value)


def _item(item: CalibratedItem) -> etree._Element:
    return element(
        "dcc:item",
        words("dcc:name", item.name),
        _description(item),
        maker(item.maker),
        leaf("dcc:model", item.model),
        identifications(item.identifications),
    )


def _description(item: CalibratedItem) -> etree._Element | None:
    said = [Bilingual(f"固件：{item.firmware}", f"firmware: {item.firmware}")] if item.firmware else []
    said += [item.identity] if item.identity is not None else []
    if not said:
        return None
    text = Bilingual("；".join(one.zh for one in said), "; ".join(one.en for one in said))
    return words("dcc:description", text)


def _laboratory(record: CertificateRecord) -> etree._Element:
    return element(
        "dcc:calibrationLaboratory",
        leaf("dcc:calibrationLaboratoryCode", record.laboratory.code),
        contact("dcc:contact", record.laboratory.contact),
    )


def _person(person: ResponsiblePerson, *, unsigned: bool) -> etree._Element:
    main = person.main_signer and not unsigned  # nobody signs a draft
    return element(
        "dcc:respPerson",
        element("dcc:person", words("dcc:name", person.name)),
        None if person.position is None else words("dcc:description", person.position),
        element("dcc:role", text=f"{person.role.zh} / {person.role.en}"),
        element("dcc:mainSigner", text=str(main).lower()),
    )


def _statements(record: CertificateRecord) -> list[etree._Element]:
    made = [_statement(declaration) for declaration in record.declarations]
    if record.decision is not None:
        decision = _statement(record.decision)
        decision.set("id", DECISION_RULE_ID)
        made.insert(0, decision)
    return made


def _statement(said: Declaration) -> etree._Element:
    traceable = "" if said.traceable is None else str(said.traceable).lower()
    return element(
        "dcc:statement",
        words("dcc:name", said.heading),
        leaf("dcc:traceable", traceable),
        leaf("dcc:norm", said.norm),
        leaf("dcc:reference", said.reference),
        words("dcc:declaration", said.text),
        leaf("dcc:conformity", said.conformity or ""),
        refType=said.kind,
    )
