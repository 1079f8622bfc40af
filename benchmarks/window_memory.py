"""What memory the window needs while it watches a run of eight hours, quarter by quarter.

    python benchmarks/window_memory.py [--hours N] [--rate N]

The record has as many indications, settings and results as the demonstration's run would have in so many hours, by the
rate of its indications; a process of its own writes it in a few minutes (`run_writer.py`). The real window watches it
and shows its run screen, errors and signal in turn. Printed is the memory of the window's process that is in use after
each quarter, with the lines that it had taken in by then and the points that had a result. A result is kept for as long
as the run is watched, indications are not: with `--hours 32` there are four times as many, and not more results.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from run_writer import events
from watched_window import application, template, watching, writer

from bench_core.records.events import IndicationTaken
from bench_core.records.record import read_record
from bench_gui.qt import QEventLoop, QTimer

if TYPE_CHECKING:
    from bench_gui.window import Window

_QUARTERS = (0.25, 0.5, 0.75, 1.0)
_OPENING_S = 2.0
_TURN_MS = 3000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--rate", type=float, default=400.0, help="indications written in a second (default 400)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        whole = template(Path(name))
        indications = _indications(whole, options.hours)
        lines = sum(1 for _ in events(read_record(whole), indications))
        record = whole.with_name("long.calrun")
        window = watching(application(), record)
        run = writer(whole, record, rate=options.rate, indications=indications, waits_s=_OPENING_S)
        found = _watched(window, lines)
        run.wait()
        window.close()
    print(f"{options.hours:g} hours, {indications:,} indications, written in {indications / options.rate:.0f} s")
    for one in found:
        print(
            f"after {one.share * options.hours:4.1f} h  {one.mib:7.1f} MiB  {one.lines:8,} lines  {one.results} results"
        )
    grown, more = found[-1].mib - found[0].mib, found[-1].results - found[0].results
    print(
        f"{grown:.1f} MiB more than after the first quarter, {grown / (0.75 * options.hours):.2f} MiB an hour, ", end=""
    )
    print(f"with {more} results more  (aim flat but for results)\n")


@dataclass(frozen=True, slots=True)
class _Found:
    """What there was after a quarter: share of the record, memory [MiB], lines, points with a result."""

    share: float
    mib: float
    lines: int
    results: int


def _indications(record: Path, hours: float) -> int:
    """Return how many indications the run of a record would take in so many hours."""
    lines = read_record(record).lines
    taken = sum(isinstance(line.event, IndicationTaken) for line in lines)
    return round(taken / (lines[-1].mono - lines[0].mono) * hours * 3600)


def _watched(window: Window, all_lines: int) -> list[_Found]:
    """Return what there is after each quarter of the record."""
    found: list[_Found] = []
    loop, area = QEventLoop(), window.screen_of("run").area  # type: ignore[attr-defined]
    pages = cycle(("signal", "log", "errors"))
    turns, looks = QTimer(interval=_TURN_MS), QTimer(interval=100)
    turns.timeout.connect(lambda: area.choose(next(pages)))

    def look() -> None:
        watch = window.session.watch
        seen = watch.seen if watch is not None else None
        if seen is None or watch is None or len(found) == len(_QUARTERS):
            return
        if seen.number >= _QUARTERS[len(found)] * all_lines or not watch.watching:
            gc.collect()
            found.append(_Found(_QUARTERS[len(found)], _resident_mib(), seen.number, len(seen.state.results)))
        if len(found) == len(_QUARTERS):
            loop.quit()

    looks.timeout.connect(look)
    for timer in (turns, looks):
        timer.start()
    loop.exec()
    return found


def _resident_mib() -> float:
    """Return the memory of this process that is in use, as Linux counts it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


if __name__ == "__main__":
    main()
