"""Knows how a whole world is put on doors of this machine and taken off again; it knows no byte of any language."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Self, TypeVar

from bench_core.documents.model import load
from bench_core.errors import UsageError
from sim_instruments.servers.doors import OPENERS
from sim_instruments.servers.portmapper import Portmapper
from sim_instruments.servers.sharing import Shared
from sim_instruments.servers.vxi11 import CORE, VERSION, Vxi11Server
from sim_instruments.world import World
from sim_instruments.world_file import WorldFile

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from pathlib import Path
    from types import TracebackType

    from bench_core.clock import Clock
    from sim_instruments.servers.doors import Door

T = TypeVar("T")


class RunningServers:
    """The doors of one world, in a thread of their own; a context manager.

    Args:
        world: that is served.
        names: of the instruments that are served.
        doors: of every instrument; those that the world file gives it where this is empty.
        portmapper: port of a portmapper that leads to the first VXI-11 door; none where None.

    Raises:
        UsageError: there is no such instrument, or its port is in use.
    """

    def __init__(
        self, world: World, names: Iterable[str], doors: Sequence[str] = (), portmapper: int | None = None
    ) -> None:
        self.world = world
        self._shared: list[Shared] = []
        self._doors: dict[str, list[Door]] = {}
        self._portmapper: Portmapper | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulated instruments", daemon=True)
        self._thread.start()
        try:
            self._in_loop(lambda: self._open(list(names), doors, portmapper))
        except BaseException:
            self.close()
            raise

    @property
    def links(self) -> dict[str, list[str]]:
        """By instrument, the resource names that it answers on, in the order of its doors."""
        return {name: [door.resource for door in doors] for name, doors in self._doors.items()}

    @property
    def portmapper_port(self) -> int | None:
        """The port of the portmapper, if there is one."""
        return None if self._portmapper is None else self._portmapper.port

    def alone_s(self) -> float:
        """Return how long nobody has been connected to any instrument: time of the wall, 0 while somebody is [s].

        A serial line counts as connected as long as it is there.
        """
        return self._in_loop(self._alone_s)

    def close(self) -> None:
        """Close all connections and doors."""
        if self._loop.is_closed():
            return
        self._in_loop(self._close_all)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _in_loop(self, act: Callable[[], Awaitable[T]]) -> T:
        async def run() -> T:
            return await act()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    async def _alone_s(self) -> float:
        return min((shared.alone_s() for shared in self._shared), default=0.0)

    async def _open(self, names: list[str], doors: Sequence[str], portmapper: int | None) -> None:
        for name in names:
            shared = Shared(self.world.instrument(name), self.world.clock)
            self._shared.append(shared)
            opened = self._doors[name] = []
            for door in doors or shared.instrument.doors:
                opened.append(OPENERS[door](shared))
                await opened[-1].start()
        if portmapper is not None:
            self._portmapper = Portmapper({(CORE, VERSION): self._core_port()}, portmapper)
            await self._portmapper.start()

    def _core_port(self) -> int:
        for opened in self._doors.values():
            for door in opened:
                if isinstance(door, Vxi11Server):
                    return door.port
        raise UsageError("a portmapper leads to a VXI-11 door; give an instrument the door vxi11")

    async def _close_all(self) -> None:
        if self._portmapper is not None:
            self._portmapper.close()
        for opened in self._doors.values():
            for door in opened:
                door.close()
        for shared in self._shared:
            shared.close()
        await asyncio.sleep(0)  # what was cancelled ends in the next turn of the loop
        await asyncio.sleep(0)


def serve(
    world_path: Path,
    clock: Clock,
    seed: int | None = None,
    names: Iterable[str] | None = None,
    doors: Sequence[str] = (),
    portmapper: int | None = None,
) -> RunningServers:
    """Put the instruments of a world file on doors of this machine.

    Args:
        world_path: the world file.
        clock: of the world.
        seed: of all noise; the world file's own where None.
        names: of the instruments; all that can be talked to where None.
        doors: of every instrument; those of the world file where this is empty.
        portmapper: port of a portmapper that leads to the first VXI-11 door; none where None.

    Returns:
        The servers, which accept connections already.

    Raises:
        UsageError: the file cannot be read, an instrument is not in it, or a port is in use.
        DocumentInvalid: the file has mistakes.
    """
    world = World(load(world_path, WorldFile).model, clock, seed)
    chosen = list(world.instruments) if names is None else list(names)
    return RunningServers(world, chosen, doors, portmapper)
