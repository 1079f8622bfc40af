"""A short run in a process of its own, with a witness of what went over its simulated wires, and what became of it.

The program is loaded once and forked for each run, so that hundreds of runs take minutes. A forked child goes the way
of every runner, through `sequencer.__main__`, with standard error in a file beside the record.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench_core.errors import BenchError
from bench_core.records.events import IndicationTaken, RunResumed, RunStarted
from bench_core.records.folding import fold_record
from bench_core.records.journal import Journal
from bench_core.records.record import Record, read_record
from bench_core.records.run_state import RunState
from bench_core.records.verification import verify
from sequencer import preparing
from sequencer.__main__ import main as runner
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform
from sim_instruments.links import SimLink
from sim_instruments.world import World

METER, SOURCE, READ = "meter", "calibrator", "READ?"
POLL_S = 0.0005
LONGEST_WAIT_S = 60.0
Results = dict[tuple[str, str], object]


@dataclass(frozen=True)
class SmallRun:
    """Runs of the small bench in a folder.

    Args:
        folder: with procedure, bench, world and order.
        expected: results of the run that nothing interrupted.
        takes_s: shortest wall time from the first sign of its record to its end [s].
    """

    folder: Path
    expected: Results
    takes_s: float

    def begin(self, record: Path, change: Callable[[], object] = bool) -> int:
        """Perform a run in a child, where `change` is made first, and return its wait status."""
        return wait(self.start(record, change))

    def start(self, record: Path, change: Callable[[], object] = bool) -> int:
        """Start a run in a child and return its process number."""
        return _fork(lambda: _run(request(self.folder, record), change))

    def resume(self, record: Path, change: Callable[[], object] = bool) -> int:
        """Resume a run in a child and return its wait status."""
        return wait(self.start_resume(record, change))

    def start_resume(self, record: Path, change: Callable[[], object] = bool) -> int:
        """Resume a run in a child and return its process number."""
        return _fork(lambda: _run(RunRequest(record=record, resume=True), change))

    def complaint(self, record: Path, *, wired: bool = True) -> str:
        """Return what is wrong with a record that was resumed to its end, or nothing.

        Args:
            record: that was resumed.
            wired: whether each of its processes had a witness.
        """
        try:
            verified = verify(record)
        except BenchError as problem:
            return f"does not verify: {problem}"
        if doubled(verified.record):
            return f"doubled: {doubled(verified.record)}"
        if results(verified.state) != self.expected:
            return "results differ"
        wires = [witness(path) for path in witness_paths(record)]
        seen = [reply for wire in wires for reply in wire.readings]
        if wired and not _is_subsequence(recorded(verified.record), seen):
            return "a reading is on record that no instrument gave"
        return ""


def small_run(folder: Path) -> SmallRun:
    """Perform the run once without interruption, which also loads everything that the children share."""
    modules = preparing.module_digests()
    preparing.module_digests = lambda: modules  # somebody may edit the program while a campaign goes on
    perform(request(folder, folder / "loading.calrun"), Control())
    record = folder / "whole.calrun"
    takes_s = min(_timed(folder, folder / name) for name in ("timed-1.calrun", "timed-2.calrun", record.name))
    return SmallRun(folder, results(fold_record(read_record(record))), takes_s)


def _timed(folder: Path, record: Path) -> float:
    child = _fork(lambda: _run(request(folder, record), bool))
    until_there(record)
    begun = time.monotonic()
    wait(child)
    return time.monotonic() - begun


def until_there(record: Path) -> None:
    """Wait until a run has begun to write its record."""
    end = time.monotonic() + LONGEST_WAIT_S
    while not record.exists():
        assert time.monotonic() < end, f"{record}: not begun"
        time.sleep(POLL_S)


def request(folder: Path, record: Path) -> RunRequest:
    return RunRequest(
        record=record,
        procedure=folder / "procedure.yaml",
        bench=folder / "bench.yaml",
        order=folder / "order.yaml",
        operator="tester",
        clock="virtual",
    )


def results(state: RunState) -> Results:
    return {place: completed.result for place, completed in state.results.items()}


def recorded(record: Record) -> list[str]:
    """Replies of the meter that are on record, in order."""
    return [e.raw for e in _indications(record) if e.instrument == METER]


def recorded_last(record: Record) -> list[str]:
    """Replies of the meter that are on record since the run began or was last resumed."""
    events = [line.event for line in record.lines]
    begin = max(number for number, event in enumerate(events) if isinstance(event, RunStarted | RunResumed))
    return [e.raw for e in events[begin:] if isinstance(e, IndicationTaken) and e.instrument == METER]


def doubled(record: Record) -> list[object]:
    """Keys under which more than one indication is on record."""
    keys = Counter((e.key, e.name, e.number, e.purpose) for e in _indications(record))
    return [key for key, count in keys.items() if count > 1]


def _indications(record: Record) -> list[IndicationTaken]:
    return [line.event for line in record.lines if isinstance(line.event, IndicationTaken)]


def _is_subsequence(some: list[str], of: list[str]) -> bool:
    rest = iter(of)
    return all(one in rest for one in some)


@dataclass(frozen=True)
class Witness:
    """What went over the wires of one process.

    Args:
        readings: the meter's replies to its trigger.
        acknowledged: those of them after which something else was sent: they were in the record by then.
        sent: how many messages were sent.
        confirmed: how many lines the journal said it had written.
        output_on: of the source when the process ended by itself; None where it was killed.
    """

    readings: list[str]
    acknowledged: list[str]
    sent: int
    confirmed: int
    output_on: bool | None

    def lost(self, kept: list[str]) -> int:
        """How many acknowledged readings are not on record."""
        return sum(1 for number, reply in enumerate(self.acknowledged) if kept[number : number + 1] != [reply])


def witness_paths(record: Path) -> list[Path]:
    return sorted(record.parent.glob(f"{record.name}.witness-*"))


def witness(path: Path) -> Witness:
    """Read what a process left; each line was in the file before the message was on its way."""
    readings: list[str] = []
    acknowledged, asked, sent, confirmed, output_on = 0, "", 0, 0, None
    for line in path.read_text(encoding="utf-8").splitlines():
        who, way, text = json.loads(line)
        if way == ">":
            sent, acknowledged, asked = sent + 1, len(readings), text if who == METER else ""
        elif way == "<" and asked == READ:
            readings.append(text)
        elif way == "line":
            confirmed += 1
        elif way == "output":
            output_on = bool(text)
    return Witness(readings, readings[:acknowledged], sent, confirmed, output_on)


def message(record: Path) -> str:
    """What the processes of a run said at the terminal."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(record.parent.glob(f"{record.name}.said-*")))


