"""Each rule that no schema holds is found broken when it is broken, and says where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.errors import RuleViolated, SchemaViolation
from bench_core.metrology.decision import Conformity
from dcc_export.certificate_record import Declaration
from dcc_export.dcc import render_dcc
from dcc_export.rules import check_rules


def test_a_certificate_of_ours_breaks_no_rule(certificate, passing):
    assert check_rules(render_dcc(certificate)) == ()
    assert check_rules(render_dcc(passing)) == ()


@pytest.mark.parametrize(
    ("find", "put", "words"),
    [
        (b'schemaVersion="3.3.0"', b'schemaVersion="3.4.0"', "schemaVersion is 3.4.0"),
        (b">0.0013 0.0071 0.0000<", b">0.0013 0.0071<", "columns of one table have"),
        (b">0.0013 0.0071 0.0000<", b">0.0013  0.0071 0.0000<", "not separated by single blanks"),
        (b">0.0013 0.0071 0.0000<", b">0,0013 0.0071 0.0000<", "'0,0013' may not stand in valueXMLList"),
        (b">0.0021 0.0035 0.0035<", b">0.0021 0.0035<", "valueExpandedMUXMLList has 2 entries for 3 values"),
        (b">0.0021 0.0035 0.0035<", b">0.0021 -0.0035 0.0035<", "'-0.0035' may not stand"),
        (b">2 2 2<", b">2 0.9 2<", "coverage factor 0.9 is below 1"),
        (b">2 2 2<", b">2 2e0 2<", "'2e0' may not stand in coverageFactorXMLList"),
        (b">0.9545 0.9545 0.9545<", b">95.45 0.9545 0.9545<", "'95.45' may not stand"),
        (b">0.9545 0.9545 0.9545<", b">0.0 0.9545 0.9545<", "coverage probability is 0"),
        (b"\\milli\\volt", b"mV", "'mV' may not stand in unitXMLList"),
        (b"\\milli\\volt", b"\\millivolt", "may not stand in unitXMLList"),
        (b">\\hour<", b">\\Hour<", "is not a D-SI unit"),
        (b">pass conditionalPass pass<", b">pass conditionalPass<", "2 conformities for 3 values"),
        (b">pass conditionalPass pass<", b">pass perhaps pass<", "'perhaps' is not a conformity"),
        (b">pass conditionalFail fail<", b">pass pass fail<", "0.000412 is a pass beyond its limit 0.0003650"),
        (b">pass conditionalFail fail<", b">pass conditionalFail pass<", "-0.000851 is a pass beyond its limit"),
        (b'refId="decisionRule"', b'refId="nowhere"', "refId nowhere leads nowhere"),
        (b'"basic_conformity" refId="decisionRule"', b'"basic_conformity"', "without its decision rule"),
        (b'lang="en"', b'lang="zh"', "has the languages ['zh', 'zh']"),
        (b'<dcc:content lang="en">DC voltage', b'<dcc:content lang="de">DC voltage', "has the languages ['de', 'zh']"),
        (b"<dcc:usedLangCodeISO639_1>en", b"<dcc:usedLangCodeISO639_1>fr", "declared are ['fr', 'zh']"),
        (b"ISO639_1>zh</dcc:mand", b"ISO639_1>de</dcc:mand", "mandatory language de"),
        (b"<dcc:endPerformanceDate>2026-11-21", b"<dcc:endPerformanceDate>2026-11-20", "is after endPerformanceDate"),
        (b"<dcc:issueDate>2026-11-21", b"<dcc:issueDate>2026-11-01", "is after issueDate"),
        (b"<dcc:issueDate>2026-11-21", b"<dcc:issueDate>21.11.2026", "not a date"),
        (b"<dcc:release>v0.1.0", b"<dcc:release>0.1.0", "release '0.1.0'"),
        (b"<dcc:countryCode>CN", b"<dcc:countryCode>cn", "'cn' is not a country code"),
        (b"<dcc:model>34401A<", b"<dcc:model><", "<model> is empty"),
        (b"<dcc:model>34401A<", b"<dcc:model> 34401A<", "begins or ends with white space"),
        (b"usedMethods>", b"usedSoftware>", "measurementResult has no usedMethods"),
        (b"influenceConditions>", b"usedSoftware>", "measurementResult has no influenceConditions"),
        (b">SIM-2026-000123<", b">2026-000123<", "a draft is numbered"),
    ],
)  # fmt: skip
def test_each_breach_is_found_and_named(certificate, find, put, words):
    xml = render_dcc(certificate)
    assert find in xml
    broken = check_rules(xml.replace(find, put))
    assert any(words in breach for breach in broken), broken


def test_two_ids_of_one_name_are_found(certificate):
    twice = render_dcc(certificate).replace(b"<dcc:item>", b'<dcc:item id="decisionRule">')
    assert "id decisionRule stands 2 times" in check_rules(twice)


def test_an_overall_pass_over_an_undetermined_point_is_never_written(certificate):
    overall = Declaration("basic_conformity", certificate.title, certificate.title, conformity=Conformity.PASS)
    with pytest.raises(RuleViolated, match="an overall pass stands over points that are"):
        render_dcc(replace(certificate, declarations=(*certificate.declarations, overall)))


def test_a_pass_that_only_rounding_puts_beyond_its_limit_is_kept(passing):
    row = passing.tables[0].points[0]
    beside = replace(row, error=row.error.of("0.0040", "mV"), upper=row.error.of("0.00396", "mV"))
    table = replace(passing.tables[0], points=(beside,))
    assert check_rules(render_dcc(replace(passing, tables=(table,)))) == ()


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (b"<a><b></a>", "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document type"),
        (b"", "not well-formed"),
    ],
)
def test_what_is_no_plain_xml_is_refused(xml, words):
    with pytest.raises(SchemaViolation, match=words):
        check_rules(xml)
