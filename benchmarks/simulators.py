"""Queries per second of a simulated instrument against a minimal asyncio server in the same run; in process; memory.

    python benchmarks/simulators.py [--queries N] [--rounds N]

The clients are raw blocking sockets in processes of their own, so that only the servers differ. The floor knows one
query, `*IDN?`. Both servers run in processes of their own. Memory is the resident size of a process that
serves 100 idle instruments less that of one that serves one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alternating import alternate, show, show_ratio

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import VirtualClock
from sim_instruments.links import SimLinks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_QUERY = b"*IDN?\n"
_MINIMAL = r"""
import asyncio, sys
class Server(asyncio.Protocol):
    def connection_made(self, transport): self.transport, self.pending = transport, b""
    def data_received(self, data):
        *lines, self.pending = (self.pending + data).split(b"\n")
        for line in lines:
            if line == b"*IDN?": self.transport.write(b"HEWLETT-PACKARD,34401A,MY41001234,10-5-2\n")
async def main():
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""
_CLIENT = r"""
import socket, sys, time
port, queries = int(sys.argv[1]), int(sys.argv[2])
wire = socket.create_connection(("127.0.0.1", port))
wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
def ask():
    wire.sendall(b"*IDN?\n")
    reply = b""
    while not reply.endswith(b"\n"): reply += wire.recv(4096)
for _ in range(20): ask()
print("ready", flush=True)
while sys.stdin.readline():
    begin = time.perf_counter()
    for _ in range(queries): ask()
    print(time.perf_counter() - begin, flush=True)
"""
_WORLD = "calbench: world/1\nworld: benchmark\ninstruments:\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=4000, help="of each round")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for clients in (1, 16):
            _compare(Path(folder), clients, options.queries, options.rounds)
        _in_process(Path(folder), options.queries, options.rounds)
        _memory(Path(folder))


def _compare(folder: Path, clients: int, queries: int, rounds: int) -> None:
    print(f"queries per second over a socket, {clients} client{'s' if clients > 1 else ''}")
    with (
        _minimal() as floor_port, _served(folder, 1) as (port, _),
        _asking(floor_port, clients, queries) as floor, _asking(port, clients, queries) as ours,
    ):  # fmt: skip
        figures = alternate({"minimal asyncio server": floor, "simulated 34401A": ours}, rounds)
    show(figures, "/s", best=max)
    show_ratio(figures, "at least 0.8", best=max)


def _in_process(folder: Path, queries: int, rounds: int) -> None:
    print("queries per second in process, on the virtual clock (aim 30,000 /s)")
    world = _world(folder, 1)
    link = SimLinks(LinkContext(VirtualClock(), world)).open("sim:meter1", 5.0)

    def ask() -> float:
        begin = time.perf_counter()
        for _ in range(queries):
            link.write(_QUERY)
            link.read()
        return queries / (time.perf_counter() - begin)

    show(alternate({"simulated 34401A": ask}, rounds), "/s", best=max)
    print()


def _memory(folder: Path) -> None:
    sizes = {}
    for count in (1, 100):
        with _served(folder, count) as (_, process):
            sizes[count] = _resident_mib(process)
    print(f"memory: {sizes[1]:.1f} MiB with 1 instrument, {sizes[100]:.1f} MiB with 100")
    print(f"added {sizes[100] - sizes[1]:.2f} MiB for 99 idle instruments  (aim 1 MiB)")


def _world(folder: Path, count: int) -> Path:
    path = folder / f"world-{count}.yaml"
    rows = (f"  meter{number}: {{simulates: keysight.34401a}}\n" for number in range(1, count + 1))
    path.write_text(_WORLD + "".join(rows), encoding="utf-8")
    return path


@contextmanager
def _minimal() -> Iterator[int]:
    with _process([sys.executable, "-c", _MINIMAL]) as process:
        yield int(_line(process))


@contextmanager
def _served(folder: Path, count: int) -> Iterator[tuple[int, int]]:
    """Give the first instrument's port, and the process that serves all of them."""
    command = [sys.executable, "-m", "sim_instruments", str(_world(folder, count)), "--json"]
    with _process(command) as process:
        links = [json.loads(_line(process))["links"] for _ in range(count)]
        yield int(links[0][0].split("::")[2]), process.pid


@contextmanager
def _asking(port: int, clients: int, queries: int) -> Iterator[Callable[[], float]]:
    """Give a measure that lets all clients ask at once, and returns their queries per second together."""
    each = str(max(1, queries // clients))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _CLIENT, str(port), each], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(clients)
    ]
    for process in processes:
        _line(process)

    def measure() -> float:
        begin = time.perf_counter()
        for process in processes:
            assert process.stdin is not None  # noqa: S101  a pipe, as asked for
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            _line(process)
        return int(each) * clients / (time.perf_counter() - begin)

    try:
        yield measure
    finally:
        for process in processes:
            process.communicate()


@contextmanager
def _process(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _line(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline() if process.stdout else ""


def _resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this system does not tell the resident size of a process")


if __name__ == "__main__":
    main()
