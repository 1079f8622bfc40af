"""Knows VISA resources through PyVISA, and how they fail; refuses to know what is said over them."""

from __future__ import annotations

import os
import re
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pyvisa
from pyvisa import constants, errors
from pyvisa.resources import MessageBasedResource, Resource
from pyvisa.util import read_user_library_path

from bench_core.capabilities.instruments import SerialPort
from bench_core.clock import system_clock
from bench_core.errors import InstrumentError, LinkClosed, LinkRefused, LinkTimeout, MalformedReply, UsageError
from drivers.links.replies import NoEnd, Replies, SocketWire, TellsClosing, timed_out, without_terminator
from drivers.links.serial_line import LARGEST_REPLY, SerialLink

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Link, LinkContext

_CHUNK = 4096
_LARGEST_PORT = 65535
_MORE_FOLLOWS = constants.StatusCode.success_max_count_read
_ALONE = "no other program has the instrument"
_SILENT = f"power, cable, address, the interface that it is set to, and that {_ALONE}"
_SOCKET = re.compile(r"TCPIP[0-9]*::(?P<host>[^:\s]+)::(?P<port>[0-9]{1,5})::SOCKET", re.IGNORECASE)
_NOT_A_RESOURCE = {constants.StatusCode.error_invalid_resource_name, constants.StatusCode.error_invalid_parameter}


class VisaLinks:
    """The link scheme of VISA resource names: `TCPIP…`, `GPIB…`, `USB…`, `ASRL…`.

    The pure-Python back end is used unless `PYVISA_LIBRARY` or a `.pyvisarc` names another; serial lines need neither.
    PyVISA keeps one resource manager in a process, and closing it would close every other bench's links, so only our
    own links are closed.

    Args:
        context: how serial lines are set; its clock is unused, for time-outs of real links are wall time.
    """

    def __init__(self, context: LinkContext) -> None:
        self._serial_ports = context.serial_ports
        self._manager: pyvisa.ResourceManager | None = None
        self._making = threading.Lock()
        self._opened: list[Link] = []

    def check(self, resource: str) -> None:
        """Load what opens such resources; whether something answers is only known when one is opened.

        Args:
            resource: VISA resource name.
        """
        if not _is_serial(resource):
            self._loaded()

    def open(self, resource: str, timeout_s: float) -> Link:
        """Open a link to a VISA resource.

        Args:
            resource: VISA resource name.
            timeout_s: wall time to wait for a connection, and for one reply unless `read` is given another [s].

        Raises:
            LinkRefused: nothing answers there.
            UsageError: not a VISA resource name, or a package for this kind of link is not installed.
        """
        link = self._opened_link(resource, timeout_s)
        self._opened.append(link)
        return link

    def close(self) -> None:
        """Close every link that was opened here."""
        while self._opened:
            self._opened.pop().close()

    def _opened_link(self, resource: str, timeout_s: float) -> Link:
        if _is_serial(resource):
            return SerialLink(resource, self._serial_ports.get(resource, SerialPort()), timeout_s)
        return VisaLink(self._loaded(), resource, timeout_s)

    def _loaded(self) -> pyvisa.ResourceManager:
        with self._making:
            if self._manager is None:
                configured = "PYVISA_LIBRARY" in os.environ or read_user_library_path()
                self._manager = pyvisa.ResourceManager("" if configured else "@py")
        return self._manager


def _is_serial(resource: str) -> bool:
    return resource.upper().startswith("ASRL")


