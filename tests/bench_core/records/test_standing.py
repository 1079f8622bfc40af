"""Taking a point again never makes a result better, unless a second person agreed to it."""

from types import SimpleNamespace

import pytest

from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import RetryAsked
from bench_core.records.standing import contenders, corrected, worst

ALONE, AGREED = RetryAsked("i", "p", "li", "contact", ""), RetryAsked("i", "p", "li", "contact", "wang")


def attempt(verdict: Verdict | None, error: str):
    return SimpleNamespace(result=SimpleNamespace(verdict=verdict, error=Quantity.parse(error)))


BAD, OPEN, GOOD = attempt(Verdict.FAIL, "3 mV"), attempt(Verdict.UNDETERMINED, "2 mV"), attempt(Verdict.PASS, "1 mV")


@pytest.mark.parametrize(
    ("earlier", "latest", "stands"),
    [((), GOOD, GOOD), ((BAD,), GOOD, BAD), ((GOOD,), BAD, BAD), ((OPEN, BAD), GOOD, BAD), ((GOOD,), OPEN, OPEN)],
)
def test_without_a_second_person_the_worst_attempt_stands(earlier, latest, stands):
    assert worst(contenders(earlier, latest, ALONE)) is stands


def test_with_a_second_person_the_latest_attempt_stands():
    assert worst(contenders((BAD, OPEN), GOOD, AGREED)) is GOOD


def test_what_a_second_person_set_aside_does_not_come_back():
    agreed = contenders((BAD,), GOOD, AGREED)
    assert worst(contenders(agreed, OPEN, ALONE)) is OPEN


def test_of_one_verdict_the_larger_error_stands_whatever_its_sign_or_prefix():
    small, large = attempt(None, "900 µV"), attempt(None, "-1 mV")
    assert worst((large, small)) is large
    assert worst((small, large)) is large


def test_of_equal_attempts_the_latest_stands():
    first, second = attempt(Verdict.PASS, "1 mV"), attempt(Verdict.PASS, "1.000 mV")
    assert worst((first, second)) is second


@pytest.mark.parametrize(("replaces", "stands"), [(True, "new"), (False, "old")])
def test_a_corrected_result_takes_the_place_of_its_own_attempt_alone_and_only_where_it_may(replaces, stands):
    old, new = attempt(Verdict.FAIL, "3 mV"), attempt(Verdict.PASS, "1 mV")
    old.key = new.key = "attempt 2"
    earlier = attempt(Verdict.PASS, "2 mV")
    earlier.key = "attempt 1"
    field = corrected((earlier, old), new, replaces=replaces)
    assert earlier in field
    assert worst(field) is {"new": earlier, "old": old}[stands]
