"""The `python:` of a type record: how an instrument of a library of Python serves as a driver; no code, no guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.commands import (
    FREQUENCY,
    RANGE,
    VALUE,
    WireUnit,
    mistakes_of,
    no_question,
    none_or_form,
    wrong_unit,
)
from bench_core.documents.fields import Refusal, YesNo, refuse
from bench_core.documents.functions import FunctionName, has_frequency
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.documents.python_forms import (
    AskForm,
    FunctionStep,
    PlainStep,
    ProofForm,
    PythonErrorsForm,
    PythonIndicateForm,
    PythonOutputForm,
    StepForm,
)
from bench_core.documents.python_opening import LIBRARIES, OpenForm, Opening
from bench_core.documents.python_values import ClassPath, MemberName, Value
from bench_core.documents.shapes import AlsoWritten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_OPENED_BY = Bilingual(
    "也可写 library: pymeasure、qcodes 或 instrumentkit", "library: pymeasure, qcodes or instrumentkit says it, too"
)
_NO_METHOD = Bilingual(
    "ieee_488_2: true 须有能发任意询问的方法，*ESE? 也由它询问",
    "ieee_488_2: true needs a method that asks any question, by which *ESE? is asked, too",
)
_UNLIMITED = Bilingual("没有告诉程序库等待应答多久", "nothing tells the library how long to wait for a reply")


class PythonFunctionForm(DocumentModel):
    """What the functions of indicators and sources share.

    Args:
        unit: of numbers without a unit; that of the capability where None.
        read_back: further questions that prove the settings, asked after all steps.
    """

    unit: WireUnit | None = None
    read_back: tuple[ProofForm, ...] = ()

    @property
    def _steps(self) -> tuple[StepForm, ...]:
        """What is done, in order."""
        raise NotImplementedError

    def symbol(self, function: str) -> str:
        """Return the unit of numbers without a unit.

        Args:
            function: capability.
        """
        return self.unit or CAPABILITIES[function].unit

    @property
    def proofs(self) -> tuple[ProofForm, ...]:
        """Every question that proves a setting: each member that was set is read, then the further ones."""
        read = [
            ProofForm.model_validate({"ask": step.set_, "expect": step.expected})
            for step in self._steps
            if step.expected is not None
        ]
        return (*read, *self.read_back)

    def fixed(self) -> Mapping[str, str]:
        """Return, by question, the answers that depend on no value: they tell the functions apart."""
        return {
            " ".join([one.ask, *map(str, one.arguments)]): str(one.expect)
            for one in self.proofs
            if not one.expect.places and not any(value.places for value in one.arguments)
        }

    def _mistakes(self, function: str, key: str, allowed: Collection[str], sent: Collection[str]) -> Iterator[Refusal]:
        """Yield a refusal for a wrong unit, a place without a value, and a value that is not handed over."""
        yield from wrong_unit(self.unit, function)
        for at, value in self._values(key):
            for place in sorted(value.places.difference(allowed)):
                offset = str(value).index(f"{{{place}}}")
                yield Refusal(
                    Bilingual(f"{{{place}}} 在 {function} 中没有值", f"{{{place}}} has no value in {function}"),
                    Bilingual(f"此处可用：{'、'.join(allowed)}", f"known here: {', '.join(allowed)}"),
                    offset,
                    at,
                )
        filled = {place for step in self._steps for _, value in step.values for place in value.places}
        for place in sent:
            if place not in filled:
                yield Refusal(
                    Bilingual(f"{{{place}}} 从未交给程序库", f"{{{place}}} is never handed over"),
                    Bilingual(f"写进 {key}: 的步骤中", f"write it in a step of {key}:"),
                    at=(key,),
                )

    def _values(self, key: str) -> Iterator[tuple[tuple[str | int, ...], Value]]:
        for number, step in enumerate(self._steps):
            for at, value in step.values:
                yield (key, number, *at), value
        for number, proof in enumerate(self.read_back):
            yield ("read_back", number, "expect"), proof.expect
            for position, value in enumerate(proof.arguments):
                yield ("read_back", number, "with", position), value

    def _unproved(self, places: Collection[str]) -> Iterator[Refusal]:
        """Yield a refusal for each value that is set and not read back."""
        proved = {str(one.expect) for one in self.proofs}
        for place in places:
            if f"{{{place}}}" not in proved:
                hint = Bilingual(
                    f"把某个属性设为“{{{place}}}”，或在 read_back: 中补上 {{ask: …, expect: '{{{place}}}'}}",
                    f"set a property to '{{{place}}}', or add {{ask: …, expect: '{{{place}}}'}} to read_back:",
                )
                yield Refusal(
                    Bilingual(f"{place} 已设置，但未回读", f"{place} is set, but not read back"), hint, at=(KEY,)
                )


class PythonIndicatorFunction(PythonFunctionForm):
    """How one function of an indicator is selected.

    Args:
        select: steps; one with `{frequency}` is left out where the procedure gives none.
        indicate: the question of this function, where it is another than that of the others.
    """

    select: Annotated[tuple[FunctionStep, ...], Field(min_length=1)]
    indicate: PythonIndicateForm | None = None

    @property
    def _steps(self) -> tuple[StepForm, ...]:
        return self.select

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a function that this one breaks."""
        allowed = (RANGE, FREQUENCY) if has_frequency(function) else (RANGE,)
        yield from self._mistakes(function, "select", allowed, (RANGE,))
        yield from self._unproved((RANGE,))


