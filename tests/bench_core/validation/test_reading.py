"""A file of examples says what each value rests on; a mistake in it is named with line and column."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bench_core.errors import DocumentInvalid, UsageError
from bench_core.validation.given import Given
from bench_core.validation.reading import read_examples

EXAMPLE = """calbench: examples/1
examples:
- id: one
  name: {zh: 一, en: One}
  source: {document: GUM}
  certainty: published
  evaluation: bessel
  given: {x: [1, 2], unit: V}
  expected: {s: 0.71 V, verdict: pass, U: {value: 93 nm, tolerance: 1, because: rounded_steps}}
"""


def read(text=EXAMPLE):
    return read_examples("one.yaml", text.encode(), "budgets")


def test_a_printed_value_carries_half_a_unit_of_its_last_digit():
    (example,) = read()
    s, verdict, expanded = example.cases[0].expected
    assert (s.basis, s.tolerance, s.certainty) == ("printed", Fraction(5, 1000), "published")
    assert (verdict.basis, verdict.tolerance) == ("exact", None)
    assert (expanded.basis, expanded.tolerance) == ("rounded_steps", 1)


def test_cases_share_what_is_given_for_all_and_are_told_apart_by_their_own():
    cases = "  cases:\n  - {given: {t: 100}, expected: {R: 138.51}}\n  - {given: {t: 0}, expected: {R: 100.00}}\n"
    text = EXAMPLE[: EXAMPLE.index("  expected")] + cases
    (example,) = read(text)
    assert [case.label for case in example.cases] == ["t = 100", "t = 0"]
    assert [case.given.number("t") for case in example.cases] == [100, 0]
    assert [case.given.text("unit") for case in example.cases] == ["V", "V"]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("certainty: published", "certainty: sure", r"3:3: 'sure' is no certainty; known are published, common_knowle"),
        ("because: rounded_steps", "because: luck", r"9:43: 'luck' is no basis of a tolerance; known are printed"),
        ("because: rounded_steps", "because: printed", r"9:43: 'printed' says its own tolerance"),
        ("evaluation:", "evaluatoin:", r"7:3: unknown key 'evaluatoin'; known are .*evaluation"),
        ("name: {zh: 一, en: One}", "name: {zh: 一}", r"4:9: 'en' is missing"),
        ("tolerance: 1,", "tolerance: wide,", r"9:43: 'wide' is not a number"),
        ("examples/1", "examples/2", r"1:11: this file is examples/2, expected examples/1"),
    ],
)
def test_a_mistake_is_named_with_line_and_column(right, wrong, said):
    with pytest.raises(DocumentInvalid, match=f"one.yaml:{said}"):
        read(EXAMPLE.replace(right, wrong))


def test_what_an_evaluation_misses_is_named_with_its_example():
    given = Given("one", {"x": "1"})
    with pytest.raises(UsageError, match="example one: 'U' is not given as a text"):
        given.quantity("U")
    with pytest.raises(UsageError, match="example one: 'x' is not given as a list"):
        given.numbers("x")
