"""Numbers of a budget are written with the digits that a person can use, and never with false ones."""

from __future__ import annotations

import pytest

from bench_cli.numbers import aligned, estimate, grouped, percent, significant, with_unit
from bench_core.metrology.quantity import Quantity


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (25.0, "25.0"), (5.77e-7, "5.77e-7"), (0.028867, "0.0289"), (-575.007, "-575"),
        (5000062.0, "5000062"), (1.2345e7, "1.23e7"), (0.00012345, "0.000123"), (9.9999, "10.0"), (1e-300, "1.00e-300"),
    ],
)  # fmt: skip
def test_three_significant_digits(value, text):
    assert significant(value) == text


@pytest.mark.parametrize(
    ("value", "uncertainty", "text"),
    [
        (127.732169, 0.0711, "127.7322"), (50000838.4, 31.66, "50000838.4"), (12345.6, 250.0, "12346"),
        (1234567.0, 25000.0, "1234600"), (-1e-9, 0.005, "0.00000"), (3.0, 0.0, "3"), (1.5e12, 2e9, "1.50000e12"),
        (-3.9e-12, 2e-12, "-3.90e-12"),
    ],
)  # fmt: skip
def test_a_value_ends_where_three_digits_of_its_uncertainty_end(value, uncertainty, text):
    assert aligned(value, uncertainty) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("50000838", "50 000 838"), ("1234", "1234"), ("-12345.6", "-12 345.6"), ("0.12345", "0.123 45"),
        ("127.7322", "127.7322"), ("1.50000e12", "1.50000e12"), ("0.1234567", "0.123 456 7"),
    ],
)  # fmt: skip
def test_digits_stand_in_groups_of_three_where_there_are_five_or_more(text, shown):
    assert grouped(text) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Quantity.of("100.0", "V"), "100.0 V"), (Quantity.of("0.0000115", "K^-1"), "1.15e-5 K^-1"),
        (Quantity.of("0", "K"), "0 K"), (Quantity.parse("1/3 V"), "0.33333 V"), (Quantity.of("1.0", "1"), "1.0"),
        (Quantity.parse("4.999 V") / 1, "4.999 V"), (Quantity.of("1.00000000000000000001", "V"), "1.00000 V"),
    ],
)  # fmt: skip
def test_an_estimate_stands_as_it_was_written_or_to_a_hundredth_of_its_uncertainty(value, text):
    assert estimate(value, 0.001) == text


def test_a_unit_of_one_and_a_share_are_written_as_people_do():
    assert (with_unit("3", "1"), with_unit("3", "V")) == ("3", "3 V")
    assert (percent(0.99), percent(0.9545), percent(0.954499736)) == ("99 %", "95.45 %", "95.45 %")
    assert (percent(0.999999), percent(0.99994), percent(1.0)) == ("99.9999 %", "99.99 %", "100 %")
