"""What there is to see of the window: each scene brings it to one moment of a real simulated run, or of a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from bench_cli.demo_workplace import _SHIPPED as SHIPPED
from bench_cli.demo_workplace import fill
from bench_core.clock import system_clock
from bench_core.records.events import Checkpoint, IndicationTaken, PromptAsked
from bench_core.records.record import read_record
from bench_gui.opening import Opening
from bench_gui.qt import QApplication, QEvent, QEventLoop, QKeyEvent, QKeySequence, QLineEdit, QShortcut, Qt, QTimer
from bench_gui.session import Session
from bench_gui.settings import Settings
from bench_gui.window import Window
from bench_gui.work.looking import Shown
from bench_gui.work.run_watch import RunWatch
from procedures.library import library_path
from sequencer.launch import launch
from sequencer.request import RunRequest
from tests.bench_gui.small_runs import rewritten, with_stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench_core.records.events import Event

_WITHIN_S = 60.0
_PROCEDURES = {
    "good": "jjf-1587-2016",
    "faulty": "jjf-1587-2016",
    "by-hand": "jjf-1587-2016",
    "calibrator": "jjf-1638-2017",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment.

    Args:
        name: of its pictures.
        play: brings an open window there.
        workplace: whether the workplace is the demonstration's; else it is empty.
    """

    name: str
    play: Callable[[Window, Stage], None]
    workplace: bool = True


class Stage:
    """What scenes are made from: a workplace of the demonstration, and finished records of its benches.

    Args:
        folder: where they are made, or were.
        application: Qt's.
    """

    def __init__(self, folder: Path, application: QApplication) -> None:
        self.folder = folder
        self.application = application
        self.workplace = folder / "workplace"
        self.empty = folder / "empty"
        for made in (self.workplace / "records", self.empty, folder / "runs"):
            made.mkdir(parents=True, exist_ok=True)
        fill(self.workplace)
        for plot in ("error_plot", "live_plot", "drift_plot"):  # loaded now: no scene is about waiting for them
            import_module(f"bench_gui.plots.{plot}")
        RunWatch._age = lambda *_: 0.2  # the records are old, and the scenes are of runs under way
        for name in ("good", "by-hand"):
            kept = self.workplace / "records" / f"{name}.calrun"
            if not kept.exists():
                kept.write_bytes(self.record(name).read_bytes())

    def put_earlier_runs(self) -> None:
        """Put runs of the good meter in the years before into the workplace: out of tolerance, adjusted, good since."""
        for name, days, stage in (("faulty", 731, "as_found"), ("good", 730, "as_left"), ("good", 365, "as_found")):
            path = self.workplace / "records" / f"{days}-days-before.calrun"
            if not path.exists():
                rewritten(self.record(name), path, with_stage(stage), later=timedelta(days=-days))

    @contextmanager
    def session(self, scene: Scene) -> Iterator[Session]:
        """Give a session in the scene's workplace."""
        workplace = self.workplace if scene.workplace else self.empty
        opening = Opening(
            workplace, demo=scene.workplace, record=None, operator="张三", language=None, theme=None, scale=None
        )
        session = Session(opening, Settings(operator="张三"), self.folder / "window.json")
        yield session
        session.leave_run()

    def serve(self) -> None:
        """Have the simulated instruments of the workplace answer on their sockets, for as long as the scenes take."""
        command = [sys.executable, "-P", "-m", "bench_cli.demo_workplace", str(self.workplace), "--idle", "120"]
        subprocess.run(command, check=True, capture_output=True)

    def bench(self, name: str) -> Path:
        """Return a bench file of the demonstration whose instruments are simulated in the run."""
        return SHIPPED / f"bench-{name}.yaml"

    def record(self, name: str) -> Path:
        """Return the record of a run of a demonstration bench that has ended; it is made when first asked for."""
        path = self.folder / "runs" / f"{name}.calrun"
        if not path.exists():
            order = None if name == "faulty" else SHIPPED / {"good": "order.yaml"}.get(name, f"order-{name}.yaml")
            request = RunRequest(
                record=path,
                procedure=library_path(_PROCEDURES[name]),
                bench=self.bench(name),
                order=order,
                operator="张三",
                clock="virtual",
            )
            launch(request).wait()
        return path

    def cut(self, name: str, after: Callable[[Event], bool], *, count: int = 1) -> Path:
        """Return a record as it was just after the count-th event that `after` knows."""
        whole = self.record(name)
        lines = whole.read_bytes().split(b"\n")
        found = [line.number for line in read_record(whole).lines if after(line.event)]
        path = self.folder / "runs" / f"cut-{name}-{found[count - 1]}.calrun"
        path.write_bytes(b"\n".join(lines[: found[count - 1]]) + b"\n")
        return path


