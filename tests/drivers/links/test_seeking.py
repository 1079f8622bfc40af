"""Every way of finding instruments, each on this machine alone."""

from __future__ import annotations

import select
import socket
import struct
import sys
import threading
from types import SimpleNamespace

import pytest

from drivers.links import broadcast, mdns, ports
from drivers.links.seeking import Candidate, NotSearchedError

BRIEF_S = 0.3


@pytest.fixture
def answering():
    """Return a function that starts a port mapper which gives every caller these replies, and returns its port."""
    ended = []

    def start(*replies):
        listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(20)

        def serve():
            call, caller = listening.recvfrom(1000)
            for reply in replies:
                listening.sendto(reply(call), caller)

        thread = threading.Thread(target=serve)
        thread.start()
        ended.append((thread, listening))
        return listening.getsockname()[1]

    yield start
    for thread, listening in ended:
        thread.join(20)
        listening.close()


@pytest.fixture
def patient(monkeypatch):
    """Has so many replies waited for as long as a machine with much to do may take to give them."""

    def patient_(replies):
        longest = iter([20.0] * replies)
        wait = lambda read, write, odd, s: select.select(read, write, odd, max(s, next(longest, s)))  # noqa: E731
        monkeypatch.setattr(broadcast, "select", SimpleNamespace(select=wait))

    return patient_


def accepted(port):
    return lambda call: call[:4] + struct.pack(">6I", 1, 0, 0, 0, 0, port)


def test_a_port_mapper_that_knows_the_core_channel_is_an_instrument(answering, patient):
    port = answering(accepted(1024), accepted(1024))
    patient(2)
    found = broadcast.find(["127.0.0.1"], BRIEF_S, port)
    assert found == [Candidate("TCPIP::127.0.0.1,1024::inst0::INSTR", "VXI-11")]


@pytest.mark.parametrize(
    "reply",
    [
        accepted(0),
        accepted(70000),
        lambda _: b"",
        lambda call: call[:4] + struct.pack(">6I", 1, 0, 0, 0, 1, 1024),  # the program is unavailable
        lambda call: b"\0\0\0\7" + accepted(1024)(call)[4:],  # the reply to somebody else's call
        lambda call: call,
    ],
)
def test_what_is_no_answer_to_the_question_is_no_instrument(answering, reply):
    assert broadcast.find(["127.0.0.1"], BRIEF_S, answering(reply)) == []


def test_the_call_is_the_one_of_the_specification(answering, patient):
    calls = []
    patient(1)
    answered = answering(lambda call: calls.append(call) or accepted(5)(call))
    broadcast.find(["127.0.0.1"], BRIEF_S, answered)
    (call,) = calls
    assert struct.unpack(">14I", call)[1:] == (0, 2, 100000, 2, 3, 0, 0, 0, 0, 0x0607AF, 1, 6, 0)


def test_at_the_usual_port_the_resource_needs_none():
    assert broadcast._resource("192.0.2.7", 1024, broadcast.PORT) == "TCPIP::192.0.2.7::inst0::INSTR"


def test_a_network_that_takes_no_broadcast_is_told():
    with pytest.raises(NotSearchedError, match="no network takes a broadcast"):
        broadcast.find(["256.0.0.1"], BRIEF_S)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux broadcasts to itself")
def test_every_network_of_this_machine_is_asked_its_own_first():
    addresses = broadcast.broadcast_addresses()
    assert addresses[0] == "127.255.255.255"
    assert addresses[-1] == "255.255.255.255"
    assert len(set(addresses)) == len(addresses)


ANNOUNCED = {
    ("_hislip._tcp.local.", 4881): "TCPIP::127.0.0.1::hislip0,4881::INSTR",
    ("_scpi-raw._tcp.local.", 5025): "TCPIP::127.0.0.1::5025::SOCKET",
}


