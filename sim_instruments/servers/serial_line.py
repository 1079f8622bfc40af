"""Knows how a simulated instrument answers on a serial line, which is a pseudo-terminal; it knows no command.

A pseudo-terminal has no baud rate of its own, carries 8 bits without parity whatever it is told, and has no modem
lines. It is put back to an unusual speed whenever its user closes it: glibc refuses settings of which nothing takes
effect, as 7 bits or parity never do here, but not where at least the speed changes.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from bench_core.errors import UsageError
from sim_instruments.servers.conversation import Conversation

if sys.platform == "linux":
    import select
    import termios
    import tty

if TYPE_CHECKING:
    from sim_instruments.servers.sharing import Shared

_CHUNK = 4096


class SerialLine:
    """The serial port of one instrument.

    Args:
        shared: the instrument and what its doors share.

    Raises:
        UsageError: this platform has no pseudo-terminals that tell when they are closed.
    """

    def __init__(self, shared: Shared) -> None:
        if sys.platform != "linux":
            raise UsageError(f"{shared.instrument.name}: a serial door needs Linux; leave 'serial' out of its doors")
        self._shared = shared
        self._master, user_side = os.openpty()
        self._name = os.ttyname(user_side)
        os.close(user_side)
        os.set_blocking(self._master, False)
        self._reset()
        self._clear_byte: bytes = getattr(shared.instrument.dialect, "serial_clear", b"")
        self._conversation: Conversation | None = None
        self._unsent = b""
        self._pulled_out = False
        # An edge-triggered look tells each opening, message and closing once; a plain one would tell without end that
        # nobody has the line open.
        self._edges = select.epoll()
        self._edges.register(self._master, select.EPOLLIN | select.EPOLLET)

    @property
    def resource(self) -> str:
        """The VISA resource name."""
        return f"ASRL{self._name}::INSTR"

    async def start(self) -> None:
        """Listen from now on; an instrument that refuses connections is off and stays silent."""
        if not self._shared.instrument.faults.refuses:
            self._conversation = Conversation(self._shared, "serial", eager=True, react=self._reply)
            asyncio.get_running_loop().add_reader(self._edges.fileno(), self._look)
            if self._conversation.exchange.under_way:  # a fault at the opening of a connection
                self._conversation.go_on()

    def close(self) -> None:
        """Give the line back."""
        if self._conversation is not None:
            self._unhear()
            self._conversation.end()
            self._conversation = None
        self._pull_out()

    def _unhear(self) -> None:
        if not self._pulled_out:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._edges.fileno())
            loop.remove_writer(self._master)

    def _pull_out(self) -> None:
        """Take the port away, as when its adaptor is pulled out."""
        if self._pulled_out:
            return
        self._pulled_out = True
        self._edges.close()
        with suppress(OSError):
            os.close(self._master)

    def _reset(self) -> None:
        """Set the line as no user wants it: raw, at 50 baud; the instrument's side sets both."""
        tty.setraw(self._master)
        settings = termios.tcgetattr(self._master)
        settings[4] = settings[5] = termios.B50
        termios.tcsetattr(self._master, termios.TCSANOW, settings)

    def _look(self) -> None:
        hung_up = any(event & select.EPOLLHUP for _, event in self._edges.poll(0))
        while not self._pulled_out:
            try:
                data = os.read(self._master, _CHUNK)
            except BlockingIOError:
                return
            except OSError:  # nobody has the line open
                break
            self._take(data)
        if hung_up and not self._pulled_out:
            self._reset()

    def _take(self, data: bytes) -> None:
        if self._conversation is None:
            return
        if self._clear_byte and self._clear_byte in data:
            data = data[data.rindex(self._clear_byte) + 1 :]
            self._conversation.clear()
        self._conversation.exchange.receive(data)
        self._conversation.go_on()

    def _reply(self) -> None:
        exchange = self._conversation.exchange if self._conversation is not None else None
        while exchange is not None and (reply := exchange.take()) is not None:
            self._unsent += reply
        self._send()
        if exchange is not None and exchange.hung_up:
            self._unhear()
            self._pull_out()

    def _send(self) -> None:
        """Send what the line takes; the rest when it takes more."""
        loop = asyncio.get_running_loop()
        while self._unsent:
            try:
                sent = os.write(self._master, self._unsent)
            except BlockingIOError:
                loop.add_writer(self._master, self._send)
                return
            except OSError:
                break
            self._unsent = self._unsent[sent:]
        self._unsent = b""
        loop.remove_writer(self._master)
