"""Types into a scan field and a note while a pinyin input method is on, and writes down what they got; for one test.

`dbus-run-session -- python fields_under_pinyin.py FILE` on an X server that nobody else uses.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench_gui.panels.scan_field import ScanField
from bench_gui.qt import QApplication, QLineEdit, QVBoxLayout, QWidget
from bench_gui.widgets.key import Key

PATIENCE_S = 20
BETWEEN_KEYS_MS = 4
"""As the fastest scanners type."""


def tool(name: str) -> str:
    """Return where a program is."""
    return shutil.which(name) or name


def until(condition: Callable[[], bool]) -> None:
    """Let events happen until something is so; too late is an error."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        QApplication.processEvents()
        if time.monotonic() > end:
            sys.exit(f"not within {PATIENCE_S} s")


def keys(*words: str) -> None:
    """Have the X server press keys while this window goes on."""
    pressing = subprocess.Popen([tool("xdotool"), *words])
    until(lambda: pressing.poll() is not None)


def pinyin_is_on() -> bool:
    """Switch the input method on, and say whether it is."""
    subprocess.run([tool("ibus"), "engine", "libpinyin"], capture_output=True, check=False)
    asked = subprocess.run([tool("ibus"), "engine"], capture_output=True, check=False)
    return asked.stdout.strip() == b"libpinyin"


def main(file: Path) -> None:
    """Scan, type a note, ask for the input method in the scan field, scan again, and leave a note half composed."""
    while not pinyin_is_on():
        time.sleep(0.1)
    application = QApplication([])
    page = QWidget()
    rows = QVBoxLayout(page)
    scan, note = ScanField(), QLineEdit()
    rows.addWidget(scan)
    rows.addWidget(note)
    page.show()
    until(lambda: page.windowHandle().isExposed())
    keys("windowfocus", "--sync", str(int(page.winId())))
    until(page.isActiveWindow)
    got: dict[str, list[str]] = {"scanned": [], "composed": [], "note": []}
    Key("F2", "To the scan field", scan.await_scan, page)
    scan.chosen.connect(lambda: got["scanned"].append(scan.text()))

    def scanned(serial: str) -> None:
        scan.await_scan()
        before = len(got["scanned"])
        keys("type", "--delay", str(BETWEEN_KEYS_MS), serial)
        keys("key", "Return")
        until(lambda: len(got["scanned"]) > before)

    def composed(line: QLineEdit, name: str) -> None:
        keys("type", "--delay", "40", "zhongguo")
        keys("key", "space")
        until(lambda: bool(line.text()))
        got[name].append(line.text())

    scanned("MY41001234")
    scanned("my41001234")
    note.setFocus()
    composed(note, "note")
    scan.clear()
    scan.await_scan()
    keys("key", "ctrl+space")
    until(lambda: scan.composes)
    composed(scan, "composed")
    scanned("MY41005678")
    note.clear()
    note.setFocus()
    keys("type", "--delay", "40", "zhongguo")
    keys("key", "F2")
    until(scan.hasFocus)
    keys("type", "--delay", str(BETWEEN_KEYS_MS), "MY41009999")
    keys("key", "Return")
    until(lambda: got["scanned"][-1] == "MY41009999")
    got["left"] = [note.text()]
    application.closeAllWindows()
    file.write_text(json.dumps(got), "utf-8")


with subprocess.Popen([tool("ibus-daemon"), "--panel", "disable"]) as daemon:
    try:
        main(Path(sys.argv[1]))
    finally:
        daemon.terminate()