def test_an_announced_service_is_an_instrument_on_its_own_port():
    zeroconf = pytest.importorskip("zeroconf", reason="zeroconf comes with the extra discovery")
    announcing = zeroconf.Zeroconf(interfaces=["127.0.0.1"])
    texts = {"Manufacturer": "Keysight Technologies", "Model": "34465A", "SerialNumber": "MY1", "txtvers": "1"}
    try:
        for service, port in ANNOUNCED:
            info = zeroconf.ServiceInfo(
                service, f"calbench test {port}.{service}", port, addresses=[socket.inet_aton("127.0.0.1")],
                properties=texts, server="calbench-test.local.",
            )  # fmt: skip
            announcing.register_service(info, cooperating_responders=True)
        for wait_s in (1.5, 3, 6, 12):  # a machine with much to do tells later
            found = {one.resource: one for one in mdns.find(wait_s, ["127.0.0.1"])}
            if found.keys() >= set(ANNOUNCED.values()):
                break
    finally:
        announcing.close()
    for (service, _), resource in ANNOUNCED.items():
        assert found[resource].found_by == f"mDNS {service.split('.')[0]}"
        assert found[resource].description == "Keysight Technologies, 34465A, MY1"


@pytest.mark.parametrize(
    ("service", "port", "resource"),
    [
        ("_hislip._tcp.local.", 4880, "TCPIP::192.0.2.7::hislip0::INSTR"),
        ("_vxi-11._tcp.local.", 111, "TCPIP::192.0.2.7::inst0::INSTR"),
        ("_lxi._tcp.local.", 80, "TCPIP::192.0.2.7::inst0::INSTR"),
    ],
)
def test_what_a_service_is_announced_as_names_its_resource(service, port, resource):
    assert mdns._resource(service, "192.0.2.7", port) == resource


def test_without_zeroconf_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    with pytest.raises(NotSearchedError, match=r"install calbench\[discovery\]"):
        mdns.find(BRIEF_S)


def test_serial_ports_are_listed_as_the_system_names_them(monkeypatch):
    listed = [
        SimpleNamespace(device="/dev/ttyUSB0", description="FT232R USB UART"),
        SimpleNamespace(device="/dev/ttyS0", description="n/a"),
    ]
    monkeypatch.setattr(ports.list_ports, "comports", lambda: listed)
    assert ports.serial_ports() == [
        Candidate("ASRL/dev/ttyUSB0::INSTR", "serial port", "FT232R USB UART"),
        Candidate("ASRL/dev/ttyS0::INSTR", "serial port", ""),
    ]
    listed[:] = [SimpleNamespace(device="COM3", description="USB Serial Port (COM3)")]
    monkeypatch.setattr(ports.sys, "platform", "win32")
    assert ports.serial_ports()[0].resource == "ASRL3::INSTR"


def test_without_pyusb_and_visa_library_it_is_said_what_to_install(monkeypatch):
    monkeypatch.delenv("PYVISA_LIBRARY", raising=False)
    monkeypatch.setitem(sys.modules, "pyvisa_py.usb", None)
    with pytest.raises(NotSearchedError, match=r"install the packages pyusb and libusb-package.*\(.+\)"):
        ports.usb_instruments()


def test_a_back_end_that_fails_without_a_word_is_told_by_the_kind_of_its_failure(monkeypatch):
    monkeypatch.delenv("PYVISA_LIBRARY", raising=False)

    def list_resources():
        raise ValueError

    session = SimpleNamespace(list_resources=list_resources)
    monkeypatch.setitem(sys.modules, "pyvisa_py.usb", SimpleNamespace(USBSession=session))
    with pytest.raises(NotSearchedError, match=r"\(ValueError\)"):
        ports.usb_instruments()


def test_usb_instruments_are_those_that_the_back_end_lists(monkeypatch):
    monkeypatch.delenv("PYVISA_LIBRARY", raising=False)
    session = SimpleNamespace(list_resources=lambda: ["USB0::2391::1543::MY1::0::INSTR"])
    monkeypatch.setitem(sys.modules, "pyvisa_py.usb", SimpleNamespace(USBSession=session))
    assert ports.usb_instruments() == [Candidate("USB0::2391::1543::MY1::0::INSTR", "USB")]


def test_with_a_visa_library_gpib_is_listed_too(monkeypatch):
    monkeypatch.setenv("PYVISA_LIBRARY", "@vendor")
    listed = ("USB0::1::2::3::INSTR", "GPIB0::22::INSTR")
    manager = SimpleNamespace(list_resources=lambda query: listed if query == "(USB|GPIB)?*INSTR" else ())
    monkeypatch.setattr(ports.pyvisa, "ResourceManager", lambda: manager)
    assert [one.found_by for one in ports.usb_instruments()] == ["USB", "GPIB"]
