"""Follows a run's record in a thread of its own and keeps the newest sight of it for the window."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.clock import system_clock
from bench_core.errors import BenchError
from bench_core.failures import told
from bench_core.records.exclusive import is_held
from bench_core.records.follow import follow
from bench_gui.qt import QObject, Signal
from bench_gui.views.watching import Watching

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench_core.clock import Clock
    from bench_core.records.record import Line
    from bench_gui.views.watching import Seen

_POLL_S = 0.03
_PUBLISHED_EACH_S = 0.05
_GONE_WITHIN_S = 2.0


class RunWatch(QObject):
    """Watches one record; it reads, and never writes or commands.

    Args:
        record: of the run; it may not exist yet.
        alive: whether its process still runs; asked in the watching thread.
        parent: that it belongs to.
        clock: by which it is told when a line was seen; whoever asks how old one is has to ask this clock.
    """

    ended = Signal(object)
    """The watching is over: why the record cannot be read, a `Bilingual`, or `NOTHING`."""

    def __init__(
        self,
        record: Path,
        alive: Callable[[], bool] | None = None,
        parent: QObject | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(parent)
        self.record = record
        self._alive = alive or (lambda: is_held(record))
        self._clock = clock or system_clock()
        self._stop = threading.Event()
        self._newest: Seen | None = None
        self._watching = Watching()
        self._published = 0.0
        self._thread = threading.Thread(target=self._follow, name=f"watch {record.name}", daemon=True)

    @property
    def seen(self) -> Seen | None:
        """What is known of the run now; None before its first line."""
        return self._newest

    @property
    def watching(self) -> bool:
        """Whether more may come."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End the watching; the run goes on."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(_GONE_WITHIN_S)

    def _follow(self) -> None:
        problem = NOTHING
        try:
            for line in follow(self.record, self._idle, lambda: not self._stop.is_set() and self._alive()):
                if self._stop.is_set():  # a long record is not read to its end for nobody
                    break
                now = self._clock.now()
                self._watching.take(line, now - self._age(line))
                if now - self._published >= _PUBLISHED_EACH_S:
                    self._publish(now)
        except BenchError as failure:
            problem = told(failure)
        except Exception as fault:  # noqa: BLE001  the last line: else a run would look as if it had no news
            what = f"{type(fault).__name__}: {fault}"
            problem = Bilingual(f"窗口内部错误：{what}", f"a fault of this window: {what}")
        self._publish(self._clock.now(), alive=False)
        self.ended.emit(problem)

    def _age(self, line: Line) -> float:
        """Return how long ago a line was written [s]: it may have been there before this window was."""
        return max(0.0, (self._clock.utc() - line.utc).total_seconds())

    def _idle(self) -> None:
        self._publish(self._clock.now())
        self._stop.wait(_POLL_S)

    def _publish(self, now: float, *, alive: bool = True) -> None:
        self._published = now
        self._newest = self._watching.seen(alive=alive or self._stop.is_set())
