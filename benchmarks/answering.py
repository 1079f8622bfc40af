"""A server that answers as a 34401A does, with as little work as can be, in a process of its own; measures nothing."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVER = r"""
import socket, sys, threading, time
reading_time = float(sys.argv[1])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
answers = {b"*IDN?": b"HEWLETT-PACKARD,34401A,0,10-5-2\n", b"SYST:ERR?": b'+0,"No error"\n', b"FUNC?": b'"VOLT"\n',
           b"VOLT:DC:RANG?": b"+1.00000000E+01\n", b"VOLT:DC:RANG:AUTO?": b"0\n",
           b"VOLT:DC:NPLC?": b"+1.00000000E+01\n", b"ZERO:AUTO?": b"1\n",
           b"READ?": b"+9.00001230E+00\n"}
def serve(peer):
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pending = b""
    while chunk := peer.recv(4096):
        *lines, pending = (pending + chunk).split(b"\n")
        for line in lines:
            if line == b"READ?" and reading_time:
                time.sleep(reading_time)
            if reply := answers.get(line):
                peer.sendall(reply)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


@contextmanager
def answering(reading_time_s: float = 0.0) -> Iterator[str]:
    """Give the VISA resource name of the server while the block runs.

    Args:
        reading_time_s: that `READ?` takes.
    """
    process = subprocess.Popen([sys.executable, "-c", _SERVER, repr(reading_time_s)], stdout=subprocess.PIPE, text=True)
    try:
        port = process.stdout.readline() if process.stdout else ""
        yield f"TCPIP::127.0.0.1::{int(port)}::SOCKET"
    finally:
        process.kill()
        process.communicate()
