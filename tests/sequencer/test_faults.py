"""What instruments and links do wrong in the middle of a run, and what the run does about it."""

import errno
import os
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from bench_core.errors import LinkRefused, RecordNotWritten
from bench_core.records.events import IndicationTaken, OutputAsked, SettingIntended
from bench_core.records.folding import fold_record
from bench_core.records.journal import Journal
from bench_core.records.record import read_record
from drivers.fluke.calibrators_55xx import Fluke5522A
from sequencer import performing
from sequencer.control import Control
from sequencer.runner import perform


def numbers(ran, purpose="measurement"):
    events = [line.event for line in ran.record.lines]
    return [float(e.value) for e in events if isinstance(e, IndicationTaken) and e.purpose == purpose]


LOOSE_CABLES = [
    ("meter", "{kind: silent, matching: READ, lasting: true}", "LinkTimeout", "no reply"),
    ("meter", "{kind: silent, lasting: true}", "LinkTimeout", "no reply"),
    ("meter", "{kind: refuse}", "LinkRefused", "refused"),
    ("meter", "{kind: close, after: 20 messages, lasting: true}", "LinkClosed", "connection"),
    ("calibrator", "{kind: silent, matching: OUT, lasting: true}", "LinkTimeout", "no reply"),
    ("calibrator", "{kind: refuse}", "LinkRefused", "refused"),
]
WRONG_ANSWERS = [
    ("meter", "{kind: garbage, matching: READ, after: 2 messages, reply: 1.0;2.0}", "MalformedReply", "READ?"),
    ("meter", '{kind: garbage, matching: READ, after: 2 messages, reply: "12,5"}', "MalformedReply", "READ?"),
    ("meter", "{kind: other_serial, serial: MY00000000}", "IdentityMismatch", "MY00000000"),
    ("calibrator", "{kind: trip, after: 4 readings}", "OutputTripped", "output is off"),
]


OVERLOAD = [("meter", "{kind: overload, after: 4 readings}", "Overload", "overload")]


@pytest.mark.parametrize(("instrument", "fault", "failure", "words"), LOOSE_CABLES + OVERLOAD + WRONG_ANSWERS)
def test_a_fault_is_a_typed_failure_with_exit_code_3(run, bench_folder, instrument, fault, failure, words):
    bench_folder.fault(instrument, fault)
    ran = run()
    assert ran.code == 3
    assert ran.state.failure is not None
    assert ran.state.failure.failure == failure
    assert words in ran.state.failure.message


@pytest.mark.parametrize(("instrument", "fault"), [row[:2] for row in WRONG_ANSWERS])
def test_a_wrong_answer_ends_the_run_with_outputs_off(run, bench_folder, instrument, fault):
    bench_folder.fault(instrument, fault)
    ran = run()
    assert ran.state.ended.state == "failed"
    assert ran.state.ended.safe
    assert ran.state.checkpoint is not None


@pytest.mark.parametrize(
    "fault", ["{kind: silent, matching: READ, after: 12 messages}", "{kind: close, after: 40 messages}"]
)
def test_a_loose_cable_leaves_the_run_open_and_it_is_resumed_when_the_cable_is_in_again(run, bench_folder, fault):
    whole = run(record=bench_folder.path("whole.calrun"))
    bench_folder.fault("meter", fault)
    ran, resumed = run(), 0
    while ran.code != 0:  # the fault strikes each new world at the same moment, a little further into the run
        assert ran.code == 3
        assert ran.state.ended is None
        assert ran.state.energised == {"calibrator": False}
        ran, resumed = run(resume=True), resumed + 1
        assert resumed < 10
    assert resumed > 0
    results = [{place: done.result for place, done in one.state.results.items()} for one in (ran, whole)]
    assert results[0] == results[1]


@pytest.mark.parametrize("stage", ["begin", "resume"])
def test_a_source_that_cannot_be_reached_is_never_said_to_be_off(run, bench_folder, stage):
    if stage == "resume":
        bench_folder.fault("meter", "{kind: silent, matching: READ, after: 6 messages, lasting: true}")
        assert run().state.ended is None
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sim_instruments.links.SimLinks.open", _refused)
        ran = run(resume=stage == "resume")
    assert ran.code == 3
    assert ran.state.ended is None
    assert "calibrator: OUTPUT MAY BE ON" in ran.state.failure.message
    assert ran.state.energised["calibrator"] is None


def _refused(_links: object, resource: str, _timeout_s: float) -> None:
    raise LinkRefused(resource, "nothing answers there")


def test_a_setting_that_somebody_else_changed_is_never_a_reference_value(run, monkeypatch):
    original = Fluke5522A.output_setting

    def changed(self: Fluke5522A):
        return replace(original(self), value=Decimal("9.002"), raw="9.0020000E+00,V,0E+00,0,0.00E+00")

    monkeypatch.setattr(Fluke5522A, "output_setting", changed)
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == "SettingChanged"
    assert "was set to 9" in ran.state.failure.message
    assert ran.state.results == {}


def test_an_overload_leaves_the_run_open_with_outputs_off(run, bench_folder):
    bench_folder.fault("meter", "{kind: overload, after: 20 readings}")
    ran = run()
    assert ran.state.ended is None
    assert not any(ran.state.energised.values())
    assert ran.state.results  # what was measured before is not lost to one slip


