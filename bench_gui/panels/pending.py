"""Which commands are on their way: from the moment they are sent until the run has carried them out or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.records.run_states import RunStatus

if TYPE_CHECKING:
    from bench_gui.views.watching import Seen

_LATER = frozenset({"pause"})
"""The run accepts these at once, and carries them out after what is under way."""


class Pending:
    """The controls that were used, by the ticket of their command."""

    def __init__(self) -> None:
        self._sent: dict[int, tuple[str, int]] = {}
        self._accepted: dict[str, int] = {}

    @property
    def names(self) -> frozenset[str]:
        """Names of the controls that were used and are not carried out yet."""
        return frozenset(control for control, _ in self._sent.values()) | self._accepted.keys()

    def sent(self, control: str, ticket: int, held: int) -> None:
        """Note that the command of a control was sent.

        Args:
            control: its name.
            ticket: of the command.
            held: how often the run had been held by then.
        """
        self._sent[ticket] = control, held

    def told(self, ticket: int, *, refused: bool) -> None:
        """Note what the run said to a command."""
        control, held = self._sent.pop(ticket, ("", 0))
        if control in _LATER and not refused:
            self._accepted[control] = held

    def look(self, seen: Seen) -> None:
        """Forget what has been carried out by now, also where the run goes on again since the last look."""
        running = seen.state.status is RunStatus.RUNNING
        self._accepted = {name: held for name, held in self._accepted.items() if running and held == seen.held}

    def forget(self) -> None:
        """Forget everything: another run is watched."""
        self._sent.clear()
        self._accepted.clear()
