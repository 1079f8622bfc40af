"""Has the disc fail at each step that a run's record takes, in turn, and checks what is left, what is said, and resume.

    python tests/crash/failing_disc.py FOLDER [--sample N] [--seed N] [--json FILE]

FOLDER holds the files of a small bench. The k-th write fails for k = 1 to the end, with ENOSPC, EIO and EROFS, at once
or after half of the line, once or from then on; the k-th sync fails, also one of the thread that syncs every 40 ms; the
file or its folder cannot be opened or synced. The kernel's own refusal is a largest file size (RLIMIT_FSIZE), which
writes short first. Resumes of two killed runs fail in the same places. After each: what was acknowledged is on record
and reads; at most one reading was taken that is not, the one whose line failed; the source's output is off; the message
names file and reason; the exit code is 4; and a resume gives the results of a run without faults. `--sample N` tries N
of all these.
"""

import argparse
import errno
import os
import random
import resource
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from disc_layer import Act, Call, install
from figures import finish
from kill_everywhere import Step, bases, steps_of_a_resume, steps_of_a_run
from small_run import SmallRun, Witness, doubled, message, recorded_last, small_run, witness, witness_paths

from bench_core.errors import BenchError
from bench_core.records.record import Record, read_record

INTERRUPTED = 4
REASONS = {
    errno.ENOSPC: "disc full",
    errno.EIO: "Input/output error",
    errno.EROFS: "Read-only file system",
    errno.EACCES: "Permission denied",
    errno.EFBIG: "File too large",
}


@dataclass(frozen=True)
class Fault:
    """One way in which the disc fails.

    Args:
        name: for files and messages.
        error: number of what the operating system says.
        step: number of the call that fails, or None where the kernel refuses by itself.
        half: whether half of the line is written first.
        size: largest size of a file [bytes].
        from_then_on: whether every later call fails, too.
        in_groups: whether the call is one of the thread's that syncs every 40 ms.
        stop: a record whose resume fails; None where the run fails from its beginning.
    """

    name: str
    error: int
    step: int | None = None
    half: bool = False
    size: int | None = None
    from_then_on: bool = True
    in_groups: bool = False
    stop: Path | None = None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    small = small_run(options.folder)
    faults = all_faults(small)
    if options.sample is not None:
        faults = random.Random(options.seed).sample(faults, options.sample)
    counts: Counter[str] = Counter({"refused before anything was energised": 0, "resumed": 0})
    for fault in faults:
        counts["runs"] += 1
        complaint = fail_and_go_on(small, fault, counts)
        if complaint:
            counts["failed"] += 1
            print(f"{fault}: {complaint}", flush=True)
    return finish("disc full, failing, read-only", counts, options.json)


def all_faults(small: SmallRun) -> list[Fault]:
    faults = []
    for step in steps_of_a_run(small):
        faults += faults_of(step)
    for stop in bases(small):
        for step in steps_of_a_resume(small, stop):
            faults += [replace(fault, stop=stop) for fault in faults_of(step)[::3]]
    whole = (small.folder / "whole.calrun").stat().st_size
    chance = random.Random(whole)
    faults += [Fault("largest size", errno.EFBIG, size=chance.randrange(whole)) for _ in range(20)]
    faults += [Fault("sync in groups", errno.EIO, number, in_groups=True) for number in range(3)]
    return faults


def faults_of(step: Step) -> list[Fault]:
    number, what, kind = step
    name = f"{what} {kind}".strip()
    if what == "write":
        faults = [Fault(name, error, number) for error in (errno.ENOSPC, errno.EIO, errno.EROFS)]
        faults += [Fault(name, errno.ENOSPC, number, half=True), Fault(name, errno.EIO, number, half=True)]
        return [*faults, *(Fault(name, errno.ENOSPC, number, half, from_then_on=False) for half in (False, True))]
    if what in {"sync", "cut"}:
        return [Fault(name, errno.EIO, number), Fault(name, errno.ENOSPC, number)]
    if what in {"open", "sync folder"}:
        return [Fault(name, error, number) for error in (errno.EACCES, errno.EROFS, errno.ENOSPC)]
    return []


