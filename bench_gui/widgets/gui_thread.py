"""Refuses to touch a widget from another thread: Qt itself would often let it pass, and fail much later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QThread

if TYPE_CHECKING:
    from bench_gui.qt import QObject


class WrongThread(AssertionError):
    """A widget was touched outside the window's thread; this is a mistake in the program."""


def require_gui_thread(touched: QObject) -> None:
    """Refuse to go on in any thread but that of a widget.

    Raises:
        WrongThread: this is another thread.
    """
    if QThread.currentThread() is not touched.thread():
        raise WrongThread(f"{type(touched).__name__} is touched from another thread; send it a signal instead")
