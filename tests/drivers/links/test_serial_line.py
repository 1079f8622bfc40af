"""Serial links over real pseudo-terminals; what a pseudo-terminal cannot do is tried on pySerial's own loop."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress

import pytest

from bench_core.capabilities.instruments import LinkContext, SerialPort
from bench_core.clock import VirtualClock
from bench_core.errors import LinkClosed, LinkRefused, LinkTimeout, MalformedReply, UsageError
from drivers.links import serial_line
from drivers.links.serial_line import LARGEST_REPLY, SerialLink
from drivers.links.visa import VisaLinks

if os.name == "posix":
    import tty

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's pseudo-terminals")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo-terminals")
LONG_S, BRIEF_S = 20.0, 0.1


class FarSide:
    """The instrument's end of a pseudo-terminal."""

    def __init__(self):
        self.descriptor, users = os.openpty()
        tty.setraw(users)
        self.name = os.ttyname(users)
        self._users = users  # kept open, as a cable stays plugged in
        self.resource = f"ASRL{self.name}::INSTR"

    def say(self, data):
        os.write(self.descriptor, data)

    def hear(self, size=100):
        return os.read(self.descriptor, size)

    def unplug(self):
        for descriptor in (self.descriptor, self._users):
            if descriptor >= 0:
                os.close(descriptor)
        self.descriptor = self._users = -1


@pytest.fixture
def far():
    side = FarSide()
    yield side
    side.unplug()


@pytest.fixture
def open_link(far):
    made = []

    def open_(timeout_s=LONG_S, resource=None, port=None):
        made.append(SerialLink(resource or far.resource, port or SerialPort(), timeout_s))
        return made[-1]

    yield open_
    for link in made:
        link.close()


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_question_goes_out_and_its_reply_comes_without_terminator(far, open_link, end):
    link = open_link()
    link.write(b"*IDN?\n")
    assert far.hear() == b"*IDN?\n"
    far.say(b"FLUKE,5522A,1972905,1.1+1.3+1.8" + end)
    assert link.read() == b"FLUKE,5522A,1972905,1.1+1.3+1.8"


def test_a_reply_in_single_bytes_is_put_together_and_two_in_one_chunk_are_two(far, open_link):
    link = open_link()
    speaking = threading.Thread(target=lambda: [far.say(bytes([byte])) for byte in b"+1.0E+00\r\n2\r\n"])
    speaking.start()
    assert [link.read(), link.read()] == [b"+1.0E+00", b"2"]
    speaking.join()


def test_what_came_before_a_question_is_never_its_answer(far, open_link):
    link = open_link()
    far.say(b"late\r\n")
    link.write(b"READ?\n")
    far.say(b"answer\r\n")
    assert link.read() == b"answer"


@pytest.mark.parametrize("said", [b"", b"+1.0E"])
def test_silence_and_half_a_reply_end_in_a_time_out(far, open_link, said):
    link = open_link(BRIEF_S)
    far.say(said)
    told = r"ASRL/dev/.* no complete reply within 0\.1 s(; check .* baud rate|, but 5 bytes '\+1\.0E' without LF)"
    with pytest.raises(LinkTimeout, match=told):
        link.read()


def test_clearing_reads_until_the_line_is_silent_and_promises_nothing(far, open_link):
    link = open_link()
    far.say(b"one\r\ntwo\r\nhal")
    assert link.clear() is False
    far.say(b"answer\r\n")
    assert link.read() == b"answer"


def test_a_line_that_never_falls_silent_ends_in_a_time_out(far, open_link, monkeypatch):
    monkeypatch.setattr(serial_line, "_SILENCE_S", LONG_S)  # on a machine with much to do it pauses now and then
    monkeypatch.setattr(serial_line, "_FLOOD_S", 0.3)
    link = open_link()
    ending = threading.Event()
    os.set_blocking(far.descriptor, False)  # else it would end only when somebody reads

    def chatter():
        while not ending.wait(0.001):
            with suppress(BlockingIOError):
                far.say(b"1> " * 1000)

    speaking = threading.Thread(target=chatter, daemon=True)
    speaking.start()
    with pytest.raises(LinkTimeout, match="does not fall silent"):
        link.clear()
    ending.set()
    speaking.join()


