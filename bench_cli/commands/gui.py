"""`calbench gui`: opens the bench window, or says what it lacks here; it loads no Qt itself."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bench_cli.output import warn
from bench_core.errors import UsageError
from bench_gui.opening import Opening
from bench_gui.system_packages import (
    CHINESE_FONT,
    advice,
    has_chinese_font,
    missing_libraries,
    platform_here,
    x_server_answers,
)

if TYPE_CHECKING:
    import argparse

_EXTRA = ("PySide6", "pyqtgraph")
_DEMO_WORKPLACE = "bench_cli.demo_workplace"
_DEMO_SPEED = 20.0
_DEMO_FOLDER = Path("out")
_RECORD = ".calrun"
_NO_LIBRARY = ": cannot open shared object file"
_LACKS = "the bench window lacks 校准窗口缺少: "
_WITHOUT = (
    "all else of calbench works without it; a demonstration in the terminal: calbench demo\n"
    "其余功能不需要窗口；终端演示: calbench demo"
)


def main(arguments: argparse.Namespace) -> int:
    """Open the window and return its exit code; 2 where it cannot be opened."""
    opening = _opening(arguments)
    lacks = _what_is_missing()
    if not lacks:
        try:
            app = import_module("bench_gui.app")
        except ImportError as failure:
            library, found, _ = str(failure).partition(_NO_LIBRARY)
            if not found:
                raise
            lacks = [advice([library])]
        else:
            return int(app.main(opening))
    warn("\n".join([*lacks, _WITHOUT]))
    return UsageError.exit_code


def _opening(arguments: argparse.Namespace) -> Opening:
    if arguments.speed is not None and not arguments.demo:
        raise UsageError("--speed is for --demo: real instruments know no speed; leave it out")
    if not arguments.operator.isprintable():
        raise UsageError(f"--operator {arguments.operator!r}: has characters that cannot be shown; write it readably")
    if arguments.record is not None and not arguments.record.is_file():
        raise UsageError(f"{arguments.record}: there is no such record; give the *.calrun file of a run")
    workplace = _workplace(arguments)
    speed = arguments.speed or (_DEMO_SPEED if arguments.demo else 1.0)
    return Opening(
        workplace=workplace,
        demo=arguments.demo,
        record=arguments.record and arguments.record.absolute(),
        operator=arguments.operator,
        language=arguments.language,
        theme=arguments.theme,
        scale=arguments.scale,
        speed=speed,
        beside=(_DEMO_WORKPLACE, str(workplace), "--speed", repr(speed)) if arguments.demo else (),
    )


def _workplace(arguments: argparse.Namespace) -> Path:
    """Return the workplace's folder, which is made where it alone is missing, and not what it would lie in."""
    folder: Path = arguments.workplace or (_DEMO_FOLDER if arguments.demo else _documents() / "calbench")
    if folder.suffix == _RECORD:
        raise UsageError(f"{folder}: is named like a record, and a folder is wanted; give it as --record {folder}")
    if arguments.workplace is not None and not folder.parent.exists():
        raise UsageError(f"{folder}: {folder.parent} is not there to make it in; correct the path, or make that first")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise UsageError(f"{folder}: cannot be made: {failure.strerror}; choose another folder") from failure
    return folder.absolute()


def _documents() -> Path:
    from platformdirs import user_documents_path  # noqa: PLC0415  not needed where a workplace is named

    return user_documents_path()


def _what_is_missing() -> list[str]:
    """Return what a person must install before the window can open, in both languages; nothing where all is there."""
    told = []
    modules = [name for name in _EXTRA if find_spec(name) is None]
    if modules:
        told.append(f"{_LACKS}{', '.join(modules)}")
        python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
        told.append(f'install with 安装命令: {python} -m pip install "calbench[gui]"')
        told.append("or in a checkout 或在源码目录中: python3 run.py demo")
    platform = platform_here(os.environ)
    if not platform:
        told.append(f"{_LACKS}a screen 显示器: DISPLAY and WAYLAND_DISPLAY are empty 均为空")
    if platform == "xcb" and not x_server_answers():
        told.append(
            f"{_LACKS}a screen 显示器: no X server answers at DISPLAY={os.environ['DISPLAY']} 没有 X 服务器应答"
        )
    libraries = missing_libraries(platform)
    if libraries:  # else the window itself says that no font is there: to look takes time
        told.append(advice(libraries if has_chinese_font() else (*libraries, CHINESE_FONT)))
    return told
