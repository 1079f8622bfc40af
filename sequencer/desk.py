"""What every step of a run has at hand: plan, journal, clock, instruments, people and control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import Indicator, Instrument, Source
from bench_core.clock import Clock
from bench_core.errors import AnswersInvalid, CapabilityMissing, RunAborted
from bench_core.metrology.quantity import Quantity
from bench_core.records.condition_titles import condition_title
from bench_core.records.events import ConditionRecorded, PromptAnswered, PromptAsked
from bench_core.records.given_answers import read_answer
from bench_core.records.journal import Journal
from bench_core.records.plan import Bilingual, Plan
from sequencer.control import Control
from sequencer.people import Answered, Person, first_answer

if TYPE_CHECKING:

    from bench_core.records.plan import Condition


@dataclass(frozen=True, slots=True)
class Answer:
    """A usable answer: to which prompt, as it was given, and as a value."""

    prompt: str
    given: Answered
    value: Quantity | bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The things a run works with; none of them changes while it runs.

    Args:
        interruptions: how often the run was interrupted before.
    """

    plan: Plan
    journal: Journal
    clock: Clock
    instruments: Mapping[str, Instrument]
    people: tuple[Person, ...]
    control: Control
    interruptions: int = 0

    @property
    def sources(self) -> dict[str, Source]:
        """Every source on the bench, whether the procedure uses it or not."""
        return {name: one for name, one in self.instruments.items() if isinstance(one, Source)}

    def instrument_of(self, role: str) -> str:
        """Return the bench's name of the instrument that plays a role."""
        return self.plan.roles[role].instrument

    def source_of(self, role: str) -> Source:
        """Return the source that plays a role."""
        return require_source(self.instrument_of(role), self.instruments[self.instrument_of(role)])

    def indicator_of(self, role: str) -> Indicator:
        """Return the indicating instrument that plays a role."""
        instrument = self.instruments[self.instrument_of(role)]
        if not isinstance(instrument, Indicator):
            raise CapabilityMissing(f"{self.instrument_of(role)}: does not indicate, but plays role {role}")
        return instrument

    @property
    def uut(self) -> str:
        """Role of the unit under test."""
        return next(name for name, role in self.plan.roles.items() if role.is_uut)

    def ask(self, prompt: PromptAsked) -> Answer:
        """Ask until somebody gives an answer of the right kind; everything asked and said is on record.

        Args:
            prompt: its id is made unique here, by the number of interruptions and of answers that could not be used.

        Raises:
            AnswersInvalid: an answers file or a simulated person gives an answer of the wrong kind.
            RunAborted: the end is asked for, or nobody will answer.
        """
        for number in count(1):
            again = f"/{number}" if number > 1 else ""
            asked = replace(prompt, prompt=f"{self.interruptions}/{prompt.prompt}{again}")
            self.journal.append(asked)
            answered = first_answer(self.people, asked)
            self.journal.append(PromptAnswered(asked.prompt, answered.text, answered.by, answered.entry))
            try:
                return Answer(asked.prompt, answered, read_answer(asked, answered.text))
            except AnswersInvalid:
                if answered.entry != "typed":
                    raise
        raise AssertionError  # count() has no end

    def require_yes(self, prompt: PromptAsked) -> None:
        """Ask for a confirmation.

        Raises:
            RunAborted: the answer is no.
        """
        answer = self.ask(prompt)
        if answer.value is not True:
            raise RunAborted(f"{answer.given.by} answered no to '{prompt.name}': {prompt.text.en}")

    def record_condition(self, condition: Condition) -> ConditionRecorded:
        """Ask for a condition and record whether it holds."""
        title = condition_title(condition.name)
        text = Bilingual(f"{title.zh}应为 {condition.text}", f"{title.en}, required {condition.text}")
        limit = condition.lower or condition.upper
        unit = limit.unit.symbol if limit is not None else "1"
        answer = self.ask(PromptAsked(condition.name, "condition", condition.name, text, unit))
        value, answered = answer.value, answer.given
        if isinstance(value, bool):
            raise AnswersInvalid(f"{condition.name}: a value is needed, not yes or no")
        recorded = ConditionRecorded(
            condition.name, value, condition.holds(value), answered.by, answered.entry
        )
        self.journal.append(recorded)
        return recorded


def require_source(name: str, instrument: Instrument) -> Source:
    """Return an instrument as the source that it must be.

    Raises:
        CapabilityMissing: it cannot put anything out.
    """
    if not isinstance(instrument, Source):
        raise CapabilityMissing(f"{name}: cannot put anything out; give the role to a source")
    return instrument
