"""Reads a run record and refuses every byte that its writer did not put there; it judges no result."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from bench_core.errors import BrokenChain, RecordError, RecordTruncated, UnknownFormat, UsageError
from bench_core.records.body import body_text
from bench_core.records.chain import FIRST_DIGEST, line_digest, stamp, utc_text
from bench_core.records.codec import from_text
from bench_core.records.events import FORMAT, KINDS, Checkpoint, Event, RunEnded, RunStarted

_LINE = re.compile(
    r'\{"body":(?P<body>\{.*\}),"digest":"(?P<digest>[0-9a-f]{64})","event":"(?P<event>[A-Za-z]{1,40})",'
    r'"mono":"(?P<mono>(?:0|[1-9][0-9]{0,14})\.[0-9]{6})","seq":"(?P<seq>[1-9][0-9]{0,17})",'
    r'"utc":"(?P<utc>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"\}'
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record.

    Args:
        number: in the file, from 1.
        seq: as recorded, equal to `number`.
        utc: wall time.
        mono: time of the run's clock [s].
        event: what happened.
        digest: SHA-256 of the chain up to and with this line, in hex.
    """

    number: int
    seq: int
    utc: datetime
    mono: float
    event: Event
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record whose chain holds.

    Args:
        path: where it was read.
        lines: every whole line.
        torn: bytes after the last line feed, which a writer was killed over; never an event.
        size: bytes up to and with the last line feed.
    """

    path: Path
    lines: tuple[Line, ...]
    torn: bytes
    size: int

    @property
    def finished(self) -> bool:
        """Whether the signed checkpoint stands at its end."""
        return bool(self.lines) and isinstance(self.lines[-1].event, Checkpoint)

    @property
    def started(self) -> RunStarted:
        """The first event.

        Raises:
            RecordError: the record has no whole line yet.
        """
        if self.lines and isinstance(self.lines[0].event, RunStarted):
            return self.lines[0].event
        raise RecordError(f"{self.path}: the record has no whole line; the run never began, start it anew")

    @property
    def head(self) -> str:
        """Digest of the last whole line."""
        return self.lines[-1].digest if self.lines else FIRST_DIGEST


class LineReader:
    """Reads the lines of one record in order, each only if the chain up to it holds.

    Args:
        path: for messages.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digest = FIRST_DIGEST
        self._mono = 0.0
        self._number = 0
        self._last: Event | None = None

    def read(self, content: bytes) -> Line:
        """Return the next line.

        Args:
            content: the line without its line feed.

        Raises:
            BrokenChain: the line is not what was written.
            UnknownFormat: the file is not a record of a known version.
        """
        if self._number == 0:
            _check_format(self._path, content)
        self._number += 1
        match = self._match(content)
        event = self._event(match["event"], match["body"])
        self._check_order(event)
        line = self._line(match, event)
        self._digest, self._mono, self._last = line.digest, line.mono, event
        return line

    def _match(self, content: bytes) -> re.Match[str]:
        try:
            match = _LINE.fullmatch(content.decode())
        except UnicodeDecodeError:
            raise self._broken("the line is not UTF-8 text") from None
        if match is None:
            raise self._broken("the line does not have the form of a record's line")
        stamped = stamp(match["event"], match["mono"], match["seq"], match["utc"])
        if line_digest(self._digest, match["body"], stamped) != match["digest"]:
            raise self._broken("the digest does not belong to this line after the lines before it")
        if int(match["seq"]) != self._number:
            raise self._broken(f"the line says number {match['seq']} where {self._number} must stand")
        return match

    def _event(self, kind: str, body: str) -> Event:
        if kind not in KINDS:
            raise self._broken(f"'{kind}' is not a kind of event that this program knows")
        try:
            event: Event = from_text(KINDS[kind], body)
            same = body_text(event) == body
        except (ValidationError, UsageError, ValueError, RecursionError) as error:
            raise self._broken(f"the body is not a {kind}: {error}") from None
        if not same:  # doubled or foreign keys, blanks, another order, another notation of a number
            raise self._broken(f"the body is not the canonical form of a {kind}")
        return event

    def _check_order(self, event: Event) -> None:
        if (self._number == 1) != isinstance(event, RunStarted):
            raise self._broken("RunStarted must be the first event, and only the first")
        if isinstance(self._last, Checkpoint):
            raise self._broken("a line stands after the checkpoint")
        if isinstance(self._last, RunEnded) != isinstance(event, Checkpoint):
            raise self._broken("RunEnded and Checkpoint must follow each other at the end")

    def _line(self, match: re.Match[str], event: Event) -> Line:
        mono = float(match["mono"])
        if mono < self._mono:
            raise self._broken(f"the run's clock falls from {self._mono:.6f} s to {match['mono']} s")
        try:
            utc = datetime.fromisoformat(match["utc"]).astimezone(UTC)
        except ValueError:
            raise self._broken(f"'{match['utc']}' is not a time") from None
        if utc_text(utc) != match["utc"]:
            raise self._broken(f"'{match['utc']}' is not the canonical form of a time")
        return Line(self._number, self._number, utc, mono, event, match["digest"])

    def _broken(self, why: str) -> BrokenChain:
        return BrokenChain(str(self._path), self._number, why)


def read_record(path: Path) -> Record:
    """Read a run record, finished or not.

    Args:
        path: the `*.calrun` file.

    Raises:
        BrokenChain: with the first bad line.
        RecordTruncated: a finished record has lost its last line feed.
        UnknownFormat: the file is not a run record of a known version.
        RecordError: the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    return read_content(path, content)


def read_content(path: Path, content: bytes) -> Record:
    """Read a run record from bytes; `path` is for messages, the rest as `read_record`."""
    *whole, torn = content.split(b"\n")
    reader = LineReader(path)
    lines = tuple(reader.read(line) for line in whole)
    if torn:
        _check_torn(path, torn, lines)
    elif not lines:
        raise UnknownFormat(f"{path}:1: the file is empty; it is not a run record")
    return Record(path, lines, torn, len(content) - len(torn))


def _check_torn(path: Path, torn: bytes, lines: tuple[Line, ...]) -> None:
    number = len(lines) + 1
    if not lines:
        _check_format(path, torn)
    elif isinstance(lines[-1].event, Checkpoint):
        raise BrokenChain(str(path), number, "something stands after the checkpoint")
    match = _LINE.match(torn.decode(errors="replace"))
    if match is not None and match["event"] == Checkpoint.__name__:
        raise RecordTruncated(str(path), number, "the line feed after the checkpoint is missing or changed")


def _check_format(path: Path, first: bytes) -> None:
    if not first or not first.startswith(b'{"body":{'[: len(first)]):
        raise UnknownFormat(f"{path}:1: this is not a run record; give a *.calrun file")
    try:
        found = json.loads(first)["body"]["format"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return  # the chain says what is wrong with the line
    if found != FORMAT:
        message = f"{path}:1: the record's format is '{found}', this program reads '{FORMAT}'"
        raise UnknownFormat(f"{message}; use the version that wrote it")
