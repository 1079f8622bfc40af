"""What an answer to a prompt means: the one reading of it, for the run and for whoever verifies its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import AnswersInvalid, UsageError
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from bench_core.records.events import PromptAsked

_YES = frozenset({"yes", "y", "是", "好"})
_NO = frozenset({"no", "n", "否", "不"})


def is_yes(text: str) -> bool:
    """Return whether an answer to a confirmation says yes."""
    return text.strip().lower() in _YES


def read_answer(prompt: PromptAsked, text: str) -> Quantity | bool:
    """Return an answer as what its prompt asks for.

    Raises:
        AnswersInvalid: it is something else.
    """
    if prompt.kind in {"confirm", "energise"}:
        return _read_yes_or_no(prompt, text)
    try:
        value = Quantity.parse(text if not _is_bare(text) else f"{text} {prompt.unit}").to(prompt.unit)
    except UsageError as reason:
        raise AnswersInvalid(f"prompt '{prompt.name}': {reason}; give a value in {prompt.unit}") from reason
    return value


def _is_bare(text: str) -> bool:
    return bool(text.strip()) and text.strip()[-1].isdigit()


def _read_yes_or_no(prompt: PromptAsked, text: str) -> bool:
    if is_yes(text):
        return True
    if text.strip().lower() in _NO:
        return False
    raise AnswersInvalid(f"prompt '{prompt.name}': '{text}' is neither yes nor no (是 / 否)")
