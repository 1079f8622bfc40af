"""Gives a run its guardian: started before any output goes on, told that the runner lives, released when all is off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.clock import system_clock
from bench_core.documents.commands import SourceCommands
from bench_core.errors import GuardianLost, ResumeRefused
from bench_core.metrology.unit import unit
from bench_core.records.events import GuardianActed, GuardianReady
from bench_core.records.guardian_report import is_guarded, read_report, report_path
from procedures.leads import HAZARDOUS
from sequencer.guardian import BEAT, READY, RELEASED, SILENT_S, Charge, bench_digests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench_core.metrology.quantity import Quantity
    from drivers.bench import Bench, BenchInstrument

_BEATS_EACH_S = SILENT_S / 8
_STUCK_S = 300.0
"""A run gives a sign between any two exchanges; the slowest reading of a reference meter takes two minutes [s]."""
_READY_WITHIN_S = 30.0
_DEAF_S = 10.0
"""A guardian that has not said a beat back for this long would not act either [s]."""
_ENDS_WITHIN_S = 10.0
_ACTS_WITHIN_S = 60.0


class Guard(Protocol):
    """What a run asks of its guardian."""

    def require_ready(self) -> None:
        """Wait until the guardian has loaded all it needs: before any output goes on.

        Raises:
            GuardianLost: it could not.
        """

    def check(self) -> None:
        """Give a sign that the run is at work.

        Raises:
            GuardianLost: nobody guards the outputs any longer.
        """

    def release(self) -> None:
        """Tell the guardian that every source is safe, and wait for its end."""


class _NobodyToGuard:
    """The guard of instruments that are simulated inside the run's process and end with it."""

    def require_ready(self) -> None:
        """Be ready."""

    def check(self) -> None:
        """Find nothing wrong."""

    def release(self) -> None:
        """Do nothing."""


class _NotStarted:
    """The guard of a run whose guardian could not even be started; see `Guard`.

    Args:
        why: in words.
    """

    def __init__(self, why: str) -> None:
        self._why = why

    def require_ready(self) -> None:
        """Refuse."""
        raise GuardianLost(f"the guardian's process cannot be started: {self._why}; no output goes on without one")

    def check(self) -> None:
        """Find nothing wrong: no output goes on."""

    def release(self) -> None:
        """Do nothing."""


class _Guard:
    """A guardian's process, as the runner sees it; see `Guard`.

    Args:
        process: the guardian's.
        charge: what it is told first.
    """

    def __init__(self, process: subprocess.Popen[bytes], charge: Charge) -> None:
        self._process = process
        self._charge = charge
        self._clock = system_clock()
        self._sign = self._heard = self._clock.now()
        self._told = b""
        self._ready = False
        self._over = threading.Event()
        self._silent = threading.Event()
        self._saying = threading.Lock()
        self._say(json.dumps(asdict(charge)).encode() + b"\n")
        for act, name in ((self._beat, "heartbeat"), (self._listen, "guardian")):
            threading.Thread(target=act, name=name, daemon=True).start()

    def check(self) -> None:
        """Note the sign, and look whether the process is there and answers."""
        self._sign = self._clock.now()
        if not self._ready:
            return  # no output is on yet, and none goes on before `require_ready`
        if self._process.poll() is not None:
            raise GuardianLost(
                f"the guardian's process has gone (code {self._process.returncode}): nobody would switch the outputs "
                "off if this run were killed; find out who ended it, then resume"
            )
        if self._sign - self._heard > _DEAF_S:
            raise GuardianLost(
                f"the guardian's process has not answered for {_DEAF_S:g} s: it would not switch the outputs off if "
                "this run were killed; find out who stopped it, then resume"
            )

    def require_ready(self) -> None:
        """Wait for the word that it has loaded everything."""
        self._clock.wait_until(self._has_spoken, self._clock.now() + _READY_WITHIN_S)
        line, _, _ = self._told.partition(b"\n")
        if line != READY.strip():
            why = line.decode("utf-8", "replace") or f"it said nothing within {_READY_WITHIN_S:g} s, or has gone"
            raise GuardianLost(f"the guardian's process could not start: {why}; no output goes on without one")
        self._heard = self._clock.now()
        self._ready = True

    def release(self) -> None:
        """Say that every source is safe, and wait for the end of the process; one that does not hear it is ended."""
        self._over.set()
        self._say(RELEASED)
        try:
            self._process.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            Path(self._charge.report).unlink(missing_ok=True)

    def close(self) -> None:
        """Leave the outputs to the guardian, unless it was released."""
        self._over.set()
        with self._saying:
            if self._process.stdin is not None:
                self._process.stdin.close()

    def _has_spoken(self) -> bool:
        return b"\n" in self._told or self._silent.is_set()

    def _beat(self) -> None:
        while not self._over.wait(_BEATS_EACH_S):
            if self._clock.now() - self._sign < _STUCK_S:
                self._say(BEAT)

    def _listen(self) -> None:
        with self._process.stdout or nullcontext() as stdout:
            while stdout is not None and (chunk := os.read(stdout.fileno(), 4096)):
                self._heard = self._clock.now()
                if b"\n" not in self._told:
                    self._told += chunk
        self._silent.set()  # by its end alone, its last words would not have been heard yet
        self._process.wait()

    def _say(self, word: bytes) -> None:
        stdin = self._process.stdin
        with self._saying, suppress(OSError, ValueError):  # it has gone: the next check of the run finds out
            if stdin is not None:
                stdin.write(word)


