"""Each field reads one text, keeps its digits, and refuses in words at the exact column."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import (
    DateField,
    DigestField,
    ExpressionField,
    Limits,
    NameField,
    Period,
    PositiveQuantity,
    Quantity,
    Ratio,
    Share,
    Text2,
    TextField,
    VerifiedField,
    WholeNumber,
    YesNo,
)
from bench_core.documents.model import Document, DocumentModel, parse
from bench_core.errors import DocumentInvalid


class Fields(DocumentModel):
    KIND = "fields/1"

    q: Quantity | None = None
    positive: PositiveQuantity | None = None
    ratio: Ratio | None = None
    share: Share | None = None
    text: TextField | None = None
    title: Text2 | None = None
    limits: Limits | None = None
    e: ExpressionField | None = None
    model: dict[str, ExpressionField] | None = None
    whole: WholeNumber | None = None
    yes: YesNo | None = None
    day: DateField | None = None
    period: Period | None = None
    name: NameField | None = None
    digest: DigestField | None = None
    verified: VerifiedField = None
    choice: Literal["normal", "rectangular"] | None = None
    row: tuple[Quantity, ...] = ()


def read(text: str) -> Document[Fields]:
    return parse("f", f"calbench: fields/1\n{text}".encode(), Fields)


WRONG = [
    # text from line 2 on, line, column, words
    ("q: 10 Vx", 2, 7, "unknown unit 'Vx'; did you mean 'V'?"),
    ("q: '10 Vx'", 2, 8, "unknown unit 'Vx'; did you mean 'V'?"),
    ('q: "1\\x30 Vx"', 2, 11, "unknown unit 'Vx'; did you mean 'V'?"),
    ("q: ten V", 2, 4, "'ten V' is not a number"),
    ("q: １０ V", 2, 4, "'１' is a full-width character; write the ASCII one"),
    ("q: 1,5 V", 2, 5, "write a decimal point, and do not group digits"),
    ("q: 1_000 V", 2, 5, "write a decimal point, and do not group digits"),
    ("q: 1e999 V", 2, 4, "beyond 1e±60"),
    ("q: NaN V", 2, 4, "'NaN V' is not a number"),
    ("q: .inf", 2, 4, "'.inf' is not a number"),
    ("q: [10 V]", 2, 4, "expected a number with a unit, such as 10 V, found a list"),
    ("q: {value: 10}", 2, 4, "expected a number with a unit, such as 10 V, found keys and values"),
    ("row: 10 V", 2, 6, "expected a list, found '10 V' (write [first, second], or a line with - for each)"),
    ("row: [1 V, 2 Vx]", 2, 14, "unknown unit 'Vx'"),
    ("row:\n  - 1 V\n  - x", 4, 5, "'x' is not a number"),
    ("positive: 0 V", 2, 11, "0 V is not above 0 (write a positive value)"),
    ("ratio: 5 V", 2, 8, "5 V is not a ratio (write it in % or ppm)"),
    ("share: 0.01", 2, 8, "0.01 is not a share (write it in % or ppm)"),
    ("share: -1 %", 2, 8, "-1 % is below 0 (write the magnitude)"),
    ("text: '  '", 2, 7, "an empty text"),
    ("text: [a, b]", 2, 7, "expected a text such as a name, found a list (quote a text that begins with a bracket)"),
    ("title: 电压", 2, 8, "'电压' is a text in one language (write {zh: …, en: …})"),
    ("title: {zh: 电压}", 2, 1, "the English text is missing (add en: …)"),
    ("limits: 20 °C", 2, 9, "'20 °C' is no limit (write 20 °C ± 1 °C, 45 % .. 75 %, ≤ 85 % or ≥ 1 h)"),
    ("limits: <= 85 %", 2, 9, "'<=' in a limit (write ≤)"),
    ("limits: 20 °C +/- 1 °C", 2, 15, "'+/-' in a limit (write ±)"),
    ("limits: 20 °C ± 1 Vx", 2, 19, "unknown unit 'Vx'"),
    ("limits: 20 °C ± x", 2, 17, "'x' is not a number"),
    ("limits: 20 °C ± 5 %", 2, 17, "'5 %' is of another kind than '20 °C' (give the half width in °C)"),
    ("limits: 20 ± 5 %", 2, 14, "'5 %' of what? (give the half width as a quantity)"),
    ("limits: 20 °C ± -1 °C", 2, 17, "the half width is -1 °C"),
    ("limits: 20 °C ± 0 K", 2, 17, "the half width is 0 K"),
    ("limits: 45 .. 75 %", 2, 9, "different kinds of quantity (write a unit on both sides)"),
    ("limits: 75 % .. 45 %", 2, 9, "the lower limit 75 % is not below the upper limit 45 %"),
    ("limits: [1 V, 2 V]", 2, 9, "expected a text such as 20 °C ± 1 °C, found a list"),
    ("e: mean(x", 2, 10, "expected ','"),
    ("e: a + + * b", 2, 8, "found '+'"),
    ("e: |\n  a +\n  b * * c", 4, 7, "found '*'"),
    ("e: a +\n  b * * c", 3, 7, "found '*'"),
    ("model:\n  e: x\n  error: mean(e) +", 4, 19, "found the end"),
    ("model:\n  e: [a, b]", 3, 6, "expected a text such as mean(x) - z, found a list"),
    ("e: __import__('os').system('x')", 2, 4, None),
    ("e: ().__class__", 2, None, None),
    ("e: 'x if y else z'", 2, None, None),
    ("e: 9**9**9", 2, None, None),
    ("whole: 010", 2, 8, "'010' is not a whole number (write digits only, such as 10)"),
    ("whole: 1e3", 2, 8, "'1e3' is not a whole number"),
    ("whole: 1_0", 2, 8, "'1_0' is not a whole number"),
    ("whole: １０", 2, 8, "'１０' is not a whole number"),
    ("whole: '10'", 2, 8, "'10' is not a whole number (without quotes)"),
    ("whole: 10 V", 2, 8, "'10 V' is not a whole number"),
    ("yes: no", 2, 6, "'no' is neither true nor false (write true or false, without quotes)"),
    ("yes: 'true'", 2, 6, "'true' is neither true nor false"),
    ("yes: 1", 2, 6, "'1' is neither true nor false"),
    ("day: 2026-2-1", 2, 6, "'2026-2-1' is not a date (write year-month-day, such as 2026-11-21)"),
    ("day: 2026-02-30", 2, 6, "'2026-02-30' is not in the calendar (check month and day)"),
    ("period: 1 week", 2, 9, "'1 week' is no period (write 1 year, 6 months or 7 d)"),
    ("period: 0 d", 2, 9, "'0 d' is no period"),
    ("name: 1st", 2, 7, "'1st' is no name"),
    ("name: ../x", 2, 7, "'../x' is no name"),
    ("digest: ABC", 2, 9, "'ABC' is no SHA-256 digest (write 64 hexadecimal digits in lower case)"),
    ("verified: true", 2, 11, "verified by whom? (write {by: …, on: …, edition: …, page: …}, or false)"),
    ("verified: {by: a, on: 2026-01-01, edition: b}", 2, 1, "missing key 'page'"),
    ("choice: rectangle", 2, 9, "expected normal or rectangular, found 'rectangle' (did you mean 'rectangular'?)"),
    ("choice: [normal]", 2, 9, "expected normal or rectangular, found a list"),
    ("model: x", 2, 8, "expected keys and values, found 'x'"),
    ("perod: 1 year", 2, 1, "unknown key 'perod' (did you mean 'period'?)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "words"), WRONG, ids=[repr(r[0])[:40] for r in WRONG])
def test_a_wrong_value_is_told_at_its_place(text: str, line: int, column: int | None, words: str | None) -> None:
    with pytest.raises(DocumentInvalid) as caught:
        read(text)
    (mistake,) = caught.value.mistakes
    assert mistake.line == line
    assert column is None or mistake.column == column
    assert words is None or words in str(mistake)


def test_a_quantity_keeps_the_digits_that_were_written() -> None:
    model = read("q: 1.20 mV\nrow: [1.0, 1/3 V]").model
    assert (str(model.q), [str(q) for q in model.row]) == ("1.20 mV", ["1.0", "1/3 V"])
    assert model.q is not None
    assert model.q.value == Fraction("1.20")


def test_texts_are_never_numbers_dates_or_truth_values() -> None:
    assert [read(f"text: {text}").model.text for text in ("no", "0123", "1e3", "2026-01-01", "'null'")] == [
        "no", "0123", "1e3", "2026-01-01", "null"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("20 °C ± 1 °C", "19 °C", "21 °C"),
        ("23 °C ± 0.5 K", "22.5 °C", "23.5 °C"),
        ("45 % .. 75 %", "45 %", "75 %"),
        ("-5 mV .. 1 V", "-5 mV", "1 V"),
        ("50 % ± 20 %", "30 %", "70 %"),
        ("≤ 85 %", None, "85 %"),
        ("≥ 1 h", "1 h", None),
        ("220 V ± 2200 mV", "217.8 V", "222.2 V"),
    ],
)
def test_limits_are_read_in_four_forms(text: str, lower: str | None, upper: str | None) -> None:
    limits = read(f"limits: {text}").model.limits
    assert limits is not None
    assert [None if bound is None else str(bound) for bound in (limits.lower, limits.upper)] == [lower, upper]
    assert limits.text == text


def test_limits_include_their_ends() -> None:
    limits = Limits.parse("20 °C ± 1 °C")
    held = [limits.hold(Quantity.parse(value)) for value in ("19 °C", "21 °C", "294.15 K", "18.999 °C", "21.001 °C")]
    assert held == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("1 year", date(2026, 3, 2), date(2027, 3, 2)),
        ("1 year", date(2028, 2, 29), date(2029, 2, 28)),
        ("6 months", date(2026, 8, 31), date(2027, 2, 28)),
        ("1 month", date(2026, 12, 15), date(2027, 1, 15)),
        ("1 month", date(2026, 3, 31), date(2026, 4, 30)),
        ("7 d", date(2026, 12, 28), date(2027, 1, 4)),
    ],
)
def test_a_period_ends_on_the_same_day_or_the_last_of_the_month(period: str, start: date, end: date) -> None:
    assert Period.parse(period).after(start) == end
    assert str(Period.parse(period)) == period


def test_a_text_for_people_has_both_languages() -> None:
    assert read("title: {zh: 电压, en: voltage}").model.title == Bilingual("电压", "voltage")


def test_whole_numbers_dates_and_truth_values_are_read() -> None:
    model = read("whole: 10\nyes: true\nday: 2026-11-21\nverified: false").model
    assert (model.whole, model.yes, model.day, model.verified) == (10, True, date(2026, 11, 21), None)


def test_all_mistakes_of_a_model_are_told_at_once_and_in_order() -> None:
    with pytest.raises(DocumentInvalid) as caught:
        read("q: 10 Vx\nwhole: x\nchoise: normal\nlimits: 1 V ± 2 W\ntitle: {zh: a, em: b}")
    assert [(m.line, m.column) for m in caught.value.mistakes] == [(2, 7), (3, 8), (4, 1), (5, 15), (6, 16)]


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_makes_a_field_raise_anything_else(text: str) -> None:
    quoted = text.replace("'", "''").replace("\n", " ")
    for key in ("q", "limits", "e", "whole", "yes", "day", "period", "name", "digest", "verified", "choice"):
        with suppress(DocumentInvalid):
            read(f"{key}: '{quoted}'")
