"""The guardian's process, `python -m sequencer.guardian`: makes all sources safe when the runner ends without doing so.

It loads drivers, addresses and safe commands before any output goes on, and then only waits. Its standard input is the
runner's pipe: a beat now and then, `released` when the runner has made all safe itself, and the end of the pipe when
the runner's process has gone, however it went. It says each beat back, so that the runner knows that it is there. No
signal that somebody sends ends it, but SIGKILL.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import system_clock
from bench_core.errors import BenchError, GuardianLost
from bench_core.records.exclusive import hold
from bench_core.records.guardian_report import Cause, MadeSafe, write_line
from drivers.bench import read_bench
from drivers.opening import open_bench
from sequencer.desk import require_source
from sequencer.safety import asked_until_off

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from bench_core.capabilities.instruments import OutputState, Source
    from bench_core.clock import Clock
    from drivers.bench import Bench
    from drivers.opening import OpenBench

READY, BEAT, RELEASED = b"ready\n", b".", b"released\n"
SILENT_S = 2.0
"""A runner that has not been heard for this long is frozen [s]."""
_ATTEMPTS = 2
_PAUSE_S = 0.5
_ENDS_WITHIN_S = 5.0
_STDIN, _STDOUT = 0, 1
_IGNORED = (
    *("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGBREAK"),
    *("SIGUSR1", "SIGUSR2", "SIGALRM", "SIGPIPE"),
)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a guardian is told when it starts, as one line of JSON.

    Args:
        bench: the bench file.
        digests: by role, of every file that the bench is made of, so that both processes know the same bench.
        sources: names of the instruments to make safe.
        report: where to say what was done.
        runner: process number of the runner, whose child the guardian is.
        rehearsal: whether to end as soon as everything is loaded, guarding nothing: it is only tried whether it can.
    """

    bench: str
    digests: dict[str, str]
    sources: tuple[str, ...]
    report: str
    runner: int
    rehearsal: bool = False


def main() -> int:
    """Watch the runner.

    Returns:
        0 when the runner had made all safe itself, 4 when this process did, 3 when a source did not become safe.
    """
    _ignore_signals()
    with open(_STDIN, "rb", buffering=0, closefd=False) as pipe:  # what follows the line is for `_listen`
        told = pipe.readline()
    if not told.endswith(b"\n"):
        return 0  # the runner has gone before it knew what there is to guard
    clock = system_clock()
    with ExitStack() as stack:
        try:
            charge = Charge(**json.loads(told))
            benches = _loaded(charge, clock, stack)
            report = stack.enter_context(_Report(Path(charge.report)))
        except (BenchError, OSError) as failure:
            _say(f"{failure}\n".encode())
            return GuardianLost.exit_code
        _say(READY)
        if charge.rehearsal:
            report.remove()
            return 0
        beats = _listen()
        cause = _wait(beats)
        if cause is None:
            report.remove()
            return 0
        if cause == "frozen":
            _end(charge.runner, beats)
        return 4 if _make_all_safe(benches, cause, clock, report) else 3


def _loaded(charge: Charge, clock: Clock, stack: ExitStack) -> dict[str, OpenBench]:
    """Load drivers, addresses and safe commands; each source gets links of its own: a dead one keeps no other waiting.

    Raises:
        BenchError: a file is not what the runner has read, or cannot be used.
    """
    bench = read_bench(Path(charge.bench))
    _require_same(bench, charge)
    benches = {name: stack.enter_context(open_bench(bench, LinkContext(clock))) for name in charge.sources}
    for opened in benches.values():
        opened.check_links()
    return benches


def _require_same(bench: Bench, charge: Charge) -> None:
    found = bench_digests(bench)
    changed = [role for role in found.keys() | charge.digests.keys() if found.get(role) != charge.digests.get(role)]
    if changed:
        told = ", ".join(sorted(changed))
        raise GuardianLost(f"{charge.bench}: {told} was changed while the run began; begin it again")


def bench_digests(bench: Bench) -> dict[str, str]:
    """Return by role the digest of every file that a bench is made of."""
    return {text.role: text.digest for text in bench.texts()}


def _ignore_signals() -> None:
    for name in _IGNORED:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)


