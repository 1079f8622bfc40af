"""A preflight tells what stands against a run, how to mend it, and changes nothing; one failure hides no other."""

import json
import shutil
import subprocess
import sys
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import PackagePath
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import UsageError, UsageRefused
from drivers.bench import read_bench
from sequencer import bench_checks
from sequencer.bench_lock import bench_held
from sequencer.file_checks import read_files
from sequencer.findings import refused
from sequencer.guarding import _NobodyToGuard
from sequencer.installed import changed
from sequencer.machine_checks import check_clock, check_disc, expected_size
from sequencer.preflight import main, preflight
from sim_instruments.links import SimLink

TODAY = datetime.now(UTC).date()
AMBER_BY_NATURE = {"draft", "simulated"}


@pytest.fixture
def look(request_for, bench_folder):
    """Looks at the small bench; gives what was found by check."""

    def found(**changes):
        checks, findings = [], []
        fields = {"order": bench_folder.path("order.yaml")} | changes
        worst = preflight(request_for(**fields), checks.extend, findings.append)
        names = [one.check for one in findings]
        assert sorted(names) == sorted(one.name for one in checks), "each check is told once, and no other"
        for one in findings:
            assert one.told.zh
            assert one.told.en
            assert bool(one.fix.zh) == bool(one.fix.en) == (one.level != "green"), one
        levels = {one.level for one in findings}
        assert worst == next(level for level in ("red", "unknown", "amber", "green") if level in levels)
        return {one.check: one for one in findings}

    return found


def levels(found, level):
    return {name for name, one in found.items() if one.level == level}


def test_a_bench_that_is_right_is_green_but_for_what_makes_its_certificate_a_draft(look, monkeypatch):
    sent, write = [], SimLink.write
    monkeypatch.setattr(SimLink, "write", lambda link, content: (sent.append(content), write(link, content))[1])
    found = look()
    assert levels(found, "amber") == AMBER_BY_NATURE
    assert levels(found, "green") == set(found) - AMBER_BY_NATURE
    assert {content.strip() for content in sent} == {b"*IDN?"}
    assert "34401A MY41001234" in found["instrument:meter"].told.en


def test_every_mistake_in_every_file_is_told_with_its_place_and_instruments_are_asked_all_the_same(look, bench_folder):
    bench_folder.change("procedure.yaml", "id: short", "idd: short")
    bench_folder.change("order.yaml", "number: O-1\n", "number: O-1\ncolour: red\n")
    found = look()
    assert levels(found, "red") == {"files"}
    assert levels(found, "unknown") == {"plan", "draft", "order", "disc"}
    places = {(Path(one.path).name, one.line, one.column) for one in found["files"].mistakes}
    assert places == {("procedure.yaml", 2, 1), ("order.yaml", 3, 1)}
    assert [one.message.en for one in found["files"].mistakes] == ["unknown key 'idd'", "unknown key 'colour'"]
    assert found["files"].told == Bilingual("2 处错误：", "mistakes: 2")
    assert found["instrument:meter"].level == "green"


