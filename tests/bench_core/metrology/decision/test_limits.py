"""Full-value and rounded-value comparison with limits, on the examples of GB/T 8170-2008 4.3."""

from __future__ import annotations

import pytest

from bench_core.errors import UnitMismatch, UsageError
from bench_core.metrology.decision.limits import Limits
from bench_core.metrology.quantity import Quantity


def limits(text: str) -> Limits:
    """Read `≥ 97.0 %`, `[1.2, 1.6] %` or `(9.9, 10.1] mm`: round brackets exclude the limit."""
    kind, rest = text[0], text[1:].strip()
    if kind in "≥≤":
        limit = Quantity.parse(rest)
        return Limits(lower=limit) if kind == "≥" else Limits(upper=limit)
    numbers, _, unit = rest.partition("]" if "]" in rest else ")")
    lower, upper = (Quantity.of(number.strip(), unit.strip()) for number in numbers.split(","))
    return Limits(lower, upper, lower_included=kind == "[", upper_included="]" in rest)


@pytest.mark.parametrize(
    ("allowed", "value", "full", "rounded"),
    [
        # after the table of GB/T 8170-2008 4.3.4, from memory of the field; each follows from 4.3.2 and 4.3.3
        ("≥ 97.0 %", "97.01 %", True, True),
        ("≥ 97.0 %", "97.00 %", True, True),
        ("≥ 97.0 %", "96.96 %", False, True),
        ("≥ 97.0 %", "96.94 %", False, False),
        ("≤ 0.5 %", "0.452 %", True, True),
        ("≤ 0.5 %", "0.500 %", True, True),
        ("≤ 0.5 %", "0.549 %", False, True),
        ("≤ 0.5 %", "0.551 %", False, False),
        ("[1.2, 1.6] %", "1.151 %", False, True),
        ("[1.2, 1.6] %", "1.200 %", True, True),
        ("[1.2, 1.6] %", "1.649 %", False, True),
        ("[1.2, 1.6] %", "1.651 %", False, False),
        ("[9.9, 10.1] mm", "9.89 mm", False, True),
        ("[9.9, 10.1] mm", "9.85 mm", False, False),
        ("[9.9, 10.1] mm", "10.10 mm", True, True),
        ("[9.9, 10.1] mm", "10.16 mm", False, False),
        ("(9.9, 10.1) mm", "9.94 mm", True, False),
        ("(9.9, 10.1) mm", "9.96 mm", True, True),
        ("(9.9, 10.1) mm", "10.06 mm", True, False),
        ("(9.9, 10.1) mm", "10.05 mm", True, True),
        ("[9.9, 10.1) mm", "9.86 mm", False, True),
        ("[9.9, 10.1) mm", "10.06 mm", True, False),
        ("(9.9, 10.1] mm", "9.86 mm", False, False),
        ("(9.9, 10.1] mm", "10.06 mm", True, True),
    ],
)
def test_full_and_rounded_values_are_compared_as_gbt_8170_shows(allowed, value, full, rounded):
    found = limits(allowed)
    assert found.hold(Quantity.parse(value)) is full
    assert found.hold_rounded(Quantity.parse(value)) is rounded


@pytest.mark.parametrize(
    ("value", "full", "rounded"), [("1349", False, False), ("1351", False, True), ("1400", True, True)]
)
def test_a_limit_of_14_hundred_mpa_is_compared_in_hundreds(value, full, rounded):
    strength = limits("≥ 1400 MPa")
    assert strength.hold(Quantity.of(value, "MPa")) is full
    assert strength.hold_rounded(Quantity.of(value, "MPa"), Quantity.parse("100 MPa")) is rounded


def test_without_an_interval_both_limits_must_end_in_one_place():
    with pytest.raises(UsageError, match="different places; state the interval"):
        Limits(Quantity.parse("1.2 mm"), Quantity.parse("1.60 mm")).hold_rounded(Quantity.parse("1.3 mm"))


@pytest.mark.parametrize(("lower", "upper"), [(None, None), ("2 V", "1 V")])
def test_limits_that_make_no_sense_are_refused(lower, upper):
    with pytest.raises(UsageError):
        Limits(*(None if text is None else Quantity.parse(text) for text in (lower, upper)))


def test_limits_of_another_kind_are_refused():
    with pytest.raises(UnitMismatch):
        limits("≥ 97.0 %").hold(Quantity.parse("98 V"))
