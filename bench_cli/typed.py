"""Lines that a person types, read in the background, so that a watcher goes on watching while it waits for one."""

from __future__ import annotations

import os
import queue
import sys
import threading


class TypedLines:
    """Standard input line by line; reading begins with the first line that is wanted."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reading = self._closed = False

    def forget(self) -> None:
        """Forget what a person typed before now: nobody answers a question that was not asked yet.

        What a pipe holds was written on purpose, line for line, and stays.
        """
        self._begin()
        if sys.stdin is not None and sys.stdin.isatty():
            _flush_terminal(sys.stdin.fileno())
            while not self._lines.empty():
                self._lines.get_nowait()

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
        # os.read, because a thread that waits inside sys.stdin would keep the program from ending
        pending = b""
        try:
            descriptor = sys.stdin.fileno()
            while chunk := os.read(descriptor, 4096):
                *lines, pending = (pending + chunk).split(b"\n")
                for line in lines:
                    self._lines.put(line.decode("utf-8", "replace").strip())
        except (OSError, ValueError, AttributeError):
            pending = b""  # standard input is gone: the same as its end
        if pending:
            self._lines.put(pending.decode("utf-8", "replace").strip())
        self._lines.put(None)
        self._closed = True


if sys.platform == "win32":
    import msvcrt

    def _flush_terminal(descriptor: int) -> None:
        del descriptor
        while msvcrt.kbhit():
            msvcrt.getwch()

else:
    import termios

    def _flush_terminal(descriptor: int) -> None:
        termios.tcflush(descriptor, termios.TCIFLUSH)
