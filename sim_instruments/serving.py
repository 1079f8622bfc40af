"""Knows how a whole world is put on sockets of this machine and taken off again; it knows no byte of any language."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Self

from bench_core.documents.model import load
from sim_instruments.servers.tcp import TcpServer
from sim_instruments.world import World
from sim_instruments.world_file import WorldFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from bench_core.clock import Clock


class RunningServers:
    """The servers of one world, in a thread of their own; a context manager.

    Args:
        world: that is served.
        names: of the instruments that are served.

    Raises:
        UsageError: there is no such instrument, or its port is in use.
    """

    def __init__(self, world: World, names: Iterable[str]) -> None:
        self.world = world
        self._servers: dict[str, TcpServer] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulated instruments", daemon=True)
        try:
            for name in names:
                self._servers[name] = TcpServer(world.instrument(name), world.clock)
        except BaseException:
            self._close_all()
            self._loop.close()
            raise
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    @property
    def links(self) -> dict[str, list[str]]:
        """By instrument, the resource names that it answers on."""
        return {name: [server.resource] for name, server in self._servers.items()}

    def close(self) -> None:
        """Close all connections and sockets."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def _start(self) -> None:
        for server in self._servers.values():
            await server.start()

    async def _stop(self) -> None:
        self._close_all()

    def _close_all(self) -> None:
        for server in self._servers.values():
            server.close()


def serve(
    world_path: Path, clock: Clock, seed: int | None = None, names: Iterable[str] | None = None
) -> RunningServers:
    """Put the instruments of a world file on TCP sockets of this machine.

    Args:
        world_path: the world file.
        clock: of the world.
        seed: of all noise; the world file's own where None.
        names: of the instruments; all where None.

    Returns:
        The servers, which accept connections already.

    Raises:
        UsageError: the file cannot be read, an instrument is not in it, or a port is in use.
        DocumentInvalid: the file has mistakes.
    """
    world = World(load(world_path, WorldFile).model, clock, seed)
    return RunningServers(world, list(world.instruments) if names is None else list(names))
