"""Knows what a library's answer is: a number, a truth value, a text, a quantity; refuses to guess at anything else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import Indication
from bench_core.errors import MalformedReply, NumberInvalid, UnitUnknown
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit
from bench_core.records.reply import LIBRARY, library_parts, read_number
from drivers.protocols import ieee4882
from drivers.protocols.ieee4882 import QueueEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import Identity

_LONGEST_SHOWN = 80
_IDENTITY = ("vendor", "model", "serial", "firmware")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a library returned.

    Args:
        text: its digits as Python writes them, with the unit that it gave after a blank; goes into the record.
        truth: of a truth value, else None.
        infinite: whether it is a number beyond all others.
    """

    text: str
    truth: bool | None = None
    infinite: bool = False

    @property
    def number(self) -> Decimal:
        """The number, with exactly the digits of the text.

        Raises:
            MalformedReply: there is none.
        """
        try:
            return read_number(LIBRARY, self.text)
        except NumberInvalid as problem:
            raise ieee4882.malformed("one number", self.text) from problem

    def unit_of(self, expected: str) -> str:
        """Return the symbol of the unit that it is in: its own, which must be of the same kind, else the expected one.

        Args:
            expected: symbol of the unit of numbers without a unit.

        Raises:
            MalformedReply: its unit is of another kind, or not known.
        """
        symbol = library_parts(self.text)[1]
        if symbol is None:
            return expected
        try:
            same_kind = unit(symbol).dimension == unit(expected).dimension
        except UnitUnknown:
            same_kind = False
        if not same_kind:
            raise ieee4882.malformed(f"a number in {expected} or a multiple", self.text)
        return symbol

    def indication(self, expected: str) -> Indication:
        """Return it as the record has it.

        Args:
            expected: symbol of the unit of numbers without a unit.

        Raises:
            MalformedReply: there is no number, or its unit is of another kind.
        """
        return Indication(self.number, self.unit_of(expected), self.text, LIBRARY)

    def says(self, expected: bool | float | str, symbol: str) -> bool:  # noqa: FBT001  a truth value is one of the literals
        """Tell whether it is what was expected: the truth value, a number in any form, or exactly the text.

        Args:
            expected: literal.
            symbol: of the unit of an expected number; empty for a plain one.

        Raises:
            MalformedReply: a truth value or number is expected, and the answer is something else.
        """
        if isinstance(expected, str):
            return self.text == expected
        if isinstance(expected, bool) != (self.truth is not None):
            raise ieee4882.malformed(f"{expected!r}", self.text)
        if self.truth is not None:
            return self.truth is expected
        found = Quantity.of(self.number, self.unit_of(symbol) if symbol else "1")
        return found == Quantity.of(Decimal(repr(expected)), symbol or "1")


def answer(returned: object) -> Answer:
    """Return what a library returned as an answer.

    Args:
        returned: a truth value, number, text, enumerator, or a quantity with magnitude and units such as Pint's.

    Raises:
        MalformedReply: it is something else, such as a list of readings or nothing.
    """
    if isinstance(returned, bool):
        return Answer(str(returned), truth=returned)
    if isinstance(returned, Enum):
        return Answer(str(returned.name))
    if isinstance(returned, str):
        return Answer(returned.strip())
    number = _digits(returned)
    if number is not None:
        return Answer(number, infinite=number in {"inf", "-inf"})
    units = getattr(returned, "units", None)
    magnitude = _digits(getattr(returned, "magnitude", None))
    if units is None or magnitude is None:
        raise MalformedReply("answer", f"expected one value, received {_shown(returned)}")
    return Answer(f"{magnitude} {units:~}".strip(), infinite=magnitude in {"inf", "-inf"})


def answer_in(returned: object, symbol: str) -> Answer:
    """Return an answer that is a number in a unit, or beyond all numbers.

    Args:
        returned: by the library.
        symbol: of the unit of numbers without a unit.

    Raises:
        MalformedReply: it is no number, or of another kind.
    """
    found = answer(returned)
    if not found.infinite:
        found.indication(symbol)
    return found


def _shown(returned: object) -> str:
    return f"{type(returned).__name__} {returned!r}"[:_LONGEST_SHOWN]


def _digits(returned: object) -> str | None:
    """Return a number as Python writes it; a float of NumPy is a float."""
    if isinstance(returned, float):
        return repr(float(returned)) if not math.isnan(returned) else "nan"
    if isinstance(returned, int | Decimal) and not isinstance(returned, bool):
        return str(returned)
    return None


def require(number: int, returned: object) -> None:
    """Refuse an answer that is another number.

    Raises:
        MalformedReply: it is another, or none.
    """
    found = answer(returned)
    if found.number != number:
        raise ieee4882.malformed(f"{number}, to be sure that no late reply is left", found.text)


def part(returned: object, field: int) -> object:
    """Return one part of a list, or of a text with commas.

    Args:
        returned: by the library.
        field: from 1.

    Raises:
        MalformedReply: there is none.
    """
    parts = returned.split(",") if isinstance(returned, str) else returned
    if not isinstance(parts, list | tuple) or len(parts) < field:
        raise MalformedReply("answer", f"expected at least {field} values, received {_shown(returned)}")
    found: object = parts[field - 1]
    return found


def identity(returned: object) -> Identity:
    """Return who an instrument says it is: a reply to `*IDN?`, or QCoDeS' dictionary of the same four.

    Raises:
        MalformedReply: neither.
    """
    if isinstance(returned, dict):
        return ieee4882.identity(_joined(returned))
    return ieee4882.identity(answer(returned).text)


def _joined(fields: Mapping[str, object]) -> str:
    return ",".join(str(fields.get(name) or "") for name in _IDENTITY)


def queue_entry(returned: object, *, quoted: bool) -> QueueEntry:
    """Return one entry of an error queue: a text, or a list of its number and its text.

    Args:
        returned: by the library.
        quoted: whether a text after the number stands in quotation marks.

    Raises:
        MalformedReply: it is neither.
    """
    if isinstance(returned, list | tuple) and len(returned) > 1:
        number = answer(returned[0]).number
        return QueueEntry(int(number), ",".join(str(part) for part in returned[1:]).strip(' "'))
    text = answer(returned).text
    return ieee4882.queue_entry(text) if quoted else ieee4882.plain_queue_entry(text)
