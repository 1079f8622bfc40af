"""A certificate tells under which conditions, with which standards, by whom and on what item; XML and page alike."""

from __future__ import annotations

import os
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from lxml import etree, html

from bench_core.bilingual import Bilingual
from bench_core.errors import RuleViolated, RunUnfinished
from bench_core.metrology.certificate import CertificateCurve, CertificatePair
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import MeasurementKey, PointCompleted
from bench_core.records.plan import Reporting
from dcc_export.certificate import build_certificate
from dcc_export.characteristics import certificate_text, coverage_text, specification_text
from dcc_export.dcc import render_dcc
from dcc_export.html import render_html
from dcc_export.reported_points import result_tables
from dcc_export.schema import VARIABLE, validate
from dcc_export.statements import uncertainty

VERIFIED = 'verified: {by: 李四, on: 2026-01-31, edition: "1", page: "12"}'


def q(text):
    return Quantity.parse(text)


def said(certificate):
    """The whole text of the XML and that of the page."""
    page = html.document_fromstring(render_html(certificate).decode()).text_content()
    return ["".join(etree.fromstring(render_dcc(certificate)).itertext()), page]


def everywhere(certificate, *words):
    return [(word, number) for number, text in enumerate(said(certificate)) for word in words if word not in text] == []


def test_a_record_in_which_a_planned_condition_is_missing_gets_no_certificate(runs, planned):
    with pytest.raises(RunUnfinished, match=r"no value of ambient.temperature, required 20 °C ± 1 °C"):
        build_certificate(runs.write(planned, conditions=()))


def test_a_record_whose_last_condition_does_not_hold_gets_no_certificate(runs, planned):
    words = r"ambient.temperature was 23.7 °C, required 20 °C ± 1 °C"
    with pytest.raises(RuleViolated, match=words):
        build_certificate(runs.write(planned, conditions=("23.7 °C",)))
    with pytest.raises(RuleViolated, match=words):
        build_certificate(runs.write(planned, resumed=("23.7 °C",)))


def test_a_condition_that_held_when_it_was_last_recorded_is_enough(runs, planned):
    certificate = build_certificate(runs.write(planned, conditions=("23.7 °C", "20.9 °C")))
    assert [str(one.value) for one in certificate.conditions] == ["23.7 °C", "20.9 °C"]


def test_conditions_after_a_resume_are_listed_in_order_with_the_laboratorys_time(runs, planned):
    certificate = build_certificate(runs.write(planned, resumed=("20.6 °C", "20.8 °C")))

    assert [(str(one.value), one.time, one.entered.en) for one in certificate.conditions] == [
        ("20.3 °C", "2026-11-21 02:30:00+08:00", "typed by 张三"),
        ("20.6 °C", "2026-11-21 03:15:00+08:00", "typed by 李四"),
        ("20.8 °C", "2026-11-21 04:00:00+08:00", "typed by 李四"),
    ]
    assert everywhere(certificate, *(one.time for one in certificate.conditions))
    assert b"<si:dateTime>2026-11-21T03:15:00+08:00</si:dateTime>" in render_dcc(certificate)


def test_an_interruption_is_stated_with_its_count_and_none_where_there_was_none(runs, planned):
    twice = build_certificate(runs.write(planned, resumed=("20.6 °C", "20.8 °C")))
    assert everywhere(twice, "中断并继续 2 次", "interrupted and resumed 2 times")
    once = build_certificate(runs.write(planned, resumed=("20.6 °C",)))
    assert everywhere(once, "中断并继续 1 次", "interrupted and resumed once")
    assert not any("interrupted and resumed" in text for text in said(build_certificate(runs.write(planned))))


def test_a_standard_used_by_class_is_shown_with_its_range_and_specification(runs, planned):
    certificate = build_certificate(runs.write(planned))

    assert [one.sentence.en for one in certificate.equipment[0].characteristics] == [
        "DC voltage, range 10 V: ±(0.0011 % of reading + 2 µV), 99 %"
    ]
    zh = "量程 10 V：±(0.0011 % × 读数 + 2 µV)，包含概率 99 %"
    assert everywhere(certificate, zh, certificate.equipment[0].characteristics[0].line.en)


