import os
import sys

import pytest

from bench_cli.typed import TypedLines

pty = pytest.importorskip("pty", reason="this system has no pseudo terminals")


@pytest.fixture
def terminal(monkeypatch):
    master, slave = pty.openpty()
    with os.fdopen(slave, "r", encoding="utf-8") as stdin, os.fdopen(master, "wb", buffering=0) as person:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield person


def soon(lines: TypedLines) -> str:
    while (line := lines.next()) is None:
        pass
    return line


def test_what_was_typed_before_a_question_is_never_its_answer(terminal):
    lines = TypedLines()
    terminal.write(b"yes\nyes\n")
    assert soon(lines) == "yes"
    while lines._lines.empty():  # the reading thread has the second line in its hands
        pass
    lines.forget()
    assert lines.next() is None
    terminal.write(b"no\n")
    assert soon(lines) == "no"


def test_a_script_on_a_pipe_may_write_its_answers_beforehand(monkeypatch):
    reading, writing = os.pipe()
    with os.fdopen(reading, "r", encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        os.write(writing, "20 °C\nyes".encode())
        os.close(writing)
        lines = TypedLines()
        lines.forget()
        assert soon(lines) == "20 °C"
        assert soon(lines) == "yes"
        with pytest.raises(EOFError):
            soon(lines)


def test_a_closed_standard_input_is_an_end_and_no_crash(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(EOFError):
        soon(TypedLines())
