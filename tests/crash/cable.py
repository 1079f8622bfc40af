"""A cable between a run and a simulated instrument that can be pulled and put back, in two ways."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Self

Way = Literal["dropped", "silent"]
"""`dropped`: both ends see at once that the connection has gone; `silent`: nothing comes through any more."""
_HOST = "127.0.0.1"


@dataclass
class Cable:
    """Carries bytes between a port of its own and an instrument's, one thread for each direction.

    Args:
        far_port: of the instrument's socket.
    """

    far_port: int
    pulled: Way | None = None
    _ends: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listener = socket.create_server((_HOST, 0))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull("dropped")

    @property
    def resource(self) -> str:
        """The VISA resource name of the near end."""
        return f"TCPIP0::{_HOST}::{self._listener.getsockname()[1]}::SOCKET"

    def pull(self, way: Way) -> None:
        """Take the cable off."""
        self.pulled = way
        if way == "dropped":
            self._port = self._listener.getsockname()[1] if self._listener.fileno() >= 0 else self._port
            _close(self._listener)
            while self._ends:
                _close(self._ends.pop())

    def plug(self) -> None:
        """Put it back; what was lost stays lost."""
        if self.pulled == "dropped":
            self._listener = socket.create_server((_HOST, self._port))
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        self.pulled = None

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection((_HOST, self.far_port))
                self._ends += [near, far]
                for here, there in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(here, there), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while data := here.recv(65536):
                if self.pulled is None:
                    there.sendall(data)
        _close(here)
        _close(there)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()
