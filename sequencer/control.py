"""Where what people tell a run arrives, and where the run looks for it between any two exchanges."""

from __future__ import annotations

import json
import queue
import signal
import threading
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.errors import ControlRefused, InstrumentError, NobodyAnswers, RunAborted
from sequencer.aborting import Aborting
from sequencer.answering import Answering
from sequencer.attendance import Attendance
from sequencer.commands import Abort, Answer, Command, Continue, Correct, Explain, Pause, Retry, Skip, read_command
from sequencer.looking import LOOK, Looking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bench_core.clock import Clock
    from bench_core.records.events import PromptAsked

    Channel = Callable[[Path, "Control"], AbstractContextManager[None]]

_LOOKS_EACH_S = 0.05
_SIGNS_EACH_S = 2.0
"""During a long wait guardian and watchdogs still get their signs of life [s of the run's clock]."""
_REPLIES_WITHIN_S = 5.0
GOES_ON = Bilingual("继续", "goes on")
_LATER = Bilingual("已接受，当前步骤之后生效", "accepted; it takes effect after what is under way")


@dataclass(frozen=True, slots=True)
class Wish:
    """A command that the run itself carries out, and the way to tell what became of it."""

    command: Pause | Continue | Retry | Skip | Correct
    _outcome: queue.SimpleQueue[Bilingual | ControlRefused] = field(default_factory=queue.SimpleQueue)

    def done(self, what: Bilingual) -> None:
        """Tell who wished it what has been done."""
        self._outcome.put(what)

    def refuse(self, why: Bilingual) -> None:
        """Tell who wished it why it cannot be done."""
        self._outcome.put(ControlRefused(why))

    def outcome(self) -> Bilingual:
        """Wait a little for what becomes of it.

        Raises:
            ControlRefused: it cannot be done.
        """
        try:
            outcome = self._outcome.get(timeout=_REPLIES_WITHIN_S)
        except queue.Empty:
            return _LATER
        if isinstance(outcome, ControlRefused):
            raise outcome
        return outcome


