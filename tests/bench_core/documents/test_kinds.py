"""The kinds of file that bench_core knows: what they say, and the laws that hold across their fields."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bench_core.documents.answers import Answers
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import parse
from bench_core.documents.order import Order
from bench_core.documents.standard import StandardCertificate
from bench_core.errors import DocumentInvalid
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage

if TYPE_CHECKING:
    from bench_core.documents.model import DocumentModel

    from .conftest import GoodFile

Q = Quantity.parse


def model(good_files: dict[str, GoodFile], kind: str) -> DocumentModel:
    return parse(kind, good_files[kind].text.encode(), good_files[kind].kind).model


def test_a_type_record_gives_range_and_specification(good_files: dict[str, GoodFile]) -> None:
    record = model(good_files, "instrument")
    assert isinstance(record, TypeRecord)
    voltage = record.functions["dc_voltage"]
    row = voltage.range_for(Q("-0.121 V"))
    assert row is not None
    assert row is voltage.named(Q("10000 mV"))
    assert voltage.coverage == Coverage("normal", Q("99 %"))
    specification = row.specification(voltage.coverage)
    assert (str(specification.of_reading), str(specification.of_range)) == ("0.0035 %", "5 ppm")
    assert (specification.constant, specification.range) == (Q("1 µV"), Q("10 V"))
    assert voltage.range_for(Q("120 mV")) is voltage.ranges[0]
    assert voltage.range_for(Q("12.001 V")) is None
    assert voltage.named(Q("1 V")) is None


def test_a_row_may_be_unverified_in_a_verified_record(good_files: dict[str, GoodFile]) -> None:
    record = model(good_files, "instrument")
    assert isinstance(record, TypeRecord)
    assert record.is_verified(record.functions["dc_voltage"].ranges[0])
    assert not record.is_verified(record.functions["temperature"].ranges[0])


def test_a_share_that_is_not_given_is_zero_and_one_specification_part_is_enough(
    good_files: dict[str, GoodFile],
) -> None:
    record = model(good_files, "instrument")
    assert isinstance(record, TypeRecord)
    row = record.functions["temperature"].ranges[0]
    assert (row.of_reading.value, row.of_range.value, row.constant) == (0, 0, Q("0.1 K"))


@pytest.mark.parametrize(
    ("range_", "value", "settings"),
    [
        ("3.3 V", "2 V", ["0 V", "1 V", "3 V"]),
        ("3300 mV", "0 V", ["0 V", "1 V", "3 V"]),
        ("3.3 V", "-2 V", ["-3 V", "0 V"]),
        ("330 mV", "0.2 V", ["300 mV"]),
    ],
)
def test_a_certificate_gives_the_rows_of_one_range_and_polarity(
    good_files: dict[str, GoodFile], range_: str, value: str, settings: list[str]
) -> None:
    certificate = model(good_files, "standard")
    assert isinstance(certificate, StandardCertificate)
    curve = certificate.curve("dc_voltage", Q(range_), Q(value))
    assert curve is not None
    assert [str(pair.setting) for pair in curve.pairs] == settings
    assert (curve.number, curve.drift) == ("DC-2026-0117", Q("5 ppm"))


@pytest.mark.parametrize(
    ("function", "range_", "value"),
    [("ac_current", "3.3 A", "1 A"), ("dc_voltage", "33 V", "1 V"), ("dc_voltage", "330 mV", "-1 mV")],
)
def test_a_certificate_gives_nothing_that_was_not_calibrated(
    good_files: dict[str, GoodFile], function: str, range_: str, value: str
) -> None:
    certificate = model(good_files, "standard")
    assert isinstance(certificate, StandardCertificate)
    assert certificate.curve(function, Q(range_), Q(value)) is None


@pytest.mark.parametrize(
    ("frequency", "settings"),
    [("1 kHz", ["3 V", "30 V"]), ("20000 Hz", ["3 V"]), ("10 kHz", None), (None, None)],
)
def test_a_certificate_gives_the_rows_of_one_frequency_and_nothing_between(
    good_files: dict[str, GoodFile], frequency: str | None, settings: list[str] | None
) -> None:
    certificate = model(good_files, "standard")
    assert isinstance(certificate, StandardCertificate)
    curve = certificate.curve("ac_voltage", Q("33 V"), Q("5 V"), Q(frequency) if frequency else None)
    assert (None if curve is None else [str(pair.setting) for pair in curve.pairs]) == settings


def test_a_direct_voltage_at_a_frequency_was_not_calibrated(good_files: dict[str, GoodFile]) -> None:
    certificate = model(good_files, "standard")
    assert isinstance(certificate, StandardCertificate)
    assert certificate.curve("dc_voltage", Q("3.3 V"), Q("1 V"), Q("1 kHz")) is None


def test_the_value_of_a_short_can_be_certified() -> None:
    head = STANDARD_HEAD.format(function="resistance_4w", range="0 Ω")
    row = "{setting: 0 Ω, actual: 12 µΩ, U: 5 µΩ, k: 2}"
    certificate = parse("f", f"{head}{row}]\n".encode(), StandardCertificate).model
    curve = certificate.curve("resistance_4w", Q("0 Ω"), Q("0 Ω"))
    assert curve is not None
    assert curve.pairs[0].actual == Q("12 µΩ")


@pytest.mark.parametrize(
    ("function", "range_", "setting", "actual", "expanded"),
    [
        ("dc_voltage", "3.3 V", "0 V", "-0.1 V", "1 µV"),  # at 0 nothing can be said
        ("dc_voltage", "3.3 V", "-1 V", "-1.01 V", "1 µV"),  # 1 % itself
        ("dc_voltage", "330 mV", "10 µV", "9 µV", "1 µV"),  # an offset near 0, within 0.1 % of the range
        ("temperature", "100 °C", "-0.02 °C", "0.01 °C", "0.01 K"),  # 0 °C is no zero
        ("relative_humidity", "100 %", "50 %", "48 %", "1 %"),
    ],
)
def test_a_plausible_pair_is_taken(function: str, range_: str, setting: str, actual: str, expanded: str) -> None:
    head = STANDARD_HEAD.format(function=function, range=range_)
    row = f"{{setting: {setting}, actual: {actual}, U: {expanded}, k: 2}}"
    certificate = parse("f", f"{head}{row}]\n".encode(), StandardCertificate).model
    curve = certificate.curve(function, Q(range_), Q(setting))
    assert curve is not None
    assert curve.pairs[0].actual == Q(actual)


def test_a_laboratory_knows_its_persons(good_files: dict[str, GoodFile]) -> None:
    laboratory = model(good_files, "laboratory")
    assert isinstance(laboratory, Laboratory)
    checker = laboratory.person("li")
    assert checker is not None
    assert (checker.name, checker.role, checker.main_signer) == ("李四", "checker", False)
    assert laboratory.person("nobody") is None


def test_an_order_holds_what_the_client_asked_for(good_files: dict[str, GoodFile]) -> None:
    order = model(good_files, "order")
    assert isinstance(order, Order)
    assert (order.conformity, order.decision_rule, order.received) == (True, "jjf1094", date(2026, 11, 20))
    assert (order.uut.serial, order.procedure) == ("MY41001234", "jjf-1587-2016")


def test_answers_are_given_by_kind_and_name(good_files: dict[str, GoodFile]) -> None:
    answers = model(good_files, "answers")
    assert isinstance(answers, Answers)
    assert answers.answer("confirm", "anything") == "yes"
    assert answers.answer("energise", "dc-voltage") == "yes"
    assert answers.answer("energise", "other") is None
    assert answers.answer("condition", "ambient.temperature") == "20.3 °C"
    assert answers.answer("number", "x") is None
    assert answers.answer("number", "dc-voltage/10 V/+90 %/x/1") == "9.0001 V"
    assert answers.answer("connect", "other") == answers.answer("select", "other") == answers.answer("confirm", "other")


def test_answers_confirm_nothing_by_themselves() -> None:
    answers = parse("f", "calbench: answers/1\nby: 张三".encode(), Answers).model
    assert (answers.answer("confirm", "x"), answers.answer("energise", "x")) == (None, None)


STANDARD_HEAD = """\
calbench: standard/1
number: N-1
issuer: {{zh: 甲, en: A}}
instrument: {{maker: M, model: T, serial: "1"}}
issued: 2026-03-02
due: 2027-03-01
functions:
  {function}:
    drift: 0 ppm
    ranges:
      - range: {range}
        pairs: ["""
ONE_ROW = "{range: 100 mV, maximum: 120 mV, resolution: 100 nV, of_reading: 0.0050 %, of_range: 0.0035 %}"
BROKEN = [
    # kind, what is replaced, by what, line, column, words
    ("instrument", "    coverage: {distribution: rectangular}\n", "", 17, 3, "a specification without its confidence"),
    ("instrument", "distribution: normal, probability: 99 %", "distribution: normal", 13, 15, "without its prob"),
    ("instrument", "{distribution: rectangular}", "{distribution: rectangular, probability: 95 %}", 18, 56,
     "a rectangular distribution has no probability (delete it)"),
    ("instrument", "99 %", "100 %", 13, 51, "100 % is no probability"),
    ("instrument", ONE_ROW, "{range: 100 mV, maximum: 120 mV, resolution: 100 nV, accuracy: 0.01 %}", 15, 62,
     "unknown key 'accuracy' (a percentage needs its base: of_reading: or of_range:"),
    ("instrument", ", of_reading: 0.0050 %, of_range: 0.0035 %", "", 15, 9, "a range without its specification"),
    ("instrument", "of_reading: 0.0050 %", "of_reading: 0.0050", 15, 74, "0.0050 is not a share"),
    ("instrument", "of_reading: 0.0050 %", "of_reading: 5 µV", 15, 74, "5 µV is not a share"),
    ("instrument", "maximum: 120 mV", "maximum: 120 mA", 15, 34, "120 mA is no DC voltage (write it in V"),
    ("instrument", "constant: 1 µV", "constant: 1 µA", 16, 106, "1 µA is no DC voltage"),
    ("instrument", "resolution: 100 nV", "resolution: 100 V", 15, 54, "resolution 100 V is not below maximum 120 mV"),
    ("instrument", "range: 100 mV, maximum", "range: 10 V, maximum", 16, 17, "range 10 V is not above 10 V before it"),
    ("instrument", "maximum: 12 V", "maximum: 12 mV", 16, 32, "maximum 12 mV is not above 120 mV"),
    ("instrument", "basic_range: 10 V", "basic_range: 1 V", 12, 18, "basic range 1 V is none of the ranges"),
    ("instrument", "0.1 K", "0.1 °C", 23, 19, "0.1 °C is a temperature, not a difference (write 1/10 K)"),
    ("instrument", "dc_voltage:", "dc_voltag:", 11, 3, "unknown function 'dc_voltag' (did you mean 'dc_voltage'?)"),
    ("instrument", ', pages: "15-17"', "", 5, 1, "verified without a page"),
    ("instrument", "23 °C ± 5 °C", "23 V ± 5 V", 8, 14, "18 V is no temperature"),
    ("instrument", "makers: [HEWLETT-PACKARD, Keysight Technologies]", "makers: []", 9, 20, "at least 1 expected"),
    ("instrument", "interval: 1 year\n", "", 1, 1, "missing key 'interval'"),
    ("standard", "due: 2027-03-01", "due: 2026-03-02", 6, 6, "due 2026-03-02 is not after issued 2026-03-02"),
    ("standard", "{setting: 1 V, actual: 1.000002 V", "{setting: 3 V, actual: 3.000002 V", 20, 23,
     "setting 3 V is not above 3 V before it"),
    ("standard", "U: 3 µV", "U: 0 µV", 19, 51, "0 µV is not above 0"),
    ("standard", "U: 3 µV, ", "", 19, 13, "a certified value without its uncertainty"),
    ("standard", "k: 2.0", "k: 0", 20, 60, "k is 0 (write a number above 0"),
    ("standard", "k: 2.0", "k: 200 %", 20, 60, "k is 200 %"),
    ("standard", "actual: 1.000002 V", "actual: 1.000002 A", 19, 36, "1.000002 A is no DC voltage"),
    ("standard", "actual: 1.000002 V,", "actual: 1.000002 V, correction: 2 µV,", 19, 48, "the sign of a correction"),
    ("standard", "setting: 3 V, frequency: 1 kHz,", "setting: 3 V,", 26, 13,
     "a certified AC value without its frequency (add frequency: 1 kHz)"),
    ("standard", "frequency: 1 kHz", "frequency: 1 V", 26, 39, "1 V is no frequency"),
    ("standard", "frequency: 20 kHz", "frequency: 1000 Hz", 28, 23, "setting 3 V is not above 30 V before it"),
    ("standard", "U: 3 µV, k: 2}", "U: 3 µV, k: 2, frequency: 1 kHz}", 19, 63, "DC voltage has no frequency"),
    ("standard", "range: 3.3 V", "range: -3.3 V", 15, 16, "-3.3 V is below 0 (write the magnitude)"),
    ("standard", "range: 3.3 V", "range: 330 mV", 15, 16, "range 330 mV is not above 330 mV"),
    ("standard", "drift: 5 ppm", "drift: 5 µV", 11, 12, "5 µV is not a share"),
    ("standard", "    drift: 5 ppm\n", "", 10, 3, "certified values without the drift since (add drift: 5 ppm; who "),
    ("standard", "actual: -3.000004 V", "actual: 3.000004 V", 17, 37,
     "actual 3.000004 V has the opposite sign of setting -3 V (is a minus sign lost?)"),
    ("standard", "setting: -3 V", "setting: 3 V", 17, 36, "actual -3.000004 V has the opposite sign of setting 3 V"),
    ("standard", "actual: 1.000002 V", "actual: 1.02 V", 19, 36,
     "actual 1.02 V is further from setting 1 V than 1 % of it and 0.1 % of the range (check digits"),
    ("standard", "actual: 1.000002 V", "actual: 1.000002 mV", 19, 36, "actual 1.000002 mV is further from setting 1 V"),
    ("standard", "actual: 299.9991 mV", "actual: 29.99991 mV", 14, 43, "actual 29.99991 mV is further from setting"),
    ("laboratory", "id: li", "id: zhang", 16, 10, "person 'zhang' stands twice"),
    ("laboratory", ", main_signer: true", "", 14, 1, "no person is the main signer"),
    ("laboratory", "role: checker", "role: checker, main_signer: true", 17, 55, "a second main signer"),
    ("laboratory", "country: CN", "country: China", 10, 12, "'China' is no country code"),
    ("laboratory", "lab@example.org", "lab", 12, 8, "'lab' is no e-mail address"),
    ("laboratory", "role: checker", "role: cheker", 16, 30, "(did you mean 'checker'?)"),
    ("order", "checked_by: li", "checked_by: zhang", 12, 45, "'zhang' would check the own work"),
    ("order", "decision_rule: jjf1094\n", "", 14, 1, "a statement of conformity without an agreed decision rule"),
    ("order", "jjf1094", "ilac-g8", 14, 16, "expected simple or guarded or jjf1094, found 'ilac-g8'"),
    ("answers", "confirm: all", "confirm: yes", 7, 10, "'yes' is neither `all` nor a list"),
    ("answers", "20.3 °C", "{a: 1}", 4, 24, "expected a text such as a name, found keys and values"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "old", "new", "line", "column", "words"), BROKEN, ids=[f"{row[0]}: {row[5][:40]}" for row in BROKEN]
)
def test_a_broken_law_is_told_at_its_place(
    good_files: dict[str, GoodFile], kind: str, old: str, new: str, line: int, column: int, words: str
) -> None:
    good = good_files[kind]
    assert old in good.text
    with pytest.raises(DocumentInvalid) as caught:
        parse("f", good.text.replace(old, new, 1).encode(), good.kind)
    mistake = caught.value.mistakes[0]
    assert words in str(mistake)
    assert (mistake.line, mistake.column) == (line, column)
