"""run.py installs once, whole or not at all, and then gets out of the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTHING = frozenset()
TEST = frozenset({"test"})
LINT = frozenset({"lint"})


def installed_words(run):
    """Return what each call of pip was asked to install."""
    return [list(call[call.index("install") + 1 :]) for call in run.calls if "pip" in call]


def test_the_first_run_makes_an_environment_and_installs_the_project_with_its_extra(run):
    run.prepare(TEST)
    assert run.calls[0] == (sys.executable, "-m", "venv", str(run.VENV))
    assert installed_words(run) == [["--editable", ".", "pytest>=8.4"]]


def test_a_second_run_starts_at_once(run):
    run.prepare(TEST)
    run.calls.clear()
    run.prepare(TEST)
    run.prepare(NOTHING)
    assert run.calls == []


def test_a_further_extra_leaves_the_project_alone_because_a_demo_may_be_running_from_it(run):
    run.prepare(NOTHING)
    run.calls.clear()
    run.prepare(LINT)
    assert installed_words(run) == [["mypy>=1.18", "ruff>=0.13"]]
    run.prepare(TEST)
    run.calls.clear()
    run.prepare(LINT)
    assert run.calls == []


def test_a_changed_pyproject_is_installed_again_into_the_same_environment(run):
    run.prepare(TEST)
    run.calls.clear()
    with (run.ROOT / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    run.prepare(NOTHING)
    assert len(run.calls) == 1
    assert installed_words(run) == [["--editable", "."]]
    run.prepare(TEST)
    assert installed_words(run)[-1] == ["pytest>=8.4"]


@pytest.mark.parametrize("end", [KeyboardInterrupt, MemoryError])
def test_an_interrupted_installation_is_thrown_away_and_done_anew(run, monkeypatch, end):
    pretended = run.run_quietly

    def cut_off(complaint, *command):
        pretended(complaint, *command)
        if "pip" in command:
            (run.VENV / "half").mkdir()
            raise end

    monkeypatch.setattr(run, "run_quietly", cut_off)
    with pytest.raises(end):
        run.prepare(NOTHING)
    monkeypatch.setattr(run, "run_quietly", pretended)
    assert run.read_stamp() == run.Installed()
    run.calls.clear()
    run.prepare(NOTHING)
    assert not (run.VENV / "half").exists()
    assert [call[2] for call in run.calls] == ["venv", "pip"]


def test_an_interrupted_update_is_not_taken_for_the_old_state(run, monkeypatch):
    run.prepare(NOTHING)
    pretended = run.run_quietly

    def fail(*_):
        raise run.SetupError("no network")

    monkeypatch.setattr(run, "run_quietly", fail)
    with pytest.raises(run.SetupError):
        run.prepare(TEST)
    monkeypatch.setattr(run, "run_quietly", pretended)
    run.calls.clear()
    run.prepare(NOTHING)
    assert installed_words(run) == [["--editable", "."]]


def test_another_interpreter_gets_an_environment_of_its_own(run, monkeypatch):
    run.prepare(NOTHING)
    (run.VENV / "old").mkdir()
    run.calls.clear()
    monkeypatch.setattr(run.sys, "version", "3.99.0 of another day")
    run.prepare(NOTHING)
    assert not (run.VENV / "old").exists()
    assert [call[2] for call in run.calls] == ["venv", "pip"]


def test_an_environment_that_somebody_else_made_is_used_and_never_cleared(run):
    run.VENV.mkdir()
    (run.VENV / "pyvenv.cfg").write_text("", "utf-8")
    (run.VENV / "mine").mkdir()
    run.prepare(NOTHING)
    assert (run.VENV / "mine").exists()
    assert [call[2] for call in run.calls] == ["pip"]


@pytest.mark.parametrize(
    "stamp", ["", "{", "[]", "null", '{"home": "x"}', '{"home": "x", "project": "y", "extras": 3}']
)
def test_a_stamp_that_is_not_whole_says_that_nothing_is_installed(run, stamp):
    run.VENV.mkdir()
    run.STAMP.write_text(stamp, "utf-8")
    assert run.read_stamp() == run.Installed()


def test_only_one_run_installs_at_a_time(run):
    run.VENV.mkdir()
    with run.LOCK.open("a+b") as first, run.LOCK.open("a+b") as second:
        assert run.taken(first.fileno())
        assert not run.taken(second.fileno())
        first.close()
        assert run.taken(second.fileno())


@pytest.mark.skipif(os.name == "nt", reason="Windows ties a lock to one process")
def test_a_pip_that_outlives_its_killed_run_keeps_the_others_waiting(run):
    run.VENV.mkdir()
    with run.LOCK.open("a+b") as killed, run.LOCK.open("a+b") as other:
        run.take(killed.fileno())
        command = [sys.executable, "-c", "input()"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, close_fds=False) as pip:
            killed.close()
            assert not run.taken(other.fileno())
            pip.communicate(b"\n")
        assert run.taken(other.fileno())


def test_a_run_that_waited_finds_the_work_done(run, monkeypatch):
    def other_run_installs_meanwhile(_lock):
        monkeypatch.setattr(run, "take", lambda _lock: None)
        run.prepare(TEST)
        run.calls.clear()

    monkeypatch.setattr(run, "take", other_run_installs_meanwhile)
    run.prepare(TEST)
    assert run.calls == []


def test_an_old_python_is_refused_with_the_name_of_a_newer_one(run, monkeypatch):
    monkeypatch.setattr(run.shutil, "which", lambda name: name if name == "python3.12" else None)
    with pytest.raises(run.SetupError, match=r"Python 3\.11\+.*; run 请执行: python3\.12 run\.py$"):
        run.check_python((3, 10))
    run.check_python((3, 11))


def test_an_old_python_without_a_newer_one_is_told_where_to_get_it(run, monkeypatch):
    monkeypatch.setattr(run.shutil, "which", lambda _name: None)
    with pytest.raises(run.SetupError, match=r"https://www\.python\.org/downloads/$"):
        run.check_python((3, 9))


def test_the_oldest_python_is_the_one_of_pyproject(run):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"].startswith(f">={run.OLDEST[0]}.{run.OLDEST[1]}")


def test_every_command_needs_extras_that_exist(run):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {extra for extras in run.EXTRAS.values() for extra in extras} <= set(project["optional-dependencies"])


def without_ensurepip(run, monkeypatch, *, apt, user, there=("apt-get", "sudo")):
    """Pretend to be on a system without python3-venv."""
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}" if apt and name in there else None)
    monkeypatch.setattr(run.os, "geteuid", lambda: user)


def test_root_on_debian_gets_the_missing_package_installed(run, monkeypatch):
    without_ensurepip(run, monkeypatch, apt=True, user=0)
    run.require_modules()
    package = f"python3.{sys.version_info[1]}-venv"
    update, install = run.calls
    assert update == ("/usr/bin/apt-get", "update")
    assert install == ("/usr/bin/apt-get", "install", "-y", "--no-install-recommends", package)


def test_anybody_else_on_debian_gets_the_exact_command(run, monkeypatch):
    without_ensurepip(run, monkeypatch, apt=True, user=1000)
    command = f"sudo apt-get install -y --no-install-recommends python3.{sys.version_info[1]}-venv"
    with pytest.raises(run.SetupError, match=f"; run 请执行: sudo apt-get update && {command}$"):
        run.require_modules()
    assert run.calls == []


def test_where_no_sudo_is_the_command_asks_for_the_password_of_root(run, monkeypatch):
    without_ensurepip(run, monkeypatch, apt=True, user=1000, there=("apt-get",))
    with pytest.raises(run.SetupError, match=r'; run 请执行: su - -c "apt-get update && apt-get install .*-venv"$'):
        run.require_modules()


def test_elsewhere_a_python_without_ensurepip_is_named_as_the_cause(run, monkeypatch):
    without_ensurepip(run, monkeypatch, apt=False, user=0)
    with pytest.raises(run.SetupError, match="no ensurepip"):
        run.require_modules()


@pytest.mark.parametrize("arguments", [[], ["demos"], ["lint", "everything"]])
def test_wrong_usage_prints_the_help_and_is_exit_code_2(run, capsys, arguments):
    assert run.main(arguments) == 2
    assert "python3 run.py demo" in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_no_mistake(run, capsys, flag):
    assert run.main([flag]) == 0
    assert "python3 run.py demo" in capsys.readouterr().err


def test_what_cannot_be_set_up_is_said_in_one_sentence_and_is_exit_code_2(run, monkeypatch, capsys):
    def fail(_extras):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(run, "prepare", fail)
    assert run.main(["demo"]) == 2
    assert "run.py: [Errno 30] Read-only file system" in capsys.readouterr().err


def handed_over(run, monkeypatch, arguments, *, screen=True, qt=0):
    """Return the command that run.py becomes; `qt` is what the look for Qt's libraries ends with."""

    def look(command):
        run.calls.append(tuple(command))
        return qt

    monkeypatch.setattr(run.subprocess, "call", look)
    monkeypatch.setattr(run, "has_screen", lambda: screen)
    monkeypatch.setattr(run, "become", lambda *command: list(command))
    monkeypatch.setattr(run, "attend", lambda *command: run.calls.append(("attended",)) or list(command))
    monkeypatch.setattr(run.os, "chdir", lambda _folder: None)
    return run.main(arguments)


