"""Starts a run, watches it to its end, and says where its record lies."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bench_cli.output import say
from bench_cli.outputs import outputs_unknown, say_outputs
from bench_cli.person_here import Interrupts, user_name
from bench_core.clock import system_clock
from bench_core.errors import RecordError, UsageError
from sequencer.launch import launch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench_core.records.run_state import RunState
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


def operator_name(given: str) -> str:
    """Return who runs it: the given name, else the user's.

    Raises:
        UsageError: the name holds characters that no one can read.
    """
    if not given.isprintable():
        raise UsageError(f"--operator {given!r}: has characters that cannot be shown; write it as people read it")
    return given or user_name()


def require_record(path: Path) -> Path:
    """Return the path of a record that exists.

    Raises:
        UsageError: there is no such file.
    """
    try:
        there = path.is_file()
    except OSError:  # a name longer than the disc allows
        there = False
    if not there:
        raise UsageError(f"{path}: there is no such record; give the *.calrun file of a run")
    return path


@contextmanager
def as_recorded(record: Path) -> Iterator[None]:
    """Refuse a record that says what no run writes, such as a value without a unit, where it is only looked at.

    Raises:
        RecordError: what it says cannot be.
    """
    try:
        yield
    except UsageError as problem:
        told = f"what it says cannot be: {problem}; check it with: calbench verify {record}"
        raise RecordError(f"{record}: 记录内容不能成立 {told}") from problem


def run_and_watch(request: RunRequest, seen: int = 0) -> int:
    """Perform a request in a process of its own, show it, and return its exit code once it has ended.

    Args:
        request: what to do.
        seen: how many lines the record has already.
    """
    request = replace(request, record=request.record.absolute())
    with Interrupts() as interrupts:
        handle = launch(request)
        try:
            from bench_cli.watching import watch  # noqa: PLC0415  while the run begins

            state = watch(request.record, handle.alive, interrupts, handle, seen=seen)
        except BaseException:
            handle.abort(user_name(), "the record cannot be watched any more")
            raise
        finally:
            code = handle.wait()
    if state is not None:
        _say_where(request.record, state, handle.may_be_on)
    return code


def _say_where(record: Path, state: RunState, may_be_on: tuple[str, ...] | None) -> None:
    say(f"记录 record: {record}")
    if outputs_unknown(state):
        say_outputs(record, state, may_be_on)
    if state.ended is None:
        say(f"运行未结束，排除故障后可继续 the run has not ended; when all is well again: calbench resume {record}")
        say(f"不再继续则结束 or end it for good: calbench close {record} REASON")
