"""What can be seen at a simulated bench by somebody who is asked something; at a real one people use their eyes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError, ControlRefused
from bench_core.failures import told
from sequencer.channel import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bench_core.records.events import PromptAsked


LOOK = "look"
"""Name of the command, which changes nothing."""


def look(record: Path, prompt: str) -> str | None:
    """Look, from another process, at what a prompt of a simulated run asks a person to read.

    Args:
        record: of the run.
        prompt: its id.

    Returns:
        What is seen at this moment, as a person would type it; an empty text where there is nothing to be seen, and
        None where the run does not let anybody look: its bench is none of a simulation, or the prompt does not stand.
    """
    try:
        with Terminal(record) as terminal:
            return terminal.send({"command": LOOK, "prompt": prompt}).en
    except ControlRefused:
        return None


class Looking:
    """Lets people at a window or a terminal look at what a prompt asks them to read, while it stands.

    What is seen goes on no record: what a person makes of it and enters does.
    """

    def __init__(self) -> None:
        self._sees: Callable[[PromptAsked], str | None] | None = None
        self._asked: PromptAsked | None = None

    def through(self, sees: Callable[[PromptAsked], str | None]) -> None:
        """Look at a simulated world from now on.

        Args:
            sees: returns what stands where a prompt has a person look, or None where there is nothing to be seen; it is
                called from other threads than the run's.
        """
        self._sees = sees

    @contextmanager
    def while_asking(self, prompt: PromptAsked) -> Iterator[None]:
        """Let people look at what a prompt asks for while the block runs."""
        self._asked = prompt
        try:
            yield
        finally:
            self._asked = None

    def seen(self, fields: Mapping[str, Any]) -> str:
        """Return what is seen now; an empty text where there is nothing.

        Args:
            fields: of the command: `prompt`, the id of the prompt that stands.

        Raises:
            ControlRefused: the bench is no simulated one, or another prompt is asked by now, or none.
        """
        asked = self._asked
        if self._sees is None:
            zh, en = "此处没有仿真仪器；请查看仪器本身", "nothing is simulated here; look at the instrument itself"
            raise ControlRefused(Bilingual(zh, en))
        if asked is None or asked.prompt != fields.get("prompt"):
            raise ControlRefused(Bilingual("该提示已不再等待回答", "this prompt is not asked any more"))
        try:
            return self._sees(asked) or ""
        except BenchError as problem:
            why = told(problem)
            raise ControlRefused(Bilingual(f"看不到：{why.zh}", f"it cannot be seen: {why.en}")) from problem