def test_without_a_bench_that_can_be_read_there_are_no_instruments_and_the_rest_is_told(look, tmp_path):
    found = look(bench=tmp_path / "none.yaml")
    assert levels(found, "red") == {"files"}
    assert "none.yaml" in found["files"].told.en
    assert levels(found, "unknown") >= {"bench", "guardian", "plan", "simulated", "people"}
    assert not any(name.startswith("instrument:") for name in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "red", "told"),
    [
        ("order.yaml", "calibrated_by: zhang", "calibrated_by: chang", {"order"}, "has no person 'chang'"),
        ("order.yaml", "decision_rule: jjf1094", "decision_rule: simple", {"order"}, "decision rule"),
        ("order.yaml", "conformity: true", "conformity: true\nprocedure: long", {"order"}, "asked for procedure long"),
        ("order.yaml", "model: 34401A", "model: 34461A", {"order", "instrument:meter"}, "34461A"),
        ("order.yaml", "serial: MY41001234", "serial: MY9", {"order", "instrument:meter"}, "serial MY9"),
        ("bench.yaml", 'meter", serial: MY41001234', 'meter", serial: MY9', {"order", "instrument:meter"}, "MY9"),
        ("bench.yaml", "limits: {dc_voltage: 1000 V}", "limits: {dc_voltage: 50 V}", {"plan"}, "50 V"),
        (
            "standard.yaml",
            "due: 2099-12-31",
            f"due: {TODAY - timedelta(days=1)}",
            {"certificate:calibrator", "plan"},
            "due",
        ),
    ],
)
def test_what_must_not_begin_is_red_and_nothing_else_is_hidden_by_it(look, bench_folder, file, old, new, red, told):
    bench_folder.change(file, old, new)
    found = look()
    assert levels(found, "red") == red
    assert all(told in found[name].told.en for name in red - {"plan"}), [found[name].told.en for name in red]
    assert found["instrument:calibrator"].level == "green"


@pytest.mark.parametrize(("days", "level"), [(0, "amber"), (30, "amber"), (31, "green")])
def test_a_certificate_that_is_due_soon_is_amber(look, bench_folder, days, level):
    today = datetime.now(UTC).date()  # it may have become another day since the tests began
    bench_folder.change("standard.yaml", "due: 2099-12-31", f"due: {today + timedelta(days=days)}")
    assert look()["certificate:calibrator"].level == level


def test_an_order_that_is_missing_is_amber(look):
    assert levels(look(order=None), "amber") == AMBER_BY_NATURE | {"order"}


def test_an_order_with_another_rule_is_told_in_each_language_with_what_to_do_apart(look, bench_folder):
    bench_folder.change("order.yaml", "decision_rule: jjf1094", "decision_rule: simple")
    order = look()["order"]
    assert (order.fix.zh, order.fix.en) == ("约定其中之一", "agree on one of them")
    path = bench_folder.path("order.yaml")
    assert order.told.zh == f"{path}：客户约定判定规则 simple，而 short 的项目 dc-voltage 按 jjf1094 判定"


@pytest.mark.parametrize(
    ("failure", "told", "fix"),
    [
        (UsageError("plan: a; mend b"), Bilingual("不能使用：plan: a", "plan: a"), Bilingual("改正", "mend b")),
        (
            UsageRefused(Bilingual("甲", "a")),
            Bilingual("甲", "a"),
            Bilingual("改正", "mend what is named, then look again"),
        ),
    ],
)
def test_what_to_do_is_in_chinese_too_where_a_failure_does_not_say_it(failure, told, fix):
    found = refused("plan", failure, "改正")
    assert (found.level, found.told, found.fix) == ("red", told, fix)


def test_an_instrument_that_is_silent_keeps_no_other_from_being_asked(look, bench_folder):
    bench_folder.fault("calibrator", "{kind: silent, lasting: true}")
    found = look()
    assert levels(found, "red") == {"instrument:calibrator"}
    assert found["instrument:meter"].level == "green"


def test_a_fault_of_a_driver_is_told_as_what_it_is(look, monkeypatch):
    def fault(*_):
        raise ZeroDivisionError("a driver of others")

    monkeypatch.setattr(bench_checks, "require_ordered", fault)
    assert look()["instrument:meter"].told.en == "ZeroDivisionError: a driver of others"


def test_answers_that_cannot_be_used_are_red_and_usable_ones_are_named(look, bench_folder):
    answers = bench_folder.path("answers.yaml")
    answers.write_text("calbench: answers/1\nby: li\nanswers: {ambient.temperature: 20 V}\nconfirm: all\n", "utf-8")
    assert levels(look(answers=answers), "red") == {"people"}
    bench_folder.change("answers.yaml", "20 V", "20 °C")
    assert "the answers file" in look(answers=answers)["people"].told.en


