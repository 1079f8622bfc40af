"""`calbench gui` hands over to the window, or says in both languages what the window lacks here."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from bench_cli.commands import gui
from bench_gui.opening import Opening
from bench_gui.system_packages import CHINESE_FONT, platform_here

BLOCKED = """
import sys
from importlib.machinery import PathFinder

class Blocked(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph"} else super().find_spec(name, path, target)

sys.meta_path = [finder for finder in sys.meta_path if finder is not PathFinder] + [Blocked]
from bench_cli.__main__ import main
sys.exit(main(sys.argv[1:]))
"""  # noqa: E501


@pytest.fixture
def opened(monkeypatch):
    """What the window was opened on; no window opens."""
    seen: list[Opening] = []
    app = ModuleType("bench_gui.app")
    app.main = lambda opening: seen.append(opening) or 0
    monkeypatch.setitem(sys.modules, "bench_gui.app", app)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return seen


def test_the_window_is_told_all_that_was_typed(calbench, opened, tmp_path):
    record = tmp_path / "a.calrun"
    record.write_text("", "utf-8")
    said = calbench(
        "gui", tmp_path / "here", "--operator", "小李", "--record", record, "--language", "en", "--theme", "contrast",
        "--scale", "1.25",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert (tmp_path / "here").is_dir()
    assert opened == [Opening(tmp_path / "here", False, record, "小李", "en", "contrast", 1.25)]


def test_without_a_word_the_workplace_lies_among_the_users_documents_and_nothing_is_simulated(
    calbench, opened, tmp_path, monkeypatch
):
    monkeypatch.setattr(gui, "_documents", lambda: tmp_path)
    assert calbench("gui").code == 0
    assert opened == [Opening(tmp_path / "calbench", False, None, "", None, None, None)]


@pytest.mark.parametrize(("words", "speed"), [([], 20.0), (["--speed", "5"], 5.0)])
def test_a_demonstration_works_in_out_and_is_made_ready_beside_the_window(
    calbench, opened, tmp_path, monkeypatch, words, speed
):
    monkeypatch.chdir(tmp_path)
    assert calbench("gui", "--demo", *words).code == 0
    (opening,) = opened
    assert (opening.workplace, opening.demo, opening.speed) == (tmp_path / "out", True, speed)
    assert opening.beside == ("bench_cli.demo_workplace", str(tmp_path / "out"), "--speed", repr(speed))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--speed", "5"], "--speed is for --demo"),
        (["--operator", "a\tb"], "characters that cannot be shown"),
        (["--record", "none.calrun"], "none.calrun: there is no such record"),
        (["--scale", "2.5"], "2.5 is not between 1 and 2"),
        (["--theme", "pink"], "invalid choice: 'pink'"),
        (["{file}/below"], "cannot be made"),
        (["{file}s/typo/work"], "files/typo is not there to make it in"),
        (["one.calrun"], "give it as --record one.calrun"),
    ],
)
def test_wrong_words_open_no_window(calbench, opened, tmp_path, words, told):
    file = tmp_path / "file"
    file.write_text("", "utf-8")
    said = calbench("gui", *(word.replace("{file}", str(file)) for word in words))
    assert (said.code, opened) == (2, [])
    assert told in said.err


def test_without_a_screen_no_window_is_tried(calbench, opened, tmp_path, monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(gui, "platform_here", partial(platform_here, system="linux"))
    said = calbench("gui", tmp_path)
    assert (said.code, opened) == (2, [])
    assert "a screen 显示器: DISPLAY and WAYLAND_DISPLAY are empty 均为空" in said.err
    assert "calbench demo" in said.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X is Linux's")
def test_a_screen_that_does_not_answer_is_told_and_qt_is_not_left_to_abort(calbench, opened, tmp_path, monkeypatch):
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.setattr(gui, "missing_libraries", lambda _: ())
    said = calbench("gui", tmp_path)
    assert (said.code, opened) == (2, [])
    assert "no X server answers at DISPLAY=:987 没有 X 服务器应答" in said.err


def test_missing_libraries_are_told_with_the_command_that_installs_them(calbench, opened, tmp_path, monkeypatch):
    monkeypatch.setattr(gui, "missing_libraries", lambda _platform: ("libxcb-icccm.so.4",))
    monkeypatch.setattr(gui, "advice", lambda names: f"apt-get install what has {' and '.join(names)}")
    for there, told in ((True, ""), (False, f" and {CHINESE_FONT}")):
        monkeypatch.setattr(gui, "has_chinese_font", lambda there=there: there)
        said = calbench("gui", tmp_path)
        assert (said.code, opened) == (2, [])
        assert f"apt-get install what has libxcb-icccm.so.4{told}\n" in said.err


@pytest.mark.parametrize(
    ("message", "code", "told"),
    [
        ("libnew.so.1: cannot open shared object file: No such file or directory", 2, "系统缺少: libnew.so.1\n"),
        ("cannot import name 'Qt'", 4, "a fault in calbench itself"),
    ],
)
def test_a_library_that_only_the_import_of_qt_misses_is_named_and_a_fault_stays_one(
    calbench, opened, tmp_path, monkeypatch, message, code, told
):
    def import_app(_name):
        raise ImportError(message)

    monkeypatch.setattr(gui, "import_module", import_app)
    said = calbench("gui", tmp_path)
    assert (said.code, opened) == (code, [])
    assert told in said.err


def test_a_bench_pc_without_the_extra_is_told_the_command_that_installs_it(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, "gui", str(tmp_path)], capture_output=True, text=True, encoding="utf-8",
        check=False, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        "the bench window lacks 校准窗口缺少: PySide6, pyqtgraph\n"
        f'install with 安装命令: {sys.executable} -m pip install "calbench[gui]"\n'
        "or in a checkout 或在源码目录中: python3 run.py demo\n"
        "all else of calbench works without it; a demonstration in the terminal: calbench demo\n"
        "其余功能不需要窗口；终端演示: calbench demo\n"
    )


def test_the_way_to_the_window_imports_no_qt_and_nothing_large():
    program = (
        "import sys; from types import ModuleType; app = ModuleType('bench_gui.app');"
        "app.main = lambda _opening: print(*sys.modules, sep='\\n') or 0; sys.modules['bench_gui.app'] = app;"
        "from bench_cli.__main__ import main; main(['gui', sys.argv[1]])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path.cwd())], capture_output=True, text=True, check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "bench_gui.opening" in loaded
    large = {"PySide6", "pydantic", "ruamel", "subprocess", "asyncio", "importlib.metadata", "json", "drivers"}
    assert large & loaded == set()
    assert {name for name in loaded if name.startswith("bench_")} == {
        "bench_cli", "bench_cli.__main__", "bench_cli.arguments", "bench_cli.output", "bench_cli.guard",
        "bench_cli.commands", "bench_cli.commands.gui", "bench_core", "bench_core.terminal", "bench_core.errors",
        "bench_core.bilingual",
        "bench_gui", "bench_gui.app", "bench_gui.opening", "bench_gui.system_packages",
    }  # fmt: skip
