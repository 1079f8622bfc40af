"""Knows how the places of a described function are filled with numbers for the wire; knows no instrument."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.documents.commands import FREQUENCY
from bench_core.errors import NumberInvalid
from bench_core.metrology.quantity import decimal, number_text
from drivers.setting import ReadBack, Setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bench_core.documents.command_forms import ReadBackForm
    from bench_core.documents.templates import Template
    from bench_core.metrology.quantity import Quantity


def numbers(values: Mapping[str, Quantity], symbol: str, frequency: Quantity | None) -> dict[str, str]:
    """Return, by place, what is sent.

    Args:
        values: in any unit of the function's kind.
        symbol: of the unit of numbers on the wire.
        frequency: of an AC value, or None.
    """
    filled = {place: number_text(value.to(symbol).value) for place, value in values.items()}
    return filled if frequency is None else filled | {FREQUENCY: number_text(frequency.to("Hz").value)}


def filled_settings(
    commands: Iterable[Template], read_backs: Iterable[ReadBackForm], filled: Mapping[str, str]
) -> Iterator[Setting]:
    """Yield the settings of a function; what has a place without a number is left out.

    Args:
        commands: in the order in which they are sent.
        read_backs: asked after all of them.
        filled: numbers for the wire, by place.
    """
    asked = tuple(filled_read_back(one, filled) for one in read_backs if _places(one) <= filled.keys())
    for command in commands:
        if command.places <= filled.keys():
            yield Setting(command.fill(filled), asked)
            asked = ()  # all are asked at the end, and each once


def filled_read_back(form: ReadBackForm, filled: Mapping[str, str]) -> ReadBack:
    """Return a question with what its reply must say."""
    return read_back(form.ask.fill(filled), form.expect.fill(filled), form.field)


def read_back(question: str, expected: str, field: int | None = None) -> ReadBack:
    """Return a question with what its reply must say: a number, where that is one, or exactly the text.

    Args:
        question: as sent.
        expected: as written.
        field: of the reply, from 1, or None.
    """
    index = None if field is None else field - 1
    try:
        return ReadBack(question, (Fraction(decimal(expected.strip())),), index)
    except NumberInvalid:
        return ReadBack(question, (expected.strip(),), index)


def _places(form: ReadBackForm) -> frozenset[str]:
    return form.ask.places | form.expect.places
