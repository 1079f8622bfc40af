"""How XML is read here: without network, entities, document types or giant trees; knows no format."""

from __future__ import annotations

from typing import Any

from lxml import etree

from bench_core.errors import SchemaViolation


def safe_parser() -> etree.XMLParser:
    """Return a parser that fetches nothing and expands nothing."""
    return etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False, huge_tree=False)


def read_xml(xml: bytes) -> etree._Element:
    """Return the root element.

    Raises:
        SchemaViolation: not well-formed, or with a document type, which no DCC has.
    """
    try:
        root = etree.fromstring(xml, safe_parser())
    except etree.XMLSyntaxError as mistake:
        raise SchemaViolation(
            f"certificate: not well-formed XML, {mistake.msg}; take the file as it was made"
        ) from mistake
    about: Any = root.getroottree().docinfo  # its stubs lack doctype
    if about.doctype:
        raise SchemaViolation("certificate: holds a document type; a DCC has none, do not open it")
    return root
