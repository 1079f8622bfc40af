"""Questions to people: each is asked until somebody gives an answer of the right kind, and all of it is on record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bench_core.errors import AnswersInvalid, RunAborted
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAnswered, PromptAsked
from bench_core.records.given_answers import read_answer
from bench_core.records.journal import Journal
from sequencer.instrument_names import InstrumentNames
from sequencer.people import Answered, Person, WorldPerson, first_answer

if TYPE_CHECKING:
    from bench_core.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Answer:
    """A usable answer: to which prompt, as it was given, and as what the prompt asks for."""

    prompt: str
    given: Answered
    value: Quantity | bool | str


@dataclass(frozen=True, slots=True)
class Prompts:
    """Where a run asks.

    Args:
        journal: of the run.
        people: who may answer, in the order in which they are asked.
        interruptions: how often the run was interrupted before.
        hands: of a simulated world, which do what somebody else says is done; None on a real bench.
        names: what people call the instruments.
        asked: how often each prompt was asked in this process.
    """

    journal: Journal
    people: tuple[Person, ...]
    interruptions: int = 0
    hands: WorldPerson | None = None
    names: InstrumentNames = field(default_factory=InstrumentNames)
    asked: Counter[str] = field(default_factory=Counter)

    def ask(self, prompt: PromptAsked) -> Answer:
        """Ask until somebody gives an answer of the right kind.

        Args:
            prompt: its id is made unique here, by the number of interruptions and of times that it was asked before:
                the first answer to an id is the one that counts.

        Raises:
            AnswersInvalid: an answers file or a simulated person gives an answer of the wrong kind.
            RunAborted: the end is asked for.
            NobodyAnswers: nobody will answer.
        """
        while True:
            asked = self._unique(prompt)
            self.journal.append(asked)
            answered = first_answer(self.people, asked)
            self.journal.append(PromptAnswered(asked.prompt, answered.text, answered.by, answered.entry))
            try:
                answer = Answer(asked.prompt, answered, read_answer(asked, answered.text))
            except AnswersInvalid:
                if answered.entry != "typed":
                    raise
                continue
            if answer.value is True and self.hands is not None and answered.entry != "simulated person":
                self.hands.do(asked)
            return answer

    def _unique(self, prompt: PromptAsked) -> PromptAsked:
        self.asked[prompt.prompt] += 1
        times = self.asked[prompt.prompt]
        again = f"/{times}" if times > 1 else ""
        return replace(prompt, prompt=f"{self.interruptions}/{prompt.prompt}{again}")

    def require_yes(self, prompt: PromptAsked) -> Answer:
        """Ask for a confirmation.

        Raises:
            RunAborted: the answer is no.
        """
        answer = self.ask(prompt)
        if answer.value is not True:
            raise RunAborted(f"{answer.given.by} answered no to '{prompt.name}': {prompt.text.en}")
        return answer

    def require_value(self, prompt: PromptAsked) -> tuple[Quantity, Answer]:
        """Ask for a value.

        Raises:
            AnswersInvalid: the answer is none.
        """
        answer = self.ask(prompt)
        if not isinstance(answer.value, Quantity):
            raise AnswersInvalid(f"{prompt.name}: a value in {prompt.unit} is needed")
        return answer.value, answer


def confirmation(prompt: str, name: str, text: Bilingual) -> PromptAsked:
    """Return a prompt that is answered with yes or no.

    Args:
        prompt: unique in this process of the run.
        name: as an answers file calls it.
        text: for people.
    """
    return PromptAsked(prompt, "confirm", name, text, "1")
