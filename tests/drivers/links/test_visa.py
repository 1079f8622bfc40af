"""VISA links over real sockets of this machine, and the other kinds on a stand-in for VISA."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from unittest.mock import MagicMock, Mock

import pytest
from pyvisa import constants, errors
from pyvisa.resources import MessageBasedResource, Resource

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import VirtualClock
from bench_core.errors import LinkClosed, LinkRefused, LinkTimeout, MalformedReply, UsageError
from bench_core.metrology.quantity import Quantity
from drivers.links.visa import LARGEST_REPLY, VisaLink, VisaLinks

BRIEF_S = 0.15
LONG_S = 20.0


class Server:
    """A server on a free port; each connection is a conversation in a thread of its own."""

    def __init__(self, converse):
        self._converse = converse
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._connections = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.resource = f"TCPIP::127.0.0.1::{self._listening.getsockname()[1]}::SOCKET"
        self.ending = threading.Event()
        self._threads[0].start()

    def _accept(self):
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self._connections.append(connection)
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection):
        with connection, suppress(OSError):
            self._converse(connection, self)

    def close(self):
        self.ending.set()
        for one in (self._listening, *self._connections):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)


@pytest.fixture
def serve():
    servers = []

    def start(converse):
        servers.append(Server(converse))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def links():
    made = VisaLinks(LinkContext(VirtualClock()))
    yield made
    made.close()


def commands(connection):
    """Yield each line that the client sends, until it hangs up."""
    with connection.makefile("rb") as lines:
        yield from lines


def answering(*pieces, pause=0.0):
    """Return a conversation that answers every command with these pieces, one segment each."""

    def converse(connection, server):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in commands(connection):
            for piece in pieces:
                connection.sendall(piece)
                server.ending.wait(pause)

    return converse


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_reply_comes_without_its_terminator(serve, links, end):
    link = links.open(serve(answering(b"FLUKE,5522A,1972905,1.1+1.3+1.8" + end)).resource, LONG_S)
    for _ in range(3):
        link.write(b"*IDN?\n")
        assert link.read() == b"FLUKE,5522A,1972905,1.1+1.3+1.8"


def test_a_reply_in_single_bytes_is_put_together(serve, links):
    reply = b"-1.72140000E-05\r\n"
    link = links.open(serve(answering(*(reply[i : i + 1] for i in range(len(reply))), pause=0.004)).resource, LONG_S)
    link.write(b"READ?\n")
    assert link.read() == b"-1.72140000E-05"


def test_two_replies_in_one_segment_are_two_replies(serve, links):
    link = links.open(serve(answering(b"1\n2\n")).resource, LONG_S)
    link.write(b"?\n")
    assert [link.read(), link.read()] == [b"1", b"2"]


def test_a_large_reply_is_put_together_and_a_larger_one_is_refused(serve, links):
    link = links.open(serve(answering(b"x" * (LARGEST_REPLY - 1) + b"\n")).resource, LONG_S)
    link.write(b"?\n")
    assert len(link.read()) == LARGEST_REPLY - 1
    link = links.open(serve(answering(b"x" * (LARGEST_REPLY * 2) + b"\n")).resource, LONG_S)
    link.write(b"?\n")
    with pytest.raises(MalformedReply, match="more than 65536 bytes"):
        link.read()


def test_every_byte_of_a_reply_arrives_as_it_was_sent(serve, links):
    noise = bytes(byte for byte in range(256) if byte not in b"\r\n")
    link = links.open(serve(answering(noise + b"\n")).resource, LONG_S)
    link.write(b"?\n")
    assert link.read() == noise


@pytest.mark.parametrize("converse", [answering(), answering(b"+1.0E"), answering(b"+", b"1", pause=BRIEF_S * 0.9)])
def test_silence_and_half_a_reply_end_in_a_time_out_that_costs_no_processor_time(serve, links, converse):
    link = links.open(serve(converse).resource, BRIEF_S)
    link.write(b"READ?\n")
    began, busy = time.monotonic(), time.thread_time()
    with pytest.raises(LinkTimeout, match=r"TCPIP::127.* no complete reply within 0\.15 s"):
        link.read()
    assert time.monotonic() - began >= BRIEF_S
    assert time.thread_time() - busy < BRIEF_S / 3


@pytest.mark.parametrize("said", [b"", b"+1.0E"])
def test_a_far_side_that_hangs_up_is_told_at_once_and_not_as_a_time_out(serve, links, said):
    def converse(connection, _server):
        connection.recv(100)
        connection.sendall(said)

    link = links.open(serve(converse).resource, LONG_S)
    link.write(b"READ?\n")
    began = time.monotonic()
    with pytest.raises(LinkClosed, match="the connection is gone"):
        link.read()
    assert time.monotonic() - began < LONG_S / 4


def test_writing_to_a_connection_that_is_gone_is_told(serve, links):
    link = links.open(serve(lambda *_: None).resource, LONG_S)

    def write_until_refused():
        for _ in range(1000):  # the first message may still leave before the far side's refusal arrives
            link.write(b"*CLS\n")
            time.sleep(0.001)

    with pytest.raises(LinkClosed):
        write_until_refused()


def test_clearing_gives_a_new_connection_after_the_far_side_hung_up(serve, links):
    first = threading.Event()

    def converse(connection, _server):
        if not first.is_set():
            first.set()
            return
        for _ in commands(connection):
            connection.sendall(b"here\n")

    link = links.open(serve(converse).resource, LONG_S)
    with pytest.raises(LinkClosed):
        link.read()
    link.clear()
    link.write(b"*IDN?\n")
    assert link.read() == b"here"


def test_a_reply_that_is_late_never_arrives_after_a_clear(serve, links):
    late = threading.Event()

    def converse(connection, _server):
        for command in commands(connection):
            if command == b"SLOW?\n":
                late.wait(LONG_S)
            with suppress(OSError):
                connection.sendall(command)

    link = links.open(serve(converse).resource, LONG_S)
    link.write(b"SLOW?\n")
    with pytest.raises(LinkTimeout):
        link.read(BRIEF_S)
    link.clear()
    late.set()
    for token in (b"A?", b"B?", b"C?"):
        link.write(token + b"\n")
        assert link.read() == token


def test_a_refused_port_is_told_when_the_link_is_opened(links):
    with socket.socket() as deaf:  # has the port, so that nobody else gets it meanwhile, and does not listen
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        with pytest.raises(LinkRefused, match=f"TCPIP::127.0.0.1::{port}::SOCKET: nothing answers there"):
            links.open(f"TCPIP::127.0.0.1::{port}::SOCKET", BRIEF_S)


def test_a_far_side_that_has_gone_is_told_when_the_link_is_cleared(serve, links):
    server = serve(answering())
    link = links.open(server.resource, BRIEF_S)
    server.close()
    with pytest.raises(LinkRefused):
        link.clear()
    with pytest.raises(LinkClosed):
        link.write(b"*IDN?\n")


@pytest.mark.parametrize(
    "resource",
    [
        "TCPIP::127.0.0.1::SOCKET",
        "TCPIP::127.0.0.1::port::SOCKET",
        "TCPIP::127.0.0.1::65536::SOCKET",
        "TCPIP::::5025::SOCKET",
        "meter",
        "GPIB::x",
    ],
)
def test_what_is_no_resource_name_is_refused_as_the_callers_mistake(links, resource):
    with pytest.raises(UsageError, match=resource):
        links.open(resource, BRIEF_S)


def test_a_host_that_does_not_resolve_is_a_refused_link(links):
    with pytest.raises(LinkRefused, match="nothing answers there"):
        links.open("TCPIP::no-such-host.invalid::5025::SOCKET", BRIEF_S)


def test_a_link_that_is_closed_twice_stays_closed(serve, links):
    link = links.open(serve(answering(b"1\n")).resource, LONG_S)
    link.close()
    link.close()
    with pytest.raises(LinkClosed):
        link.read()


def test_closing_one_benchs_links_leaves_another_benchs_open(serve):
    server = serve(answering(b"1\n"))
    one, other = (VisaLinks(LinkContext(VirtualClock())) for _ in range(2))
    one.open(server.resource, LONG_S)
    link = other.open(server.resource, LONG_S)
    one.close()
    link.write(b"?\n")
    assert link.read() == b"1"
    other.close()


def test_a_late_reading_over_a_real_socket_does_not_become_the_next_one(serve, links, connect, meter, monkeypatch):
    late = threading.Event()

    def converse(connection, _server):
        for command in commands(connection):
            reply = meter.obey(command.decode().strip())
            if reply == "+1.00000000E+00":
                late.wait(LONG_S)
            if reply is not None:
                connection.sendall(reply.encode() + b"\n")

    link = links.open(serve(converse).resource, LONG_S)
    driver = connect(link, "keysight.34401a")
    driver.select("dc_voltage", Quantity.parse("10 V"), {})
    meter.answers["READ?"] = "+1.00000000E+00"
    monkeypatch.setattr(link, "_timeout_s", BRIEF_S)
    with pytest.raises(LinkTimeout):
        driver.indicate()
    monkeypatch.undo()
    meter.answers["READ?"] = "+2.00000000E+00"
    late.set()
    assert [driver.indicate().value for _ in range(3)] == [2, 2, 2]


def test_standby_reaches_a_calibrator_over_a_socket_that_it_had_closed(serve, links, connect, calibrator):
    def converse(connection, _server):
        for command in commands(connection):
            reply = calibrator.obey(command.decode().strip())
            if reply == "hang up":
                return
            if reply is not None:
                connection.sendall(reply.encode() + b"\n")

    driver = connect(links.open(serve(converse).resource, LONG_S), "fluke.5522a")
    driver.prepare()
    driver.operate()
    calibrator.answers["ISR?"] = "hang up"
    with pytest.raises(LinkClosed):
        driver.settled()
    assert calibrator.on
    assert not driver.make_safe().energised
    assert not calibrator.on


class StandIn:
    """A stand-in for VISA with one resource that reads as told."""

    def __init__(self, *reads, kind=MessageBasedResource, opening=None):
        self.resource = MagicMock(spec=kind)
        self.resource.session = 1
        self.resource.visalib = Mock(spec=["read", "write"])
        self.resource.visalib.read.side_effect = reads
        self.resource.visalib.write.side_effect = lambda _, message: (len(message), constants.StatusCode.success)
        self.open_resource = Mock(side_effect=opening, return_value=self.resource)


MORE, END = constants.StatusCode.success_max_count_read, constants.StatusCode.success
SILENT = errors.VisaIOError(constants.StatusCode.error_timeout)


def test_the_end_of_a_reply_over_gpib_is_what_visa_says():
    link = VisaLink(StandIn((b"+1.0", MORE), (b"E+00\n", END)), "GPIB0::22::INSTR", 1.0)
    assert link.read() == b"+1.0E+00"


@pytest.mark.parametrize("problem", [RuntimeError("out of step"), AssertionError(), Exception("error 3")])
def test_whatever_the_back_end_raises_is_a_lost_connection_and_clearing_opens_a_new_one(problem):
    visa = StandIn(problem)
    visa.resource.clear.side_effect = problem
    link = VisaLink(visa, "TCPIP0::192.0.2.7::hislip0::INSTR", 1.0)
    with pytest.raises(LinkClosed, match="the connection is gone"):
        link.read()
    assert not link.clear()
    assert visa.open_resource.call_count == 2


def test_a_time_out_of_visa_is_a_time_out_and_another_failure_is_a_lost_connection():
    lost = errors.VisaIOError(constants.StatusCode.error_connection_lost)
    link = VisaLink(StandIn(SILENT, lost), "USB0::1::2::3::INSTR", 1.0)
    with pytest.raises(LinkTimeout):
        link.read()
    with pytest.raises(LinkClosed, match="VI_ERROR_CONN_LOST"):
        link.read()


def test_a_message_that_leaves_only_in_part_is_a_lost_connection():
    visa = StandIn()
    visa.resource.visalib.write.side_effect = None
    visa.resource.visalib.write.return_value = (3, constants.StatusCode.success)
    with pytest.raises(LinkClosed, match="took 3 bytes of 6"):
        VisaLink(visa, "GPIB0::22::INSTR", 1.0).write(b"*IDN?\n")


def test_clearing_is_a_device_clear_and_where_there_is_none_a_new_connection():
    visa = StandIn()
    link = VisaLink(visa, "GPIB0::22::INSTR", 1.0)
    link.clear()
    visa.resource.clear.assert_called_once_with()
    assert visa.open_resource.call_count == 1
    visa.resource.clear.side_effect = errors.VisaIOError(constants.StatusCode.error_nonsupported_operation)
    link.clear()
    assert visa.open_resource.call_count == 2


@pytest.mark.parametrize(
    "problem",
    [
        OSError("no route"),
        Exception("could not connect"),
        errors.VisaIOError(constants.StatusCode.error_resource_not_found),
    ],
)
def test_whatever_visa_raises_for_an_instrument_that_is_not_there_is_a_refused_link(problem):
    with pytest.raises(LinkRefused, match="nothing answers there"):
        VisaLink(StandIn(opening=problem), "TCPIP::192.0.2.7::INSTR", 1.0)


def test_a_missing_package_for_a_kind_of_link_is_named():
    with pytest.raises(UsageError, match="USB0::1::2::3::INSTR: Please install PyUSB"):
        VisaLink(StandIn(opening=ValueError("Please install PyUSB")), "USB0::1::2::3::INSTR", 1.0)


def test_a_resource_that_carries_no_messages_is_refused():
    visa = StandIn(kind=Resource)
    with pytest.raises(UsageError, match="carries no messages"):
        VisaLink(visa, "VXI0::BACKPLANE", 1.0)
    visa.resource.close.assert_called_once_with()
