#!/usr/bin/env python3
"""Sets calbench up in this checkout and runs it; knows the standard library alone, nothing of calibration.

  python3 run.py demo               the window, on simulated instruments; in out/        演示：打开校准窗口
  python3 run.py demo --terminal    the same in the terminal; also with arguments        演示：在终端中校准
  python3 run.py test [arguments]   run the tests; the arguments go to pytest            运行测试
  python3 run.py lint               ruff, mypy --strict and the import contracts         代码检查
  python3 run.py third-party        the tests with drivers that others wrote             第三方驱动测试

The first run makes .venv beside this file (about a minute, needs the network); later runs start at once.
首次运行会创建 .venv（约一分钟，需要联网）；以后立即启动。
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = str(SCRIPTS / "python")
STAMP = VENV / "calbench-install.json"  # empty while an installation is under way, so that a broken one shows
LOCK = VENV / "calbench-install.lock"
OLDEST = (3, 11)
EXTRAS = {  # by command; the window of `demo` asks for gui itself
    "demo": [],
    "test": ["test", "gui"],
    "lint": ["lint", "gui"],
    "third-party": ["test", "gui", "third-party"],
}
SYSTEM_PACKAGES = {"ensurepip": f"python3.{sys.version_info[1]}-venv"}  # Python module: its Debian package


class SetupError(Exception):
    """What a person must do before calbench can run here."""


@dataclass(frozen=True)
class Installed:
    """What .venv holds: for which interpreter and folder, from which pyproject.toml, with which extras."""

    home: str = ""
    project: str = ""
    extras: frozenset[str] = frozenset()

    def covers(self, wanted: Installed) -> bool:
        """Say whether nothing is left to install."""
        return (self.home, self.project) == (wanted.home, wanted.project) and self.extras >= wanted.extras


def main(arguments: list[str]) -> int:
    """Set up and run one command; return its exit code, or 2 when it could not be started."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command not in EXTRAS or (command == "lint" and rest):
        print(__doc__, file=sys.stderr)
        return 0 if command in {"-h", "--help"} else 2
    try:
        check_python(sys.version_info[:2])
        return demo(rest) if command == "demo" else check(command, rest)
    except (SetupError, OSError) as reason:
        print(f"run.py: {reason}", file=sys.stderr)
        return 2


def demo(rest: list[str]) -> int:
    """Open the window on simulated instruments, or give the demonstration in the terminal."""
    if not rest and has_screen():
        prepare(frozenset(["gui"]))
        if qt_can_load("--install"):
            print("in the terminal instead 终端演示: python3 run.py demo --terminal", file=sys.stderr, flush=True)
            return become(str(SCRIPTS / "calbench"), "gui", "--demo", "out")
        code = attend(str(SCRIPTS / "calbench"), "demo", "--out", "out")
        print("run.py: the window could not be shown 未能打开窗口:", file=sys.stderr, flush=True)
        qt_can_load()  # names once more what is missing, which the demonstration has moved off the screen
        return code
    prepare(frozenset(EXTRAS["demo"]))
    words = [word for word in rest if word != "--terminal"]
    # Of two --out the later one counts: a person's own replaces this one.
    return become(str(SCRIPTS / "calbench"), "demo", "--out", "out", *words)


def check(command: str, rest: list[str]) -> int:
    """Run the tests or the checks of the code."""
    prepare(frozenset(EXTRAS[command]))
    os.chdir(ROOT)
    if command == "lint":
        return lint()
    if not qt_can_load("--install", "--platform", "offscreen"):
        raise SetupError("the tests of the window need what is named above 窗口测试需要上述软件包")
    return become(PYTHON, "-m", "pytest", *(["-m", "third_party"] if command == "third-party" else []), *rest)


def has_screen() -> bool:
    """Say whether a window can be shown here."""
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def qt_can_load(*words: str) -> bool:
    """Say whether the system has the libraries and the font of the window; what is missing is told, or installed."""
    return subprocess.call([PYTHON, "-P", "-m", "bench_gui.system_packages", *words]) == 0


def check_python(version: tuple[int, ...]) -> None:
    """Refuse an interpreter that is too old, and name a better one where there is one."""
    if version < OLDEST:
        newer = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
        todo = (
            f"run 请执行: {newer[0]} run.py" if newer else "install one from 请安装 https://www.python.org/downloads/"
        )
        raise SetupError(f"calbench needs 需要 Python 3.11+, this is 当前为 {sys.version.split()[0]}; {todo}")


def prepare(extras: frozenset[str]) -> None:
    """Bring .venv to what pyproject.toml and the extras ask for; return at once when it is there already."""
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    wanted = Installed(f"{sys.version} {sys.base_prefix} {ROOT}", digest, extras)
    if not read_stamp().covers(wanted):
        VENV.mkdir(exist_ok=True)
        with LOCK.open("a+b") as lock:
            take(lock.fileno())
            stamp = read_stamp()  # once more: another run may have done the work while this one waited
            if not stamp.covers(wanted):
                install(stamp, wanted)