def wait(child: int) -> int:
    return os.waitpid(child, 0)[1]


def killed(status: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fork(work: Callable[[], int]) -> int:
    child = os.fork()
    if child == 0:
        try:
            os._exit(work())
        except BaseException as problem:  # noqa: BLE001  a forked child must never return into the parent's code
            print(f"  child: {problem!r}", flush=True)
            os._exit(99)
    return child


def _run(what: RunRequest, change: Callable[[], object]) -> int:
    number = len(witness_paths(what.record)) + 1
    said = os.open(f"{what.record}.said-{number}", os.O_WRONLY | os.O_CREAT, 0o644)
    os.dup2(said, 2)
    worlds = _have_witnessed(os.open(f"{what.record}.witness-{number}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644))
    asked = Path(f"{what.record}.request")
    what.write(asked)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115  it lasts as long as the process
    change()
    code = runner([str(asked)])
    sys.stderr.flush()
    for world in worlds:
        world.note(world.output_on())
    return code


@dataclass(frozen=True)
class _Seen:
    world: World
    file: int

    def output_on(self) -> bool:
        return self.world.output(SOURCE).energised

    def note(self, on: bool) -> None:
        os.write(self.file, (json.dumps([SOURCE, "output", int(on)]) + "\n").encode())


def _have_witnessed(file: int) -> list[_Seen]:
    """Have every message noted in a file before it is sent, every reply, and every line; return the worlds made."""
    worlds: list[_Seen] = []
    make, send, read, put = World.__init__, SimLink.write, SimLink.read, Journal._put_line

    def note(who: str, way: str, text: str) -> None:
        os.write(file, (json.dumps([who.removeprefix("sim:"), way, text]) + "\n").encode())

    def made(world: World, *arguments: object) -> None:
        make(world, *arguments)  # type: ignore[arg-type]
        worlds.append(_Seen(world, file))

    def sent(link: SimLink, content: bytes) -> None:
        note(link.resource, ">", content.decode("latin-1").strip())
        send(link, content)

    def received(link: SimLink, within_s: float | None = None) -> bytes:
        reply = read(link, within_s)
        note(link.resource, "<", reply.decode("latin-1").strip())
        return reply

    def kept(journal: Journal, body: str, stamped: str) -> None:
        put(journal, body, stamped)
        note("journal", "line", "")

    Journal._put_line = kept  # type: ignore[method-assign]
    World.__init__, SimLink.write, SimLink.read = made, sent, received  # type: ignore[method-assign, assignment]
    return worlds
