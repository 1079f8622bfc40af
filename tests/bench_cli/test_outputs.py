"""What people are told of outputs: what protects them, and in red, with a word and a sign, that one may be on."""

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench_cli import watching
from bench_cli.output import alarm
from bench_cli.outputs import guarded, outputs_unknown, say_outputs
from bench_cli.person_here import Interrupts
from bench_cli.progress import PlainProgress
from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    GuardianReady,
    InstrumentIdentified,
    PromptAnswered,
    PromptAsked,
    RunEnded,
    RunSuspended,
    StepFailed,
)
from bench_core.records.guardian_report import MadeSafe, report_path, write_line

WERE_OFF = "✓ 此运行停止后输出已断开，此后未再询问 outputs were off after this run had stopped; none was asked since\n"
OFF = MadeSafe("ended", "calibrator", energised=False, raw="0", after=0.0125)
DEAD = MadeSafe("ended", "calibrator", energised=None, raw="LinkTimeout: silent", after=12.5)


class State:
    """As much of a run's state as is looked at here."""

    def __init__(self, resource: str = "TCPIP0::1::SOCKET", *, ended: RunEnded | None = None) -> None:
        who = InstrumentIdentified("calibrator", resource, "fluke.5522a", "Fluke", "5522A", "1", "", "")
        self.instruments = {"calibrator": who}
        self.plan = SimpleNamespace(roles={"source": SimpleNamespace(instrument="calibrator", serves="source")})
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
    assert told.endswith(f"\n{WERE_OFF}")


@pytest.mark.parametrize("report", [(), (DEAD,), (OFF, DEAD)])
def test_an_output_of_which_nobody_knows_that_it_is_off_may_be_on(record, capsys, report):
    told = said(record, State(), capsys, *report)
    assert "⚠ !!! calibrator: 输出可能仍接通，请手动断开 OUTPUT MAY BE ON, switch it off by hand" in told
    assert ("LinkTimeout: silent" in told) == bool(report)
    assert "outputs" not in told


def test_what_the_run_itself_said_when_it_ended_counts_more_than_a_record_that_the_disc_refused(record, capsys):
    say_outputs(record, State(), ())
    assert capsys.readouterr().out == "✓ 输出已断开 outputs are off\n"
    state = State()
    state.energised = {"calibrator": False}
    say_outputs(record, state, ("calibrator",))
    assert "calibrator: 输出可能仍接通，请手动断开 OUTPUT MAY BE ON" in capsys.readouterr().out
    report_path(record).write_bytes(write_line(OFF))  # the guardian did what the run could not
    say_outputs(record, state, ("calibrator",))
    assert capsys.readouterr().out.endswith(f"\n{WERE_OFF}")


def test_a_record_says_that_outputs_were_off_when_each_source_said_so_and_not_when_none_was_asked(record, capsys):
    state = State()
    state.energised = {"calibrator": False}
    assert said(record, state, capsys) == WERE_OFF
    state.energised = {"another source": False}
    assert "calibrator: 输出可能仍接通" in said(record, state, capsys)
    state.energised = {}
    assert said(record, state, capsys).startswith("– 此运行未询问过任何信号源 this run has asked no source")


def test_a_source_that_was_simulated_in_the_runs_own_process_ended_with_it(record, capsys):
    assert said(record, State("sim:calibrator"), capsys) == WERE_OFF


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


RECORD = Path("a.calrun")


@pytest.fixture
def shown(monkeypatch):
    """Shows one event of a run as a watcher does."""

    def show(event) -> View:
        monkeypatch.setattr(watching, "fold", lambda *_: State())
        view = View()
        watching._Watcher(RECORD, None, view, Interrupts(), 0).show(SimpleNamespace(number=1, event=event))
        return view

    return show


def test_who_watches_a_run_is_told_what_protects_each_source(shown):
    view = shown(GuardianReady("calibrator", None, hazardous=False))
    assert view.said == [guarded(GuardianReady("calibrator", None, hazardous=False))]


@pytest.mark.parametrize(
    ("failure", "line"),
    [
        ("GuardianLost", "✗ 守护进程失效，运行停止，查明原因后可继续 GuardianLost: gone"),
        ("RunAborted", "✗ 运行已由人中止 RunAborted: gone"),
        ("KeyError", "✗ 程序内部错误 KeyError: gone"),
        ("dataclass", "✗ 程序内部错误 dataclass: gone"),  # forged: a name of the module that is no failure
    ],
)
def test_why_a_run_stopped_is_said_in_both_languages(shown, failure, line):
    assert shown(StepFailed(failure, "gone")).said == [line]


@pytest.mark.parametrize(("failure", "asks"), [(None, True), (StepFailed("GuardianLost", "gone"), False)])
def test_a_run_that_has_stopped_asks_nothing_more(failure, asks):
    prompt = PromptAsked("p1", "number", "t", Bilingual("温度", "temperature"), "°C")
    view, hints = View(), []
    view.ask = hints.append
    watcher = watching._Watcher(RECORD, SimpleNamespace(answer=None, leave=lambda: None), view, Interrupts(), 0)
    watcher._clock = SimpleNamespace(sleep=lambda _: None)
    watcher._last, watcher._typed = 1, SimpleNamespace(ended=False, forget=lambda: None, next=lambda: None)
    real = SimpleNamespace(simulated=False)
    watcher.state = SimpleNamespace(prompt=prompt, suspended=None, failure=failure, energised={}, started=real)
    for _ in range(12):
        watcher.wait()
    assert bool(hints) is asks


def test_an_answer_that_was_given_elsewhere_is_told_where_it_was_asked(monkeypatch):
    monkeypatch.setattr(watching, "fold", lambda *_: State())

    def told(asked, sent):
        view = View()
        watcher = watching._Watcher(RECORD, None, view, Interrupts(), 0)
        watcher._asked, watcher._sent = asked, sent
        watcher.show(SimpleNamespace(number=1, event=PromptAnswered("p1", "20", "李四", "typed")))
        return view.said

    elsewhere = ["  ↳ 已在别处回答 answered elsewhere by 李四: 20"]
    assert told("p1", None) == elsewhere
    assert told(None, ("p1", "21")) == elsewhere
    assert told(None, ("p1", "20")) == []
    assert told(None, ("p0", "7")) == []


@pytest.mark.parametrize("safe", [True, False])
def test_who_watches_is_told_at_once_that_a_suspended_runs_output_may_be_on(shown, safe):
    words = Bilingual("链路", "link")
    view = shown(RunSuspended("link", "calibrator", None, words, words, (), safe=safe))
    assert [line for line in view.alarms if "OUTPUT MAY BE ON" in line] == ([] if safe else view.alarms)
    assert bool(view.alarms) is not safe
