"""Reads files in a thread beside the window, so that a long record never makes it wait."""

from __future__ import annotations

import itertools
import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.errors import BenchError
from bench_core.failures import told
from bench_gui.qt import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKS_EACH_MS = 20


@dataclass(frozen=True, slots=True)
class HasRead:
    """What came of reading.

    Args:
        ticket: that `start` returned.
        found: a frozen result; None where there is a problem.
        problem: why nothing could be read; empty where it could.
    """

    ticket: int
    found: Any
    problem: Bilingual


class Reading(QObject):
    """Reads one thing after another; of two that were asked for, only the later one is told.

    The thread touches nothing of Qt: what it read is fetched from it, so that a window may close at any time.

    Args:
        parent: that it belongs to.
    """

    done = Signal(object)
    """A `HasRead`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tickets = itertools.count(1)
        self._newest = 0
        self._came: queue.SimpleQueue[HasRead | _Fault] = queue.SimpleQueue()
        self._looks = QTimer(self, interval=_LOOKS_EACH_MS)
        self._looks.timeout.connect(self._fetch)

    @property
    def busy(self) -> bool:
        """Whether something that was asked for has not been told yet."""
        return bool(self._newest)

    def start(self, read: Callable[[], object]) -> int:
        """Begin to read and return a ticket at once.

        Args:
            read: reads files and returns something frozen; it touches no widget.
        """
        self._newest = next(self._tickets)
        threading.Thread(target=_read, args=(self._newest, read, self._came), name="reading", daemon=True).start()
        self._looks.start()
        return self._newest

    def forget(self) -> None:
        """Tell nothing of what was asked for so far."""
        self._newest = 0
        self._looks.stop()

    def _fetch(self) -> None:
        while not self._came.empty():
            came = self._came.get()
            if came.ticket != self._newest:
                continue
            self.forget()
            if isinstance(came, _Fault):
                raise came.fault
            self.done.emit(came)


@dataclass(frozen=True, slots=True)
class _Fault:
    ticket: int
    fault: Exception


def _read(ticket: int, read: Callable[[], object], came: queue.SimpleQueue[HasRead | _Fault]) -> None:
    try:
        came.put(HasRead(ticket, read(), NOTHING))
    except BenchError as problem:
        came.put(HasRead(ticket, None, told(problem)))
    except Exception as fault:  # noqa: BLE001  raised again in the window's thread, where it is told
        came.put(_Fault(ticket, fault))
