"""The XML is a DCC 3.3.0 by our rules and by independent witnesses, with the same bytes every time."""

from __future__ import annotations

import os
import warnings
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import dsi_unit
import pytest
import xmlschema
from dcclib.validation import schematron as ptb
from lxml import etree

from bench_core.bilingual import Bilingual
from bench_core.errors import UnitNotInDsi
from bench_core.metrology.quantity import Quantity
from dcc_export.certificate import build_certificate
from dcc_export.certificate_record import Address
from dcc_export.dcc import render_dcc
from dcc_export.dcc_elements import NAMESPACES
from dcc_export.schema import VARIABLE, validate

SCHEMA = os.environ.get(VARIABLE)
needs_schema = pytest.mark.skipif(not SCHEMA, reason=f"{VARIABLE} names no folder with PTB's schemas")


def texts_at(xml, path):
    return [element.text for element in etree.fromstring(xml).iterfind(path, NAMESPACES)]


def variants(certificate):
    """The certificate as it is, without conditions, without order, and with one-sided limits."""
    bare = replace(certificate.client, name=Bilingual("未提供", "not stated"), address=Address(), email="", phone="")
    row = replace(certificate.tables[0].points[0], lower=None, conformity=None)
    table = replace(certificate.tables[0], points=(row,))
    said = certificate.declarations[1:]
    return [
        certificate,
        replace(certificate, conditions=(), client=bare, received=None, order=""),
        replace(certificate, tables=(table,), decision=None, drafts=(), declarations=said, number="7"),
    ]


def test_the_same_certificate_gives_the_same_bytes(certificate):
    assert render_dcc(certificate) == render_dcc(certificate)


def test_two_readings_of_one_record_give_the_same_bytes(runs, planned):
    path = runs.write(planned)
    assert render_dcc(build_certificate(path)) == render_dcc(build_certificate(path))


def test_values_stand_as_they_were_reported(certificate):
    xml = render_dcc(certificate)
    assert texts_at(xml, ".//dcc:quantity[@refType='basic_measurementError']/*/si:valueXMLList") == [
        "0.0013 0.0071 0.0000", "0.000009 0.000412 -0.000851",
    ]  # fmt: skip
    assert texts_at(xml, ".//si:valueExpandedMUXMLList")[0] == "0.0021 0.0035 0.0035"
    assert texts_at(xml, ".//dcc:quantity[@refType='basic_measurementError']/*/si:unitXMLList") == [
        r"\milli\volt", r"\volt",
    ]  # fmt: skip


def test_humidity_is_a_ratio_in_one_and_temperature_in_degrees(certificate):
    xml = render_dcc(certificate)
    conditions = list(zip(texts_at(xml, ".//si:real/si:value"), texts_at(xml, ".//si:real/si:unit"), strict=True))
    assert conditions == [("20.3", r"\degreecelsius"), ("0.45", r"\one"), ("2", r"\hour")]


def test_conformity_of_each_point_refers_to_the_decision_rule(certificate):
    root = etree.fromstring(render_dcc(certificate))
    judged = root.findall(".//dcc:metaData[@refType='basic_conformity']", NAMESPACES)
    assert [one.findtext("dcc:conformityXMLList", namespaces=NAMESPACES) for one in judged] == [
        "pass conditionalPass pass", "pass conditionalFail fail",
    ]  # fmt: skip
    rule = root.find(".//dcc:statement[@refType='basic_decisionRule']", NAMESPACES)
    assert {one.get("refId") for one in judged} == {rule.get("id")}


def test_nobody_signs_a_draft(certificate, passing):
    assert set(texts_at(render_dcc(certificate), ".//dcc:mainSigner")) == {"false"}
    assert texts_at(render_dcc(passing), ".//dcc:mainSigner") == ["false", "false", "true"]


def test_a_release_is_written_as_ptb_wants_it(certificate):
    origin = replace(certificate.origin, program="0.1.0rc1.dev3", writer="weird")
    releases = texts_at(render_dcc(replace(certificate, origin=origin)), ".//dcc:release")
    assert releases == ["v0", "v0.1.0"]