def settle(window: Window) -> None:
    """Let the window draw what it has been told."""
    window.refresh()
    loop = QEventLoop()
    QTimer.singleShot(150, loop.quit)  # two ticks of the window's own timer
    loop.exec()
    window.refresh()


def until(window: Window, reached: Callable[[], bool]) -> None:
    """Let the window go on until something is reached.

    Raises:
        TimeoutError: it is not.
    """
    clock = system_clock()
    end = clock.now() + _WITHIN_S
    while not reached():
        if clock.now() > end:
            raise TimeoutError(f"{reached} was not reached within {_WITHIN_S:g} s")
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def press(field: QLineEdit, text: str) -> None:
    """Type a text as a scanner does: fast, and Enter at its end."""
    field.setFocus()
    for character in text:
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, character))
    enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(field, enter)


def key(window: Window, name: str) -> None:
    """Press a key that a shortcut of the screen waits for."""
    wanted = QKeySequence(name)
    for shortcut in window.findChildren(QShortcut):
        if shortcut.key() == wanted and shortcut.parent().isVisibleTo(window):
            shortcut.activated.emit()
    settle(window)


def watch(window: Window, record: Path) -> None:
    """Have the window watch a record as that of a living run, and show the run."""
    window.session.watch_run(record, alive=lambda: True)
    lines = record.read_bytes().count(b"\n")
    until(window, lambda: (sight := window.session.sight()) is not None and sight.seen.number >= lines)
    window.show_screen("run")


def at_record(name: str, after: Callable[[Event], bool], *, count: int = 1) -> Callable[[Window, Stage], None]:
    """Return a play that watches a run which has just come to an event."""

    def play(window: Window, stage: Stage) -> None:
        watch(window, stage.cut(name, after, count=count))

    return play


def _asks(kind: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, PromptAsked) and event.kind == kind


def _settles(event: Event) -> bool:
    return isinstance(event, IndicationTaken) and event.purpose == "settling"


def _reads(item: str) -> Callable[[Event], bool]:
    return lambda event: (
        isinstance(event, IndicationTaken) and event.purpose == "measurement" and event.key.item == item
    )


def _ends(event: Event) -> bool:
    return isinstance(event, Checkpoint)


def _work(window: Window, _: Stage) -> None:
    window.show_screen("work")
    settle(window)


def _scanned(serial: str) -> Callable[[Window, Stage], None]:
    def play(window: Window, _: Stage) -> None:
        window.show_screen("work")
        screen = window.screen_of("work")
        until(window, lambda: screen._found is not None)
        press(screen._scan, serial)
        settle(window)

    return play


def _checked(bench: str) -> Callable[[Window, Stage], None]:
    def play(window: Window, stage: Stage) -> None:
        stage.serve()
        _scanned({"good": "MY41001234", "by-hand": "17034215"}[bench])(window, stage)
        window.screen_of("work")._go_on()
        until(window, lambda: window.screen_name == "connect")
        screen = window.screen_of("connect")
        until(window, lambda: screen._preflight.done or screen._preflight.refused is not None)
        settle(window)

    return play


def _log(window: Window, stage: Stage) -> None:
    at_record("good", _reads("dc-voltage"), count=40)(window, stage)
    key(window, "F9")


def _helped(window: Window, stage: Stage) -> None:
    at_record("good", _settles, count=60)(window, stage)
    key(window, "F1")


def _reviewed_while_blind(window: Window, stage: Stage) -> None:
    at_record("by-hand", _asks("number"), count=3)(window, stage)
    window.show_screen("review")
    settle(window)