class BrokenOff(Exception):
    """The point under way is broken off for what a person wishes."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(wish)
        self.wish = wish


class Control:
    """Where commands arrive; a run asks it between any two commands to an instrument.

    Args:
        channel: makes a run reachable from other terminals, or None.
        wall: by which people are waited for; the machine's own where None.
    """

    def __init__(self, channel: Channel | None = None, wall: Clock | None = None) -> None:
        self._channel = channel
        self._aborting = Aborting(wall)
        self._attendance = Attendance(wall)
        self.looking = Looking()
        """What people see at a simulated bench who are asked something."""
        self._guard: Callable[[float], None] = _nothing_forbids
        self._watch: Callable[[], None] = _nothing_to_watch
        self._answers = Answering()
        self._wishes: list[Wish] = []
        self._corrects: Callable[[Wish, Correct], None] = _nothing_entered
        self._changing = threading.Lock()
        self._breakable = False
        self.may_be_on: tuple[str, ...] | None = None
        """Sources that did not answer, when the run had ended, that their output is off; None where none was asked."""

    @property
    def abort(self) -> Abort | None:
        """The first abort that was asked for; later ones change nothing."""
        return self._aborting.first

    @property
    def attended(self) -> bool:
        """Whether anybody is there who could answer a prompt."""
        return bool(self._attendance)

    def be_patient(self, seconds: float, may_be_on: Callable[[], bool]) -> None:
        """Have prompts wait for somebody to come where nobody is there; see `Attendance.be_patient`."""
        self._attendance.be_patient(seconds, may_be_on)

    def deserted_since(self) -> Callable[[], bool]:
        """Return what tells whether everybody has gone from now on, and no window came back; see `Attendance`."""
        self._attendance.expect()
        return lambda: self._attendance.deserted(attended=self.attended)

    def explanation(self) -> Explain | None:
        """Wait for the reason of an abort whose sender said that it follows, while somebody may be there to give it.

        A window that aborts a run which it has just started comes to it a moment later.
        """
        deserted = self.deserted_since()
        return self._aborting.explanation(lambda: not deserted())

    def request_abort(self, by: str, reason: str) -> None:
        """Ask for the end of the run; safe to call from a signal handler, any number of times."""
        self._aborting.ask(Abort(by, reason))

    def accept(self, fields: dict[str, Any]) -> Bilingual:
        """Take a command in, from any thread, and return what became of it.

        Args:
            fields: of the command; see `read_command`.

        Raises:
            ControlRefused: it is no command, or cannot be done now.
        """
        if fields.get("command") == LOOK:
            seen = self.looking.seen(fields)
            return Bilingual(seen, seen)
        match read_command(fields):
            case Abort() as abort:
                self._aborting.ask(abort)
                return Bilingual(
                    "运行即将结束，输出先转入安全状态", "the run ends; outputs go to their safe state first"
                )
            case Explain() as explain:
                self._aborting.explain(explain)
                return Bilingual("已记录", "recorded")
            case Answer() as answer:
                self._answers.take(answer)
                return Bilingual("已回答", "answered")
            case command:
                return self.wish(command).outcome()

    def wish(self, command: Pause | Continue | Retry | Skip | Correct) -> Wish:
        """Take in what the run itself carries out, from any thread, and return at once."""
        wish = Wish(command)
        with self._changing:
            self._wishes.append(wish)
        return wish

    def reachable(self, record: Path) -> AbstractContextManager[None]:
        """Let other terminals command the run while the block runs.

        Args:
            record: of the run, which this process holds.
        """
        return nullcontext() if self._channel is None else self._channel(record, self)

    def attending(self) -> AbstractContextManager[None]:
        """Know of one more terminal at which somebody answers prompts while the block runs."""
        return self._attendance.attending()

    def leave(self) -> None:
        """Note that nobody answers any more at the terminal that began the run; it goes on until it asks something."""
        self._attendance.leave()

    def guard(self, guard: Callable[[float], None]) -> None:
        """Have a guard asked at every check, and before each wait with its length [s]; it raises what it forbids."""
        self._guard = guard

    def correcting(self, correct: Callable[[Wish, Correct], None]) -> None:
        """Have corrections carried out between any two exchanges: they break nothing off."""
        self._corrects = correct

    def watch(self, look: Callable[[], None]) -> None:
        """Have something looked at whenever what is under way may be broken off; it raises what it finds."""
        self._watch = look

    @contextmanager
    def breakable(self) -> Iterator[None]:
        """Let a wish break off what the block does."""
        self._breakable = True
        try:
            yield
        finally:
            self._breakable = False

    def check(self) -> None:
        """Look for what people want.

        Raises:
            RunAborted: the end was asked for; or what the guard or the watch raises.
            BrokenOff: the point under way is not to be finished.
        """
        self._check(0.0)
        self._look()
        if self._wishes and self._breakable:
            self._break_off(between_steps=False)

    def check_between_steps(self) -> None:
        """Look likewise at the end of a step, where a pause takes effect that was not urgent.

        Raises:
            RunAborted: or what the guard raises.
            BrokenOff: the point under way is not to be finished.
        """
        self.check()
        if self._wishes and self._breakable:
            self._break_off(between_steps=True)

    def wait(self, clock: Clock, seconds: float) -> None:
        """Let time pass on the run's clock, but no longer than until somebody wants something [s]."""
        self._check(seconds)
        deadline = clock.now() + seconds
        while not self._wait_a_little(clock, deadline):
            self._check(0.0)
            self._look()
        self.check()

    @property
    def wished(self) -> bool:
        """Whether something was wished that is not carried out yet."""
        return bool(self._wishes)

    def wishes(self) -> list[Wish]:
        """Return what was wished and not carried out yet, in its order, and forget it; corrections are carried out."""
        self._carry_out_corrections()
        with self._changing:
            taken = [one for one in self._wishes if not isinstance(one.command, Correct)]
            self._wishes = [one for one in self._wishes if isinstance(one.command, Correct)]  # that came just now
        return taken

    def give_back(self, wishes: list[Wish]) -> None:
        """Have wishes carried out later that were taken already: what was accepted is never dropped."""
        with self._changing:
            self._wishes = [*wishes, *self._wishes]

    def next_wishes(self) -> list[Wish]:
        """Wait until something is wished, on the wall's clock: people are slow on any.

        An instrument that fails meanwhile, with every output off, ends no pause: it is found when the run goes on.

        Raises:
            RunAborted: the end is asked for; or what the guard raises.
        """
        while not self._wishes:
            with suppress(InstrumentError):
                self._check(0.0)
            self._answers.drop(self._answers.next(_LOOKS_EACH_S))  # nothing is asked meanwhile
        return self.wishes()

    def listen(self, lines: IO[str]) -> None:
        """Read commands of the terminal that began the run until it closes, in a thread of its own."""
        self._attendance.come()
        threading.Thread(target=self._read, args=(lines,), name="control", daemon=True).start()

    def handle_signals(self) -> None:
        """Turn Ctrl-C and a polite kill into an abort; nothing interrupts the safe sequence.

        A terminal that closes ends no run: there is only nobody at it who answers.
        """
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, lambda which, _: self.request_abort("signal", signal.Signals(which).name))
        hang_up = getattr(signal, "SIGHUP", None)
        if hang_up is not None:
            signal.signal(hang_up, lambda *_: self.leave())

    def answer(self, prompt: PromptAsked) -> Answer:
        """Wait for the answer to a prompt; time passes on the wall, for a person is slow on any clock.

        Raises:
            RunAborted: the end is asked for.
            NobodyAnswers: nobody is there to answer, and nobody has come for as long as the run waits.
        """
        self._attendance.expect()
        while True:
            self.check()
            by = self._gone_on(prompt.prompt) if prompt.kind == "energise" else ""
            if by:
                return Answer(prompt.prompt, "yes", by)
            attended = self.attended  # before looking: who leaves may have answered first
            answer = self._answers.next(_LOOKS_EACH_S)
            if answer is not None and answer.prompt == prompt.prompt:
                return answer
            self._answers.drop(answer)
            if answer is None and self._attendance.given_up(attended=attended):
                raise NobodyAnswers(
                    f"prompt '{prompt.name}': nobody is there to answer; resume the run at a terminal, "
                    "or begin one with an answers file"
                )

    def _gone_on(self, prompt: str) -> str:
        """Return who has the run go on by a command of its own, which answers a prompt to energise; or nobody."""
        with self._changing:
            for wish in self._wishes:
                if isinstance(wish.command, Continue) and self._answers.claim(prompt, wish.command.by):
                    self._wishes.remove(wish)
                    wish.done(GOES_ON)
                    return wish.command.by
        return ""

    def _wait_a_little(self, clock: Clock, deadline: float) -> bool:
        """Wait no longer than signs of life may; return whether the wait is over."""
        until = min(deadline, clock.now() + _SIGNS_EACH_S)
        return clock.wait_until(lambda: self.abort is not None or self._breaks(), until) or clock.now() >= deadline

    def _check(self, ahead_s: float) -> None:
        if self.abort is not None:
            raise RunAborted(f"aborted by {self.abort.by}: {self.abort.reason}")
        self._guard(ahead_s)
        if self._wishes:
            self._carry_out_corrections()

    def _carry_out_corrections(self) -> None:
        with self._changing:
            corrections = [(one, one.command) for one in self._wishes if isinstance(one.command, Correct)]
            self._wishes = [one for one in self._wishes if not isinstance(one.command, Correct)]
        for wish, command in corrections:
            self._corrects(wish, command)

    def _look(self) -> None:
        if self._breakable:
            self._watch()

    def _breaks(self) -> bool:
        return self._breakable and any(_breaks_off(one.command, between_steps=False) for one in self._wishes)

    def _break_off(self, *, between_steps: bool) -> None:
        """Break off for the first wish that wants it."""
        with self._changing:
            for wish in self._wishes:
                if _breaks_off(wish.command, between_steps=between_steps):
                    self._wishes.remove(wish)
                    raise BrokenOff(wish)

    def _read(self, lines: IO[str]) -> None:
        with suppress(ValueError):  # closed under our hands: nobody is there any more
            for line in lines:
                with suppress(ControlRefused, ValueError, TypeError, AttributeError):  # no command: nothing changes
                    self._take(json.loads(line))
        self.leave()

    def _take(self, fields: dict[str, Any]) -> None:
        if fields.get("command") == "leave":
            self.leave()
        else:
            self.accept(fields)


def _breaks_off(command: Command, *, between_steps: bool) -> bool:
    """Return whether the point under way is not finished for a command; a retry of another point waits until it is."""
    match command:
        case Pause(now=now):
            return now or between_steps
        case Retry(point=point):
            return not point
        case Skip():
            return True
        case _:
            return False


def _nothing_forbids(_ahead_s: float) -> None:
    return


def _nothing_to_watch() -> None:
    return


def _nothing_entered(wish: Wish, _command: Correct) -> None:
    wish.refuse(Bilingual("尚未录入任何读数", "no reading has been entered yet"))
