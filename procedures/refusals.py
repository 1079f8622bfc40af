"""Collects every reason why a bench does not suffice, so that a person hears all of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BindingRefused, LimitExceeded, UsageError

if TYPE_CHECKING:
    from bench_core.capabilities.binding import BoundInstrument


class Reasons:
    """Reasons for a refusal, in the order in which they were found, each once."""

    def __init__(self) -> None:
        self._found: dict[str, UsageError] = {}

    def add(self, reason: UsageError) -> None:
        """Remember a reason."""
        self._found.setdefault(str(reason), reason)

    def refuse(self) -> None:
        """Raise what was found, or return where nothing was.

        Raises:
            UsageError: of the reasons' own class where they agree; `LimitExceeded` where one of them is a limit; else
                `BindingRefused`; with every reason on a line of its own.
        """
        if not self._found:
            return
        kinds = {type(reason) for reason in self._found.values()}
        kind: type[UsageError] = BindingRefused
        if len(kinds) == 1:
            kind = kinds.pop()
        elif LimitExceeded in kinds:
            kind = LimitExceeded
        raise kind("\n".join(self._found))


def who(role: str, instrument: BoundInstrument) -> str:
    """Return how messages call an instrument in its role."""
    record = instrument.type_record
    return f"{role} ({instrument.name}, {record.maker} {record.model})"
