"""The states of a run and the one table of moves between them; it knows no event."""

from __future__ import annotations

from enum import StrEnum

from bench_core.errors import RecordError


class RunStatus(StrEnum):
    """Where a run stands.

    `ready`: on record, nothing measured yet; `paused` by a person; `suspended` by a condition;
    `interrupted`: its process has gone without ending it.
    """

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    FINISHED = "finished"
    ABORTED = "aborted"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


_R = RunStatus
_STOPS = frozenset({_R.ABORTED, _R.FAILED, _R.INTERRUPTED})

MOVES: dict[RunStatus, frozenset[RunStatus]] = {
    _R.READY: _STOPS | {_R.RUNNING},
    _R.RUNNING: _STOPS | {_R.PAUSED, _R.SUSPENDED, _R.FINISHED},
    _R.PAUSED: _STOPS | {_R.RUNNING},
    _R.SUSPENDED: _STOPS | {_R.RUNNING, _R.PAUSED},
    _R.INTERRUPTED: frozenset({_R.RUNNING, _R.ABORTED, _R.FAILED}),
    _R.FINISHED: frozenset(),
    _R.ABORTED: frozenset(),
    _R.FAILED: frozenset(),
}
"""From each state, the states that may follow it."""


def move(before: RunStatus, after: RunStatus) -> RunStatus:
    """Return `after`, if a run may go there.

    Raises:
        RecordError: it may not.
    """
    if after not in MOVES[before]:
        raise RecordError(f"run: it cannot go from {before} to {after}; the record's events are out of order")
    return after