def test_the_hash_of_a_standards_certificate_is_carried_on(certificate):
    root = etree.fromstring(render_dcc(certificate))
    found = root.find(".//dcc:measuringEquipment/dcc:certificate", NAMESPACES)
    assert found.findtext("dcc:referralID", namespaces=NAMESPACES) == "DC-2026-0117"
    assert found.findtext("dcc:value", namespaces=NAMESPACES) == "ab" * 32
    assert found.findtext("dcc:procedure", namespaces=NAMESPACES).startswith("SHA-256")
    assert found.findtext("dcc:traceable", namespaces=NAMESPACES) == "false"


def test_a_unit_without_a_dsi_name_is_refused_in_words(certificate):
    condition = replace(certificate.conditions[0], value=Quantity.parse("14.7 psi"))
    with pytest.raises(UnitNotInDsi, match="psi"):
        render_dcc(replace(certificate, conditions=(condition,)))


def hostile(certificate):
    text = "<img src=x onerror=alert(1)>{{7*7}}&amp;\x00\x1b[31m \u202e123\r\n ]]>"
    both = Bilingual(text, text)
    person = replace(certificate.persons[0], name=text)
    item = replace(certificate.item, name=both, maker=text, model=text, firmware=text)
    client = replace(certificate.client, name=both, address=Address(street=text, city=text, country=text))
    standard = replace(certificate.equipment[0], serial=text, maker=text)
    return replace(
        certificate, persons=(person,), item=item, client=client, equipment=(standard,), remarks=both,
        number=f"SIM-{text}",
    )  # fmt: skip


def test_hostile_text_stays_text(certificate):
    root = etree.fromstring(render_dcc(hostile(certificate)))
    name = root.findtext(".//dcc:item/dcc:name/dcc:content", namespaces=NAMESPACES)
    assert name == "<img src=x onerror=alert(1)>{{7*7}}&amp;\ufffd\ufffd[31m \ufffd123 ]]>"
    assert root.find(".//img") is None


@needs_schema
def test_lxml_finds_it_valid(certificate, passing):
    for one in (*variants(certificate), passing, hostile(certificate)):
        assert validate(render_dcc(one), Path(SCHEMA)).messages == ("valid by DCC 3.3.0",)


@needs_schema
def test_xmlschema_finds_it_valid(certificate, passing):
    def local(url):
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"}:
            return (Path(SCHEMA).resolve() / parts.path.lstrip("/")).as_uri()
        return url

    schema = xmlschema.XMLSchema(f"{SCHEMA}/dcc/v3.3.0/dcc.xsd", uri_mapper=local, allow="local")
    for one in (*variants(certificate), passing, hostile(certificate)):
        assert [str(error.reason) for error in schema.iter_errors(render_dcc(one).decode())] == []


def schematron(*, present):
    if present:
        return ptb.SchematronValidator.from_file(str(Path(ptb.SVRL_PATH).with_name("dcc.sch")))
    return ptb.SchematronValidator.for_dcc()


def errors(validator, xml):
    report = etree.fromstring(validator.xslt_processor.transform_str(xml.decode()).encode())
    found = [*report.iter("{*}failed-assert"), *report.iter("{*}successful-report")]
    return [" ".join("".join(one.itertext()).split()) for one in found if one.get("role") in {"error", "warning"}]


@pytest.mark.parametrize("present", [True, False])
def test_ptbs_rules_find_neither_error_nor_warning(certificate, passing, present):
    validator = schematron(present=present)
    for one in (*variants(certificate)[:2], passing, hostile(certificate)):
        assert errors(validator, render_dcc(one)) == []


def test_ptbs_rules_would_find_an_error(certificate):
    broken = render_dcc(certificate).replace(b'refId="decisionRule"', b'refId="nowhere"')
    assert any("Invalid reference ID" in one for one in errors(schematron(present=True), broken))


def test_every_unit_is_one_by_ptbs_own_parser(certificate):
    xml = render_dcc(certificate)
    units = set(texts_at(xml, ".//si:unitXMLList")) | set(texts_at(xml, ".//si:unit"))
    assert units >= {r"\volt", r"\milli\volt", r"\degreecelsius", r"\one", r"\hour"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it calls every backslash string deprecated
        assert [unit for unit in units if not dsi_unit.DsiUnit(unit).valid] == []