def test_an_instrument_without_a_serial_number_to_compare_is_amber(look, bench_folder):
    bench_folder.change("bench.yaml", 'link: "sim:meter", serial: MY41001234', 'link: "sim:meter"')
    bench_folder.change("world.yaml", "serial: MY41001234", 'serial: "0"')
    found = look(order=None)["instrument:meter"]
    assert (found.level, "gives no serial number to compare" in found.told.en) == ("amber", True)


def test_an_instrument_that_a_person_reads_is_named_and_not_asked(look, bench_folder):
    entry = 'meter: {driver: keysight.34401a, link: "sim:meter", serial: MY41001234, timeout: 2 s}'
    record = Path(__file__).parents[2] / "drivers/keysight/hp_34401a.yaml"
    bench_folder.change("bench.yaml", entry, f"meter: {{read_by: person, type: {record}}}")
    bench_folder.change("procedure.yaml", "uut: {entry: [wire]}", "uut: {entry: [wire, person]}")
    found = look()
    assert "meter is read by a person" in found["people"].told.en
    assert "asked for the serial number at the start" in found["instrument:meter"].told.en


def test_a_record_that_cannot_be_written_and_a_disc_without_room_are_red(look, monkeypatch, tmp_path):
    taken = tmp_path / "taken.calrun"
    taken.write_text("")
    assert levels(look(record=taken), "red") == {"folder"}
    found = look(record=tmp_path / "no" / "folder" / "a.calrun")
    assert (found["folder"].level, found["disc"].level) == ("red", "unknown")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    assert levels(look(), "red") == {"disc"}


def test_a_disc_must_have_three_times_the_room_of_the_record(request_for, monkeypatch):
    request = request_for()
    files = read_files(request, TODAY)
    needed = expected_size(files, files.plan)
    found = []
    for free in (3 * needed - 1, 3 * needed):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        found.append(check_disc(files, request.record).level)
    assert found == ["red", "green"]


def test_the_room_that_is_asked_for_is_more_than_a_record_takes(run, request_for):
    ran = run()
    files = read_files(request_for(), TODAY)
    size = ran.record.path.stat().st_size
    assert size < expected_size(files, files.plan) < 20 * size


def test_a_key_that_cannot_sign_is_red(look, monkeypatch, tmp_path):
    (tmp_path / "home").write_text("no folder")
    monkeypatch.setenv("CALBENCH_HOME", str(tmp_path / "home"))
    assert levels(look(), "red") == {"key"}


@pytest.mark.parametrize(
    ("now", "level", "told"),
    [
        (datetime.now(UTC), "green", "UTC"),
        (datetime(2020, 1, 1, tzinfo=UTC), "red", "before"),
        (datetime(2101, 1, 1, tzinfo=UTC), "red", "which cannot be"),
    ],
)
def test_a_time_before_the_program_or_after_the_century_cannot_be(request_for, now, level, told):
    finding = check_clock(read_files(request_for(), TODAY), now)
    assert (finding.level, told in finding.told.en) == (level, True)


@pytest.mark.parametrize(("hours", "level"), [(0, "green"), (23, "green"), (25, "red"), (24 * 29, "red")])
def test_a_day_is_left_for_what_is_dated_by_another_time_zone(request_for, bench_folder, hours, level):
    bench_folder.change("standard.yaml", "issued: 2026-01-01", "issued: 2090-01-02")
    now = datetime(2090, 1, 2, tzinfo=UTC) - timedelta(hours=hours)
    assert check_clock(read_files(request_for(), TODAY), now).level == level


