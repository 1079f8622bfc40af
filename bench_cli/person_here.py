"""Who sits at this terminal, and what they want of it: Ctrl-C, a polite kill, or its end."""

from __future__ import annotations

import getpass
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self


def user_name() -> str:
    """Return who sits at this terminal, as the machine knows them."""
    try:
        return getpass.getuser().encode("utf-8", "replace").decode()
    except (KeyError, OSError):
        return "unknown"


class Interrupts:
    """What came once or many times while a block runs: Ctrl-C or a polite kill, or the terminal's end; none is raised.

    Args:
        came: Ctrl-C or a polite kill.
        hung_up: the terminal was closed.
    """

    def __init__(self) -> None:
        self.came = self.hung_up = False

    def __enter__(self) -> Self:
        wanted = {signal.SIGINT: self._note, signal.SIGTERM: self._note}
        hang_up = getattr(signal, "SIGHUP", None)
        if hang_up is not None and signal.getsignal(hang_up) is not signal.SIG_IGN:  # `nohup` has it ignored
            wanted[hang_up] = self._note_hang_up
        self._before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, *_: object) -> None:
        self.came = True

    def _note_hang_up(self, *_: object) -> None:
        self.hung_up = True