class VisaLink:
    """One VISA resource that carries messages ended by LF.

    Args:
        manager: of VISA.
        resource: VISA resource name.
        timeout_s: for a connection, and for one reply unless `read` is given another [s].
    """

    def __init__(self, manager: pyvisa.ResourceManager, resource: str, timeout_s: float) -> None:
        self._manager = manager
        self._timeout_s = timeout_s
        self._wall = system_clock()
        self._is_socket = resource.upper().endswith("::SOCKET")
        self.resource = resource
        self._visa, self._wire, self._replies = self._connect()

    def write(self, message: bytes) -> None:
        """Send one message, terminator included.

        Raises:
            LinkClosed: the far side has gone.
        """
        try:
            sent = 0
            if self._wire is not None and self._replies is not None:
                self._replies.drop_unasked()
                sent = self._wire.send_at_once(message)
            if sent < len(message):
                sent += self._visa.visalib.write(self._visa.session, message[sent:])[0]
        except Exception as problem:  # PyVISA-py raises bare exceptions
            raise self._failed(problem, self._timeout_s) from problem
        if sent != len(message):
            raise LinkClosed(self.resource, f"took {sent} bytes of {len(message)}; check the instrument and its cable")

    def read(self, within_s: float | None = None) -> bytes:
        """Return one reply without its terminator.

        Args:
            within_s: wall time to wait for it [s]; the link's own time-out where None.

        Raises:
            LinkTimeout: none came, or not all of it, within the time-out.
            LinkClosed: the far side has gone.
            MalformedReply: the reply is larger than any text reply.
        """
        seconds = self._timeout_s if within_s is None else within_s
        try:
            if self._replies is not None:
                reply = self._replies.next(self._wall.now() + seconds)
            else:
                reply = self._visa_reply(seconds)
        except Exception as problem:  # PyVISA-py raises bare exceptions
            raise self._failed(problem, seconds) from problem
        return without_terminator(reply)

    def clear(self) -> bool:
        """Drop everything under way: a new connection for a socket, device clear for the others.

        Where device clear fails, a new connection serves.

        Returns:
            Whether it is certain that no late reply arrives: over a new connection to a socket.

        Raises:
            LinkRefused: nothing answers any more.
        """
        if self._is_socket or not self._device_clear():
            self.close()
            self._visa, self._wire, self._replies = self._connect()
        return self._is_socket

    def close(self) -> None:
        """Close the resource; closing twice does no harm."""
        with suppress(OSError, errors.Error):
            self._visa.close()

    def _device_clear(self) -> bool:
        try:
            self._wait_for(self._timeout_s)
            self._visa.clear()
        except Exception:  # noqa: BLE001  not supported, out of step or gone; PyVISA-py raises bare exceptions
            return False
        return True

    def _connect(self) -> tuple[MessageBasedResource, SocketWire | None, Replies | None]:
        visa = self._open()
        if not isinstance(visa, MessageBasedResource):
            visa.close()
            words = "this VISA resource carries no messages; name one that ends in INSTR or SOCKET"
            raise UsageError(f"{self.resource}: {words}")
        visa.read_termination = "\n"
        visa.timeout = self._timeout_s * 1000
        self._waiting_s = self._timeout_s
        connected = _socket_of(visa)
        if connected is None:
            _tell_closing(visa)
            return visa, None, None
        self._require_peer(visa, connected)
        wire = SocketWire(connected)
        return visa, wire, Replies(wire, LARGEST_REPLY, self._wall)

    def _open(self) -> Resource:
        if self._is_socket:
            self._require_host()
        try:
            return self._manager.open_resource(self.resource, open_timeout=int(self._timeout_s * 1000))
        except errors.VisaIOError as problem:
            if problem.error_code in _NOT_A_RESOURCE:
                raise self._not_a_resource() from problem
            raise self._refused(problem) from problem
        except ValueError as problem:  # how PyVISA-py says that a package is missing
            raise UsageError(f"{self.resource}: {problem}") from problem
        except Exception as problem:  # PyVISA-py raises bare exceptions
            raise self._refused(problem) from problem

    def _require_host(self) -> None:
        """Check name and port before PyVISA-py does, which leaves a socket open when it fails."""
        match = _SOCKET.fullmatch(self.resource)
        if match is None or int(match["port"]) > _LARGEST_PORT:
            raise self._not_a_resource()
        try:
            socket.getaddrinfo(match["host"], int(match["port"]), socket.AF_INET, socket.SOCK_STREAM)
        except (OSError, UnicodeError) as problem:
            raise self._refused(problem) from problem

    def _not_a_resource(self) -> UsageError:
        hint = "write one such as TCPIP::192.0.2.7::5025::SOCKET"
        return UsageError(f"{self.resource}: not a VISA resource name; {hint}")

    def _require_peer(self, visa: MessageBasedResource, wire: socket.socket) -> None:
        """Find out now what PyVISA-py shows only at the first message: that the port was refused."""
        try:
            wire.getpeername()
        except OSError as problem:
            visa.close()
            raise self._refused("connection refused") from problem

    def _refused(self, why: object) -> LinkRefused:
        return LinkRefused(
            self.resource, f"nothing answers there ({why}); check power, cable, address and port, and that {_ALONE}"
        )

    def _failed(self, problem: Exception, within_s: float) -> InstrumentError:
        by_visa = isinstance(problem, errors.VisaIOError) and problem.error_code == constants.StatusCode.error_timeout
        if by_visa or isinstance(problem, TimeoutError):
            return LinkTimeout(self.resource, timed_out(problem, within_s, _SILENT))
        if isinstance(problem, OverflowError):
            what = f"sends a reply of more than {LARGEST_REPLY} bytes; check that this is the right instrument"
            return MalformedReply(self.resource, what)
        what = f"the connection is gone ({problem}); check power, cable and that {_ALONE}, then resume"
        return LinkClosed(self.resource, what)

    def _wait_for(self, seconds: float) -> None:
        """Have VISA wait so long for what is asked next."""
        if seconds != self._waiting_s:
            self._visa.timeout = seconds * 1000
            self._waiting_s = seconds

    def _visa_reply(self, within_s: float) -> bytes:
        """Return one reply by VISA's own reading."""
        self._wait_for(within_s)
        reply, complete, deadline = b"", False, self._wall.now() + within_s
        while not complete:
            if reply and self._wall.now() > deadline:
                raise NoEnd(reply)
            with self._visa.ignore_warning(_MORE_FOLLOWS):
                chunk, status = self._visa.visalib.read(self._visa.session, _CHUNK)
            reply, complete = reply + chunk, status != _MORE_FOLLOWS
            if len(reply) > LARGEST_REPLY:
                raise OverflowError
        return reply


def _socket_of(visa: MessageBasedResource) -> socket.socket | None:
    """Return the socket beneath a PyVISA-py socket resource, or None with another library or kind of link.

    PyVISA-py reads a socket with a busy wait when the far side has closed, and keeps what follows a reply for the next
    question; so it opens, closes and writes what the socket does not take at once, and `Replies` reads.
    """
    wire = _interface_of(visa)
    return wire if isinstance(wire, socket.socket) else None


def _tell_closing(visa: MessageBasedResource) -> None:
    """Have PyVISA-py's VXI-11 learn at once that the far side has closed; it would tell a second after the time-out."""
    client = _interface_of(visa)
    wire = getattr(client, "sock", None)
    if client is not None and isinstance(wire, socket.socket):
        setattr(client, "sock", TellsClosing(wire))  # noqa: B010  PyVISA-py has no types


def _interface_of(visa: MessageBasedResource) -> object | None:
    """Return what PyVISA-py talks through, or None with another library."""
    sessions = getattr(visa.visalib, "sessions", None)
    return getattr(sessions.get(visa.session), "interface", None) if isinstance(sessions, dict) else None
