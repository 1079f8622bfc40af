"""The rules of tables in a DCC: lengths, units, numbers, coverage and conformity; knows nothing of texts."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.metrology.unit_table import PREFIXES, UNITS
from dcc_export.dcc_elements import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|NaN")
_UNSIGNED = re.compile(r"\+?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_FACTOR = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PROBABILITY = re.compile(r"0?\.[0-9]+|0|1(?:\.0+)?")
_CONFORMITY = frozenset({"pass", "fail", "conditionalPass", "conditionalFail", "noPass", "noFail"})
_NAMES = "|".join(sorted({row.dsi for row in UNITS.values() if row.dsi} | {"kilogram"}))
_PREFIXES = "|".join(name for name, _ in PREFIXES.values())
_UNIT = re.compile(rf"(?:(?:\\(?:{_PREFIXES}))?\\(?:{_NAMES})(?:\\tothe\{{-?[0-9]+(?:\.[0-9]+)?\}})?)+")
_FORMS = {
    "valueXMLList": _NUMBER,
    "unitXMLList": _UNIT,
    "valueExpandedMUXMLList": _UNSIGNED,
    "coverageFactorXMLList": _FACTOR,
    "coverageProbabilityXMLList": _PROBABILITY,
    "distributionXMLList": re.compile(r"\S+"),
}


def table_breaches(root: etree._Element) -> Iterator[str]:
    """Yield what is wrong with the numbers of a DCC."""
    for values in root.iterfind(".//si:realListXMLList", NAMESPACES):
        yield from _column(values)
    for real in root.iterfind(".//si:real", NAMESPACES):
        yield from _single(real)
    for table in root.iterfind(".//dcc:list", NAMESPACES):
        lengths = {len(_words(column)) for column in table.iterfind("dcc:quantity/*/si:valueXMLList", NAMESPACES)}
        if len(lengths) > 1:
            yield f"line {table.sourceline}: the columns of one table have {sorted(lengths)} rows"
    for quantity in root.iterfind(".//dcc:quantity", NAMESPACES):
        yield from _judged(quantity)


def _words(element: etree._Element) -> list[str]:
    return (element.text or "").split()


def _column(column: etree._Element) -> Iterator[str]:
    rows = 0
    for part in column.iter("{*}*"):
        name = str(part.tag).rpartition("}")[2]
        if name not in _FORMS:
            continue
        words = _words(part)
        if name == "valueXMLList":
            rows = len(words)
        if (part.text or "") != " ".join(words):
            yield f"line {part.sourceline}: {name} is not separated by single blanks"
        if not words or (name != "valueXMLList" and len(words) not in {1, rows}):
            yield f"line {part.sourceline}: {name} has {len(words)} entries for {rows} values"
        for word in words:
            if not _FORMS[name].fullmatch(word):
                yield f"line {part.sourceline}: '{word}' may not stand in {name}"
        yield from _coverage(part, name, words)


def _coverage(part: etree._Element, name: str, words: list[str]) -> Iterator[str]:
    """A coverage factor is at least 1, and a probability above 0."""
    for word in words:
        if name == "coverageFactorXMLList" and _FACTOR.fullmatch(word) and Fraction(word) < 1:
            yield f"line {part.sourceline}: coverage factor {word} is below 1"
        if name == "coverageProbabilityXMLList" and _PROBABILITY.fullmatch(word) and Fraction(word) == 0:
            yield f"line {part.sourceline}: coverage probability is 0"


def _single(real: etree._Element) -> Iterator[str]:
    value = real.findtext("si:value", "", NAMESPACES)
    unit = real.findtext("si:unit", "", NAMESPACES)
    if not _NUMBER.fullmatch(value):
        yield f"line {real.sourceline}: '{value}' is not a number"
    if not _UNIT.fullmatch(unit):
        yield f"line {real.sourceline}: '{unit}' is not a D-SI unit"


def _judged(quantity: etree._Element) -> Iterator[str]:
    """Judgements and limits have as many rows as the values, and no pass lies outside its limits."""
    judged = quantity.find("dcc:measurementMetaData/dcc:metaData", NAMESPACES)
    values = quantity.find("si:realListXMLList/si:valueXMLList", NAMESPACES)
    if judged is None or values is None:
        return
    rows = _words(values)
    verdicts = judged.findtext("dcc:conformityXMLList", "", NAMESPACES).split()
    if verdicts and len(verdicts) not in {1, len(rows)}:
        yield f"line {judged.sourceline}: {len(verdicts)} conformities for {len(rows)} values"
    for verdict in set(verdicts) - _CONFORMITY:
        yield f"line {judged.sourceline}: '{verdict}' is not a conformity"
    if verdicts and not judged.get("refId"):
        yield f"line {judged.sourceline}: a conformity without its decision rule"
    for side, sign in (("Lower", -1), ("Upper", 1)):
        path = f"dcc:data/dcc:quantity[@refType='basic_toleranceLimit{side}']/*/si:valueXMLList"
        limits = judged.find(path, NAMESPACES)
        if limits is not None:
            yield from _inside(limits, rows, verdicts, sign)


def _inside(limits: etree._Element, rows: list[str], verdicts: list[str], sign: int) -> Iterator[str]:
    bounds = _words(limits)
    if len(bounds) != len(rows):
        yield f"line {limits.sourceline}: {len(bounds)} limits for {len(rows)} values"
        return
    words = verdicts * len(rows) if len(verdicts) == 1 else verdicts
    for row, bound, verdict in zip(rows, bounds, words, strict=False):
        if not (_NUMBER.fullmatch(row) and _NUMBER.fullmatch(bound)) or "NaN" in {row, bound}:
            continue
        beyond = sign * (Fraction(row) - Fraction(bound)) > _half_a_digit(row)
        if verdict == "pass" and beyond:
            yield f"line {limits.sourceline}: {row} is a pass beyond its limit {bound}"


def _half_a_digit(text: str) -> Fraction:
    """Return half of the last place: values were judged before they were rounded."""
    places = len(text.partition(".")[2])
    return Fraction(1, 2 * 10**places)
