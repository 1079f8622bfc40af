"""A standard's value and uncertainty: by class, as corrected, and refused where its certificate does not carry it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bench_core.errors import CertificateUnusable
from bench_core.metrology.certificate import CertificateCurve, CertificatePair
from bench_core.metrology.quantity import Quantity
from bench_core.records.reference import reference_value

q = Quantity.parse
TODAY = date(2026, 11, 21)
CURVE = CertificateCurve(
    "DC-2026-0117",
    (
        CertificatePair(q("1 V"), q("1.000002 V"), q("3 µV"), q("2")),
        CertificatePair(q("2 V"), q("2.000006 V"), q("5 µV"), q("2")),
    ),
    q("5 ppm"),
)


@pytest.fixture
def by_class(plan):
    return plan.items[0].points[0].references["source"]


@pytest.fixture
def corrected(by_class):
    return replace(by_class, use="as_corrected", specification=None, certificate=CURVE)


def test_by_class_the_value_is_the_setting_read_back(by_class):
    found = reference_value(by_class, q("1.000000 V"), TODAY)
    assert found.value == q("1 V")
    (only,) = found.contributions
    # (11e-6 * 1 V + 2e-6 V) at 99 %, normal: divided by 2.5758293
    assert only.standard_uncertainty == pytest.approx(13e-6 / 2.5758293035489, rel=1e-9)
    assert only.label == "specification"


def test_as_corrected_the_value_is_the_certificates_and_drift_is_added(corrected):
    found = reference_value(corrected, q("1.5 V"), TODAY)
    assert found.value == q("1.500004 V")
    certificate, drift = found.contributions
    assert certificate.standard_uncertainty == pytest.approx(2.5e-6)
    assert drift.standard_uncertainty == pytest.approx(1.500004 * 5e-6 / 3**0.5)


def test_a_drift_of_0_is_shown_as_0(corrected):
    still = replace(corrected, certificate=replace(CURVE, drift=q("0 ppm")))
    parts = reference_value(still, q("1.5 V"), TODAY).contributions
    assert [(part.label, part.standard_uncertainty) for part in parts][1:] == [("drift", 0.0)]


@pytest.mark.parametrize("setting", ["0.999999 V", "2.000001 V", "-1 V"])
def test_outside_the_rows_of_its_certificate_a_standard_is_refused(corrected, setting):
    with pytest.raises(CertificateUnusable, match="outside its rows"):
        reference_value(corrected, q(setting), TODAY)


def test_a_standard_serves_until_its_due_date_and_not_a_day_longer(by_class):
    assert reference_value(by_class, q("1 V"), by_class.due).value == q("1 V")
    with pytest.raises(CertificateUnusable, match="was due on 2027-03-01, the measurement is of 2027-03-02"):
        reference_value(by_class, q("1 V"), date(2027, 3, 2))


@pytest.mark.parametrize("use", ["as_class", "as_corrected"])
def test_a_plan_without_the_standards_numbers_is_refused(by_class, use):
    bare = replace(by_class, use=use, specification=None, certificate=None)
    with pytest.raises(CertificateUnusable, match="expand the procedure anew"):
        reference_value(bare, q("1 V"), TODAY)
