"""VXI-11, call by call, as its specification tells it; PyVISA-py's own packers speak for the client."""

from __future__ import annotations

import socket
import struct
import threading

import pytest
from pyvisa_py.protocols import rpc, vxi11

from bench_core.metrology.quantity import Quantity
from sim_instruments.faults import Fault
from sim_instruments.servers.vxi11_link import LARGEST_CHUNK

END, WAIT_LOCK, TERMCHAR = 8, 1, 128
COUNT, CHARACTER, ENDED = 1, 2, 4
DONE, NOT_ACCESSIBLE, INVALID_LINK, LOCKED, NO_LOCK, TIME_OUT, ABORTED = 0, 3, 4, 11, 12, 15, 23
LONG_MS = 20_000


class Client(vxi11.CoreClient):
    """PyVISA-py's client without the portmapper."""

    def __init__(self, port):
        self.packer = vxi11.Vxi11Packer()
        self.unpacker = vxi11.Vxi11Unpacker(b"")
        rpc.RawTCPClient.__init__(self, "127.0.0.1", vxi11.DEVICE_CORE_PROG, 1, port)

    def link(self, name="inst0", lock=False, lock_ms=0):
        return self.create_link(1, lock, lock_ms, name)

    def write(self, link, data, flags=END, lock_ms=0):
        return self.device_write(link, LONG_MS, lock_ms, flags, data)

    def read(self, link, size=4096, wait_ms=LONG_MS, flags=0, character=0):
        return self.device_read(link, size, wait_ms, 0, flags, character)


@pytest.fixture
def bench(open_doors):
    """A witness behind a VXI-11 door, and clients for it."""
    made = []

    def open_(**options):
        opened = open_doors("vxi11", **options)
        opened.port = int(opened.links["vxi11"].split(",")[1].split("::")[0])

        def client():
            made.append(Client(opened.port))
            return made[-1]

        opened.client = client
        return opened

    yield open_
    for client in made:
        client.close()


@pytest.fixture
def linked(bench):
    """A witness, a client of it and the number of its link."""
    opened = bench()
    client = opened.client()
    error, link, _, largest = client.link()
    assert (error, largest) == (DONE, LARGEST_CHUNK)
    return opened.witness, client, link


def test_a_message_and_its_reply(linked):
    _, client, link = linked
    assert client.write(link, b"ECHO? one\n") == (DONE, 10)
    assert client.read(link) == (DONE, ENDED, b"one\n")


def test_a_message_may_come_in_parts_and_ends_with_end_or_line_feed(linked):
    witness, client, link = linked
    client.write(link, b"ECHO? a", flags=0)
    client.write(link, b"b;ECHO? c")
    assert client.read(link)[2] == b"ab;c\n"
    client.write(link, b"ECHO? d\n", flags=0)
    assert client.read(link)[2] == b"d\n"
    assert witness.noted == ["ECHO? ab;ECHO? c", "ECHO? d"]


def test_a_large_reply_comes_in_parts_and_only_the_last_has_the_reason_end(linked):
    _, client, link = linked
    client.write(link, b"LONG? 100000")
    reasons, sizes = [], []
    while not reasons or not reasons[-1] & ENDED:
        error, reason, data = client.read(link, size=1 << 20)
        assert error == DONE
        reasons.append(reason)
        sizes.append(len(data))
    assert sum(sizes) == 100001
    assert max(sizes) == LARGEST_CHUNK
    assert set(reasons[:-1]) == {0}


def test_a_read_ends_at_the_count_or_the_termination_character(linked):
    _, client, link = linked
    client.write(link, b"ECHO? one,two")
    assert client.read(link, size=2) == (DONE, COUNT, b"on")
    assert client.read(link, flags=TERMCHAR, character=ord(",")) == (DONE, CHARACTER, b"e,")
    assert client.read(link, size=4) == (DONE, COUNT | ENDED, b"two\n")


def test_a_read_without_a_question_is_unterminated_and_times_out(linked):
    witness, client, link = linked
    assert client.read(link, wait_ms=50) == (TIME_OUT, 0, b"")
    assert witness.noted == ["(unterminated)"]


def test_a_read_waits_for_its_reply_and_no_longer_than_it_may(linked):
    witness, client, link = linked
    client.write(link, b"HOLD?")
    assert client.read(link, wait_ms=50)[0] == TIME_OUT
    witness.held = False
    assert client.read(link)[2] == b"free\n"
    assert witness.noted == ["HOLD?"]


def test_a_new_message_drops_a_reply_that_was_not_read_or_not_to_its_end(linked):
    witness, client, link = linked
    client.write(link, b"ECHO? unread")
    client.write(link, b"ECHO? begun")
    assert client.read(link, size=3)[2] == b"beg"
    client.write(link, b"ECHO? last")
    assert client.read(link)[2] == b"last\n"
    assert witness.noted.count("(interrupted)") == 2


