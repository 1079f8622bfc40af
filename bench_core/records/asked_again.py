"""Which answer could not be used when a prompt comes again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import AnswersInvalid
from bench_core.records.given_answers import read_answer

if TYPE_CHECKING:
    from bench_core.records.events import PromptAnswered, PromptAsked
    from bench_core.records.run_state import RunState


def refused_answer(state: RunState, prompt: PromptAsked) -> PromptAnswered | None:
    """Return the answer that could not be used, for which the prompt comes again; None for a first question.

    Args:
        state: with the answers before the prompt.
        prompt: that is asked.
    """
    before = next(reversed(list(state.answers.values())), None)
    if before is None or not _is_again(prompt.prompt, before.prompt):
        return None
    try:
        read_answer(prompt, before.answer)
    except AnswersInvalid:
        return before
    return None  # it was used: another attempt asks anew


def _is_again(prompt: str, before: str) -> bool:
    stem, _, number = prompt.rpartition("/")
    return number.isdigit() and before in {stem, f"{stem}/{int(number) - 1}"}
