"""The control channel carries commands of the run's owner, of any number of terminals at once, and of nobody else."""

import json
import os
import stat
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from bench_core.bilingual import Bilingual
from bench_core.clock import system_clock
from bench_core.errors import ControlRefused
from sequencer.channel import Terminal, channel_path, listening

SYSTEM = system_clock()


@pytest.fixture
def record(tmp_path):
    return tmp_path / "a.calrun"


def did(command):
    return Bilingual(f"已执行 {command}", f"did {command}")


FAULTS = {"value": ValueError("no number"), "deep": RecursionError("too deep"), "kind": TypeError("no text")}


class Echo:
    """Takes commands and counts who attends."""

    def __init__(self):
        self.terminals = 0

    def accept(self, fields):
        if fields.get("command") == "forbidden":
            raise ControlRefused(Bilingual("现在不行；请待该步结束", "not now; wait for the end of the step"))
        if fields.get("command") in FAULTS:
            raise FAULTS[fields["command"]]
        return did(fields["command"])

    @contextmanager
    def attending(self):
        self.terminals += 1
        try:
            yield
        finally:
            self.terminals -= 1


@pytest.fixture
def echo():
    return Echo()


def send(record, command):
    with Terminal(record) as terminal:
        return terminal.send(command)


def test_a_command_reaches_the_run_and_its_answer_comes_back(record, echo):
    with listening(record, echo):
        assert send(record, {"command": "pause", "by": "张三"}) == did("pause")


def test_a_refusal_says_why_in_the_run_s_own_words(record, echo):
    with listening(record, echo), pytest.raises(ControlRefused, match="not now; wait for the end") as refused:
        send(record, {"command": "forbidden"})
    assert refused.value.told.zh == f"{record}：现在不行；请待该步结束"


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_a_command_cannot_be_read_for_is_a_refusal(record, echo, fault):
    with listening(record, echo), pytest.raises(ControlRefused, match=f"not a command: {FAULTS[fault]}"):
        send(record, {"command": fault})


def test_only_the_owner_can_read_the_secret(record, echo):
    with listening(record, echo):
        assert stat.S_IMODE(channel_path(record).stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can become somebody else")
def test_another_user_of_the_machine_commands_nothing(echo):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        record = Path(folder, "a.calrun")
        with listening(record, echo):
            os.seteuid(65534)
            try:
                with pytest.raises(ControlRefused, match="only who started the run may command it; ask them"):
                    send(record, {"command": "pause"})
            finally:
                os.seteuid(0)
            assert send(record, {"command": "pause"}) == did("pause")


def test_a_file_that_somebody_holds_open_does_not_fail_the_run_at_its_end(record, echo, monkeypatch):
    def held(_path: Path, **_: bool) -> None:
        raise PermissionError  # as Windows does while a terminal reads it

    with listening(record, echo):
        monkeypatch.setattr(Path, "unlink", held)
    monkeypatch.undo()
    with pytest.raises(ControlRefused, match="cannot be reached"):
        send(record, {"command": "pause"})


def test_no_thread_waits_for_callers_when_the_run_has_ended(record, echo):
    with listening(record, echo):
        assert any(thread.name == "control channel" for thread in threading.enumerate())
    assert not any(thread.name == "control channel" for thread in threading.enumerate())


def test_nothing_is_left_when_the_run_has_ended(record, echo):
    with listening(record, echo):
        pass
    assert not channel_path(record).exists()
    with pytest.raises(ControlRefused, match="no run that can be commanded writes this record; is it running"):
        send(record, {"command": "pause"})


def test_the_file_of_a_killed_run_leads_nowhere_and_is_replaced(record, echo):
    channel_path(record).write_text(json.dumps({"address": str(record.parent / "gone"), "secret": "00"}))
    with pytest.raises(ControlRefused, match="cannot be reached"):
        send(record, {"command": "pause"})
    with listening(record, echo):
        assert send(record, {"command": "pause"}) == did("pause")


def test_a_wrong_secret_is_turned_away_and_the_next_caller_is_served(record, echo):
    with listening(record, echo):
        fields = json.loads(channel_path(record).read_text())
        forged = record.with_name("b.calrun")
        channel_path(forged).write_text(json.dumps(fields | {"secret": "00" * 32}))
        with pytest.raises(ControlRefused, match="cannot be reached"):
            send(forged, {"command": "abort"})
        assert send(record, {"command": "abort"}) == did("abort")


def test_a_caller_that_says_nothing_keeps_no_other_from_an_abort(record, echo):
    with listening(record, echo):
        address = json.loads(channel_path(record).read_text())["address"]
        with Client(address):  # never answers the challenge
            assert send(record, {"command": "abort"}) == did("abort")


@pytest.mark.parametrize("message", [b"no json", b"[1]", b'{"by": "x"}', b"{" * 5000, b"\x00"])
def test_what_is_no_command_is_refused_in_words(record, echo, message):
    with listening(record, echo):
        fields = json.loads(channel_path(record).read_text())
        with Client(fields["address"], authkey=bytes.fromhex(fields["secret"])) as connection:
            connection.send_bytes(message)
            assert "command" in json.loads(connection.recv_bytes())["refused"]["en"]
            connection.send_bytes(b'{"command": "pause"}')
            assert json.loads(connection.recv_bytes()) == {"done": asdict(did("pause"))}


def test_many_terminals_command_at_once(record, echo):
    answers = []
    with listening(record, echo):
        callers = [threading.Thread(target=lambda: answers.append(send(record, {"command": "x"}))) for _ in range(20)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert answers == [did("x")] * 20


def test_the_run_knows_who_attends_until_that_terminal_is_closed(record, echo):
    with listening(record, echo):
        with Terminal(record) as one, Terminal(record) as other:
            one.attend()
            other.attend()
            assert echo.terminals == 2
            assert one.send({"command": "answer"}) == did("answer")
        assert SYSTEM.wait_until(lambda: echo.terminals == 0, SYSTEM.now() + 30)
