"""The rules of a DCC that its schema does not hold; needs no schema and trusts no other module's care.

Sources: DCC 3.3.0 and D-SI 2.2.1 (PTB); PTB's Schematron rules (dcclib 0.4.0) and what they miss.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from dcc_export.dcc_elements import NAMESPACES, SCHEMA_VERSION
from dcc_export.rules_of_tables import table_breaches
from dcc_export.xml_reading import read_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_RELEASE = re.compile(r"[a-zA-Z] ?(?:[0-9]{1,3}\.){0,3}[0-9]{1,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_DRAFT = ("SIM-", "DRAFT-")


def check_rules(xml: bytes) -> tuple[str, ...]:
    """Return every breach, in words with its line; an empty tuple where all rules hold.

    Raises:
        SchemaViolation: the text is not well-formed XML.
    """
    root = read_xml(xml)
    checks = (
        _version,
        _strings,
        _languages,
        _references,
        _dates,
        _programs,
        _scope,
        table_breaches,
        _statements,
    )
    return tuple(breach for check in checks for breach in check(root))


def found(root: etree._Element, path: str) -> list[etree._Element]:
    """Return the elements on a path with the prefixes dcc and si."""
    return root.findall(path, NAMESPACES)


def _at(element: etree._Element, what: str) -> str:
    return f"line {element.sourceline}: {what}"


def _texts(root: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in found(root, path)]


def _version(root: etree._Element) -> Iterator[str]:
    if root.get("schemaVersion") != SCHEMA_VERSION:
        yield _at(root, f"schemaVersion is {root.get('schemaVersion')}, not {SCHEMA_VERSION}")


def _strings(root: etree._Element) -> Iterator[str]:
    """No leaf is empty, and none begins or ends with white space."""
    for element in root.iter("{*}*"):
        if len(element) == 0 and not (element.text or "").strip():
            yield _at(element, f"<{_name(element)}> is empty")
        elif len(element) == 0 and element.text != (element.text or "").strip():
            yield _at(element, f"<{_name(element)}> begins or ends with white space")
        for key in ("refType", "refId"):
            if element.get(key) is not None and not re.fullmatch(r"\S+(?: \S+)*", element.get(key, "")):
                yield _at(element, f"{key} of <{_name(element)}> is not separated by single blanks")


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _languages(root: etree._Element) -> Iterator[str]:
    """Every text that has a language stands there once in each declared language."""
    declared = _texts(root, ".//dcc:usedLangCodeISO639_1")
    if not declared or len(set(declared)) != len(declared):
        yield f"languages are declared as {declared}; each once"
    yield from (f"'{code}' is not a language code" for code in declared if not _LANGUAGE.fullmatch(code))
    for code in set(_texts(root, ".//dcc:mandatoryLangCodeISO639_1")) - set(declared):
        yield f"mandatory language {code} is not a used one"
    for parent in {content.getparent(): None for content in found(root, ".//dcc:content[@lang]")}:
        if parent is not None:
            languages = sorted(content.get("lang", "") for content in found(parent, "dcc:content"))
            if languages != sorted(declared):
                yield _at(
                    parent,
                    f"<{_name(parent)}> has the languages {languages}, declared are {sorted(declared)}",
                )


def _references(root: etree._Element) -> Iterator[str]:
    """Every refId leads to one id."""
    ids = [element.get("id", "") for element in root.iter("{*}*") if element.get("id")]
    yield from (f"id {one} stands {ids.count(one)} times" for one in sorted(set(ids)) if ids.count(one) > 1)
    for element in root.iter("{*}*"):
        for wanted in (element.get("refId") or "").split():
            if wanted not in ids:
                yield _at(element, f"refId {wanted} leads nowhere")


def _dates(root: etree._Element) -> Iterator[str]:
    """Performance begins, ends, and is then reported."""
    core = root.find(".//dcc:coreData", NAMESPACES)
    if core is None:
        yield "coreData is missing"
        return
    days: dict[str, date] = {}
    for name in ("receiptDate", "beginPerformanceDate", "endPerformanceDate", "issueDate"):
        for text in _texts(core, f"dcc:{name}"):
            try:
                days[name] = date.fromisoformat(text)
            except ValueError:
                yield f"{name} is '{text}', not a date such as 2026-11-21"
    for earlier, later in (
        ("beginPerformanceDate", "endPerformanceDate"),
        ("endPerformanceDate", "issueDate"),
    ):
        if earlier in days and later in days and days[earlier] > days[later]:
            yield f"{earlier} {days[earlier]} is after {later} {days[later]}"
    for name in ("beginPerformanceDate", "endPerformanceDate"):
        if not _texts(core, f"dcc:{name}"):
            yield f"{name} is missing"


def _programs(root: etree._Element) -> Iterator[str]:
    """Releases have PTB's form, and countries two capital letters."""
    for release in found(root, ".//dcc:release"):
        if not _RELEASE.fullmatch(release.text or ""):
            yield _at(release, f"release '{release.text}' is not of the form v1.2.3")
    for path in (".//dcc:countryCodeISO3166_1", ".//dcc:countryCode"):
        for country in found(root, path):
            if not _COUNTRY.fullmatch(country.text or ""):
                yield _at(country, f"'{country.text}' is not a country code such as CN")


def _scope(root: etree._Element) -> Iterator[str]:
    """Every measurementResult says by which methods and under which conditions, and has a table."""
    results = found(root, "dcc:measurementResults/dcc:measurementResult")
    if not results:
        yield "there is no measurementResult"
    for result in results:
        for part in (
            "usedMethods/dcc:usedMethod",
            "influenceConditions/dcc:influenceCondition",
            "results/dcc:result",
        ):
            if not found(result, f"dcc:{part}"):
                yield _at(result, f"measurementResult has no {part.partition('/')[0]}")


def _statements(root: etree._Element) -> Iterator[str]:
    """An overall pass needs a pass at every point; a draft is numbered as one."""
    verdicts = {word for text in _texts(root, ".//dcc:conformityXMLList") for word in text.split()}
    overall = set(_texts(root, ".//dcc:statement/dcc:conformity"))
    if "pass" in overall and verdicts != {"pass"}:
        yield f"an overall pass stands over points that are {sorted(verdicts) or 'not judged'}"
    drafts = found(root, ".//dcc:statement[@refType='calbench_draft']")
    numbers = _texts(root, ".//dcc:uniqueIdentifier")
    if drafts and not all(number.startswith(_DRAFT) for number in numbers):
        yield f"a draft is numbered {numbers}; it begins with SIM- or DRAFT-"
