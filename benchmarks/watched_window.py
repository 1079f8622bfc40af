"""The real window offscreen, watching a record that a process of its own writes; for benchmarks of the window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from demonstration import request_of_demo

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from bench_gui.app import make_application, open_window
from bench_gui.opening import Opening
from bench_gui.session import Session
from bench_gui.settings import Settings
from sequencer.control import Control
from sequencer.runner import perform

if TYPE_CHECKING:
    from bench_gui.qt import QApplication
    from bench_gui.window import Window

_WRITER = Path(__file__).with_name("run_writer.py")


def application() -> QApplication:
    """Return Qt's application, which is made once in a process."""
    return make_application(Settings())


def template(folder: Path) -> Path:
    """Return the whole record of the demonstration's run, performed now."""
    record = folder / "template.calrun"
    perform(request_of_demo(record), Control())
    return record


def writer(template: Path, record: Path, *, rate: float, indications: int, waits_s: float) -> subprocess.Popen[bytes]:
    """Start a process that writes a record as a runner does.

    Args:
        template: whose events are written.
        record: to write.
        rate: indications in a second.
        indications: at least.
        waits_s: how long it waits after the first event [s].
    """
    options = {"--rate": rate, "--indications": indications, "--waits": waits_s}
    words = [word for name, value in options.items() for word in (name, str(value))]
    return subprocess.Popen([sys.executable, str(_WRITER), str(template), str(record), *words])


def watching(application: QApplication, record: Path) -> Window:
    """Return the window, with its run screen shown, watching a record that need not be there yet."""
    folder = record.parent
    opening = Opening(folder, demo=False, record=None, operator="x", language="en", theme=None, scale=None)
    session = Session(opening, Settings(), folder / "window.json")
    window = open_window(application, session)
    session.watch_run(record, alive=lambda: True)
    window.show_screen("run")
    return window
