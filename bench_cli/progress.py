"""Lines of a run for people; at a terminal one more line, always the last, says what the run is doing right now."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from bench_cli.output import alarm, say
from bench_core.metrology.quantity import digits
from bench_core.records.blind import reads_blind
from bench_core.records.given_answers import YES_OR_NO
from bench_core.terminal import shown

if TYPE_CHECKING:
    from bench_core.records.events import PromptAsked, RunSuspended
    from bench_core.records.run_state import RunState

_OUTPUT_ON = "输出接通 OUTPUT ON"


class Progress(Protocol):
    """Where a watcher's lines go."""

    def say(self, line: str) -> None:
        """Print a line that stays."""

    def alarm(self, line: str) -> None:
        """Print a line about a danger, which stays."""

    def doing(self, state: RunState) -> None:
        """Show what the run is doing."""

    def ask(self, hint: str) -> None:
        """Say that an answer is wanted, and in which form."""

    def end(self) -> None:
        """Leave the terminal as it was."""


def progress() -> Progress:
    """Return a live last line at a terminal, and plain lines everywhere else."""
    return LiveProgress() if sys.stdout.isatty() else PlainProgress()


class PlainProgress:
    """Lines only, for files and pipes."""

    def say(self, line: str) -> None:
        """Print a line."""
        say(line)

    def alarm(self, line: str) -> None:
        """Print a line; who makes a file of it wants no colours."""
        alarm(line)

    def doing(self, state: RunState) -> None:
        """Say nothing: a file does not need every reading."""

    def ask(self, hint: str) -> None:
        """Print what is wanted."""
        say(f"  [{hint}] >")

    def end(self) -> None:
        """Do nothing."""


class LiveProgress:
    """Lines, and once the run does something a last line that is written over; who is refused sees neither."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415  only a person at a terminal waits for it
        from rich.status import Status  # noqa: PLC0415  only a person at a terminal waits for it

        self._console = Console(highlight=False)
        self._status = Status("…", console=self._console)
        self._asking, self._stopped = False, True

    def say(self, line: str) -> None:
        """Print a line above the last one; its text is never taken for markup, nor folded."""
        with _terminal_may_have_gone():
            self._console.print(shown(line), markup=False, soft_wrap=True)

    def alarm(self, line: str) -> None:
        """Print a line above the last one, in red unless NO_COLOR is set."""
        with _terminal_may_have_gone():
            self._console.print(shown(line), markup=False, soft_wrap=True, style="bold white on red")

    def doing(self, state: RunState) -> None:
        """Write the last line anew."""
        from rich.text import Text  # noqa: PLC0415  only a person at a terminal waits for it

        if self._asking and state.prompt is not None:
            return
        self._asking = False
        with _terminal_may_have_gone():
            if self._stopped:
                self._stopped = False
                self._status.start()
            self._status.update(Text(shown(what_it_does(state))))

    def ask(self, hint: str) -> None:
        """Leave the last line to the person until the run goes on."""
        self._asking = self._stopped = True
        with _terminal_may_have_gone():
            self._status.stop()
            self._console.print(f"  [{hint}] > ", end="", markup=False)

    def end(self) -> None:
        """Take the last line away."""
        with _terminal_may_have_gone():
            self._status.stop()


def _terminal_may_have_gone() -> suppress:
    """Return a block in which a terminal that was closed is no failure: the run is watched to its end all the same."""
    return suppress(OSError)


def what_it_does(state: RunState) -> str:
    """Return one line: how far the run is, at which point, and the latest indication.

    Where a person takes readings, neither the point nor any value is in it: who reads must not know what to expect.
    """
    done, planned = len(state.results), len(state.planned)
    parts = [f"{done}/{planned}"]
    if state.suspended is not None:
        parts.append(_waits(state, state.suspended))
    if state.prompt is not None:
        parts.append("等待回答 waiting for an answer")
    elif state.key is not None:
        parts += ["读数中 reading"] if reads_blind(state.plan) else [state.key.point, _phase(state)]
    if any(state.energised.values()):
        parts.append(_OUTPUT_ON)
    return " · ".join(parts)


def _waits(state: RunState, suspended: RunSuspended) -> str:
    """Return why a suspended run waits: what the condition is now, and until when."""
    now = state.conditions.get(suspended.name)
    value = f" ({now.value})" if now is not None else ""
    return f"已挂起 suspended{value} · 直到 until: {suspended.until.zh} {suspended.until.en}"


def answer_form(prompt: PromptAsked) -> str:
    """Return in what form an answer is wanted."""
    if prompt.kind in YES_OR_NO:
        return "yes/no 是/否"
    return "编号 serial number" if prompt.kind == "identify" else f"数值 number, {prompt.unit}"


def wanted(prompt: PromptAsked, state: RunState | None) -> str:
    """Return what stands where a person types: the form of the answer, and whether an output is on meanwhile."""
    output_on = state is not None and any(state.energised.values())
    return f"{answer_form(prompt)} · {_OUTPUT_ON}" if output_on else answer_form(prompt)


def _phase(state: RunState) -> str:
    taken = [readings for name, readings in state.readings.items() if not name.endswith(".output")]
    if taken and taken[-1]:
        last = taken[-1][-1]
        return f"读数 reading {last.number}: {digits(last.value)} {last.unit}"
    settling = [readings for readings in state.settling.values() if readings]
    if settling:
        last_seen = settling[-1][-1]
        return f"等待稳定 waiting until steady: {digits(last_seen.value)} {last_seen.unit}"
    return "切换 switching"
