"""Failures in a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.failures import failure_kind, in_chinese
from bench_gui.words import Language

if TYPE_CHECKING:
    from bench_core.records.run_events import StepFailed
    from bench_gui.words import Words


def failure_text(failed: StepFailed, words: Words) -> str:
    """Return what failed: in Chinese its kind first, for the sentence itself is as the program said it."""
    if words.language is Language.EN:
        return failed.message
    kind = failure_kind(failed.failure)
    chinese = words("Fault of the program") if kind is None else in_chinese(kind)
    return words("{kind}: {message}", kind=chinese, message=failed.message) if chinese else failed.message