def failing(fault: Fault) -> Act:
    """Fail at a call of one of the journal's two threads, and at all that change the file from then on."""
    count, failed, short = -1, False, False

    def act(call: Call) -> Any:
        nonlocal count, failed, short
        counts = call.by_run is not fault.in_groups
        count += counts
        now = counts and count == fault.step
        again = failed and fault.from_then_on and call.what in {"write", "sync"}
        rest = short and call.what == "write"
        if not (now or again or rest):
            return call.do()
        failed, short = True, now and fault.half
        if short:
            return call.partly(call.size // 2)  # the next round learns why it was short
        raise OSError(fault.error, os.strerror(fault.error))

    return act


def change_for(fault: Fault) -> Callable[[], object]:
    if fault.size is not None:
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (fault.size, resource.RLIM_INFINITY))
    return lambda: install(failing(fault))


def perform(small: SmallRun, fault: Fault, record: Path) -> int:
    """Begin a run whose disc fails, or resume one, and return the wait status."""
    if fault.stop is None:
        return small.begin(record, change_for(fault))
    shutil.copyfile(fault.stop, record)
    shutil.copyfile(f"{fault.stop}.witness-0", f"{record}.witness-0")
    return small.resume(record, change_for(fault))


def fail_and_go_on(small: SmallRun, fault: Fault, counts: Counter[str]) -> str:
    """Perform a run whose disc fails, resume it on one that does not, and return what is wrong."""
    record = small.folder / f"fault-{counts['runs']}.calrun"
    status = perform(small, fault, record)
    code = os.waitstatus_to_exitcode(status)
    if fault.in_groups and code == 0:
        counts["over before the disc failed"] += 1
        return small.complaint(record)
    if not fault.from_then_on and code == 0:
        counts["written at the second try"] += 1  # a line of the safe sequence, which waits for no disc
        return small.complaint(record)
    complaint = _ending(record, fault, code)
    wire = witness(witness_paths(record)[-1])
    if complaint or not record.exists() or b"\n" not in record.read_bytes():
        counts["refused before anything was energised"] += not wire.sent
        return complaint or ("" if not wire.sent else "instruments were talked to without a record")
    try:
        left = read_record(record)
    except BenchError as problem:
        counts["half"] += 1
        return f"what was left does not read: {problem}"
    counts["doubled"] += len(doubled(left))
    before = 0 if fault.stop is None else len(read_record(fault.stop).lines)
    complaint = _kept(left, len(left.lines) - before, wire, counts)
    if complaint or left.finished:
        return complaint
    small.resume(record)
    counts["resumed"] += 1
    return small.complaint(record)


def _ending(record: Path, fault: Fault, code: int) -> str:
    said = message(record)
    if code != INTERRUPTED:
        return f"exit code {code}: {said}"
    if REASONS[fault.error] not in said or record.name not in said:
        return f"unclear message: {said}"
    return "an output was left on" if witness(witness_paths(record)[-1]).output_on else ""


def _kept(left: Record, lines: int, wire: Witness, counts: Counter[str]) -> str:
    counts["lines acknowledged"] += wire.confirmed
    counts["lines kept"] += lines
    counts["lost"] += max(wire.confirmed - lines, 0)
    if wire.confirmed != lines:
        return f"{wire.confirmed} lines were acknowledged, {lines} are on record"
    kept = recorded_last(left)
    if wire.readings and kept != wire.readings[: len(kept)]:
        return "what is on record is not what went over the wire"
    unrecorded = len(wire.readings) - len(kept)
    return "" if unrecorded <= 1 else f"{unrecorded} readings were taken that are not on record"


if __name__ == "__main__":
    sys.exit(main())
