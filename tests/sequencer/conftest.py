"""Runs the small bench in this process, on a virtual clock."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bench_core.records.record import Record, read_record
from bench_core.records.run_state import RunState, fold_record
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform


@dataclass
class Ran:
    """A run that was performed: exit code, record and what it says."""

    code: int
    record: Record
    state: RunState

    def kinds(self) -> list[str]:
        return [type(line.event).__name__ for line in self.record.lines]


@pytest.fixture
def request_for(bench_folder) -> Callable[..., RunRequest]:
    def make(**changes: object) -> RunRequest:
        fields = {
            "record": bench_folder.path("a.calrun"),
            "procedure": bench_folder.path("procedure.yaml"),
            "bench": bench_folder.path("bench.yaml"),
            "operator": "tester",
            "clock": "virtual",
        }
        return RunRequest(**(fields | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def run(request_for) -> Callable[..., Ran]:
    def perform_it(control: Control | None = None, **changes: object) -> Ran:
        request = request_for(**changes)
        code = perform(request, control or Control())
        record = read_record(request.record)
        return Ran(code, record, fold_record(record))

    return perform_it