class PythonSourceFunction(PythonFunctionForm):
    """How one function of a source is set, without energising the output.

    Args:
        source: steps; `{range}` is the range of the type record that holds the value.
        setting: the question for the value that is set.
    """

    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "setting": (
            Bilingual("不能询问源的设定值", "a source that cannot be asked what it is set to"),
            Bilingual("补上 setting: {ask: source_level}", "add setting: {ask: source_level}"),
        )
    }

    source: Annotated[tuple[FunctionStep, ...], Field(min_length=1)]
    setting: AskForm

    @property
    def _steps(self) -> tuple[StepForm, ...]:
        return self.source

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every law of a function that this one breaks."""
        beside = (FREQUENCY,) if has_frequency(function) else ()
        yield from self._mistakes(function, "source", (VALUE, RANGE, *beside), (VALUE, *beside))
        yield from self._unproved(beside)


class _PythonMapping(DocumentModel):
    """What indicators and sources share.

    Args:
        class_: module and class, such as `pymeasure.instruments.hp.HP34401A`.
        library: whose way of opening, closing and asking for the identity is meant; None where the file says it.
        open: how it is opened, where that differs from the library's way.
        close: method that gives its link back, likewise.
        identity: question for maker, model, serial number and firmware, likewise.
        ieee_488_2: whether a number written to `*ESE` comes back from `*ESE?`, asked as `*IDN?` is; this proves that
            no late reply is left.
        errors: the error queue, or None for `none`.
        prepare: steps that bring it to a known state.
    """

    MISSING = {  # noqa: RUF012
        "ieee_488_2": (
            Bilingual("是否符合 IEEE 488.2？", "does it speak IEEE 488.2?"),
            Bilingual(
                "先发 *ESE 5 再发 *ESE? 得 5 时补上 ieee_488_2: true，否则为 false",
                "add ieee_488_2: true where *ESE 5 and then *ESE? give 5, else false",
            ),
        ),
        "class": (
            Bilingual("哪个类？", "which class?"),
            Bilingual(
                "补上 class: pymeasure.instruments.hp.HP34401A，或它自己的类",
                "add class: pymeasure.instruments.hp.HP34401A, or its own",
            ),
        ),
        "errors": (
            Bilingual("没有说明错误队列", "no word of its error queue"),
            Bilingual(
                "补上 errors: {ask: next_error, depth: 20}，或 errors: none",
                "add errors: {ask: next_error, depth: 20}, or errors: none",
            ),
        ),
        "output": (
            Bilingual("源缺少输出", "a source without its output"),
            Bilingual("补上 output: {operate: …, safe: …, ask: …}", "add output: {operate: …, safe: …, ask: …}"),
        ),
    }

    class_: ClassPath = Field(alias="class")
    library: Literal["pymeasure", "qcodes", "instrumentkit"] | None = None
    open: OpenForm | None = None
    close: MemberName | None = None
    identity: AskForm | None = None
    ieee_488_2: YesNo
    errors: Annotated[PythonErrorsForm | None, BeforeValidator(none_or_form), AlsoWritten({"const": "none"})]
    prepare: Annotated[tuple[PlainStep, ...], Field(min_length=1)]

    @property
    def opening(self) -> Opening:
        """How it is opened, closed and asked who it is: as the file says, else as the library does."""
        if self.library is not None:
            return LIBRARIES[self.library].changed(self.open, self.close, self.identity)
        form, close, identity = self.open, self.close, self.identity
        if form is None or close is None or identity is None:
            raise ValueError(_OPENED_BY)  # the file was refused
        return Opening(form.call, form.arguments or (), form.options, form.afterwards or (), close, identity)

    @model_validator(mode="after")
    def _opened(self) -> Self:
        refusals = [
            Refusal(Bilingual(f"怎样打开？缺少 {key}:", f"how is it opened? {key}: is missing"), _OPENED_BY, at=(KEY,))
            for key in ("open", "close", "identity")
            if self.library is None and getattr(self, key) is None
        ]
        if not refusals and not self.opening.limited:
            refusals.append(
                Refusal(
                    _UNLIMITED,
                    Bilingual("交给它 {timeout_s} 或 {timeout_ms}", "hand it {timeout_s} or {timeout_ms}"),
                    at=("open", KEY),
                )
            )
        if not refusals and self.ieee_488_2 and len(self.opening.identity.arguments) != 1:
            refusals.append(
                Refusal(
                    _NO_METHOD,
                    Bilingual('写 {ask: ask, with: ["*IDN?"]}', 'write {ask: ask, with: ["*IDN?"]}'),
                    at=("identity", KEY),
                )
            )
        if refusals:
            raise refuse(*refusals)
        return self


class PythonIndicator(_PythonMapping):
    """How an instrument of a library indicates.

    Args:
        indicate: what triggers one indication and returns it.
        functions: by capability.
    """

    serves: Literal["indicator"]
    indicate: PythonIndicateForm | None = None
    functions: Annotated[dict[FunctionName, PythonIndicatorFunction], Field(min_length=1)]

    def indication(self, function: str) -> PythonIndicateForm:
        """Return the question for one indication of a function.

        Args:
            function: capability.
        """
        asked = self.functions[function].indicate or self.indicate
        if asked is None:
            raise ValueError(function)  # the file was refused
        return asked

    @model_validator(mode="after")
    def _laws(self) -> Self:
        refusals = list(mistakes_of(self.functions))
        if self.indicate is None:
            refusals += [no_question(name) for name, form in self.functions.items() if form.indicate is None]
        if refusals:
            raise refuse(*refusals)
        return self


class PythonSource(_PythonMapping):
    """How an instrument of a library puts something out.

    Args:
        output: how it is switched and asked.
        functions: by capability.
    """

    serves: Literal["source"]
    output: PythonOutputForm
    functions: Annotated[dict[FunctionName, PythonSourceFunction], Field(min_length=1)]

    @model_validator(mode="after")
    def _laws(self) -> Self:
        refusals = list(mistakes_of(self.functions))
        if refusals:
            raise refuse(*refusals)
        return self


PythonMapping = Annotated[PythonIndicator | PythonSource, Field(discriminator="serves")]
