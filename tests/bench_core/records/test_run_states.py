"""A run moves between its states as the table says, and not otherwise."""

from __future__ import annotations

from itertools import product

import pytest

from bench_core.errors import RecordError
from bench_core.records.run_states import MOVES, RunStatus, move

ALLOWED = """
ready       -> running aborted failed interrupted
running     -> paused suspended finished aborted failed interrupted
paused      -> running aborted failed interrupted
suspended   -> running paused aborted failed interrupted
interrupted -> running aborted failed
finished    ->
aborted     ->
failed      ->
"""
PAIRS = {
    (before.strip(), after)
    for before, _, rest in (line.partition("->") for line in ALLOWED.strip().splitlines())
    for after in rest.split()
}


@pytest.mark.parametrize(("before", "after"), list(product(RunStatus, RunStatus)))
def test_every_pair_of_states_is_allowed_or_refused_as_listed(before, after):
    if (before.value, after.value) in PAIRS:
        assert move(before, after) is after
    else:
        with pytest.raises(RecordError, match=f"from {before} to {after}"):
            move(before, after)


def test_an_ended_run_never_moves_again():
    assert [state for state in RunStatus if not MOVES[state]] == [
        RunStatus.FINISHED,
        RunStatus.ABORTED,
        RunStatus.FAILED,
    ]
