"""The `commands:` of a type record: how an instrument that has no driver of its own is told and asked; no guesses."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Literal, Protocol, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.capabilities.measured_conditions import AIR
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.command_forms import (
    Command,
    ErrorsForm,
    IdentityForm,
    IndicateForm,
    OutputForm,
    PlainCommand,
    ReadBackForm,
    ReadingForm,
    WatchdogForm,
)
from bench_core.documents.fields import Refusal, TextField, YesNo, refuse, refuse_text
from bench_core.documents.functions import FunctionName, has_frequency
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.documents.shapes import AlsoWritten
from bench_core.errors import UnitUnknown
from bench_core.metrology.unit import unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bench_core.documents.templates import Template

RANGE, VALUE, FREQUENCY = "range", "value", "frequency"


def _known_unit(symbol: str) -> str:
    try:
        unit(symbol)
    except UnitUnknown as problem:
        raise refuse_text(
            problem.told, Bilingual("写线路上数值的单位，如 mV", "write the unit of numbers on the wire, such as mV")
        ) from None
    return symbol


WireUnit = Annotated[TextField, AfterValidator(_known_unit)]
"""Symbol of the unit of numbers on the wire."""


def none_or_form(value: object) -> object:
    """Return None for `none`, and everything else as it is."""
    if isinstance(value, str):
        if value != "none":
            raise refuse_text(
                Bilingual(f"“{value[:60]}”不是错误队列", f"'{value[:60]}' is no error queue"),
                Bilingual("写 {ask: …, depth: …} 或 none", "write {ask: …, depth: …}, or none"),
            )
        return None
    return value


def wrong_unit(symbol: str | None, function: str) -> Iterator[Refusal]:
    """Yield a refusal when numbers on the wire are in a unit of another kind than the function's."""
    if symbol is not None and unit(symbol).dimension != unit(CAPABILITIES[function].unit).dimension:
        yield Refusal(
            Bilingual(
                f"{symbol} 不是{CAPABILITIES[function].zh}的单位", f"{symbol} is no unit of {CAPABILITIES[function].en}"
            ),
            at=("unit",),
        )


class _OneFunction(Protocol):
    """What every form of a function can tell."""

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a function that this one breaks."""

    def fixed(self) -> Mapping[str, str]:
        """Return, by question, the answers that depend on no value."""


class FunctionForm(DocumentModel):
    """What the functions of indicators and sources share.

    Args:
        unit: of numbers on the wire; that of the capability where None.
        read_back: questions that prove every setting, asked after all commands.
    """

    unit: WireUnit | None = None
    read_back: tuple[ReadBackForm, ...] = ()

    def symbol(self, function: str) -> str:
        """Return the unit of numbers on the wire.

        Args:
            function: capability.
        """
        return self.unit or CAPABILITIES[function].unit

    def fixed(self) -> Mapping[str, str]:
        """Return, by question, the answers that depend on no value: they tell the functions apart."""
        return {one.ask.text: one.expect.text for one in self.read_back if not one.expect.places}

    def _mistakes(
        self, function: str, key: str, commands: Sequence[Template], allowed: Collection[str], sent: Collection[str]
    ) -> Iterator[Refusal]:
        """Yield a refusal for a wrong unit, a place without a value, and a value that is not sent."""
        yield from wrong_unit(self.unit, function)
        texts: list[tuple[tuple[str | int, ...], Template]] = [((key, n), one) for n, one in enumerate(commands)]
        texts += [(("read_back", n, "ask"), one.ask) for n, one in enumerate(self.read_back)]
        texts += [(("read_back", n, "expect"), one.expect) for n, one in enumerate(self.read_back)]
        for at, text in texts:
            for place in sorted(text.places.difference(allowed)):
                words = Bilingual(f"{{{place}}} 在 {function} 中没有值", f"{{{place}}} has no value in {function}")
                yield Refusal(
                    words,
                    Bilingual(f"此处可用：{'、'.join(allowed)}", f"known here: {', '.join(allowed)}"),
                    text.text.index(f"{{{place}}}"),
                    at,
                )
        filled = frozenset[str]().union(*(one.places for one in commands))
        for place in sent:
            if place not in filled:
                yield Refusal(
                    Bilingual(f"{{{place}}} 从未发送", f"{{{place}}} is never sent"),
                    Bilingual(f"写进 {key}: 的命令中", f"write it in a command of {key}:"),
                    at=(key,),
                )

    def _unproved(self, places: Collection[str]) -> Iterator[Refusal]:
        """Yield a refusal for each value that is set and not read back."""
        proved = {one.expect.text for one in self.read_back}
        for place in places:
            if f"{{{place}}}" not in proved:
                hint = Bilingual(
                    f"在 read_back: 中补上 {{ask: …, expect: '{{{place}}}'}}",
                    f"add {{ask: …, expect: '{{{place}}}'}} to read_back:",
                )
                yield Refusal(
                    Bilingual(f"{place} 已设置，但未回读", f"{place} is set, but not read back"), hint, at=(KEY,)
                )


class IndicatorFunction(FunctionForm):
    """How one function of an indicator is selected.

    Args:
        select: commands; one with `{frequency}` is left out where the procedure gives none. An instrument that measures
            the air may have one range alone, which none of them sends.
        indicate: the question of this function, where it is another than that of the others.
    """

    select: Annotated[tuple[Command, ...], Field(min_length=1)]
    indicate: IndicateForm | None = None

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a function that this one breaks."""
        allowed = (RANGE, FREQUENCY) if has_frequency(function) else (RANGE,)
        sends_range = any(RANGE in one.places for one in self.select)
        needed = () if function in AIR and not sends_range else (RANGE,)
        yield from self._mistakes(function, "select", self.select, allowed, needed)
        yield from self._unproved(needed)


