import os
import sys

import pytest

from bench_core.records.guardian_report import MadeSafe, is_guarded, read_report, report_path, write_line

OFF = MadeSafe("ended", "calibrator", energised=False, raw="0", after=0.0125)
DEAD = MadeSafe("frozen", "供电 supply", energised=None, raw="LinkTimeout: silent", after=12.5)


@pytest.fixture
def record(tmp_path):
    return tmp_path / "a.calrun"


def test_a_report_reads_as_it_was_written(record):
    report_path(record).write_bytes(write_line(OFF) + write_line(DEAD))
    assert read_report(record) == (OFF, DEAD)
    assert [done.safe for done in read_report(record)] == [True, False]


def test_only_the_sources_own_answer_makes_it_safe():
    assert not MadeSafe("ended", "c", energised=True, raw="1", after=0.1).safe
    assert not MadeSafe("ended", "c", energised=None, raw="", after=0.1).safe


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"cause":"ended"}',
        b'{"cause":"ended","instrument":"c","energised":"no","raw":"","after":1}',
        b'{"cause":"ended","instrument":"c","energised":0,"raw":"","after":1}',
        b'{"cause":"ended","instrument":"c","energised":false,"raw":"","after":"soon"}',
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_no_report_is_left_out_and_hides_no_other(record, line):
    report_path(record).write_bytes(line + b"\n" + write_line(OFF))
    assert read_report(record) == (OFF,)


def test_without_a_file_nothing_was_done_and_nobody_guards(record):
    assert read_report(record) == ()
    assert not is_guarded(record)


def test_a_report_without_an_end_is_read_no_further_than_a_report_can_be_long(record):
    report_path(record).write_bytes(write_line(OFF) * 100_000)
    assert len(read_report(record)) < 10_000


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_in_the_place_of_the_report_holds_nobody_up(record):
    os.mkfifo(report_path(record))
    assert read_report(record) == ()
