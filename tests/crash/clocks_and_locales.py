"""Performs one run under other wall clocks, time zones and locales, and compares records and certificates byte by byte.

    python tests/crash/clocks_and_locales.py FOLDER [--sample N] [--seed N] [--json FILE]

FOLDER holds the files of a small bench. The wall clock jumps in the midst of a run, and between its kill and its
resume: by an hour, a day and across the year 2038, forward and backward, and it crosses a change to summer time. The
environment is that of four time zones and of the locales de_DE, tr_TR, zh_CN and ar_EG, with Python's UTF-8 mode on
and off; `localedef` makes the locales that are not installed. Everything but the stamps of UTC, the digests over them
and the signature must be the same byte by byte, and the certificate of one record the same file. `--sample N` tries N
of all these.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count, pairwise
from pathlib import Path

from disc_layer import install
from figures import finish
from kill_everywhere import killing, steps_of_a_run
from small_run import SmallRun, message, request, small_run

from bench_core import clock
from bench_core.records.record import read_record

ZONES = ("Asia/Shanghai", "America/St_Johns", "Pacific/Chatham", "Europe/Berlin")
LOCALES = ("C", "de_DE.UTF-8", "tr_TR.UTF-8", "zh_CN.UTF-8", "ar_EG.UTF-8")
UTF8_MODES = ("0", "1")
FEW_SECONDS = timedelta(seconds=20)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MODULES = re.compile(r'"modules":\{[^}]*\}')
MINUTE = timedelta(minutes=1)
LAST_SECONDS = datetime(2038, 1, 19, 3, 13, 30, tzinfo=UTC)
"""Less than a minute before 2^31 s since 1970 have gone by."""
SUMMER_TIME = datetime(2027, 3, 28, 0, 59, 30, tzinfo=UTC)
"""Less than a minute before Central European Summer Time begins."""
ASKED_BEFORE = 60
"""So often is the wall asked for its time before it jumps: in the midst of the run."""
PROGRAM = """
import locale, sys
from datetime import date
from pathlib import Path
locale.setlocale(locale.LC_ALL, "")
from sequencer.__main__ import main
from dcc_export.certificate import build_certificate
from dcc_export.dcc import render_dcc
code = main([sys.argv[1]])
record = build_certificate(Path(sys.argv[2]), "C-1", date(2027, 1, 1))
Path(sys.argv[3]).write_bytes(render_dcc(record))
raise SystemExit(code)
"""


@dataclass(frozen=True)
class Surroundings:
    """What a run finds around it.

    Args:
        name: for files and messages.
        environment: variables of the process, beside ours.
        start: wall time at the beginning; None for that of this machine.
        jump: of the wall clock in the midst of the run.
        at_resume: whether it jumps between a kill and the resume instead.
    """

    name: str
    environment: dict[str, str] = field(default_factory=dict)
    start: datetime | None = None
    jump: timedelta = timedelta()
    at_resume: bool = False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    small = small_run(options.folder)
    around = [*clocks(), *environments()]
    if options.sample is not None:
        around = random.Random(options.seed).sample(around, options.sample)
    counts: Counter[str] = Counter({"clock jumps": 0, "time zones and locales": 0, "locales not available": 0})
    for number, surroundings in enumerate(around):
        complaint = perform_in(small, number, surroundings, counts)
        if complaint:
            counts["failed"] += 1
            print(f"{surroundings.name}: {complaint}", flush=True)
    return finish("clock jumps, time zones and locales", counts, options.json)


def clocks() -> list[Surroundings]:
    jumps = {
        "an hour on": HOUR,
        "an hour back": -HOUR,
        "a day on": DAY,
        "a day back": -DAY,
        "twelve years on": 12 * 365 * DAY,
    }
    found = []
    for name, jump in jumps.items():
        found.append(Surroundings(f"{name} in the midst", jump=jump))
        found.append(Surroundings(f"{name} before the resume", jump=jump, at_resume=True))
    berlin = {"TZ": "Europe/Berlin"}
    found.append(Surroundings("the year 2038", start=LAST_SECONDS, jump=MINUTE))
    found.append(Surroundings("summer time begins", berlin, SUMMER_TIME, MINUTE))
    found.append(Surroundings("summer time ends", berlin, SUMMER_TIME + 217 * DAY, MINUTE))
    return found


def environments() -> list[Surroundings]:
    found = [Surroundings(f"zone {zone}", {"TZ": zone}) for zone in ZONES]
    for name in LOCALES:
        for mode in UTF8_MODES:
            variables = {"LC_ALL": name, "LANG": name, "PYTHONUTF8": mode}
            found.append(Surroundings(f"locale {name}, UTF-8 mode {mode}", variables))
    return [*found, Surroundings("all at once", {"LC_ALL": LOCALES[2], "TZ": ZONES[1], "PYTHONUTF8": "0"})]


def perform_in(small: SmallRun, number: int, around: Surroundings, counts: Counter[str]) -> str:
    """Perform the run in other surroundings and return what differs."""
    folder = small.folder / f"around-{number}"
    folder.mkdir()
    record = folder / "whole.calrun"
    if around.start is None and not around.jump:
        return _in_environment(small, record, around, counts)
    counts["runs"] += 1
    counts["clock jumps"] += 1
    if around.at_resume:
        return _over_a_kill(small, record, around)
    code = small.begin(record, lambda: _change(around))
    if code:
        return f"exit code {os.waitstatus_to_exitcode(code)}: {message(record)}"
    if not has_jumped(record, around.jump):
        return "the wall clock of the record did not jump"
    return small.complaint(record) or differences(small, record)


def _over_a_kill(small: SmallRun, record: Path, around: Surroundings) -> str:
    steps = steps_of_a_run(small)
    small.begin(record, lambda: install(killing(steps[len(steps) // 2], "half")))
    small.resume(record, lambda: _jump(None, around.jump, 0))
    return small.complaint(record) if has_jumped(record, around.jump) else "the wall clock of the record did not jump"


def _change(around: Surroundings) -> None:
    os.environ.update(around.environment)
    time.tzset()
    _jump(around.start, around.jump, ASKED_BEFORE)


def _jump(start: datetime | None, jump: timedelta, after: int) -> None:
    """Have this process's wall clock begin elsewhere, and jump when it has been asked so often."""
    begun, asked = datetime.now(UTC), count()

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            real = datetime.now(tz)
            moved = real if start is None else start + (real - begun)
            return moved + jump if next(asked) >= after else moved

    clock.datetime = Jumping  # type: ignore[attr-defined]


