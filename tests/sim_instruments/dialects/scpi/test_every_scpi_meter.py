"""What the language of every SCPI twin has in common, and where models differ, over real sockets."""

from __future__ import annotations

import socket

import pytest

from bench_core.clock import ScaledClock
from sim_instruments.serving import serve

SIGNED = ("keysight.34401a", "keysight.34460a", "keysight.34461a", "keysight.34465a", "keysight.34470a")
PLAIN = ("keithley.2000", "keithley.dmm6500", "fluke.8588a")
MODELS = (*SIGNED, *PLAIN)
NONE = "no error"

WORLD = "calbench: world/1\nworld: every\nseed: 1\ninstruments:\n" + "".join(
    f'  m{number}: {{simulates: {model}, serial: "{number}"}}\n' for number, model in enumerate(MODELS)
)

ANSWERS = [
    # the tree is walked: a header goes on where the last one stood, a colon goes back to the root
    ("VOLT:DC:RANG 10;NPLC 1;RANG?;NPLC?", "+1.00000000E+01;+1.00000000E+00", "10;1"),
    ("VOLT:DC:RANG 10;:VOLT:DC:NPLC 1;NPLC?", "+1.00000000E+00", "1"),
    # a common command does not move it
    ("VOLT:DC:RANG 10;*CLS;RANG?", "+1.00000000E+01", "10"),
    ("VOLT:DC:RANG 10;*ESE 4;NPLC 1;*ESE?;NPLC?", "+4;+1.00000000E+00", "4;1"),
    # long, short and left-out nodes in any case
    ("SENSe:VOLTage:DC:RANGe:UPPer 10;UPPer?", "+1.00000000E+01", "10"),
    ("sens:volt:dc:rang 10;:VOLT:RANG?", "+1.00000000E+01", "10"),
    ("FUNC 'VOLT:DC';:SENSE:FUNCTION?", '"VOLT"', '"VOLT:DC"'),
    # words and suffixes for numbers; M is mega before OHM
    ("VOLT:DC:RANG MIN;RANG?", "+1.00000000E-01", "0.1"),
    ("VOLT:DC:RANG MAXimum;RANG?", "+1.00000000E+03", "1000"),
    ("VOLT:DC:RANG 100 MV;RANG?", "+1.00000000E-01", "0.1"),
    ("VOLT:DC:RANG .1KV;RANG?", "+1.00000000E+02", "100"),
    ("RES:RANG 1 KOHM;RANG?", "+1.00000000E+03", "1000"),
    ("RES:RANG 1MOHM;RANG?", "+1.00000000E+06", "1E+06"),
    ("RES:RANG 1MAOHM;RANG?", "+1.00000000E+06", "1E+06"),
    # status
    ("*ESE 61;*ESE?;*SRE 48;*SRE?", "+61;+48", "61;48"),
    ("*OPC?;*WAI;*OPC?", "1;1", "1;1"),
    ("*OPC;*ESR?;*ESR?", "+1;+0", "1;0"),
]

REFUSALS = [
    ("VOLT:DC:RANG 10;VOLT:DC:NPLC 1", -113),
    ("FOO;*ESE 1;BAR", -113),
    ("VOLTA:DC:RANG?", -113),
    ("VOL:RANG?", -113),
    ("VOLT:DC:RANG 1 OHM", -131),
    ("RES:RANG 1 KV", -131),
    ("VOLT:DC:RANG 99999", -222),
    ("VOLT:DC:RANG", -109),
    ("VOLT:DC:RANG 1,2", -108),
    ("VOLT:DC:RANG ABC", -104),
    ("*IDN?;*OPC?", -440),
    ("*OPC 1", -108),
]

DEPTHS = dict.fromkeys(SIGNED, 20) | {"keithley.2000": 10}


class Session:
    def __init__(self, resource: str) -> None:
        _, host, port, _ = resource.split("::")
        self.socket = socket.create_connection((host, int(port)), timeout=20)
        self.lines = self.socket.makefile("rb")

    def tell(self, message: str) -> None:
        self.socket.sendall(message.encode() + b"\n")

    def line(self) -> str:
        return self.lines.readline().decode().rstrip("\r\n")

    def ask(self, message: str) -> str:
        self.tell(message)
        return self.line()

    def errors(self) -> list[int]:
        found = []
        while number := int(self.ask(":SYST:ERR?").partition(",")[0]):
            found.append(number)
        return found

    def close(self) -> None:
        self.lines.close()
        self.socket.close()


@pytest.fixture(scope="module")
def sessions(tmp_path_factory):
    path = tmp_path_factory.mktemp("every") / "world.yaml"
    path.write_text(WORLD, encoding="utf-8")
    with serve(path, ScaledClock(1000.0)) as running:
        opened = {model: Session(running.links[f"m{number}"][0]) for number, model in enumerate(MODELS)}
        yield opened
        for session in opened.values():
            session.close()


@pytest.fixture(params=MODELS)
def model(request):
    return request.param


@pytest.fixture
def session(sessions, model):
    sessions[model].tell("*RST;*CLS;*ESE 0;*SRE 0")
    return sessions[model]


@pytest.mark.parametrize(("message", "signed", "plain"), ANSWERS)
def test_every_twin_understands_the_language_and_answers_in_its_model_s_form(session, model, message, signed, plain):
    if model == "keithley.dmm6500":
        if message.endswith("SENSE:FUNCTION?"):
            plain = "VOLT:DC"
        elif any(suffix in message for suffix in ("MV", "KV", "OHM")):
            session.tell(message.partition(";")[0])
            assert session.errors() == [-138]
            return
    assert session.ask(message) == (signed if model in SIGNED else plain)
    assert session.errors() == []


@pytest.mark.parametrize(("message", "number"), REFUSALS)
def test_every_twin_refuses_with_the_number_of_the_standard(session, model, message, number):
    session.tell(message)
    if message.startswith("*IDN?"):
        session.line()
    if model == "keithley.dmm6500" and number == -131:
        number = -138
    assert session.errors() == [number]


@pytest.mark.parametrize("deep", sorted(DEPTHS))
def test_a_full_queue_keeps_the_oldest_and_says_last_that_more_were_lost(sessions, deep):
    session = sessions[deep]
    session.tell("*CLS")
    for _ in range(DEPTHS[deep] + 5):
        session.tell("FOO")
    assert session.errors() == [-113] * (DEPTHS[deep] - 1) + [-350]


def test_one_instrument_answers_sixteen_clients_each_its_own_questions(sessions, model):
    host, port = sessions[model].socket.getpeername()
    clients = [Session(f"TCPIP0::{host}::{port}::SOCKET") for _ in range(16)]
    try:
        for turn in range(5):
            for client in clients:
                client.tell(f"*ESE {turn};*OPC?")
            assert [client.line() for client in clients] == ["1"] * 16
    finally:
        for client in clients:
            client.close()
