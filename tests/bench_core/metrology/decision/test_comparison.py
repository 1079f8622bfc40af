"""En, zeta and z with their verdicts, exactly at the bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import NumberInvalid, UnitMismatch
from bench_core.metrology.decision.comparison import en_score, z_score, zeta_score
from bench_core.metrology.decision.verdict import Performance
from bench_core.metrology.quantity import Quantity


def quantities(*texts: str) -> list[Quantity]:
    return [Quantity.parse(text) for text in texts]


def test_en_of_a_transfer_comparison():
    # from the formula of JJF 1117-2010, with the numbers of the case of a 200 g weight
    found = en_score(*quantities("200.0012 g", "200.0032 g", "2 mg", "1 mg"))
    assert found.value == pytest.approx(-0.8944271909999159, rel=1e-12)
    assert found.performance is Performance.SATISFACTORY


@pytest.mark.parametrize(
    ("value", "en", "performance"),
    [
        ("10.005 V", 1.0, "satisfactory"),
        ("9.995 V", -1.0, "satisfactory"),
        ("10.0050001 V", 1.00002, "unsatisfactory"),
        ("9.9949999 V", -1.00002, "unsatisfactory"),
        ("10 V", 0.0, "satisfactory"),
    ],
)
def test_en_is_satisfactory_up_to_just_1(value, en, performance):
    found = en_score(*quantities(value, "10 V", "3 mV", "4 mV"))
    assert found.value == pytest.approx(en, rel=1e-9)
    assert found.performance == performance


def test_a_participant_in_the_reference_value_has_the_squares_subtracted():
    found = en_score(*quantities("10.004 V", "10 V", "5 mV", "3 mV"), contributed=True)
    assert found == (pytest.approx(1.0), Performance.SATISFACTORY)
    with pytest.raises(NumberInvalid, match="leave nothing"):
        en_score(*quantities("10.004 V", "10 V", "3 mV", "5 mV"), contributed=True)


@pytest.mark.parametrize(
    ("value", "performance"),
    [
        ("20 mV", "satisfactory"),
        ("20.001 mV", "questionable"),
        ("29.999 mV", "questionable"),
        ("30 mV", "unsatisfactory"),
        ("-20 mV", "satisfactory"),
        ("-20.001 mV", "questionable"),
        ("-30 mV", "unsatisfactory"),
    ],
)
def test_zeta_and_z_are_satisfactory_up_to_2_and_unsatisfactory_from_3(value, performance):
    deviation, reference, six, eight, ten = quantities(value, "0 V", "6 mV", "8 mV", "10 mV")
    for found in (zeta_score(deviation, reference, six, eight), z_score(deviation, reference, ten)):
        assert found.performance == performance
        assert found.value == pytest.approx(float(deviation) / 10)


@given(*[st.integers(-1000, 1000)] * 2, *[st.integers(1, 500)] * 2)
def test_scores_change_their_sign_and_nothing_else_when_the_laboratories_change_places(one, other, u_one, u_other):
    left, right, u_left, u_right = (Quantity.of(number, "mV") for number in (one, other, u_one, u_other))
    for score in (en_score, zeta_score):
        here, there = score(left, right, u_left, u_right), score(right, left, u_right, u_left)
        assert here.value == -there.value
        assert here.performance is there.performance


def test_temperatures_are_compared_with_uncertainties_in_kelvin():
    assert en_score(*quantities("20.3 °C", "20.0 °C", "0.3 K", "0.4 °C")).value == pytest.approx(0.6)


@pytest.mark.parametrize("uncertainties", [("0 V", "0 V"), ("-1 mV", "1 mV"), ("1 mV", "-1 mV")])
def test_uncertainties_that_make_no_sense_are_refused(uncertainties):
    with pytest.raises(NumberInvalid):
        en_score(*quantities("1 V", "1 V", *uncertainties))


def test_other_kinds_are_refused():
    with pytest.raises(UnitMismatch):
        en_score(*quantities("1 V", "1 A", "1 mV", "1 mV"))
    with pytest.raises(UnitMismatch):
        en_score(*quantities("1 V", "1 V", "1 mV", "1 mA"))
    with pytest.raises(UnitMismatch):
        zeta_score(*quantities("1 V", "1 V", "1 mA", "1 mV"))
    with pytest.raises(UnitMismatch):
        zeta_score(*quantities("1 V", "1 V", "1 mV", "1 mA"))
    with pytest.raises(UnitMismatch):
        z_score(*quantities("1 V", "1 V", "1 mA"))


def test_every_verdict_has_chinese_words_of_its_own():
    assert [verdict.zh for verdict in Performance] == ["满意", "有问题", "不满意"]
