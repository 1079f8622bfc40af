"""What a described instrument is told and asked, form by form: commands, questions, error queue, output."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bench_core.documents.fields import PositiveQuantity, Refusal, TextField, WholeNumber, refuse, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.templates import Template
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit

_MOST_FIELDS = 32
_DEEPEST_QUEUE = 1000
_SHORTEST_WATCHDOG_S = 10


def _no_question(template: Template) -> Template:
    if "?" in template.text:
        hint = "its reply would be left on the wire; a question is written with ask:"
        raise refuse_text(f"'{template}' is a question, not a command", hint, template.text.index("?"))
    return template


def _whole(template: Template) -> Template:
    for place in sorted(template.places):
        at = template.text.index(f"{{{place}}}")
        raise refuse_text(f"{{{place}}} is not known here", "values belong to a function", at)
    return template


def _field(number: int) -> int:
    if not 1 <= number <= _MOST_FIELDS:
        raise refuse_text(f"{number} is no field of a reply", f"count from 1 to {_MOST_FIELDS}")
    return number


def _depth(number: int) -> int:
    if not 1 <= number <= _DEEPEST_QUEUE:
        raise refuse_text(f"{number} is no depth of a queue", f"write how many entries it keeps, 1 to {_DEEPEST_QUEUE}")
    return number


def _magnitude(value: Quantity) -> Quantity:
    if value.unit.symbol != "1" or value.value <= 0:
        raise refuse_text(f"{value} is no plain number above 0", "write the number as replied, such as 9.9E37")
    return value


def _time(value: Quantity) -> Quantity:
    if value.dimension != unit("s").dimension:
        raise refuse_text(f"{value} is no time", "write it in s")
    return value


def _watchdog_time(value: Quantity) -> Quantity:
    if value.si < _SHORTEST_WATCHDOG_S:
        hint = f"{_SHORTEST_WATCHDOG_S} s or more, and more than the longest reading of the other instruments"
        raise refuse_text(f"{value} may pass between two exchanges of a run", hint)
    return value


Duration = Annotated[PositiveQuantity, AfterValidator(_time)]
Command = Annotated[Template, AfterValidator(_no_question)]
"""Sent, without a reply; it may have places."""
PlainCommand = Annotated[Command, AfterValidator(_whole)]
PlainQuestion = Annotated[Template, AfterValidator(_whole)]
FieldNumber = Annotated[WholeNumber, AfterValidator(_field)]
Magnitude = Annotated[Quantity, AfterValidator(_magnitude)]
"""Of a reply that is an overload, such as `9.9E37`."""
QueueDepth = Annotated[WholeNumber, AfterValidator(_depth)]


class ReadBackForm(DocumentModel):
    """A question about a setting and what it must answer: a number in any form, or exactly a text.

    Args:
        ask: the question.
        expect: what it must answer.
        field: of a reply with commas, the place of the answer from 1; the whole reply is the answer where None.
    """

    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "expect": ("a question without what it must answer", "add expect: the number, {range}, or the whole text")
    }

    ask: Template
    expect: Template
    field: FieldNumber | None = None


class PlainReadBack(ReadBackForm):
    """A question that belongs to no function."""

    ask: PlainQuestion
    expect: PlainQuestion


class ReadingForm(DocumentModel):
    """A question whose reply holds one number.

    Args:
        ask: the question.
        field: of a reply with commas, the number's place from 1; the whole reply is the number where None.
    """

    ask: PlainQuestion
    field: FieldNumber | None = None

    @property
    def form(self) -> str:
        """How the number is read, a name of `bench_core.records.reply`."""
        return "nrf" if self.field is None else f"nrf:{self.field - 1}"


class IndicateForm(ReadingForm):
    """The question that triggers one indication.

    Args:
        overload: magnitude from which the reply is no number but an overload.
    """

    MISSING = {  # noqa: RUF012
        "overload": ("what does it answer when the input is beyond the range?", "add overload: 9.9E37, or its own")
    }

    overload: Magnitude


class IdentityForm(DocumentModel):
    """Who are you?

    Args:
        ask: the question.
        answer: the whole reply of one that does not answer with maker, model, serial number and firmware.
    """

    ask: PlainQuestion = Template.parse("*IDN?")
    answer: TextField | None = None


class ErrorsForm(DocumentModel):
    """The error queue.

    Args:
        ask: takes the oldest entry out; number 0 says that the queue is empty.
        depth: how many entries it keeps.
        text: whether the text after the number stands in quotation marks.
    """

    ask: PlainQuestion
    depth: QueueDepth
    text: Literal["quoted", "plain"] = "quoted"


class OutputForm(DocumentModel):
    """How a source's output is switched, and asked.

    Args:
        operate: commands that energise it.
        safe: commands that take it off the terminals; sent whatever else has failed.
        ask: whether it is on.
        on: what that question answers then.
        off: and when the output is off.
        settled: a question, and what it answers once the output has settled.
        safe_within: how long after its safe command it may still answer that the output is on.
    """

    MISSING = {  # noqa: RUF012
        "safe": ("a source without its safe command", "add safe: [OUTP OFF], or what takes the output off"),
        "ask": ("a source that cannot be asked whether its output is on", "add ask: OUTP?, on: 1, off: 0"),
        "on": ("what does it answer when the output is on?", "add on: 1"),
        "off": ("what does it answer when the output is off?", "add off: 0"),
        "settled": ("how does it tell that it has settled?", 'add settled: {ask: "*OPC?", expect: 1}'),
    }

    operate: Annotated[tuple[PlainCommand, ...], Field(min_length=1)]
    safe: Annotated[tuple[PlainCommand, ...], Field(min_length=1)]
    ask: PlainQuestion
    on: PlainQuestion
    off: PlainQuestion
    settled: PlainReadBack
    safe_within: Duration | None = None

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if self.on == self.off:
            raise refuse(Refusal(f"on and off are both '{self.on}'", "they must differ", at=("off",)))
        return self


class WatchdogForm(DocumentModel):
    """The watchdog of a source, which takes its output off when nobody has talked to it for a while.

    Args:
        arm: commands that switch it on and set its time, sent before the output goes on.
        time: after which it takes the output off.
        keep_alive: a question that it takes for a sign of life; its answer is not looked at.
        off: commands that switch it off, sent once the output has answered that it is off.
    """

    MISSING = {  # noqa: RUF012
        "time": ("after which time does it act?", "add time: 60 s, as arm: sets it"),
        "keep_alive": ("what keeps it from acting?", 'add keep_alive: "*STB?", or another harmless question'),
        "off": ("how is it switched off?", "add off: [OUTP:PROT:WDOG OFF], or its own"),
    }

    arm: Annotated[tuple[PlainCommand, ...], Field(min_length=1)]
    time: Annotated[Duration, AfterValidator(_watchdog_time)]
    keep_alive: PlainQuestion
    off: Annotated[tuple[PlainCommand, ...], Field(min_length=1)]
