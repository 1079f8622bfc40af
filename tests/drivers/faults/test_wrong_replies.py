"""Replies that are no answer: none of them is ever a number; F09 to F11, F17, F20, F21, and what else may come."""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest

from bench_core.errors import InstrumentReported, LinkTimeout, MalformedReply, Overload

if sys.platform == "linux":
    import resource

METER = "keysight.34401a"
AFTER = "matching: READ, after: 1 message"


def meter(twin, volts, fault, door="socket", timeout_s=1.0):
    """Return a meter on its 10 V range whose second reading is hit."""
    connected = twin(METER, fault, door, timeout_s)
    connected.identify()
    connected.prepare()
    volts(connected)
    connected.indicate()
    return connected


def after_each_good_one(replies):
    """Return faults that replace every other reading, each by one of these replies."""
    faults = [
        f"{{kind: garbage, matching: READ, after: {2 * n + 1} messages, reply: '{r}'}}" for n, r in enumerate(replies)
    ]
    return ", ".join(faults)


def test_f09_an_overload_is_an_overload_and_never_a_number(twin, volts):
    replies = ["+9.90000000E+37", "-9.90000000E+37", "+9.91000000E+37", "+1.0E+38"]
    connected = meter(twin, volts, after_each_good_one(replies))
    for _ in replies:
        with pytest.raises(Overload, match=r"indicates overload, .*; check the connection and the range"):
            connected.indicate()
        assert abs(connected.indicate().value) < 1


def test_f09_a_real_overload_of_the_twin_is_told_too(twin, volts):
    connected = meter(twin, volts, "{kind: overload, after: 1 reading}")
    with pytest.raises(Overload):
        connected.indicate()
    assert abs(connected.indicate().value) < 1


NO_NUMBERS = {
    "dashes": "---.--",
    "a decimal comma": "0,00012",
    "a thousands separator": "1.000.12",
    "a unit glued on": "1.0000V",
    "a unit after a blank": "+1.00000000E+00 V",
    "an error flag": "E+1.00000000",
    "two values": "+1.00000000E+00,+2.00000000E+00",
    "two values in one text": "+1.0;+2.0",
    "a prompt": "1> +1.00000000E+00",
    "not a number": "NAN",
    "infinity": "INF",
    "a hexadecimal number": "#H1F",
    "digits of another kind": "\u00b2",
    "a question mark": "?",
    "an error in words": "Fault 1300: Bad syntax (REM)",
    "a message of an error queue": '-113,"Undefined header"',
    "a number cut off": "+1.0000E",
}


def test_f10_what_is_not_exactly_one_number_is_refused_with_what_came(twin, volts):
    connected = meter(twin, volts, after_each_good_one(NO_NUMBERS.values()))
    for what, reply in NO_NUMBERS.items():
        with pytest.raises(MalformedReply) as caught:
            connected.indicate()
        assert f"received {reply!r} to `READ?`; check that the instrument is in remote" in str(caught.value), what
        assert abs(connected.indicate().value) < 1e-3


def test_f10_every_form_that_ieee_488_2_gives_a_number_is_read_with_its_digits(twin, volts):
    forms = {"+1.25E+000": "1.25", "1.25": "1.25", "+00.125E1": "1.25", "-0.00000000E+00": "0"}
    connected = meter(twin, volts, after_each_good_one(forms))
    for reply, value in forms.items():
        indication = connected.indicate()
        assert (indication.raw, indication.value) == (reply, Decimal(value))
        connected.indicate()


def test_f27_a_number_that_the_range_cannot_give_is_refused(twin, volts):
    replies = ["+2.50000000E+01", "-9.00000000E+05", "+1.00000000E+30"]
    connected = meter(twin, volts, after_each_good_one(replies))
    for _ in replies:
        with pytest.raises(MalformedReply, match=r"on its range of 10 V; select function and range again"):
            connected.indicate()
        connected.indicate()


