"""Decision rules against published cases and at their exact ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench_core.errors import NumberInvalid, UnitMismatch, UsageError
from bench_core.metrology.decision import Conformity, Verdict, decide
from bench_core.metrology.decision.limits import Limits
from bench_core.metrology.decision.rules import decide_guarded, decide_non_binary, guard_band
from bench_core.metrology.quantity import Quantity
from bench_core.records import result


def judged(rule: str, value: str, lower: str | None, upper: str | None, expanded: str) -> str:
    limits = [None if text is None else Quantity.parse(text) for text in (lower, upper)]
    return decide(rule, Quantity.parse(value), limits[0], limits[1], Quantity.parse(expanded)).value


@pytest.mark.parametrize(
    ("value", "limit", "expanded", "verdict"),
    [
        # JJF 1094-2002 5.3.1, textbook cases (toserve.com/article/17070671, kaotiyun.com/show/kZMy777K)
        ("0.7 mV", "0.85 mV", "0.25 mV", "pass"),
        ("-0.008 V", "0.020 V", "0.009 V", "pass"),
        # made from the formula of 5.3.1.6
        ("0.015 V", "0.020 V", "0.009 V", "undetermined"),
        ("-0.015 V", "0.020 V", "0.009 V", "undetermined"),
        ("0.011 V", "0.020 V", "0.009 V", "pass"),
        ("0.01101 V", "0.020 V", "0.009 V", "undetermined"),
        ("0.02899 V", "0.020 V", "0.009 V", "undetermined"),
        ("0.029 V", "0.020 V", "0.009 V", "fail"),
        ("-0.029 V", "0.020 V", "0.009 V", "fail"),
        # U is exactly a third: compared plainly, also at the limit itself
        ("3 V", "3 V", "1 V", "pass"),
        ("3.0001 V", "3 V", "1 V", "fail"),
        ("3 V", "3 V", "1.0001 V", "undetermined"),
        # U above MPEV: nothing passes
        ("0 V", "1 V", "1.1 V", "undetermined"),
        ("2.2 V", "1 V", "1.1 V", "fail"),
    ],
)
def test_jjf_1094_has_three_outcomes(value, limit, expanded, verdict):
    assert judged("jjf1094", value, f"-{limit}", limit, expanded) == verdict


@pytest.mark.parametrize(
    ("value", "lower", "upper", "expanded", "verdict"),
    [
        ("1.9 V", None, "2 V", "0.6 V", "pass"),
        ("1.9 V", None, "2 V", "0.7 V", "undetermined"),
        ("1.3 V", None, "2 V", "0.7 V", "pass"),
        ("2.7 V", None, "2 V", "0.7 V", "fail"),
        ("-9 V", None, "2 V", "0.7 V", "pass"),
        ("11 V", "10 V", None, "1 V", "pass"),
        ("13 V", "10 V", None, "4 V", "undetermined"),
        ("6 V", "10 V", None, "4 V", "fail"),
        ("14 V", "10 V", None, "4 V", "pass"),
        ("3 V", "-1 V", "5 V", "1 V", "pass"),
        ("-0.5 V", "-1 V", "5 V", "1.1 V", "undetermined"),
        ("0.1 V", "-1 V", "5 V", "1.1 V", "pass"),
        ("-2.1 V", "-1 V", "5 V", "1.1 V", "fail"),
        ("4 V", "-1 V", "5 V", "1.1 V", "undetermined"),
        ("6.1 V", "-1 V", "5 V", "1.1 V", "fail"),
    ],
)
def test_jjf_1094_judges_each_limit_that_there_is(value, lower, upper, expanded, verdict):
    assert judged("jjf1094", value, lower, upper, expanded) == verdict


@pytest.mark.parametrize(
    ("value", "lower", "upper", "verdict"),
    [
        ("2 mV", "-2 mV", "2 mV", "pass"),
        ("-2 mV", "-2 mV", "2 mV", "pass"),
        ("2.0001 mV", "-2 mV", "2 mV", "fail"),
        ("-2001 µV", "-2 mV", "2 mV", "fail"),
        ("5 mV", "1 mV", None, "pass"),
        ("0.9 mV", "1 mV", None, "fail"),
        # 3½-digit meter: error 9 mV, limit 3.2 mV (m.tortoiseonline.com/tiku/shiti/9724394)
        ("9 mV", "-3.209 mV", "3.209 mV", "fail"),
    ],
)
def test_simple_acceptance_compares_with_the_limits(value, lower, upper, verdict):
    assert judged("simple", value, lower, upper, "100 mV") == verdict


@given(*[st.integers(-400, 400)] * 3, st.integers(0, 200))
def test_jjf_1094_is_symmetric_and_never_better_than_simple_acceptance_allows(value, one, other, expanded):
    lower, upper = (Quantity.of(limit, "mV") for limit in sorted((one, other)))
    found, guard = Quantity.of(value, "mV"), Quantity.of(expanded, "mV")
    verdict = decide("jjf1094", found, lower, upper, guard)
    assert verdict is decide("jjf1094", -found, -upper, -lower, guard)
    plain = decide("simple", found, lower, upper, guard)
    assert verdict in {plain, Verdict.UNDETERMINED}


def test_temperatures_are_judged_with_an_uncertainty_in_kelvin():
    assert judged("jjf1094", "20.8 °C", "19 °C", "21 °C", "0.1 K") == "pass"
    assert judged("jjf1094", "20.8 °C", "19 °C", "21 °C", "0.5 °C") == "undetermined"


@pytest.mark.parametrize(
    ("lower", "upper", "expanded"), [(None, None, "1 V"), ("2 V", "1 V", "1 V"), ("1 V", "2 V", "-1 V")]
)
def test_limits_that_make_no_sense_are_refused(lower, upper, expanded):
    with pytest.raises(UsageError):
        judged("simple", "1 V", lower, upper, expanded)


def test_other_kinds_are_refused():
    with pytest.raises(UnitMismatch):
        judged("simple", "1 A", "-1 V", "1 V", "1 V")
    with pytest.raises(UnitMismatch):
        judged("jjf1094", "1 V", "-1 V", "1 V", "1 A")


def test_results_know_the_same_verdicts():
    assert result.Verdict is Verdict
    assert [str(verdict) for verdict in Verdict] == ["pass", "fail", "undetermined"]


def band(lower: str | None, upper: str | None) -> Limits:
    return Limits(*(None if text is None else Quantity.parse(text) for text in (lower, upper)))


@pytest.mark.parametrize(
    ("value", "lower", "upper", "guard", "verdict"),
    [
        ("8 mV", "-10 mV", "10 mV", "2 mV", "pass"),
        ("-8 mV", "-10 mV", "10 mV", "2000 µV", "pass"),
        ("8.0001 mV", "-10 mV", "10 mV", "2 mV", "fail"),
        ("-8.0001 mV", "-10 mV", "10 mV", "2 mV", "fail"),
        ("10 mV", "-10 mV", "10 mV", "0 mV", "pass"),
        ("0 mV", "-10 mV", "10 mV", "10 mV", "pass"),
        ("0 mV", "-10 mV", "10 mV", "10.1 mV", "fail"),
        ("-500 mV", None, "10 mV", "2 mV", "pass"),
        ("8.1 mV", None, "10 mV", "2 mV", "fail"),
        ("12 mV", "10 mV", None, "2 mV", "pass"),
        ("11.9 mV", "10 mV", None, "2 mV", "fail"),
        ("20.8 °C", "19 °C", "21 °C", "0.2 K", "pass"),
        ("20.9 °C", "19 °C", "21 °C", "0.2 K", "fail"),
    ],
)
def test_guarded_acceptance_passes_only_what_is_inside_by_the_guard_band(value, lower, upper, guard, verdict):
    assert decide_guarded(Quantity.parse(value), band(lower, upper), Quantity.parse(guard)) == verdict


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("8", "pass"),
        ("8.1", "conditionalPass"),
        ("10", "conditionalPass"),
        ("10.1", "conditionalFail"),
        ("12", "conditionalFail"),
        ("12.1", "fail"),
        ("-8", "pass"),
        ("-8.1", "conditionalPass"),
        ("-12", "conditionalFail"),
        ("-12.1", "fail"),
    ],
)
def test_the_non_binary_rule_of_ilac_g8_has_four_outcomes(value, outcome):
    found = decide_non_binary(Quantity.of(value, "mV"), band("-10 mV", "10 mV"), Quantity.parse("2 mV"))
    assert found == outcome
    assert found.undetermined is outcome.startswith("conditional")


@given(*[st.integers(-400, 400)] * 3, st.integers(0, 200))
def test_the_four_outcomes_fold_into_guarded_and_simple_acceptance(value, one, other, guard):
    limits = Limits(*(Quantity.of(limit, "mV") for limit in sorted((one, other))))
    found, width = Quantity.of(value, "mV"), Quantity.of(guard, "mV")
    outcome = decide_non_binary(found, limits, width)
    assert (outcome is Conformity.PASS) is (decide_guarded(found, limits, width) is Verdict.PASS)
    within = outcome in {Conformity.PASS, Conformity.CONDITIONAL_PASS}
    assert within is (decide("simple", found, limits.lower, limits.upper, width) is Verdict.PASS)


@given(*[st.integers(-400, 400)] * 3, st.integers(0, 200))
def test_the_rule_guarded_has_a_guard_band_of_u(value, one, other, expanded):
    lower, upper = (Quantity.of(limit, "mV") for limit in sorted((one, other)))
    found, u = Quantity.of(value, "mV"), Quantity.of(expanded, "mV")
    assert decide("guarded", found, lower, upper, u) is decide_guarded(found, Limits(lower, upper), guard_band(u))


def test_guarded_is_between_pass_and_fail_at_the_limit_less_u():
    assert judged("guarded", "8 mV", "-10 mV", "10 mV", "2 mV") == "pass"
    assert judged("guarded", "8.0001 mV", None, "10 mV", "2 mV") == "fail"


def test_a_guard_band_is_a_multiple_of_u():
    assert guard_band(Quantity.parse("2 mV")) == Quantity.parse("2 mV")
    assert guard_band(Quantity.parse("2 mV"), "0.83") == Quantity.parse("1.66 mV")
    assert guard_band(Quantity.parse("2 mV"), 0) == Quantity.parse("0 mV")


@pytest.mark.parametrize("multiple", ["-0.1", "x", "nan"])
def test_a_multiple_that_makes_no_sense_is_refused(multiple):
    with pytest.raises(NumberInvalid, match="multiple"):
        guard_band(Quantity.parse("2 mV"), multiple)


def test_a_negative_guard_band_or_uncertainty_is_refused():
    with pytest.raises(UsageError, match=r"^expanded uncertainty -2 mV is negative"):
        guard_band(Quantity.parse("-2 mV"))
    for rule in ("jjf1094", "guarded"):
        with pytest.raises(UsageError, match=r"^expanded uncertainty -2 mV is negative"):
            judged(rule, "1 mV", "-5 mV", "5 mV", "-2 mV")
    for rule in (decide_guarded, decide_non_binary):
        with pytest.raises(UsageError, match="guard band -2 mV is negative"):
            rule(Quantity.parse("1 mV"), band(None, "5 mV"), Quantity.parse("-2 mV"))


def test_every_outcome_has_chinese_words_of_its_own():
    assert [verdict.zh for verdict in Verdict] == ["合格", "不合格", "待定"]
    assert [outcome.zh for outcome in Conformity] == ["合格", "有条件合格", "有条件不合格", "不合格"]
