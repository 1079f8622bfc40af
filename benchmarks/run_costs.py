"""What a run and each of its points cost beside reading files and talking to instruments, over the writes alone.

    python benchmarks/run_costs.py [--rounds N]

A run: its record begun, with every text and the plan in the first line, and synchronised; ended, signed, synchronised
and closed. A point: started, its readings brought to the disc, its result recorded. Texts, plan and results are those
of the demonstration, which is performed once before. Files are read and modules imported before. What grows with the
work is shown apart: the first line for all points of the plan instead of one, the digests of the program's own files,
and a point's evaluation, with its uncertainty budget. The floor writes the same bytes and synchronises them as often.
All is wall time, for the disc is part of it; CPU time stands beside it, for the disc of a busy machine varies more than
all that is measured here.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from alternating import alternate, show, show_added
from demonstration import request_of_demo

from bench_core.clock import system_clock
from bench_core.metrology.quantity import Quantity
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import PointCompleted, PointStarted, RunEnded, RunStarted
from bench_core.records.folding import fold
from bench_core.records.journal import Journal
from bench_core.records.keys_store import signing_key
from bench_core.records.places import Place, place_of, preliminary_of, read_once
from bench_core.records.record import read_record
from sequencer.control import Control
from sequencer.preparing import module_digests
from sequencer.runner import perform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench_core.records.plan import Plan
    from bench_core.records.record import Record
    from bench_core.records.run_state import RunState

_CLOCK = system_clock()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        demo, numbers = Path(name) / "demo.calrun", count()
        perform(request_of_demo(demo), Control())
        record = read_record(demo)

        def fresh() -> Path:
            return demo.with_name(f"{next(numbers)}.calrun")

        for timer in (time.perf_counter, time.process_time):
            _show_run(record.started, fresh, _Timed(timer), options.rounds)
            _show_point(record, fresh, _Timed(timer), options.rounds)


@dataclass(frozen=True, slots=True)
class _Timed:
    """A way to time some work.

    Args:
        timer: of wall or CPU time [s].
    """

    timer: Callable[[], float]

    def ms(self, work: Callable[[], object]) -> float:
        """Do the work once and return how long it took [ms]."""
        begin = self.timer()
        work()
        return (self.timer() - begin) * 1e3

    def __str__(self) -> str:
        return "wall" if self.timer is time.perf_counter else "CPU"


def _show_run(started: RunStarted, fresh: Callable[[], Path], timed: _Timed, rounds: int) -> None:
    item = started.plan.items[0]
    of_one = replace(started, plan=replace(started.plan, items=(replace(item, points=item.points[:1]),)))
    groups = _groups(_begin_and_end(fresh(), of_one), 1, 2)
    measures = {
        "the writes alone": lambda: timed.ms(lambda: _write(fresh(), groups)),
        "run of one point": lambda: timed.ms(lambda: _begin_and_end(fresh(), of_one)),
        "(run of all points)": lambda: timed.ms(lambda: _begin_and_end(fresh(), started)),
        "(digests of the program)": lambda: timed.ms(module_digests),
    }
    print(f"one run, {timed}: begun, ended and signed")
    _show(alternate(measures, rounds), "at most 2 ms")


def _show_point(record: Record, fresh: Callable[[], Path], timed: _Timed, rounds: int) -> None:
    plan, points = record.started.plan, list(_points(record))
    groups = _groups(_record(fresh(), points), *[2] * len(points))
    measures = {
        "the writes alone": lambda: timed.ms(lambda: _write(fresh(), groups)) / len(points),
        "point": lambda: timed.ms(lambda: _record(fresh(), points)) / len(points),
        "(its evaluation)": lambda: timed.ms(lambda: _evaluate(plan, points)) / len(points),
    }
    print(f"one point, {timed}: started, synchronised and recorded")
    _show(alternate(measures, rounds), "at most 0.5 ms with its synchronisation")


def _show(figures: dict[str, list[float]], aim: str) -> None:
    show(figures, "ms")
    show_added({name: values for name, values in figures.items() if not name.startswith("(")}, "ms", aim)


@dataclass(frozen=True, slots=True)
class _Point:
    """A point of the plan, what was read there and what it gave."""

    place: Place
    readings: dict[str, tuple[Quantity, ...]]
    completed: PointCompleted


def _points(record: Record) -> Iterator[_Point]:
    state: RunState | None = None
    for line in record.lines:
        if state is not None and isinstance(line.event, PointCompleted):
            place = place_of(state.plan, line.event.key)
            before = preliminary_of(place.item, place.point)
            once = state.once.get((place.item.id, before.id), {}) if before else {}
            yield _Point(place, {**state.quantities, **read_once(place.item, once)}, line.event)
        state = fold(state, line)


def _begin_and_end(path: Path, started: RunStarted) -> Path:
    """Record a run without any point and return where."""
    with Journal.create(path, _CLOCK) as journal:
        journal.append(started)
        journal.sync()
        journal.append(RunEnded("finished", "", safe=True))
        journal.seal(signing_key())
        journal.sync()
    return path


def _record(path: Path, points: Sequence[_Point]) -> Path:
    """Record what each point has of its own, point by point, and return where."""
    with Journal.create(path, _CLOCK) as journal:
        for one in points:
            journal.append(PointStarted(one.completed.key))
            journal.sync()
            journal.append(one.completed)
    return path


def _groups(path: Path, *sizes: int) -> list[bytes]:
    """Return what was synchronised each time.

    Args:
        path: of the record.
        sizes: how many lines of it each time.
    """
    lines = iter(path.read_bytes().splitlines(keepends=True))
    return [b"".join(islice(lines, size)) for size in sizes]


def _evaluate(plan: Plan, points: Sequence[_Point]) -> None:
    day = _CLOCK.utc().date()
    for one in points:
        evaluate_point(plan, one.place.item, one.place.point, one.readings, day)


def _write(path: Path, groups: Sequence[bytes]) -> None:
    """Write a new file and synchronise its folder, once, and the file after each group."""
    folder = os.open(path.parent, os.O_RDONLY)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)
    try:
        os.fsync(folder)
        for group in groups:
            os.write(descriptor, group)
            os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
        os.close(folder)


if __name__ == "__main__":
    main()
