"""Reads a run record and refuses every byte that its writer did not put there; it judges no result."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from bench_core.errors import BrokenChain, RecordError, UnknownFormat, UsageError
from bench_core.records.body import body_text
from bench_core.records.chain import FIRST_DIGEST, canonical, line_digest, stamp, utc_text
from bench_core.records.codec import from_text
from bench_core.records.events import FORMAT, KINDS, Checkpoint, Event, RunEnded, RunStarted

_LINE = re.compile(
    r'\{"body":(?P<body>\{.*\}),"digest":"(?P<digest>[0-9a-f]{64})","event":"(?P<event>[A-Za-z]{1,40})",'
    r'"mono":"(?P<mono>(?:0|[1-9][0-9]{0,14})\.[0-9]{6})","seq":"(?P<seq>[1-9][0-9]{0,17})",'
    r'"utc":"(?P<utc>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"\}'
)
_HOLE = b"\0"
_CHECKPOINT = f'"event":"{Checkpoint.__name__}"'.encode()


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

    @property
    def stamped(self) -> str:
        """The part of the line that follows body and digest."""
        return stamp(type(self.event).__name__, f"{self.mono:.6f}", str(self.seq), utc_text(self.utc))


@dataclass(frozen=True, slots=True)
class Record:
    """A record whose chain holds.

    Args:
        path: where it was read.
        lines: every whole line.
        torn: bytes after the last whole line, which a writer was killed or lost its power over; never an event.
        size: bytes up to and with the line feed of the last whole line.
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
    def lacks_line_feed(self) -> bool:
        """Whether a signed checkpoint stands at its end without its line feed."""
        match = _LINE.match(self.torn.decode(errors="replace"))
        return match is not None and match["event"] == Checkpoint.__name__

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
            same = body_text(event) == body or _of_an_older_program(body_text(event), body)
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


def _of_an_older_program(written: str, body: str) -> bool:
    """Return whether a canonical body only lacks fields that events have gained since, with their defaults."""
    given = json.loads(body)
    return canonical(given) == body and _equal_but_for_new_fields(json.loads(written), given)


def _equal_but_for_new_fields(written: object, given: object) -> bool:
    if isinstance(written, dict) and isinstance(given, dict):
        return all(key in written and _equal_but_for_new_fields(written[key], given[key]) for key in given)
    if isinstance(written, list) and isinstance(given, list) and len(written) == len(given):
        return all(map(_equal_but_for_new_fields, written, given))
    return written == given


def read_record(path: Path) -> Record:
    """Read a run record, finished or not.

    Args:
        path: the `*.calrun` file.

    Raises:
        BrokenChain: with the first bad line.
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
    size = _whole_size(content)
    torn = content[size:]
    whole = content[:size].split(b"\n")[:-1]
    reader = LineReader(path)
    lines = tuple(reader.read(line) for line in whole)
    if torn:
        _check_torn(path, torn, lines)
    elif not lines:
        what = "the file is empty; it is not a run record, or its run never began"
        raise UnknownFormat(f"{path}:1: {what}; remove it and start anew")
    return Record(path, lines, torn, size)


def _whole_size(content: bytes) -> int:
    """Return how many bytes are whole lines.

    A power cut can leave zeros in place of lines that were not on disc yet, and later lines behind them. The checkpoint
    is only written when all before it is on disc, so that zeros before a checkpoint are no power cut's.
    """
    hole = content.find(_HOLE)
    if hole < 0:
        return content.rfind(b"\n") + 1
    end = content.find(b"\n", hole)
    if end >= 0 and _CHECKPOINT in content[end:]:
        return content.rfind(b"\n") + 1
    return content.rfind(b"\n", 0, hole) + 1


def _check_torn(path: Path, torn: bytes, lines: tuple[Line, ...]) -> None:
    number = len(lines) + 1
    if not lines:
        _check_format(path, torn)
    elif isinstance(lines[-1].event, Checkpoint):
        raise BrokenChain(str(path), number, "something stands after the checkpoint")


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
