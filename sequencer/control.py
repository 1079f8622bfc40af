"""Commands from people to a run, one JSON line each, and the flag that every wait looks at."""

from __future__ import annotations

import json
import queue
import signal
import threading
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from bench_core.errors import RunAborted

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.clock import Clock
    from bench_core.records.events import PromptAsked


@dataclass(frozen=True, slots=True)
class Abort:
    """End the run, sources safe."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a prompt."""

    prompt: str
    text: str
    by: str


class Control:
    """Where commands arrive; a run asks it between any two commands to an instrument."""

    def __init__(self) -> None:
        self._abort: Abort | None = None
        self._guard: Callable[[float], None] = _nothing_forbids
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._listening = False

    @property
    def abort(self) -> Abort | None:
        """The first abort that was asked for; later ones change nothing."""
        return self._abort

    def request_abort(self, by: str, reason: str) -> None:
        """Ask for the end of the run; safe to call from a signal handler, any number of times."""
        if self._abort is None:
            self._abort = Abort(by, reason)

    def guard(self, guard: Callable[[float], None]) -> None:
        """Have a guard asked at every check, and before each wait with its length [s]; it raises what it forbids."""
        self._guard = guard

    def check(self) -> None:
        """Raise RunAborted when the end was asked for, or what the guard raises."""
        self._check(0.0)

    def wait(self, clock: Clock, seconds: float) -> None:
        """Let time pass on the run's clock, but no longer than until the end is asked for [s]."""
        self._check(seconds)
        clock.wait_until(lambda: self._abort is not None, clock.now() + seconds)
        self.check()

    def _check(self, ahead_s: float) -> None:
        if self._abort is not None:
            raise RunAborted(f"aborted by {self._abort.by}: {self._abort.reason}")
        self._guard(ahead_s)

    def listen(self, lines: IO[str]) -> None:
        """Read commands until the far side closes, in a thread of its own."""
        self._listening = True
        threading.Thread(target=self._read, args=(lines,), name="control", daemon=True).start()

    def handle_signals(self) -> None:
        """Turn Ctrl-C and a polite kill into an abort; nothing interrupts the safe sequence."""
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, lambda which, _: self.request_abort("signal", signal.Signals(which).name))

    def answer(self, prompt: PromptAsked) -> Answer:
        """Wait for the answer to a prompt; time passes on the wall, for a person is slow on any clock.

        Raises:
            RunAborted: the end is asked for, or nobody is there to answer.
        """
        while True:
            self.check()
            try:
                answer = self._answers.get(timeout=0.05)
            except queue.Empty:
                if not self._listening:
                    raise RunAborted(
                        f"prompt '{prompt.name}': nobody is there to answer; "
                        "start the run at a terminal or give it an answers file"
                    ) from None
                continue
            if answer.prompt == prompt.prompt:
                return answer

    def _read(self, lines: IO[str]) -> None:
        for line in lines:
            self._accept(line)
        self._listening = False

    def _accept(self, line: str) -> None:
        try:
            command = json.loads(line)
            match command["command"]:
                case "abort":
                    self.request_abort(str(command["by"]), str(command["reason"]))
                case "answer":
                    self._answers.put(Answer(str(command["prompt"]), str(command["text"]), str(command["by"])))
                case _:
                    return
        except (ValueError, KeyError, TypeError):
            return  # a line that is no command changes nothing; the sender sees no effect in the journal


def _nothing_forbids(_ahead_s: float) -> None:
    return
