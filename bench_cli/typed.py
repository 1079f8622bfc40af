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
        self._reading = False

    def next(self) -> str | None:
        """Return the next line without its end, or None when none was typed yet.

        Raises:
            EOFError: standard input is closed; nobody will type any more.
        """
        if not self._reading:
            self._reading = True
            threading.Thread(target=self._read, name="typed lines", daemon=True).start()
        try:
            line = self._lines.get_nowait()
        except queue.Empty:
            return None
        if line is None:
            self._lines.put(None)
            raise EOFError
        return line

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
        self._lines.put(None)
