"""How a run ended, as the exit code that scripts read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.failures import failure_kind
from bench_core.metrology.decision import Verdict

if TYPE_CHECKING:
    from bench_core.records.run_state import RunState

DONE = 0
NOT_SHOWN_TO_BE_IN_TOLERANCE = 1
INTERRUPTED = 4


def exit_code(state: RunState) -> int:
    """Return 0 in tolerance or not to be judged, 1 finished otherwise, 2 usage, 3 instrument, 4 aborted, 5 record.

    Args:
        state: what the record says.
    """
    if state.ended is not None and state.ended.state == "finished":
        whole = not state.remaining and state.verdict in {Verdict.PASS, None}
        return DONE if whole else NOT_SHOWN_TO_BE_IN_TOLERANCE
    if state.failure is None or (state.ended is not None and state.ended.state == "aborted"):
        return INTERRUPTED
    return (failure_kind(state.failure.failure) or BenchError).exit_code
