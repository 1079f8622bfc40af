"""HiSLIP, byte by byte, as IVI-6.1 tells it."""

from __future__ import annotations

import socket
import struct

import pytest

from bench_core.metrology.quantity import Quantity
from sim_instruments.faults import Fault
from sim_instruments.servers.hislip_messages import LARGEST_PAYLOAD, Kind, packed

HEADER = struct.Struct("!2sBBIQ")
FIRST_ID = 0xFFFFFF00
RMT_DELIVERED = 1


class Channel:
    """One TCP connection."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, kind, control=0, parameter=0, payload=b"", piece=None):
        message = HEADER.pack(b"HS", kind, control, parameter, len(payload)) + payload
        for at in range(0, len(message), piece or len(message)):
            self.socket.sendall(message[at : at + (piece or len(message))])

    def receive(self):
        prologue, kind, control, parameter, size = HEADER.unpack(self._exactly(HEADER.size))
        assert prologue == b"HS"
        return Kind(kind), control, parameter, self._exactly(size)

    def at_end(self):
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def silent(self, seconds=0.1):
        self.socket.settimeout(seconds)
        try:
            self.socket.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return True
        else:
            return False
        finally:
            self.socket.settimeout(10)

    def close(self):
        self.socket.close()

    def _exactly(self, size):
        data = b""
        while len(data) < size:
            chunk = self.socket.recv(size - len(data))
            assert chunk, "the connection has ended"
            data += chunk
        return data


class Client:
    """Both channels of one client."""

    def __init__(self, port):
        self.sync, self.other = Channel(port), Channel(port)
        self.sync.send(Kind.INITIALIZE, 0, 0x0100 << 16 | 0x7878, b"hislip0")
        kind, overlap, parameter, _ = self.sync.receive()
        assert (kind, overlap, parameter >> 16) == (Kind.INITIALIZE_RESPONSE, 0, 0x0100)
        self.session = parameter & 0xFFFF
        self.other.send(Kind.ASYNC_INITIALIZE, 0, self.session)
        assert self.other.receive()[0] == Kind.ASYNC_INITIALIZE_RESPONSE
        self.next = FIRST_ID
        self.delivered = 0

    def tell(self, message, kind=Kind.DATA_END):
        number, self.next = self.next, (self.next + 2) & 0xFFFFFFFF
        self.sync.send(kind, self.delivered, number, message)
        self.delivered = 0
        return number

    def reply(self, number=None):
        whole, kind = b"", None
        while kind != Kind.DATA_END:
            kind, control, parameter, payload = self.sync.receive()
            assert kind in {Kind.DATA, Kind.DATA_END}
            assert control == 0
            assert number in {None, parameter}
            whole += payload
        self.delivered = RMT_DELIVERED
        return whole

    def ask(self, message):
        return self.reply(self.tell(message))

    def call(self, kind, control=0, parameter=0, payload=b""):
        self.other.send(kind, control, parameter, payload)
        return self.other.receive()

    def status(self, delivered=0):
        kind, byte, _, _ = self.call(Kind.ASYNC_STATUS_QUERY, delivered, self.next)
        assert kind == Kind.ASYNC_STATUS_RESPONSE
        return byte

    def lock(self, milliseconds=0, key=b""):
        return self.call(Kind.ASYNC_LOCK, 1, milliseconds, key)[1]

    def unlock(self):
        return self.call(Kind.ASYNC_LOCK, 0, self.next)[1]

    def close(self):
        self.sync.close()
        self.other.close()


@pytest.fixture
def bench(open_doors):
    """A witness behind a HiSLIP door, and clients for it."""
    made = []

    def open_(**options):
        opened = open_doors("hislip", **options)
        opened.port = int(opened.links["hislip"].split(",")[1].split("::")[0])

        def client():
            made.append(Client(opened.port))
            return made[-1]

        opened.client = client
        return opened

    yield open_
    for client in made:
        client.close()


def test_a_reply_carries_the_number_of_its_question(bench):
    client = bench().client()
    assert client.ask(b"ECHO? one\n") == b"one\n"
    assert client.ask(b"ECHO? two") == b"two\n"
    assert client.next == FIRST_ID + 4


def test_a_message_may_come_in_many_messages_and_segments(bench):
    opened = bench()
    client = opened.client()
    client.tell(b"ECHO? ab", Kind.DATA)
    client.sync.send(Kind.DATA_END, 0, FIRST_ID + 2, b"cd\n", piece=3)
    assert client.reply(FIRST_ID + 2) == b"abcd\n"
    assert opened.witness.noted == ["ECHO? abcd"]


def test_an_end_behind_a_line_feed_is_no_second_message(bench):
    opened = bench()
    client = opened.client()
    client.tell(b"ECHO? a\n", Kind.DATA)
    client.tell(b"")
    assert client.reply() == b"a\n"
    assert client.ask(b"ECHO? b") == b"b\n"
    assert opened.witness.noted == ["ECHO? a", "ECHO? b"]


def test_a_large_reply_comes_in_messages_of_the_clients_size_and_only_the_last_ends_it(bench):
    client = bench().client()
    kind, _, _, ours = client.call(Kind.ASYNC_MAXIMUM_MESSAGE_SIZE, 0, 0, struct.pack("!Q", 1016))
    assert (kind, struct.unpack("!Q", ours)[0]) == (
        Kind.ASYNC_MAXIMUM_MESSAGE_SIZE_RESPONSE, LARGEST_PAYLOAD + HEADER.size
    )  # fmt: skip
    number = client.tell(b"LONG? 100000")
    sizes, kind = [], Kind.DATA
    while kind == Kind.DATA:
        kind, _, parameter, payload = client.sync.receive()
        assert parameter == number
        sizes.append(len(payload))
    assert kind == Kind.DATA_END
    assert (max(sizes), sum(sizes)) == (1000, 100001)


def test_each_door_and_its_terminator_are_known_to_the_instrument(bench):
    assert bench().client().ask(b"DOOR?") == b"hislip\n"


def test_status_says_whether_a_reply_waits_until_the_client_has_read_it(bench):
    client = bench().client()
    assert client.status() == 0
    client.tell(b"ECHO? a")
    client.reply()
    assert client.status() & 16
    assert client.status(delivered=1) == 0


def test_service_is_requested_only_as_the_instrument_was_told(bench):
    client = bench(speed=20.0).client()
    client.tell(b"LATER 1")
    assert client.other.silent(0.2)
    client.tell(b"CLS;SRE 32;LATER 1")
    assert client.other.receive()[:2] == (Kind.ASYNC_SERVICE_REQUEST, 32 + 64)
    assert client.status() == 32 + 64
    assert client.status() == 32
    client.tell(b"CLS")
    client.tell(b"LATER 0")
    assert client.other.receive()[0] == Kind.ASYNC_SERVICE_REQUEST


def test_what_one_client_does_requests_the_service_of_another(bench):
    opened = bench()
    one, other = opened.client(), opened.client()
    one.tell(b"SRE 32;LATER 0")
    assert other.other.receive()[:2] == (Kind.ASYNC_SERVICE_REQUEST, 96)


def test_a_message_before_the_reply_was_read_interrupts_and_both_channels_tell(bench):
    opened = bench()
    client = opened.client()
    client.tell(b"ECHO? first")
    assert client.sync.receive()[3] == b"first\n"  # arrived, but the client never says that it read it
    number = client.tell(b"ECHO? second")
    assert client.sync.receive()[:3] == (Kind.INTERRUPTED, 0, number)
    assert client.other.receive()[:3] == (Kind.ASYNC_INTERRUPTED, 0, number)
    assert client.reply(number) == b"second\n"
    assert opened.witness.noted == ["ECHO? first", "(interrupted)", "ECHO? second"]


def test_a_message_while_the_instrument_is_busy_drops_the_reply_under_way(bench):
    opened = bench()
    client = opened.client()
    busy = packed(Kind.DATA_END, 0, client.next, b"WAIT? 0.1")
    number = client.next + 2
    client.sync.socket.sendall(busy + packed(Kind.DATA_END, 0, number, b"ECHO? second"))  # nothing can come between
    assert client.sync.receive()[0] == Kind.INTERRUPTED
    assert client.reply(number) == b"second\n"
    assert "(interrupted)" in opened.witness.noted


def test_a_device_clear_drops_what_is_under_way_and_everything_until_it_is_complete(bench):
    opened = bench()
    client = opened.client()
    client.tell(b"WAIT? 60")
    assert client.call(Kind.ASYNC_DEVICE_CLEAR)[0] == Kind.ASYNC_DEVICE_CLEAR_ACKNOWLEDGE
    client.tell(b"ECHO? dropped")
    client.sync.send(Kind.DEVICE_CLEAR_COMPLETE)
    assert client.sync.receive()[0] == Kind.DEVICE_CLEAR_ACKNOWLEDGE
    client.delivered, client.next = 0, FIRST_ID
    assert client.ask(b"ECHO? anew") == b"anew\n"
    assert opened.witness.noted == ["WAIT? 60", "(cleared)", "ECHO? anew"]


def test_a_late_reply_never_comes_after_a_device_clear(bench):
    opened = bench(faults=(Fault(kind="late", delay=Quantity.parse("0.15 s")),))
    client = opened.client()
    client.tell(b"ECHO? late")
    client.call(Kind.ASYNC_DEVICE_CLEAR)
    client.sync.send(Kind.DEVICE_CLEAR_COMPLETE)
    while client.sync.receive()[0] != Kind.DEVICE_CLEAR_ACKNOWLEDGE:
        pass  # on a slow machine the reply was here before the clear
    assert client.sync.silent(0.3)


def test_a_trigger_takes_its_turn_among_the_messages(bench):
    opened = bench()
    client = opened.client()
    client.tell(b"LATER 60")
    client.tell(b"", Kind.TRIGGER)
    assert client.ask(b"ECHO? b") == b"b\n"
    assert opened.witness.noted == ["LATER 60", "*TRG", "ECHO? b"]


def test_one_client_may_lock_the_others_out_and_their_messages_wait(bench):
    opened = bench()
    one, other = opened.client(), opened.client()
    assert one.lock() == 1
    assert one.lock() == 3
    assert other.lock(milliseconds=50) == 0
    assert other.call(Kind.ASYNC_LOCK_INFO)[1:3] == (1, 1)
    number = other.tell(b"ECHO? waiting")
    assert other.sync.silent()
    assert one.ask(b"ECHO? mine") == b"mine\n"
    assert one.unlock() == 1
    assert other.reply(number) == b"waiting\n"
    assert one.unlock() == 3


def test_a_lock_is_granted_to_the_next_who_waits_and_shared_by_those_with_the_key(bench):
    opened = bench()
    one, two, three = (opened.client() for _ in range(3))
    assert one.lock() == 1
    two.other.send(Kind.ASYNC_LOCK, 1, 5000, b"key")
    assert one.unlock() == 1
    assert two.other.receive()[:2] == (Kind.ASYNC_LOCK_RESPONSE, 1)
    assert three.lock(key=b"key") == 1
    assert one.lock(key=b"another") == 0
    assert one.call(Kind.ASYNC_LOCK_INFO)[1:3] == (0, 2)
    assert two.unlock() == 2
    three.close()
    assert one.lock(milliseconds=5000) == 1


def test_a_client_that_leaves_takes_its_lock_along(bench):
    opened = bench()
    one, other = opened.client(), opened.client()
    one.lock()
    one.close()
    assert other.lock(milliseconds=5000) == 1


def test_a_locked_out_client_can_clear(bench):
    opened = bench()
    one, other = opened.client(), opened.client()
    one.lock()
    other.tell(b"ECHO? waiting")
    assert other.call(Kind.ASYNC_DEVICE_CLEAR)[0] == Kind.ASYNC_DEVICE_CLEAR_ACKNOWLEDGE
    other.sync.send(Kind.DEVICE_CLEAR_COMPLETE)
    assert other.sync.receive()[0] == Kind.DEVICE_CLEAR_ACKNOWLEDGE
    assert "ECHO? waiting" not in opened.witness.noted


def test_remote_and_local_reach_the_instrument(bench):
    opened = bench()
    client = opened.client()
    for code in range(7):
        assert client.call(Kind.ASYNC_REMOTE_LOCAL_CONTROL, code)[0] == Kind.ASYNC_REMOTE_LOCAL_RESPONSE
    assert client.call(Kind.ASYNC_REMOTE_LOCAL_CONTROL, 7)[:2] == (Kind.ERROR, 2)
    assert opened.witness.noted == ["(local)", "(local)", "(remote)", "(remote)", "(local)"]


def test_a_message_that_is_too_large_is_refused_and_the_next_is_obeyed(bench):
    client = bench().client()
    client.tell(b"x" * (LARGEST_PAYLOAD + 1))
    assert client.sync.receive()[:2] == (Kind.ERROR, 4)
    assert client.ask(b"ECHO? a") == b"a\n"


@pytest.mark.parametrize(("kind", "error"), [(26, 1), (200, 3)])
def test_an_unknown_message_is_refused_on_either_channel(bench, kind, error):
    client = bench().client()
    client.sync.send(kind)
    assert client.sync.receive()[:2] == (Kind.ERROR, error)
    client.other.send(kind)
    assert client.other.receive()[:2] == (Kind.ERROR, error)
    assert client.ask(b"ECHO? a") == b"a\n"


def test_what_is_no_hislip_ends_the_connection(bench):
    opened = bench()
    channel = Channel(opened.port)
    channel.socket.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert channel.receive()[:2] == (Kind.FATAL_ERROR, 1)
    assert channel.at_end()
    channel.close()


@pytest.mark.parametrize(
    ("kind", "parameter", "payload", "error"),
    [
        (Kind.DATA_END, 0, b"*IDN?\n", 3),
        (Kind.INITIALIZE, 0x01000000, b"hislip1", 3),
        (Kind.ASYNC_INITIALIZE, 4711, b"", 3),
    ],
)
def test_a_wrong_beginning_ends_the_connection(bench, kind, parameter, payload, error):
    channel = Channel(bench().port)
    channel.send(kind, 0, parameter, payload)
    assert channel.receive()[:2] == (Kind.FATAL_ERROR, error)
    assert channel.at_end()
    channel.close()


def test_messages_before_the_second_channel_end_the_connection(bench):
    channel = Channel(bench().port)
    channel.send(Kind.INITIALIZE, 0, 0x01000000, b"hislip0")
    channel.receive()
    channel.send(Kind.DATA_END, 0, FIRST_ID, b"*IDN?\n")
    assert channel.receive()[:2] == (Kind.FATAL_ERROR, 2)
    channel.close()


def test_an_instrument_that_hangs_up_closes_both_channels(bench):
    client = bench(faults=(Fault(kind="close"),)).client()
    client.tell(b"ECHO? a")
    assert client.sync.at_end()
    assert client.other.at_end()


def test_a_client_that_closes_one_channel_has_closed_the_other(bench):
    client = bench().client()
    client.other.close()
    assert client.sync.at_end()


def test_an_instrument_that_is_off_refuses(open_doors):
    opened = open_doors("hislip", faults=(Fault(kind="refuse"),))
    port = int(opened.links["hislip"].split(",")[1].split("::")[0])
    with pytest.raises(ConnectionRefusedError):
        Channel(port)
