"""Lines that a person types, read in the background, so that a watcher goes on watching while it waits for one."""

from __future__ import annotations

import os
import queue
import sys
import threading

_LARGEST = 4096


class TypedLines:
    """Standard input line by line; reading begins with the first line that is wanted."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._taking = threading.Lock()
        """Held while a line goes from the terminal to the queue, and while both are emptied: it is in one of them."""
        self._begun = b""
        self._reading = self._closed = False

    def forget(self) -> None:
        """Forget what a person typed before now: nobody answers a question that was not asked yet.

        What a pipe holds was written on purpose, line for line, and stays.
        """
        self._begin()
        if sys.stdin is not None and sys.stdin.isatty():
            with self._taking:
                _flush_terminal(sys.stdin.fileno())
                self._begun = b""
                while not self._lines.empty():
                    self._lines.get_nowait()
                if self._closed:  # the end of the input is no line, and stays
                    self._lines.put(None)

    @property
    def ended(self) -> bool:
        """Whether standard input is closed with nothing left on it: nobody will type any more."""
        self._begin()
        return self._closed and self._lines.qsize() == 1

    def next(self) -> str | None:
        """Return the next line without its end, or None when none was typed yet.

        Raises:
            EOFError: standard input is closed; nobody will type any more.
        """
        self._begin()
        try:
            line = self._lines.get_nowait()
        except queue.Empty:
            return None
        if line is None:
            self._lines.put(None)
            raise EOFError
        return line

    def _begin(self) -> None:
        if not self._reading:
            self._reading = True
            threading.Thread(target=self._read, name="typed lines", daemon=True).start()

    def _read(self) -> None:
        try:
            descriptor = sys.stdin.fileno()
            while self._take(descriptor):
                pass
        except (OSError, ValueError, AttributeError):
            self._begun = b""  # standard input is gone: the same as its end
        with self._taking:
            if self._begun:
                self._put(self._begun)
            self._lines.put(None)
            self._closed = True

    def _take(self, descriptor: int) -> bool:
        """Take in what was typed, once there is something; return False at the end of the input."""
        chunk = _await_input(descriptor)
        with self._taking:
            if chunk is None:
                chunk = _read_what_is_there(descriptor)
            if chunk is None:
                return True  # it was forgotten meanwhile
            *lines, self._begun = (self._begun + chunk).split(b"\n")
            for line in lines:
                self._put(line)
            return bool(chunk)

    def _put(self, line: bytes) -> None:
        self._lines.put(line.decode("utf-8", "replace").strip())


# os.read, because a thread that waits inside sys.stdin would keep the program from ending
if sys.platform == "win32":
    import msvcrt

    def _await_input(descriptor: int) -> bytes | None:
        return os.read(descriptor, _LARGEST)  # nothing tells that a console has a whole line before it is read

    def _read_what_is_there(descriptor: int) -> bytes | None:
        del descriptor
        return None

    def _flush_terminal(descriptor: int) -> None:
        del descriptor
        while msvcrt.kbhit():
            msvcrt.getwch()

else:
    import select
    import termios

    def _await_input(descriptor: int) -> bytes | None:
        select.select([descriptor], [], [])
        return None

    def _read_what_is_there(descriptor: int) -> bytes | None:
        there, _, _ = select.select([descriptor], [], [], 0)
        return os.read(descriptor, _LARGEST) if there else None

    def _flush_terminal(descriptor: int) -> None:
        termios.tcflush(descriptor, termios.TCIFLUSH)
