"""What every step of a run has at hand: plan, journal, clock, instruments, people and control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import Indicator, Instrument, Source
from bench_core.clock import Clock
from bench_core.errors import AnswersInvalid, CapabilityMissing, RunAborted
from bench_core.records.events import ConditionRecorded, PromptAnswered, PromptAsked
from bench_core.records.journal import Journal
from bench_core.records.plan import Bilingual, Plan
from sequencer.control import Control
from sequencer.people import Answered, Person, first_answer, read_answer

if TYPE_CHECKING:

    from bench_core.metrology.quantity import Quantity
    from bench_core.records.plan import Condition


@dataclass(frozen=True, slots=True)
class Desk:
    """The things a run works with; none of them changes while it runs."""

    plan: Plan
    journal: Journal
    clock: Clock
    instruments: Mapping[str, Instrument]
    people: tuple[Person, ...]
    control: Control

    @property
    def sources(self) -> dict[str, Source]:
        """Every source on the bench, whether the procedure uses it or not."""
        return {name: one for name, one in self.instruments.items() if isinstance(one, Source)}

    def instrument_of(self, role: str) -> str:
        """Return the bench's name of the instrument that plays a role."""
        return self.plan.roles[role].instrument

    def source_of(self, role: str) -> Source:
        """Return the source that plays a role."""
        instrument = self.instruments[self.instrument_of(role)]
        if not isinstance(instrument, Source):
            raise CapabilityMissing(f"{self.instrument_of(role)}: cannot put anything out, but plays role {role}")
        return instrument

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

    def ask(self, prompt: PromptAsked) -> tuple[Answered, Quantity | bool]:
        """Ask until somebody gives an answer of the right kind; everything asked and said is on record.

        Raises:
            AnswersInvalid: an answers file gives an answer of the wrong kind.
            RunAborted: the end is asked for, or nobody will answer.
        """
        self.journal.append(prompt)
        while True:
            answered = first_answer(self.people, prompt)
            try:
                value = read_answer(prompt, answered.text)
            except AnswersInvalid:
                if answered.entry != "typed":
                    raise
                self.journal.append(prompt)  # the person made a slip: ask again
                continue
            self.journal.append(PromptAnswered(prompt.prompt, answered.text, answered.by, answered.entry))
            return answered, value

    def require_yes(self, prompt: PromptAsked) -> None:
        """Ask for a confirmation.

        Raises:
            RunAborted: the answer is no.
        """
        answered, value = self.ask(prompt)
        if value is not True:
            raise RunAborted(f"{answered.by} answered no to '{prompt.name}': {prompt.text.en}")

    def record_condition(self, condition: Condition) -> ConditionRecorded:
        """Ask for a condition and record whether it holds."""
        text = Bilingual(f"{condition.name} 应为 {condition.text}", f"{condition.name}, required {condition.text}")
        limit = condition.lower or condition.upper
        unit = limit.unit.symbol if limit is not None else "1"
        answered, value = self.ask(PromptAsked(condition.name, "condition", condition.name, text, unit))
        if isinstance(value, bool):
            raise AnswersInvalid(f"{condition.name}: a value is needed, not yes or no")
        holds = (condition.lower is None or value >= condition.lower) and (
            condition.upper is None or value <= condition.upper
        )
        recorded = ConditionRecorded(condition.name, value, holds, answered.by, answered.entry)
        self.journal.append(recorded)
        return recorded
