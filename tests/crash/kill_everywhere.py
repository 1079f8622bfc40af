"""Kills a short virtual run with SIGKILL after each of its events in turn, resumes it, and compares the results.

    python tests/crash/kill_everywhere.py FOLDER WAY

FOLDER holds the files of a small bench; WAY is `after` (the event was written) or `half` (its line was half written).
One process loads the program and the type records once and forks a child for each run, so that a hundred kills take
seconds. Prints a line per kill that went wrong, and a last line `N passed, N failed`.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import drivers.bench
from bench_core.errors import BenchError
from bench_core.records.journal import Journal
from bench_core.records.record import read_record
from bench_core.records.run_state import RunState, fold_record
from bench_core.records.signing import signing_key
from bench_core.records.verification import verify
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform


def main(folder: Path, way: str) -> int:
    signing_key()
    drivers.bench.load = cache(drivers.bench.load)  # type: ignore[assignment]
    drivers.bench.read_bench(folder / "bench.yaml")
    whole = folder / "whole.calrun"
    in_child(lambda: perform(request(folder, whole), Control()))
    expected = fold_record(read_record(whole))
    events = len(read_record(whole).lines)
    failed = 0
    for number in range(1, events + 1):
        complaint = kill_and_resume(folder, way, number, expected)
        if complaint:
            print(f"killed {way} event {number}: {complaint}")
            failed += 1
    print(f"{events - failed} passed, {failed} failed")
    return 1 if failed else 0


def kill_and_resume(folder: Path, way: str, number: int, expected: RunState) -> str:
    record = folder / f"{way}-{number}.calrun"
    status = in_child(lambda: perform_and_die(request(folder, record), way, number))
    if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
        return f"was not killed, status {status}"
    content = record.read_bytes()
    left = read_record(record)
    if len(left.lines) != (number if way == "after" else number - 1):
        return f"{len(left.lines)} events were kept"
    if left.finished:
        return "" if way == "after" and verify(record) else "a finished run does not verify"
    if not left.lines:
        return ""  # nothing had begun: there is nothing to resume
    in_child(lambda: perform(RunRequest(record=record, resume=True), Control()))
    return compare(record, content[: content.rfind(b"\n") + 1], expected)


def compare(record: Path, kept: bytes, expected: RunState) -> str:
    if not record.read_bytes().startswith(kept):
        return "what was recorded before the kill has changed"
    try:
        state = verify(record).state
    except BenchError as problem:
        return f"does not verify: {problem}"
    if not state.interruptions and state.ended and state.checkpoint and len(state.attempts) == len(expected.attempts):
        return "" if results(state) == results(expected) else "results differ"
    if len(state.interruptions) != 1:
        return f"{len(state.interruptions)} interruptions are on record"
    return "" if results(state) == results(expected) else "results differ"


def results(state: RunState) -> dict[tuple[str, str], object]:
    return {place: completed.result for place, completed in state.results.items()}


def request(folder: Path, record: Path) -> RunRequest:
    return RunRequest(
        record=record,
        procedure=folder / "procedure.yaml",
        bench=folder / "bench.yaml",
        order=folder / "order.yaml",
        operator="tester",
        clock="virtual",
    )


def perform_and_die(what: RunRequest, way: str, number: int) -> int:
    put, count = Journal._put, 0

    def put_and_die(journal: Journal, line: bytes) -> None:
        nonlocal count
        count += 1
        if count == number and way == "half":
            os.write(journal._descriptor, line[: len(line) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        put(journal, line)
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    Journal._put = put_and_die  # type: ignore[method-assign]
    return perform(what, Control())


def in_child(work: Callable[[], int]) -> int:
    child = os.fork()
    if child == 0:
        try:
            os._exit(work())
        except BaseException as problem:  # noqa: BLE001  a forked child must never return into the parent's code
            print(f"  child: {problem!r}", flush=True)
            os._exit(99)
    return os.waitpid(child, 0)[1]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
