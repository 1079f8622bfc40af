"""How messages and replies take turns, whatever the wire."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from sim_instruments.exchange import MOST_MESSAGES, Exchange
from sim_instruments.fault_script import FaultScript
from sim_instruments.world import SimulatedInstrument


class Echo:
    """A dialect that repeats what stands behind `? `, slowly behind `slow? `; other messages have no reply."""

    terminator = b"\n"
    trigger_message = "TRIGGER"

    def __init__(self, now):
        self.noted = []
        self.byte = 0
        self._now = now

    def execute(self, message):
        self.noted.append(message)
        word, asks, rest = message.partition("? ")
        if word == "slow":
            yield self._now() + 1
        return rest if asks else None

    def interrupted(self):
        self.noted.append("(interrupted)")

    def unterminated(self):
        self.noted.append("(unterminated)")

    def overrun(self):
        self.noted.append("(overrun)")

    def device_clear(self):
        self.noted.append("(cleared)")

    def trip(self):
        self.noted.append("(tripped)")


class Polled(Echo):
    """With a status byte, whose master summary stands for bits 4 and 5."""

    def status_byte(self, *, message_available):
        byte = self.byte | (16 if message_available else 0)
        return byte | (64 if byte & 48 else 0)

    def next_change(self):
        return None


@pytest.fixture
def begin():
    """Return a function that begins a conversation, and gives it with its dialect and its time."""

    def begin_(dialect=Echo, **options):
        time = SimpleNamespace(now=0.0)
        talked_to = dialect(lambda: time.now)
        instrument = SimulatedInstrument("i", "a test", "1", None, talked_to, FaultScript(), lambda: time.now)
        return Exchange(instrument, **options), talked_to, time

    return begin_


def replies(exchange):
    exchange.run()
    return list(iter(exchange.take, None))


def test_an_answer_at_once_is_the_one_that_would_come_anyway(begin):
    choose = random.Random(1)
    for _ in range(200):
        messages = choose.choices(["? one", "set", "? two", "slow? three", ""], k=choose.randint(1, 4))
        stream = "".join(message + choose.choice(["\n", "\r\n"]) for message in messages).encode()
        cut = sorted(choose.sample(range(len(stream) + 1), k=min(2, len(stream))))
        parts = [stream[a:b] for a, b in zip([0, *cut], [*cut, len(stream)], strict=True)]
        quick, dialect, time = begin(eager=True)
        plain, other, other_time = begin(eager=True)
        got, expected = [], []
        for part in parts:
            got += [reply for reply in [quick.answer(part)] if reply is not None] if part else []
            got += replies(quick)
            plain.receive(part)
            expected += replies(plain)
        time.now = other_time.now = 10.0
        got += replies(quick)
        expected += replies(plain)
        assert (got, dialect.noted) == (expected, other.noted), stream


def test_a_reply_on_a_serial_line_ends_in_cr_lf_or_as_the_dialect_has_it(begin):
    exchange, _, _ = begin(eager=True, door="serial")
    assert exchange.answer(b"? a\n") == b"a\r\n"
    own = type("Own", (Echo,), {"serial_terminator": b"\r"})
    exchange, _, _ = begin(own, eager=True, door="serial")
    assert exchange.answer(b"? a\n") == b"a\r"


def test_a_dialect_that_cares_is_told_the_door_of_each_message(begin):
    doors = []

    class Caring(Echo):
        door = ""

        def execute(self, message):
            doors.append(self.door)
            return (yield from super().execute(message))

    shared, _, _ = begin(Caring, eager=True, door="hislip")
    other = Exchange(shared._instrument, eager=True, door="serial")
    for exchange in (shared, other, shared):
        exchange.answer(b"? a\n")
    assert doors == ["hislip", "serial", "hislip"]


def test_the_end_of_an_interface_ends_a_message_once(begin):
    exchange, dialect, _ = begin(eager=False)
    exchange.receive(b"one")
    exchange.end()
    exchange.receive(b"two\n")
    exchange.end()
    assert dialect.noted == ["one", "two"]


def test_a_trigger_is_a_message_in_its_turn(begin):
    exchange, dialect, time = begin(eager=True)
    exchange.receive(b"slow? a\n")
    exchange.trigger()
    time.now = 2.0
    exchange.run()
    assert dialect.noted == ["slow? a", "(interrupted)", "TRIGGER"]


def test_each_reply_names_the_message_that_it_answers(begin):
    exchange, _, time = begin(eager=True)
    exchange.receive(b"slow? a\n", 7)
    time.now = 2.0
    assert replies(exchange) == [b"a\n"]
    assert exchange.tag == 7
    exchange.receive(b"? b\n", 9)
    assert replies(exchange) == [b"b\n"]
    assert exchange.tag == 9


def test_what_was_taken_too_much_comes_first_again(begin):
    exchange, _, _ = begin(eager=True)
    exchange.receive(b"? abc\n", 5)
    reply = exchange.take()
    exchange.put_back(reply[1:])
    assert exchange.reply_waits
    assert exchange.take() == b"bc\n"
    assert exchange.tag == 5


def test_a_reply_that_waits_is_available_and_dropped_by_an_interruption(begin):
    exchange, dialect, _ = begin(eager=False)
    told = []
    exchange.on_interrupt = lambda: told.append(True)
    exchange.receive(b"? a\n")
    assert exchange.reply_waits
    assert exchange.status_byte() == 16
    exchange.interrupt()
    assert not exchange.reply_waits
    assert exchange.status_byte() == 0
    assert (dialect.noted, told) == (["? a", "(interrupted)"], [True])


def test_service_is_requested_once_for_each_new_reason(begin):
    exchange, dialect, _ = begin(Polled, eager=False)
    assert not exchange.notice()
    dialect.byte = 32
    assert [exchange.notice(), exchange.notice()] == [True, False]
    assert [exchange.serial_poll(), exchange.serial_poll()] == [96, 32]
    dialect.byte = 0
    assert exchange.serial_poll() == 0
    dialect.byte = 32
    assert exchange.serial_poll() == 96


def test_a_reason_that_has_gone_requests_no_service(begin):
    exchange, dialect, _ = begin(Polled, eager=False)
    dialect.byte = 32
    exchange.notice()
    dialect.byte = 0
    exchange.notice()
    assert exchange.serial_poll() == 0


def test_more_messages_than_the_instrument_remembers_are_an_overrun(begin):
    exchange, dialect, _ = begin(eager=True)
    exchange.receive(b"slow? a\n" + b"? b\n" * (MOST_MESSAGES + 1))
    assert dialect.noted == ["slow? a", "(overrun)"]