def test_a_time_before_a_certificate_or_the_order_cannot_be(request_for, bench_folder):
    bench_folder.change("standard.yaml", "issued: 2026-01-01", "issued: 2090-01-01")
    assert (
        "certificate of calibrator was issued"
        in check_clock(read_files(request_for(), TODAY), datetime.now(UTC)).told.en
    )
    bench_folder.change("order.yaml", "number: O-1\n", "number: O-1\nreceived: 2095-01-01\n")
    files = read_files(request_for(order=bench_folder.path("order.yaml")), date(2026, 11, 21))
    assert "ordered instrument was received" in check_clock(files, datetime.now(UTC)).told.en


def test_program_files_that_are_not_as_installed_are_named_and_a_checkout_has_no_such_notion():
    def installed(name, value):
        path = PackagePath(name)
        path.hash = None if value is None else SimpleNamespace(mode="sha256", value=value)
        return path

    digest = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"  # of nothing
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    files = [installed("drivers/a.py", digest), installed("drivers/b.py", digest), installed("x/RECORD", None)]
    assert changed(files, {"drivers/a.py": empty, "drivers/b.py": empty}) == ()
    assert changed(files, {"drivers/a.py": empty, "drivers/b.py": "00", "drivers/c.py": "00"}) == (
        "drivers/b.py",
        "drivers/c.py",
    )
    assert changed(files, {"sequencer/a.py": "00"}) is None


def test_on_real_links_nothing_is_switched_and_more_than_30_v_without_a_watchdog_is_amber(look, served, bench_folder):
    for _ in served.world.instrument("calibrator").dialect.execute("OUT 10 V;OPER"):
        pass
    found = look(clock="system")
    assert levels(found, "red") == set()
    assert levels(found, "amber") == AMBER_BY_NATURE | {"guardian"}
    assert "calibrator may put out more than 30 V" in found["guardian"].told.en
    assert served.world.output("calibrator").energised, "a preflight switches nothing, not even off"
    assert not list(bench_folder.folder.glob("*.guardian"))


def test_a_bench_in_use_is_red_its_instruments_are_not_asked_and_its_guardian_is_tried(
    look, bench_folder, own_port, monkeypatch
):
    monkeypatch.setattr(bench_checks, "guarded", lambda *_, **__: nullcontext(_NobodyToGuard()))
    for name in ("calibrator", "meter"):
        bench_folder.change("bench.yaml", f"sim:{name}", f"TCPIP0::127.0.0.{len(name)}::{own_port}::SOCKET")
    with bench_held(read_bench(bench_folder.path("bench.yaml")), bench_folder.path("other.calrun")):
        found = look(clock="system")
    assert levels(found, "red") == {"bench"}
    assert "other.calrun" in found["bench"].told.en
    assert levels(found, "unknown") == {"instrument:calibrator", "instrument:meter"}
    assert found["guardian"].level == "amber"


def test_a_guardian_that_cannot_start_is_red(look, served, monkeypatch):
    assert served.links
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert levels(look(clock="system"), "red") == {"guardian"}


def test_the_process_says_every_line_as_json_and_its_code_tells_whether_a_run_may_begin(
    request_for, tmp_path, bench_folder
):
    bench_folder.change("order.yaml", "decision_rule: jjf1094", "decision_rule: simple")
    request_for(order=bench_folder.path("order.yaml")).write(tmp_path / "request.json")
    words = [sys.executable, "-P", "-m", "sequencer.preflight", tmp_path / "request.json"]
    ran = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    first, *findings, last = [json.loads(line) for line in ran.stdout.splitlines()]
    assert (ran.returncode, last, ran.stderr) == (4, {"done": True, "worst": "red"}, "")
    assert [one["name"] for one in first["checks"]][:3] == ["files", "order", "plan"]
    assert {tuple(one["title"]) for one in first["checks"]} == {("zh", "en")}
    assert findings[0].keys() == {"check", "level", "told", "fix", "mistakes"}


def test_what_is_no_request_is_refused(tmp_path):
    class Out:
        def refuse(self, failure):
            self.told = str(failure)
            return failure.exit_code

    out = Out()
    assert main([str(tmp_path / "none.json")], out) == 2
    assert "not a run request" in out.told