def test_a_late_reply_does_not_answer_the_next_question(bench):
    opened = bench(faults=(Fault(kind="late", delay=Quantity.parse("60 s"), matching="late"),))
    client = opened.client()
    link = client.link()[1]
    client.write(link, b"ECHO? late")
    assert client.read(link, wait_ms=20)[0] == TIME_OUT
    client.write(link, b"ECHO? next")
    assert client.read(link)[2] == b"next\n"
    assert "(interrupted)" in opened.witness.noted


def test_clear_drops_everything_under_way(linked):
    witness, client, link = linked
    client.write(link, b"WAIT? 60")
    assert client.device_clear(link, 0, 0, LONG_MS) == DONE
    client.write(link, b"ECHO? a")
    assert client.read(link)[2] == b"a\n"
    assert witness.noted == ["WAIT? 60", "(cleared)", "ECHO? a"]


def test_another_connection_aborts_a_read_that_waits(linked):
    _, client, link = linked
    abort_port = client.link()[2]
    answers = []
    client.write(link, b"WAIT? 60")
    reading = threading.Thread(target=lambda: answers.append(client.read(link)))
    reading.start()
    abort = Client(abort_port)
    abort.prog = vxi11.DEVICE_ASYNC_PROG
    while reading.is_alive():  # the read may not have begun yet
        assert abort_call(abort, link) == DONE
        reading.join(0.02)
    assert abort_call(abort, 4711) == INVALID_LINK
    abort.close()
    assert answers == [(ABORTED, 0, b"")]


def abort_call(client, link):
    return client.make_call(1, link, client.packer.pack_device_link, client.unpacker.unpack_device_error)


def test_a_serial_poll_tells_that_a_reply_waits(linked):
    _, client, link = linked
    poll = lambda: client.device_read_stb(link, 0, 0, LONG_MS)  # noqa: E731  reads best here
    assert poll() == (DONE, 0)
    client.write(link, b"ECHO? a")
    assert poll() == (DONE, 16)
    client.read(link)
    client.write(link, b"SRE 32;LATER 0")
    assert [poll(), poll()] == [(DONE, 96), (DONE, 32)]


def test_trigger_remote_and_local_reach_the_instrument(linked):
    witness, client, link = linked
    for call in (client.device_trigger, client.device_remote, client.device_local):
        assert call(link, 0, 0, LONG_MS) == DONE
    assert witness.noted == ["*TRG", "(remote)", "(local)"]


def test_a_lock_keeps_others_out_until_it_is_given_back(bench):
    opened = bench()
    one, other = opened.client(), opened.client()
    mine, theirs = one.link()[1], other.link()[1]
    assert one.device_lock(mine, 0, 0) == DONE
    assert other.device_lock(theirs, 0, 0) == LOCKED
    assert other.device_lock(theirs, WAIT_LOCK, 50) == LOCKED
    assert other.write(theirs, b"ECHO? a") == (LOCKED, 0)
    assert other.read(theirs)[0] == LOCKED
    assert other.device_clear(theirs, 0, 0, LONG_MS) == LOCKED
    assert other.device_unlock(theirs) == NO_LOCK
    assert other.link(lock=True, lock_ms=50)[0] == LOCKED
    assert one.device_unlock(mine) == DONE
    assert other.link(lock=True)[0] == DONE


def test_a_client_that_leaves_takes_its_links_and_locks_along(bench):
    opened = bench()
    one, other = opened.client(), opened.client()
    link = one.link(lock=True)[1]
    one.close()
    assert other.link(lock=True, lock_ms=LONG_MS)[0] == DONE
    assert other.write(link, b"ECHO? a")[0] == INVALID_LINK


def test_a_lock_taken_through_hislip_holds_here_too(open_doors):
    opened = open_doors("vxi11", "hislip")
    client = Client(int(opened.links["vxi11"].split(",")[1].split("::")[0]))
    link = client.link()[1]
    opened.running._shared[0].lock._exclusive = object()  # somebody at another door
    assert client.write(link, b"ECHO? a")[0] == LOCKED
    client.close()


def test_calls_for_no_link_are_told_so(linked):
    _, client, _ = linked
    assert client.link(name="gpib0,22")[0] == NOT_ACCESSIBLE
    assert client.write(4711, b"a") == (INVALID_LINK, 0)
    assert client.read(4711)[0] == INVALID_LINK
    assert client.device_read_stb(4711, 0, 0, 0) == (INVALID_LINK, 0)
    assert client.device_clear(4711, 0, 0, 0) == INVALID_LINK
    assert client.device_lock(4711, 0, 0) == INVALID_LINK
    assert client.device_unlock(4711) == INVALID_LINK
    assert client.device_enable_srq(4711, True, b"") == INVALID_LINK
    assert client.destroy_link(4711) == INVALID_LINK
    assert client.device_docmd(4711, 0, 0, 0, 0, 1, 1, b"")[0] == INVALID_LINK


def test_a_destroyed_link_is_gone(linked):
    _, client, link = linked
    assert client.destroy_link(link) == DONE
    assert client.write(link, b"a")[0] == INVALID_LINK


