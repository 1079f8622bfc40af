"""The portmapper over TCP, UDP and broadcast; PyVISA-py's own client asks."""

from __future__ import annotations

import socket
import sys

import pytest
from pyvisa_py.protocols import rpc

from bench_core.errors import UsageError

CORE = (0x0607AF, 1, 6, 0)


class Asking(rpc.PartialPortMapperClient, rpc.RawTCPClient):
    """PyVISA-py's client, on a port that needs no rights."""

    def __init__(self, port):
        rpc.RawTCPClient.__init__(self, "127.0.0.1", rpc.PMAP_PROG, rpc.PMAP_VERS, port)
        rpc.PartialPortMapperClient.__init__(self)


@pytest.fixture
def mapped(open_doors):
    opened = open_doors("hislip", "vxi11", portmapper=0)
    opened.core_port = int(opened.links["vxi11"].split(",")[1].split("::")[0])
    return opened


def test_it_names_the_port_of_the_core_channel_and_0_for_all_else(mapped):
    client = Asking(mapped.running.portmapper_port)
    assert client.get_port(CORE) == mapped.core_port
    assert client.get_port((*CORE[:2], 17, 0)) == 0
    assert client.get_port((100003, 3, 6, 0)) == 0
    assert client.dump() == [(*CORE[:3], mapped.core_port)]
    client.close()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.255.255.255"])
def test_it_answers_datagrams_and_broadcasts(mapped, address):
    if sys.platform != "linux" and address != "127.0.0.1":
        pytest.skip("only Linux hands broadcasts to the loopback interface")
    packer = rpc.PortMapperPacker()
    packer.pack_callheader(5, rpc.PMAP_PROG, rpc.PMAP_VERS, 3, (0, b""), (0, b""))
    packer.pack_mapping(CORE)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        asking.settimeout(10)
        asking.sendto(b"no call", (address, mapped.running.portmapper_port))
        asking.sendto(packer.get_buf(), (address, mapped.running.portmapper_port))
        reply, sender = asking.recvfrom(1000)
    assert sender[0] == "127.0.0.1"
    assert int.from_bytes(reply[-4:], "big") == mapped.core_port


def test_it_needs_a_vxi11_door(open_doors):
    with pytest.raises(UsageError, match="give an instrument the door vxi11"):
        open_doors("socket", portmapper=0)


def test_a_port_that_is_taken_is_named(open_doors):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"portmapper: port {port} on 127.0.0.1 is in use"):
            open_doors("vxi11", portmapper=port)