def _asked_why(which: str) -> Callable[[Window, Stage], None]:
    def play(window: Window, stage: Stage) -> None:
        at_record("good", _reads("dc-voltage"), count=40)(window, stage)
        key(window, which)
        settle(window)

    return play


def _section(name: str, record: str = "good") -> Callable[[Window, Stage], None]:
    def play(window: Window, stage: Stage) -> None:
        if name in {"comparison", "history"}:
            stage.put_earlier_runs()
        window.session.reviewed = stage.workplace / "records" / f"{record}.calrun"
        window.show_screen("review")
        screen = window.screen_of("review")
        until(window, lambda: screen.run is not None)
        screen.sections.show_section(name)
        settle(window)
        part = screen.part(name)
        if name == "proof":
            part.verify()
        until(window, lambda: not screen.busy)
        settle(window)

    return play


def _procedure(window: Window, _: Stage) -> None:
    window.show_screen("procedure")
    screen = window.screen_of("procedure")
    until(window, lambda: screen.opened is not None)
    settle(window)


def _mistaken(window: Window, stage: Stage) -> None:
    _procedure(window, stage)
    screen = window.screen_of("procedure")
    screen.copy()
    until(window, lambda: not screen.editor.isReadOnly())
    screen.editor.setPlainText(screen.editor.toPlainText().replace("kind: calibration", "kind: calibraton", 1))
    settle(window)
    until(window, lambda: screen.mistakes.count > 0 and "calibraton" in screen.expanded.told)
    settle(window)


def _manual(window: Window, stage: Stage) -> None:
    stage.serve()
    window.show_screen("manual")
    screen = window.screen_of("manual")
    screen.take(stage.workplace / "benches" / "bench-faulty.yaml")
    until(window, lambda: screen.manual.phase.value in {"open", "closed"})
    settle(window)


def _resume(window: Window, stage: Stage) -> None:
    window.session.interrupted = stage.cut("by-hand", _entered, count=8)
    window.show_screen("resume")
    screen = window.screen_of("resume")
    until(window, lambda: screen._read is not None and screen._job is None)
    settle(window)


def _practice(window: Window, stage: Stage) -> None:
    at_record("by-hand", _asks("number"), count=3)(window, stage)
    screen = window.screen_of("run")
    panel = screen.aside.prompt
    screen._looking.stop()  # no run is there that could be asked
    settle(window)
    panel.show_display(Shown(panel.asked, "2.998 V"))  # as the display stood then
    assert panel.display.isVisible()
    settle(window)


def _entered(event: Event) -> bool:
    return isinstance(event, IndicationTaken) and event.purpose == "measurement"


SCENES: tuple[Scene, ...] = (
    Scene("work-empty", _work, workplace=False),
    Scene("work", _work),
    Scene("work-scanned", _scanned("MY41001234")),
    Scene("work-unknown", _scanned("SN-0815")),
    Scene("connect", _checked("good")),
    Scene("connect-by-hand", _checked("by-hand")),
    Scene("run-none", lambda window, _: window.show_screen("run")),
    Scene("run-connect", at_record("good", _asks("connect"))),
    Scene("run-settling", at_record("good", _settles, count=60)),
    Scene("run-hazard", at_record("good", _reads("dc-voltage"), count=150)),
    Scene("run-blind", _practice),
    Scene("run-select", at_record("by-hand", _asks("select"), count=2)),
    Scene("run-log", _log),
    Scene("run-help", _helped),
    Scene("run-retry", _asked_why("F7")),
    Scene("run-skip", _asked_why("F8")),
    Scene("run-passed", at_record("good", _ends)),
    Scene("run-failed", at_record("faulty", _ends)),
    Scene("run-calibrator", at_record("calibrator", _settles, count=200)),
    Scene("review-waiting", _reviewed_while_blind),
    Scene("review-results", _section("results")),
    Scene("review-comparison", _section("comparison", "730-days-before")),
    Scene("review-history", _section("history")),
    Scene("review-proof", _section("proof")),
    Scene("review-certificate", _section("certificate")),
    Scene("procedure", _procedure),
    Scene("procedure-mistaken", _mistaken),
    Scene("manual-closed", lambda window, _: window.show_screen("manual")),
    Scene("manual", _manual),
    Scene("resume", _resume),
)
