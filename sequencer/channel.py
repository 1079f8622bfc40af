"""The way from any terminal of the same user to a running run: a local socket with a secret, one JSON text per message.

The address and the secret stand in a file beside the record that only its owner may read. Whoever can read it commands
the run; nobody else can. On Linux and macOS nothing is reachable from another machine. On Windows the socket is a named
pipe, which the system may offer to other machines of its network, and the rights of the record's folder are those of
the file: there the secret alone keeps others out.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from bench_core.bilingual import Bilingual
from bench_core.errors import ControlRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from multiprocessing.connection import Connection, Listener
    from pathlib import Path
    from typing import Self


_ATTEND = "attend"
_DONE, _REFUSED = "done", "refused"
_LARGEST = 1 << 16
_SECRET_BYTES = 32
_REPLIES_WITHIN_S = 10.0
_AGAIN_S = 0.1
_ENDS_WITHIN_S = 1.0
_NO_OBJECT = Bilingual("命令须为 JSON 对象", "a command is a JSON object")
_GONE = Bilingual("无法联系该运行；它可能刚刚结束", "its run cannot be reached; it may just have ended")
_SILENT = Bilingual(
    f"运行在 {_REPLIES_WITHIN_S:g} s 内无应答；请查看现场",
    f"the run has not answered within {_REPLIES_WITHIN_S:g} s; look at the bench",
)


class Commanded(Protocol):
    """What takes commands: a run's control."""

    def accept(self, fields: dict[str, Any]) -> Bilingual:
        """Take a command in and return what became of it.

        Raises:
            ControlRefused: it is no command, or cannot be done now.
        """

    def attending(self) -> AbstractContextManager[None]:
        """Know of one more terminal at which somebody answers prompts while the block runs."""


def channel_path(record: Path) -> Path:
    """Return where the address of a running run stands."""
    return record.with_name(f"{record.name}.control")


@contextmanager
def listening(record: Path, commanded: Commanded) -> Iterator[None]:
    """Take commands from any terminal while the block runs.

    Args:
        record: of the run, which this process holds.
        commanded: takes them, each in a thread of its own.
    """
    from multiprocessing.connection import Client, Listener  # noqa: PLC0415  only a run that people can reach waits

    secret = secrets.token_bytes(_SECRET_BYTES)
    path = channel_path(record)
    ended = threading.Event()
    with Listener() as listener:
        _write_privately(path, {"address": listener.address, "secret": secret.hex()})
        listen = (listener, secret, commanded, ended)
        thread = threading.Thread(target=_listen, args=listen, name="control channel", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            with suppress(OSError):
                Client(listener.address).close()  # wakes the thread that waits for a caller
            thread.join(_ENDS_WITHIN_S)
            with suppress(PermissionError):  # Windows, while a terminal reads it: what is left leads nowhere
                path.unlink(missing_ok=True)


class Terminal:
    """One terminal's way to a running run, of which the run knows that somebody may answer there until it is closed.

    Args:
        record: of the run.

    Raises:
        ControlRefused: no run can be commanded there.
    """

    def __init__(self, record: Path) -> None:
        from multiprocessing import AuthenticationError  # noqa: PLC0415  only who commands a run waits for it
        from multiprocessing.connection import Client  # noqa: PLC0415  as above

        address, secret = _address(record)
        self._record = record
        try:
            self._connection = Client(address, authkey=secret)
        except (OSError, EOFError, AuthenticationError) as failure:
            raise _refused(self._record, _GONE) from failure

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the run; it is not touched."""
        self._connection.close()

    def attend(self) -> None:
        """Say that somebody answers prompts here."""
        self.send({"command": _ATTEND})

    def send(self, command: Mapping[str, Any]) -> Bilingual:
        """Send one command and return what became of it.

        Args:
            command: `command` and what belongs to it.

        Raises:
            ControlRefused: the run refuses it, has gone, or does not answer.
        """
        try:
            self._connection.send_bytes(json.dumps(command, ensure_ascii=False).encode())
            answered = self._connection.poll(_REPLIES_WITHIN_S)
            reply = json.loads(self._connection.recv_bytes(_LARGEST)) if answered else {_REFUSED: asdict(_SILENT)}
            refused = _REFUSED in reply
            told = Bilingual(**reply[_REFUSED if refused else _DONE])
        except (OSError, EOFError, ValueError, KeyError, TypeError) as failure:
            raise _refused(self._record, _GONE) from failure
        if refused:
            raise _refused(self._record, told)
        return told


def _refused(who: Path, why: Bilingual) -> ControlRefused:
    return ControlRefused(Bilingual(f"{who}：{why.zh}", f"{who}: {why.en}"))


def _address(record: Path) -> tuple[str, bytes]:
    path = channel_path(record)
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return str(fields["address"]), bytes.fromhex(fields["secret"])
    except PermissionError as failure:
        en = "only who started the run may command it; ask them"
        raise _refused(path, Bilingual("只有启动该运行的用户可以控制它；请找该用户", en)) from failure
    except (OSError, ValueError, KeyError, TypeError) as failure:
        en = "no run that can be commanded writes this record; is it running?"
        raise _refused(record, Bilingual("没有可控制的运行在写此记录；它在运行吗？", en)) from failure


def _write_privately(path: Path, fields: dict[str, Any]) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(fields, file)


def _listen(listener: Listener, secret: bytes, commanded: Commanded, ended: threading.Event) -> None:
    """Take every caller in at once: one that says nothing keeps no other from an abort."""
    while not ended.is_set():
        try:
            connection = listener.accept()
        except OSError:
            ended.wait(_AGAIN_S)  # too many callers for the moment
            continue
        if ended.is_set():
            connection.close()
            return
        threading.Thread(target=_serve, args=(connection, secret, commanded), name="control", daemon=True).start()


def _serve(connection: Connection, secret: bytes, commanded: Commanded) -> None:
    from multiprocessing import AuthenticationError  # noqa: PLC0415  as above
    from multiprocessing.connection import answer_challenge, deliver_challenge  # noqa: PLC0415  as above

    with connection, ExitStack() as attending, suppress(OSError, EOFError, AuthenticationError):
        deliver_challenge(connection, secret)
        answer_challenge(connection, secret)
        while True:
            answer = _answer(connection.recv_bytes(_LARGEST), commanded, attending)
            connection.send_bytes(json.dumps(answer, ensure_ascii=False).encode())


def _answer(message: bytes, commanded: Commanded, attending: ExitStack) -> dict[str, dict[str, str]]:
    try:
        return {_DONE: asdict(_done(message, commanded, attending))}
    except ControlRefused as refused:
        return {_REFUSED: asdict(refused.told)}


def _done(message: bytes, commanded: Commanded, attending: ExitStack) -> Bilingual:
    """Have a message carried out and return what became of it.

    Raises:
        ControlRefused: it is no command, or cannot be done now.
    """
    try:
        command = json.loads(message)
    except (ValueError, RecursionError) as problem:
        raise ControlRefused(_NO_OBJECT) from problem
    if not isinstance(command, dict):
        raise ControlRefused(_NO_OBJECT)
    if command == {"command": _ATTEND}:
        attending.enter_context(commanded.attending())
        return Bilingual("在场", "attending")
    try:
        return commanded.accept(command)
    except ControlRefused:  # which is a ValueError, too
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise ControlRefused(Bilingual(f"不是控制命令：{problem}", f"not a command: {problem}")) from problem
