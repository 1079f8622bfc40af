"""Checks what an event says against the raw reply that it carries; it knows forms of replies and no instrument."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.metrology.unit import is_unit, unit
from bench_core.records.events import IndicationTaken, SettingMade
from bench_core.records.reply import LIBRARY, library_parts, read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.records.events import Event, InstrumentIdentified, OutputAsked

_NOT_A_NUMBER = Decimal("9.9E37")  # SCPI-1999: 9.9E37 is infinity, 9.91E37 is not a number
_WITH_UNIT = "nrf:0"
_UNIT = re.compile(r"[A-Za-zµΩ°%][A-Za-zµΩ°%0-9/^·]*")
_ASKED_STATE = ("operate", "make_safe")  # `source` carries the reply to another question, a setting


def wrong_identity(event: InstrumentIdentified) -> str | None:
    """Tell where an identity is not what the reply says (IEEE 488.2 10.14: maker, model, serial number, firmware).

    Returns:
        A sentence, or None: it agrees, or the reply has not these four fields.
    """
    fields = [field.strip() for field in event.raw.split(",")]
    names = ("maker", "model", "serial", "firmware")
    if len(fields) != len(names):
        return None
    for name, said in zip(names, fields, strict=True):
        recorded = getattr(event, name)
        if recorded != said:
            return f"{event.instrument} answered {event.raw!r}: its {name} is {said!r}, recorded is {recorded!r}"
    return None


def wrong_state(event: OutputAsked | SettingMade) -> str | None:
    """Tell where an output's state is not what the reply says, `0` or `1`; other replies prove nothing here."""
    if not _carries_state(event) or event.energised is None or event.raw.strip() not in {"0", "1"}:
        return None
    if event.energised == (event.raw.strip() == "1"):
        return None
    return f"{event.instrument} answered {event.raw!r}, recorded is energised {str(event.energised).lower()}"


def _carries_state(event: OutputAsked | SettingMade) -> bool:
    return getattr(event, "action", _ASKED_STATE[0]) in _ASKED_STATE


def wrong_indication(before: Sequence[Event], event: IndicationTaken) -> str | None:
    """Tell where a value or its unit is not what the reply says, or a source's setting changed under way.

    Args:
        before: every event of the attempt before this one.
        event: of this attempt.
    """
    try:
        value = read_number(event.form, event.raw)
    except BenchError as error:
        return f"the reply gives no number: {error}"
    if str(value) != str(event.value):
        return f"the reply {event.raw!r} reads {value} {event.unit}, recorded is {event.value} {event.unit}"
    if abs(value) >= _NOT_A_NUMBER:
        return f"the reply {event.raw!r} says overload, which is never a value"
    if event.form == LIBRARY and (wrong := _wrong_library_unit(event)):
        return wrong
    if event.purpose == "reference":
        return _wrong_unit(event) or _changed(before, event)
    return None


def _wrong_library_unit(event: IndicationTaken) -> str | None:
    """Tell where a library gave a unit with its number, and another one is recorded."""
    symbol = library_parts(event.raw)[1]
    if symbol is None or symbol == event.unit:
        return None
    return f"the library answered {event.raw!r}, recorded is {event.value} {event.unit}"


def _wrong_unit(event: IndicationTaken) -> str | None:
    fields = event.raw.split(",")
    if event.form != _WITH_UNIT or len(fields) == 1 or _UNIT.fullmatch(fields[1].strip()) is None:
        return None
    if not is_unit(fields[1].strip()):
        return None  # an instrument's own word for a unit, which only its driver can read
    said = unit(fields[1].strip())
    if said == unit(event.unit):
        return None
    return f"the reply {event.raw!r} is in {said}, recorded is {event.value} {event.unit}"


def _changed(before: Sequence[Event], event: IndicationTaken) -> str | None:
    """Tell where a setting read back is not the one that was made last in this attempt."""
    first: IndicationTaken | None = None
    for one in before:
        if isinstance(one, SettingMade) and (one.action, one.instrument) == ("source", event.instrument):
            first = None
        elif isinstance(one, IndicationTaken) and (one.purpose, one.name) == ("reference", event.name):
            first = first or one
    if first is None or (first.value, first.unit) == (event.value, event.unit):
        return None
    was, now = f"{first.value} {first.unit}", f"{event.value} {event.unit}"
    return f"{event.name} was {was} and is {now} in the same attempt; the setting did not stay"
