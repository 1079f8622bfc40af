"""Answers to prompts as they come from any terminal: the first to a prompt counts, and whoever comes later is told."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import ControlRefused

if TYPE_CHECKING:
    from sequencer.commands import Answer


class Answering:
    """The answers that came and were not taken yet, and who answered each prompt first."""

    def __init__(self) -> None:
        self._came: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._first: dict[str, str] = {}
        self._changing = threading.Lock()

    def take(self, answer: Answer) -> None:
        """Take an answer in, from any thread.

        Raises:
            ControlRefused: the prompt was answered already.
        """
        first = self._claimed(answer.prompt, answer.by)
        if first is not None:
            zh, en = f"{first} 已先回答；此回答不计", f"{first} has answered it first; this answer does not count"
            raise ControlRefused(Bilingual(zh, en))
        self._came.put(answer)

    def claim(self, prompt: str, by: str) -> bool:
        """Return whether somebody is the first to answer a prompt in another way than by an answer."""
        return self._claimed(prompt, by) is None

    def next(self, within_s: float) -> Answer | None:
        """Return the next answer, or None where none comes in time [s]."""
        try:
            return self._came.get(timeout=within_s)
        except queue.Empty:
            return None

    def drop(self, answer: Answer | None) -> None:
        """Let an answer to what was not asked count for nothing: when that is asked, it can be answered."""
        if answer is not None:
            with self._changing:
                self._first.pop(answer.prompt, None)

    def _claimed(self, prompt: str, by: str) -> str | None:
        """Return who was first, or None where this one is."""
        with self._changing:
            first = self._first.get(prompt)
            self._first.setdefault(prompt, by)
        return first