def install(stamp: Installed, wanted: Installed) -> None:
    """Install what `stamp` lacks; a .venv that this file did not make is used as it is, never cleared."""
    print("run.py: installing into .venv, please wait 正在安装，请稍候 …", file=sys.stderr, flush=True)
    ours = STAMP.exists()
    STAMP.write_text("", "utf-8")
    if ours and stamp.home != wanted.home:
        clear_venv()
    if not (VENV / "pyvenv.cfg").exists():
        require_modules()
        run_quietly("cannot make .venv", sys.executable, "-m", "venv", str(VENV))
    # The project is left alone while only extras are added: a demo may be running from it.
    only_extras = stamp.covers(replace(wanted, extras=frozenset()))
    what = [*([] if only_extras else ["--editable", "."]), *requirements(wanted.extras)]
    run_quietly("pip failed (delete .venv to begin afresh)", PYTHON, "-m", "pip", "install", *what)
    extras = sorted(wanted.extras | stamp.extras if only_extras else wanted.extras)
    STAMP.write_text(json.dumps({"home": wanted.home, "project": wanted.project, "extras": extras}), "utf-8")


def requirements(extras: frozenset[str]) -> list[str]:
    """Return what pyproject.toml lists under the extras."""
    tomllib = importlib.import_module("tomllib")  # an older Python must get as far as being refused
    optional = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    return [requirement for extra in sorted(extras) for requirement in optional[extra]]


def require_modules() -> None:
    """Install what Debian splits off Python where that is possible, and otherwise name the exact command."""
    packages = [name for module, name in SYSTEM_PACKAGES.items() if not importlib.util.find_spec(module)]
    apt = shutil.which("apt-get")
    if packages and not apt:
        todo = "install one from 请安装 https://www.python.org/downloads/"
        raise SetupError(f"this Python has no ensurepip 缺少 ensurepip 模块; {todo}")
    if packages and os.geteuid() != 0:
        todo = as_root("apt-get update", f"apt-get install -y --no-install-recommends {' '.join(packages)}")
        raise SetupError(f"a system package is missing 缺少系统软件包; run 请执行: {todo}")
    if packages and apt:
        run_quietly("apt-get update failed", apt, "update")
        run_quietly("apt-get install failed", apt, "install", "-y", "--no-install-recommends", *packages)


def as_root(*commands: str) -> str:
    """Return the line that a person types to have commands run by root."""
    if shutil.which("sudo"):
        return " && ".join(f"sudo {command}" for command in commands)
    # Debian whose root has a password comes without sudo; `su` without `-` leaves dpkg without /sbin.
    return f'su - -c "{" && ".join(commands)}"'


def run_quietly(complaint: str, *command: str) -> None:
    """Run a command, and show what it printed only if it failed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, close_fds=False, check=False)
    if done.returncode:
        raise SetupError(f"{(done.stdout + done.stderr).decode(errors='replace')}\nrun.py: {complaint}")


def become(*command: str) -> int:
    """Hand this process over to the command: its exit code, and Ctrl-C, are then its own."""
    if sys.platform != "win32":
        os.execv(command[0], command)  # noqa: S606  no shell is wanted
    return attend(*command)


def attend(*command: str) -> int:
    """Run a command to its end, and return its exit code; Ctrl-C is the command's own."""
    signal.signal(signal.SIGINT, lambda *_: None)  # the child has it too, and decides what to do with it
    with subprocess.Popen(command) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


def lint() -> int:
    """Run every check, whatever an earlier one says; return 1 if any failed."""
    checks = [PYTHON, "-m", "ruff", "check", "."], [PYTHON, "-m", "mypy"], [str(SCRIPTS / "lint-imports")]
    return min(1, sum(subprocess.run(check, check=False).returncode != 0 for check in checks))


def take(lock: int) -> None:
    """Let one run at a time install; the lock goes with the processes that hold it, however they end."""
    if not taken(lock):
        print("run.py: another run is installing, waiting 等待另一个安装 …", file=sys.stderr, flush=True)
        while not taken(lock):
            time.sleep(0.2)
    os.set_inheritable(lock, True)  # noqa: FBT003  pip holds it too, should this process be killed alone


def taken(lock: int) -> bool:
    """Try to take the lock, and say whether it is ours."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def clear_venv() -> None:
    """Empty a broken or outdated .venv, but for the lock that is held and the empty stamp."""
    for entry in {*VENV.iterdir()} - {LOCK, STAMP}:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def read_stamp() -> Installed:
    """Return what the last finished installation wrote; nothing installed when there is none."""
    try:
        facts = json.loads(STAMP.read_text("utf-8"))
        return Installed(facts["home"], facts["project"], frozenset(facts["extras"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Installed()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
