"""Ends the runner of a run on real sockets in every bad way, and measures when the source's terminals are free.

    python tests/crash/kill_the_runner.py FOLDER [--kills N] [--freezes N] [--pulls N] [--seed N] [--json FILE]

FOLDER holds the files of a small bench. The instruments are served in this process, so that what their terminals carry
is seen on the spot, and not asked through the wire that the guardian uses. Prints one line per way, with figures:

- killed: `kill -9` of the runner at a random moment while the output is on;
- frozen: the runner is stopped likewise, and does nothing any more;
- cable pulled: the source's cable is pulled likewise, with nobody at the terminal, every other time without a sign of
  it on the wire, and put back once the run has ended; then the run is resumed to its end. Nothing but the source's own
  watchdog could free its terminals, and this one has none: what counts is that the person is told.
"""

import argparse
import json
import os
import random
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench_core.clock import ScaledClock
from bench_core.records.folding import fold_record
from bench_core.records.guardian_report import MadeSafe, is_guarded, read_report
from bench_core.records.record import read_record
from bench_core.records.run_state import RunState
from sequencer.launch import RunHandle, launch
from sequencer.request import RunRequest
from sim_instruments.physics.output import Output
from sim_instruments.serving import RunningServers, serve
from sim_instruments.world import World

sys.path.insert(0, str(Path(__file__).parent))
from cable import Cable, Way  # beside this file, which is also run by itself
from figures import taken

SPEED = 20.0
LONGEST_S = 0.5
WAIT_S = 60.0
KILLED = "`kill -9` of the run while its output was on"
FROZEN = "the run frozen while its output was on"
PULLED = "the source's cable pulled while its output was on, nobody at the terminal"


