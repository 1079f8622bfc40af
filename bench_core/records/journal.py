"""Writes a run record: in the file before `append` returns, on disc within 50 ms; it judges no event."""

from __future__ import annotations

import os
import threading
from errno import EDQUOT, ENOSPC
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import RecordNotWritten, ResumeRefused, UsageError
from bench_core.records.body import body_text
from bench_core.records.chain import FIRST_DIGEST, line_digest, line_text, stamp, utc_text
from bench_core.records.events import Checkpoint
from bench_core.records.exclusive import hold
from bench_core.records.record import Record, read_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self

    from bench_core.clock import Clock
    from bench_core.records.events import Event
    from bench_core.records.signing import SigningKey

_GROUP_S = 0.04  # an append is on disc within 50 ms, with room for the disc itself
_BINARY = getattr(os, "O_BINARY", 0)
_sync_data = getattr(os, "fdatasync", os.fsync)


class Journal:
    """The one writer of a record; made by `create` or `reopen`, and closed by its `with` block.

    Args:
        path: the record, for messages.
        descriptor: of the open file, held for this process alone.
        clock: of the run.
        before: what the record already holds, or None.
        write: writes bytes to a descriptor and returns how many; for tests of failing discs.
    """

    def __init__(
        self,
        path: Path,
        descriptor: int,
        clock: Clock,
        before: Record | None = None,
        write: Callable[[int, bytes], int] = os.write,
    ) -> None:
        self._path, self._descriptor, self._clock, self._write = path, descriptor, clock, write
        self._head = before.head if before else FIRST_DIGEST
        self._seq = len(before.lines) if before else 0
        self._size = before.size if before else 0
        self._failure: str | None = None
        self._unsynced = self._closed = False
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._thread = threading.Thread(target=self._sync_groups, name="journal sync", daemon=True)
        self._thread.start()

    @classmethod
    def create(cls, path: Path, clock: Clock, write: Callable[[int, bytes], int] = os.write) -> Self:
        """Begin a new record; a file of this name must not exist.

        Raises:
            RecordNotWritten: the folder is read-only, the disc is full, or the file exists.
        """
        descriptor = -1
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | _BINARY, 0o644)
            hold(descriptor)
            _sync_folder(path.parent)
        except FileExistsError as error:
            told = "resume it, remove it where it is empty, or choose another name"
            raise RecordNotWritten(f"{path}: a file of this name exists; {told}; nothing was started") from error
        except OSError as error:
            if descriptor >= 0:
                os.close(descriptor)
            message = f"{path}: the record cannot be made: {_cause(error)}; nothing was started"
            raise RecordNotWritten(message) from error
        return cls(path, descriptor, clock, None, write)

    @classmethod
    def reopen(
        cls, path: Path, clock: Clock, write: Callable[[int, bytes], int] = os.write
    ) -> tuple[Self, Record, bytes]:
        """Continue a record whose run was interrupted; an unfinished last line is cut off.

        Args:
            path: the record.
            clock: must not read less than the record's last time.
            write: as in the class.

        Returns:
            The journal, what the record held, and the bytes that were cut off.

        Raises:
            ResumeRefused: the run has ended, or a process still writes it.
            BrokenChain: the record is not what was written.
            RecordNotWritten: the file cannot be written.
        """
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND | _BINARY)
        except OSError as error:
            raise RecordNotWritten(f"{path}: the record cannot be continued: {_cause(error)}") from error
        try:
            before = _continuable(path, descriptor, clock)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(path, descriptor, clock, before, write), before, before.torn

    @property
    def path(self) -> Path:
        """Where the record lies."""
        return self._path

    def append(self, event: Event) -> None:
        """Write one event; when this returns, a killed process cannot lose it.

        Raises:
            RecordNotWritten: the disc refused it; the record ends with the line before.
        """
        body = _writable(body_text(event))
        with self._lock:
            self._check_usable()
            self._put_line(body, self._stamp(type(event).__name__))

    def seal(self, key: SigningKey) -> None:
        """Write the signed checkpoint, which ends the record; all before it is on disc by then.

        Raises:
            RecordNotWritten: the disc refused it; the record ends with the line before.
        """
        self.sync()
        with self._lock:
            self._check_usable()
            stamped = self._stamp(Checkpoint.__name__)
            self._put_line(body_text(key.checkpoint(self._head, stamped)), stamped)

    def sync(self) -> None:
        """Have everything on disc before this returns.

        Raises:
            RecordNotWritten: the disc refused it.
        """
        with self._lock:
            self._check_usable()
            self._unsynced = False
        self._sync_once()
        with self._lock:
            self._check_usable()

    def close(self) -> None:
        """Have everything on disc and give the file back; a second call does nothing.

        Raises:
            RecordNotWritten: the disc refused it.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._changed.notify_all()
        self._thread.join()
        if self._unsynced:
            self._sync_once()
        os.close(self._descriptor)
        if self._failure:
            raise RecordNotWritten(self._failure)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_usable(self) -> None:
        if self._failure:
            raise RecordNotWritten(self._failure)
        if self._closed:
            raise UsageError(f"{self._path}: the journal is closed; nothing can be recorded")

    def _stamp(self, kind: str) -> str:
        mono, utc = f"{self._clock.now():.6f}", utc_text(self._clock.utc())
        return stamp(kind, mono, str(self._seq + 1), utc)

    def _put_line(self, body: str, stamped: str) -> None:
        digest = line_digest(self._head, body, stamped)
        self._put(f"{line_text(body, digest, stamped)}\n".encode())
        self._head, self._seq = digest, self._seq + 1
        if not self._unsynced:
            self._unsynced = True
            self._changed.notify_all()

    def _put(self, line: bytes) -> None:
        written = 0
        try:
            while written < len(line):  # a second round learns why the first was short
                written += self._write(self._descriptor, line[written:])
        except BaseException as error:  # an interrupt must not leave a line that the chain lacks
            self._cut_back()
            if not isinstance(error, OSError):
                raise
            what = f"{self._path}: {_cause(error)}, line {self._seq + 1} was not written"
            advice = "mend it and resume the run" if self._seq else "the run never began; mend it and start anew"
            raise RecordNotWritten(f"{what}; nothing recorded is lost: {advice}") from error
        self._size += len(line)

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._descriptor, self._size)
        except OSError as error:
            what = f"an unfinished line could not be cut off: {_cause(error)}"
            self._failure = f"{self._path}: {what}; resume drops it"

    def _sync_groups(self) -> None:
        while True:
            with self._lock:
                self._changed.wait_for(lambda: self._unsynced or self._closed)
                self._changed.wait_for(lambda: self._closed, _GROUP_S)
                if self._closed:
                    return
                if not self._unsynced:
                    continue  # somebody called `sync` meanwhile
                self._unsynced = False
            self._sync_once()

    def _sync_once(self) -> None:
        try:
            _sync_data(self._descriptor)
        except OSError as error:  # what the disc dropped is unknown from here on, so nothing more is written
            what = f"the disc did not confirm the record: {_cause(error)}"
            self._failure = f"{self._path}: {what}; check it with verify"


def still_written(record: Path) -> Bilingual:
    """Say that a record has a process that writes it."""
    zh = f"{record}：仍有进程在写此记录；请查看该运行"
    return Bilingual(zh, f"{record}: a process still writes this record; attach to it instead")


def _continuable(path: Path, descriptor: int, clock: Clock) -> Record:
    if not hold(descriptor):
        raise ResumeRefused(still_written(path))
    before = read_record(path)
    if before.finished:
        zh = f"{path}：运行已结束，记录已签名；请开始新的运行"
        raise ResumeRefused(Bilingual(zh, f"{path}: the run has ended and its record is signed; start a new run"))
    last = before.lines[-1].mono if before.lines else 0.0
    if float(f"{clock.now():.6f}") < last:
        raise UsageError(f"{path}: the clock reads {clock.now():.6f} s; start it at {last:.6f} s or later")
    if before.torn:
        _cut_off(path, descriptor, before.size)
    return before


def _cut_off(path: Path, descriptor: int, size: int) -> None:
    """Cut a torn tail off, on disc before anything is written over it: a power cut must not mix the two."""
    try:
        os.ftruncate(descriptor, size)
        _sync_data(descriptor)
    except OSError as error:
        message = f"{path}: the record cannot be continued: its unfinished end cannot be cut off: {_cause(error)}"
        raise RecordNotWritten(message) from error


def _writable(text: str) -> str:
    """Return text that UTF-8 can hold: what the operating system could not decode in a name becomes `?`."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _cause(error: OSError) -> str:
    if error.errno in {ENOSPC, EDQUOT}:
        return f"disc full ({error.strerror})"
    return f"{error.strerror or error}"


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no descriptor of a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
