"""What an object of Python is told and asked, form by form: members, literal values, and what they must answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.command_forms import Duration, FieldNumber, Magnitude, QueueDepth
from bench_core.documents.fields import Refusal, refuse, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.documents.python_values import LINK_PLACES, MemberName, Value
from bench_core.documents.templates import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_READ = "none"
"""What `reads:` says of something that can be set and not read."""


def _no_places(*known: str) -> AfterValidator:
    def check(value: Value) -> Value:
        for place in sorted(value.places.difference(known)):
            hint = (
                Bilingual(f"此处可用：{'、'.join(known)}", f"known here: {', '.join(known)}")
                if known
                else Bilingual("写固定的值", "write a literal value")
            )
            raise refuse_text(
                Bilingual(f"此处没有 {{{place}}}", f"{{{place}}} is not known here"),
                hint,
                str(value).index(f"{{{place}}}"),
            )
        return value

    return AfterValidator(check)


PlainValue = Annotated[Value, _no_places()]
OpeningValue = Annotated[Value, _no_places(*LINK_PLACES)]
FunctionValue = Annotated[Value, _no_places(*PLACES)]


class StepForm(DocumentModel):
    """A property or parameter that is set, or a method that is called.

    Args:
        set_: property, parameter or method of one argument.
        to: what it is set to.
        reads: what it reads afterwards, where that is something else; `none` where it cannot be read.
        call: method; what it returns is not looked at.
        arguments: of the method.
    """

    set_: MemberName | None = Field(default=None, alias="set")
    to: Value | None = None
    reads: Value | None = None
    call: MemberName | None = None
    arguments: tuple[Value, ...] = Field(default=(), alias="with")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        refusals = list(self._mistakes())
        if refusals:
            raise refuse(*refusals)
        return self

    def _mistakes(self) -> Iterator[Refusal]:
        if (self.set_ is None) == (self.call is None):
            yield Refusal(
                Bilingual("须有 set: 或 call: 之一", "one of set: and call: is needed"),
                Bilingual("写 {set: nplc, to: 10} 或 {call: reset}", "write {set: nplc, to: 10}, or {call: reset}"),
                at=(KEY,),
            )
        elif self.call is None:
            if self.to is None:
                yield Refusal(
                    Bilingual(f"{self.set_} 设为什么？", f"to what is {self.set_} set?"),
                    Bilingual("补上 to: 及其值", "add to: the value"),
                    at=(KEY,),
                )
            if self.arguments:
                yield Refusal(
                    Bilingual("with: 属于 call:", "with: belongs to call:"),
                    Bilingual("改写为 to: 及其值", "write to: the value"),
                    at=("with", KEY),
                )
        else:
            for key in ("to", "reads"):
                if getattr(self, key) is not None:
                    yield Refusal(
                        Bilingual(f"{key}: 属于 set:", f"{key}: belongs to set:"),
                        Bilingual("方法的参数写在 with: 中", "arguments of a method stand in with:"),
                        at=(key, KEY),
                    )

    @property
    def expected(self) -> Value | None:
        """What the member must read afterwards; None for a method, and for what cannot be read."""
        if self.reads is None:
            return self.to
        return None if self.reads.literal == NOT_READ else self.reads

    @property
    def values(self) -> tuple[tuple[tuple[str | int, ...], Value], ...]:
        """Every value, with its place in the file."""
        named = [((key,), value) for key, value in (("to", self.to), ("reads", self.reads)) if value is not None]
        return (*named, *((("with", number), value) for number, value in enumerate(self.arguments)))


def _only(*known: str) -> AfterValidator:
    def check(step: StepForm) -> StepForm:
        refusals = [
            Refusal(
                Bilingual(f"此处没有 {{{place}}}", f"{{{place}}} is not known here"),
                Bilingual("值属于功能", "values belong to a function"),
                0,
                at,
            )
            for at, value in step.values
            for place in sorted(value.places.difference(known))
        ]
        if refusals:
            raise refuse(*refusals)
        return step

    return AfterValidator(check)


PlainStep = Annotated[StepForm, _only()]
OpeningStep = Annotated[StepForm, _only(*LINK_PLACES)]
FunctionStep = Annotated[StepForm, _only(*PLACES)]


class AskForm(DocumentModel):
    """A question: a property or parameter that is read, or a method that returns the answer.

    Args:
        ask: property, parameter or method.
        arguments: of a method.
        field: of a list, or of a text with commas, the place of the answer from 1; the whole is the answer where None.
    """

    ask: MemberName
    arguments: tuple[PlainValue, ...] = Field(default=(), alias="with")
    field: FieldNumber | None = None


class ProofForm(AskForm):
    """A question about a setting, and what it must answer: a number, a truth value, or exactly a text.

    Args:
        arguments: of a method; they may have places.
        expect: what it must answer.
    """

    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "expect": (
            Bilingual("询问缺少应有的应答", "a question without what it must answer"),
            Bilingual("补上 expect:，即数、{range} 或完整的文字", "add expect: the number, {range}, or the whole text"),
        )
    }

    arguments: tuple[FunctionValue, ...] = Field(default=(), alias="with")
    expect: FunctionValue


class PlainProof(AskForm):
    """A question that belongs to no function, and what it must answer."""

    expect: PlainValue


class PythonIndicateForm(AskForm):
    """What triggers one indication and returns it.

    Args:
        overload: magnitude from which the answer is no number but an overload; infinity is always one.
    """

    MISSING = {  # noqa: RUF012
        "overload": (
            Bilingual("输入超量程时应答什么？", "what does it answer when the input is beyond the range?"),
            Bilingual("补上 overload: 9.9E37，或它自己的值", "add overload: 9.9E37, or its own"),
        )
    }

    overload: Magnitude


class PythonErrorsForm(AskForm):
    """What takes the oldest entry out of the error queue: a text `0,"No error"`, or a number and a text.

    Args:
        depth: how many entries the queue keeps.
        text: whether a text after the number stands in quotation marks.
    """

    depth: QueueDepth
    text: Literal["quoted", "plain"] = "quoted"


class PythonOutputForm(AskForm):
    """How a source's output is switched, and asked.

    Args:
        operate: energises it.
        safe: takes it off the terminals; done whatever else has failed.
        on: what the question answers when the output is on.
        off: and when it is off.
        settled: a question, and what it answers once the output has settled.
        safe_within: how long after its safe steps it may still answer that the output is on.
    """

    MISSING = {  # noqa: RUF012
        "safe": (
            Bilingual("源缺少安全状态", "a source without its safe state"),
            Bilingual(
                "补上 safe: [{set: output_enabled, to: false}]，或它自己的步骤",
                "add safe: [{set: output_enabled, to: false}], or its own",
            ),
        ),
        "ask": (
            Bilingual("不能询问源的输出是否接通", "a source that cannot be asked whether its output is on"),
            Bilingual(
                "补上 ask: output_enabled、on: true、off: false", "add ask: output_enabled, on: true, off: false"
            ),
        ),
        "on": (
            Bilingual("输出接通时应答什么？", "what does it answer when the output is on?"),
            Bilingual("补上 on: true", "add on: true"),
        ),
        "off": (
            Bilingual("输出断开时应答什么？", "what does it answer when the output is off?"),
            Bilingual("补上 off: false", "add off: false"),
        ),
        "settled": (
            Bilingual("怎样得知输出已稳定？", "how does it tell that it has settled?"),
            Bilingual("补上 settled: {ask: complete, expect: true}", "add settled: {ask: complete, expect: true}"),
        ),
    }

    operate: Annotated[tuple[PlainStep, ...], Field(min_length=1)]
    safe: Annotated[tuple[PlainStep, ...], Field(min_length=1)]
    on: PlainValue
    off: PlainValue
    settled: PlainProof
    safe_within: Duration | None = None

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if str(self.on) == str(self.off):
            raise refuse(
                Refusal(
                    Bilingual(f"on 与 off 都是“{self.on}”", f"on and off are both '{self.on}'"),
                    Bilingual("两者须不同", "they must differ"),
                    at=("off",),
                )
            )
        return self