def test_a_specification_that_nobody_checked_says_so(runs, planned, embedded_texts):
    texts = embedded_texts()
    texts["instrument:calibrator"] = texts["instrument:calibrator"].replace(VERIFIED, "verified: false")
    certificate = build_certificate(runs.write(planned, embedded=texts))
    assert everywhere(certificate, "包含概率 99 %（未经核对）", "2 µV), 99 % (not verified)")


def test_a_range_that_the_type_record_does_not_hold_is_not_verified(runs, planned):
    item = planned.items[0]
    other = [
        replace(point, references={"source": replace(point.references["source"], range=q("33 V"))})
        for point in item.points
    ]
    certificate = build_certificate(runs.write(replace(planned, items=(replace(item, points=tuple(other)),))))
    assert [one.verified for one in certificate.equipment[0].characteristics] == [False]


def test_a_standard_used_as_corrected_is_shown_with_the_uncertainty_of_its_certificate(runs, planned):
    item = planned.items[0]
    points = []
    for point, setting, expanded in zip(item.points, ("1 V", "-9 V"), ("3 µV", "21 µV"), strict=True):
        curve = CertificateCurve("DC-1", (CertificatePair(q(setting), q(setting), q(expanded), q("2")),), q("5 ppm"))
        reference = replace(point.references["source"], use="as_corrected", specification=None, certificate=curve)
        points.append(replace(point, references={"source": reference}))
    plan = replace(planned, items=(replace(item, points=tuple(points)),))

    certificate = build_certificate(runs.write(plan))

    sentence = "DC voltage, range 10 V: by certificate, U = 3 µV … 21 µV (k = 2), drift ±5 ppm"
    assert [one.sentence.en for one in certificate.equipment[0].characteristics] == [sentence]
    chinese = "证书值，U = 3 µV … 21 µV (k = 2)，漂移 ±5 ppm"
    assert everywhere(certificate, sentence.removeprefix("DC voltage, "), chinese)


@pytest.mark.parametrize(
    ("limits", "coverage", "written"),
    [
        (("12 ppm", "0 %", "20 µV"), Coverage("normal", q("99 %")), "±(12 ppm of reading + 20 µV), 99 %"),
        (("0.005 %", "0.0035 %", None), Coverage("rectangular"),
         "±(0.005 % of reading + 0.0035 % of range), limits, taken as rectangular"),
        (("0 %", "0 %", "0 V"), Coverage("rectangular"), "±(0), limits, taken as rectangular"),
    ],
)  # fmt: skip
def test_a_specification_is_written_as_its_maker_writes_it(limits, coverage, written):
    of_reading, of_range, constant = (None if text is None else q(text) for text in limits)
    limits = Specification(of_reading, of_range, constant, q("33 V"), coverage)
    assert f"{specification_text(limits).en}, {coverage_text(limits).en}" == written


def test_one_uncertainty_of_a_certificate_is_no_span():
    curve = CertificateCurve("DC-1", (CertificatePair(q("1 V"), q("1 V"), q("3 µV"), q("2")),), None)
    assert certificate_text([curve]).en == "by certificate, U = 3 µV (k = 2)"


def test_only_the_items_of_the_plan_are_said_to_have_been_performed(runs, planned):
    second = replace(planned.items[0], id="again", title=Bilingual("交流电压", "AC voltage"), points=())
    certificate = build_certificate(runs.write(replace(planned, items=(planned.items[0], second))))
    statement = next(one for one in certificate.declarations if one.kind == "calbench_exclusions")
    assert (statement.norm, statement.reference) == ("ISO/IEC 17025:2017", "7.8.2.1 n")
    assert everywhere(
        certificate,
        "仅进行了以下所列项目：直流电压、交流电压；JJF 1587-2016 的其他项目未进行。",
        "Only the items listed were performed: DC voltage; AC voltage. Other items of JJF 1587-2016 were not.",
    )


def test_the_position_of_the_approver_stands_beside_the_name(runs, planned):
    certificate = build_certificate(runs.write(planned))
    assert [person.position and person.position.zh for person in certificate.persons] == [None, None, "技术负责人"]
    assert everywhere(certificate, "技术负责人", "technical manager")


