"""Starts a run in a process of its own, which alone owns links and journal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.errors import ResumeRefused, UsageError
from bench_core.records.exclusive import is_held
from bench_core.records.journal import still_written
from sequencer.outcome import INTERRUPTED

if TYPE_CHECKING:
    from sequencer.request import RunRequest


_STDOUT = 1
_END = "]\n"
_DETACHED = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "DETACHED_PROCESS", 0)


def own_stdout() -> int:
    """Return a descriptor of who started this run that is ours alone: what drivers of others print goes nowhere."""
    own = os.dup(_STDOUT)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDOUT)
    os.close(nowhere)
    return own


def tell_outputs(may_be_on: tuple[str, ...] | None, stdout: int) -> None:
    """Tell who started this run which outputs may be on; where the disc refused it, the record cannot."""
    if may_be_on is not None:
        with suppress(OSError):  # nobody is there any more
            os.write(stdout, f"{json.dumps(may_be_on)}\n".encode())


class RunHandle:
    """A run that was started: its record to watch, and the way to send it commands.

    Args:
        record: the journal that the runner writes.
        process: the runner.
        request: the request file, which the runner removes when it has read it.
    """

    def __init__(self, record: Path, process: subprocess.Popen[str], request: Path) -> None:
        self.record = record
        self._process = process
        self._request = request
        self.may_be_on: tuple[str, ...] | None = None
        """As in `Control`, once the run was waited for; None where its process did not live to say so."""

    @property
    def pid(self) -> int:
        """Process number of the runner."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the runner's process is there."""
        return self._process.poll() is None

    def answer(self, prompt: str, text: str, by: str) -> bool:
        """Answer a prompt; the record tells whether this answer counts."""
        self._send({"command": "answer", "prompt": prompt, "text": text, "by": by})
        return True

    def abort(self, by: str, reason: str) -> bool:
        """Ask for the end of the run, which who began it may; sources go safe first."""
        self._send({"command": "abort", "by": by, "reason": reason})
        return True

    def leave(self) -> None:
        """Say that nobody answers here any more; a run that asks for something stays open then."""
        self._send({"command": "leave"})

    def wait(self) -> int:
        """Wait for the runner to end and return its exit code."""
        if self._process.stdout is not None and not self._process.stdout.closed:
            with self._process.stdout as stdout:
                told = stdout.read()
            self.may_be_on = _outputs_told(told)
        code = self._process.wait()
        self._request.unlink(missing_ok=True)
        if self._process.stdin is not None:
            self._process.stdin.close()
        return code if code >= 0 else 4

    def _send(self, command: dict[str, str]) -> None:
        stdin = self._process.stdin
        if stdin is None or not self.alive():
            return
        try:
            stdin.write(json.dumps(command, ensure_ascii=False) + "\n")
            stdin.flush()
        except BrokenPipeError:
            return  # the run has just ended: there is nothing left to command


def launch(request: RunRequest) -> RunHandle:
    """Start the runner of a request and return at once.

    Its standard error is ours: what happens before a record exists is said there.

    Raises:
        ResumeRefused: the run is under way; nothing was started.
    """
    _require_not_under_way(request)
    path = _written(request)
    process = subprocess.Popen(
        _command(path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=sys.platform != "win32",  # Ctrl-C at the watcher's terminal is the watcher's to pass on
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    return RunHandle(request.record, process, path)


class Detached:
    """A run that needs nothing of who started it, and is commanded by its control channel alone.

    Args:
        record: the journal that the runner writes.
        told: what the runner says to people, also before there is a record.
        outputs: what it says to programs when it ends.
        process: the runner.
    """

    def __init__(self, record: Path, told: Path, outputs: Path, process: subprocess.Popen[bytes]) -> None:
        self.record, self.told = record, told
        self._outputs, self._process = outputs, process

    @property
    def pid(self) -> int:
        """Process number of the runner."""
        return self._process.pid

    def code(self) -> int | None:
        """Return the runner's exit code, or None while it lives; a killed one has none and counts as interrupted."""
        code = self._process.poll()
        return code if code is None or code >= 0 else INTERRUPTED

    def may_be_on(self) -> tuple[str, ...] | None:
        """Return which outputs may be on, as in `Control`, once the run has ended; None where it could not say so."""
        return _outputs_told(self._outputs.read_text(encoding="utf-8"))


def launch_detached(request: RunRequest, folder: Path) -> Detached:
    """Start the runner of a request so that it outlives this process, and return at once.

    It has a session of its own and no pipe to this process: nothing breaks when this process is killed.

    Args:
        request: what to do.
        folder: private to the user, for what the runner says; made where it is missing.

    Raises:
        ResumeRefused: the run is under way; nothing was started.
        UsageError: the folder cannot be written.
    """
    _require_not_under_way(request)
    told, outputs = (_file_in(folder, f"{request.record.stem}-", ending) for ending in (".txt", ".outputs"))
    with told.open("wb") as said, outputs.open("wb") as answered:
        process = subprocess.Popen(
            _command(_written(request)),
            stdin=subprocess.DEVNULL,
            stdout=answered,
            stderr=said,
            start_new_session=sys.platform != "win32",
            creationflags=_DETACHED,
        )
    return Detached(request.record, told, outputs, process)


def _file_in(folder: Path, beginning: str, ending: str) -> Path:
    """Return a new file of a folder that only its owner can read.

    Raises:
        UsageError: the disc refuses it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=beginning, suffix=ending, dir=folder)
    except OSError as failure:
        raise UsageError(f"{folder}: cannot be written: {failure.strerror}; choose another folder") from failure
    os.close(descriptor)
    return Path(name)


def _outputs_told(said: str) -> tuple[str, ...] | None:
    return tuple(json.loads(said)) if said.endswith(_END) else None


def _require_not_under_way(request: RunRequest) -> None:
    if request.resume and is_held(request.record):
        raise ResumeRefused(still_written(request.record))


def _written(request: RunRequest) -> Path:
    """Write a request where only its owner can read it; the runner removes it."""
    path = _file_in(Path(tempfile.gettempdir()), "calbench-", ".json")
    request.write(path)
    return path


def _command(request: Path) -> list[str]:
    return [sys.executable, "-P", "-m", "sequencer", str(request)]
