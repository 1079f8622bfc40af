"""Replies as manuals print them become values; everything else is refused in words."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_core.errors import MalformedReply, UsageError
from drivers.protocols import ieee4882, scpi


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("-1.72140000E-05", "-0.0000172140000"),
        ("+9.90000000E+37", "9.90000000E+37"),
        ("26", "26"),
        ("0.2", "0.2"),
        ("+1.0E+001", "10"),
    ],
)
def test_a_number_keeps_exactly_the_digits_of_the_reply(reply, value):
    assert ieee4882.number(reply) == Decimal(value)
    assert str(ieee4882.number(reply)) == str(Decimal(reply))


@pytest.mark.parametrize(
    "reply",
    [
        "", " ", "+1.0,+2.0", "1,5", "1 234", "---.--", "23.010C", "1.0 V", "READ?", "1> ", "nan", "inf", "1e", "0x10",
        "1_0", "١٢", "1.0\n2.0", "E5", "+-1", "9" * 100, "1e999999",
    ],
)  # fmt: skip
def test_what_is_not_one_number_never_becomes_one(reply):
    with pytest.raises(MalformedReply, match="expected one number"):
        ieee4882.number(reply)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_reply_whatever_raises_anything_but_a_malformed_reply(reply):
    for reader in (ieee4882.number, ieee4882.boolean, ieee4882.identity, ieee4882.quoted, ieee4882.queue_entry):
        with suppress(MalformedReply):
            reader(reply)


def test_a_long_reply_is_shown_shortened():
    with pytest.raises(MalformedReply) as caught:
        ieee4882.number("x" * 60_000)
    assert len(str(caught.value)) < 200


def test_a_register_is_a_whole_number_and_a_state_is_zero_or_one():
    assert ieee4882.integer("+4097") == 4097
    assert ieee4882.boolean("1")
    assert not ieee4882.boolean("+0")
    for reply in ("1.5", "2", "-1", "ON"):
        with pytest.raises(MalformedReply):
            ieee4882.boolean(reply)


@pytest.mark.parametrize(
    ("reply", "text"), [('"VOLT"', "VOLT"), ('"a ""b"" c"', 'a "b" c'), ('""', ""), (' "VOLT:AC" ', "VOLT:AC")]
)
def test_a_quoted_string_is_read_without_its_marks(reply, text):
    assert ieee4882.quoted(reply) == text


@pytest.mark.parametrize("reply", ["VOLT", '"VOLT', 'VOLT"', '"', '"a"b"', "", '"""'])
def test_a_string_with_wrong_marks_is_refused(reply):
    with pytest.raises(MalformedReply):
        ieee4882.quoted(reply)


@pytest.mark.parametrize(
    ("reply", "number", "text"),
    [
        ('+0,"No error"', 0, "No error"),
        ('0,"No Error"', 0, "No Error"),
        ('-113,"Undefined header"', -113, "Undefined header"),
        ('550,"Command not allowed in local"', 550, "Command not allowed in local"),
        ('539,"Can\'t change compensation now."', 539, "Can't change compensation now."),
    ],
)
def test_an_entry_of_the_error_queue_has_a_number_and_a_text(reply, number, text):
    assert ieee4882.queue_entry(reply) == ieee4882.QueueEntry(number, text)


@pytest.mark.parametrize("reply", ["0", "No error", '"No error",0', "+0,No error", '1.5,"x"', "Fault 1300: Bad syntax"])
def test_another_form_is_not_taken_for_an_empty_error_queue(reply):
    with pytest.raises(MalformedReply):
        ieee4882.queue_entry(reply)


def test_an_identity_has_four_fields():
    found = ieee4882.identity("FLUKE,5522A,1972905,1.1+1.3+1.8")
    assert (found.maker, found.model, found.serial) == ("FLUKE", "5522A", "1972905")
    assert ieee4882.identity("MEATEST,M-142 ,542111,3.6").model == "M-142"


@pytest.mark.parametrize(
    "reply", ["+1.0E+00", "FLUKE,5522A", "a,b,c,d,e", ",5522A,1,1", "FLUKE,,1,1", "FLU\xccE,5522A,1,1", "0E0,V,0,0,0"]
)
def test_what_is_not_an_identity_is_refused(reply):
    with pytest.raises(MalformedReply):
        ieee4882.identity(reply)


@pytest.mark.parametrize("command", ["", "OUT 1 V\nOPER", "OUT 1 V\r", "*IDN?\x00", "OUT 1 µV", "\x03"])
def test_a_command_that_would_become_two_is_never_sent(command):
    with pytest.raises(UsageError):
        ieee4882.message(command)


def test_a_command_ends_with_a_line_feed():
    assert ieee4882.message("*IDN?") == b"*IDN?\n"


def test_every_byte_of_a_reply_is_kept_as_one_character():
    assert ieee4882.text(bytes(range(256))).encode("latin-1") == bytes(range(256))


@pytest.mark.parametrize(
    ("value", "over"), [("9.9E37", True), ("-9.9E37", True), ("9.91E37", True), ("1E38", True), ("9.8E37", False)]
)
def test_infinity_and_not_a_number_are_told_from_values(value, over):
    assert (abs(Decimal(value)) >= scpi.INFINITE) is over


def test_an_instrument_may_want_a_carriage_return_before_the_line_feed():
    assert ieee4882.message("*IDN?", b"\r\n") == b"*IDN?\r\n"


@pytest.mark.parametrize(
    ("reply", "number", "text"),
    [
        ("0, No error", 0, "No error"),
        ("0,No Error", 0, "No Error"),
        ("+0", 0, ""),
        (" -113, Undefined header ", -113, "Undefined header"),
    ],
)
def test_an_entry_without_quotation_marks_is_a_number_and_a_text(reply, number, text):
    assert ieee4882.plain_queue_entry(reply) == ieee4882.QueueEntry(number, text)


@pytest.mark.parametrize("reply", ["", "No error", "1.5, x", "0, a, b", "0 No error", ":SYST:ERR 0, No error"])
def test_another_form_is_never_an_empty_queue(reply):
    with pytest.raises(MalformedReply, match="a number and a text"):
        ieee4882.plain_queue_entry(reply)
