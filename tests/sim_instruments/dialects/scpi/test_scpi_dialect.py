from __future__ import annotations

import pytest

from sim_instruments.dialects.execution import NEVER
from sim_instruments.dialects.scpi_binding import answer, order
from sim_instruments.dialects.scpi_common import common_commands, status_commands, unsigned
from sim_instruments.dialects.scpi_dialect import ScpiDialect
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_status import EventGroup, ScpiStatus, plain_entry


class Instrument:
    """As little of an instrument as the language needs."""

    due = NEVER

    def __init__(self):
        groups = {"OPERation": EventGroup(summary=128)}
        self.status = ScpiStatus(10, groups, queue_bit=4, write=plain_entry, now=lambda: 0.0)
        self.done = []

    def catch_up(self):
        self.done.append("caught up")

    def abort(self):
        self.done.append("aborted")

    def reset(self):
        self.done.append("reset")

    def clear_status(self):
        self.status.clear()

    def note_completion(self):
        self.done.append("*OPC")

    def bus_trigger(self):
        raise ScpiError(-211)

    def complete(self):
        yield 5.0

    def test(self):
        yield 60.0
        return "0"


@pytest.fixture
def instrument():
    return Instrument()


@pytest.fixture
def make(instrument):
    def dialect(**options):
        return ScpiDialect(
            instrument,
            lambda: {
                **common_commands(instrument, "MAKER,MODEL,1,2", unsigned, instrument.test),
                **status_commands(instrument.status, unsigned, transitions=True),
                "READ?": answer(lambda: "1.0"),
                "SYSTem:ERRor[:NEXT]?": answer(instrument.status.next_error),
                "INITiate": order(lambda: instrument.done.append("initiated")),
            },
            **options,
        )

    return dialect


@pytest.fixture
def say(make):
    dialect = make()

    def send(message):
        execution = dialect.execute(message)
        waits = []
        try:
            while True:
                waits.append(next(execution))
        except StopIteration as end:
            return end.value if not waits else (end.value, waits)

    return send


def test_replies_of_one_message_come_in_one_line(say):
    assert say("READ?;READ?") == "1.0;1.0"
    assert say("INIT") is None


def test_a_query_that_takes_time_tells_when_it_wants_to_go_on(say):
    assert say("*TST?") == ("0", [60.0])
    assert say("*WAI;READ?") == ("1.0", [5.0])


def test_a_refused_command_changes_nothing_of_the_rest_but_a_wrong_header_ends_the_message(say, instrument):
    assert say("*TRG;INIT;READ?") == "1.0"
    assert say("READ?;FOO;INIT") == "1.0"
    assert instrument.done.count("initiated") == 1
    assert say("SYST:ERR?;ERR?;ERR?") == '-211,"Trigger ignored";-113,"Undefined header";0,"No error"'


def test_nothing_may_be_asked_behind_a_reply_whose_end_only_the_terminator_tells(say):
    assert say("READ?;*IDN?") == "1.0;MAKER,MODEL,1,2"
    assert say("*IDN?;READ?") == "MAKER,MODEL,1,2"
    assert say("SYST:ERR?") == '-440,"Query UNTERMINATED after indefinite response"'


def test_a_common_command_behind_a_colon_is_accepted_only_where_the_model_does(make, instrument):
    list(make().execute(":*RST"))
    assert "reset" not in instrument.done
    assert instrument.status.next_error().startswith("-102")
    list(make(colon_before_common=True).execute(":*RST;:*CLS"))
    assert "reset" in instrument.done
    assert instrument.status.next_error() == '0,"No error"'


def test_what_is_due_has_happened_before_a_message_is_worked_through(say, instrument):
    say("INIT")
    assert instrument.done == ["caught up", "initiated"]


def test_the_status_byte_can_be_read_without_a_message(make, instrument):
    dialect = make()
    instrument.status.registers.take_events()
    assert dialect.status_byte(message_available=False) == 0
    assert dialect.status_byte(message_available=True) == 16
    instrument.status.report(-113)
    instrument.status.registers.service_enable = 4
    assert dialect.status_byte(message_available=False) == 64 | 4


def test_the_status_changes_by_itself_only_where_somebody_wants_to_hear_of_it(make, instrument):
    instrument.due = 7.5
    dialect = make()
    assert dialect.next_change() is None
    instrument.status.registers.service_enable = 1
    assert dialect.next_change() == 7.5


def test_a_status_byte_that_is_asked_for_behind_a_reply_says_that_one_waits(say):
    say("*CLS")
    assert say("*STB?") == "0"
    assert say("READ?;*STB?") == "1.0;16"


def test_bit_6_cannot_be_enabled_for_service(say):
    assert say("*SRE 255;*SRE?") == "191"


def test_transition_filters_can_be_set_where_a_model_has_them(say, instrument):
    say("STAT:OPER:PTR 0;NTR 16;ENAB 16")
    instrument.status.groups["OPERation"].become(16)
    instrument.status.groups["OPERation"].become(0)
    assert say("STAT:OPER:PTR?;NTR?;ENAB?;COND?;EVEN?") == "0;16;16;0;16"
    say("STAT:PRES")
    assert say("STAT:OPER:PTR?;NTR?;ENAB?") == "32767;0;0"


def test_broken_exchanges_are_query_errors(make, instrument):
    dialect = make(overrun=521)
    dialect.interrupted()
    dialect.unterminated()
    dialect.overrun()
    numbers = [instrument.status.errors.take().number for _ in range(3)]
    assert numbers == [-410, -420, 521]


def test_a_device_clear_gives_up_what_is_under_way(make, instrument):
    make().device_clear()
    assert instrument.done == ["aborted"]


def test_the_commands_are_not_made_before_somebody_speaks(instrument):
    made = []
    dialect = ScpiDialect(instrument, lambda: made.append("tree") or {"READ?": answer(lambda: "1")})
    assert not made
    list(dialect.execute("READ?"))
    list(dialect.execute("READ?;READ?"))
    assert made == ["tree"]
