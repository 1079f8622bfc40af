"""A certificate of a whole multimeter, of a source, and of what a person read: on the page and in the XML alike."""

from __future__ import annotations

import os
import warnings
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import dsi_unit
import pytest
from dcclib.validation import schematron as ptb
from lxml import etree, html

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification
from bench_core.records.plan import (
    Component,
    Equation,
    LeftOut,
    PlannedItem,
    PlannedPoint,
    PlannedReference,
    PlannedRole,
    Preliminary,
    Requirement,
    Take,
)
from dcc_export.certificate import build_certificate
from dcc_export.certificate_record import Connections
from dcc_export.dcc import render_dcc
from dcc_export.dcc_elements import NAMESPACES
from dcc_export.html import render_html
from dcc_export.item_notes import connections, item_notes
from dcc_export.page_sections import by_function, sections_of
from dcc_export.schema import VARIABLE, validate

SCHEMA = os.environ.get(VARIABLE)
needs_schema = pytest.mark.skipif(not SCHEMA, reason=f"{VARIABLE} names no folder with PTB's schemas")
GRID = {
    "dc_voltage": (("100 mV", "1 V", "10 V", "100 V", "1000 V"), ()),
    "ac_voltage": (("1 V", "10 V", "100 V"), ("45 Hz", "1 kHz", "20 kHz", "100 kHz")),
    "dc_current": (("100 µA", "100 mA", "1 A", "3 A"), ()),
    "ac_current": (("1 A", "3 A"), ("45 Hz", "1 kHz", "5 kHz")),
    "resistance": (("10 MΩ", "100 MΩ", "1 GΩ"), ()),
    "resistance_4w": (("100 Ω", "1 kΩ", "1 MΩ"), ()),
}
"""Ranges and frequencies by function."""

WORDS = Bilingual("示值误差", "error")


def q(text: str) -> Quantity:
    return Quantity.parse(text)


def share(full_scale: Quantity, tenths: int) -> Quantity:
    return Quantity.parse(f"{Decimal(tenths) / 10 * Decimal(int(full_scale.value))} {full_scale.unit}")


def leads_of(function: str) -> dict[str, str]:
    meter = "CURRENT 3 A" if function.endswith("_current") else "INPUT HI LO"
    source = "AUX" if function.endswith("_current") else "NORMAL"
    return {"source": source, "uut": meter, "wiring": "4-wire" if function == "resistance_4w" else "2-wire"}


def points_of(function: str) -> tuple[PlannedPoint, ...]:
    ranges, frequencies = GRID[function]
    signs = (1, 5, 9, -9) if CAPABILITIES[function].signed else (1, 5, 9)
    return tuple(
        _point(function, q(full_scale), share(q(full_scale), tenths), frequency)
        for full_scale in ranges
        for tenths in signs
        for frequency in frequencies or ("",)
    )


def _point(function: str, full_scale: Quantity, nominal: Quantity, frequency: str) -> PlannedPoint:
    wide = 20 if frequency == "100 kHz" else 1
    limits = Specification(q(f"{Decimal('0.01') * wide} %"), q("0.002 %"), None, full_scale, Coverage("rectangular"))
    standard = Specification(q(f"{12 * wide} ppm"), q("2 ppm"), None, full_scale, Coverage("normal", q("99 %")))
    reference = PlannedReference(
        "calibrator", function, "as_class", "source", full_scale, standard, None, date(2027, 3, 1)
    )
    fields = {"range": full_scale, "nominal": nominal} | ({"frequency": q(frequency)} if frequency else {})
    name = "/".join(filter(None, (str(full_scale), str(nominal), frequency)))
    resolution = Quantity(full_scale.value / 1_000_000, full_scale.unit)
    return PlannedPoint(name, fields, limits, resolution, {"source": reference}, leads_of(function))


