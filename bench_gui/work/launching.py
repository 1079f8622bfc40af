"""Starts a run beside the window, and tells whether it has begun or why it has not."""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.clock import system_clock
from bench_core.errors import BenchError, ControlRefused, UsageError
from bench_core.failures import told, unfolded
from bench_gui.qt import QObject, Signal
from bench_gui.workplace.own_bench import own_bench
from sequencer.channel import Terminal
from sequencer.launch import launch_detached
from sequencer.request import RunRequest

if TYPE_CHECKING:
    from bench_gui.qt import SignalInstance
    from bench_gui.workplace.proposal import SetUp
    from sequencer.launch import Detached

PATIENCE_S = 300.0
"""How long a prompt of a run waits for a window to come back [s]."""
_LOOKS_EACH_S = 0.02
_ENDS_WITHIN_S = 2.0
_ABORTED_WITHIN_S = 10.0
SAID = ".said"
"""Folder beside the records, hidden: what runs say to people, and requests for other processes."""


def new_request(set_up: SetUp, records: Path, speed: float) -> RunRequest:
    """Return the request of a new run, with a name of its own for its record; the bench file is copied where it must.

    Args:
        set_up: complete.
        records: folder for its record.
        speed: of the clock of simulated benches [s per wall second]; real instruments know the wall's clock alone.

    Raises:
        UsageError: the set-up lacks something, or its bench does not serve for its unit under test.
        DocumentInvalid: the bench file is broken.
    """
    procedure, bench = set_up.procedure, set_up.bench
    if procedure is None or bench is None:
        raise UsageError(f"{set_up.uut.name}: a run needs a procedure and a bench; choose both")
    scaled = bench.simulated and speed != 1
    return RunRequest(
        record=records / f"{system_clock().utc():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}.calrun",
        procedure=procedure.path,
        bench=own_bench(bench, set_up.uut, records),
        order=None if set_up.order is None else set_up.order.path,
        operator=set_up.operator,
        clock="scaled" if scaled else "system",
        speed=speed if scaled else 1.0,
        patience_s=PATIENCE_S,
    )


def written(request: RunRequest) -> Path:
    """Write a request where only its owner can read it, for a process that removes it; return its file."""
    folder = request.record.parent / SAID
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix="calbench-", suffix=".json", dir=folder)
        os.close(descriptor)
        request.write(Path(name))
    except OSError as failure:
        raise UsageError(f"{folder}: cannot be written: {failure.strerror}; choose another workplace") from failure
    return Path(name)


def resume_request(record: Path, operator: str) -> RunRequest:
    """Return the request to continue an interrupted run; its clock is that of its record."""
    return RunRequest(record=record, operator=operator, resume=True, patience_s=PATIENCE_S)


class Launch(QObject):
    """One run that is being started, in a thread of its own; the run outlives the window.

    Args:
        request: of the run.
        parent: that it belongs to.
    """

    began = Signal(object)
    """The `sequencer.launch.Detached` of the run, which has begun to write its record."""
    refused = Signal(object)
    """Why it did not begin, a `Bilingual`."""

    def __init__(self, request: RunRequest, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.request = request
        self.started: Detached | None = None
        """The runner's process; None before it was started."""
        self._abort: dict[str, str | bool] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._launch, name=f"launch {request.record.name}", daemon=True)

    @property
    def running(self) -> bool:
        """Whether it is not known yet what became of it."""
        return self._thread.is_alive()

    @property
    def unsent(self) -> dict[str, str | bool] | None:
        """The abort that the run has not taken: it came when the launch had just found the run begun; None for none."""
        return self._abort

    def start(self) -> None:
        """Start the run."""
        self._thread.start()

    def abort(self, by: str, reason: str) -> None:
        """Have the run aborted as soon as it can be reached; one that never begins needs no abort.

        Args:
            by: who wants it.
            reason: that goes on record.
        """
        self._abort = {"command": "abort", "by": by, "reason": reason, "explains": True}

    def stop(self) -> None:
        """Wait no longer for what becomes of it, but for an abort to be sent; nothing is signalled any more.

        A run that was not aborted begins and goes on.
        """
        self.blockSignals(True)  # noqa: FBT003  Qt takes it by position
        if self._thread.ident is not None and self._abort is not None:
            self._thread.join(_ABORTED_WITHIN_S)
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(_ENDS_WITHIN_S)

    def _launch(self) -> None:
        record = self.request.record
        try:
            record.parent.mkdir(parents=True, exist_ok=True)
            size = record.stat().st_size if self.request.resume else 0
            self.started = launch_detached(self.request, record.parent / SAID)
            self._await(self.started, size)
        except BenchError as failure:
            self._tell(self.refused, told(failure))
        except OSError as failure:
            zh = f"{record.parent}：无法写入：{failure.strerror}；请选择其他文件夹"
            en = f"{record.parent}: cannot be written: {failure.strerror}; choose another folder"
            self._tell(self.refused, Bilingual(zh, en))

    def _await(self, started: Detached, size: int) -> None:
        """Wait until the record grows, or the runner ends without a word in it."""
        while not self._stop.wait(_LOOKS_EACH_S):
            ended = started.code() is not None
            if _size(started.record) > size and (ended or self._aborted_where_wanted()):
                self._tell(self.began, started)
                return
            if ended:
                self._tell(self.refused, _why_not(started))
                return

    def _aborted_where_wanted(self) -> bool:
        """Send an abort that was asked for meanwhile; return whether nothing is left to send."""
        if self._abort is None:
            return True
        try:
            with Terminal(self.request.record) as terminal:
                terminal.send(self._abort)
        except ControlRefused:
            return False
        self._abort = None
        return True

    def _tell(self, signal: SignalInstance, what: object) -> None:
        if not self._stop.is_set():
            signal.emit(what)


def _why_not(started: Detached) -> Bilingual:
    """Return what a runner said that ended before it wrote anything."""
    said, code = started.told.read_text(encoding="utf-8", errors="replace").strip(), started.code()
    silent = Bilingual(f"运行未开始（退出码 {code}）", f"the run did not begin (exit code {code})")
    return unfolded(said) if said else silent


def _size(record: Path) -> int:
    try:
        return record.stat().st_size
    except OSError:
        return 0
