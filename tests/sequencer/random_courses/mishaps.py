"""What befalls a run by chance: commands, kills, a full disc, a lost guardian, a bug, and nobody there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from random_courses.people import Command, random_answer, random_command

from bench_core.clock import VirtualClock
from bench_core.errors import ControlRefused, GuardianLost, LinkTimeout, RecordNotWritten
from bench_core.records.events import PromptAsked, RunPaused, RunSuspended
from bench_core.records.journal import Journal
from sequencer import conducting, guarding, performing
from sequencer.commands import Abort, Answer, read_command
from sequencer.control import Control

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    import pytest
    from random_courses.benches import Bench

    from bench_core.records.events import Event

_MISHAPS_IN = 5
"""After so many attempts nothing befalls the run any more, so that it can come to its end."""
_LINES = 300
_SIGNS = 1500


class PowerCut(BaseException):
    """Ends the runner without any of its own endings."""


class _Attended(Control):
    """A control at which somebody is present, or not."""

    present = True

    @property
    def attended(self) -> bool:
        return self.present


@dataclass(frozen=True)
class Mishaps:
    """What befalls a run from one beginning or resume to the next end of its process; None: does not.

    Args:
        said: commands by the number of the event after which they come.
        leaves: whoever is present, after so many events.
        cut: the power, at this write to the record.
        cut_after: whether that line is written before.
        full: the disc, at this write, once.
        lost: the guardian, at this sign of the run.
        silent: the calibrator, at this sign, as in a pause that lasts: a watchdog of its own cannot be kept alive.
        crash: of the program itself, at this point's result.
        jump: how much later than its last line the run is resumed [s].
    """

    said: Mapping[int, Sequence[Command]] = field(default_factory=dict)
    leaves: int | None = None
    cut: int | None = None
    cut_after: bool = False
    full: int | None = None
    lost: int | None = None
    silent: int | None = None
    crash: int | None = None
    jump: float = 0.0


def random_mishaps(rng: Random, bench: Bench, attempt: int) -> Mishaps:
    """Return what befalls an attempt, which is little after the first ones."""

    def sometimes(share: float, last: int) -> int | None:
        return rng.randint(1, last) if rng.random() < share else None

    jump, leaves = rng.choice([0, 0, 0.5, 100]), sometimes(0.1, _LINES)
    if attempt >= _MISHAPS_IN:
        return Mishaps(leaves=leaves, jump=jump)
    said = {
        rng.randint(1, 260): [random_command(rng, bench.points) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        for _ in range(rng.randint(0, 3))
    }
    cut, cut_after = sometimes(0.55, _LINES), rng.random() < 0.5
    full, lost, crash = sometimes(0.1, _LINES), sometimes(0.15, _SIGNS), sometimes(0.06, 6)
    return Mishaps(said, leaves, cut, cut_after, full, lost, sometimes(0.15, _SIGNS), crash, jump)


class Attempt:
    """One process of a run, as its record, its guard and its people see it.

    Args:
        rng: decides what people say in reply.
        bench: of the run.
        mishaps: that befall it.
        refused: answers that were, though their prompt had just been asked.
    """

    def __init__(self, rng: Random, bench: Bench, mishaps: Mishaps) -> None:
        self._rng, self._bench, self._mishaps = rng, bench, mishaps
        self._count: Counter[str] = Counter()
        self._pause = 0
        self.refused: list[str] = []
        self.control = _Attended()
        self.control.present = rng.random() < 0.75

    @contextmanager
    def under_way(self, patch: pytest.MonkeyPatch) -> Iterator[None]:
        """Have what befalls the run happen while the block performs it."""
        with patch.context() as patched:
            patched.setattr(Journal, "append", self._appending(Journal.append))
            patched.setattr(Journal, "_put", self._putting(Journal._put))
            patched.setattr(guarding._NobodyToGuard, "check", self._guarding(guarding._NobodyToGuard.check))
            patched.setattr(performing, "evaluate_point", self._evaluating(performing.evaluate_point))
            patched.setattr(conducting, "make_clock", self._clock)
            yield

    def _reached(self, what: str, when: int | None) -> bool:
        return self._count[what] == when

    def _appending(self, append: Callable[[Journal, Event], None]) -> Callable[[Journal, Event], None]:
        def appended(journal: Journal, event: Event) -> None:
            append(journal, event)
            self._count["events"] += 1
            for command in self._mishaps.said.get(self._count["events"], ()):
                self._say(command)
            self._reply(event)
            if self._reached("events", self._mishaps.leaves):
                self.control.present = False

        return appended

    def _putting(self, put: Callable[[Journal, bytes], None]) -> Callable[[Journal, bytes], None]:
        def putting(journal: Journal, line: bytes) -> None:
            self._count["writes"] += 1
            if self._mishaps.cut is not None and self._count["writes"] >= self._mishaps.cut:
                if self._mishaps.cut_after and self._reached("writes", self._mishaps.cut):
                    put(journal, line)
                raise PowerCut
            if self._reached("writes", self._mishaps.full):
                raise RecordNotWritten("disc full")
            put(journal, line)

        return putting

    def _guarding(self, check: Callable[[Any], None]) -> Callable[[Any], None]:
        def guarded(guard: object) -> None:
            self._count["signs"] += 1
            if self._mishaps.lost is not None and self._count["signs"] >= self._mishaps.lost:
                raise GuardianLost("the guardian has gone")
            in_pause = self._pause > 0
            if in_pause:
                self._pause -= 1
                self._end_pause()
            if in_pause or self._reached("signs", self._mishaps.silent):
                raise LinkTimeout("calibrator (sim:calibrator)", "it does not answer its watchdog's message")
            check(guard)

        return guarded

    def _evaluating(self, evaluate: Callable[..., Any]) -> Callable[..., Any]:
        def evaluated(*given: object) -> object:
            self._count["results"] += 1
            if self._reached("results", self._mishaps.crash):
                raise RuntimeError("a bug")
            return evaluate(*given)

        return evaluated

    def _clock(self, _kind: str, _speed: float = 1.0, start: float = 0.0) -> VirtualClock:
        return VirtualClock(start + self._mishaps.jump if start else start)

    def _reply(self, event: Event) -> None:
        if isinstance(event, PromptAsked) and (self._bench.typed or event.kind == "energise"):
            if self._rng.random() < 0.15:
                self._say(random_command(self._rng, self._bench.points))
            self._say(random_answer(self._rng, event))  # which counts where nobody else has answered
        if isinstance(event, RunPaused | RunSuspended) and self._rng.random() < 0.4:
            self._say(random_command(self._rng, self._bench.points))
        if isinstance(event, RunPaused):
            self._pause = self._rng.choice([0, 0, 2])
            self._end_pause()

    def _end_pause(self) -> None:
        if self._pause == 0:
            self._say({"command": "resume", "by": "li"})

    def _say(self, fields: Command) -> None:
        """Tell the run something, in its own thread: what it carries out itself cannot be waited for here."""
        if fields["command"] in {"abort", "answer"}:
            try:
                self.control.accept(fields)
            except ControlRefused as refused:
                self.refused.append(str(refused))
            return
        command = read_command(fields)
        assert not isinstance(command, Abort | Answer)
        self.control.wish(command)