def looked_for(run):
    """Return the arguments of each look for the libraries of Qt."""
    start = (run.PYTHON, "-P", "-m", "bench_gui.system_packages")
    return [list(call[4:]) for call in run.calls if call[:4] == start]


def test_demo_opens_the_window_where_a_screen_is_and_tells_the_way_to_the_terminal(run, monkeypatch, capsys):
    command = handed_over(run, monkeypatch, ["demo"])
    assert command == [str(run.SCRIPTS / "calbench"), "gui", "--demo", "out"]
    assert installed_words(run) == [["--editable", ".", "PySide6-Essentials==6.11.3"]]
    assert looked_for(run) == [["--install"]]
    assert capsys.readouterr().err.endswith("终端演示: python3 run.py demo --terminal\n")


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--terminal"]])
def test_demo_without_a_screen_or_on_demand_is_in_the_terminal_and_installs_no_window(run, monkeypatch, arguments):
    command = handed_over(run, monkeypatch, arguments, screen=len(arguments) > 1)
    assert command == [str(run.SCRIPTS / "calbench"), "demo", "--out", "out"]
    assert installed_words(run) == [["--editable", "."]]
    assert looked_for(run) == []


def test_a_missing_library_of_the_window_does_not_stop_the_demonstration_and_is_told_again_behind_it(run, monkeypatch):
    command = handed_over(run, monkeypatch, ["demo"], qt=2)
    assert command == [str(run.SCRIPTS / "calbench"), "demo", "--out", "out"]
    assert looked_for(run) == [["--install"], []]
    assert run.calls[-2] == ("attended",)


