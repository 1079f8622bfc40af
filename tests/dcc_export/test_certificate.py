"""A certificate is built from a finished, verified record alone, and says what it may not claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from types import SimpleNamespace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import BrokenChain, ExportError, ResultDiffers, RuleViolated, RunUnfinished, UsageError
from bench_core.metrology.decision import Conformity, Verdict
from bench_core.metrology.quantity import Quantity
from dcc_export.certificate import build_certificate, numbered
from dcc_export.printable import number
from dcc_export.reported_points import conformity_of
from dcc_export.statements import specification


def q(text):
    return Quantity.parse(text)


def test_a_whole_and_verified_run_gives_a_certificate_that_can_be_signed(runs, planned):
    path = runs.write(planned)

    certificate = build_certificate(path)

    assert certificate.number == "2026-000123"
    assert not certificate.draft
    assert certificate.origin.digest == sha256(path.read_bytes()).hexdigest()
    assert [person.role.zh for person in certificate.persons] == ["校准员", "核验员", "批准人"]
    assert certificate.equipment[0].certificate.number == "DC-2026-0117"
    assert certificate.equipment[0].serial == "1972905"
    assert [one.value for one in certificate.item.identifications] == ["MY41001234", "A-17"]


def test_results_are_reported_with_the_digits_of_their_uncertainty(runs, planned):
    row = build_certificate(runs.write(planned)).points[0]

    # by hand: limits 0.0011 % of 1 V + 2 µV = 13 µV at 99 % (2.5758) and half a digit of 5 µV by √3:
    # u = √(5.047² + 2.887²) µV = 5.814 µV, U = 11.63 µV
    assert number(row.expanded_uncertainty) == "0.000012"
    assert number(row.error) == "0.000010"
    assert number(row.reference) == "1.000000"
    assert number(row.indication) == "1.000010"
    assert number(row.upper) == "0.0000850"
    assert (row.k, row.probability) == ("2", "0.9545")


def test_small_ranges_are_reported_in_their_own_unit_without_losing_a_digit(runs, planned):
    item = planned.items[0]
    point = replace(item.points[0], fields={"range": q("1000 mV"), "nominal": q("1 V")})
    plan = replace(planned, items=(replace(item, points=(point,)),))

    row = build_certificate(runs.write(plan, ("0.00001",))).points[0]

    assert [str(value) for value in (row.nominal, row.error, row.expanded_uncertainty, row.upper)] == [
        "1000 mV", "0.010 mV", "0.012 mV", "0.0850 mV",
    ]  # fmt: skip


def test_days_are_those_of_the_laboratorys_own_clock(runs, planned):
    # the run is at 18:30 UTC of 20 November; the laboratory is eight hours ahead
    certificate = build_certificate(runs.write(planned))
    assert (certificate.performed_from, certificate.issued) == (date(2026, 11, 21), date(2026, 11, 21))


def test_a_date_of_issue_is_taken_but_never_before_the_end(runs, planned):
    path = runs.write(planned)
    assert build_certificate(path, issued=date(2026, 11, 30)).issued == date(2026, 11, 30)
    with pytest.raises(UsageError, match="2026-11-01 is before the calibration's end, 2026-11-21"):
        build_certificate(path, issued=date(2026, 11, 1))


@pytest.mark.parametrize(
    ("ended", "words"),
    [(None, "has not ended"), ("aborted", r"was aborted \(leads fell off\)"), ("failed", r"failed \(leads fell off\)")],
)
def test_only_a_finished_run_gets_a_certificate(runs, planned, ended, words):
    path = runs.write(planned, ended=ended)
    with pytest.raises(RunUnfinished, match=words):
        build_certificate(path)


def test_a_finished_run_with_a_point_missing_gets_none(runs, planned):
    with pytest.raises(RunUnfinished, match=r"1 points have no result \(dc-voltage -9 V\)"):
        build_certificate(runs.write(planned, ("0.00001",)))


def test_an_edited_record_gets_none(runs, planned):
    path = runs.write(planned)
    content = path.read_bytes()
    assert b"+1.00001000E+0" in content
    path.write_bytes(content.replace(b"+1.00001000E+0", b"+1.00002000E+0", 1))
    with pytest.raises(BrokenChain):
        build_certificate(path)


def test_a_result_that_its_replies_do_not_give_gets_none_even_in_a_whole_chain(runs, planned):
    path = runs.write(planned, forge=lambda result: replace(result, reported_error=q("0.000000 V")))
    with pytest.raises(ResultDiffers):
        build_certificate(path)


def test_a_record_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        build_certificate(tmp_path / "no.calrun")


def test_a_verification_is_not_made_into_a_calibration_certificate(runs, planned):
    with pytest.raises(ExportError, match="检定证书"):
        build_certificate(runs.write(replace(planned, kind="verification")))


def test_another_serial_number_than_the_orders_is_refused(runs, planned):
    with pytest.raises(RuleViolated, match="order names serial number MY41001234, the instrument answered MY9"):
        build_certificate(runs.write(planned, serial="MY9"))


def test_an_instrument_that_does_not_tell_its_serial_number_is_the_orders(runs, planned):
    item = build_certificate(runs.write(planned, serial="0")).item
    assert item.identifications[0].value == "MY41001234"


def reasons(path):
    certificate = build_certificate(path)
    return certificate, " ".join(reason.en for reason in certificate.drafts)


def test_a_run_in_which_the_program_changed_gives_a_draft_only(runs, planned):
    certificate, why = reasons(
        runs.write(planned, program_changed={"dcc_export/dcc.py": "00", "sequencer/runner.py": ""})
    )
    assert certificate.number == "DRAFT-2026-000123"
    assert "Files of the program changed while the run went on: dcc_export/dcc.py, sequencer/runner.py." in why


def test_a_simulated_run_is_numbered_and_declared_as_one(runs, planned):
    certificate, why = reasons(runs.write(planned, simulated=True))
    assert certificate.number == "SIM-2026-000123"
    assert certificate.simulated
    assert "simulated" in why
    assert "simulated" in certificate.declarations[0].text.en


def test_a_simulated_standard_makes_a_simulated_certificate_without_traceability(runs, planned, embedded_texts):
    texts = embedded_texts()
    texts["standard:calibrator"] += "simulated: true\n"
    certificate, _ = reasons(runs.write(planned, embedded=texts))
    assert certificate.number.startswith("SIM-")
    assert [one.traceable for one in certificate.declarations if one.kind == "calbench_traceability"] == [False]


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("laboratory", "names no laboratory"),
        ("order", "no order"),
        ("standard:calibrator", "no valid certificate"),
    ],
)
def test_what_is_missing_makes_a_draft_and_is_said(runs, planned, embedded_texts, missing, words):
    texts = embedded_texts()
    del texts[missing]
    certificate, why = reasons(runs.write(planned, embedded=texts))
    assert certificate.number.startswith("DRAFT-")
    assert words in why


def test_unverified_numbers_make_a_draft_and_are_said(runs, planned, embedded_texts):
    item = replace(planned.items[0], verified=False)
    texts = embedded_texts()
    verified = 'verified: {by: 李四, on: 2026-01-31, edition: "1", page: "12"}'
    texts["instrument:meter"] = texts["instrument:meter"].replace(verified, "verified: false")
    certificate, why = reasons(runs.write(replace(planned, items=(item,)), embedded=texts))
    assert "dc-voltage of the procedure are not verified" in why
    assert "specification of Keysight 34401A is not verified" in why
    assert not certificate.method.verified


def test_the_plans_own_reasons_are_kept(runs, planned):
    reason = Bilingual("规程未批准。", "The procedure is not approved.")
    certificate, _ = reasons(runs.write(replace(planned, drafts=(reason,))))
    assert certificate.drafts == (reason,)


def test_a_record_without_ambient_conditions_makes_a_draft(runs, planned):
    _, why = reasons(runs.write(replace(planned, conditions=()), conditions=()))
    assert "no ambient conditions" in why


def test_a_person_the_laboratory_does_not_know_makes_a_draft(runs, planned, embedded_texts, order_text):
    texts = embedded_texts(order=order_text.replace("approved_by: wang", "approved_by: zhao"))
    _, why = reasons(runs.write(planned, embedded=texts))
    assert "no person zhao" in why


def test_conformity_is_stated_only_where_the_client_asked_for_it(runs, planned, embedded_texts, order_text):
    asked = build_certificate(runs.write(planned))
    assert {row.conformity for row in asked.points} == {Conformity.PASS}
    assert asked.decision.norm == "JJF 1094-2002"

    texts = embedded_texts(order=order_text.replace("conformity: true\n", ""))
    silent = build_certificate(runs.write(planned, embedded=texts))
    assert {row.conformity for row in silent.points} == {None}
    assert silent.decision is None
    assert not [one for one in silent.declarations if one.conformity is not None]


def test_a_rule_that_was_not_agreed_gives_no_statement(runs, planned, embedded_texts, order_text):
    texts = embedded_texts(order=order_text.replace("jjf1094", "simple"))
    assert build_certificate(runs.write(planned, embedded=texts)).decision is None


def test_guarded_acceptance_is_stated_in_its_own_words(runs, planned, embedded_texts, order_text):
    texts = embedded_texts(order=order_text.replace("jjf1094", "guarded"))
    requirement = replace(planned.items[0].requirements[0], rule="guarded")
    plan = replace(planned, items=(replace(planned.items[0], requirements=(requirement,)),))
    found = build_certificate(runs.write(plan, embedded=texts)).decision
    assert "|Δ| ≤ MPEV − U is a pass, else a fail" in found.text.en
    assert "保护带 w = U" in found.text.zh
    assert found.norm == "ILAC-G8:09/2019"


def overall(certificate):
    return [one for one in certificate.declarations if one.kind.startswith(("basic_conformity", "calbench_conformity"))]


def test_the_whole_passes_only_where_every_point_passes(runs, planned):
    good = overall(build_certificate(runs.write(planned)))
    assert [one.conformity for one in good] == [Conformity.PASS]

    bad = build_certificate(runs.write(planned, ("0.00001", "0.002")))
    assert [row.conformity for row in bad.points] == [Conformity.PASS, Conformity.FAIL]
    assert [one.conformity for one in overall(bad)] == [None]
    assert "1 fail" in overall(bad)[0].text.en


def test_an_undetermined_point_is_never_a_pass(runs, planned):
    # the standard becomes ten times worse: U is above a third of the MPE, and the error lies beside the limit
    item = planned.items[0]
    point = item.points[0]
    reference = point.references["source"]
    worse = replace(reference.specification, of_reading=q("0.011 %"))
    points = (replace(point, references={"source": replace(reference, specification=worse)}),)
    plan = replace(planned, items=(replace(item, points=points),))

    inside = build_certificate(runs.write(plan, ("0.00008",)))
    beyond = build_certificate(runs.write(plan, ("0.0001",)))

    assert [row.conformity for row in inside.points] == [Conformity.CONDITIONAL_PASS]
    assert [row.conformity for row in beyond.points] == [Conformity.CONDITIONAL_FAIL]
    assert [one.conformity for one in overall(inside)] == [None]
    assert "1 are undetermined" in overall(inside)[0].text.en


@pytest.mark.parametrize(
    ("verdict", "error", "expected"),
    [
        (Verdict.PASS, "0.5 V", Conformity.PASS),
        (Verdict.FAIL, "3 V", Conformity.FAIL),
        (Verdict.UNDETERMINED, "1 V", Conformity.CONDITIONAL_PASS),
        (Verdict.UNDETERMINED, "-1.01 V", Conformity.CONDITIONAL_FAIL),
        (Verdict.UNDETERMINED, "1.01 V", Conformity.CONDITIONAL_FAIL),
    ],
)
def test_verdicts_have_one_word_each_in_the_dcc(verdict, error, expected):
    assert conformity_of(verdict, q(error), q("-1 V"), q("1 V")) is expected


@pytest.mark.parametrize(
    ("base", "simulated", "draft", "expected"),
    [
        ("A-1", False, False, "A-1"),
        ("A-1", True, True, "SIM-A-1"),
        ("A-1", False, True, "DRAFT-A-1"),
        ("SIM-A-1", True, True, "SIM-A-1"),
        ("DRAFT-A-1", True, True, "SIM-A-1"),
    ],
)
def test_a_number_says_once_what_a_certificate_is(base, simulated, draft, expected):
    assert numbered(base, simulated=simulated, draft=draft) == expected


def test_an_asked_for_number_takes_the_place_of_the_orders(runs, planned):
    assert build_certificate(runs.write(planned), number="X/../7").file_stem == "X-..-7"


def test_errors_in_reported_digits_agree_with_indication_minus_reference(runs, planned):
    for row in build_certificate(runs.write(planned)).points:
        last = Fraction(1, 10**row.error.decimals)
        assert abs(row.indication.value - row.reference.value - row.error.value) <= last


@pytest.mark.parametrize(
    ("edition", "pages", "zh", "en"),
    [
        ("edition not recorded", "p. 69", "手册，版本未记录，第 69 页。", "手册, edition not recorded, p. 69."),
        ("2016", "pp. 3-4", "手册，2016，第 3-4 页。", "手册, 2016, pp. 3-4."),
        ("2016", "table 5", "手册，2016，table 5。", "手册, 2016, table 5."),
        ("2016", "", "手册，2016。", "手册, 2016."),
        ("3", "12-17", "手册，第 3 版，第 12-17 页。", "手册, edition 3, pp. 12-17."),
        ("3", "12", "手册，第 3 版，第 12 页。", "手册, edition 3, p. 12."),
    ],
)
def test_a_source_is_named_in_the_language_of_its_sentence(edition, pages, zh, en):
    source = SimpleNamespace(document="手册", edition=edition, pages=pages)
    said = specification(SimpleNamespace(maker="M", model="1", source=source, verified=object())).text
    assert said.zh.endswith(zh)
    assert said.en.endswith(en)
