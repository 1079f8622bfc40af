"""Writes the record of a run at a rate of indications, as a runner writes it; for benchmarks of who watches.

    python benchmarks/run_writer.py TEMPLATE RECORD --rate N --indications N [--waits S]

The events are those of a record that is whole, TEMPLATE, in their order: settings, prompts, waits, points, results.
Each indication of a settling signal is written so many times that there are enough indications in all. They are written
by the journal of the runner, one by one, each at its time; every other event at once after the one before.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from bench_core.records.events import Checkpoint, IndicationTaken, RunStarted
from bench_core.records.journal import Journal
from bench_core.records.keys_store import signing_key
from bench_core.records.record import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.records.events import Event
    from bench_core.records.record import Record


def main() -> None:
    """Write the record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("template", type=Path)
    parser.add_argument("record", type=Path)
    parser.add_argument("--rate", type=float, default=200.0, help="indications in a second (default 200)")
    parser.add_argument("--indications", type=int, default=4000, help="at least (default 4000)")
    parser.add_argument("--waits", type=float, default=0.0, metavar="S", help="after the first event")
    options = parser.parse_args()
    template = read_record(options.template)
    clock = system_clock()
    with Journal.create(options.record, clock) as journal:
        numbers, due = count(), time.monotonic() + options.waits
        for event in events(template, options.indications):
            if isinstance(event, IndicationTaken):
                time.sleep(max(0.0, due + next(numbers) / options.rate - time.monotonic()))
                journal.append(replace(event, time=clock.now()))
            else:
                journal.append(event)
        journal.seal(signing_key())


def events(template: Record, indications: int) -> Iterator[Event]:
    """Yield the events of a run on the wall's clock with at least so many indications."""
    taken = [line.event for line in template.lines if isinstance(line.event, IndicationTaken)]
    settling = sum(one.purpose == "settling" for one in taken)
    times = max(1, -(-(indications - len(taken) + settling) // settling))
    for line in template.lines:
        event = line.event
        if isinstance(event, RunStarted):
            yield replace(event, clock="system", speed=1.0)
        elif isinstance(event, IndicationTaken) and event.purpose == "settling":
            yield from [event] * times
        elif not isinstance(event, Checkpoint):
            yield event


if __name__ == "__main__":
    main()
