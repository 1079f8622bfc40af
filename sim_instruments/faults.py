"""Knows what can go wrong with a simulated instrument or its wire, as a world file writes it; it makes nothing happen.

A fault waits for its moment (`after: 12 messages`, `after: 5 readings`, `after: 1 connection`, `at: 30 s`, or none of
them: from the start), may then be left to chance (`probability: 5 %`), and happens once, or from then on
(`lasting: true`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import Refusal, Share, TextField, WholeNumber, YesNo, refuse, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.shapes import named
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit
from sim_instruments.fault_kinds import KINDS, Kind, Strikes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

Terminator = Literal["LF", "CR", "CR LF", "none"]
_SECOND = unit("s")
_PARAMETERS = tuple(sorted({kind.parameter for kind in KINDS.values() if kind.parameter}))
_AFTER = re.compile(r"(?P<count>[0-9]{1,9}) (?P<of>message|reading|connection)s?")
_AFTER_SHAPE = named(
    "moment",
    "[0-9]{1,9} (?:message|reading|connection)s?",
    "写作 12 messages。 Write 12 messages, 5 readings or 1 connection.",
)
_WAITS_FOR = {
    Strikes.MESSAGE: ("message", "reading"),
    Strikes.READING: ("reading",),
    Strikes.CONNECTION: ("connection",),
    Strikes.LEADS: ("reading",),
}
"""Of what a fault may let some pass."""


@dataclass(frozen=True, slots=True)
class After:
    """How many messages, readings or connections pass before a fault."""

    count: int
    of: Literal["message", "reading", "connection"]


def _after(value: object) -> After:
    if isinstance(value, After):
        return value
    match = _AFTER.fullmatch(str(value))
    if match is None:
        raise refuse_text(
            Bilingual(f"“{value}”不是时机", f"'{value}' is no moment"),
            Bilingual("写 12 messages、5 readings 或 1 connection", "write 12 messages, 5 readings or 1 connection"),
        )
    of = match["of"]
    return After(int(match["count"]), "message" if of == "message" else "reading" if of == "reading" else "connection")


class Fault(DocumentModel):
    """One thing that goes wrong.

    Args:
        kind: what; `sim_instruments.fault_kinds` tells each.
        after: how many messages, readings or connections pass before it.
        at: world time before which it does not happen [s].
        matching: only messages that contain this text count and are hit.
        lasting: whether it stays.
        probability: with which it happens each time that it could; certain where it is missing.
        delay: of a late reply, of a busy instrument, or between the bytes of a slow one.
        reply: what is said instead of the reply, or when a connection opens.
        serial: another serial number.
        terminator: what ends the reply instead.
        entries: in the error queue.
    """

    kind: Kind
    after: Annotated[After, BeforeValidator(_after), WithJsonSchema(_AFTER_SHAPE)] | None = None
    at: Quantity | None = None
    matching: TextField | None = None
    lasting: YesNo = False
    probability: Share | None = None
    delay: Quantity | None = None
    reply: TextField | None = None
    serial: TextField | None = None
    terminator: Terminator | None = None
    entries: WholeNumber | None = Field(default=None, ge=1, le=1000)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        found = [*self._wrong_parameters(), *self._wrong_moment()]
        if found:
            raise refuse(*found)
        return self

    def _wrong_parameters(self) -> Iterator[Refusal]:
        wanted = KINDS[self.kind].parameter
        for name in _PARAMETERS:
            given = getattr(self, name) is not None
            if given and name != wanted:
                yield Refusal(
                    Bilingual(f"故障“{self.kind}”没有 {name}", f"a fault '{self.kind}' has no {name}"),
                    Bilingual("删去", "delete it"),
                    at=(name,),
                )
            if name == wanted and not given:
                yield Refusal(
                    Bilingual(f"故障“{self.kind}”需要 {name}", f"a fault '{self.kind}' needs its {name}"),
                    Bilingual(f"补上 {name}: …", f"add {name}: …"),
                )
        for name in ("at", "delay"):
            time = getattr(self, name)
            if time is not None and (time.dimension != _SECOND.dimension or time.si < 0):
                yield Refusal(
                    Bilingual(f"{time} 不是时间", f"{time} is no time"), Bilingual("写 30 s", "write 30 s"), at=(name,)
                )

    def _wrong_moment(self) -> Iterator[Refusal]:
        strikes = KINDS[self.kind].strikes
        if self.after is not None and self.after.of not in _WAITS_FOR[strikes]:
            what = Bilingual(
                f"故障“{self.kind}”不等待 {self.after.of}", f"a fault '{self.kind}' does not wait for {self.after.of}s"
            )
            yield Refusal(
                what,
                Bilingual(
                    f"改写为 after: {self.after.count} {_WAITS_FOR[strikes][0]}s",
                    f"write after: {self.after.count} {_WAITS_FOR[strikes][0]}s",
                ),
                at=("after",),
            )
        if self.matching is not None and strikes is not Strikes.MESSAGE:
            yield Refusal(
                Bilingual(f"故障“{self.kind}”不发生在报文上", f"a fault '{self.kind}' happens at no message"),
                Bilingual("删去", "delete it"),
                at=("matching",),
            )
        if self.probability is not None and not 0 < self.probability.si <= 1:
            yield Refusal(
                Bilingual(f"{self.probability} 不是概率", f"{self.probability} is no probability"),
                Bilingual("写 5 %", "write 5 %"),
                at=("probability",),
            )