def item_of(function: str, **changes: object) -> PlannedItem:
    capability = CAPABILITIES[function]
    made = PlannedItem(
        id=function.replace("_", "-"),
        title=Bilingual(capability.zh, capability.en),
        clause="7.2",
        verified=True,
        function=function,
        points=points_of(function),
        method=(Take("x", "uut", 2),),
        model=(Equation("e", "x - source.output", "reading"), Equation("error", "mean(e)", "point")),
        components=(
            Component("resolution", "x", WORDS, "B", "uut.resolution / 2", "rectangular"),
            Component("standard", "source.output", WORDS, "B", source="source"),
        ),
        larger_of=(),
        requirements=(
            Requirement(WORDS, "point", ("error",), "-uut.mpe", "uut.mpe", "jjf1094", None, "7.2", verified=True),
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def relative_errors(items: tuple[PlannedItem, ...], share_of_range: str = "0.00002") -> tuple[str, ...]:
    """The error of every point [coherent SI unit], as a share of its range."""
    ranges = [point.mpe.range.si for item in items for point in item.points]
    return tuple(str(Decimal(one.numerator) / one.denominator * Decimal(share_of_range)) for one in ranges)


@pytest.fixture(scope="module")
def make_whole(module_runs, planned):
    """Makes a certificate of six functions, about a hundred points; items may be changed by function."""

    def make(**changed):
        items = tuple(item_of(function, **changed.get(function, {})) for function in GRID)
        return build_certificate(module_runs.write(replace(planned, items=items), relative_errors(items)))

    return make


@pytest.fixture(scope="module")
def whole(make_whole):
    return make_whole()


@pytest.fixture
def sourced(runs, planned, embedded_texts):
    """A certificate of a calibrator that was calibrated against a meter."""
    limits = Specification(q("0.005 %"), q("0 %"), None, q("10 V"), Coverage("rectangular"))
    meter = Specification(q("8 ppm"), q("0.5 ppm"), None, q("10 V"), Coverage("normal", q("95 %")))
    reference = PlannedReference(
        "meter", "dc_voltage", "as_class", "indicator", q("10 V"), meter, None, date(2027, 3, 1)
    )
    points = tuple(
        PlannedPoint(nominal, {"range": q("33 V"), "nominal": q(nominal)}, limits, q("10 µV"), {"meter": reference})
        for nominal in ("1 V", "10 V")
    )
    item = item_of(
        "dc_voltage",
        points=points,
        method=(Take("r", "meter", 2),),
        model=(Equation("e", "uut.output - r", "reading"), Equation("error", "mean(e)", "point")),
        components=(Component("standard", "r", WORDS, "B", source="meter"),),
    )
    roles = {
        "uut": PlannedRole("calibrator", True, "source", False, None, None, {}),
        "meter": PlannedRole("meter", False, "indicator", False, "as_class", None, {}),
    }
    texts = embedded_texts()
    certificate = texts.pop("standard:calibrator")
    texts["standard:meter"] = certificate.replace(
        'model: 5522A, serial: "1972905"', 'model: 34401A, serial: "MY41001234"'
    )
    texts["order"] = texts["order"].replace("34401A", "5522A").replace("MY41001234", '"1972905"')
    path = runs.write(replace(planned, items=(item,), roles=roles), ("0.00002", "0.0001"), embedded=texts)
    return build_certificate(path)


def page_of(certificate):
    return html.document_fromstring(render_html(certificate).decode())


def root_of(certificate):
    return etree.fromstring(render_dcc(certificate))


def lists_of(table):
    """The columns of a table of the XML by refType: texts and units."""
    found = {}
    for quantity in table.iterfind("dcc:quantity", NAMESPACES):
        texts = quantity.findtext("*/si:valueXMLList", namespaces=NAMESPACES).split()
        found[quantity.get("refType").split()[0]] = texts, quantity.findtext("*/si:unitXMLList", namespaces=NAMESPACES)
    return found


def tables_of(certificate):
    return root_of(certificate).findall(".//dcc:result//dcc:list", NAMESPACES)


def heads_of(page, number):
    cells = page.xpath(f"(//table[@class='results'])[{number}]/thead//th")
    return [" ".join(cell.text_content().split()) for cell in cells]


def rows_of(page, number):
    rows = page.xpath(f"(//table[@class='results']/tbody)[{number}]/tr[td]")
    return [[cell.text_content().strip() for cell in row] for row in rows]


def ranges_of(page):
    rows = page.xpath("//table[@class='results']/tbody/tr[@class='range']")
    return [" ".join(row.text_content().split()) for row in rows]


def said(certificate):
    return " ".join(part for one in certificate.declarations for part in (one.text.zh, one.text.en))


def test_every_item_and_range_has_a_table_of_its_own(whole):
    assert len(whole.points) == 108
    assert [(one.heading.en, str(one.range)) for one in whole.tables[4:7]] == [
        ("DC voltage", "1000 V"), ("AC voltage", "1 V"), ("AC voltage", "10 V"),
    ]  # fmt: skip


def test_a_frequency_is_a_column_on_the_page_and_an_index_in_the_xml(whole):
    page, table = page_of(whole), tables_of(whole)[5]
    assert heads_of(page, 2)[:4] == ["标称值 Nominal", "频率 Frequency", "标准值 Reference", "示值 Indication"]
    assert [row[1] for row in rows_of(page, 6)[:4]] == ["45 Hz", "1 kHz", "20 kHz", "100 kHz"]
    assert table.get("refType") == "basic_2IndexFlatTable"
    texts, unit = lists_of(table)["calbench_frequency"]
    assert (texts[:4], unit) == (["45", "1000", "20000", "100000"], r"\hertz")


def test_without_frequencies_there_is_no_such_column(whole):
    assert "频率 Frequency" not in heads_of(page_of(whole), 1)
    table = tables_of(whole)[0]
    assert table.get("refType") == "basic_1IndexTable"
    assert "calbench_frequency" not in lists_of(table)


def test_every_quantity_stands_in_the_unit_of_its_range(whole):
    units = [lists_of(table)["basic_measurementError"][1] for table in tables_of(whole)]
    assert units == [
        r"\milli\volt", *[r"\volt"] * 7, r"\micro\ampere", r"\milli\ampere", *[r"\ampere"] * 4,
        r"\mega\ohm", r"\mega\ohm", r"\giga\ohm", r"\ohm", r"\kilo\ohm", r"\mega\ohm",
    ]  # fmt: skip
    assert [one.split("·")[1].strip() for one in ranges_of(page_of(whole))[8:18:8]] == [
        "单位 values in µA", "单位 values in GΩ",
    ]  # fmt: skip


def test_page_and_xml_say_the_same_numbers_in_every_table(whole):
    page = page_of(whole)
    for number, table in enumerate(tables_of(whole), 1):
        lists = lists_of(table)
        at = 1 if "calbench_frequency" in lists else 0
        for row, reference, indication, error in zip(
            rows_of(page, number),
            *(lists[name][0] for name in ("basic_referenceValue", "basic_measuredValue", "basic_measurementError")),
            strict=True,
        ):
            shown = [cell.replace("−", "-").lstrip("+") for cell in row]
            assert shown[1 + at : 4 + at] == [reference, indication, error]


def test_a_large_u_rounds_its_value_to_the_same_place(runs, planned):
    # U of 1.2 kΩ at 90 kΩ: the last place is 0.1 kΩ, in ohms a hundred
    limits = Specification(q("2 %"), q("0 %"), None, q("100000 Ω"), Coverage("rectangular"))
    standard = Specification(q("1.72 %"), q("0 %"), None, q("100000 Ω"), Coverage("normal", q("99 %")))
    point = points_of("resistance")[0]
    reference = replace(point.references["source"], specification=standard)
    wide = replace(
        point, mpe=limits, references={"source": reference}, fields={"range": q("100 kΩ"), "nominal": q("90000 Ω")}
    )
    plan = replace(planned, items=(item_of("resistance", points=(wide,)),))
    row = build_certificate(runs.write(plan, ("123.456",))).points[0]
    values = (row.reference, row.indication, row.error, row.expanded_uncertainty)
    assert [str(one) for one in values] == ["90.0 kΩ", "90.1 kΩ", "0.1 kΩ", "1.2 kΩ"]


def test_connections_stand_with_every_range(whole):
    assert ranges_of(page_of(whole))[8].endswith("接线 connections AUX – CURRENT 3 A, 两线 2-wire")
    described = root_of(whole).findall(".//dcc:result/dcc:description", NAMESPACES)
    texts = [content.text for content in described[-1].iterfind("dcc:content", NAMESPACES)]
    assert texts == ["接线：NORMAL – INPUT HI LO，四线。", "Connections: NORMAL – INPUT HI LO, 4-wire."]


def test_connections_go_from_the_source_to_what_indicates(planned):
    source, indicator = planned.roles["source"], planned.roles["uut"]
    found = connections({"meter": "INPUT HI LO", "uut": "NORMAL"}, {"meter": indicator, "uut": source})
    assert found == Connections("NORMAL – INPUT HI LO", None)
    assert connections({}, {}) is None


def test_one_range_with_two_kinds_of_leads_has_two_tables(make_whole):
    low, high = points_of("dc_current")[-4:-2], points_of("dc_current")[-2:]
    moved = tuple(replace(point, leads=point.leads | {"source": "20 A"}) for point in high)
    tables = make_whole(dc_current={"points": (*low, *moved)}).tables
    assert [one.connections.terminals for one in tables if one.item == "dc-current"] == [
        "AUX – CURRENT 3 A", "20 A – CURRENT 3 A",
    ]  # fmt: skip


def test_a_point_that_was_left_out_is_named_with_its_reason(make_whole):
    volt_hertz = Bilingual("超出校准器的电压频率积。", "Beyond the calibrator's volt-hertz.")
    missing = Bilingual("校准器没有该电阻值。", "The calibrator has no such resistance.")
    out = (LeftOut("100 V/300 kHz", volt_hertz), LeftOut("1 MΩ", missing), LeftOut("10 V/1 MHz", volt_hertz))
    certificate = make_whole(ac_voltage={"left_out": out}, resistance={"left_out": out[1:2]})
    declared = [one for one in certificate.declarations if one.kind == "calbench_leftOut"]
    assert [one.heading.en for one in declared] == ["Points left out: AC voltage", "Points left out: DC resistance"]
    assert declared[0].text == Bilingual(
        "100 V/300 kHz、10 V/1 MHz（超出校准器的电压频率积）；1 MΩ（校准器没有该电阻值）。",
        "100 V/300 kHz, 10 V/1 MHz (Beyond the calibrator's volt-hertz); 1 MΩ (The calibrator has no such resistance).",
    )
    text, xml = page_of(certificate).text_content(), render_dcc(certificate).decode()
    for one in (*declared[0].text.zh.split("；"), "3 points of this item were left out", "1 point of this item was"):
        assert one in text
        assert one in xml
    assert text.count("points of this item were left out") == 1


def test_what_the_plan_says_of_roles_is_said_of_instruments(make_whole):
    why = Bilingual(
        "source (calibrator, Fluke 5522A)：型号档案未规定交流电压在 675 V 的技术指标",
        "source (calibrator, Fluke 5522A): its type record specifies no ac_voltage at 675 V and no resistance",
    )
    certificate = make_whole(ac_voltage={"left_out": (LeftOut("750 V", why),)})
    declared = next(one for one in certificate.declarations if one.kind == "calbench_leftOut")
    assert declared.text == Bilingual(
        "750 V（Fluke 5522A（1972905）：型号档案未规定交流电压在 675 V 的技术指标）。",
        "750 V (Fluke 5522A (1972905): its type record specifies no AC voltage at 675 V and no resistance).",
    )


def test_without_a_requirement_no_permissible_error_is_printed(make_whole):
    unjudged = make_whole(**{function: {"requirements": ()} for function in GRID})
    page, xml, words = page_of(unjudged), render_dcc(unjudged).decode(), said(unjudged)
    assert {point.lower for point in unjudged.points} | {point.upper for point in unjudged.points} == {None}
    for text in (page.text_content(), xml, words):
        assert "permissible" not in text
        assert "MPE" not in text
    assert "The method has no requirement on errors; no statement of conformity is made." in words
    widths = {cell.get("colspan") for cell in page.xpath("//table[@class='results']//*[@colspan]")}
    assert widths == {str(len(heads_of(page, number))) for number in (1, 2)} == {"7", "8"}


def test_an_item_without_a_requirement_prints_no_limits_beside_those_that_have_one(make_whole):
    page = page_of(make_whole(dc_voltage={"requirements": ()}))
    heads = [" ".join(heads_of(page, number)) for number in range(1, len(GRID) + 1)]
    assert ["MPE" in head for head in heads] == [function != "dc_voltage" for function in GRID]


def test_where_nothing_was_left_out_nothing_is_said_of_it(whole):
    assert "left out" not in page_of(whole).text_content()
    assert "calbench_leftOut" not in render_dcc(whole).decode()


def test_errors_that_a_zero_corrects_say_so():
    corrected = (Equation("e", "x - z[range] - source.output", "reading"),)
    item = item_of("resistance_4w", model=corrected, preliminary=Preliminary((), (Take("z", "uut", 2),)))
    assert [note.en for note in item_notes(item)] == [
        "A zero was taken once on each range, and indications and errors are corrected for it."
    ]
    assert item_notes(replace(item, model=item_of("resistance_4w").model)) == ()


def test_a_title_without_the_function_gets_it(whole):
    table = replace(whole.tables[5], title=WORDS)
    assert table.heading == Bilingual("示值误差（交流电压）", "error (AC voltage)")
    assert "示值误差（交流电压）" in page_of(replace(whole, tables=(table,))).xpath("//caption")[-1].text_content()
    named = Bilingual("直流电阻（四线）", "DC resistance, 4-wire")
    assert replace(whole.tables[-1], title=named).heading == named


def test_several_items_are_summed_up_and_one_is_not(whole):
    sections = sections_of(whole)
    assert [(one.heading.en, one.ranges, len(one.verdicts)) for one in sections[:2]] == [
        ("DC voltage", "100 mV … 1000 V", 20), ("AC voltage", "1 V … 100 V", 36),
    ]  # fmt: skip
    assert sum(one.passed for one in sections) == 108
    assert "结果概要" in page_of(whole).text_content()
    single = replace(whole, tables=whole.tables[:5])
    assert "结果概要" not in page_of(single).text_content()


def test_a_summary_counts_what_failed_and_what_is_open(certificate):
    section = sections_of(certificate)[0]
    assert (section.passed, section.undetermined, section.failed) == (3, 2, 1)


def test_points_of_one_range_that_stand_apart_in_the_plan_share_a_table(make_whole):
    first, last = points_of("dc_voltage")[8:10], points_of("dc_voltage")[10:12]
    between = points_of("dc_voltage")[:1]
    tables = make_whole(dc_voltage={"points": (*first, *between, *last)}).tables
    assert [(str(one.range), len(one.points)) for one in tables[:2]] == [("10 V", 4), ("100 mV", 1)]


def test_the_specification_of_a_standard_names_the_frequencies_it_was_used_at(whole):
    groups = {one.heading.en: one.lines for one in by_function(whole.equipment[0].characteristics)}
    assert len(groups) == 6
    of_ac = groups["AC voltage, 99 % (not verified)"]
    assert [line.en for line in of_ac[:2]] == [
        "range 1 V, 45 Hz … 20 kHz: ±(12 ppm of reading + 2 ppm of range)",
        "range 1 V, 100 kHz: ±(240 ppm of reading + 2 ppm of range)",
    ]
    assert all(line.en in page_of(whole).text_content() for line in of_ac)


def test_what_only_some_ranges_of_a_standard_share_stands_with_each(whole):
    of_dc = next(one for one in by_function(whole.equipment[0].characteristics) if one.heading.en == "DC voltage")
    assert [line.en.rpartition(", 99 %")[2] for line in of_dc.lines] == [
        " (not verified)", " (not verified)", "", " (not verified)", " (not verified)",
    ]  # fmt: skip


def test_every_unit_is_one_by_ptbs_own_parser(whole):
    units = {element.text for element in root_of(whole).iterfind(".//si:unitXMLList", NAMESPACES)}
    assert units >= {r"\hertz", r"\micro\ampere", r"\giga\ohm"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it calls every backslash string deprecated
        assert [one for one in units if not dsi_unit.DsiUnit(one).valid] == []


def test_on_paper_the_item_is_named_again_on_every_page_of_its_table(whole):
    page = page_of(whole)
    again = page.xpath("//table[@class='results']/thead/tr[@class='again']")
    captions = page.xpath("//table[@class='results']/caption")
    assert [one.text_content() for one in again] == [one.text_content() for one in captions]
    assert (
        "@media print { .results caption { display: none; } .results .again { display: table-row; }"
        in render_html(whole).decode()
    )


def test_a_table_may_break_over_pages_between_ranges_and_repeats_its_head(whole):
    page = render_html(whole).decode()
    assert ".results tbody { break-inside: avoid; } .results tbody.long { break-inside: auto; }" in page
    assert "thead { display: table-header-group; }" in page
    assert not page_of(whole).xpath("//tbody[@class='long']")
    many = replace(whole.tables[0], points=whole.tables[0].points * 5)
    assert page_of(replace(whole, tables=(many,))).xpath("//tbody[@class='long']")


def test_a_source_is_reported_with_setting_and_actual_value(sourced):
    # the meter indicated 0.99998 V at a setting of 1 V
    row = sourced.points[0]
    assert [str(one) for one in (row.indication, row.reference, row.error)] == [
        "1.000000 V", "0.999980 V", "0.000020 V",
    ]  # fmt: skip
    assert heads_of(page_of(sourced), 1)[1:4] == ["设定值 Setting", "实际值 Actual value", "误差 Error"]
    assert rows_of(page_of(sourced), 1)[0][1:4] == ["1.000000", "0.999980", "+0.000020"]
    xml = render_dcc(sourced).decode()
    for name in ("设定值", "setting", "实际值", "actual value"):
        assert f">{name}<" in xml
    assert "示值误差" not in xml
    assert "error (setting minus actual value)" in sourced.uncertainty.text.en
    assert sourced.item.model == "5522A"
    assert [one.model for one in sourced.equipment] == ["34401A"]


def test_what_a_person_read_is_said_with_who_entered_it(runs, planned):
    by_hand = planned.roles | {"uut": replace(planned.roles["uut"], by_person=True)}
    certificate = build_certificate(runs.write(replace(planned, roles=by_hand)))
    assert "without sight of reference value, error or verdict. Entered: typed by 张三." in said(certificate)
    assert "calbench_readByPerson" in render_dcc(certificate).decode()
    assert "人工读数" in page_of(certificate).text_content()
    assert "人工读数" not in page_of(build_certificate(runs.write(planned))).text_content()


@needs_schema
def test_the_schema_finds_them_valid(whole, sourced, make_whole):
    out = (LeftOut("1 V/x", Bilingual("无。", "None.")),)
    for one in (whole, sourced, make_whole(ac_voltage={"left_out": out})):
        assert validate(render_dcc(one), Path(SCHEMA)).messages == ("valid by DCC 3.3.0",)


def test_ptbs_rules_find_neither_error_nor_warning(whole, sourced):
    rules = ptb.SchematronValidator.from_file(str(Path(ptb.SVRL_PATH).with_name("dcc.sch")))
    for one in (whole, sourced):
        report = etree.fromstring(rules.xslt_processor.transform_str(render_dcc(one).decode()).encode())
        found = [*report.iter("{*}failed-assert"), *report.iter("{*}successful-report")]
        assert [part.get("role") for part in found if part.get("role") in {"error", "warning"}] == []
