"""Starts a run, watches it to its end, and says where its record lies."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from bench_cli.output import say
from bench_cli.watching import watch
from bench_core.clock import system_clock
from bench_core.errors import UsageError
from sequencer.launch import launch

if TYPE_CHECKING:
    from pathlib import Path

    from sequencer.request import RunRequest


def new_record(folder: Path) -> Path:
    """Return a name for a new record in a folder, which is made where it is missing.

    Raises:
        UsageError: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise UsageError(f"{folder}: cannot be made: {failure.strerror}; choose another folder") from failure
    return folder / f"{system_clock().utc():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}.calrun"


def run_and_watch(request: RunRequest) -> int:
    """Perform a request in a process of its own, show it, and return its exit code."""
    request = replace(request, record=request.record.absolute())
    handle = launch(request)
    state = watch(request.record, handle.alive, handle)
    code = handle.wait()
    if state is not None:
        say(f"记录 record: {request.record}")
        if state.ended is None:
            say(f"运行中断 the run was interrupted; go on with: calbench resume {request.record}")
    return code
