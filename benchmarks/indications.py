"""CPU that a durable run adds to each indication, over a bare PyVISA query loop on the same socket in the same run.

    python benchmarks/indications.py [--readings N] [--rounds N] [--reading-time MS]

All loops ask the same server, which runs in a process of its own. The floor is `query("READ?")` turned into a float;
ours is an indication on record: driver, session, decoded reply, event, and a line of the journal that is chained,
written before the next command and synchronised to disc within 50 ms; and the run's own `take`, ten readings at a time,
with exact values, limits and aborts. Only CPU time of this process is counted, so that the disc's and the server's
speed do not matter.

The server answers at once, as the instruments of all the peers that this is compared with. With `--reading-time 0.5`
it takes half a millisecond, as a fast meter does: then this process sleeps between two readings and wakes with cold
caches, and every loop costs twice to three times as much, the more the busier the machine is.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyvisa
from alternating import alternate, show, show_added
from answering import answering
from demonstration import plan_of_demo

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import system_clock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import MeasurementKey
from bench_core.records.journal import Journal
from bench_core.records.places import place_of
from bench_core.records.plan import Take
from drivers.keysight import hp_34401a
from drivers.links.visa import VisaLinks
from drivers.session import Session
from sequencer.attempt import Attempt
from sequencer.conditions import Conditions
from sequencer.control import Control
from sequencer.desk import Desk
from sequencer.leads import Leads
from sequencer.on_time import OnTime
from sequencer.program_watch import ProgramWatch
from sequencer.prompts import Prompts
from sequencer.reading import take

if TYPE_CHECKING:
    from collections.abc import Callable

_EACH = 10


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readings", type=int, default=2000, help="of each round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--reading-time", type=float, default=0.0, metavar="MS", help="of the server (default 0)")
    options = parser.parse_args()
    with answering(options.reading_time / 1e3) as resource, tempfile.TemporaryDirectory() as folder:
        measures = {
            name: _cpu_us(loop, options.readings)
            for name, loop in (_bare_loop(resource) | _durable_loops(resource, Path(folder))).items()
        }
        print("CPU of one reading")
        figures = alternate(measures, options.rounds)
    show(figures, "µs")
    show_added(figures, "µs", "at most 20 µs")


def _bare_loop(resource: str) -> dict[str, Callable[[int], None]]:
    visa = pyvisa.ResourceManager("@py").open_resource(resource, read_termination="\n", write_termination="\n")

    def loop(readings: int) -> None:
        for _ in range(readings):
            float(visa.query("READ?"))

    return {"bare PyVISA query": loop}


def _durable_loops(resource: str, folder: Path) -> dict[str, Callable[[int], None]]:
    clock = system_clock()
    link = VisaLinks(LinkContext(clock)).open(resource, 5.0)
    type_record = load(Path(hp_34401a.__file__).with_suffix(".yaml"), TypeRecord).model
    meter = hp_34401a.Hp34401A(Session(link, "meter", clock), type_record)
    meter.identify()
    meter.select("dc_voltage", Quantity.parse("10 V"), {})
    journal, control, on_time = Journal.create(folder / "benchmark.calrun", clock), Control(), OnTime(clock)
    control.guard(on_time.check)
    prompts, program = Prompts(journal, ()), ProgramWatch({}, journal)
    plan, instruments = plan_of_demo(), {"meter": meter}
    conditions = Conditions(plan, journal, clock, instruments, prompts)
    desk = Desk(plan, journal, clock, instruments, prompts, control, Leads(), on_time, program, conditions)
    item = desk.plan.items[0]
    key = MeasurementKey("meter", item.id, item.points[0].id)
    place, step = place_of(desk.plan, key), Take("x", "uut", _EACH)

    def indications(readings: int) -> None:
        attempt = Attempt(place, key)
        for _ in range(readings):
            journal.append(attempt.indication("x", "measurement", "meter", meter.indicate(), clock))

    def takes(readings: int) -> None:
        for _ in range(readings // _EACH):
            take(desk, step, Attempt(place, key))

    return {"indication on record": indications, "take of a run": takes}


def _cpu_us(loop: Callable[[int], None], readings: int) -> Callable[[], float]:
    def measure() -> float:
        begin = time.process_time()
        loop(readings)
        return (time.process_time() - begin) / readings * 1e6

    return measure


if __name__ == "__main__":
    main()
