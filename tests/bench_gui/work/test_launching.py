"""A run is started beside the window: it begins with a record, or says in whole sentences why it did not."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from bench_core.bilingual import NOTHING
from bench_core.clock import system_clock
from bench_core.errors import ControlRefused, UsageError
from bench_core.records.exclusive import is_held
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_gui.work import launching
from bench_gui.work.launching import PATIENCE_S, SAID, Launch, new_request, resume_request, written
from bench_gui.workplace.finding import find
from bench_gui.workplace.proposal import SetUp
from bench_gui.workplace.workplace import Uut
from sequencer.channel import Terminal
from sequencer.request import RunRequest, read_request
from tests.bench_gui.small_runs import cut_after

WITHIN_MS = 45_000
METER = Uut("Keysight", "34401A", "MY41001234")


@pytest.fixture(autouse=True)
def _a_slow_machine_is_waited_for(monkeypatch):
    monkeypatch.setattr(launching, "_ENDS_WITHIN_S", WITHIN_MS / 1000)
    monkeypatch.setattr(launching, "_ABORTED_WITHIN_S", WITHIN_MS / 1000)


@pytest.fixture
def set_up(bench_folder):
    """Return the set-up of the small bench."""
    found = find(bench_folder.folder)
    procedure = next(one for one in found.procedures if one.id == "short")
    return SetUp(METER, found.orders[0], procedure, found.benches[0], "张三", ())


@pytest.fixture
def launched(qapp, qtbot):
    """Launches a request and returns what began it or why it did not, once that is known; waits for the run's end."""
    begun = []

    def launch(request):
        launching = Launch(request)
        began, refused = [], []
        launching.began.connect(began.append)
        launching.refused.connect(refused.append)
        launching.start()
        qtbot.waitUntil(lambda: bool(began or refused), timeout=WITHIN_MS)
        launching.stop()
        begun.extend(began)
        return (began or [None])[0], (refused or [NOTHING])[0]

    yield launch
    clock = system_clock()
    for started in begun:
        assert clock.wait_until(lambda started=started: started.code() is not None, clock.now() + WITHIN_MS / 1000)


def test_a_request_names_all_files_a_new_record_and_the_patience_of_a_window(set_up, tmp_path):
    request = new_request(set_up, tmp_path / "records", 1.0)
    assert (request.procedure, request.bench) == (set_up.procedure.path, set_up.bench.path)
    assert (request.order, request.operator) == (set_up.order.path, "张三")
    assert (request.clock, request.patience_s) == ("system", PATIENCE_S)
    assert request.record.parent == tmp_path / "records"
    assert request.record != new_request(set_up, tmp_path / "records", 1.0).record


def test_only_a_simulated_bench_has_a_faster_clock(set_up, tmp_path):
    fast = new_request(set_up, tmp_path, 20.0)
    assert (fast.clock, fast.speed) == ("scaled", 20.0)
    real = replace(set_up, bench=replace(set_up.bench, simulated=False))
    request = new_request(real, tmp_path, 20.0)
    assert (request.clock, request.speed) == ("system", 1.0)


def test_a_real_bench_serves_another_serial_number_by_a_copy_beside_the_records(set_up, tmp_path):
    bench = replace(set_up.bench, simulated=False)
    request = new_request(replace(set_up, bench=bench, uut=replace(METER, serial="MY99")), tmp_path, 1.0)
    assert request.bench.parent.parent == tmp_path
    assert "MY99" in request.bench.read_text("utf-8")


def test_a_set_up_that_lacks_something_is_no_request(set_up, tmp_path):
    with pytest.raises(UsageError, match="choose both"):
        new_request(replace(set_up, bench=None), tmp_path, 1.0)


def test_a_request_for_another_process_is_private_and_comes_back_as_it_was(set_up, tmp_path):
    request = new_request(set_up, tmp_path, 5.0)
    path = written(request)
    assert (path.parent, path.stat().st_mode & 0o077) == (tmp_path / SAID, 0)
    assert read_request(path) == request


@pytest.mark.slow
def test_a_run_begins_with_its_record_and_outlives_the_launch(set_up, launched, tmp_path):
    began, refused = launched(replace(new_request(set_up, tmp_path / "records", 1.0), clock="virtual"))
    assert refused == NOTHING
    assert began.record.stat().st_size > 0


