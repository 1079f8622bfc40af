"""python-vxi11, a client that others wrote, polls, clears, triggers and is asked for service by each SCPI meter."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress

import pytest

INTERRUPT_PROGRAM, INTERRUPT_VERSION, TCP = 0x0607B1, 1, 0
LOCALHOST = 0x7F000001
HANDLE = b"the meter"


@pytest.fixture
def client():
    return pytest.importorskip("vxi11", reason="python-vxi11 comes with the test extra")


@pytest.fixture
def connect(client, twin):
    """Return a function that connects to the VXI-11 door of a twin, without a portmapper."""
    opened = []

    def connect_(simulates):
        served = twin(simulates, doors=["vxi11"])
        address, device = served.doors["vxi11"].split("::")[1:3]
        host, port = address.split(",") if "," in address else (address, 0)
        instrument = client.Instrument(host, device)
        instrument.client = client.vxi11.CoreClient(host, int(port))
        instrument.open()
        opened.append(instrument)
        return instrument, served

    yield connect_
    for instrument in opened:
        instrument.close()


@pytest.fixture
def interrupts(client):
    """An interrupt channel made of python-vxi11's own RPC server; gives its port and the handles that arrive."""
    arrived = queue.Queue()

    class Interrupts(client.rpc.TCPServer):
        def addpackers(self):
            self.packer = client.vxi11.Packer()
            self.unpacker = client.vxi11.Unpacker(b"")

        def handle_30(self):
            arrived.put(self.unpacker.unpack_device_srq_params())
            self.turn_around()

    server = Interrupts("127.0.0.1", INTERRUPT_PROGRAM, INTERRUPT_VERSION, 0)
    server.sock.listen(1)

    def serve_one():
        connection = server.sock.accept()
        with connection[0], suppress(OSError):  # the twin may close the channel before it has read the last reply
            server.session(connection)

    thread = threading.Thread(target=serve_one, daemon=True)
    thread.start()
    yield server.port, arrived
    thread.join(10)
    server.sock.close()


def test_each_meter_answers_is_cleared_polled_locked_and_triggered(connect, meter_name, model):
    instrument, served = connect(meter_name)
    served.put_out("5 V, 0 HZ")
    instrument.write("*RST;*CLS")
    assert instrument.ask("*IDN?").split(",")[1] == model
    assert float(instrument.ask("READ?")) == pytest.approx(5, rel=1e-3)
    instrument.write("READ?")
    instrument.clear()
    assert instrument.ask("*OPC?") == "1"
    instrument.lock()
    instrument.write("*ESE 32;:NO:SUCH:COMMAND")
    instrument.unlock()
    assert instrument.ask("SYST:ERR?").startswith("-113")
    assert instrument.read_stb() & 32
    instrument.trigger()
    assert instrument.ask("*OPC?") == "1"


def test_each_meter_asks_for_service_over_the_interrupt_channel(connect, interrupts, meter_name):
    port, arrived = interrupts
    instrument, _ = connect(meter_name)
    core = instrument.client
    assert core.create_intr_chan(LOCALHOST, port, INTERRUPT_PROGRAM, INTERRUPT_VERSION, TCP) == 0
    assert core.device_enable_srq(instrument.link, True, HANDLE) == 0
    instrument.write("*CLS;*ESE 32;*SRE 32")
    assert instrument.ask("*OPC?") == "1"
    assert arrived.empty()
    instrument.write("NO:SUCH:COMMAND")
    assert arrived.get(timeout=10) == HANDLE
    assert instrument.read_stb() & 64
    assert core.destroy_intr_chan() == 0
