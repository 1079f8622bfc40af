"""A prompt as the window asks it: one question, what stands and what is wanted, and no default answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.records.asked_again import refused_answer
from bench_core.records.given_answers import YES_OR_NO
from bench_core.records.places import WIRING, proof_of
from bench_gui.tone import Tone
from bench_gui.views.entry import EntryForm, Refused, read
from bench_gui.views.names import called
from bench_gui.views.outputs import OutputState, outputs
from bench_gui.views.plausible import entry_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.records.events import PromptAsked
    from bench_core.records.run_state import RunState
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


_HOLD_S = 1.0
_OF_ROOM = frozenset({"ambient", "supply"})
"""What the names of conditions begin with that an instrument of the room shows."""


class Wanted(StrEnum):
    """What answers a prompt."""

    YES = "yes"
    NUMBER = "number"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class PromptView:
    """A prompt.

    Args:
        prompt: its id, for the answer.
        kind: as on record: `confirm`, `number`, `condition`, `energise`, `connect`, `select` or `identify`.
        wanted: what answers it.
        title: a few words, such as `Connect the leads`.
        question: in the window's language.
        unit: in which a bare number is taken; empty where no number is wanted.
        instrument: model and serial number of what is read or set; empty for none.
        facts: what stands now or is to be set, each a label and a value: function, range, terminals, wiring.
        leads: for `connect`: by instrument on the bench the terminals, and `wiring`; else empty.
        yes: label of the button that says yes; empty where a number or text is wanted.
        no: label of the button that says no, which ends the run; empty likewise.
        yes_answer: text that is sent for yes.
        no_answer: text that is sent for no.
        hold_s: how long the yes button must be held [s]; 0 for a click.
        hold_why: why it must be held; empty where it need not be.
        refused: why the answer before could not be used; empty for a first question.
        form: of the entry; None where no number or text is typed.
        output: such as `Output ON`, while something is energised; empty otherwise.
        output_tone: of it, as in the badge.
        twice: label of the switch by which every reading is entered twice; empty where no reading is asked for.
        display: what the simulated instrument is called that the person reads; empty at a real bench, and where nothing
            is read.
    """

    prompt: str
    kind: str
    wanted: Wanted
    title: str
    question: str
    unit: str
    instrument: str
    facts: tuple[tuple[str, str], ...]
    leads: tuple[tuple[str, str], ...]
    yes: str
    no: str
    yes_answer: str
    no_answer: str
    hold_s: float
    hold_why: str
    refused: str
    form: EntryForm | None
    output: str
    output_tone: Tone = Tone.NEUTRAL
    twice: str = ""
    display: str = ""


def prompt(seen: Seen, words: Words, *, twice: bool = False) -> PromptView | None:
    """Return what a person is asked; None where nobody is.

    Args:
        seen: of the run.
        words: of the window's language.
        twice: whether every reading is entered twice, and not only a doubtful one.
    """
    asked = seen.state.prompt
    if asked is None or seen.state.ended is not None or not seen.alive or seen.state.failure is not None:
        return None
    wanted = _wanted(asked)
    form = entry_form(seen, asked) if wanted is not Wanted.YES else None
    if form is not None and asked.kind == "number":
        form = replace(form, twice=twice)
    hold_why = _hold_why(seen, asked, words)
    yes = wanted is Wanted.YES
    output, output_tone = _output(seen, words)
    return PromptView(
        prompt=asked.prompt,
        kind=asked.kind,
        wanted=wanted,
        title=_title(asked, words),
        question=words.of(asked.text),
        unit=asked.unit if wanted is Wanted.NUMBER else "",
        instrument=called(seen.state, asked.instrument) if asked.instrument else "",
        facts=tuple(_facts(seen, asked, words)),
        leads=tuple(asked.leads.items()),
        yes=_yes(asked, words) if yes else "",
        no=words("No: end the run") if yes else "",
        yes_answer="yes" if yes else "",
        no_answer="no" if yes else "",
        hold_s=_HOLD_S if hold_why else 0.0,
        hold_why=hold_why,
        refused=_refused(seen, asked, form, words),
        form=form,
        output=output,
        output_tone=output_tone,
        twice=_twice(asked, words, on=twice),
        display=_display(asked, words) if seen.state.started.simulated else "",
    )


def is_hot(state: RunState, leads: Mapping[str, str]) -> bool:
    """Return whether the run puts more than 30 V on leads: then, and only then, its plan has a proof of them.

    Args:
        state: of the run.
        leads: by instrument, as a prompt asks for them.
    """
    return any(proof_of(state.plan, item, leads) is not None for item in state.plan.items)


def _wanted(asked: PromptAsked) -> Wanted:
    if asked.kind in YES_OR_NO:
        return Wanted.YES
    return Wanted.SERIAL if asked.kind == "identify" else Wanted.NUMBER


def _title(asked: PromptAsked, words: Words) -> str:
    return {
        "connect": words("Connect the leads"),
        "energise": words("May outputs go on again?"),
        "select": words("Set the instrument"),
        "number": words("Enter the reading"),
        "condition": words("Enter the condition"),
        "identify": words("Enter the serial number"),
        "confirm": words("Confirm"),
    }[asked.kind]


def _yes(asked: PromptAsked, words: Words) -> str:
    return {
        "connect": words("The leads are connected"),
        "energise": words("Outputs may go on"),
        "select": words("It is set"),
    }.get(asked.kind, words("Done"))


def _hold_why(seen: Seen, asked: PromptAsked, words: Words) -> str:
    if asked.kind == "connect" and is_hot(seen.state, asked.leads):
        return words("These leads will carry more than 30 V. Hold the button for 1 s.")
    if asked.kind == "energise":
        return words("Outputs go on at once. Hold the button for 1 s.")
    return ""


def _facts(seen: Seen, asked: PromptAsked, words: Words) -> Iterator[tuple[str, str]]:
    for name, terminals in asked.leads.items():
        if name == WIRING:
            yield words("Wiring"), wiring_text(terminals, words)
        else:
            yield called(seen.state, name), terminals
    labels = {"function": words("Function"), "range": words("Range")}
    for name, value in asked.settings.items():
        yield labels.get(name, name), _function(value, words) if name == "function" else value


def wiring_text(wiring: str, words: Words) -> str:
    """Return how leads are wired, such as `2-wire`.

    Args:
        wiring: as in a plan's leads.
        words: of the window's language.
    """
    return {"2-wire": words("2-wire"), "4-wire": words("4-wire")}.get(wiring, wiring)


def _function(name: str, words: Words) -> str:
    found = CAPABILITIES.get(name)
    return name if found is None else words.of(Bilingual(found.zh, found.en))


def _twice(asked: PromptAsked, words: Words, *, on: bool) -> str:
    if asked.kind != "number":
        return ""
    return words("Each reading twice: on") if on else words("Each reading twice: off")


def _display(asked: PromptAsked, words: Words) -> str:
    if asked.kind == "number" and asked.instrument:
        return words("Simulated display")
    if asked.kind == "identify":
        return words("Simulated name plate")
    if asked.kind == "condition" and asked.name.partition(".")[0] in _OF_ROOM:
        return words("Simulated room instrument")
    return ""


def _refused(seen: Seen, asked: PromptAsked, form: EntryForm | None, words: Words) -> str:
    before = refused_answer(seen.state, asked)
    if before is None:
        return ""
    entry = None if form is None else read(before.answer, form, words)
    why = entry.why if isinstance(entry, Refused) else words("it is no answer to this question")
    return words("'{answer}' could not be used: {why}", answer=before.answer, why=why)


def _output(seen: Seen, words: Words) -> tuple[str, Tone]:
    found = outputs(seen, words)
    return "" if found.state is OutputState.OFF else words("Output: {word}", word=found.word), found.tone