def test_an_instrument_that_names_another_maker_than_the_order_is_shown_with_both(runs, planned):
    identity = ("HEWLETT-PACKARD", "HEWLETT-PACKARD,34401A,MY41001234,11-5-2")
    certificate = build_certificate(runs.write(planned, identity=identity))
    assert certificate.item.maker == "Keysight"
    assert everywhere(
        certificate,
        "Keysight",
        "仪器自报为 HEWLETT-PACKARD 34401A，固件 11-5-2（原始应答：HEWLETT-PACKARD,34401A,MY41001234,11-5-2）",
        "identifies itself as HEWLETT-PACKARD 34401A, firmware 11-5-2 "
        "(reply: HEWLETT-PACKARD,34401A,MY41001234,11-5-2)",
    )


def test_an_instrument_that_names_the_orders_maker_is_shown_once(runs, planned):
    certificate = build_certificate(runs.write(planned, identity=("KEYSIGHT", "KEYSIGHT,34401A,MY41001234,11-5-2")))
    assert certificate.item.identity is None
    assert not any("identifies itself" in text for text in said(certificate))


def reported(planned, freedom, probability, reporting, k=2.0):
    """The row of a point whose result has these degrees of freedom and this probability."""
    item = replace(planned.items[0], points=planned.items[0].points[:1])
    plan = replace(planned, items=(item,), reporting=reporting)
    readings = {"x": (q("1.00001 V"), q("1.00001 V")), "source.output": (q("1 V"),)}
    result = evaluate_point(plan, item, item.points[0], readings, item.points[0].references["source"].due)
    result = replace(result, degrees_of_freedom=freedom, probability=probability, k=k)
    key = MeasurementKey("MY41001234", item.id, item.points[0].id)
    tables = result_tables(plan, {(item.id, item.points[0].id): PointCompleted(key, result)}, judged=False)
    return tables[0].points[0]


@pytest.mark.parametrize(
    ("freedom", "distribution"), [(inf, "normal"), (1e9, "normal"), (100.0, "normal"), (99.9, "t"), (3.2, "t")]
)
@pytest.mark.parametrize("reporting", [Reporting(2, q("2"), None), Reporting(2, None, q("95 %"))])
def test_the_distribution_follows_the_degrees_of_freedom_however_k_was_chosen(
    planned, freedom, distribution, reporting
):
    assert reported(planned, freedom, 0.95, reporting).distribution == distribution


def test_only_a_certificate_with_such_points_speaks_of_what_dominates():
    assert "dominate" not in uncertainty(sourced=False).text.en
    assert "占优势" not in uncertainty(sourced=True).text.zh
    assert "(EA-4/02 S9, S10)" in uncertainty(sourced=False, shaped=True).text.en


@pytest.mark.parametrize(
    ("result", "text"), [(0.9544997, "0.9545"), (0.86067, "0.8607"), (0.9, "0.9"), (0.99999, "0.9999")]
)
def test_the_probability_of_a_fixed_k_is_that_of_the_result(planned, result, text):
    # Student's t at 3 degrees of freedom: the probability inside ±2 is 0.8607
    assert reported(planned, 3.0, result, Reporting(2, q("2"), None)).probability == text


@pytest.mark.parametrize(("k", "text"), [(2.0, "2"), (3.3068, "3.31")])
def test_the_factor_is_the_one_that_u_was_made_with(planned, k, text):
    # JCGM 100:2008 table G.2: 3.31 for 95.45 % and 3 degrees of freedom
    assert reported(planned, 3.0, 0.9545, Reporting(2, q("2"), None), k).k == text


@pytest.mark.skipif(not os.environ.get(VARIABLE), reason=f"{VARIABLE} names no folder with PTB's schemas")
def test_a_resumed_run_with_another_makers_name_gives_a_valid_dcc(runs, planned):
    identity = ("HEWLETT-PACKARD", "HEWLETT-PACKARD,34401A,MY41001234,11-5-2\r\n")
    xml = render_dcc(build_certificate(runs.write(planned, resumed=("20.6 °C",), identity=identity)))
    assert validate(xml, Path(os.environ[VARIABLE])).checked