@contextmanager
def guarded(bench: Bench, record: Path, held: Sequence[int], *, rehearsal: bool = False) -> Iterator[Guard]:
    """Start the guardian of a run's sources; what is simulated inside this process ends with it and has none.

    Args:
        bench: of the run.
        record: of the run.
        held: descriptors that hold the bench for this run, and for its guardian after it.
        rehearsal: whether it is only tried whether a guardian could start; it then guards nothing.
    """
    sources = _guarded_sources(bench)
    if not sources:
        yield _NobodyToGuard()
        return
    report = str(report_path(record).absolute())
    charge = Charge(str(bench.path.absolute()), bench_digests(bench), sources, report, os.getpid(), rehearsal)
    try:
        process = _start(held)
    except OSError as failure:
        yield _NotStarted(failure.strerror or str(failure))
        return
    guard = _Guard(process, charge)
    try:
        yield guard
    finally:
        guard.close()


def guardian_ready(bench: Bench) -> Iterator[GuardianReady]:
    """Yield for each source that has a guardian what protects beside it, for the record and the person at the bench.

    Args:
        bench: of the run.
    """
    for name in _guarded_sources(bench):
        entry = bench.instruments[name]
        yield GuardianReady(name, _watchdog(entry), _may_be_hazardous(entry))


def _guarded_sources(bench: Bench) -> tuple[str, ...]:
    entries = bench.instruments.items()
    return tuple(name for name, entry in entries if entry.serves == "source" and not entry.in_process)


def _watchdog(entry: BenchInstrument) -> Quantity | None:
    commands = entry.type_record.model.commands
    form = commands.watchdog if isinstance(commands, SourceCommands) else None
    return None if form is None else form.time


def _may_be_hazardous(entry: BenchInstrument) -> bool:
    """Tell whether a source may put out more than what is harmless: by the bench's limit, else by its ranges."""
    for name, record in entry.type_record.model.functions.items():
        if unit(CAPABILITIES[name].unit).dimension == HAZARDOUS.dimension:
            limit = entry.limits.get(name)
            largest = max(row.maximum.si for row in record.ranges) if limit is None else limit.si
            if largest > HAZARDOUS.si:
                return True
    return False


def guardian_acted(record: Path) -> tuple[GuardianActed, ...]:
    """Wait until the guardian of an interrupted run has finished, and return what it did.

    What it says is for people: every source is asked again before anything else happens.

    Raises:
        ResumeRefused: it is still at work after a minute.
    """
    clock = system_clock()
    if not clock.wait_until(lambda: not is_guarded(record), clock.now() + _ACTS_WITHIN_S):
        zh = f"{record}：该运行的守护进程仍在断开输出；请稍后再试"
        en = f"{record}: the guardian of this run is still making its outputs safe; try again later"
        raise ResumeRefused(Bilingual(zh, en))
    return tuple(
        GuardianActed(done.cause, done.instrument, done.energised, done.raw, done.after) for done in read_report(record)
    )


def _start(held: Sequence[int]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "sequencer.guardian"],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=() if sys.platform == "win32" else held,
        start_new_session=sys.platform != "win32",  # what ends the runner's terminal or group must not end it
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
