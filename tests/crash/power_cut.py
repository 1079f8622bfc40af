"""Cuts the power of a run's record at random points, and resumes from what a disc may hold then.

    python tests/crash/power_cut.py FOLDER [--cuts N] [--seed N] [--json FILE]

FOLDER holds the files of a small bench. A run's calls to the disc are recorded, in order and with their time. A cut
comes after any of them. What was confirmed by a sync is there; of what was written since, each sector of 512 bytes may
have reached the disc or not, in any order, and so may the file's new size: what is missing inside the size reads as
zeros. The file itself may be missing before its folder was synced. From each such disc: the record reads, its lines are
the first of those written, at least all that were confirmed, and before a point is complete all of its readings; and a
resume gives the results of an uninterrupted run. Half of the cuts fall between a line and the sync after it.
"""

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from disc_layer import Act, Call, install
from figures import finish
from small_run import SmallRun, message, small_run

from bench_core.errors import BenchError
from bench_core.records.record import read_record

SECTOR = 512
DOES_NOT_READ = 5


@dataclass(frozen=True)
class Made:
    """One call of the journal to the disc, when it came back.

    Args:
        what: as in `Call`.
        kind: of the line's event.
        begun: when it was made [s].
        content: what was written.
        covers: of a sync, how many bytes were written when it was made.
    """

    what: str
    kind: str
    begun: float
    content: bytes
    covers: int


@dataclass(frozen=True)
class Cut:
    """What is known at a cut.

    Args:
        written: all bytes that were written.
        confirmed: how many of them a sync has confirmed.
        in_folder: whether the file's name is on disc for sure.
    """

    written: bytes
    confirmed: int
    in_folder: bool


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    small, chance = small_run(options.folder), random.Random(options.seed)
    calls = recorded_calls(small)
    counts: Counter[str] = Counter({"no file yet": 0, "with zeros inside": 0, "resumed": 0})
    counts["longest time until a line's sync began [ms]"] = round(1e3 * longest_wait_s(calls))
    counts["points completed before their readings were confirmed"] = early_points(calls)
    counts["failed"] = early_points(calls)
    for number, after in enumerate(places(calls, options.cuts, chance)):
        counts["runs"] += 1
        complaint = cut_and_go_on(small, number, cut_after(calls, after), chance, counts)
        if complaint:
            counts["failed"] += 1
            print(f"cut {number} after call {after}, {calls[after].what}: {complaint}", flush=True)
    return finish("power cut, unsynced writes dropped and reordered", counts, options.json)


def recorded_calls(small: SmallRun) -> list[Made]:
    record = small.folder / "calls.calrun"
    small.begin(record, lambda: install(_recording(Path(f"{record}.calls"))))
    lines = Path(f"{record}.calls").read_text(encoding="utf-8").splitlines()
    return [_made(json.loads(line)) for line in lines]


def _made(fields: dict[str, Any]) -> Made:
    return replace(Made(**fields), content=fields["content"].encode("latin-1"))


def _recording(path: Path) -> Act:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    written = 0

    def act(call: Call) -> Any:
        nonlocal written
        covers, begun = written, time.monotonic()
        done = call.do()
        content = bytes(call.arguments[1])[:done] if call.what == "write" else b""
        written += len(content)
        made = Made(call.what, call.kind, begun, content, covers)
        os.write(file, (json.dumps(vars(made) | {"content": content.decode("latin-1")}) + "\n").encode())
        return done

    return act


def places(calls: list[Made], cuts: int, chance: random.Random) -> list[int]:
    """Return after which calls the power is cut; half of them after a line that no sync has confirmed."""
    unsynced = [number for number, call in enumerate(calls) if call.what == "write"]
    anywhere = chance.choices(range(len(calls)), k=cuts - cuts // 2)
    return sorted(anywhere + chance.choices(unsynced, k=cuts // 2))


def cut_after(calls: list[Made], last: int) -> Cut:
    past = calls[: last + 1]
    return Cut(
        b"".join(call.content for call in past),
        max((call.covers for call in past if call.what == "sync"), default=0),
        any(call.what == "sync folder" for call in past),
    )


def early_points(calls: list[Made]) -> int:
    """Count the points whose line was written before all before it was confirmed, and such checkpoints."""
    early = 0
    for number, call in enumerate(calls):
        if call.kind in {"PointCompleted", "PreliminaryCompleted", "Checkpoint"} and call.what == "write":
            cut = cut_after(calls, number - 1)
            early += cut.confirmed < len(cut.written)
    return early


def longest_wait_s(calls: list[Made]) -> float:
    """Return the longest time from a line's write to the begin of the sync that covers it [s]."""
    longest, size = 0.0, 0
    for number, call in enumerate(calls):
        if call.what == "write":
            size += len(call.content)
            syncs = (sync.begun for sync in calls[number:] if sync.what == "sync" and sync.covers >= size)
            longest = max(longest, next(syncs, call.begun) - call.begun)
    return longest


def surviving(cut: Cut, chance: random.Random) -> bytes | None:
    """Return what a disc holds after a cut: one of all the ways that are open to it; None where it has no such file."""
    if not cut.in_folder and chance.random() < 0.5:
        return None
    size = chance.choice((len(cut.written), chance.randint(cut.confirmed, len(cut.written))))
    kept = bytearray(size)
    kept[: cut.confirmed] = cut.written[: cut.confirmed]
    share = chance.choice((0.0, 0.5, 0.9, 1.0))
    for begin in range(cut.confirmed // SECTOR * SECTOR, size, SECTOR):
        if chance.random() < share:
            kept[begin : begin + SECTOR] = cut.written[begin : min(begin + SECTOR, size)]
    return bytes(kept)


def cut_and_go_on(small: SmallRun, number: int, cut: Cut, chance: random.Random, counts: Counter[str]) -> str:
    """Put what survives a cut in a record's place, resume it, and return what is wrong."""
    record = small.folder / f"cut-{number}.calrun"
    content = surviving(cut, chance)
    if content is None:
        counts["no file yet"] += 1
        return ""
    record.write_bytes(content)
    counts["with zeros inside"] += b"\0" in content
    first = content[: content.find(b"\n") + 1]
    if not cut.confirmed and (not first or b"\0" in first):
        return _never_began(small, record)
    try:
        left = read_record(record)
    except BenchError as problem:
        counts["half"] += 1
        return f"what is left does not read: {problem}"
    if content[: left.size] != cut.written[: left.size]:
        return "what is left is not what was written"
    counts["lost"] += left.size < cut.confirmed
    if left.size < cut.confirmed:
        return f"{cut.confirmed - left.size} confirmed bytes are lost"
    if not left.finished:
        small.resume(record)
        counts["resumed"] += 1
    return small.complaint(record, wired=False)


def _never_began(small: SmallRun, record: Path) -> str:
    code = os.waitstatus_to_exitcode(small.resume(record))
    told = "never began" in message(record) or "not a run record" in message(record)
    return "" if code == DOES_NOT_READ and told else f"not refused: {message(record)}"


if __name__ == "__main__":
    sys.exit(main())
