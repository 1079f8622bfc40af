"""What a screen shows while it waits for a blind reading: nothing, until that is entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench_gui.views.prompts import PromptView
    from bench_gui.words import Words

_TELLING = frozenset({"review", "procedure"})
"""Screens that tell points, reference values, errors or verdicts, of this run or of earlier ones."""


@dataclass(frozen=True, slots=True)
class WaitingView:
    """What stands in place of a screen.

    Args:
        title: that it waits.
        why: and until when.
        back: label of the button that leads to the run.
    """

    title: str
    why: str
    back: str


def reads_blind_now(prompt: PromptView | None) -> bool:
    """Return whether a person is to read at this moment what nothing may tell before.

    Args:
        prompt: what the watched run asks a person; None where it asks nobody.
    """
    return prompt is not None and prompt.kind == "number"


def waiting(screen: str, prompt: PromptView | None, words: Words) -> WaitingView | None:
    """Return what is shown in place of a screen; None where it may be seen.

    The run screen itself hides what tells what to expect, so does the work list, and the others tell nothing of it.

    Args:
        screen: its name.
        prompt: what the watched run asks a person; None where it asks nobody.
        words: of the window's language.
    """
    if screen not in _TELLING or not reads_blind_now(prompt):
        return None
    return WaitingView(
        words("This waits until the reading is entered"),
        words("A reading is asked for, and it is taken blind: nothing may tell what to expect."),
        words("Back to the run"),
    )
