"""A missing system library is named before Qt is loaded, with the package and the command that bring it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench_gui import system_packages
from bench_gui.system_packages import (
    CHINESE_FONT,
    advice,
    has_chinese_font,
    missing_libraries,
    packages_of,
    platform_here,
)

NEEDED = {
    "offscreen": "libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfontconfig1 libfreetype6 libdbus-1-3",
    "xcb": "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0",
}
"""Found on Debian 12 by adding one package at a time to an empty system until the window came up."""
CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings its libraries")


@pytest.fixture(autouse=True)
def somebody(monkeypatch, tmp_path):
    """Run as an ordinary user of a system with sudo; returns the folder that sudo is in."""
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(system_packages, "_SUDO", tmp_path / "sudo")
    (tmp_path / "sudo").touch()
    return tmp_path


@pytest.fixture
def absent(monkeypatch):
    """Names of libraries that cannot be loaded in this test."""
    names: set[str] = set()
    loaded = system_packages.ctypes.CDLL

    def load(name):
        if name in names:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        return loaded(name) if "fontconfig" in name else None

    monkeypatch.setattr(system_packages.ctypes, "CDLL", load)
    monkeypatch.setattr(system_packages.sys, "platform", "linux")
    return names


def test_the_packages_are_those_that_were_found_by_trying():
    assert sorted(packages_of("offscreen").values()) == sorted(NEEDED["offscreen"].split())
    assert sorted(packages_of("xcb").values()) == sorted(" ".join(NEEDED.values()).split())


@pytest.mark.parametrize("library", packages_of("xcb"))
def test_each_missing_library_leads_to_its_package(absent, library):
    absent.add(library)
    assert missing_libraries("xcb") == (library,)
    package = packages_of("xcb")[library]
    assert f"sudo apt-get install -y --no-install-recommends {package}" in advice([library], debian=True)


def test_all_that_is_missing_is_told_at_once(absent):
    absent.update({"libEGL.so.1", "libxcb-icccm.so.4", "libGL.so.1"})
    assert missing_libraries("xcb") == ("libGL.so.1", "libEGL.so.1", "libxcb-icccm.so.4")
    assert missing_libraries("offscreen") == ("libGL.so.1", "libEGL.so.1")
    assert "--no-install-recommends libgl1 libegl1 libxcb-icccm4" in advice(missing_libraries("xcb"), debian=True)


@pytest.mark.usefixtures("absent")
def test_a_library_that_only_qts_plug_in_knows_of_is_named_too(monkeypatch, tmp_path):
    plugin = tmp_path / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    plugin.parent.mkdir(parents=True)
    plugin.touch()
    (tmp_path / "__init__.py").touch()
    monkeypatch.setattr(system_packages, "find_spec", lambda _: type("Spec", (), {"origin": tmp_path / "__init__.py"}))
    assert missing_libraries("xcb") == ()
    told = OSError("libxcb-new.so.7: cannot open shared object file: No such file or directory")

    def load(name):
        if name == str(plugin):
            raise told

    monkeypatch.setattr(system_packages.ctypes, "CDLL", load)
    assert missing_libraries("xcb") == ("libxcb-new.so.7",)
    assert "package manager 请用系统的软件包管理器安装: libxcb-new.so.7" in advice(["libxcb-new.so.7"], debian=True)


def test_the_command_can_be_typed_by_whoever_reads_it(monkeypatch, somebody):
    install = "apt-get install -y --no-install-recommends libegl1"
    assert f": sudo apt-get update && sudo {install}" in advice(["libEGL.so.1"], debian=True)
    (somebody / "sudo").unlink()
    assert f': su - -c "apt-get update && {install}"' in advice(["libEGL.so.1"], debian=True)
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 0, raising=False)
    assert f": apt-get update && {install}" in advice(["libEGL.so.1"], debian=True)


def test_elsewhere_than_on_debian_the_libraries_are_named_and_no_command():
    told = advice(["libEGL.so.1", CHINESE_FONT], debian=False)
    assert "apt-get" not in told
    assert "请用系统的软件包管理器安装: libEGL.so.1, a font with Chinese characters 中文字体" in told


def test_a_missing_chinese_font_has_a_package_too(absent):
    absent.add("libfontconfig.so.1")
    assert not has_chinese_font()
    assert "--no-install-recommends fonts-noto-cjk" in advice([CHINESE_FONT], debian=True)


@pytest.mark.parametrize(
    ("environment", "platform"),
    [
        ({}, ""),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "wayland"}, "wayland"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "x11"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, "wayland"),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "vnc"),
    ],
)
def test_the_platform_is_the_one_that_qt_takes(environment, platform):
    assert platform_here(environment, "linux") == platform
    assert platform_here({}, "win32") == platform_here({}, "darwin") == "native"


def test_windows_and_macos_lack_no_library(monkeypatch, absent):
    absent.update(packages_of("xcb"))
    monkeypatch.setattr(system_packages.sys, "platform", "win32")
    assert missing_libraries("native") == ()
    assert has_chinese_font()


@pytest.fixture
def apt(absent, monkeypatch, tmp_path):
    """An apt-get that installs what it is asked for; returns the commands that it was given."""
    calls: list[list[str]] = []
    file = tmp_path / "apt-get"
    file.touch()
    monkeypatch.setattr(system_packages, "_APT", file)
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(system_packages, "has_chinese_font", lambda: True)

    def run(command, **_):
        calls.append([str(word) for word in command[1:]])
        absent.difference_update(
            library for library, package in packages_of("xcb").items() if package in command and "install" in command
        )
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_root_on_debian_gets_what_is_missing_installed(apt, absent, capsys):
    absent.update({"libEGL.so.1", "libxcb-icccm.so.4"})
    assert system_packages.main(["--install", "--platform", "xcb"]) == 0
    assert apt == [["update"], ["install", "-y", "--no-install-recommends", "libegl1", "libxcb-icccm4"]]
    assert "installing 正在安装: libegl1 libxcb-icccm4" in capsys.readouterr().err
    assert system_packages.main(["--install", "--platform", "xcb"]) == 0
    assert len(apt) == 2


@pytest.mark.parametrize("words", [["--platform", "xcb"], ["--install", "--platform", "xcb"]])
def test_anybody_else_gets_the_exact_command(apt, absent, capsys, monkeypatch, words):
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 1000, raising=False)  # `apt` is of root
    absent.add("libEGL.so.1")
    assert system_packages.main(words) == 2
    assert apt == []
    assert "sudo apt-get install -y --no-install-recommends libegl1" in capsys.readouterr().err


@pytest.mark.skipif(not CJK.exists(), reason="fonts-noto-cjk is not installed")
def test_a_font_that_was_installed_meanwhile_is_found(tmp_path):
    program = (
        "import os, sys; from bench_gui.system_packages import has_chinese_font, look_for_fonts_anew;"
        "there = has_chinese_font(); os.rename('later', 'fonts'); look_for_fonts_anew();"
        "sys.exit(there or not has_chinese_font())"
    )
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / CJK.name).symlink_to(CJK)
    told = f"<fontconfig><dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    (tmp_path / "fonts.conf").write_text(told, "utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@on_linux
def test_where_the_window_works_nothing_is_missing_and_qt_is_not_loaded():
    program = (
        "import sys; from bench_gui.system_packages import main; code = main(['--platform', 'offscreen']);"
        "assert not any(name.startswith('PySide6') for name in sys.modules); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    shown = subprocess.run(
        [sys.executable, "-c", "from PySide6.QtWidgets import QApplication; QApplication([])"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, shown.returncode) == (0, 0), done.stderr + shown.stderr
