"""How an instrument of a library of Python is opened, closed and asked who it is; the libraries' own ways as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import Field

from bench_core.documents.fields import NameField
from bench_core.documents.model import DocumentModel
from bench_core.documents.python_forms import AskForm, OpeningStep, OpeningValue, StepForm
from bench_core.documents.python_values import MemberName, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

_TIMEOUTS = {"timeout_s", "timeout_ms"}


class OpenForm(DocumentModel):
    """How an instrument is opened; what is left out is as the library has it.

    Args:
        call: method of the class that opens it; the class itself is called where None.
        arguments: by position.
        options: further arguments by name.
        afterwards: done once it is open, such as setting its time-out.
    """

    call: MemberName | None = None
    arguments: tuple[OpeningValue, ...] | None = Field(default=None, alias="with")
    options: dict[NameField, OpeningValue] = Field(default_factory=dict)
    afterwards: tuple[OpeningStep, ...] | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """How an instrument is opened, closed and asked who it is.

    Args:
        call: method of the class that opens it; the class itself is called where None.
        arguments: by position.
        options: by name.
        afterwards: done once it is open.
        close: method, perhaps of a part.
        identity: answers maker, model, serial number and firmware.
        base: module and name of the class that every instrument of the library descends from; empty where not known.
    """

    call: str | None
    arguments: tuple[Value, ...]
    options: Mapping[str, Value]
    afterwards: tuple[StepForm, ...]
    close: str
    identity: AskForm
    base: str = ""

    @property
    def places(self) -> frozenset[str]:
        """What stands in braces anywhere."""
        values = [*self.arguments, *self.options.values()]
        values += [value for step in self.afterwards for _, value in step.values]
        return frozenset[str]().union(*(value.places for value in values))

    @property
    def limited(self) -> bool:
        """Whether the library is told how long to wait for a reply."""
        return not self.places.isdisjoint(_TIMEOUTS)

    def changed(self, form: OpenForm | None, close: str | None, identity: AskForm | None) -> Opening:
        """Return the same with what a file says otherwise; its options are added."""
        form = form or OpenForm()
        own = form.call is not None or form.arguments is not None
        return Opening(
            form.call if own else self.call,
            self.arguments if form.arguments is None else form.arguments,
            {**self.options, **form.options},
            self.afterwards if form.afterwards is None else form.afterwards,
            close or self.close,
            identity or self.identity,
            self.base,
        )


def _values(texts: Iterable[str]) -> tuple[Value, ...]:
    return tuple(Value.parse(text) for text in texts)


def _asked(method: str) -> AskForm:
    return AskForm.model_validate({"ask": method, "with": _values(["*IDN?"])})


LIBRARIES: Final[Mapping[str, Opening]] = {
    "pymeasure": Opening(
        None, _values(["{link}"]), {"timeout": Value.parse("{timeout_ms}")}, (), "adapter.close", _asked("ask"),
        "pymeasure.instruments.Instrument",
    ),
    "qcodes": Opening(
        None, _values(["{name}", "{link}"]), {"timeout": Value.parse("{timeout_s}")}, (), "close", _asked("ask"),
        "qcodes.instrument.Instrument",
    ),
    "instrumentkit": Opening(
        "open_tcpip", _values(["{host}", "{port}"]), {},
        (StepForm.model_validate({"set": "timeout", "to": Value.parse("{timeout_s}"), "reads": Value.parse("none")}),),
        "_file.close", _asked("query"), "instruments.Instrument",
    ),
}  # fmt: skip
"""By name of the library. InstrumentKit waits without end unless it is told otherwise after it has opened."""