class SourceFunction(FunctionForm):
    """How one function of a source is set, without energising the output.

    Args:
        source: commands; `{range}` is the range of the type record that holds the value.
        setting: the question for the value that is set.
    """

    MISSING = {  # noqa: RUF012
        "setting": (
            Bilingual("不能询问源的设定值", "a source that cannot be asked what it is set to"),
            Bilingual("补上 setting: {ask: VOLT?}", "add setting: {ask: VOLT?}"),
        )
    }

    source: Annotated[tuple[Command, ...], Field(min_length=1)]
    setting: ReadingForm

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a function that this one breaks."""
        beside = (FREQUENCY,) if has_frequency(function) else ()
        yield from self._mistakes(function, "source", self.source, (VALUE, RANGE, *beside), (VALUE, *beside))
        yield from self._unproved(beside)


class _Commands(DocumentModel):
    """What indicators and sources share.

    Args:
        ieee_488_2: whether a number written to `*ESE` comes back from `*ESE?`, which proves that no late reply is left.
        terminator: of commands; replies end in LF or CR LF, or by the END of their bus.
        identity: who are you.
        errors: the error queue, or None for `none`.
        serial: commands that are sent first on a serial line, such as `SYST:REM`.
        prepare: commands that bring it to a known state.
    """

    MISSING = {  # noqa: RUF012
        "ieee_488_2": (
            Bilingual("是否符合 IEEE 488.2？", "does it speak IEEE 488.2?"),
            Bilingual(
                "先发 *ESE 5 再发 *ESE? 得 5 时补上 ieee_488_2: true，否则为 false",
                "add ieee_488_2: true where *ESE 5 and then *ESE? give 5, else false",
            ),
        ),
        "errors": (
            Bilingual("没有说明错误队列", "no word of its error queue"),
            Bilingual(
                '补上 errors: {ask: "SYST:ERR?", depth: 20}，或 errors: none',
                'add errors: {ask: "SYST:ERR?", depth: 20}, or errors: none',
            ),
        ),
        "output": (
            Bilingual("源缺少输出", "a source without its output"),
            Bilingual("补上 output: {operate: …, safe: …, ask: …}", "add output: {operate: …, safe: …, ask: …}"),
        ),
    }

    ieee_488_2: YesNo
    terminator: Literal["LF", "CR LF"] = "LF"
    identity: IdentityForm = IdentityForm()
    errors: Annotated[ErrorsForm | None, BeforeValidator(none_or_form), AlsoWritten({"const": "none"})]
    serial: tuple[PlainCommand, ...] = ()
    prepare: Annotated[tuple[PlainCommand, ...], Field(min_length=1)]


class IndicatorCommands(_Commands):
    """The commands of an instrument that indicates.

    Args:
        indicate: the question that triggers one indication.
        functions: by capability.
    """

    serves: Literal["indicator"]
    indicate: IndicateForm | None = None
    functions: Annotated[dict[FunctionName, IndicatorFunction], Field(min_length=1)]

    @model_validator(mode="after")
    def _laws(self) -> Self:
        refusals = list(mistakes_of(self.functions))
        if self.indicate is None:
            refusals += [no_question(name) for name, form in self.functions.items() if form.indicate is None]
        if refusals:
            raise refuse(*refusals)
        return self


def no_question(function: str) -> Refusal:
    """Return the refusal of a function that cannot be asked for its indication."""
    words = Bilingual(f"{function} 没有读取示值的询问", f"{function} has no question for an indication")
    hint = Bilingual("补上 indicate: {ask: …, overload: …}", "add indicate: {ask: …, overload: …}")
    return Refusal(words, hint, at=("functions", function, KEY))


class SourceCommands(_Commands):
    """The commands of an instrument that puts something out.

    Args:
        output: how it is switched and asked.
        watchdog: its own, or None.
        functions: by capability.
    """

    serves: Literal["source"]
    output: OutputForm
    watchdog: WatchdogForm | None = None
    functions: Annotated[dict[FunctionName, SourceFunction], Field(min_length=1)]

    @model_validator(mode="after")
    def _laws(self) -> Self:
        refusals = list(mistakes_of(self.functions))
        if refusals:
            raise refuse(*refusals)
        return self


Commands = Annotated[IndicatorCommands | SourceCommands, Field(discriminator="serves")]


def mistakes_of(functions: Mapping[str, _OneFunction]) -> Iterator[Refusal]:
    """Yield the mistakes of each function, and a refusal for each two that no answer tells apart."""
    for name, form in functions.items():
        for refusal in form.mistakes(name):
            yield refusal.below("functions", name)
    for (one, first), (other, second) in combinations(functions.items(), 2):
        here, there = first.fixed(), second.fixed()
        if not any(here[ask] != there[ask] for ask in here.keys() & there.keys()):
            words = Bilingual(f"没有应答能区分 {other} 与 {one}", f"no answer tells {other} from {one}")
            yield Refusal(
                words,
                Bilingual("两者补上相同的 ask:，各有自己的 expect:", "add the same ask: to both, with its own expect:"),
                at=("functions", other, KEY),
            )
