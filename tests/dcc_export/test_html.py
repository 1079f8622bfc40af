"""The page says the same as the XML, to a person, by itself, and keeps hostile text as text."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree, html

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from dcc_export.certificate import build_certificate
from dcc_export.certificate_record import Address
from dcc_export.dcc import render_dcc
from dcc_export.dcc_elements import NAMESPACES
from dcc_export.html import css_string, percent, render_html
from dcc_export.page_texts import address_parts, formulae

WORDS = {"合格 pass": "pass", "不合格 fail": "fail", "待定 undetermined": "undetermined"}


def page_of(certificate):
    return html.document_fromstring(render_html(certificate).decode())


def shown(certificate):
    """Every result row of the page: nominal, reference, indication, error, U, k, probability, MPE, verdict."""
    return [
        [cell.text_content().strip() for cell in row]
        for row in page_of(certificate).xpath("//table[@class='results']/tbody/tr[td]")
    ]


def coded(certificate):
    """The same rows from the XML, as texts."""
    root = etree.fromstring(render_dcc(certificate))
    rows = []
    for table in root.iterfind(".//dcc:result//dcc:list", NAMESPACES):
        error = table.find("dcc:quantity[@refType='basic_measurementError']", NAMESPACES)
        lists = [one.text.split() for one in table.iterfind("dcc:quantity/*/si:valueXMLList", NAMESPACES)]
        names = ("valueExpandedMU", "coverageFactor", "coverageProbability")
        lists += [error.findtext(f".//si:{name}XMLList", namespaces=NAMESPACES).split() for name in names]
        limit = "dcc:quantity[@refType='basic_toleranceLimitUpper']"
        lists.append(error.findtext(f".//{limit}//si:valueXMLList", namespaces=NAMESPACES).split())
        lists.append(error.findtext(".//dcc:conformityXMLList", namespaces=NAMESPACES).split())
        rows += [list(row) for row in zip(*lists, strict=True)]
    return rows


def plain(text):
    return text.replace("−", "-").replace("±", "").lstrip("+")


def agree(certificate):
    page, xml = shown(certificate), coded(certificate)
    assert len(page) == len(xml) == len(certificate.points)
    for seen, kept in zip(page, xml, strict=True):
        assert [plain(cell) for cell in seen[:6]] == kept[:6]
        assert Decimal(seen[6].removesuffix(" %")) / 100 == Decimal(kept[6])
        assert plain(seen[7]) == kept[7]
        word = "undetermined" if kept[8].startswith("conditional") else kept[8]
        assert WORDS[seen[8].lstrip("✓✗? ")] == word


def test_page_and_xml_say_the_same_numbers(certificate):
    agree(certificate)


def test_page_and_xml_of_a_record_say_the_same_numbers(runs, planned):
    agree(build_certificate(runs.write(planned, ("0.00001", "0.002"))))


def test_page_and_xml_name_the_same_things(certificate):
    text = page_of(certificate).text_content()
    root = etree.fromstring(render_dcc(certificate))
    for path in (
        ".//dcc:uniqueIdentifier",
        ".//dcc:identification/dcc:value", ".//dcc:referralID", ".//dcc:certificate/dcc:value",
        ".//dcc:respPerson/dcc:person/dcc:name/dcc:content", ".//dcc:receiptDate",
        ".//dcc:calibrationLaboratoryCode", ".//dcc:item/dcc:model", ".//dcc:eMail",
    ):  # fmt: skip
        found = [element.text for element in root.iterfind(path, NAMESPACES)]
        assert found, path
        assert [one for one in found if one not in text] == []


def test_units_stand_above_the_numbers_of_their_range(certificate):
    ranges = page_of(certificate).xpath("//table[@class='results']/tbody/tr[@class='range']")
    assert [" ".join(one.text_content().split()) for one in ranges] == [
        "量程 range 100 mV · 单位 values in mV", "量程 range 10 V · 单位 values in V",
    ]  # fmt: skip


def test_a_value_in_another_unit_than_its_range_says_so(certificate):
    row = replace(certificate.tables[0].points[0], error=Quantity.parse("1.3 K"))
    table = replace(certificate.tables[0], points=(row,))
    assert shown(replace(certificate, tables=(table,)))[0][3] == "+1.3 K"


def test_an_undetermined_point_never_reads_as_a_pass(certificate):
    cells = [row[-1] for row in shown(certificate)]
    assert cells[1] == "? 待定 undetermined"
    assert cells[4] == "? 待定 undetermined"
    assert cells[5] == "✗ 不合格 fail"


def test_a_draft_says_so_on_every_page_and_a_certificate_to_be_signed_does_not(certificate, passing):
    draft, final = render_html(certificate).decode(), render_html(passing).decode()
    assert "仿真草稿" in draft
    assert 'class="watermark"' in draft
    assert "@top-center" in draft
    assert "no signature on a draft" in draft
    assert all(reason.en in draft for reason in certificate.drafts)
    for mark in ("草稿", 'class="watermark"', "@top-center", "DRAFT", "仿真草稿"):
        assert mark not in final


def test_no_verdict_is_shown_where_none_was_agreed(certificate):
    rows = tuple(replace(row, conformity=None) for row in certificate.tables[0].points)
    silent = replace(certificate, tables=(replace(certificate.tables[0], points=rows),), decision=None)
    assert {len(row) for row in shown(silent)} == {8}


def test_the_page_needs_nothing_but_itself(certificate):
    page = page_of(certificate)
    assert page.xpath("//script|//img|//link|//iframe|//object|//@src|//@href|//@onclick") == []
    assert not re.search(r"url\(|@import|https?:", render_html(certificate).decode())
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_tables_can_be_read_aloud(certificate):
    for table in page_of(certificate).xpath("//table"):
        assert table.xpath("caption")
        assert set(table.xpath("thead//th/@scope")) == {"col"}
    assert page_of(certificate).xpath("/html/@lang") == ["zh"]


def test_hostile_text_stays_text(certificate):
    text = "<img src=x onerror=alert(1)>{{7*7}}\x00\x1b[31m\u202e</style><script>"
    both = Bilingual(text, text)
    laboratory = replace(certificate.laboratory, contact=replace(certificate.laboratory.contact, name=both))
    bad = replace(
        certificate, item=replace(certificate.item, name=both, maker=text), laboratory=laboratory, remarks=both,
        number="SIM-" + text, drafts=(both,), persons=(replace(certificate.persons[0], name=text),),
    )  # fmt: skip
    page = page_of(bad)
    assert page.xpath("//img|//script") == []
    assert len(page.xpath("//style")) == 1
    assert "<img src=x onerror=alert(1)>{{7*7}}" in page.text_content()
    assert "{{7*7}}" in page.text_content()
    assert not {"\x00", "\x1b", "\u202e"} & set(render_html(bad).decode())


@pytest.mark.parametrize(
    ("text", "written"), [("A1", "A1"), ('"', r"\000022"), ("</", r"\00003c\00002f"), ("校", r"\006821")]
)
def test_a_css_string_cannot_be_left(text, written):
    assert css_string(text) == written


@pytest.mark.parametrize(
    ("probability", "written"),
    [("0.95", "95 %"), ("0.9545", "95.45 %"), ("0.9", "90 %"), ("0.99", "99 %"), ("1", "100 %")],
)
def test_a_probability_is_shown_in_percent_with_its_digits(probability, written):
    assert percent(probability) == written


def test_one_sided_and_unequal_limits_are_written_out(certificate):
    row = certificate.tables[0].points[0]
    upper, lower = Quantity.parse("0.004 mV"), Quantity.parse("-0.002 mV")
    rows = (
        replace(row, upper=upper, lower=None),
        replace(row, upper=upper, lower=lower),
        replace(row, upper=None, lower=None),
    )
    table = replace(certificate.tables[0], points=rows)
    assert [row[7] for row in shown(replace(certificate, tables=(table,)))] == ["≤ +0.004", "≥ −0.002, ≤ +0.004", "—"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("U ≤ MPEV/3 时", '<span class="nowrap"><i>U</i> ≤ <i>MPEV</i>/3</span> 时'),
        ("U = k·u_c，", '<span class="nowrap"><i>U</i> = <i>k</i>·<i>u</i><sub>c</sub></span>，'),
        ("|Δ| > MPEV为", '<span class="nowrap">|<i>Δ</i>| &gt; <i>MPEV</i></span>为'),
        ("10 kΩ (k = 2)", '10 kΩ (<span class="nowrap"><i>k</i></span> = 2)'),
        ("Unit UUT", "Unit UUT"),
    ],
)
def test_a_formula_is_in_italics_and_never_broken_over_two_lines(text, written):
    assert formulae(text) == written


def test_what_stands_beside_a_formula_stays_text():
    assert formulae("<b>U</b> & \x00") == '&lt;b&gt;<span class="nowrap"><i>U</i></span>&lt;/b&gt; &amp; \ufffd'


def test_a_draft_shows_no_date_of_issue_and_a_certificate_does(certificate, passing):
    issued = {"draft": page_of(certificate), "final": page_of(passing)}
    rows = {kind: page.xpath("//dt[contains(., '签发日期')]/../dd")[0] for kind, page in issued.items()}
    assert rows["draft"].text_content() == "草稿，未签发 draft, not issued"
    assert rows["final"].text_content() == passing.issued.isoformat()


def test_a_chinese_address_goes_from_the_country_to_the_house_and_an_english_one_does_not():
    chinese = Address(street="示范路", number="1", city="北京", post_code="100000", country="CN")
    english = Address(street="Sample Road", number="1", city="Beijing", post_code="100000", country="CN")
    assert address_parts(chinese) == ("中国 北京 示范路 1 号", "100000")
    assert address_parts(english) == ("Sample Road 1, 100000 Beijing, CN", "")