def test_no_faulty_reply_ever_becomes_a_number(run, bench_folder):
    bench_folder.fault("meter", "{kind: overload, after: 4 readings}")
    ran = run()
    assert all(abs(value) < 100 for value in numbers(ran) + numbers(ran, "settling"))


def test_a_self_trip_is_never_undone_by_the_program_alone(run, bench_folder):
    bench_folder.fault("calibrator", "{kind: trip, after: 6 readings}")
    events = [line.event for line in run().record.lines]
    tripped = next(n for n, e in enumerate(events) if isinstance(e, OutputAsked) and not e.energised)
    assert not [e for e in events[tripped:] if isinstance(e, SettingIntended) and e.action == "operate"]


def test_readings_under_a_tripped_source_enter_no_result(run, bench_folder):
    bench_folder.fault("calibrator", "{kind: trip, after: 7 readings}")
    ran = run()
    assert ran.state.results == {}


def test_a_signal_that_never_settles_is_refused_in_words(run, bench_folder):
    bench_folder.change("world.yaml", "gain: 8 ppm, offset: 5 µV, noise: 3 µV", "noise: 3 mV")
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == "NotSteady"
    assert re.search(
        r"meter: its indication did not stay within \d+(\.\d+)? µV peak to peak for 1 s: it held for "
        r"\d+\.\d s at most and spread over \d+(\.\d+)? mV in the last 1 s; given up after 2\d\.\d s; look at leads",
        ran.state.failure.message,
    ), ran.state.failure.message
    assert ran.state.ended is None  # leads and shielding can be mended, and the run resumed


def test_a_source_that_does_not_answer_when_made_safe_is_called_maybe_on(run, bench_folder):
    bench_folder.fault("calibrator", "{kind: silent, at: 5 s, lasting: true}")
    ran = run()
    assert ran.code == 3
    assert "OUTPUT MAY BE ON" in ran.state.failure.message
    assert ran.state.energised["calibrator"] is not False


def test_an_exception_of_any_kind_in_a_step_ends_safely_and_on_record(run, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault in the program")

    monkeypatch.setattr(performing, "wait_until_steady", broken)
    ran = run()
    assert ran.code == 4
    assert ran.state.failure.failure == "ZeroDivisionError"
    assert ran.state.ended.safe


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disc_that_takes_no_more_stops_the_run_safely_and_loses_nothing(request_for, monkeypatch, code):
    request = request_for()
    put, count = Journal._put, 0

    def fail_from_the_fortieth(journal: Journal, line: bytes) -> None:
        nonlocal count
        count += 1
        if count >= 40:
            monkeypatch.setattr(journal, "_write", lambda *_: (_ for _ in ()).throw(OSError(code, os.strerror(code))))
        put(journal, line)

    monkeypatch.setattr(Journal, "_put", fail_from_the_fortieth)
    with pytest.raises(RecordNotWritten, match="nothing recorded is lost") as refused:
        perform(request, Control())
    assert refused.value.exit_code == 4
    assert refused.value.__notes__ == ["every source answered that its output is off\n  输出已断开，各信号源均已应答"]
    assert len(read_record(request.record).lines) == 39


def test_a_run_that_the_disc_stopped_is_resumed_when_there_is_room_again(request_for, run, monkeypatch, bench_folder):
    whole = run(record=bench_folder.path("whole.calrun"))
    with monkeypatch.context() as patched:
        put, count = Journal._put, 0

        def full_after_sixty(journal: Journal, line: bytes) -> None:
            nonlocal count
            count += 1
            if count >= 60:
                raise RecordNotWritten("disc full; nothing recorded is lost")
            put(journal, line)

        patched.setattr(Journal, "_put", full_after_sixty)
        with pytest.raises(RecordNotWritten):
            perform(request_for(), Control())
    again = run(resume=True)
    assert again.code == 0
    results = [{place: done.result for place, done in ran.state.results.items()} for ran in (again, whole)]
    assert results[0] == results[1]


def test_a_run_is_not_sealed_while_its_safe_sequence_is_not_on_record_and_says_why(request_for, run, monkeypatch):
    put, measured = Journal._put, False

    def full_in_the_safe_sequence(journal: Journal, line: bytes) -> None:
        nonlocal measured
        measured = measured or b"PointCompleted" in line
        if measured and b"make_safe" in line:
            raise RecordNotWritten("run.calrun: Read-only file system; mend it and resume the run")
        put(journal, line)

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "_put", full_in_the_safe_sequence)
        with pytest.raises(RecordNotWritten, match=r"run\.calrun: Read-only file system"):
            perform(request_for(), Control())
    assert run(resume=True).code == 0


def test_a_read_only_folder_is_refused_before_anything_is_sent(request_for, monkeypatch):
    opened = os.open

    def refused(path: object, *words: object, **names: object) -> int:
        if str(path).endswith(".calrun"):
            raise OSError(errno.EROFS, "Read-only file system")
        return opened(path, *words, **names)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(RecordNotWritten, match="nothing was started"):
        perform(request_for(), Control())


def test_fold_of_a_failed_run_says_where_it_stood(run, bench_folder):
    bench_folder.fault("meter", "{kind: overload, after: 15 readings}")
    ran = run()
    state = fold_record(ran.record)
    assert state.verdict is None
    assert state.remaining
