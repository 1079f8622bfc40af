from __future__ import annotations

import socket
import threading
from contextlib import closing, contextmanager

import pytest
import pyvisa

from bench_core.clock import ScaledClock
from bench_core.errors import DocumentInvalid, UsageError
from sim_instruments.serving import serve

SPEED = 500.0
CONVERSATION = (
    *(("calibrator", message) for message in ("*IDN?", "*RST;*CLS", "OUT 1 V", "OUT?", "OPER", "*OPC?", "OPER?;ISR?")),
    *(("meter", message) for message in ("*IDN?", "*RST;*CLS", "CONF:VOLT:DC 1", "CONF?", *["READ?"] * 10)),
    *(("calibrator", message) for message in ("OUT -9 V;*OPC?", "FOO", "ERR?", "ERR?")),
    *(("meter", message) for message in ("VOLT:DC:RANG 10;:VOLT:NPLC 1", "SAMP:COUN 5", "READ?", "*ESR?;FOO")),
    *(("meter", message) for message in ("SYST:ERR?", "SYST:ERR?")),
)


def converse(ask, tell) -> list[str]:
    replies = []
    for name, message in CONVERSATION:
        if "?" in message:
            replies.append(ask(name, message))
        else:
            tell(name, message)
    return replies


class Client:
    """A plain socket that reads lines, as a user's own script would."""

    def __init__(self, resource: str) -> None:
        _, host, port, _ = resource.split("::")
        self.socket = socket.create_connection((host, int(port)), timeout=20)
        self.lines = self.socket.makefile("rb")

    def tell(self, message: str) -> None:
        self.socket.sendall(message.encode() + b"\n")

    def line(self) -> bytes:
        return self.lines.readline()

    def ask(self, message: str) -> str:
        self.tell(message)
        return self.line().decode().rstrip("\r\n")

    def close(self) -> None:
        self.lines.close()
        self.socket.close()


@contextmanager
def clients(running, *names):
    opened = [Client(running.links[name][0]) for name in names]
    try:
        yield opened[0] if len(opened) == 1 else opened
    finally:
        for client in opened:
            client.close()


@pytest.fixture
def instant_world(world_path):
    """A world whose source settles at once: over a real wire nothing then depends on the wall clock."""
    text = world_path.read_text(encoding="utf-8")
    world_path.write_text(text.replace("settling: 0.2 s", "settling: 0 s"), encoding="utf-8")
    return world_path


@pytest.fixture
def running(instant_world):
    with serve(instant_world, ScaledClock(SPEED)) as servers:
        yield servers


def test_a_conversation_is_the_same_to_the_byte_in_process_on_a_socket_and_through_visa(
    instant_world, make_bench, running
):
    bench = make_bench(instant_world)
    expected = converse(bench.ask, bench.tell)
    with clients(running, "calibrator", "meter") as (calibrator, meter):
        by_name = {"calibrator": calibrator, "meter": meter}
        on_socket = converse(lambda name, m: by_name[name].ask(m), lambda name, m: by_name[name].tell(m))
    assert on_socket == expected
    assert len(set(expected[8:18])) > 1


def test_pyvisa_py_as_an_independent_client_gets_the_same_bytes(instant_world, make_bench):
    bench = make_bench(instant_world)
    manager = pyvisa.ResourceManager("@py")
    with serve(instant_world, ScaledClock(SPEED)) as running:
        opened = {
            name: manager.open_resource(
                links[0], read_termination="\r\n" if name == "calibrator" else "\n", write_termination="\n"
            )
            for name, links in running.links.items()
        }
        replies = converse(lambda name, m: opened[name].query(m), lambda name, m: opened[name].write(m))
        for resource in opened.values():
            resource.close()
    manager.close()
    assert replies == converse(bench.ask, bench.tell)


def test_each_instrument_has_a_free_port_of_its_own(running):
    ports = {links[0].split("::")[2] for links in running.links.values()}
    assert len(ports) == 2
    assert all(links[0].startswith("TCPIP0::127.0.0.1::") for links in running.links.values())


def test_only_named_instruments_are_served(instant_world):
    with serve(instant_world, ScaledClock(SPEED), names=["meter"]) as running:
        assert list(running.links) == ["meter"]


def test_bytes_may_come_one_by_one(running):
    with clients(running, "meter") as meter:
        meter.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"*IDN?\r\n":
            meter.socket.sendall(bytes([byte]))
        assert meter.line() == b"HEWLETT-PACKARD,34401A,0,10-5-2\n"


def test_two_messages_in_one_segment_get_two_replies(running):
    with clients(running, "meter") as meter:
        meter.tell("*OPC?\n*IDN?")
        assert meter.line() == b"1\n"
        assert meter.line().startswith(b"HEWLETT")


def test_each_makers_line_end(running):
    with clients(running, "calibrator", "meter") as (calibrator, meter):
        calibrator.tell("OPER?")
        meter.tell("*OPC?")
        assert (calibrator.line(), meter.line()) == (b"0\r\n", b"1\n")


