"""Knows serial lines through pySerial, and how they fail; refuses to know what is said over them.

A line is read in chunks of what is there: pySerial's own `readline`, and PyVISA-py above it, wait for each single byte.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from contextlib import suppress

import serial

from bench_core.capabilities.instruments import SerialPort
from bench_core.clock import system_clock
from bench_core.errors import InstrumentError, LinkClosed, LinkRefused, LinkTimeout, MalformedReply, UsageError
from drivers.links.replies import CHUNK, Replies, Wire, timed_out, without_terminator

if sys.platform != "win32":
    import select
    import termios

    _SETTINGS_REFUSED: tuple[type[Exception], ...] = (termios.error,)
else:
    _SETTINGS_REFUSED = ()

LARGEST_REPLY = 64 * 1024
"""A text reply above this size [bytes] is none; the rest of it is never read."""

_RESOURCE = re.compile(r"ASRL(?P<port>.*?)(::INSTR)?", re.IGNORECASE)
_SILENCE_S = 0.05
"""A line that says nothing for so long is not amid a reply, at 300 baud and above."""
_SILENT = "power, cable (straight or null-modem), baud rate, and the interface and mode that it is set to"
_FLOOD_S = 2.0
"""A line that talks on for so long while it is cleared does not fall silent."""
_PARITY = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}
_PSEUDO_TERMINAL = "/dev/pts/"


class SerialLink:
    """One serial line that carries messages.

    Args:
        resource: VISA resource name.
        port: how the line is set.
        timeout_s: for one message out and one reply in [s].

    Raises:
        LinkRefused: there is no such port, or another program has it.
        UsageError: the resource names no port.
    """

    def __init__(self, resource: str, port: SerialPort, timeout_s: float) -> None:
        self.resource = resource
        self._port = port
        self._timeout_s = timeout_s
        self._wall = system_clock()
        self._line, self._replies = self._connect()

    def write(self, message: bytes) -> None:
        """Send one message, terminator included.

        Raises:
            LinkClosed: the line is gone, or takes nothing.
        """
        try:
            self._replies.drop_unasked()
            self._line.write(message)
        except (OSError, OverflowError) as problem:
            raise self._failed(problem, self._timeout_s) from problem

    def read(self, within_s: float | None = None) -> bytes:
        """Return one reply without its terminator.

        Args:
            within_s: how long to wait for it [s]; the link's own time-out where None.

        Raises:
            LinkTimeout: none came, or not all of it, within the time-out.
            LinkClosed: the line is gone.
            MalformedReply: the reply is larger than any text reply.
        """
        seconds = self._timeout_s if within_s is None else within_s
        try:
            return without_terminator(self._replies.next(self._wall.now() + seconds))
        except (OSError, OverflowError) as problem:
            raise self._failed(problem, seconds) from problem

    def clear(self) -> bool:
        """Drop what arrives until the line is silent; where the line is gone, open it anew.

        Returns:
            False: a serial line cannot hold a late reply back.

        Raises:
            LinkRefused: the port cannot be opened any more.
            LinkTimeout: the line does not fall silent.
        """
        try:
            self._replies.drop_unasked(_SILENCE_S, self._wall.now() + _FLOOD_S)
        except OverflowError as problem:
            what = "the line does not fall silent; check cable, baud rate and interface mode"
            raise LinkTimeout(self.resource, what) from problem
        except OSError:
            self.close()
            self._line, self._replies = self._connect()
        return False

    def close(self) -> None:
        """Close the port; closing twice does no harm."""
        with suppress(OSError):
            self._line.close()

    def _connect(self) -> tuple[Line, Replies]:
        try:
            line = Line(_opened(_port_name(self.resource), self._port, self._timeout_s))
        except ValueError as problem:  # how pySerial says that it cannot do a setting
            raise UsageError(f"{self.resource}: {problem}; correct `serial_port:` of the bench file") from problem
        except OSError as problem:
            what = f"the port cannot be opened ({problem}); check its name, its cable and who else has it open"
            raise LinkRefused(self.resource, what) from problem
        return line, Replies(line, LARGEST_REPLY, self._wall)

    def _failed(self, problem: Exception, within_s: float) -> InstrumentError:
        if isinstance(problem, serial.SerialTimeoutException):
            return LinkClosed(self.resource, "the line takes no more bytes; check flow control and cable")
        if isinstance(problem, TimeoutError):
            return LinkTimeout(self.resource, timed_out(problem, within_s, _SILENT))
        if isinstance(problem, OverflowError):
            what = f"sends a reply of more than {LARGEST_REPLY} bytes; check that this is the right instrument"
            return MalformedReply(self.resource, what)
        return LinkClosed(self.resource, f"the line is gone ({problem}); check its adaptor and cable, then resume")


class Line(Wire):
    """An open port; on POSIX its file descriptor is used directly.

    Args:
        port: opened by pySerial.
    """

    def __init__(self, port: serial.SerialBase) -> None:
        self._serial = port
        self._descriptor = _descriptor(port)
        if self._descriptor is not None:
            self._poll = select.poll()
            self._poll.register(self._descriptor, select.POLLIN)
        self._seen = b""

    def write(self, data: bytes) -> None:
        """Send bytes.

        Raises:
            OSError: the line is gone, or takes nothing within the time-out.
        """
        sent = 0
        if self._descriptor is not None:
            try:
                sent = os.write(self._descriptor, data)
            except BlockingIOError:  # the line is full; pySerial waits for it
                sent = 0
        if sent < len(data):
            self._serial.write(data[sent:])

    def readable(self, seconds: float) -> bool:
        """Wait for bytes; see `Wire`."""
        if self._descriptor is not None:
            return bool(self._poll.poll(seconds * 1000))
        if not self._seen:
            self._serial.timeout = seconds
            self._seen = self._serial.read(1)
        return bool(self._seen)

    def chunk(self) -> bytes:
        """Return what is there; see `Wire`."""
        if self._descriptor is not None:
            chunk = os.read(self._descriptor, CHUNK)
        else:
            self._serial.timeout = 0
            chunk, self._seen = self._seen + self._serial.read(CHUNK), b""
        if not chunk:
            raise ConnectionResetError("closed by the far side")
        return chunk

    def close(self) -> None:
        """Give the port back."""
        self._descriptor = None
        self._serial.close()


def _opened(name: str, settings: SerialPort, timeout_s: float) -> serial.SerialBase:
    try:
        return _open(name, settings, timeout_s)
    except OSError as problem:
        # A pseudo-terminal carries 8 bits without parity, and the C library calls any other setting invalid.
        if problem.errno != errno.EINVAL or not name.startswith(_PSEUDO_TERMINAL):
            raise
        return _open(name, SerialPort(settings.baud_rate, flow_control=settings.flow_control), timeout_s)


def _open(name: str, settings: SerialPort, timeout_s: float) -> serial.SerialBase:
    port = serial.serial_for_url(name, do_not_open=True)
    port.baudrate = settings.baud_rate
    port.bytesize = settings.data_bits
    port.parity = _PARITY[settings.parity]
    port.stopbits = settings.stop_bits
    port.rtscts = settings.flow_control == "rts/cts"
    port.dsrdtr = settings.flow_control == "dtr/dsr"
    port.xonxoff = settings.flow_control == "xon/xoff"
    port.timeout = port.write_timeout = timeout_s
    if isinstance(port, serial.Serial) and os.name == "posix":
        port.exclusive = True
    try:
        port.open()
    except _SETTINGS_REFUSED as problem:
        raise OSError(*problem.args) from problem
    return port


def _descriptor(port: serial.SerialBase) -> int | None:
    """Return the file descriptor of a port that has one of its own, or None with Windows and network ports."""
    if os.name != "posix" or not isinstance(port, serial.Serial):
        return None
    number: int = port.fileno()
    return number


def _port_name(resource: str) -> str:
    match = _RESOURCE.fullmatch(resource)
    name = "" if match is None else match["port"]
    if name.isdigit():
        name = f"COM{name}" if sys.platform == "win32" else ""
    if not name:
        hint = "write one such as ASRL/dev/ttyUSB0::INSTR, or ASRL3::INSTR for COM3 of Windows"
        raise UsageError(f"{resource}: names no serial port; {hint}")
    return name
