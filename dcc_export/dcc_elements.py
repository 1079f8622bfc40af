"""The small parts that every DCC document is made of: elements, texts, quantities; knows no certificate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from bench_core.bilingual import Bilingual
from dcc_export.printable import in_dsi, number, printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bench_core.metrology.quantity import Quantity
    from dcc_export.certificate_record import Address, Contact, Identification, PointRow

DCC = "https://ptb.de/dcc"
SI = "https://ptb.de/si"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_VERSION = "3.3.0"
LANGUAGES = ("zh", "en")
NAMESPACES = {"dcc": DCC, "si": SI, "xsi": XSI}
_COUNTRY = re.compile(r"[A-Z]{2}")
NOT_STATED = Bilingual("未提供", "not stated")


def element(name: str, *parts: etree._Element | None, text: str | None = None, **attributes: str) -> etree._Element:
    """Return an element.

    Args:
        name: with prefix, such as `dcc:item`.
        parts: children; None is left out.
        text: content of a leaf.
        attributes: without namespace.
    """
    prefix, _, local = name.partition(":")
    made = etree.Element(etree.QName(NAMESPACES[prefix], local), attributes, NAMESPACES)
    if text is not None:
        made.text = printable(text)
    made.extend(part for part in parts if part is not None)
    return made


def leaf(name: str, text: str) -> etree._Element | None:
    """Return an element with text, or None for an empty text: the DCC has no empty strings."""
    return element(name, text=text) if printable(text) else None


def words(name: str, text: Bilingual | str, ref_type: str = "") -> etree._Element:
    """Return a text in every language, or a proper noun that belongs to none."""
    attributes = {"refType": ref_type} if ref_type else {}
    if isinstance(text, str):
        return element(name, element("dcc:content", text=text or "—"), **attributes)
    contents = (element("dcc:content", text=getattr(text, lang) or "—", lang=lang) for lang in LANGUAGES)
    return element(name, *contents, **attributes)


def quantity(ref_type: str, name: Bilingual, value: Quantity, at: datetime) -> etree._Element:
    """Return one quantity without uncertainty, with the time at which it was recorded."""
    stated = in_dsi(value)
    real = element(
        "si:real",
        element("si:value", text=number(stated)),
        element("si:unit", text=stated.unit.dsi),
        element("si:dateTime", text=at.isoformat(timespec="seconds")),
    )
    return element("dcc:quantity", words("dcc:name", name), real, refType=ref_type)


def quantity_list(
    ref_type: str,
    name: Bilingual,
    values: Sequence[Quantity | None],
    *further: etree._Element,
    uncertainty: etree._Element | None = None,
) -> etree._Element:
    """Return a column of a table: values of one unit, where a missing one is NaN.

    Args:
        ref_type: of the metrology vocabulary.
        name: for people.
        values: in row order, not all of them missing.
        further: parts after the values, such as metadata.
        uncertainty: a list of `expanded_uncertainties`.
    """
    stated = [None if value is None else in_dsi(value) for value in values]
    symbols = {value.unit.dsi for value in stated if value is not None}
    texts = " ".join("NaN" if value is None else number(value) for value in stated)
    units = " ".join(sorted(symbols)) if len(symbols) == 1 else " ".join(_unit_of(value) for value in stated)
    column = element(
        "si:realListXMLList",
        element("si:valueXMLList", text=texts),
        element("si:unitXMLList", text=units),
        uncertainty,
    )
    return element("dcc:quantity", words("dcc:name", name), column, *further, refType=ref_type)


def _unit_of(value: Quantity | None) -> str:
    return "\\one" if value is None else value.unit.dsi


def expanded_uncertainties(points: Sequence[PointRow]) -> etree._Element:
    """Return U, k, probability and distribution of every row (D-SI 2.2.1, `expandedMUXMLList`)."""
    lists = {
        "valueExpandedMUXMLList": [number(in_dsi(point.expanded_uncertainty)) for point in points],
        "coverageFactorXMLList": [point.k for point in points],
        "coverageProbabilityXMLList": [point.probability for point in points],
        "distributionXMLList": [point.distribution for point in points],
    }
    parts = [element(f"si:{name}", text=" ".join(texts)) for name, texts in lists.items()]
    return element("si:measurementUncertaintyUnivariateXMLList", element("si:expandedMUXMLList", *parts))


def identifications(numbers: Sequence[Identification]) -> etree._Element:
    """Return the numbers by which a thing is known."""
    return element("dcc:identifications", *(_identification(one) for one in numbers))


def _identification(one: Identification) -> etree._Element:
    return element(
        "dcc:identification",
        element("dcc:issuer", text=one.issuer),
        element("dcc:value", text=one.value),
        words("dcc:name", one.name),
        refType=one.ref_type,
    )


def contact(tag: str, who: Contact) -> etree._Element:
    """Return a contact with its location, which the schema demands."""
    return element(
        tag,
        words("dcc:name", who.name),
        leaf("dcc:eMail", who.email),
        leaf("dcc:phone", who.phone),
        _location(who.address),
    )


def maker(name: str) -> etree._Element | None:
    """Return a manufacturer, or None where it is not known."""
    return element("dcc:manufacturer", words("dcc:name", name)) if printable(name) else None


def _location(address: Address) -> etree._Element:
    coded = _COUNTRY.fullmatch(address.country) is not None
    parts = [
        leaf("dcc:city", address.city),
        leaf("dcc:countryCode", address.country if coded else ""),
        leaf("dcc:postCode", address.post_code),
        leaf("dcc:state", address.state),
        leaf("dcc:street", address.street),
        leaf("dcc:streetNo", address.number),
        None if coded or not address.country else words("dcc:further", address.country),
        None if address.further is None else words("dcc:further", address.further),
    ]
    if not any(part is not None for part in parts):
        parts = [words("dcc:further", NOT_STATED)]
    return element("dcc:location", *parts)