def test_many_clients_share_one_instrument(running):
    errors: list[str] = []

    def talk() -> None:
        with clients(running, "meter") as meter:
            errors.extend(reply for _ in range(50) if (reply := meter.ask("VOLT:DC:RANG? MAX")) != "+1.00000000E+03")

    threads = [threading.Thread(target=talk) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def test_what_one_client_sets_another_reads(running):
    with clients(running, "calibrator", "calibrator") as (one, other):
        one.tell("OUT 5 V;OPER")
        one.ask("*OPC?")
        assert other.ask("OUT?;OPER?") == "5.0000000E+00,V,0E+00,0,0.00E+00;1"


def test_a_message_that_comes_before_the_reply_interrupts_it(instant_world):
    with serve(instant_world, ScaledClock(20.0)) as running, clients(running, "meter") as meter:
        meter.tell("CONF:VOLT:DC 10;:VOLT:NPLC 100")
        assert meter.ask("READ?\n*IDN?").startswith("HEWLETT")  # one segment: nothing can come between
        assert meter.ask("SYST:ERR?") == '-410,"Query INTERRUPTED"'


def test_a_reading_takes_its_time_on_the_worlds_clock(instant_world):
    clock = ScaledClock(20.0)
    with serve(instant_world, clock) as running, clients(running, "meter") as meter:
        meter.tell("CONF:VOLT:DC 10;:VOLT:NPLC 100")
        meter.ask("*OPC?")
        before = clock.now()
        meter.ask("READ?")
        assert clock.now() - before >= 4.0


def test_a_client_that_leaves_amid_a_reading_soon_leaves_an_idle_meter(instant_world):
    clock = ScaledClock(50.0)
    with serve(instant_world, clock) as running:
        with clients(running, "meter") as gone:
            gone.ask("CONF:VOLT:DC 10;:SAMP:COUN 50000;*OPC?")
            left = clock.now()
            gone.tell("READ?")
        with clients(running, "meter") as meter:
            assert meter.ask("*OPC?") == "1"
            assert clock.now() - left < 10_000.0  # half as long as the reading would take


def test_a_closed_connection_is_seen_by_the_client(faulty_world):
    path = faulty_world(meter="{kind: close, after: 1 message}")
    with serve(path, ScaledClock(SPEED)) as running:
        with clients(running, "meter") as meter:
            assert meter.ask("*OPC?") == "1"
            meter.tell("*OPC?")
            assert meter.line() == b""
        with clients(running, "meter") as meter:
            assert meter.ask("*OPC?") == "1"


def test_a_late_reply_comes_late(faulty_world):
    clock = ScaledClock(50.0)
    with serve(faulty_world(meter="{kind: late, delay: 10 s}"), clock) as running, clients(running, "meter") as meter:
        before = clock.now()
        assert meter.ask("*OPC?") == "1"
        assert clock.now() - before >= 10


def test_a_refusing_instrument_refuses(faulty_world):
    with (
        serve(faulty_world(meter="{kind: refuse}"), ScaledClock(SPEED)) as running,
        pytest.raises(ConnectionRefusedError),
    ):
        Client(running.links["meter"][0])


def test_a_port_in_use_is_named(instant_world):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        text = instant_world.read_text(encoding="utf-8")
        instant_world.write_text(text.replace("34401a", f"34401a\n    port: {port}"), encoding="utf-8")
        with pytest.raises(UsageError, match=rf"meter: port {port} on 127\.0\.0\.1 is in use; leave"):
            serve(instant_world, ScaledClock(SPEED))


def test_a_closed_world_gives_its_ports_back(instant_world):
    with serve(instant_world, ScaledClock(SPEED)) as running, clients(running, "meter") as meter:
        link = running.links["meter"][0]
        meter.ask("*OPC?")
        running.close()
        running.close()
        assert meter.line() == b""
        with pytest.raises(ConnectionRefusedError):
            Client(link)


def test_an_unknown_name_is_refused_in_words(instant_world):
    with pytest.raises(UsageError, match="sim:metre: no such instrument"):
        serve(instant_world, ScaledClock(SPEED), names=["metre"])


def test_a_bad_world_file_is_refused_with_line_and_column(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("calbench: world/1\nworld: w\ninstruments: {m: {simulates: x}}\n", encoding="utf-8")
    with pytest.raises(DocumentInvalid, match=r"bad\.yaml:3:30: nothing simulates 'x'"):
        serve(path, ScaledClock(SPEED))


@pytest.mark.parametrize("message", ["ECHO? at once", "WAIT? 0.05", "ECHO? a;WAIT? 0.05"])
def test_a_client_that_has_sent_all_and_says_so_still_gets_its_reply(open_doors, message):
    with closing(Client(open_doors("socket").links["socket"])) as client:
        client.tell(message)
        client.socket.shutdown(socket.SHUT_WR)
        parts = [part.partition(" ")[2] for part in message.split(";")]
        last = f"waited {parts[-1]}" if "WAIT" in message else parts[-1]
        assert client.line().decode().strip().split(";")[-1] == last
        assert client.line() == b""


def test_a_client_that_ends_without_a_question_is_let_go(open_doors):
    with closing(Client(open_doors("socket").links["socket"])) as client:
        client.tell("CLS")
        client.socket.shutdown(socket.SHUT_WR)
        assert client.line() == b""