def _in_environment(small: SmallRun, record: Path, around: Surroundings, counts: Counter[str]) -> str:
    environment = os.environ | around.environment
    name = around.environment.get("LC_ALL", "C")
    locales = small.folder / "locales"
    if name != "C" and not _make_locale(name, locales):
        counts["locales not available"] += 1
        return ""
    if name != "C":
        environment["LOCPATH"] = str(locales)
    counts["runs"] += 1
    counts["time zones and locales"] += 1
    asked, certificate = record.with_suffix(".request"), record.with_suffix(".xml")
    request(small.folder, record).write(asked)
    words = [sys.executable, "-c", PROGRAM, asked, small.folder / "whole.calrun", certificate]
    here = Path(clock.__file__).parents[1]
    done = subprocess.run(words, env=environment, cwd=here, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        return f"exit code {done.returncode}: {done.stderr.decode(errors='replace')}"
    first = small.folder / "certificate.xml"
    if not first.exists():
        shutil.copyfile(certificate, first)
    if certificate.read_bytes() != first.read_bytes():
        return "the certificate differs"
    return small.complaint(record, wired=False) or differences(small, record)


def _make_locale(name: str, folder: Path) -> bool:
    folder.mkdir(exist_ok=True)
    path = folder / name
    if not path.exists() and shutil.which("localedef"):
        words = ["localedef", "-i", name.removesuffix(".UTF-8"), "-f", "UTF-8", path]
        subprocess.run(words, capture_output=True, check=False)
    return (path / "LC_CTYPE").exists()  # where the sources of locales are not installed, the folder stays empty


def has_jumped(record: Path, jump: timedelta) -> bool:
    """Return whether two neighbouring lines are as far apart as the wall clock jumped, but for a few seconds."""
    stamps = [line.utc for line in read_record(record).lines]
    return any(abs(after - before - jump) < FEW_SECONDS for before, after in pairwise(stamps))


def differences(small: SmallRun, record: Path) -> str:
    """Return the first line of a record that is not that of the undisturbed run."""
    expected, found = masked(small.folder / "whole.calrun"), masked(record)
    for number, (one, other) in enumerate(zip(expected, found, strict=False), 1):
        if one != other:
            return f"line {number} differs: {one[:200]} / {other[:200]}"
    return "" if len(expected) == len(found) else f"{len(found)} lines instead of {len(expected)}"


def masked(record: Path) -> list[str]:
    """Return the lines as written, without wall time, digest, signature, and the program's own files."""
    lines = []
    for written in record.read_text(encoding="utf-8").splitlines():
        line = json.loads(written)
        masked_line = MODULES.sub("", written)  # somebody may edit the program while a campaign goes on
        for value in filter(None, (line["utc"], line["digest"], line["body"].get("signature", ""))):
            masked_line = masked_line.replace(value, "")
        lines.append(masked_line)
    return lines


if __name__ == "__main__":
    sys.exit(main())