@pytest.mark.parametrize("door", ["socket", "hislip", "vxi11", "serial"])
def test_f11_an_echo_is_refused_with_advice(twin, volts, door):
    connected = meter(twin, volts, f"{{kind: echo, {AFTER}}}", door)
    with pytest.raises(MalformedReply, match="remote and computer mode"):
        connected.indicate()
    assert abs(connected.indicate().value) < 1e-3


def test_f11_a_calibrator_at_a_terminal_is_refused_before_it_is_used(twin):
    calibrator = twin("fluke.5522a", entry=", remote: terminal", timeout_s=0.2)
    calibrator.identify()  # passes over echo and prompt
    with pytest.raises(MalformedReply, match="remote and computer mode"):
        calibrator.prepare()


@pytest.mark.parametrize("door", ["socket", "hislip", "vxi11", "serial"])
def test_f17_noise_and_a_stuck_data_line_are_refused_and_the_link_is_synchronous_again(twin, volts, door):
    faults = f"{{kind: noise, {AFTER}}}, {{kind: stuck_bit, matching: READ, after: 3 messages}}"
    connected = meter(twin, volts, faults, door)
    for _ in range(2):
        with pytest.raises(MalformedReply, match="received"):
            connected.indicate()
        assert abs(connected.indicate().value) < 1e-3


def test_f17_a_stuck_data_line_from_the_start_is_told_with_what_was_heard(twin):
    connected = twin(METER, "{kind: stuck_bit, lasting: true}", timeout_s=0.2)
    with pytest.raises(LinkTimeout, match=r"answered 'HEWLETTmPACKARDlsttpqAlwlqpmumr' instead; check .*data lines"):
        connected.identify()


def test_f17_noise_at_random_never_becomes_a_number(numbering):
    bench = numbering("{kind: noise, probability: 20 %, matching: READ, lasting: true}", "sim", seed=3)
    refused = 0
    for _ in range(1000):
        try:
            bench.ask()
        except MalformedReply:
            refused += 1
    assert 150 < refused < 250


@pytest.mark.parametrize("count", [3, 200])
def test_f20_errors_of_an_earlier_user_are_taken_out_before_work(twin, volts, count):
    connected = meter(twin, volts, f"{{kind: unread_errors, entries: {count}}}")
    assert abs(connected.indicate().value) < 1e-3


def test_f20_a_queue_that_never_becomes_empty_is_told(twin):
    fault = "{kind: garbage, matching: 'SYST:ERR?', lasting: true, reply: '-350,\"Queue overflow\"'}"
    connected = twin(METER, fault)
    connected.identify()
    with pytest.raises(InstrumentReported, match=r"does not become empty, last entry -350.*; switch it off and on"):
        connected.prepare()


def test_f21_an_unknown_question_answered_by_a_blank_line_is_refused(twin, volts):
    connected = meter(twin, volts, f"{{kind: blank, {AFTER}}}")
    with pytest.raises(MalformedReply):
        connected.indicate()
    assert abs(connected.indicate().value) < 1e-3


def test_f21_an_unknown_question_answered_by_silence_blocks_nothing_and_its_error_is_not_blamed_on_the_next(
    twin, volts
):
    connected = meter(twin, volts, f"{{kind: silent, {AFTER}}}", timeout_s=0.3)
    with pytest.raises(LinkTimeout):
        connected.indicate()
    volts(connected)


def most_memory():
    """Return the most memory that this process has had [KiB], or 0 where that is not told."""
    if sys.platform != "linux":
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("door", ["socket", "hislip", "vxi11", "serial"])
def test_a_reply_of_10_megabytes_is_given_up_without_being_kept(numbering, door):
    bench = numbering('{kind: huge, matching: "READ?", after: 2 messages}', door)
    bench.ask(), bench.ask()
    before = most_memory()
    failure = bench.failure()
    assert type(failure) is MalformedReply
    assert "more than 65536 bytes; check that this is the right instrument" in failure.what
    bench.ask()
    assert most_memory() - before < 64 * 1024  # the twin's own copies included
