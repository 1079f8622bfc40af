"""The serial door: a pseudo-terminal that pySerial, or a bare program, opens as it would a serial port."""

from __future__ import annotations

import os
import select
import sys
import time

import pytest
import serial

from bench_core.errors import UsageError
from bench_core.metrology.quantity import Quantity
from sim_instruments.faults import Fault
from sim_instruments.servers.serial_line import SerialLine

if sys.platform == "linux":
    import termios

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the serial door needs Linux")


def port_of(opened):
    return opened.links["serial"].removeprefix("ASRL").removesuffix("::INSTR")


@pytest.fixture
def line():
    """Return a function that opens the line of a served witness."""
    made = []

    def open_(opened, **settings):
        made.append(serial.Serial(port_of(opened), timeout=10, **settings))
        return made[-1]

    yield open_
    for port in made:
        port.close()


def ask(port, message):
    port.write(message)
    return port.read_until(b"\n")


def test_a_reply_ends_as_the_interface_has_it(open_doors, line):
    port = line(open_doors("serial"))
    assert ask(port, b"ECHO? one\n") == b"one\r\n"
    assert ask(port, b"ECHO? two\r\n") == b"two\r\n"
    assert ask(port, b"DOOR?\n") == b"serial\r\n"


def test_bytes_may_come_one_by_one(open_doors, line):
    port = line(open_doors("serial"))
    for byte in b"ECHO? pieces":
        port.write(bytes([byte]))
    assert ask(port, b"\n") == b"pieces\r\n"


@pytest.mark.parametrize("settings", [{}, {"bytesize": 7, "parity": "E"}, {"bytesize": 7, "stopbits": 2}])
def test_the_line_can_be_opened_again_and_again_as_a_real_one_would_be_set(open_doors, line, settings):
    opened = open_doors("serial")
    for number in range(5):
        port = line(opened, **settings)
        assert ask(port, b"ECHO? %d\n" % number) == b"%d\r\n" % number
        port.close()
        await_reset(port_of(opened))


def await_reset(name):
    """Wait until the far side has seen that the line was closed: a program that runs by itself is never this quick."""
    for _ in range(3000):
        looking = os.open(name, os.O_RDWR | os.O_NOCTTY)
        speed = termios.tcgetattr(looking)[4]
        os.close(looking)
        if speed == termios.B50:
            return
        select.select([], [], [], 0.01)
    pytest.fail("the line was not put back")


def test_nothing_is_echoed_to_a_program_that_sets_nothing(open_doors):
    opened = open_doors("serial")
    bare = os.open(port_of(opened), os.O_RDWR | os.O_NOCTTY)
    os.write(bare, b"ECHO? bare\n")
    reply = b""
    while not reply.endswith(b"\n"):
        assert select.select([bare], [], [], 10)[0]
        reply += os.read(bare, 100)
    os.close(bare)
    assert reply == b"bare\r\n"
    assert opened.witness.noted == ["ECHO? bare"]


def test_ctrl_c_is_device_clear_where_the_instrument_has_it(open_doors, line):
    opened = open_doors("serial")
    port = line(opened)
    port.write(b"WAIT? 60\nECHO? dropped\n")
    port.write(b"half a mess\x03ECHO? a\n")
    assert port.read_until(b"\n") == b"a\r\n"
    assert opened.witness.noted[-2:] == ["(cleared)", "ECHO? a"]


def test_a_late_reply_answers_the_next_question_for_want_of_any_protocol(open_doors, line):
    fault = Fault(kind="late", delay=Quantity.parse("0.1 s"), matching="late")
    port = line(open_doors("serial", faults=(fault,)))
    port.write(b"ECHO? late\n")  # whose reply nobody waits for
    assert ask(port, b"ECHO? next\n") == b"late\r\n"


def test_a_large_reply_arrives_whole(open_doors, line):
    port = line(open_doors("serial"))
    assert len(ask(port, b"LONG? 200000\n")) == 200002


def test_an_instrument_that_is_off_stays_silent(open_doors, line):
    opened = open_doors("serial", faults=(Fault(kind="refuse"),))
    port = line(opened)
    port.timeout = 0.1
    assert ask(port, b"ECHO? a\n") == b""
    assert opened.witness.noted == []


def test_a_line_that_nobody_has_open_costs_no_processor_time(open_doors, line):
    closed, silent = open_doors("serial"), open_doors("serial")
    line(closed).close()
    await_reset(port_of(closed))
    port = line(silent)
    port.timeout = 0.3
    before = [busy_s(opened.running) for opened in (closed, silent)]
    assert port.read(1) == b""
    for opened, busy in zip((closed, silent), before, strict=True):
        assert busy_s(opened.running) - busy < 0.05


def busy_s(running):
    """Return the processor time of the servers alone: what else goes on in this process is no concern of theirs."""
    return time.clock_gettime(time.pthread_getcpuclockid(running._thread.ident))


def test_a_closed_door_hangs_up(open_doors, line):
    opened = open_doors("serial")
    port = line(opened)
    opened.running.close()
    with pytest.raises((serial.SerialException, OSError)):
        ask(port, b"ECHO? a\n")


def test_another_platform_is_told_in_words(monkeypatch, open_doors):
    shared = open_doors("socket").running._shared[0]
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(UsageError, match="witness: a serial door needs Linux"):
        SerialLine(shared)
