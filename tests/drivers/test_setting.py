"""Settings are sent, looked after in the error queue, and read back: numbers in any form, texts exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bench_core.clock import VirtualClock
from bench_core.errors import InstrumentReported, MalformedReply
from drivers.error_queue import ErrorQueue, NoErrors
from drivers.session import Session
from drivers.setting import ReadBack, Setting, make_settings, number_setting


@pytest.fixture
def session(meter_wire):
    return Session(meter_wire, "meter", VirtualClock())


@pytest.fixture
def queue(session):
    return ErrorQueue(session, "SYST:ERR?", 20)


@pytest.mark.parametrize("reply", ["+1.00000000E+01", "10", "10.0", " 1.00000E+001 ", "1E1"])
def test_a_number_is_read_back_in_any_form(reply):
    assert ReadBack("R?", (Fraction(10),)).require(reply) == reply


@pytest.mark.parametrize("reply", ["", "1", "+1.00000001E+01", "10,10", '"10"', "10 V", "ten"])
def test_another_number_or_none_is_refused(reply):
    with pytest.raises(MalformedReply, match=r"10 as it was set|one number|1 fields"):
        ReadBack("R?", (Fraction(10),)).require(reply)


def test_each_field_of_a_reply_has_its_number():
    both = ReadBack("FUNC?", (Fraction(1), Fraction(1, 10)))
    assert both.require("1, .1") == "1, .1"
    with pytest.raises(MalformedReply, match=r"1 or 0\.1 as it was set"):
        both.require(".1,1")


def test_a_text_is_exactly_one_of_those_that_are_expected():
    read_back = ReadBack("FUNC?", ('"VOLT:DC"', "VOLT:DC"))
    for reply in ('"VOLT:DC"', "VOLT:DC", " VOLT:DC "):
        assert read_back.require(reply) == reply
    for reply in ('"VOLT"', "volt:dc", "VOLT:DC,10", ""):
        with pytest.raises(MalformedReply, match='"VOLT:DC" or VOLT:DC as it was set'):
            read_back.require(reply)


def test_one_field_of_a_longer_reply_may_be_the_answer():
    reply = "6.0000000E+00,V,0E+00,0,1.00E+03"
    assert ReadBack("OUT?", (Fraction(1000),), 4).require(reply) == reply
    assert ReadBack("OUT?", ("V",), 1).require(reply) == reply
    for wrong in ("6.0,V,0,0,50", "6.0,V", ""):
        with pytest.raises(MalformedReply):
            ReadBack("OUT?", (Fraction(1000),), 4).require(wrong)


def test_a_word_may_be_sent_for_a_number(session, queue, meter):
    assert make_settings(session, queue, [number_setting("ZERO:AUTO", 1, "ON")]) == "1"
    assert "ZERO:AUTO ON" in meter.obeyed


def test_all_is_read_back_after_the_last_command_so_that_nothing_later_can_undo_it(session, queue, meter):
    session.identify()
    del meter.obeyed[:]
    made = make_settings(session, queue, [number_setting("A", 1), Setting("B"), number_setting("C", 2)])
    assert meter.obeyed == ["A 1", "SYST:ERR?", "B", "SYST:ERR?", "C 2", "SYST:ERR?", "A?", "C?"]
    assert made == "+1.00000000E+00;+2.00000000E+00"


def test_a_refused_command_ends_the_selection(session, queue, meter):
    meter.side_effects["A 1"] = lambda: meter.queue.append('-222,"Data out of range"')
    with pytest.raises(InstrumentReported, match="after `A 1`"):
        make_settings(session, queue, [number_setting("A", 1), number_setting("B", 2)])
    assert "B 2" not in meter.obeyed


def test_an_instrument_without_an_error_queue_is_only_read_back(session, meter):
    assert NoErrors().drain() == ()
    make_settings(session, NoErrors(), [number_setting("A", 1)])
    assert "SYST:ERR?" not in meter.obeyed
