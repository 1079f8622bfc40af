"""Whatever is done to a record's bytes is found, and the first bad line is named."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from bench_core.errors import BrokenChain, RecordError, RecordTruncated, RunUnfinished, UnknownFormat
from bench_core.records.chain import FIRST_DIGEST, canonical, line_digest, line_text, stamp
from bench_core.records.codec import to_json
from bench_core.records.events import RunEnded
from bench_core.records.record import LineReader, read_content, read_record
from bench_core.records.verification import verify, verify_record

HERE = Path("run.calrun")
UTC = "2026-11-21T12:00:00.000000Z"


def numbers_in(value):
    if isinstance(value, dict):
        return [found for entry in value.values() for found in numbers_in(entry)]
    if isinstance(value, list):
        return [found for entry in value for found in numbers_in(entry)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def seal(events, previous=FIRST_DIGEST, first=1):
    """Write lines with right digests around any bodies: (kind, body text) or an event."""
    lines = []
    for number, event in enumerate(events, start=first):
        kind, body = event if isinstance(event, tuple) else (type(event).__name__, text_of(event))
        stamped = stamp(kind, f"{number}.000000", str(number), UTC)
        previous = line_digest(previous, body, stamped)
        lines.append(line_text(body, previous, stamped))
    return "".join(f"{line}\n" for line in lines).encode()


def text_of(event):
    return canonical(to_json(type(event), event))


def test_a_record_reads_back_every_event_as_it_was_written(bench, finished):
    record = read_record(finished)
    assert [line.event for line in record.lines[:-1]] == bench.events()
    assert record.finished
    assert record.torn == b""
    assert [line.seq for line in record.lines] == list(range(1, len(record.lines) + 1))


def test_every_number_in_a_record_is_text(finished):
    for line in finished.read_text().splitlines():
        assert numbers_in(json.loads(line)) == []


def test_the_chain_can_be_checked_with_hashlib_alone(finished):
    previous = "0" * 64
    for text in finished.read_text().splitlines():
        line = json.loads(text)
        assert list(line) == ["body", "digest", "event", "mono", "seq", "utc"]
        digest = line.pop("digest")
        plain = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert sha256((previous + plain).encode()).hexdigest() == digest
        previous = digest


@pytest.mark.parametrize("mask", [0x01, 0xFF])
def test_every_single_byte_change_in_a_line_is_found_at_that_line(finished, mask):
    reader = LineReader(HERE)
    for number, line in enumerate(finished.read_bytes().split(b"\n")[:-1], start=1):
        for place in range(len(line)):
            changed = bytearray(line)
            changed[place] ^= mask
            assert b"\n" not in changed
            with pytest.raises((BrokenChain, UnknownFormat)) as caught:
                copy.copy(reader).read(bytes(changed))
            assert f":{number}: " in str(caught.value)
        reader.read(line)


@pytest.mark.parametrize("mask", [0x01, 0xFF])
def test_a_changed_line_feed_is_found(finished, mask):
    content = finished.read_bytes()
    for place in (place for place, byte in enumerate(content) if byte == ord("\n")):
        changed = bytearray(content)
        changed[place] ^= mask
        with pytest.raises(BrokenChain) as caught:
            verify_record(read_content(HERE, bytes(changed)))
        assert caught.value.line == content[: place + 1].count(b"\n")


def test_a_changed_byte_makes_verify_fail_wherever_it_is(finished):
    content = finished.read_bytes()
    for place in range(0, len(content), 331):
        changed = bytearray(content)
        changed[place] ^= 0x01
        finished.write_bytes(changed)
        with pytest.raises(RecordError, match=rf"run.calrun:{content[:place].count(10) + 1}: "):
            verify(finished)


def test_a_deleted_line_is_found(finished):
    lines = finished.read_bytes().splitlines(keepends=True)
    for place in range(len(lines) - 1):
        with pytest.raises((BrokenChain, UnknownFormat)) as caught:
            read_content(HERE, b"".join(lines[:place] + lines[place + 1 :]))
        assert f":{place + 1}: " in str(caught.value)


def test_a_doubled_line_is_found(finished):
    lines = finished.read_bytes().splitlines(keepends=True)
    for place, line in enumerate(lines):
        with pytest.raises(BrokenChain) as caught:
            read_content(HERE, b"".join([*lines[: place + 1], line, *lines[place + 1 :]]))
        assert caught.value.line == place + 2


def test_two_swapped_lines_are_found(finished):
    lines = finished.read_bytes().splitlines(keepends=True)
    for place in range(len(lines) - 1):
        swapped = [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]
        with pytest.raises((BrokenChain, UnknownFormat)) as caught:
            read_content(HERE, b"".join(swapped))
        assert f":{place + 1}: " in str(caught.value)


def test_a_record_cut_anywhere_never_verifies(finished):
    content = finished.read_bytes()
    last = content[:-1].rfind(b"\n") + 1
    for length in [*range(0, last, 211), *range(last, len(content))]:
        finished.write_bytes(content[:length])
        with pytest.raises((BrokenChain, RunUnfinished, UnknownFormat)):
            verify(finished)


def test_a_finished_record_without_its_last_line_feed_is_refused(finished):
    finished.write_bytes(finished.read_bytes()[:-1])
    with pytest.raises(RecordTruncated, match="the line feed after the checkpoint"):
        verify(finished)


def test_a_run_killed_before_the_last_line_feed_can_be_signed_again(finished):
    record = read_content(HERE, finished.read_bytes()[:-1])
    assert not record.finished
    assert record.torn == finished.read_bytes().splitlines()[-1]


def test_from_a_hole_on_that_a_power_cut_left_an_unfinished_record_is_torn(bench):
    content = bench.write(bench.events()[:10], signed=False).read_bytes()
    lines = content.splitlines(keepends=True)
    begin = len(b"".join(lines[:6]))
    hole = content[: begin + 30] + bytes(200) + content[begin + 230 :]
    record = read_content(HERE, hole)
    assert len(record.lines) == 6
    assert record.torn == hole[begin:]
    assert record.size == begin


def test_a_hole_in_a_signed_record_is_no_power_cut(finished):
    lines = finished.read_bytes().splitlines(keepends=True)
    lines[5] = bytes(len(lines[5]) - 1) + b"\n"
    with pytest.raises(BrokenChain, match=":6: "):
        read_content(HERE, b"".join(lines))


def test_the_torn_tail_of_an_unfinished_record_is_kept_apart(bench):
    content = bench.write(bench.events()[:10], signed=False).read_bytes()
    record = read_content(HERE, content[:-1])
    assert len(record.lines) == 9
    assert record.torn == content.splitlines()[9]
    assert record.size + len(record.torn) == len(content) - 1


def test_anything_after_the_checkpoint_is_refused(bench, finished):
    content = finished.read_bytes()
    for more in (b"\n", b" ", b"x", content.splitlines(keepends=True)[-1]):
        with pytest.raises(BrokenChain) as caught:
            read_content(HERE, content + more)
        assert caught.value.line == len(bench.events()) + 2


def test_a_line_with_a_right_digest_after_the_checkpoint_is_refused(bench, finished):
    more = seal([bench.events()[1]], read_record(finished).head, len(bench.events()) + 2)
    with pytest.raises(BrokenChain, match="a line stands after the checkpoint"):
        read_content(HERE, finished.read_bytes() + more)


@pytest.mark.parametrize("content", [b"", b"x", b"\n", b"hello\n", b"\xff\n", b"[]\n", b'{"a":1}\n'])
def test_another_file_is_not_taken_for_a_record(content):
    with pytest.raises(UnknownFormat, match=r"run\.calrun:1: .*not a run record"):
        read_content(HERE, content)


def test_a_record_of_another_version_is_named_as_such(bench):
    future = replace(bench.started(bench.plan), format="calrun/2")
    with pytest.raises(UnknownFormat, match=r"'calrun/2', this program reads 'calrun/1'"):
        read_content(HERE, seal([future]))


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(RecordError, match="No such file"):
        read_record(tmp_path / "none.calrun")


BODIES = {
    "doubled key": '{"reason":"","reason":"","safe":true,"state":"finished"}',
    "foreign key": '{"reason":"","safe":true,"state":"finished","x":"1"}',
    "missing key": '{"reason":"","state":"finished"}',
    "another order": '{"safe":true,"reason":"","state":"finished"}',
    "blanks": '{"reason":"", "safe":true,"state":"finished"}',
    "another escape": '{"reason":"\\u0041","safe":true,"state":"finished"}',
    "another type": '{"reason":"","safe":"true","state":"finished"}',
    "another word": '{"reason":"","safe":true,"state":"passed"}',
    "no object": '{"reason":1}',
    "not JSON": "{reason}",
    "deep": '{"reason":' + "[" * 100_000 + "]" * 100_000 + "}",
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_with_a_right_digest_that_is_not_canonical_is_refused(bench, what):
    content = seal([*bench.events()[:-1], ("RunEnded", BODIES[what])])
    with pytest.raises(BrokenChain, match="the body is not") as caught:
        read_content(HERE, content)
    assert caught.value.line == len(bench.events())


def test_another_notation_of_a_number_is_refused(bench):
    events = bench.events()
    place = next(number for number, event in enumerate(events) if type(event).__name__ == "IndicationTaken")
    body = text_of(events[place]).replace('"time":"0.4"', '"time":"0.40"')
    assert body != text_of(events[place])
    with pytest.raises(BrokenChain, match="not the canonical form"):
        read_content(HERE, seal([*events[:place], ("IndicationTaken", body)]))


def test_an_unknown_kind_of_event_is_refused(bench):
    with pytest.raises(BrokenChain, match="'Nonsense' is not a kind of event"):
        read_content(HERE, seal([bench.started(bench.plan), ("Nonsense", '{"a":"1"}')]))


def test_a_record_begins_with_run_started_and_only_once(bench):
    first = bench.started(bench.plan)
    for events, line in (([RunEnded("finished", "", True)], 1), ([first, first], 2)):
        with pytest.raises(BrokenChain, match="RunStarted must be the first event") as caught:
            read_content(HERE, seal(events))
        assert caught.value.line == line


def test_nothing_but_a_checkpoint_follows_the_end_of_a_run(bench):
    end = RunEnded("finished", "", True)
    with pytest.raises(BrokenChain, match="must follow each other"):
        read_content(HERE, seal([bench.started(bench.plan), end, end]))


def test_a_clock_that_falls_is_refused(bench):
    first = seal([bench.started(bench.plan)])
    digest = read_content(HERE, first).head
    body, stamped = text_of(bench.events()[1]), stamp("PromptAsked", "0.500000", "2", UTC)
    line = line_text(body, line_digest(digest, body, stamped), stamped)
    with pytest.raises(BrokenChain, match=r"the run's clock falls from 1\.000000 s to 0\.500000 s"):
        read_content(HERE, first + f"{line}\n".encode())


def test_a_gap_in_the_numbering_is_refused(bench):
    first = seal([bench.started(bench.plan)])
    rest = seal([bench.events()[1]], read_content(HERE, first).head, 3)
    with pytest.raises(BrokenChain, match="the line says number 3 where 2 must stand"):
        read_content(HERE, first + rest)


@pytest.mark.parametrize("utc", ["2026-13-21T12:00:00.000000Z", "2026-02-30T12:00:00.000000Z"])
def test_a_time_that_does_not_exist_is_refused(bench, utc):
    body, stamped = text_of(bench.started(bench.plan)), stamp("RunStarted", "1.000000", "1", utc)
    line = line_text(body, line_digest(FIRST_DIGEST, body, stamped), stamped)
    with pytest.raises(BrokenChain, match="is not a time"):
        read_content(HERE, f"{line}\n".encode())
