"""Knows which shared libraries Qt needs from the system and in which Debian package each is; it imports no Qt.

`python -m bench_gui.system_packages [--install]` says what is missing here, or has apt-get install it.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Debian 12; on Ubuntu 24.04 apt-get finds libglib2.0-0t64 by the old name.
_ALWAYS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
}
_BY_PLATFORM = {
    "xcb": {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
}
_PLUGINS = {"xcb": "libqxcb.so", "wayland": "libqwayland.so"}
FONT_PACKAGE = "fonts-noto-cjk"
CHINESE_FONT = "a font with Chinese characters 中文字体"
_APT, _SUDO = Path("/usr/bin/apt-get"), Path("/usr/bin/sudo")
_INSTALL = ("install", "-y", "--no-install-recommends")


def platform_here(environment: Mapping[str, str], system: str = sys.platform) -> str:
    """Return how Qt will reach the screen.

    Args:
        environment: of the process.
        system: as `sys.platform`.

    Returns:
        `xcb`, `wayland`, `offscreen` or another name of a Qt platform; empty where no screen is there.
    """
    asked = environment.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    if asked:
        return asked
    if not system.startswith("linux"):
        return "native"
    if environment.get("WAYLAND_DISPLAY") and environment.get("XDG_SESSION_TYPE") == "wayland":
        return "wayland"
    if environment.get("DISPLAY"):
        return "xcb"
    return "wayland" if environment.get("WAYLAND_DISPLAY") else ""


def packages_of(platform: str) -> dict[str, str]:
    """Return the Debian package of each library that Qt needs from the system on a platform."""
    return _ALWAYS | _BY_PLATFORM.get(platform, {})


def missing_libraries(platform: str) -> tuple[str, ...]:
    """Return the libraries that Qt needs and that cannot be loaded; they are loaded here, which Qt then need not.

    Args:
        platform: of Qt, see `platform_here`.

    Returns:
        Their names, such as `libEGL.so.1`; none on Windows and macOS, where Qt brings its own.
    """
    if not sys.platform.startswith("linux"):
        return ()
    absent = tuple(library for library in packages_of(platform) if _refusal(library))
    return absent or _missing_for_plugin(platform)


def _missing_for_plugin(platform: str) -> tuple[str, ...]:
    """Return the library that Qt's own plug-in does not find, should it be one that the table does not know."""
    binding = find_spec("PySide6")
    if platform not in _PLUGINS or binding is None or binding.origin is None:
        return ()
    plugin = Path(binding.origin).parent / "Qt" / "plugins" / "platforms" / _PLUGINS[platform]
    refusal = _refusal(str(plugin)) if plugin.exists() else ""
    return (refusal.partition(":")[0],) if refusal else ()


def _refusal(library: str) -> str:
    """Return why a library cannot be loaded; empty when it was loaded."""
    try:
        ctypes.CDLL(library)
    except OSError as failure:
        return str(failure)
    return ""


def x_server_answers() -> bool:
    """Say whether the X server that DISPLAY names takes this user in; Qt would abort where it does not."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:  # its absence is told by itself
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return answers


def has_chinese_font() -> bool:
    """Say whether fontconfig, which Qt asks on Linux, knows a font for simplified Chinese."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        config = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return False
    config.FcNameParse.restype = config.FcObjectSetCreate.restype = ctypes.c_void_p
    config.FcFontList.restype = ctypes.POINTER(ctypes.c_int)  # a font set begins with the number of its fonts
    config.FcFontList.argtypes = [ctypes.c_void_p] * 3
    found = config.FcFontList(None, config.FcNameParse(b":lang=zh-cn"), config.FcObjectSetCreate())
    return bool(found) and found[0] > 0


def look_for_fonts_anew() -> None:
    """Have fontconfig, which looks once in a process, see the fonts that came since."""
    try:
        ctypes.CDLL("libfontconfig.so.1").FcInitReinitialize()
    except OSError:  # its absence is told by itself
        return


def advice(missing: Iterable[str], *, debian: bool | None = None) -> str:
    """Return what a person can do about missing libraries, in both languages.

    Args:
        missing: names of libraries, and `CHINESE_FONT`.
        debian: whether apt-get is there; looked up where None.
    """
    names = tuple(missing)
    lines = [f"missing on this system 系统缺少: {', '.join(names)}"]
    packages, unknown = _packages(names)
    if debian is None:
        debian = _APT.exists()
    if debian and packages:
        lines.append(
            f"install with 安装命令: {_as_root('apt-get update', ' '.join(['apt-get', *_INSTALL, *packages]))}"
        )
    elsewhere = unknown if debian else names
    if elsewhere:
        lines.append(f"install with the system's package manager 请用系统的软件包管理器安装: {', '.join(elsewhere)}")
    return "\n".join(lines)


def _as_root(*commands: str) -> str:
    """Return the line that this user types to have commands run by root."""
    if os.geteuid() == 0:
        return " && ".join(commands)
    if _SUDO.exists():
        return " && ".join(f"sudo {command}" for command in commands)
    # Debian whose root has a password comes without sudo; `su` without `-` leaves dpkg without /sbin.
    return f'su - -c "{" && ".join(commands)}"'


def _packages(missing: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the packages of what is missing, each once, and what no package is known for."""
    known = {CHINESE_FONT: FONT_PACKAGE}
    for platform in ("", *_BY_PLATFORM):
        known |= packages_of(platform)
    packages = list(dict.fromkeys(known[name] for name in missing if name in known))
    return packages, [name for name in missing if name not in known]


def missing_here(platform: str) -> tuple[str, ...]:
    """Return the libraries and the font that a platform of Qt lacks here."""
    return missing_libraries(platform) + (() if has_chinese_font() else (CHINESE_FONT,))


def install(missing: Sequence[str]) -> None:
    """Have apt-get install the packages of what is missing, where this process may.

    Args:
        missing: names of libraries, and `CHINESE_FONT`.
    """
    import subprocess  # noqa: PLC0415  a window that opens installs nothing, and has no time for it

    packages, _ = _packages(missing)
    if not packages or not _APT.exists() or os.geteuid() != 0:
        return
    _say(f"installing 正在安装: {' '.join(packages)}")
    unasked = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}  # nobody would see a question
    for words in (("update",), (*_INSTALL, *packages)):
        done = subprocess.run((str(_APT), *words), env=unasked, capture_output=True, check=False)
        if done.returncode:
            _say((done.stdout + done.stderr).decode(errors="replace"))
    look_for_fonts_anew()


def main(words: Sequence[str] | None = None) -> int:
    """Say what is missing for the window, in libraries and fonts.

    Returns:
        0 when nothing is missing, or no longer; else 2.
    """
    parser = argparse.ArgumentParser(prog="python -m bench_gui.system_packages", description=__doc__)
    parser.add_argument("--install", action="store_true", help="install what is missing, as root on Debian")
    parser.add_argument("--platform", default=platform_here(os.environ), help="of Qt (default: the one here)")
    arguments = parser.parse_args(words)
    missing = missing_here(arguments.platform)
    if missing and arguments.install:
        install(missing)
        missing = missing_here(arguments.platform)
    if missing:
        _say(advice(missing))
    return 2 if missing else 0


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
