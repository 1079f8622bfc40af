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

from bench_core.errors import ResumeRefused
from bench_core.records.exclusive import is_held

if TYPE_CHECKING:
    from sequencer.request import RunRequest


_STDOUT = 1
_END = "]\n"


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
            self.may_be_on = tuple(json.loads(told)) if told.endswith(_END) else None
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
    if request.resume and is_held(request.record):
        raise ResumeRefused(f"{request.record}: a process still writes this record; attach to it instead")
    descriptor, name = tempfile.mkstemp(prefix="calbench-", suffix=".json")
    os.close(descriptor)
    path = Path(name)
    request.write(path)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "sequencer", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=sys.platform != "win32",  # Ctrl-C at the watcher's terminal is the watcher's to pass on
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    return RunHandle(request.record, process, path)
