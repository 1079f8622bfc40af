"""A certificate as DCC 3.3.0 XML, the same bytes for the same certificate; knows no file and no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from bench_core.bilingual import Bilingual
from bench_core.errors import RuleViolated
from dcc_export.dcc_administration import administrative_data
from dcc_export.dcc_elements import DCC, SCHEMA_VERSION, XSI, element, words
from dcc_export.dcc_results import measurement_results
from dcc_export.rules import check_rules

if TYPE_CHECKING:
    from dcc_export.certificate_record import CertificateRecord

_LOCATION = f"{DCC} https://ptb.de/dcc/v{SCHEMA_VERSION}/dcc.xsd"


def render_dcc(certificate: CertificateRecord) -> bytes:
    """Return the certificate as a digital calibration certificate (PTB, DCC 3.3.0, D-SI 2.2.1).

    Returns:
        UTF-8 with declaration; every number as reported, every text in Chinese and English.

    Raises:
        UnitNotInDsi: a unit has no D-SI name.
        RuleViolated: the document would break a rule of the format.
    """
    root = element(
        "dcc:digitalCalibrationCertificate",
        administrative_data(certificate),
        measurement_results(certificate),
        _comment(certificate),
        schemaVersion=SCHEMA_VERSION,
    )
    root.set(etree.QName(XSI, "schemaLocation"), _LOCATION)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["dcc", "si", "xsi"])
    xml: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    breaches = check_rules(xml)
    if breaches:
        raise RuleViolated(f"certificate {certificate.number}: {'; '.join(breaches)}")
    return xml


def _comment(certificate: CertificateRecord) -> etree._Element | None:
    """Say in the one place that every viewer shows that this is a draft."""
    if not certificate.draft:
        return None
    zh = "；".join(reason.zh for reason in certificate.drafts)
    en = "; ".join(reason.en for reason in certificate.drafts)
    return element(
        "dcc:comment", words("dcc:text", Bilingual(f"草稿，不得签发：{zh}", f"DRAFT, not to be issued: {en}"))
    )