@dataclass
class Switching:
    """When terminals were energised and opened, by the wall's monotonic clock [s]."""

    output: Output
    changes: list[tuple[float, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.output.before_change.append(self._note)

    def _note(self) -> None:
        self.changes.append((time.monotonic(), self.output.energised))

    @property
    def on(self) -> bool:
        return self.output.energised

    def opened_after(self, moment: float) -> float:
        """How long after a moment the terminals were opened first [s]; 0 where they were open already."""
        return min((at - moment for at, was_on in self.changes if at > moment and was_on), default=0.0)


@dataclass
class Running:
    """A run in a process of its own, whose source is on."""

    record: Path
    handle: RunHandle
    switching: Switching
    cable: Cable
    world: World

    def report(self) -> tuple[MadeSafe, ...]:
        """Wait until the guardian has finished, and return what it says."""
        until(lambda: not is_guarded(self.record))
        return read_report(self.record)

    def state(self) -> RunState:
        return fold_record(read_record(self.record))

    def wait_until_on(self) -> None:
        until(lambda: self.switching.on or not self.handle.alive())
        assert self.handle.alive(), "the run ended before its output was on"

    def kill(self) -> None:
        """Have the runner's process be gone."""
        os.kill(self.handle.pid, signal.SIGKILL)
        self.handle.wait()

    def resume(self) -> int:
        """Go on to the end, and return the exit code."""
        return launch(RunRequest(self.record, resume=True, operator="tester")).wait()


@dataclass
class Outcome:
    """What became of one run that was ended badly."""

    was_on: bool
    free_after: float
    left_on: bool
    told: bool
    """Whether the guardian's report is the truth: off where it is off, and that it could not where it is on."""
    resumed: bool = True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--freezes", type=int, default=10)
    parser.add_argument("--pulls", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    moments = random.Random(options.seed)

    def ended(what: str, times: int, end: Callable[[int, float], Outcome]) -> dict[str, object]:
        return _figures(what, [end(number, moments.uniform(0, LONGEST_S)) for number in range(times)])

    folder = options.folder
    killed = ended(KILLED, options.kills, lambda n, at: end_badly(folder, n, at, signal.SIGKILL))
    frozen = ended(FROZEN, options.freezes, lambda n, at: end_badly(folder, n, at, signal.SIGSTOP))
    pulled = ended(PULLED, options.pulls, lambda n, at: pull(folder, n, at))
    campaigns = [killed, frozen, pulled]
    for campaign in campaigns:
        print(campaign)
    if options.json:
        figures = {**taken(), "campaigns": campaigns}
        options.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    whole = all(one["runs"] == one["reported truly"] for one in campaigns) and pulled["runs"] == pulled["resumed"]
    return 0 if whole and not killed["left on"] and not frozen["left on"] else 1


def _figures(what: str, outcomes: list[Outcome]) -> dict[str, object]:
    delays = [one.free_after * 1e3 for one in outcomes if one.was_on and not one.left_on]
    return {
        "what": what,
        "runs": len(outcomes),
        "output was on": sum(one.was_on for one in outcomes),
        "left on": sum(one.left_on for one in outcomes),
        "reported truly": sum(one.told for one in outcomes),
        "resumed": sum(one.resumed for one in outcomes) if what == PULLED else None,
        "free after, median [ms]": round(statistics.median(delays), 1) if delays else None,
        "free after, longest [ms]": round(max(delays), 1) if delays else None,
    }


def end_badly(folder: Path, number: int, moment: float, how: signal.Signals) -> Outcome:
    """Start a run, wait until an output has been on for a moment [s], and end the runner."""
    with running(folder, f"{how.name}-{number}") as run:
        run.wait_until_on()
        time.sleep(moment)
        run.wait_until_on()  # between two points it is off anyway
        was_on, ended = run.switching.on, time.monotonic()
        os.kill(run.handle.pid, how)
        run.handle.wait()
        report = run.report()
        told = bool(report) and all(done.safe for done in report) is not run.switching.on
        return Outcome(was_on, run.switching.opened_after(ended), run.switching.on, told)


def pull(folder: Path, number: int, moment: float) -> Outcome:
    """Start a run, pull the source's cable while its output is on, and when all has ended put it back and resume."""
    way: Way = "silent" if number % 2 else "dropped"
    with running(folder, f"{way}-{number}", lambda text: text.replace("timeout: 2 s", "timeout: 500 ms")) as run:
        run.wait_until_on()
        time.sleep(moment)
        run.wait_until_on()
        was_on, pulled = run.switching.on, time.monotonic()
        run.handle.leave()  # with somebody there the run would only be suspended
        run.cable.pull(way)
        code = run.handle.wait()
        report = run.report()
        free_after, left_on = run.switching.opened_after(pulled), run.switching.on
        told = code == 3 and bool(report) and all(done.safe for done in report) is not left_on
        run.cable.plug()
        resumed = run.state().ended is None and run.resume() == 0 and not run.switching.on
        return Outcome(was_on, free_after, left_on, told, resumed)


@contextmanager
def running(folder: Path, name: str, bench: Callable[[str], str] = lambda text: text) -> Iterator[Running]:
    """Serve the bench of a folder and start a run on it.

    Args:
        folder: with the files.
        name: of the record.
        bench: changes the bench file's text.
    """
    with ExitStack() as stack:
        servers = stack.enter_context(serve(folder / "world.yaml", ScaledClock(SPEED)))
        port = int(servers.links["calibrator"][0].split("::")[2])
        cable = stack.enter_context(Cable(port))
        path = on_sockets(folder, servers, {"calibrator": cable.resource}, bench)
        record = folder / f"{name}.calrun"
        switching = Switching(servers.world.output("calibrator"))
        request = RunRequest(record, folder / "procedure.yaml", path, operator="tester", clock="scaled", speed=SPEED)
        handle = launch(request)
        stack.callback(_end, handle)
        yield Running(record, handle, switching, cable, servers.world)


def _end(handle: RunHandle) -> None:
    if handle.alive():
        os.kill(handle.pid, signal.SIGKILL)
        handle.wait()


def on_sockets(
    folder: Path, servers: RunningServers, resources: dict[str, str], change: Callable[[str], str] = lambda text: text
) -> Path:
    """Write the bench with the resource names of the served instruments in the place of `sim:`."""
    text = (folder / "bench.yaml").read_text(encoding="utf-8")
    for name, links in servers.links.items():
        text = text.replace(f'"sim:{name}"', f'"{resources.get(name, links[0])}"')
    path = folder / "sockets.yaml"
    path.write_text(change(text), encoding="utf-8")
    return path


def until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not ready():
        assert time.monotonic() < deadline, f"nothing within {WAIT_S:g} s"
        time.sleep(0.001)


if __name__ == "__main__":
    sys.exit(main())
