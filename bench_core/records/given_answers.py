"""What an answer to a prompt means: the one reading of it, for the run and for whoever verifies its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import AnswersInvalid, NumberInvalid, UsageError
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.unit import unit
from bench_core.records.reply import read_entry

if TYPE_CHECKING:
    from bench_core.records.events import MeasurementKey, PromptAsked

YES_OR_NO = frozenset({"confirm", "energise", "connect", "select"})
"""Kinds of prompts that are answered with yes or no."""
OVERLOAD = "OL"
"""What a person enters for a display that shows overload."""
_YES = frozenset({"yes", "y", "是", "好"})
_NO = frozenset({"no", "n", "否", "不"})
_LONGEST = 60
_BEYOND_RANGE = 3
"""No display shows three times its range; such an entry has a lost point or a wrong prefix."""


def reading_name(key: MeasurementKey, name: str, number: int) -> str:
    """Return what prompts and answers files call one reading that a person takes: `ITEM/POINT/NAME/NUMBER`."""
    return f"{key.item}/{key.point}/{name}/{number}"


def is_yes(text: str) -> bool:
    """Return whether an answer to a confirmation says yes."""
    return text.strip().lower() in _YES


def read_answer(prompt: PromptAsked, text: str) -> Quantity | bool | str:
    """Return an answer as what its prompt asks for.

    Returns:
        Whether it says yes; a serial number; a value; or `OL` where the instrument that is read shows overload.

    Raises:
        AnswersInvalid: it is something else.
    """
    if prompt.kind in YES_OR_NO:
        return _read_yes_or_no(prompt, text)
    if prompt.kind == "identify":
        return _read_serial(prompt, text)
    try:
        return _read_display(prompt, text) if prompt.instrument else _read_value(prompt, text)
    except UsageError as reason:
        raise AnswersInvalid(f"prompt '{prompt.name}': {reason}; give a value in {prompt.unit}") from reason


def _read_value(prompt: PromptAsked, text: str) -> Quantity:
    return Quantity.parse(text if not _is_bare(text) else f"{text} {prompt.unit}").to(prompt.unit)


def _read_display(prompt: PromptAsked, text: str) -> Quantity | str:
    """Return what a display shows, in the unit entered, with exactly the digits entered."""
    if text.strip().upper().lstrip("+-") == OVERLOAD:
        return OVERLOAD
    number, symbol = read_entry(text)
    shown = Quantity.of(number, symbol or prompt.unit)
    shown.unit.require_same_kind(unit(prompt.unit))
    range_ = prompt.settings.get("range")
    if range_ is not None and _size(shown) > _size(Quantity.parse(range_)) * _BEYOND_RANGE:
        raise NumberInvalid(f"{shown} is no indication on range {range_}; look at the point, and at the unit (m or M)")
    return shown


def _size(value: Quantity) -> Quantity:
    """Return how far a value is from the zero of its scale, which °C has too."""
    return abs(value.as_difference())


def _read_serial(prompt: PromptAsked, text: str) -> str:
    serial = text.strip()
    if not serial.isprintable() or not 0 < len(serial) <= _LONGEST:
        raise AnswersInvalid(f"prompt '{prompt.name}': '{text[:_LONGEST]}' is no serial number; copy it as printed")
    return serial


def _is_bare(text: str) -> bool:
    return bool(text.strip()) and text.strip()[-1].isdigit()


def _read_yes_or_no(prompt: PromptAsked, text: str) -> bool:
    if is_yes(text):
        return True
    if text.strip().lower() in _NO:
        return False
    raise AnswersInvalid(f"prompt '{prompt.name}': '{text}' is neither yes nor no (是 / 否)")
