"""Another process that does for the window what touches an instrument or takes long, and answers in JSON lines."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench_gui.qt import QObject, QProcess, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How a job ended.

    Args:
        code: exit code; -1 where it could not be started or was killed.
        errors: what it wrote to its standard error.
        output: what it wrote to its standard output that was no JSON line.
    """

    code: int
    errors: str
    output: str


class Job(QObject):
    """One process of this program; when it has ended Qt forgets it, whoever it belongs to.

    Args:
        module: that is run, such as `sequencer.preflight`.
        arguments: of its command line.
        parent: that it belongs to.
    """

    line = Signal(object)
    """A JSON object, as a dict."""
    ended = Signal(object)
    """A `JobEnd`; nothing comes after it."""

    def __init__(self, module: str, arguments: list[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        self._process.setArguments(["-P", "-m", module, *arguments])
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._rest = b""
        self._output: list[str] = []
        self._over = self._gone = False

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return not self._gone and self._process.state() != QProcess.ProcessState.NotRunning

    def start(self) -> None:
        """Start the process."""
        self._process.start()

    def write(self, message: Mapping[str, Any]) -> None:
        """Send one JSON line to its standard input; one that has ended takes none."""
        if self.running:
            self._process.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        """Close its standard input, which tells it that nothing more is wanted."""
        if self.running:
            self._process.closeWriteChannel()

    def stop(self) -> None:
        """Have it end and return at once; nothing is signalled any more."""
        self._over = True
        if self.running:
            self._process.closeWriteChannel()
            if sys.platform == "win32":  # where a program without a window cannot be asked to end
                self._process.kill()
            else:
                self._process.terminate()

    def wait(self, within_ms: int) -> bool:
        """Wait for its end, which only a window that closes does; return whether it has ended.

        Args:
            within_ms: longest time to wait [ms].
        """
        return not self.running or self._process.waitForFinished(within_ms)

    def _read(self) -> None:
        lines = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        self._rest = lines.pop()
        for text in lines:
            self._take(text)

    def _take(self, text: bytes) -> None:
        try:
            fields = json.loads(text)
        except ValueError:
            fields = None
        if isinstance(fields, dict) and not self._over:
            self.line.emit(fields)
        elif not isinstance(fields, dict):
            self._output.append(text.decode(errors="replace"))

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        if self._rest:
            self._take(self._rest)
        errors = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        crashed = status == QProcess.ExitStatus.CrashExit
        self._end(JobEnd(-1 if crashed else code, errors.strip(), "\n".join(self._output)))
        self._forget()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(JobEnd(-1, self._process.errorString(), ""))
            self._forget()

    def _end(self, end: JobEnd) -> None:
        if not self._over:
            self._over = True
            self.ended.emit(end)

    def _forget(self) -> None:
        self._gone = True
        self.deleteLater()  # an author's afternoon begins a thousand of them, each with all that it said
