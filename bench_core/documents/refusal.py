"""How a field or a model says in its own words, and at its own place, why it refuses a value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from bench_core.bilingual import NOTHING, Bilingual

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TYPE = "calbench"
_KEY = "refusals"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, at one place.

    Args:
        message: what is wrong, with the value.
        hint: what to do, or empty.
        offset: characters into the text that the place holds.
        at: keys and list positions below the value that is refused; a last `[key]` means the key itself.
    """

    message: Bilingual
    hint: Bilingual = NOTHING
    offset: int = 0
    at: tuple[str | int, ...] = ()

    def below(self, *at: str | int) -> Refusal:
        """Return the same reason as seen from further up."""
        return replace(self, at=(*at, *self.at))


def refuse(*refusals: Refusal) -> PydanticCustomError:
    """Return the exception that a validator raises for these reasons."""
    words = "; ".join(refusal.message.en for refusal in refusals)
    return PydanticCustomError(_TYPE, "{words}", {"words": words, _KEY: refusals})


def refuse_text(message: Bilingual, hint: Bilingual = NOTHING, offset: int = 0) -> PydanticCustomError:
    """Return the exception that a validator of a single text raises."""
    return refuse(Refusal(message, hint, offset))


def refusals_of(error: ErrorDetails) -> tuple[Refusal, ...]:
    """Return the reasons inside one of pydantic's errors, empty when it is none of ours."""
    if error["type"] != _TYPE:
        return ()
    found: tuple[Refusal, ...] = error["ctx"][_KEY]
    return found
