"""A pinyin input method that is on leaves a scanner's keys alone, and composes wherever Chinese is written."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("fields_under_pinyin.py")
NEEDED = ("Xvfb", "dbus-run-session", "ibus-daemon", "ibus", "xdotool")
PINYIN = Path("/usr/share/ibus/component/libpinyin.xml")


@pytest.fixture
def display():
    """Return the name of an X server that nobody else uses."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server, os.fdopen(read) as told:
        os.close(write)
        yield f":{told.readline().strip()}"
        server.terminate()


@pytest.mark.slow
@pytest.mark.skipif(
    not (all(map(shutil.which, NEEDED)) and PINYIN.exists()), reason="needs xvfb, xdotool, ibus and ibus-libpinyin"
)
def test_a_scan_arrives_whole_while_pinyin_is_on_and_chinese_is_written_where_it_is_wanted(display, tmp_path):
    environment = os.environ | {
        "DISPLAY": display, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "GSETTINGS_BACKEND": "memory",
        "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_CACHE_HOME": str(tmp_path / "cache"), "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "xcb", "QT_IM_MODULE": "ibus",
    }  # fmt: skip
    file = tmp_path / "got.json"
    command = ["dbus-run-session", "--", sys.executable, str(PROGRAM), str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    got = json.loads(file.read_text("utf-8"))
    assert got["scanned"] == ["MY41001234", "my41001234", "MY41005678", "MY41009999"]
    assert got["left"] == [""]  # of a scan nothing went into the note that was half composed
    assert got["note"] == got["composed"] == ["中国"]