def test_a_reply_larger_than_any_text_is_refused(far, open_link):
    link = open_link()
    speaking = threading.Thread(target=lambda: far.say(b"x" * (LARGEST_REPLY + 4097)))
    speaking.start()
    with pytest.raises(MalformedReply, match="more than 65536 bytes"):
        link.read()
    while speaking.is_alive():  # it may pause for so long that the line counts as silent
        link.clear()


def test_a_line_that_is_unplugged_is_told_and_cannot_be_opened_again(far, open_link):
    link = open_link()
    far.unplug()
    with pytest.raises(LinkClosed, match="the line is gone"):
        link.write(b"*IDN?\n")
    with pytest.raises(LinkClosed, match="the line is gone"):
        link.read()
    with pytest.raises(LinkRefused):
        link.clear()


def test_clearing_opens_a_line_anew_that_was_lost(far, open_link):
    link = open_link()
    link.close()
    with pytest.raises(LinkClosed):
        link.write(b"*IDN?\n")
    link.clear()
    far.say(b"here\r\n")
    assert link.read() == b"here"


def test_a_line_that_takes_no_more_bytes_is_told(far, open_link):
    link = open_link(BRIEF_S)
    with pytest.raises(LinkClosed, match="takes no more bytes; check flow control"):
        link.write(b"x" * 1_000_000)
    assert far.hear()


def test_a_port_that_another_program_has_open_is_refused(open_link):
    open_link()
    with pytest.raises(LinkRefused, match="who else has it open"):
        open_link()


@pytest.mark.parametrize("resource", ["ASRL1::INSTR", "ASRL::INSTR", "ASRL"])
def test_what_names_no_port_here_is_refused_as_the_callers_mistake(open_link, resource):
    with pytest.raises(UsageError, match="names no serial port; write one such as ASRL/dev/ttyUSB0::INSTR"):
        open_link(resource=resource)


def test_on_windows_a_number_is_a_com_port(monkeypatch):
    monkeypatch.setattr(serial_line.sys, "platform", "win32")
    assert serial_line._port_name("ASRL3::INSTR") == "COM3"
    assert serial_line._port_name("ASRLCOM12::INSTR") == "COM12"


def test_a_port_that_is_not_there_is_a_refused_link(open_link):
    with pytest.raises(LinkRefused, match="cannot be opened"):
        open_link(resource="ASRL/dev/no-such-port::INSTR")


def test_a_setting_that_the_port_cannot_do_is_the_callers_mistake(open_link):
    with pytest.raises(UsageError, match="correct `serial_port:`"):
        open_link(port=SerialPort(data_bits=11))


@linux
def test_a_pseudo_terminal_is_opened_at_7_bits_with_parity_too_again_and_again(far, open_link):
    for _ in range(3):
        link = open_link(port=SerialPort(9600, 7, "even", 2))
        far.say(b"here\r\n")
        assert link.read() == b"here"
        link.close()


@linux
def test_a_real_port_that_refuses_its_settings_is_not_set_otherwise(open_link, monkeypatch):
    monkeypatch.setattr(serial_line, "_PSEUDO_TERMINAL", "/no/such/folder/")
    open_link(port=SerialPort(9600, 7, "even", 2)).close()
    with pytest.raises(LinkRefused, match="Invalid argument"):
        open_link(port=SerialPort(9600, 7, "even", 2))


def test_the_settings_of_the_bench_reach_the_port(far):
    port = SerialPort(19200, flow_control="xon/xoff")
    links = VisaLinks(LinkContext(VirtualClock(), serial_ports={far.resource: port}))
    link = links.open(far.resource, LONG_S)
    assert isinstance(link, SerialLink)
    assert link._line._serial.baudrate == 19200
    assert link._line._serial.xonxoff
    links.close()
    with pytest.raises(LinkClosed):
        link.read()


def test_a_port_without_file_descriptor_is_read_as_it_offers():
    link = SerialLink("ASRLloop://::INSTR", SerialPort(), LONG_S)
    for _ in range(3):
        link.write(b"echoed\n")
        assert link.read() == b"echoed"
    with pytest.raises(LinkTimeout):
        link.read(BRIEF_S)
    link._line._serial.write(b"late\n")
    assert link.clear() is False
    link.write(b"anew\n")
    assert link.read() == b"anew"
    link.close()


def test_waiting_for_a_reply_costs_no_processor_time(open_link):
    link = open_link(0.3)
    busy = time.thread_time()
    with pytest.raises(LinkTimeout):
        link.read()
    assert time.thread_time() - busy < 0.1
