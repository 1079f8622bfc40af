"""What a described instrument is told and asked, form by form: commands, questions, error queue, output."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bench_core.bilingual import Bilingual
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
        hint = Bilingual(
            "它的应答会留在线路上；询问用 ask: 写",
            "its reply would be left on the wire; a question is written with ask:",
        )
        raise refuse_text(
            Bilingual(f"“{template}”是询问，不是命令", f"'{template}' is a question, not a command"),
            hint,
            template.text.index("?"),
        )
    return template


def _whole(template: Template) -> Template:
    for place in sorted(template.places):
        at = template.text.index(f"{{{place}}}")
        raise refuse_text(
            Bilingual(f"此处没有 {{{place}}}", f"{{{place}}} is not known here"),
            Bilingual("值属于功能", "values belong to a function"),
            at,
        )
    return template


def _field(number: int) -> int:
    if not 1 <= number <= _MOST_FIELDS:
        raise refuse_text(
            Bilingual(f"应答没有第 {number} 个字段", f"{number} is no field of a reply"),
            Bilingual(f"从 1 数到 {_MOST_FIELDS}", f"count from 1 to {_MOST_FIELDS}"),
        )
    return number


def _depth(number: int) -> int:
    if not 1 <= number <= _DEEPEST_QUEUE:
        raise refuse_text(
            Bilingual(f"{number} 不是队列的深度", f"{number} is no depth of a queue"),
            Bilingual(
                f"写它保存多少条，1 到 {_DEEPEST_QUEUE}", f"write how many entries it keeps, 1 to {_DEEPEST_QUEUE}"
            ),
        )
    return number


def _magnitude(value: Quantity) -> Quantity:
    if value.unit.symbol != "1" or value.value <= 0:
        raise refuse_text(
            Bilingual(f"{value} 不是大于 0 的纯数", f"{value} is no plain number above 0"),
            Bilingual("按应答的形式写，如 9.9E37", "write the number as replied, such as 9.9E37"),
        )
    return value


def _time(value: Quantity) -> Quantity:
    if value.dimension != unit("s").dimension:
        raise refuse_text(
            Bilingual(f"{value} 不是时间", f"{value} is no time"), Bilingual("以 s 为单位", "write it in s")
        )
    return value


def _watchdog_time(value: Quantity) -> Quantity:
    if value.si < _SHORTEST_WATCHDOG_S:
        hint = Bilingual(
            f"至少 {_SHORTEST_WATCHDOG_S} s，且长于其他仪器最长的一次读数",
            f"{_SHORTEST_WATCHDOG_S} s or more, and more than the longest reading of the other instruments",
        )
        raise refuse_text(
            Bilingual(f"运行中两次通信之间可能超过 {value}", f"{value} may pass between two exchanges of a run"), hint
        )
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
        "expect": (
            Bilingual("询问缺少应有的应答", "a question without what it must answer"),
            Bilingual("补上 expect:，即数、{range} 或完整的文字", "add expect: the number, {range}, or the whole text"),
        )
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
        "overload": (
            Bilingual("输入超量程时应答什么？", "what does it answer when the input is beyond the range?"),
            Bilingual("补上 overload: 9.9E37，或它自己的值", "add overload: 9.9E37, or its own"),
        )
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
        "safe": (
            Bilingual("源缺少安全命令", "a source without its safe command"),
            Bilingual("补上 safe: [OUTP OFF]，或断开输出的命令", "add safe: [OUTP OFF], or what takes the output off"),
        ),
        "ask": (
            Bilingual("不能询问源的输出是否接通", "a source that cannot be asked whether its output is on"),
            Bilingual("补上 ask: OUTP?、on: 1、off: 0", "add ask: OUTP?, on: 1, off: 0"),
        ),
        "on": (
            Bilingual("输出接通时应答什么？", "what does it answer when the output is on?"),
            Bilingual("补上 on: 1", "add on: 1"),
        ),
        "off": (
            Bilingual("输出断开时应答什么？", "what does it answer when the output is off?"),
            Bilingual("补上 off: 0", "add off: 0"),
        ),
        "settled": (
            Bilingual("怎样得知输出已稳定？", "how does it tell that it has settled?"),
            Bilingual('补上 settled: {ask: "*OPC?", expect: 1}', 'add settled: {ask: "*OPC?", expect: 1}'),
        ),
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
            raise refuse(
                Refusal(
                    Bilingual(f"on 与 off 都是“{self.on}”", f"on and off are both '{self.on}'"),
                    Bilingual("两者须不同", "they must differ"),
                    at=("off",),
                )
            )
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
        "time": (
            Bilingual("多长时间后动作？", "after which time does it act?"),
            Bilingual("补上 time: 60 s，与 arm: 的设定一致", "add time: 60 s, as arm: sets it"),
        ),
        "keep_alive": (
            Bilingual("用什么使它不动作？", "what keeps it from acting?"),
            Bilingual(
                '补上 keep_alive: "*STB?"，或另一个无害的询问', 'add keep_alive: "*STB?", or another harmless question'
            ),
        ),
        "off": (
            Bilingual("怎样关闭？", "how is it switched off?"),
            Bilingual("补上 off: [OUTP:PROT:WDOG OFF]，或它自己的命令", "add off: [OUTP:PROT:WDOG OFF], or its own"),
        ),
    }

    arm: Annotated[tuple[PlainCommand, ...], Field(min_length=1)]
    time: Annotated[Duration, AfterValidator(_watchdog_time)]
    keep_alive: PlainQuestion
    off: Annotated[tuple[PlainCommand, ...], Field(min_length=1)]
