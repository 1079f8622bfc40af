"""Kills a short virtual run with SIGKILL at every step that its record takes, resumes it, and compares the results.

    python tests/crash/kill_everywhere.py FOLDER [--sample N] [--seed N] [--json FILE]

FOLDER holds the files of a small bench. A step is a call by which the journal touches the disc: open, sync of the
folder, each line's write, each sync, cut of a torn tail, close. The run is killed before it and after it; of a line,
with half of it written, with all but its line feed, and after it, which is before the next. Then the same is done to
runs that are resumed: one with a torn line in its midst, and one that lacks its checkpoint. `--sample N` tries N of all
these. Prints a line per kill that went wrong.
"""

import argparse
import os
import random
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from disc_layer import Act, Call, install
from figures import finish
from small_run import SmallRun, die, doubled, killed, message, recorded_last, small_run, witness, witness_paths

from bench_core.errors import BenchError
from bench_core.records.record import read_record

WAYS_OF_LINES = ("half", "all but the line feed", "after")
WAYS_OF_CALLS = ("before", "after")
DOES_NOT_READ = 5
TORN_BEFORE_RESUME = 0.4  # the resumes that are killed continue records cut off here, and before the checkpoint


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    small = small_run(options.folder)
    counts: Counter[str] = Counter()
    kills = all_kills(small)
    if options.sample is not None:
        kills = random.Random(options.seed).sample(kills, options.sample)
    for stop, step, way in kills:
        complaint = kill_and_go_on(small, stop, step, way, counts)
        counts["runs"] += 1
        counts["half"] += "does not read" in complaint
        counts["failed"] += bool(complaint)
        if complaint:
            print(f"{stop.stem if stop else 'run'} killed {way} {step}: {complaint}", flush=True)
    return finish("kill -9 at every step of a record", counts, options.json)


Step = tuple[int, str, str]
"""Number of a call from 0, what it is, and of which kind of event."""


Kill = tuple[Path | None, Step, str]
"""The record whose resume is killed, or None for a run from its beginning; the step, and the way."""


def all_kills(small: SmallRun) -> list[Kill]:
    kills: list[Kill] = []
    for stop in (None, *bases(small)):
        steps = steps_of_a_run(small) if stop is None else steps_of_a_resume(small, stop)
        kills += [
            (stop, step, way) for step in steps for way in (WAYS_OF_LINES if step[1] == "write" else WAYS_OF_CALLS)
        ]
    return kills


def kill_and_go_on(small: SmallRun, stop: Path | None, step: Step, way: str, counts: Counter[str]) -> str:
    """Kill a run at a step and return what is wrong with what was left, and with the run that goes on from there."""
    name = f"{stop.stem if stop else 'run'}-{step[0]}-{way.replace(' ', '-')}"
    if stop is None:
        record = small.folder / f"{name}.calrun"
        status = small.begin(record, lambda: install(killing(step, way)))
    else:
        record = copy(stop, name)
        status = small.resume(record, lambda: install(killing(step, way)))
    return after_kill(small, record, status, counts)


def steps_of_a_run(small: SmallRun) -> list[Step]:
    record = small.folder / "counted.calrun"
    small.begin(record, lambda: install(_counting(record)))
    return _steps(record)


def steps_of_a_resume(small: SmallRun, stop: Path) -> list[Step]:
    record = copy(stop, f"counted-{stop.stem}")
    small.resume(record, lambda: install(_counting(record)))
    return _steps(record)


def _counting(record: Path) -> Act:
    file = os.open(f"{record}.steps", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def act(call: Call) -> Any:
        if call.by_run:
            os.write(file, f"{call.what}\t{call.kind}\n".encode())
        return call.do()

    return act


def _steps(record: Path) -> list[Step]:
    lines = Path(f"{record}.steps").read_text(encoding="utf-8").splitlines()
    return [(number, *line.split("\t")) for number, line in enumerate(lines)]  # type: ignore[misc]


def killing(step: Step, way: str) -> Act:
    """Die at a step; what the thread that syncs does counts for nothing, for it comes when it comes."""
    count = -1

    def act(call: Call) -> Any:
        nonlocal count
        count += call.by_run
        if count != step[0] or not call.by_run:
            return call.do()
        if way == "half":
            call.partly(call.size // 2)
        elif way == "all but the line feed":
            call.partly(call.size - 1)
        elif way == "after":
            call.do()
        die()
        return None

    return act


def bases(small: SmallRun) -> list[Path]:
    """Return records of killed runs to resume: one with a torn line in the midst, one that lacks its checkpoint."""
    lines = (small.folder / "whole.calrun").read_bytes().splitlines(keepends=True)
    middle = int(len(lines) * TORN_BEFORE_RESUME)
    contents = {
        "torn": b"".join(lines[:middle]) + lines[middle][: len(lines[middle]) // 2],
        "unsigned": b"".join(lines[:-1]) + lines[-1][: len(lines[-1]) // 2],
    }
    made = [small.folder / f"{name}.calrun" for name in contents]
    for path, content in zip(made, contents.values(), strict=True):
        path.write_bytes(content)
        shutil.copyfile(witness_paths(small.folder / "whole.calrun")[0], f"{path}.witness-0")
    return made


def copy(stop: Path, name: str) -> Path:
    record = stop.with_name(f"{name}.calrun")
    shutil.copyfile(stop, record)
    shutil.copyfile(f"{stop}.witness-0", f"{record}.witness-0")
    return record


def after_kill(small: SmallRun, record: Path, status: int, counts: Counter[str]) -> str:
    """Return what is wrong with what a killed process left, and with the run that goes on from there."""
    if not killed(status):
        return f"was not killed, status {status}: {message(record)}"
    if not record.exists():
        return ""  # killed before there was a file: nothing had begun
    content = record.read_bytes()
    if b"\n" not in content:
        refused = small.resume(record) == DOES_NOT_READ << 8 and "never began" in message(record)
        return "" if refused else f"a run that never began is not refused as such: {message(record)}"
    try:
        left = read_record(record)
    except BenchError as problem:
        return f"what was left does not read: {problem}"
    wire = witness(witness_paths(record)[-1])
    lost = wire.lost(recorded_last(left)) if wire.readings else 0
    lost += max(0, wire.confirmed - len(left.lines))
    counts["lost"] += lost
    counts["doubled"] += len(doubled(left))
    if not left.finished:
        small.resume(record)
    if not record.read_bytes().startswith(content[: left.size]):
        return "what was recorded before the kill has changed"
    return f"{lost} acknowledged readings or lines are lost" if lost else small.complaint(record)


if __name__ == "__main__":
    sys.exit(main())
