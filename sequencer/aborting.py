"""The end that people ask for: it takes effect at once, and who asked for it may say why afterwards."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.clock import system_clock
from bench_core.errors import ControlRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.clock import Clock
    from sequencer.commands import Abort, Explain

EXPLAINS_WITHIN_S = 60.0
"""How long a run whose outputs are safe waits for the reason of its abort [s]."""
_LOOKS_EACH_S = 0.05


class Aborting:
    """The first abort that was asked for, and its explanation.

    Args:
        wall: by which people are waited for.
    """

    def __init__(self, wall: Clock | None = None) -> None:
        self._wall = wall or system_clock()
        self._explanations: queue.SimpleQueue[Explain] = queue.SimpleQueue()
        self._explained = False
        self._hurried = False
        self.first: Abort | None = None

    def ask(self, abort: Abort) -> None:
        """Take an abort in; safe in a signal handler. A later one changes nothing but that nobody explains any more."""
        if self.first is None:
            self.first = abort
        else:
            self._hurried = True

    def explain(self, explain: Explain) -> None:
        """Take the explanation in.

        Raises:
            ControlRefused: nothing waits for one.
        """
        if self.first is None or not self.first.explains or self._explained:
            raise ControlRefused(Bilingual("没有等待说明的中止", "no abort waits for a reason"))
        self._explained = True
        self._explanations.put(explain)

    def explanation(self, attended: Callable[[], bool]) -> Explain | None:
        """Wait for the reason of an abort whose sender said that it follows; None where it does not come.

        Args:
            attended: whether anybody is there to give it, or may still come.
        """
        if self.first is None or not self.first.explains:
            return None
        deadline = self._wall.now() + EXPLAINS_WITHIN_S
        while True:
            waits = attended() and not self._hurried and self._wall.now() < deadline
            try:
                return self._explanations.get(timeout=_LOOKS_EACH_S if waits else 0.0)
            except queue.Empty:
                if not waits:
                    return None