def test_what_is_refused_before_a_record_is_told_with_file_line_and_column(set_up, launched, bench_folder, tmp_path):
    bench_folder.change("procedure.yaml", "id: short", "idd: short")
    began, refused = launched(new_request(set_up, tmp_path / "records", 1.0))
    assert began is None
    assert "procedure.yaml:2:1" in refused.en
    assert "procedure.yaml:2:1" in refused.zh
    assert refused.zh != refused.en


def test_a_folder_that_cannot_be_made_is_told(set_up, launched, tmp_path):
    (tmp_path / "file").write_text("")
    began, refused = launched(new_request(replace(set_up), tmp_path / "file" / "records", 1.0))
    assert began is None
    assert "cannot be written" in refused.en
    assert "无法写入" in refused.zh


def test_an_interrupted_run_that_cannot_be_resumed_says_why_though_its_record_is_there(
    finished_record, launched, tmp_path
):
    record = cut_after(finished_record, tmp_path / "a.calrun", "InstrumentIdentified", 1)
    fields = record.read_text("utf-8").replace('"sequencer/control.py":"', '"sequencer/control.py":"00', 1)
    record.write_text(fields, "utf-8")
    began, refused = launched(resume_request(record, "li"))
    assert began is None
    assert ("a.calrun" in refused.en, "a.calrun" in refused.zh) == (True, True)


@pytest.mark.slow
def test_an_interrupted_run_begins_again_when_its_record_grows(bench_folder, launched, tmp_path):
    request = RunRequest(
        record=tmp_path / "whole.calrun", procedure=bench_folder.path("procedure.yaml"),
        bench=bench_folder.path("bench.yaml"), operator="zhang", clock="virtual",
    )  # fmt: skip
    whole, _ = launched(request)
    clock = system_clock()
    assert clock.wait_until(lambda: whole.code() is not None, clock.now() + WITHIN_MS / 1000)
    record = cut_after(whole.record, tmp_path / "cut.calrun", "InstrumentIdentified", 2)
    before = record.stat().st_size
    began, refused = launched(resume_request(record, "li"))
    assert refused == NOTHING
    assert began.record == record
    assert clock.wait_until(lambda: not is_held(record), clock.now() + WITHIN_MS / 1000)
    assert record.stat().st_size > before
    assert fold_record(read_record(record)).interruptions[-1].operator == "li"


def test_a_window_that_closes_waits_no_longer_and_the_run_goes_on(set_up, qapp, tmp_path):
    heard = []
    launching = Launch(replace(new_request(set_up, tmp_path / "records", 1.0), clock="virtual"))
    launching.began.connect(heard.append)
    launching.start()
    launching.stop()
    assert not launching.running
    qapp.processEvents()
    assert heard == []
    clock = system_clock()
    assert clock.wait_until(lambda: launching.started.code() is not None, clock.now() + WITHIN_MS / 1000)
    assert fold_record(read_record(launching.request.record)).ended.state == "finished"


def test_an_abort_that_comes_when_the_launch_has_just_ended_is_kept_for_who_watches_the_run(set_up, qapp, tmp_path):
    launching = Launch(new_request(set_up, tmp_path, 1.0))
    launching.abort("li", "wrong leads")
    assert launching.unsent["reason"] == "wrong leads"


def test_a_window_that_closes_after_an_abort_goes_when_the_run_has_it(set_up, qapp, tmp_path):
    request = new_request(set_up, tmp_path / "records", 1.0)
    launching = Launch(request)
    launching.start()
    launching.abort("li", "wrong leads")
    launching.stop()
    assert launching.unsent is None, "a second abort would take nobody's reason any more"
    clock = system_clock()
    with suppress(ControlRefused), Terminal(request.record) as terminal:
        terminal.send({"command": "abort", "by": "li", "reason": "no more is said"})
    assert clock.wait_until(lambda: launching.started.code() is not None, clock.now() + WITHIN_MS / 1000)
    state = fold_record(read_record(request.record))
    assert (state.ended.state, len(state.results)) == ("aborted", 0)
