"""Which commands are on their way: from the moment they are sent until the run has carried them out or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.records.run_states import RunStatus

if TYPE_CHECKING:
    from bench_core.records.run_state import RunState

_LATER = frozenset({"pause"})
"""The run accepts these at once, and carries them out after what is under way."""


class Pending:
    """The controls that were used, by the ticket of their command."""

    def __init__(self) -> None:
        self._sent: dict[int, str] = {}
        self._accepted: set[str] = set()

    @property
    def names(self) -> frozenset[str]:
        """Names of the controls that were used and are not carried out yet."""
        return frozenset(self._sent.values()) | self._accepted

    def sent(self, control: str, ticket: int) -> None:
        """Note that the command of a control was sent."""
        self._sent[ticket] = control

    def told(self, ticket: int, *, refused: bool) -> None:
        """Note what the run said to a command."""
        control = self._sent.pop(ticket, "")
        if control in _LATER and not refused:
            self._accepted.add(control)

    def look(self, state: RunState) -> None:
        """Forget what has been carried out by now: a run that pauses does not run."""
        if state.status is not RunStatus.RUNNING:
            self._accepted.clear()

    def forget(self) -> None:
        """Forget everything: another run is watched."""
        self._sent.clear()
        self._accepted.clear()
