import os
import sys
import threading

import pytest

from bench_cli.typed import TypedLines

pty = pytest.importorskip("pty", reason="this system has no pseudo terminals")


@pytest.fixture
def terminal(monkeypatch):
    """A person at a terminal who leaves it at the end, as its reader does: nothing reads on a number used anew."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "r", encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with os.fdopen(master, "wb", buffering=0) as person:
            yield person
        for reader in threading.enumerate():
            if reader.name == "typed lines":
                reader.join()


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


class Watched:
    """A lock that tells when a thread of a name comes to it."""

    def __init__(self, lock, name):
        self._lock, self._name, self.wanted = lock, name, threading.Event()

    def __enter__(self):
        if threading.current_thread().name == self._name:
            self.wanted.set()
        return self._lock.__enter__()

    def __exit__(self, *how):
        return self._lock.__exit__(*how)


def test_a_line_that_the_reading_thread_has_just_taken_is_no_answer_to_a_question_asked_meanwhile(
    terminal, monkeypatch
):
    """The question comes when the line has left the terminal, and nobody could have it yet."""
    lines, read = TypedLines(), os.read
    lines._taking = lock = Watched(lines._taking, "asks")
    asks = threading.Thread(target=lines.forget, name="asks", daemon=True)

    def asked_meanwhile(*what):
        chunk = read(*what)
        if chunk == b"yes\n":
            asks.start()
            while asks.is_alive() and not lock.wanted.is_set():
                pass
        return chunk

    monkeypatch.setattr(os, "read", asked_meanwhile)
    lines.next()
    terminal.write(b"yes\n")
    while asks.ident is None:
        pass
    asks.join()
    terminal.write(b"no\n")
    assert soon(lines) == "no"


def test_a_line_begun_before_a_question_is_no_part_of_its_answer(terminal):
    lines = TypedLines()
    lines.next()
    terminal.write(b"ye\x04")  # Ctrl-D behind a letter hands over what is typed, without an end of line
    while not lines._begun:
        pass
    lines.forget()
    terminal.write(b"no\n")
    assert soon(lines) == "no"


def test_an_end_of_the_input_before_a_question_is_no_forgotten_line(terminal):
    lines = TypedLines()
    lines.next()
    terminal.write(b"\x04")
    while not lines._closed:
        pass
    lines.forget()
    assert lines.ended
    with pytest.raises(EOFError):
        soon(lines)


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
