"""Who answers a run's prompts: an answers file, the simulated person of a world, or a person at a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Literal, Protocol

from bench_core.documents.answers import Answers
from bench_core.errors import AnswersInvalid, UsageError
from sequencer.control import Control

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.capabilities.instruments import LinkContext
    from bench_core.records.events import PromptAsked

Entry = Literal["typed", "answers file", "simulated person"]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, whose it is and how it came in."""

    text: str
    by: str
    entry: Entry


class Person(Protocol):
    """Somebody who may have an answer."""

    def answer(self, prompt: PromptAsked) -> Answered | None:
        """Return the answer, or None when this person has none."""


class WorldPerson(Protocol):
    """What an entry point of `calbench.people` gives when it is called with a `LinkContext`: a simulated person."""

    @property
    def name(self) -> str:
        """The name that the record gives this person."""

    def sees(self, prompt: PromptAsked) -> str | None:
        """Return what anybody sees at the simulated bench whom a prompt asks for it; it is no answer.

        `number` with an instrument: what its display shows at this moment, and no more; `identify`: its name plate;
        `condition`: an instrument of the room.

        Returns:
            As a person would type it; None where there is nothing to be seen.
        """

    def do(self, prompt: PromptAsked) -> None:
        """Do what a prompt of kind `connect` or `select` asks for, which somebody else has confirmed."""

    def answer(self, prompt: PromptAsked) -> str | None:
        """Do what a prompt asks for in the simulated world, and return the answer as a person would type it.

        `connect` puts the prompt's leads; `select` sets the function and range of the prompt's instrument; `number`
        with an instrument is what its display shows; `identify` is the serial number that is printed on it.

        Returns:
            The answer, or None where this person knows none.
        """


@dataclass(frozen=True, slots=True)
class FileOfAnswers:
    """Answers that were written down before the run."""

    answers: Answers

    def answer(self, prompt: PromptAsked) -> Answered | None:
        """Return what the file says for this prompt's name."""
        text = self.answers.answer(prompt.kind, prompt.name)
        return None if text is None else Answered(text, self.answers.by, "answers file")


@dataclass(frozen=True, slots=True)
class SimulatedPerson:
    """The person of a simulated world."""

    person: WorldPerson

    def answer(self, prompt: PromptAsked) -> Answered | None:
        """Return what this person reads, knows or does in the simulated world."""
        text = self.person.answer(prompt)
        return None if text is None else Answered(text, self.person.name, "simulated person")


@dataclass(frozen=True, slots=True)
class TerminalPerson:
    """A person whose answers come over the control channel."""

    control: Control

    def answer(self, prompt: PromptAsked) -> Answered | None:
        """Wait for the person."""
        with self.control.looking.while_asking(prompt):
            answer = self.control.answer(prompt)
        return Answered(answer.text, answer.by, "typed")


def simulated_person(context: LinkContext) -> SimulatedPerson:
    """Return the person of a simulated world.

    Args:
        context: the one that the links of the open bench have.

    Raises:
        UsageError: no installed package simulates people.
    """
    for point in entry_points(group="calbench.people", name="simulated"):
        return SimulatedPerson(point.load()(context))
    raise UsageError("no simulated person is installed (entry point 'simulated' of group 'calbench.people')")


def first_answer(people: Sequence[Person], prompt: PromptAsked) -> Answered:
    """Return the first answer that anybody has.

    Raises:
        NobodyAnswers: nobody has one and nobody will come.
    """
    for person in people:
        answered = person.answer(prompt)
        if answered is not None:
            return answered
    raise AnswersInvalid(f"prompt '{prompt.name}': no answer")
