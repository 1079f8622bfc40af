"""Strict entry: what is accepted is what was typed, the run accepts it too, and nobody is led to what is expected."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAsked
from bench_core.records.given_answers import OVERLOAD, read_answer
from bench_gui.views.entry import Accepted, DoubleEntry, EntryForm, Refused, read
from bench_gui.words import Language, words_in

EN, ZH = words_in(Language.EN), words_in(Language.ZH)
FORM = EntryForm(
    "V",
    "number",
    display=True,
    resolution=Quantity.parse("0.001 V"),
    range=Quantity.parse("6 V"),
    lower=Quantity.parse("2.9 V"),
    upper=Quantity.parse("3.1 V"),
)
PROMPT = PromptAsked("p", "number", "r", Bilingual("", ""), "V", instrument="meter", settings={"range": "6 V"})


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("3.001", "3.001 V"),
        ("+3.001", "3.001 V"),
        ("-3.001", "-3.001 V"),
        ("3001 mV", "3001 mV"),
        ("3.000 V", "3.000 V"),
        ("3.000V", "3.000 V"),
        ("  3.000  ", "3.000 V"),
        (".512", "0.512 V"),
    ],
)
def test_a_number_is_taken_digit_for_digit_and_shown_back_with_its_unit(typed, shown):
    entry = read(typed, FORM, EN)
    assert isinstance(entry, Accepted)
    assert (entry.text, entry.shown) == (typed.strip(), shown)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("3,001", "comma"),
        ("3,001.5", "comma"),
        ("1e3", "exponent"),
        ("3.0E-1 V", "exponent"),
        ("３.001", "Full-width"),
        ("3.001　", "Full-width"),
        ("nan", "no number"),
        ("inf", "no number"),
        ("3 001", "blank"),
        ("3. 001", "blank"),
        ("- 3.001", "blank"),
        ("3_001", "Separators"),
        ("3'001", "Separators"),
        ("−3.001", "minus sign"),
        ("3.", "A digit is missing"),
        ("3.. 1", "blank"),
        ("3.0.1", "write it as 9.0012"),
        ("V", "write it as 9.0012 or 9.0012 V"),
        ("--3", "write it as 9.0012"),
        ("٣", "write it as 9.0012"),
        ("3.001 parsec", "The unit parsec is not known"),
        ("3.001 Blub", "The unit Blub is not known"),
        ("3.001 A", "A is another kind of unit"),
        ("7.3", "7.3 V is beyond range 6 V"),
        ("3001", "This value cannot be taken; look at point and unit"),
    ],
)
def test_what_is_no_plain_number_is_refused_with_the_reason(typed, why):
    entry = read(typed, FORM, EN)
    assert isinstance(entry, Refused), entry
    assert why in entry.why


def test_nothing_is_neither_taken_nor_refused():
    assert read("", FORM, EN) is None
    assert read("   ", FORM, EN) is None


def test_a_value_a_little_beyond_the_range_is_taken_and_one_far_beyond_is_not():
    assert isinstance(read("7.199", FORM, EN), Accepted)
    assert isinstance(read("-7.201", FORM, EN), Refused)


@pytest.mark.parametrize(
    ("typed", "warning"),
    [
        ("3.00", "Fewer digits"),
        ("3", "Fewer digits"),
        ("3.0012", "More digits"),
        ("3.001", ""),
        ("3001 mV", ""),
        ("3001.0 mV", "More digits"),
    ],
)
def test_digits_are_compared_with_those_of_the_display(typed, warning):
    warnings = read(typed, FORM, EN).warnings
    assert warnings == () if not warning else warning in warnings[0]


def test_a_display_that_counts_by_twos_has_that_many_digits():
    by_twos = replace(FORM, resolution=Quantity.parse("0.002 V"))
    assert read("3.002", by_twos, EN).warnings == ()
    assert "More" in read("3.0020", by_twos, EN).warnings[0]
    assert "Fewer" in read("3.00", by_twos, EN).warnings[0]


@pytest.mark.parametrize("typed", ["-3.001", "0.300", "0.003", "3.2", "300 mV", "3.001 mV", "0.000"])
def test_a_wrong_sign_a_lost_factor_and_a_strange_value_are_doubted(typed):
    entry = read(typed, FORM, EN)
    assert entry.again
    assert entry.doubt.startswith("Doubtful reading.")


def test_nothing_that_is_told_leads_to_what_is_expected():
    seen = set()
    for typed in ("-3.001", "0.300", "5.9", "3.2", "2.899", "0.001"):
        entry = read(typed, FORM, EN)
        assert not [warning for warning in entry.warnings if "Doubtful" in warning]  # not while it is being typed
        seen.add(entry.doubt)
    assert len(seen) == 1
    assert not re.search(r"[0-9]", seen.pop())


def test_overload_is_taken_from_a_display_only_and_twice():
    entry = read("ol", FORM, EN)
    assert (entry.shown, entry.again) == (OVERLOAD, True)
    assert read_answer(PROMPT, entry.text) == OVERLOAD
    assert isinstance(read("OL", replace(FORM, display=False), EN), Refused)


def test_a_condition_outside_its_limits_is_entered_twice_and_has_no_digits_to_compare():
    form = EntryForm("°C", "condition", lower=Quantity.parse("19 °C"), upper=Quantity.parse("21 °C"))
    assert read("20.3", form, EN) == Accepted("20.3", "20.3 °C", (), again=False)
    doubted = read("22", form, EN)
    assert doubted.again
    assert "the run does not begin" in doubted.doubt
    assert read("293.45 K", form, EN).again is False
    assert read("68 K", form, EN).again is True


def test_a_thermometer_has_a_range_too():
    range_, digit = Quantity.parse("100 °C"), Quantity.parse("0.1 K")
    form = EntryForm("°C", "number", display=True, resolution=digit, range=range_)
    assert read("20.3", form, EN) == Accepted("20.3", "20.3 °C", (), again=False)
    assert isinstance(read("130.0", form, EN), Refused)
    assert "More" in read("20.31", form, EN).warnings[0]


def test_an_english_name_of_a_unit_is_refused_without_looking_it_up(monkeypatch):
    monkeypatch.setattr("bench_gui.views.entry.read_answer", None)
    assert isinstance(read("3.001 furlong", FORM, EN), Refused)


def test_a_serial_number_is_taken_as_it_is_printed():
    form = EntryForm("", "identify")
    assert read("MY 4100-1234", form, EN) == Accepted("MY 4100-1234", "MY 4100-1234", (), again=False)
    assert isinstance(read("x" * 61, form, EN), Refused)
    assert isinstance(read("a\tb", form, EN), Refused)


def test_a_doubtful_value_goes_when_it_was_entered_twice_alike():
    entry = read("-3.001", FORM, EN)
    once = DoubleEntry().enter(entry, EN)
    assert (once.send, once.clear) == ("", True)
    assert once.told == entry.doubt
    twice = once.next.enter(entry, EN)
    assert (twice.send, twice.next) == ("-3.001", DoubleEntry())


@pytest.mark.parametrize(("text", "again"), [("20.5", False), ("18.9", True), ("294 K", False), ("295 K", True)])
def test_a_temperature_is_doubted_in_whatever_unit_it_is_typed(text, again):
    form = EntryForm("°C", "number", lower=Quantity.parse("19 °C"), upper=Quantity.parse("21 °C"))
    assert read(text, form, EN).again is again
    kelvin = replace(form, unit="K", lower=Quantity.parse("19 °C"))
    assert read("293.5", kelvin, EN).again is False


def test_two_entries_that_differ_are_both_dropped():
    once = DoubleEntry().enter(read("-3.001", FORM, EN), EN)
    twice = once.next.enter(read("3.001", FORM, EN), EN)
    assert (twice.send, twice.next, twice.clear) == ("", DoubleEntry(), True)
    assert "differ" in twice.told
    assert twice.next.enter(read("3.001", FORM, EN), EN).send == "3.001"


def test_as_many_digits_as_before_must_be_entered():
    once = DoubleEntry().enter(read("-3.001", FORM, EN), EN)
    assert once.next.enter(read("-3.0010", FORM, EN), EN).send == ""


def test_a_plausible_value_goes_at_once_unless_every_value_is_wanted_twice():
    assert DoubleEntry().enter(read("3.001", FORM, EN), EN).send == "3.001"
    always = replace(FORM, twice=True)
    once = DoubleEntry().enter(read("3.001", always, EN), EN)
    assert (once.send, once.told) == ("", "Enter the value a second time")
    assert once.next.enter(read("3.001", always, EN), EN).send == "3.001"


@settings(max_examples=150, deadline=None)
@given(some.text(alphabet="0123456789.,+-eEVmkµ% _'３　nai−OL\t", max_size=12))
def test_whatever_is_accepted_the_run_takes_as_the_same_value(typed):
    entry = read(typed, FORM, EN)
    if not isinstance(entry, Accepted):
        return
    value = read_answer(PROMPT, entry.text)
    if entry.shown == OVERLOAD:
        assert value == OVERLOAD
    else:
        assert str(value) == entry.shown
        number = re.match(r"[+-]?[0-9.]+", entry.text)
        assert Decimal(number[0]) == Decimal(entry.shown.partition(" ")[0])


@settings(max_examples=100, deadline=None)
@given(some.decimals(min_value=-7, max_value=7, places=3, allow_nan=False))
def test_every_plain_decimal_within_the_range_is_accepted(number):
    entry = read(f"{number:.3f}", FORM, EN)
    assert isinstance(entry, Accepted)
    assert entry.again is not (Decimal("2.9") <= number <= Decimal("3.1"))


@settings(max_examples=100, deadline=None)
@given(some.text(max_size=10))
def test_whatever_is_typed_is_answered(typed):
    read(typed, FORM, ZH)
    read(typed, EntryForm("°C", "condition"), EN)
    read(typed, EntryForm("", "identify"), EN)