def test_commands_for_gateways_are_not_supported(linked):
    _, client, link = linked
    assert client.device_docmd(link, 0, LONG_MS, 0, 0x020000, 1, 1, b"") == (8, b"")


def test_a_service_request_calls_the_client_back_with_its_handle(linked):
    _, client, link = linked
    with socket.create_server(("127.0.0.1", 0)) as ours:
        ours.settimeout(10)
        address = struct.unpack(">I", socket.inet_aton("127.0.0.1"))[0]
        params = (address, ours.getsockname()[1], vxi11.DEVICE_INTR_PROG, 1, 0)
        assert interrupt_channel(client, params) == DONE
        assert interrupt_channel(client, params) == 29
        assert client.device_enable_srq(link, True, b"handle 1") == DONE
        client.write(link, b"SRE 32;LATER 0.05")
        with ours.accept()[0] as called:
            called.settimeout(10)
            record = called.recv(4096)
        assert struct.unpack(">6I", record[4:28])[1:] == (0, 2, vxi11.DEVICE_INTR_PROG, 1, 30)
        assert record.endswith(struct.pack(">I", 8) + b"handle 1")
    assert client.destroy_intr_chan() == DONE
    assert client.destroy_intr_chan() == 6


def interrupt_channel(client, params):
    pack = client.packer.pack_device_remote_func_parms
    return client.make_call(25, params, pack, client.unpacker.unpack_device_error)


def test_an_interrupt_channel_to_nowhere_is_not_established(linked):
    _, client, _ = linked
    with socket.socket() as deaf:  # has the port, so that nobody else gets it meanwhile, and does not listen
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        assert interrupt_channel(client, (0x7F000001, port, vxi11.DEVICE_INTR_PROG, 1, 0)) == 6
        assert interrupt_channel(client, (0x7F000001, port, vxi11.DEVICE_INTR_PROG, 1, 1)) == 5


def test_an_instrument_that_hangs_up_ends_the_connection(bench):
    client = bench(faults=(Fault(kind="close"),)).client()
    link = client.link()[1]
    client.sock.sendall(fragments(write_call(link, b"ECHO? a"), 1 << 16))
    assert client.sock.recv(100) == b""


def write_call(link, data, program=vxi11.DEVICE_CORE_PROG, version=1, procedure=11, rpc_version=2):
    packer = vxi11.Vxi11Packer()
    packer.pack_callheader(7, program, version, procedure, (0, b""), (0, b""))
    packer.pack_device_write_parms((link, LONG_MS, 0, END, data))
    record = packer.get_buf()
    return record[:8] + struct.pack(">I", rpc_version) + record[12:]


def fragments(record, size):
    pieces = [record[at : at + size] for at in range(0, len(record), size)]
    marks = [0] * (len(pieces) - 1) + [0x80000000]
    return b"".join(struct.pack(">I", mark | len(piece)) + piece for mark, piece in zip(marks, pieces, strict=True))


def raw_reply(connection):
    header = connection.recv(4)
    return connection.recv(struct.unpack(">I", header)[0] & 0x7FFFFFFF)


def test_a_call_may_come_in_fragments_and_single_bytes(linked):
    witness, client, link = linked
    client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in fragments(write_call(link, b"ECHO? pieces"), 5):
        client.sock.sendall(bytes([byte]))
    assert raw_reply(client.sock)[-8:] == struct.pack(">2I", DONE, 12)
    assert witness.noted == ["ECHO? pieces"]


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [
        ({"program": 100000}, (0, 0, 0, 1)),
        ({"version": 2}, (0, 0, 0, 2, 1, 1)),
        ({"procedure": 99}, (0, 0, 0, 3)),
        ({"procedure": 12}, (0, 0, 0, 4)),
        ({"rpc_version": 3}, (1, 0, 2, 2)),
    ],
)
def test_a_wrong_call_gets_the_answer_of_the_protocol_and_the_next_one_is_served(linked, wrong, answer):
    _, client, link = linked
    client.sock.sendall(fragments(write_call(link, b"", **wrong), 1 << 16))
    assert raw_reply(client.sock) == struct.pack(f">{2 + len(answer)}I", 7, 1, *answer)
    assert client.write(link, b"ECHO? a") == (DONE, 7)


def test_what_is_no_call_ends_the_connection_or_is_passed_over(linked):
    _, client, link = linked
    client.sock.sendall(fragments(struct.pack(">2I", 7, 1), 100))  # a reply
    client.sock.sendall(struct.pack(">I", 0x80000000))  # an empty record
    assert client.write(link, b"ECHO? a") == (DONE, 7)
    client.sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert client.sock.recv(100) == b""


def test_the_null_procedure_is_there(linked):
    _, client, _ = linked
    assert client.call_0() is None


def test_an_instrument_that_is_off_refuses(open_doors):
    opened = open_doors("vxi11", faults=(Fault(kind="refuse"),))
    port = int(opened.links["vxi11"].split(",")[1].split("::")[0])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
