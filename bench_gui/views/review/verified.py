"""What `calbench verify --json` answered, as one plain verdict with what is proved and what is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_gui.tone import Tone

if TYPE_CHECKING:
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome of one verification.

    Args:
        word: the verdict.
        tone: of the verdict.
        icon: of the verdict.
        detail: why it does not verify, with its line; of one that does, whose key was not checked; else empty.
        proved: sentences.
        not_proved: sentences.
    """

    word: str
    tone: Tone
    icon: str
    detail: str
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]


def verified(answer: Mapping[str, object], words: Words) -> Verified:
    """Return the outcome for people.

    Args:
        answer: one object of `calbench verify --json`; what cannot be understood is no proof.
        words: of the window's language.
    """
    if answer.get("verifies") is not True:
        failure = answer.get("failure")
        found = failure if isinstance(failure, Mapping) else {}
        told = _text(found.get("told"), words) or words("The verification gave no answer that can be understood.")
        line = found.get("line")
        detail = words("line {line}: {told}", line=line, told=told) if isinstance(line, int) else told
        return Verified(words("Does not verify"), Tone.BAD, Tone.BAD.icon, detail, (), ())
    checked = answer.get("keys") is True
    unchecked = words(
        "Whose key signed it was not checked: put the laboratory's file of public keys into the workplace folder, "
        "choose it here, and verify again."
    )
    return Verified(
        words("Verifies"),
        Tone.GOOD,
        Tone.GOOD.icon,
        "" if checked else unchecked,
        _texts(answer.get("proved"), words),
        _texts(answer.get("unproved"), words),
    )


def _texts(found: object, words: Words) -> tuple[str, ...]:
    entries = found if isinstance(found, Sequence) and not isinstance(found, str) else ()
    return tuple(text for entry in entries if (text := _text(entry, words)))


def _text(entry: object, words: Words) -> str:
    """Return the text of `{"zh", "en"}` in the window's language."""
    if not isinstance(entry, Mapping):
        return ""
    from bench_core.bilingual import Bilingual  # noqa: PLC0415

    return words.of(Bilingual(str(entry.get("zh", "")), str(entry.get("en", ""))))