def test_demo_passes_its_arguments_on_and_a_folder_of_ones_own_comes_last(run, monkeypatch):
    command = handed_over(run, monkeypatch, ["demo", "--terminal", "--virtual", "--out", "mine"])
    assert command == [str(run.SCRIPTS / "calbench"), "demo", "--out", "out", "--virtual", "--out", "mine"]
    assert handed_over(run, monkeypatch, ["demo", "--virtual"])[1:] == ["demo", "--out", "out", "--virtual"]


@pytest.mark.parametrize(
    ("platform", "environment", "screen"),
    [
        ("linux", {}, False), ("linux", {"DISPLAY": ":0"}, True), ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True), ("darwin", {}, True),
    ],
)  # fmt: skip
def test_a_screen_is_known_by_its_variables_on_linux_and_expected_elsewhere(
    run, monkeypatch, platform, environment, screen
):
    monkeypatch.setattr(run.sys, "platform", platform)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run.has_screen() == screen


def test_test_passes_its_arguments_on_to_pytest_and_has_the_window_installed(run, monkeypatch):
    command = handed_over(run, monkeypatch, ["test", "-k", "chain"])
    assert command == [run.PYTHON, "-m", "pytest", "-k", "chain"]
    assert installed_words(run)[0][2:] == ["PySide6-Essentials==6.11.3", "pytest>=8.4"]
    assert looked_for(run) == [["--install", "--platform", "offscreen"]]


