from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys

import pytest

from bench_core.clock import system_clock
from bench_core.records.exclusive import is_held
from sim_instruments.serving import serve


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sim_instruments", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def lines(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline() for _ in range(count)]


def ask(resource: str, message: bytes) -> bytes:
    _, host, port, _ = resource.split("::")
    with socket.create_connection((host, int(port)), timeout=20) as link, link.makefile("rb") as replies:
        link.sendall(message)
        return replies.readline()


def test_each_json_line_names_an_instrument_that_answers(world_path):
    with start(str(world_path), "--json", "--speed", "20", "--seed", "3") as process:
        announced = [json.loads(line) for line in lines(process, 2)]
        assert [(entry["instrument"], entry["simulates"]) for entry in announced] == [
            ("calibrator", "fluke.5522a"),
            ("meter", "keysight.34401a"),
        ]
        assert ask(announced[0]["links"][0], b"*IDN?\n").startswith(b"FLUKE,5522A,1972905")
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals for a child process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_regularly(world_path, number):
    with start(str(world_path), "--instrument", "meter") as process:
        (line,) = lines(process, 1)
        assert line.startswith("meter: keysight.34401a on TCPIP0::127.0.0.1::")
        process.send_signal(number)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-file.yaml"], "no-such-file.yaml: no such file"),
        (["{world}", "--instrument", "metre"], "sim:metre: no such instrument in the world"),
        (["{world}", "--speed", "0"], "0 is not above 0"),
    ],
)
def test_wrong_use_ends_with_2_and_words(world_path, arguments, words):
    filled = [argument.replace("{world}", str(world_path)) for argument in arguments]
    with start(*filled) as process:
        out, error = process.communicate(timeout=20)
    assert process.returncode == 2
    assert words in error
    assert "Traceback" not in error
    assert out == ""


def test_left_alone_it_ends_by_itself_whatever_its_stdin(world_path):
    with start(str(world_path), "--json", "--idle", "0.2") as process:
        announced = [json.loads(line) for line in lines(process, 2)]
        assert process.stdin is not None
        process.stdin.close()  # which ends it only without --idle
        assert ask(announced[0]["links"][0], b"*IDN?\n").startswith(b"FLUKE,5522A,1972905")
        assert process.wait(20) == 0


def test_nobody_is_alone_with_it_while_somebody_is_connected(world_path):
    with serve(world_path, system_clock()) as running:
        first = running.alone_s()
        assert 0 < first < running.alone_s()
        _, host, port, _ = running.links["calibrator"][0].split("::")
        with socket.create_connection((host, int(port)), timeout=20) as link, link.makefile("rb") as replies:
            link.sendall(b"*IDN?\n")
            replies.readline()
            assert running.alone_s() == 0
        until(lambda: running.alone_s() > 0)


def until(holds) -> None:
    """Look again and again until something holds."""
    while not holds():
        system_clock().sleep(0.001)


def test_its_note_is_held_while_it_serves_and_says_what_was_announced(world_path, tmp_path):
    note = tmp_path / "note.jsonl"
    with start(str(world_path), "--json", "--speed", "20", "--note", str(note)) as process:
        announced = lines(process, 2)
        assert note.read_text("utf-8").splitlines(keepends=True) == announced
        assert json.loads(announced[0])["speed"] == 20
        assert is_held(note)
        with start(str(world_path), "--note", str(note)) as other:
            _, error = other.communicate(timeout=20)
        assert (other.returncode, "another process serves these instruments" in error) == (2, True)
        assert note.read_text("utf-8").splitlines(keepends=True) == announced
        process.communicate(timeout=20)
    assert not is_held(note)