def _listen() -> queue.SimpleQueue[bytes]:
    """Read the runner's pipe in a thread of its own, for not every platform waits for a pipe with a deadline."""
    beats: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        chunk = BEAT
        while chunk:
            chunk = _read()
            beats.put(chunk)
            _say(chunk)

    threading.Thread(target=read, name="beats", daemon=True).start()
    return beats


def _read() -> bytes:
    try:
        return os.read(_STDIN, 4096)
    except OSError:
        return b""  # a broken pipe has ended too


def _say(words: bytes) -> None:
    with suppress(OSError):  # who has gone hears nothing, and its sources are made safe all the same
        os.write(_STDOUT, words)


def _wait(beats: queue.SimpleQueue[bytes]) -> Cause | None:
    """Wait until the runner releases us, ends or freezes; None where it released us.

    A computer that slept wakes both processes: a runner is frozen when it was missed twice.
    """
    heard = b""
    missed = 0
    while RELEASED not in heard:
        try:
            chunk = beats.get(timeout=SILENT_S / 2)
        except queue.Empty:
            missed += 1
            if missed == 2:
                return "frozen"
            continue
        if not chunk:
            return "ended"
        missed = 0
        heard = heard[-len(RELEASED) :] + chunk
    return None


def _end(runner: int, beats: queue.SimpleQueue[bytes]) -> None:
    """End a frozen runner first: an instrument that takes one client only would be held by it.

    Only our parent: its number may be another process's by now. Windows tells no parent that could be believed.
    """
    if sys.platform == "win32" or os.getppid() == runner:
        with suppress(OSError):
            os.kill(runner, getattr(signal, "SIGKILL", signal.SIGTERM))
    with suppress(queue.Empty):
        while beats.get(timeout=_ENDS_WITHIN_S):
            continue


def _make_all_safe(benches: Mapping[str, OpenBench], cause: Cause, clock: Clock, report: _Report) -> bool:
    """Make every source safe, all at once, and return whether each said so itself."""
    begun = clock.now()

    def act(name: str, opened: OpenBench) -> bool:
        energised, raw = _made_safe(name, opened, clock)
        done = MadeSafe(cause, name, energised, raw, round(clock.now() - begun, 6))
        report.add(done)
        return done.safe

    return all(clock.gather([partial(act, name, opened) for name, opened in benches.items()]))


def _made_safe(name: str, opened: OpenBench, clock: Clock) -> tuple[bool | None, str]:
    """Return what a source answered after its safe commands, or None and why it did not answer."""
    energised: bool | None = None
    raw = ""
    for attempt in range(_ATTEMPTS):
        if attempt:
            clock.sleep(_PAUSE_S)
        try:
            source = require_source(name, opened.connect(name))
            state = asked_until_off(source, _safe(source), clock)
        except Exception as failure:  # noqa: BLE001  whatever it is: it is tried again, and told
            energised, raw = None, f"{type(failure).__name__}: {failure}"
            continue
        energised, raw = state.energised, state.raw
        if not energised:
            break
    return energised, raw


def _safe(source: Source) -> OutputState:
    """Make a source safe that we know nothing of: in its own order where it answers, at once where it does not."""
    try:
        source.identify()  # a silent one is told by this question alone
        source.prepare()
        state = source.output_state()
    except Exception:  # noqa: BLE001  whatever it is, the safe command is sent all the same
        return source.make_safe()
    return source.make_safe() if state.energised else state


class _Report:
    """The report's file, held while this process lives, so that others can tell whether it does.

    It is closed by the end of the process only, with the bench's locks: who waits for it finds the bench free.

    Args:
        path: of the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = threading.Lock()

    def __enter__(self) -> Self:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        if not hold(self._file):
            raise GuardianLost(f"{self._path}: another guardian of this run is still at work; try again later")
        os.ftruncate(self._file, 0)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the file open."""

    def add(self, done: MadeSafe) -> None:
        """Write what became of a source; a disc that takes no more does not keep the others energised."""
        with self._writing, suppress(OSError):
            os.write(self._file, write_line(done))

    def remove(self) -> None:
        """Leave nothing behind, for there was nothing to do."""
        os.close(self._file)
        with suppress(OSError):
            self._path.unlink()


if __name__ == "__main__":
    raise SystemExit(main())
