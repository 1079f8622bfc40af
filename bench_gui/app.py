"""Starts the window: fonts, look and words first, the screens later, and a word for every fault."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from bench_gui.look.fonts import set_fonts
from bench_gui.look.theme import dress
from bench_gui.look.tokens import Theme
from bench_gui.qt import QApplication, QEvent, QLocale, QObject, Qt, QTimer
from bench_gui.qt_texts import QtTexts
from bench_gui.session import Session
from bench_gui.settings import read_settings, settings_path
from bench_gui.times import day
from bench_gui.tone import Tone
from bench_gui.window import Window
from bench_gui.words import Language

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from bench_gui.form import Form
    from bench_gui.opening import Opening
    from bench_gui.qt import QSize
    from bench_gui.settings import Settings

_LANGUAGES = {"zh": Language.ZH, "en": Language.EN}
STYLE = ("-style", "Fusion")
"""The only one that takes every colour of a palette, on every desktop; set later, the first picture is 8 ms later."""
_SMALLEST = (1024, 560)
_FIRST = (1280, 800)


def main(opening: Opening) -> int:
    """Show the window until it is closed; return the exit code.

    Args:
        opening: what it is opened on.

    Raises:
        UsageError: no font here has Chinese characters.
    """
    kept = settings_path()
    settings = chosen(opening, read_settings(kept, day(system_clock().utc())))
    application = make_application(settings)
    session = Session(opening, settings, kept)
    window = open_window(application, session)
    fit(window, window.screen().availableSize())
    sys.excepthook = FaultTeller(window)
    begins = AfterPainting(window, lambda: _begin_and_load(window))
    code = application.exec()
    del begins
    return code


def chosen(opening: Opening, settings: Settings) -> Settings:
    """Return the choices kept from before, with those of the command line in their place."""
    return replace(
        settings,
        language=_LANGUAGES[opening.language] if opening.language else settings.language,
        theme=Theme(opening.theme) if opening.theme else settings.theme,
        scale=opening.scale or settings.scale,
        operator=opening.operator or settings.operator,
    )


def make_application(settings: Settings) -> QApplication:
    """Return Qt's application, which is made once in a process; numbers in it know no locale."""
    os.environ["QT_SCALE_FACTOR"] = repr(settings.scale)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QLocale.setDefault(QLocale.c())
    application = QApplication([*sys.argv[:1], *STYLE])
    application.setApplicationName("calbench")
    return application


def open_window(application: QApplication, session: Session) -> Window:
    """Return the window, shown; its first screen comes with `begin`.

    Raises:
        UsageError: no font here has Chinese characters.
    """
    set_fonts(application, session.form.tokens.size.text)
    dress(application, session.form.tokens)
    qt_texts = QtTexts()
    qt_texts.adopt(session.form)  # before there are widgets, each of which Qt would tell of it

    def adopt(form: Form) -> None:
        dress(application, form.tokens)

    session.form_changed.connect(adopt)
    session.form_changed.connect(qt_texts.adopt)
    window = Window(session)
    qt_texts.setParent(window)
    window.setMinimumSize(*_SMALLEST)
    window.resize(*_FIRST)
    window.show()
    return window


def fit(window: Window, room: QSize) -> None:
    """Fill the screen with a window that is larger than what is left of it: nothing of it may lie below its edge.

    Args:
        window: shown already.
        room: of the screen, without the bars of the desktop.
    """
    if window.frameGeometry().width() > room.width() or window.frameGeometry().height() > room.height():
        window.setGeometry(window.screen().availableGeometry())
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def _begin_and_load(window: Window) -> None:
    """Show the first screen, and load beside it what a run screen will need."""
    from bench_gui.work.plot_library import PlotLibrary  # noqa: PLC0415  the first picture does not wait for it

    begin(window)
    plots = PlotLibrary(window)
    plots.loaded.connect(gc.freeze)  # to look through all of it for garbage would take 0.1 s each time
    plots.load()


def begin(window: Window) -> None:
    """Show the first screen: a run that the window was opened on, else one that is under way, else the work at hand."""
    from bench_gui.work.under_way import runs_under_way  # noqa: PLC0415  the first picture does not wait for it

    session = window.session
    if session.opening.beside:
        _make_ready(window)
    record = session.opening.record or next(iter(runs_under_way(session.workplace)), None)
    if record is not None:
        session.watch_run(record)
    window.show_screen("work" if record is None else "run")


def _make_ready(window: Window) -> None:
    """Have the process that makes the workplace ready run beside the window, and tell what it refuses."""
    from bench_gui.work.beside import Beside  # noqa: PLC0415  the first picture does not wait for it

    session = window.session
    session.beside = Beside(session.opening.beside, session)
    session.beside.refused.connect(lambda told: window.notice.say(session.form.words.of(told), Tone.BAD))
    session.beside.start()


class AfterPainting(QObject):
    """Has something done once the window has been painted, which the event loop alone would do before.

    Args:
        window: that is shown already.
        then: what is done.
    """

    def __init__(self, window: Window, then: Callable[[], None]) -> None:
        super().__init__()
        self._then, self._watched = then, window.windowHandle()
        if self._watched.isExposed():  # some platforms paint while `show` runs
            QTimer.singleShot(0, then)
        else:
            self._watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Wait for the screen to want the window; the painting follows at once, and what is left to do after it."""
        if event.type() == QEvent.Type.Expose:
            self._watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return super().eventFilter(watched, event)


class FaultTeller:
    """Tells faults of the program in the window, which goes on; the run is another process and is not touched.

    Args:
        window: that tells them.
    """

    def __init__(self, window: Window) -> None:
        self._window = window

    def __call__(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """Take the place of `sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        traceback.print_exception(kind, fault, trace)
        words = self._window.session.form.words
        said = words("Fault of this window ({kind}: {fault}). A run goes on; restart the window and report this.",
                     kind=kind.__name__, fault=fault)  # fmt: skip
        self._window.notice.say(said, Tone.BAD)
