"""Who reads an instrument blind sees no result of an item before its last reading has been entered."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench_cli.person_here import Interrupts
from bench_cli.run_table import results
from bench_cli.watching import watch
from bench_core.records.events import PointCompleted, RunEnded
from bench_core.records.folding import fold
from bench_core.records.record import read_record


class Lines:
    """A terminal that keeps its lines."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, line: str) -> None:
        self.said.append(line)

    def doing(self, state: object) -> None:
        """Nothing."""

    def ask(self, hint: str) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


@pytest.fixture
def states(finished):
    """Every state of a finished run in which a person reads the unit under test, with the event that led to it."""
    state, found = None, []
    for line in read_record(finished).lines:
        state = fold(state, line)
        if not found:
            plan = state.plan
            plan = replace(plan, roles={**plan.roles, "uut": replace(plan.roles["uut"], by_person=True)})
            state = replace(state, started=replace(state.started, plan=plan))
        found.append((line.event, state))
    return found


def is_result(line: str) -> bool:
    return "pass" in line or "8.99" in line or "9.00" in line


def test_no_result_of_an_item_is_in_the_table_before_its_last_point_is_read(states):
    done = [list(results(state)) for event, state in states if isinstance(event, PointCompleted)]
    assert not any(is_result(line) for table in done[:-1] for line in table)
    assert "read blind 2/3, shown when the whole item is read" in "\n".join(done[1])
    assert sum(is_result(line) for line in done[-1]) == 3


def test_a_run_that_ended_hides_nothing(states):
    _, state = [one for one in states if isinstance(one[0], PointCompleted)][1]
    ended = replace(state, ended=RunEnded("aborted", "smoke", True))
    assert sum(is_result(line) for line in results(ended)) == 2


@pytest.fixture
def watched(monkeypatch, finished):
    """What a watcher prints of a record in which a person reads the unit under test, cut after so many lines."""

    def show(lines: int | None = None) -> list[str]:
        terminal = Lines()
        monkeypatch.setattr("bench_cli.watching.progress", lambda: terminal)
        monkeypatch.setattr("bench_cli.watching.reads_blind", lambda _: True)
        monkeypatch.setattr("bench_core.records.blind.reads_blind", lambda _: True)
        record = Path(f"{finished}.cut")
        record.write_bytes(b"".join(finished.read_bytes().splitlines(keepends=True)[:lines]))
        watch(record, lambda: False, Interrupts())
        return terminal.said

    return show


def test_a_watcher_prints_the_rows_of_an_item_together_after_its_last_reading(watched, finished):
    events = [type(line.event).__name__ for line in read_record(finished).lines]
    last = len(events) - events[::-1].index("PointCompleted")
    assert not any(is_result(line) for line in watched(last - 1))
    assert sum(is_result(line) for line in watched(last)) == 3
    whole = watched()
    assert sum(is_result(line) for line in whole) == 3  # each row once
