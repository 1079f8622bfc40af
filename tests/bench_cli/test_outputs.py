"""What people are told of outputs: what protects them, and in red, with a word and a sign, that one may be on."""

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench_cli import watching
from bench_cli.output import alarm
from bench_cli.outputs import guarded, outputs_unknown, say_outputs
from bench_cli.progress import PlainProgress
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import GuardianReady, InstrumentIdentified, RunEnded, RunSuspended
from bench_core.records.guardian_report import MadeSafe, report_path, write_line
from bench_core.records.plan import Bilingual

OFF = MadeSafe("ended", "calibrator", energised=False, raw="0", after=0.0125)
DEAD = MadeSafe("ended", "calibrator", energised=None, raw="LinkTimeout: silent", after=12.5)


class State:
    """As much of a run's state as is looked at here."""

    def __init__(self, resource: str = "TCPIP0::1::SOCKET", *, ended: RunEnded | None = None) -> None:
        who = InstrumentIdentified("calibrator", resource, "fluke.5522a", "Fluke", "5522A", "1", "", "")
        self.instruments = {"calibrator": who}
        self.energised = {"calibrator": True}
        self.ended = ended


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said(record: Path, state: State, capsys, *report: MadeSafe) -> str:
    if report:
        report_path(record).write_bytes(b"".join(map(write_line, report)))
    say_outputs(record, state)
    return capsys.readouterr().out


@pytest.fixture
def record(tmp_path):
    return tmp_path / "a.calrun"


def test_an_output_that_the_guardian_switched_off_is_told_with_its_own_answer(record, capsys):
    told = said(record, State(), capsys, OFF)
    assert told.startswith("✓ calibrator: 守护进程已断开输出 the guardian switched the output off")
    assert "12 ms; '0'" in told
    assert "MAY BE ON" not in told


@pytest.mark.parametrize("report", [(), (DEAD,), (OFF, DEAD)])
def test_an_output_of_which_nobody_knows_that_it_is_off_may_be_on(record, capsys, report):
    told = said(record, State(), capsys, *report)
    assert "⚠ !!! calibrator: 输出可能仍接通，请手动断开 OUTPUT MAY BE ON, switch it off by hand" in told
    assert ("LinkTimeout: silent" in told) == bool(report)


def test_a_source_that_was_simulated_in_the_runs_own_process_ended_with_it(record, capsys):
    assert said(record, State("sim:calibrator"), capsys) == ""


def test_a_run_that_ended_with_every_output_off_leaves_no_doubt():
    assert not outputs_unknown(State(ended=RunEnded("aborted", "", safe=True)))
    assert outputs_unknown(State(ended=RunEnded("aborted", "", safe=False)))
    assert outputs_unknown(State())


def test_the_alarm_is_red_at_a_terminal_unless_colours_are_not_wanted(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    alarm("⚠ ON")
    assert terminal.getvalue() == "\x1b[1;37;41m⚠ ON\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    alarm("⚠ ON")
    assert terminal.getvalue() == "⚠ ON\n"


def test_the_alarm_is_plain_in_a_file_and_shows_no_escape_of_others(monkeypatch):
    monkeypatch.setattr(sys, "stdout", file := io.StringIO())
    alarm("⚠ ON \x1b[2J")
    assert "\x1b" not in file.getvalue()


def test_the_opening_lines_say_what_protects_a_source():
    sixty = Quantity.parse("60 s")
    assert guarded(GuardianReady("c", sixty, hazardous=True)) == (
        "  ✓ c: 守护进程已就绪 guardian ready · 自带看门狗 own watchdog 60 s"
    )
    assert "no watchdog of its own" in guarded(GuardianReady("c", None, hazardous=False))
    told = guarded(GuardianReady("c", None, hazardous=True))
    assert "more than 30 V" in told
    assert "stays on" in told


class View(PlainProgress):
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.said, self.alarms = [], []

    def say(self, line: str) -> None:
        self.said.append(line)

    def alarm(self, line: str) -> None:
        self.alarms.append(line)


@pytest.fixture
def shown(monkeypatch):
    """Shows one event of a run as a watcher does."""

    def show(event) -> View:
        monkeypatch.setattr(watching, "fold", lambda *_: State())
        view = View()
        watching._Watcher(None, view, watching.Interrupts(), 0).show(SimpleNamespace(number=1, event=event))
        return view

    return show


def test_who_watches_a_run_is_told_what_protects_each_source(shown):
    view = shown(GuardianReady("calibrator", None, hazardous=False))
    assert view.said == [guarded(GuardianReady("calibrator", None, hazardous=False))]


@pytest.mark.parametrize("safe", [True, False])
def test_who_watches_is_told_at_once_that_a_suspended_runs_output_may_be_on(shown, safe):
    words = Bilingual("链路", "link")
    view = shown(RunSuspended("link", "calibrator", None, words, words, (), safe=safe))
    assert [line for line in view.alarms if "OUTPUT MAY BE ON" in line] == ([] if safe else view.alarms)
    assert bool(view.alarms) is not safe
