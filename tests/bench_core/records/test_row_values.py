"""The cells of a result's row: rounded to the last digit of U, the limit of error to one digit more."""

from types import SimpleNamespace

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.row_values import RowValues, is_sourced, row_values


def result(**changes):
    values = {
        "reference": "9.0000012345 V", "indication": "9.00006950 V", "reported_error": "0.00007 V",
        "reported_uncertainty": "0.00010 V", "mpe": "0.0003650012 V",
    }  # fmt: skip
    return SimpleNamespace(**{name: Quantity.parse(text) for name, text in (values | changes).items()}, k=2.0)


def test_values_have_the_last_digit_of_u_and_the_limit_of_error_one_more():
    assert row_values(result()) == RowValues(
        "9.00000 V", "9.00007 V", "0.00007 V", "0.00010 V", "2", "±0.000365 V"
    )  # fmt: skip


@pytest.mark.parametrize(("k", "text"), [(2.0, "2"), (2.3, "2.30"), (1.645, "1.65")])
def test_k_has_two_digits_after_the_point_where_it_is_no_whole_number(k, text):
    one = result()
    one.k = k
    assert row_values(one).k == text


@pytest.mark.parametrize(("serves", "sourced"), [("source", True), ("indicator", False)])
def test_a_unit_under_test_may_be_a_source(serves, sourced):
    roles = {
        "uut": SimpleNamespace(is_uut=True, serves=serves),
        "meter": SimpleNamespace(is_uut=False, serves="source"),
    }
    assert is_sourced(SimpleNamespace(roles=roles)) is sourced
