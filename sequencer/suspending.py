"""Suspends a run: outputs off, results since the last good sample discarded, and a person's word before it goes on."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import (
    ConditionsLost,
    IdentityMismatch,
    InstrumentError,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    OutputOnTooLong,
    OutputTripped,
)
from bench_core.records.events import PromptAsked, RunContinued, RunSuspended
from sequencer.carrying_out import carry_out_suspended
from sequencer.conditions import ConditionLost
from sequencer.connecting import require_all_off
from sequencer.safety import make_all_safe
from sequencer.waiting import Waiting, waiting_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sequencer.course import Course
    from sequencer.desk import Desk

SUSPENDING = (ConditionLost, LinkTimeout, LinkClosed, LinkRefused, IdentityMismatch, OutputTripped)
"""What suspends a run; what comes from an instrument does so only while somebody is there to look at it."""
_SLICE_S = 1.0


class Suspender:
    """Suspends the run, as often as it must be.

    Args:
        desk: what the run works with.
        course: how far it came.
    """

    def __init__(self, desk: Desk, course: Course) -> None:
        self._desk, self._course = desk, course
        self._number = 0
        self._unseen: tuple[str, str, int] | None = None
        self._may_be_on: tuple[str, ...] = ()

    def suspend(self, lost: Exception) -> None:
        """Hold the run until it may go on and a person has said so; all leads are asked for again afterwards.

        Args:
            lost: one of `SUSPENDING`.

        Raises:
            InstrumentError: nobody is there to look at the instrument; or nobody did, and it failed again at once.
            ConditionsLost: a condition does not come back.
            NobodyAnswers: nobody is there to have the run go on.
            RunAborted: a person ends the run.
        """
        waiting = waiting_for(self._desk, lost)
        if waiting is None or (waiting.cause, waiting.name, len(self._course.results)) == self._unseen:
            raise lost
        self._number += 1
        self._begin(lost, waiting)
        deadline = self._desk.clock.now() + waiting.give_up_s
        while True:
            self._wait(waiting, deadline, lost)
            answer = self._desk.prompts.require_yes(self._may_go_on(waiting))
            if waiting.still():
                break
        require_all_off(self._desk)
        typed = answer.given.entry == "typed"
        self._unseen = None if typed else (waiting.cause, waiting.name, len(self._course.results))
        self._desk.journal.append(RunContinued(answer.given.by))

    def _begin(self, lost: Exception, waiting: Waiting) -> None:
        desk, discarded = self._desk, self._desk.conditions.unvouched()
        self._make_safe(tuple(desk.sources))
        desk.forget_touched()
        desk.conditions.forget_selected()
        desk.conditions.discard(discarded)
        self._course.discard(discarded)
        value = lost.value if isinstance(lost, ConditionLost) else None
        what, until, safe = waiting.what, waiting.until, not self._may_be_on
        desk.journal.append(RunSuspended(waiting.cause, waiting.name, value, what, until, discarded, safe))
        desk.journal.sync()

    def _make_safe(self, names: Sequence[str]) -> None:
        """Make sources safe, and note which of the bench have not answered that their output is off."""
        desk = self._desk
        others = [name for name in self._may_be_on if name not in names]
        safe = make_all_safe(names, desk.sources.__getitem__, desk.journal, desk.clock)
        self._may_be_on = (*others, *safe.may_be_on)
        if not self._may_be_on:
            with suppress(OutputOnTooLong):  # the point is taken again
                desk.on_time.end()

    def _wait(self, waiting: Waiting, deadline: float, lost: Exception) -> None:
        """Look every few seconds whether the run may go on; people may retry points or leave them out meanwhile.

        Where an output may be on, it is tried each time to switch it off, and nobody is waited for who has gone. Only a
        source whose own link failed is asked first who it is.
        """
        desk, deserted = self._desk, self._desk.control.deserted_since()

        def alone() -> bool:
            return bool(isinstance(lost, InstrumentError) or self._may_be_on) and deserted()

        while not waiting.over():
            on = [name for name in self._may_be_on if name != waiting.name]
            if on:
                self._make_safe(on)
            if alone():
                raise self._left_alone(waiting, lost)
            if desk.clock.now() > deadline:
                raise self._given_up(waiting, lost)
            self._pass(waiting, alone)
            carry_out_suspended(desk, self._course, desk.control.wishes(), waiting.until)

    def _pass(self, waiting: Waiting, alone: Callable[[], bool]) -> None:
        desk, until = self._desk, self._desk.clock.now() + waiting.every_s
        while desk.clock.now() < until and not alone():
            step = min(_SLICE_S, until - desk.clock.now())
            try:
                desk.control.wait(desk.clock, step)
            except InstrumentError:  # the watchdog of a source that is not there cannot be kept alive
                desk.clock.sleep(step)
            if desk.control.wished:
                return

    def _given_up(self, waiting: Waiting, lost: Exception) -> Exception:
        if isinstance(lost, InstrumentError):
            return lost
        waited = f"did not come back within {waiting.give_up_s / 3600:g} h: {waiting.what.en}"
        return ConditionsLost(f"{waiting.name}: {waited}; resume the run when it holds")

    def _left_alone(self, waiting: Waiting, lost: Exception) -> Exception:
        if isinstance(lost, InstrumentError):
            return lost
        told = "an output may be on and nobody is there; switch it off by hand, then resume the run"
        return ConditionsLost(f"{waiting.name}: {waiting.what.en}; {told}")

    def _may_go_on(self, waiting: Waiting) -> PromptAsked:
        text = Bilingual(
            f"运行因此挂起：{waiting.what.zh}。继续的条件：{waiting.until.zh}。"
            "接线未变、无人触碰端子，可以重新接通输出吗？",
            f"The run was suspended: {waiting.what.en}. It may go on when: {waiting.until.en}. "
            "Are the leads as they were and the terminals clear, may outputs go on again?",
        )
        name = "trip" if waiting.cause == "trip" else "suspension"
        return PromptAsked(f"suspension/{self._number}", "energise", name, text, "1")