def test_without_the_libraries_of_the_window_no_test_is_begun(run, monkeypatch, capsys):
    assert handed_over(run, monkeypatch, ["test"], qt=2) == 2
    assert "the tests of the window need what is named above" in capsys.readouterr().err


def test_third_party_runs_the_tests_that_need_what_others_wrote(run, monkeypatch):
    command = handed_over(run, monkeypatch, ["third-party", "-k", "qcodes"])
    assert command == [run.PYTHON, "-m", "pytest", "-m", "third_party", "-k", "qcodes"]
    assert installed_words(run)[0][2:] == ["PySide6-Essentials==6.11.3", "pytest>=8.4", "qcodes==0.58.0"]


def test_lint_runs_every_check_even_after_one_failed(run, monkeypatch):
    seen = []

    def pretend(command, **_):
        seen.append(command[-1].rpartition(os.sep)[2])
        return subprocess.CompletedProcess(command, 1 if len(seen) == 1 else 0)

    monkeypatch.setattr(run.subprocess, "run", pretend)
    assert run.lint() == 1
    assert seen == [".", "mypy", "lint-imports"]
    assert run.lint() == 0


def real(program: str, **options) -> subprocess.Popen[str]:
    """Start a program that has the real run.py as module `run`."""
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def test_what_installs_inherits_the_lock():
    program = (
        "import os, run, sys; read, write = os.pipe(); os.set_inheritable(write, True);"
        "run.run_quietly('failed', sys.executable, '-c', f'import os; os.write({write}, b\"held\")');"
        "print(os.read(read, 9))"
    )
    assert real(program).communicate() == ("b'held'\n", "")


def test_a_failing_command_shows_what_it_printed():
    child = real("import run, sys; run.run_quietly('pip failed', sys.executable, '-c', 'print(6 * 7); 1 / 0')")
    _, complaint = child.communicate()
    assert "42\n" in complaint
    assert "ZeroDivisionError" in complaint
    assert complaint.rstrip().endswith("run.py: pip failed")


def test_a_quiet_command_that_succeeds_says_nothing():
    child = real("import run, sys; run.run_quietly('failed', sys.executable, '-c', 'print(6 * 7)')")
    assert child.communicate() == ("", "")


def test_the_exit_code_of_the_command_is_passed_on():
    child = real("import run, sys; sys.exit(run.become(sys.executable, '-c', 'raise SystemExit(5)'))")
    child.communicate()
    assert child.returncode == 5


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal to send to one process")
def test_ctrl_c_reaches_the_command_which_ends_in_its_own_way():
    inner = (
        "import sys, time\\n"
        "try:\\n"
        "    print('ready', flush=True); time.sleep(60)\\n"
        "except KeyboardInterrupt:\\n"
        "    print('made safe', flush=True); sys.exit(4)"
    )
    heard = "signal.signal(signal.SIGINT, signal.default_int_handler)"  # else a shell's background job would not
    child = real(f"import run, signal, sys; {heard}; sys.exit(run.become(sys.executable, '-c', \"{inner}\"))")
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGINT)
    assert child.communicate() == ("made safe\n", "")
    assert child.returncode == 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal to send to one process")
def test_who_ends_run_py_ends_what_it_attends():
    inner = "import time; print('ready', flush=True); time.sleep(60)"
    child = real(f"import run, sys; sys.exit(run.attend(sys.executable, '-c', \"{inner}\") != -15)")
    assert child.stdout.readline() == "ready\n"
    child.terminate()
    assert child.communicate() == ("", "")  # whoever held the other ends has gone
    assert child.returncode == 0
