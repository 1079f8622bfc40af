"""Kills a run's process from outside with SIGKILL at random moments, resumes it, and compares the results.

    python tests/crash/kill_at_any_time.py FOLDER [--kills N] [--launched N] [--seed N] [--json FILE]

FOLDER holds the files of a small bench. A follower reads the record meanwhile, and each simulated instrument keeps a
log of its wire that outlives the process: a reading counts as acknowledged when anything was sent after it. Moments
count from the first sign of the record; a kill that comes when the run is over does not count, and another is made.
Each fourth resume is killed as well. `--launched` of the kills end a process that `sequencer.launch` started, as the
command does; the others one that was forked when the program was loaded already.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from figures import finish
from small_run import (
    POLL_S,
    SmallRun,
    doubled,
    killed,
    recorded,
    recorded_last,
    request,
    small_run,
    until_there,
    wait,
    witness,
    witness_paths,
)

from bench_core.errors import BenchError
from bench_core.records.record import Record, read_record
from sequencer.launch import launch

RESUME_KILLED_EACH = 4
LATEST = 1.0
"""Moments are drawn up to this part of the time for which an uninterrupted run writes its record."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--launched", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    small, moments = small_run(options.folder), random.Random(options.seed)
    counts: Counter[str] = Counter({"came too late, not counted": 0, "acknowledged readings": 0, "torn tails": 0})
    number = 0
    while counts["runs"] < options.kills:
        number += 1
        forked = counts["runs"] >= options.launched
        complaint = _kill_once(small, number, moments, counts, forked=forked)
        if complaint:
            counts["failed"] += 1
            print(f"kill {number}: {complaint}", flush=True)
    return finish("kill -9 at random times", counts, options.json)


def _kill_once(small: SmallRun, number: int, moments: random.Random, counts: Counter[str], *, forked: bool) -> str:
    record = small.folder / f"{'forked' if forked else 'launched'}-{number}.calrun"
    seen = (kill_forked if forked else kill_launched)(small, record, moments)
    if seen is None:
        counts["came too late, not counted"] += 1
        _clear(record)
        return ""
    counts["runs"] += 1
    if not record.exists() or b"\n" not in record.read_bytes():
        counts["nothing had begun"] += 1
        return "" if not seen else "lines that a follower had read are gone"
    complaint = _after_kill(record, seen, counts)
    if not complaint and counts["runs"] % RESUME_KILLED_EACH == 0 and not read_record(record).finished:
        again = kill(lambda: small.start_resume(record), record, moments.uniform(0, small.takes_s * LATEST))
        counts["resumes killed"] += again is not None
        complaint = "" if again is None else _after_kill(record, again, counts)
    if complaint:
        return complaint
    if not read_record(record).finished:
        small.resume(record)
    return small.complaint(record, wired=forked)


def kill_forked(small: SmallRun, record: Path, moments: random.Random) -> bytes | None:
    return kill(lambda: small.start(record), record, moments.uniform(0, small.takes_s * LATEST))


def kill_launched(small: SmallRun, record: Path, moments: random.Random) -> bytes | None:
    handle = launch(request(small.folder, record))
    until_there(record)
    seen = _follow(record, moments.uniform(0, small.takes_s * LATEST))
    if not handle.alive():
        handle.wait()
        return None
    os.kill(handle.pid, signal.SIGKILL)
    handle.wait()
    return seen


def kill(start: Callable[[], int], record: Path, after_s: float) -> bytes | None:
    """Kill a process that long after its record is there [s].

    Returns:
        What a follower had read, or None where the run was over.
    """
    child = start()
    until_there(record)
    seen = _follow(record, after_s)
    os.kill(child, signal.SIGKILL)  # not reaped yet, so that the number is still its own
    return seen if killed(wait(child)) else None


def _follow(record: Path, seconds: float) -> bytes:
    seen, end = b"", time.monotonic() + seconds
    while time.monotonic() < end:
        seen = record.read_bytes() if record.exists() else b""
        time.sleep(min(POLL_S, max(0.0, end - time.monotonic())))
    return seen[: seen.rfind(b"\n") + 1]


def _after_kill(record: Path, seen: bytes, counts: Counter[str]) -> str:
    if not record.read_bytes().startswith(seen):
        counts["lost"] += 1
        return "lines that a follower had read are gone"
    try:
        left = read_record(record)
    except BenchError as problem:
        counts["half"] += 1
        return f"what was left does not read: {problem}"
    counts["torn tails"] += bool(left.torn)
    counts["doubled"] += len(doubled(left))
    return _against_witness(record, left, counts)


def _against_witness(record: Path, left: Record, counts: Counter[str]) -> str:
    paths = witness_paths(record)
    if not paths:
        return ""  # a launched process has none
    wire = witness(paths[-1])
    kept = recorded_last(left) if len(recorded(left)) and wire.readings else []
    lost = wire.lost(kept) + max(0, wire.confirmed - len(left.lines))
    counts["acknowledged readings"] += len(wire.acknowledged)
    counts["lost"] += lost
    if lost:
        return f"{lost} acknowledged readings are lost"
    return "" if kept == wire.readings[: len(kept)] else "what is on record is not what went over the wire"


def _clear(record: Path) -> None:
    for path in record.parent.glob(f"{record.name}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


if __name__ == "__main__":
    sys.exit(main())
