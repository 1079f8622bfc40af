"""A late reply never answers another question, and nothing unsafe waits behind a silent link."""

from __future__ import annotations

from itertools import count

import pytest

from bench_core.capabilities.instruments import Identity
from bench_core.clock import VirtualClock
from bench_core.errors import IdentityMismatch, LinkClosed, LinkTimeout, MalformedReply, UsageError
from drivers.protocols import ieee4882
from drivers.session import Language, Session

_RANDOM_EXCHANGES = 1000


@pytest.fixture
def session(meter_wire):
    return Session(meter_wire, "meter (TCPIP::192.0.2.7::5025::SOCKET)", VirtualClock())


def test_the_first_use_clears_the_link_and_asks_who_is_there(session, meter_wire):
    assert session.query("READ?") == "-1.72140000E-05"
    assert meter_wire.log == ["(clear)", "*IDN?", "READ?"]
    session.query("READ?")
    assert meter_wire.log[3:] == ["READ?"]


def test_after_a_time_out_the_link_is_cleared_and_identified_before_the_next_question(session, meter, meter_wire):
    session.identify()
    meter.answers["READ?"] = None
    with pytest.raises(LinkTimeout, match="meter"):
        session.query("READ?")
    assert session._quarantined
    del meter_wire.log[:]
    assert session.query("FUNC?") == '"VOLT"'
    assert meter_wire.log == ["(clear)", "*IDN?", "FUNC?"]
    assert not session._quarantined


def test_a_setting_after_a_time_out_is_not_sent_before_the_link_is_clear(session, meter, meter_wire):
    session.identify()
    meter.answers["READ?"] = None
    with pytest.raises(LinkTimeout):
        session.query("READ?")
    del meter_wire.log[:]
    session.write("*CLS")
    assert meter_wire.log == ["(clear)", "*IDN?", "*CLS"]


def test_a_late_reply_is_never_taken_for_the_next_one(wire_to, in_memory, seeded):
    numbers = count()
    instrument = in_memory("HEWLETT-PACKARD,34401A,0,10-5-2")
    given = {}

    def answer(command):
        given[command] = f"+{next(numbers)}.0E+00"
        return given[command]

    for command in ("READ?", "VOLT:DC:RANG?"):
        instrument.answers[command] = lambda command=command: answer(command)
    late = lambda: seeded.choice((0, 0, 0, 1, 2, 3))  # noqa: E731  reads best here
    session = Session(wire_to(instrument, late=late), "meter", VirtualClock())
    read = 0
    for _ in range(_RANDOM_EXCHANGES):
        command = seeded.choice(("READ?", "VOLT:DC:RANG?"))
        try:
            value = session.ask(command, lambda reply: (ieee4882.number(reply), reply))
        except (LinkTimeout, MalformedReply):
            continue
        assert value[1] == given[command]
        read += 1
    assert read > _RANDOM_EXCHANGES / 5


def test_stale_bytes_of_an_earlier_connection_are_passed_over(wire_to, meter):
    wire = wire_to(meter, clears=False)
    wire.replies.extend([[0, b"+1.0E+00"], [0, b"0"], [0, b'+0,"No error"']])
    session = Session(wire, "meter", VirtualClock())
    assert session.identify().model == "34401A"
    assert session.query("READ?") == "-1.72140000E-05"


def test_an_identity_among_the_stale_bytes_does_not_hide_those_behind_it(wire_to, meter):
    wire = wire_to(meter, clears=False)
    wire.replies.extend([[0, b"HEWLETT-PACKARD,34401A,0,10-5-2"], [0, b"+1.0E+00"], [0, b"7"]])
    session = Session(wire, "meter", VirtualClock())
    assert session.query("READ?") == "-1.72140000E-05"
    assert wire.log[-2:] == ["*ESE 0", "READ?"]


def test_each_token_is_another_one(wire_to, meter):
    wire = wire_to(meter, clears=False)
    session = Session(wire, "meter", VirtualClock())
    for _ in range(255):
        session.identify()
        meter.answers["READ?"] = "no number"
        with pytest.raises(MalformedReply):
            session.ask("READ?", ieee4882.number)
    tokens = [command for command in wire.log if command.endswith("*ESE?")]
    assert len(set(tokens)) == len(tokens) == 255


def test_a_language_without_token_is_asked_its_identity_alone(wire_to, meter):
    wire = wire_to(meter, clears=False)
    Session(wire, "meter", VirtualClock(), Language(token=None)).query("READ?")
    assert wire.log == ["(clear)", "*IDN?", "READ?"]


