"""Knows how a door gets a TCP port of this machine, and words for a port that is taken; it knows no protocol."""

from __future__ import annotations

import asyncio
import errno
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from bench_core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HOST = "127.0.0.1"


def listener(name: str, port: int, *, refuses: bool) -> socket.socket:
    """Return a socket that listens, or one that only keeps its port closed.

    Args:
        name: of the instrument, for people.
        port: that is wanted; 0 for a free one.
        refuses: whether every connection is refused.

    Raises:
        UsageError: the port is taken.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # on Windows SO_REUSEADDR would let two programs share a port
        made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((HOST, port))
        if not refuses:
            made.listen(128)
    except OSError as problem:
        made.close()
        in_use = problem.errno in {errno.EADDRINUSE, errno.EACCES}
        why = "is in use" if in_use else f"cannot be opened, {problem.strerror}"
        raise UsageError(f"{name}: port {port} on {HOST} {why}; leave `port:` out for a free one") from None
    return made


class StreamServer:
    """A listening socket; each connection is a coroutine.

    Args:
        made: by `listener`.
        converse: serves one connection until it ends.
        refuses: whether every connection is refused.
    """

    def __init__(
        self,
        made: socket.socket,
        converse: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
        *,
        refuses: bool = False,
    ) -> None:
        self._socket = made
        self._converse = converse
        self._refuses = refuses
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def port(self) -> int:
        """The port that it listens on."""
        number: int = self._socket.getsockname()[1]
        return number

    async def start(self) -> None:
        """Accept connections from now on."""
        if not self._refuses:
            self._server = await asyncio.start_server(self._connected, sock=self._socket)

    def close(self) -> None:
        """End all connections, accept no more and give the port back."""
        if self._server is not None:
            self._server.close()
        self._socket.close()
        for task, writer in list(self._connections.items()):
            task.cancel()
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  a server's callback runs in a task
        self._connections[task] = writer
        try:
            with suppress(OSError, EOFError, asyncio.CancelledError):  # the far side has gone, or the server ends
                await self._converse(reader, writer)
        finally:
            del self._connections[task]
            writer.close()
