"""Knows when a simulated instrument or its wire misbehaves, as a world file says; it knows no command.

A fault waits for its moment (`after: 12 messages`, `after: 5 readings`, `at: 30 s`, or none of them: from the start)
and then happens once, or from then on (`lasting: true`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from bench_core.documents.fields import Refusal, TextField, YesNo, refuse, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.shapes import named
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit

if TYPE_CHECKING:
    from typing import Self

Kind = Literal[
    "silent", "late", "garbage", "close", "other_serial", "refuse", "overload", "trip", "miswired", "reversed"
]
_PARAMETERS = {"late": "delay", "garbage": "reply", "other_serial": "serial"}
_ON_READINGS = frozenset({"overload"})
_ON_CONNECTING = frozenset({"miswired", "reversed"})
_SECOND = unit("s")
_AFTER = re.compile(r"(?P<count>[0-9]{1,9}) (?P<of>messages?|readings?)")
_AFTER_SHAPE = named(
    "moment", "[0-9]{1,9} (?:messages?|readings?)", "写作 12 messages。 Write 12 messages or 5 readings."
)


@dataclass(frozen=True, slots=True)
class After:
    """How many messages, or readings, pass before a fault."""

    count: int
    of: Literal["messages", "readings"]


def _after(value: object) -> After:
    if isinstance(value, After):
        return value
    match = _AFTER.fullmatch(str(value))
    if match is None:
        raise refuse_text(f"'{value}' is no moment", "write 12 messages, or 5 readings")
    return After(int(match["count"]), "messages" if match["of"].startswith("message") else "readings")


class Fault(DocumentModel):
    """One thing that goes wrong.

    Args:
        kind: `silent` withholds a reply, `late` delays it, `garbage` replaces it, `close` closes the connection
            instead, `other_serial` answers another serial number, `refuse` accepts no connection, `overload` is a
            signal beyond the range at one reading, `trip` is a source that leaves operate by itself; when the person
            changes the leads of this instrument, `miswired` leaves one off, and `reversed` exchanges HI and LO.
        after: how many messages or readings pass before it.
        at: world time before which it does not happen [s].
        matching: only messages that contain this text count and are hit.
        lasting: whether it stays.
        delay: of a late reply.
        reply: garbage instead of the reply.
        serial: another serial number.
    """

    kind: Kind
    after: Annotated[After, BeforeValidator(_after), WithJsonSchema(_AFTER_SHAPE)] | None = None
    at: Quantity | None = None
    matching: TextField | None = None
    lasting: YesNo = False
    delay: Quantity | None = None
    reply: TextField | None = None
    serial: TextField | None = None

    @model_validator(mode="after")
    def _has_its_parameter(self) -> Self:
        wanted = _PARAMETERS.get(self.kind)
        for name in _PARAMETERS.values():
            given = getattr(self, name) is not None
            if given and name != wanted:
                raise refuse(Refusal(f"a fault '{self.kind}' has no {name}", "delete it", at=(name,)))
            if name == wanted and not given:
                raise refuse(Refusal(f"a fault '{self.kind}' needs its {name}", f"add {name}: …"))
        for name in ("at", "delay"):
            time = getattr(self, name)
            if time is not None and (time.dimension != _SECOND.dimension or time.si < 0):
                raise refuse(Refusal(f"{time} is no time", "write 30 s", at=(name,)))
        return self


class _Armed:
    """One fault that waits for its moment."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._messages = 0
        self._spent = False

    def hits(self, message: str | None, readings: int, now: float) -> bool:
        """Tell whether this message, or reading, is hit; it counts as seen."""
        fault = self.fault
        if self._spent or (fault.matching and (message is None or fault.matching not in message)):
            return False
        if message is not None:
            self._messages += 1
        seen = self._messages - 1 if fault.after is not None and fault.after.of == "messages" else readings
        early = fault.after is not None and seen < fault.after.count
        if early or (fault.at is not None and now < float(fault.at.si)):
            return False
        self._spent = not fault.lasting
        return True


class FaultScript:
    """All faults of one instrument, and how far it has come.

    Args:
        faults: as the world file says.
    """

    def __init__(self, faults: tuple[Fault, ...] = ()) -> None:
        self._armed = [_Armed(fault) for fault in faults]
        self._readings = 0
        self.armed = bool(faults)
        """Whether anything can go wrong at all."""

    @property
    def refuses(self) -> bool:
        """Whether no connection is accepted."""
        return any(armed.fault.kind == "refuse" for armed in self._armed)

    def of_message(self, message: str, now: float) -> tuple[Fault, ...]:
        """Return what happens to a message that has just come."""
        return tuple(a.fault for a in self._armed if self._on_message(a) and a.hits(message, self._readings, now))

    def overloads(self, now: float) -> bool:
        """Tell whether the reading that is taken now sees a signal beyond its range."""
        overloads = [a for a in self._armed if a.fault.kind in _ON_READINGS]
        return any(armed.hits(None, self._readings, now) for armed in overloads)

    def misconnects(self, now: float) -> set[str]:
        """Return how the leads that a person connects now come out: `miswired`, `reversed`, or as they should."""
        armed = [a for a in self._armed if a.fault.kind in _ON_CONNECTING]
        return {a.fault.kind for a in armed if a.hits(None, self._readings, now)}

    def trips_after_reading(self, now: float) -> bool:
        """Count a reading that was taken, and tell whether the source trips on it."""
        self._readings += 1
        trips = [a for a in self._armed if a.fault.kind == "trip" and not self._on_message(a)]
        return any(armed.hits(None, self._readings, now) for armed in trips)

    @staticmethod
    def _on_message(armed: _Armed) -> bool:
        fault = armed.fault
        by_readings = fault.after is not None and fault.after.of == "readings"
        apart = _ON_READINGS | _ON_CONNECTING
        return fault.kind not in apart and not (fault.kind == "trip" and by_readings)
