"""A standard's certificate: interpolated inside its rows, refused outside, never extrapolated."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import CertificateUnusable, UnitMismatch
from bench_core.metrology.certificate import CertificateCurve, CertificatePair, actual_value, drift_uncertainty
from bench_core.metrology.quantity import Quantity


def pair(setting: str, actual: str, expanded: str, k: str = "2") -> CertificatePair:
    return CertificatePair(*(Quantity.parse(text) for text in (setting, actual, expanded, k)))


VOLTS = CertificateCurve(
    "DC-2026-0117",
    (
        pair("1 V", "1.000002 V", "3 µV"),
        pair("2 V", "2.000006 V", "4 µV", "1.6"),
        pair("3 V", "3.000003 V", "9 µV", "3"),
    ),
    Quantity.parse("5 ppm"),
)


@pytest.mark.parametrize(
    ("setting", "actual", "uncertainty"),
    [
        ("1 V", "1.000002 V", 1.5e-6),
        ("2 V", "2.000006 V", 2.5e-6),
        ("3 V", "3.000003 V", 3.0e-6),
        ("3000 mV", "3.000003 V", 3.0e-6),
        ("1.5 V", "1.500004 V", 2.5e-6),
        ("1.25 V", "1.250003 V", 2.5e-6),
        ("2.5 V", "2.5000045 V", 3.0e-6),
    ],
)
def test_a_setting_has_the_value_on_the_line_between_its_rows(setting, actual, uncertainty):
    found = actual_value(VOLTS, Quantity.parse(setting))
    assert found.actual == Quantity.parse(actual)
    assert found.standard_uncertainty == pytest.approx(uncertainty, rel=1e-12)


@pytest.mark.parametrize("setting", ["0.999999 V", "3.000001 V", "0 V", "-2 V", "1 kV"])
def test_a_setting_outside_the_rows_is_refused(setting):
    with pytest.raises(CertificateUnusable, match=r"DC-2026-0117: .* is outside its rows, 1 V to 3 V"):
        actual_value(VOLTS, Quantity.parse(setting))


def test_one_row_serves_its_own_setting_alone():
    curve = CertificateCurve("N", VOLTS.pairs[:1], VOLTS.drift)
    assert actual_value(curve, Quantity.parse("1 V")).actual == Quantity.parse("1.000002 V")
    with pytest.raises(CertificateUnusable):
        actual_value(curve, Quantity.parse("1.000001 V"))


def test_a_setting_of_another_kind_is_refused():
    with pytest.raises(UnitMismatch):
        actual_value(VOLTS, Quantity.parse("1 A"))


def test_rows_in_other_units_mean_the_same():
    pairs = (pair("1000 mV", "1000.002 mV", "0.003 mV"), VOLTS.pairs[1])
    found = actual_value(CertificateCurve("N", pairs, VOLTS.drift), Quantity.parse("1.5 V"))
    assert found.actual.to("V") == Quantity.parse("1.500004 V")
    assert found.standard_uncertainty == pytest.approx(2.5e-3)  # in mV, the unit of the value


def test_temperatures_are_interpolated_as_temperatures():
    pairs = (pair("0 °C", "0.02 °C", "10 mK"), pair("100 °C", "100.06 °C", "0.02 °C"))
    found = actual_value(CertificateCurve("T-1", pairs, VOLTS.drift), Quantity.parse("50 °C"))
    assert found.actual == Quantity.parse("50.04 °C")
    assert found.standard_uncertainty == pytest.approx(0.01)


@given(st.fractions(min_value=1, max_value=3, max_denominator=10**6))
def test_an_interpolated_value_lies_between_its_neighbours(setting):
    found = actual_value(VOLTS, Quantity.of(setting, "V"))
    assert VOLTS.pairs[0].actual <= found.actual <= VOLTS.pairs[-1].actual
    assert 1.5e-6 <= found.standard_uncertainty <= 3.0e-6 * (1 + 1e-12)


def test_drift_is_rectangular_and_of_the_value():
    assert drift_uncertainty(VOLTS, Quantity.parse("-2 V")) == pytest.approx(10e-6 / math.sqrt(3))
    assert drift_uncertainty(VOLTS, Quantity.parse("2000 mV")) == pytest.approx(10e-3 / math.sqrt(3))
    assert drift_uncertainty(CertificateCurve("N", VOLTS.pairs, Quantity.parse("0 ppm")), Quantity.parse("2 V")) == 0.0