def test_a_language_is_woken_and_asked_in_its_own_words(wire_to, in_memory):
    instrument = in_memory("")
    instrument.answers |= {"ID?": "HP3458A", "TEMP?": "37.1"}
    language = Language(
        identity_query="ID?", identity=lambda reply: Identity("HP", reply[2:], "", "", reply), wake=("END ALWAYS",),
        serial_wake=("SYST:REM",), token=None,
    )  # fmt: skip
    wire = wire_to(instrument)
    session = Session(wire, "meter", VirtualClock(), language)
    assert session.identify().model == "3458A"
    assert session.query("TEMP?") == "37.1"
    assert wire.log == ["(clear)", "END ALWAYS", "ID?", "TEMP?"]


def test_on_a_serial_line_an_instrument_is_cleared_by_its_character_and_put_into_remote(wire_to, meter):
    wire = wire_to(meter, resource="ASRL/dev/ttyS0::INSTR")
    session = Session(wire, "meter", VirtualClock(), Language(serial_clear=b"\x03\n", serial_wake=("SYST:REM",)))
    session.query("READ?")
    assert wire.log == ["\x03", "(clear)", "SYST:REM", "*IDN?", "READ?"]


def test_an_endless_stream_of_stale_bytes_ends_in_an_exception(wire_to, meter):
    wire = wire_to(meter, clears=False)
    wire.replies.extend([0, b"noise"] for _ in range(1000))
    with pytest.raises(MalformedReply, match="none is an identity"):
        Session(wire, "meter", VirtualClock()).identify()


def test_a_reply_that_is_not_understood_puts_the_session_into_quarantine(session, meter, meter_wire):
    session.identify()
    meter.answers["READ?"] = "READ?"
    with pytest.raises(MalformedReply, match=r"meter .*expected one number, received 'READ\?' to `READ\?`"):
        session.ask("READ?", ieee4882.number)
    meter_wire.replies.append([0, b"+1.0E+00"])  # the second half of an echo
    meter.answers["READ?"] = "+2.0E+00"
    assert session.ask("READ?", ieee4882.number) == 2


def test_another_instrument_after_a_time_out_is_refused(session, meter):
    session.identify()
    meter.answers["READ?"] = None
    with pytest.raises(LinkTimeout):
        session.query("READ?")
    meter.answers |= {"*IDN?": "HEWLETT-PACKARD,34401A,7,10-5-2", "READ?": "+1.0E+00"}
    for _ in range(2):
        with pytest.raises(IdentityMismatch, match="expected 'HEWLETT-PACKARD,34401A,0"):
            session.query("READ?")
    assert "READ?" not in meter.obeyed[3:]


def test_another_instrument_is_refused_when_it_is_asked_again(session, meter):
    session.identify()
    meter.answers["*IDN?"] = "HEWLETT-PACKARD,34401A,7,10-5-2"
    with pytest.raises(IdentityMismatch):
        session.identify()


def test_an_instrument_that_never_answers_ends_in_a_time_out_after_two_attempts(session, meter, meter_wire):
    meter.answers.clear()
    with pytest.raises(LinkTimeout):
        session.identify()
    assert meter_wire.log == ["(clear)", "*IDN?"] * 2


def test_a_closed_link_is_opened_again_but_the_command_is_not_repeated(session, meter, meter_wire):
    session.identify()
    meter_wire.closed = True
    with pytest.raises(LinkClosed, match="meter"):
        session.write("*RST")
    assert "*RST" not in meter.obeyed
    assert session.query("READ?") == "-1.72140000E-05"
    assert "*RST" not in meter.obeyed


def test_a_safe_command_in_quarantine_is_sent_before_anything_is_asked(session, meter_wire):
    session.write_at_once("STBY")
    assert meter_wire.log == ["(clear)", "STBY"]
    session.query("READ?")
    assert meter_wire.log[2:] == ["*IDN?", "READ?"]  # no clear that could drop the safe command on its way


def test_no_clear_drops_the_first_of_several_safe_commands(session, meter_wire):
    for command in ("VOLT 0", "OUTP OFF"):
        session.write_at_once(command)
    assert meter_wire.log == ["(clear)", "VOLT 0", "OUTP OFF"]


def test_a_safe_command_is_sent_over_a_cleared_link_when_the_first_attempt_fails(session, meter, meter_wire):
    session.identify()
    meter_wire.closed = True
    session.write_at_once("STBY")
    assert meter.settings() == ["STBY"]


def test_a_wrong_command_is_refused_before_the_link_is_used(session, meter_wire):
    with pytest.raises(UsageError):
        session.write("OUT 1 V\nOPER")
    assert "OPER" not in "".join(meter_wire.log)
