"""The bench window: a bar, one screen at a time, and a red border while an output is dangerous."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from bench_gui.bar import PLACES, Bar
from bench_gui.front import Front
from bench_gui.notice import Notice
from bench_gui.qt import (
    QFrame,
    QGraphicsView,
    QMainWindow,
    QTimer,
    QVBoxLayout,
)
from bench_gui.tone import Tone
from bench_gui.widgets.key import Key, OwnKey
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.ringer import Ringer
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QCloseEvent, QResizeEvent
    from bench_gui.screens.screen import Screen
    from bench_gui.session import Session
    from bench_gui.views.bell import Bell
    from bench_gui.views.sight import Sight
    from bench_gui.work.commander import Told

SCREENS = {
    "work": "bench_gui.screens.work:WorkScreen",
    "connect": "bench_gui.screens.connect:ConnectScreen",
    "run": "bench_gui.screens.run:RunScreen",
    "review": "bench_gui.screens.review:ReviewScreen",
    "procedure": "bench_gui.screens.procedure:ProcedureScreen",
    "manual": "bench_gui.screens.manual:ManualScreen",
    "resume": "bench_gui.screens.resume:ResumeScreen",
}
"""By name, where each screen is; one is loaded when it is first shown."""
_DRAWN_EACH_MS = 100
_ESCAPES_WITHIN_MS = 1000


class Window(QMainWindow):
    """The main window.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.bar = Bar(session)
        self._screens: dict[str, Screen] = {}
        self.front = Front(session)
        self._bell: Bell | None = None
        self._ringer = Ringer(self)
        self._frame = QFrame()
        self.notice = Notice(self._frame)
        self._lay_out()
        self._timer = QTimer(self, interval=_DRAWN_EACH_MS)
        self._timer.timeout.connect(self.refresh)
        self._escape = QTimer(self, interval=_ESCAPES_WITHIN_MS, singleShot=True)
        self._connect()
        self.adopt(session.form)

    @property
    def screen_name(self) -> str:
        """Name of the screen that is shown, or would be if it had not to wait; empty before the first."""
        return self.front.name

    def screen_of(self, name: str) -> Screen:
        """Return a screen, which is made when it is first asked for."""
        if name not in self._screens:
            module, _, kind = SCREENS[name].partition(":")
            screen: Screen = getattr(import_module(module), kind)(self.session)
            self._screens[name] = screen
            self.front.addWidget(screen)
            screen.adopt(self.session.form)
        return self._screens[name]

    def show_screen(self, name: str) -> None:
        """Leave the screen that is shown and show another one."""
        before = self._screens.get(self.screen_name)
        wanted = self.screen_of(name)
        if before is not None and before is not wanted:
            before.leave()
        wanted.enter()
        self.front.show_screen(name, wanted)
        self.bar.at(name)
        self.refresh()
        self._timer.start()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self.setWindowTitle(form.words("calbench"))
        self.bar.adopt(form)
        self.notice.adopt(form)
        self.front.adopt(form)
        for screen in self._screens.values():
            screen.adopt(form)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now of the watched run."""
        sight = self.session.sight()
        by_run = sight is not None and sight.view.outputs.hazardous
        hazardous = by_run or any(screen.hazardous() for screen in self._screens.values())
        by_hand = any(screen.may_be_on() for screen in self._screens.values())
        self.bar.show_sight(sight, by_hand=by_hand, hazardous=hazardous)
        set_property(self._frame, "tone", (Tone.HAZARD if hazardous else Tone.NEUTRAL).value)
        self.front.refresh(sight)
        if sight is not None:
            self._ring(sight)

    def abort(self) -> None:
        """End the run at once, outputs safe first, and tell every screen that something is to end; nothing is asked."""
        aborting = self.session.abort("abort button at the window 窗口中止按钮")
        words = self.session.form.words
        if aborting:
            self.screen_of("run")  # it asks why, and may not have been shown yet
        for screen in list(self._screens.values()):
            screen.abort()
        if not aborting:
            self.notice.say(words("No run is watched here; what is worked by hand is made safe."), Tone.WARNING)
        else:
            self.notice.say(words("Aborting: outputs go to their safe state first."), Tone.HAZARD)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Have the notice lie below the bar."""
        super().resizeEvent(event)
        self.notice.lie(self.bar.geometry().bottom() + 1)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Close the window; a run goes on without it."""
        self._timer.stop()
        for screen in self._screens.values():
            screen.closing()
        for plot in self.findChildren(QGraphicsView):
            plot.close()  # what the plot library put into it has to go before Qt deletes it
        self.session.leave_run()
        if self.session.beside is not None:
            self.session.beside.stop()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        self._frame.setObjectName("hazard_frame")
        rows = QVBoxLayout(self._frame)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addWidget(self.front, 1)
        self.setCentralWidget(self._frame)

    def _connect(self) -> None:
        self.session.screen_wanted.connect(self.show_screen)
        self.session.form_changed.connect(self.adopt)
        self.session.told.connect(self._told)
        self.bar.abort.connect(self.abort)
        self.session.abort_wanted.connect(self.abort)
        self.bar.help_wanted.connect(self.front.toggle_help)
        self.session.sound_changed.connect(lambda: self.bar.show_sound(on=self.session.settings.sound))
        Key("F12", marked("Abort: ends the run at once, every output off"), self.abort, self, always=True)
        Key("Esc", marked("Twice: abort. Once: put the help away"), self._escaped, self)
        Key("F1", marked("Help, and back"), self.front.toggle_help, self)
        for number, place in enumerate(PLACES, 1):
            Key(f"Ctrl+{number}", place.title, lambda wanted=place.name: self.session.go(wanted), self)
        Key("Ctrl+L", marked("Other language"), self._other_language, self)
        Key("Ctrl+T", marked("Other theme"), self._other_theme, self)
        Key("Ctrl+M", marked("Sound on or muted"), self._mute, self)
        OwnKey("Tab", marked("To the next field or button; with Shift to the one before"), {}, self)
        OwnKey("Enter", marked("Press the framed button, held where it must be; ABORT only by Space"), {}, self)

    def _other_language(self) -> None:
        self.session.speak(self.session.form.words.language.other)

    def _other_theme(self) -> None:
        self.session.wear(self.session.form.tokens.theme.next)

    def _mute(self) -> None:
        self.session.change(sound=not self.session.settings.sound)

    def _ring(self, sight: Sight) -> None:
        """Make itself heard where a person is called; what rang while it was muted rings no more."""
        from bench_gui.views.bell import Bell  # noqa: PLC0415  the first picture does not wait for it

        self._bell = self._bell or Bell()
        call = self._bell.call(sight.seen, sight.now)
        if call is not None and self.session.settings.sound:
            self._ringer.ring(call)

    def _escaped(self) -> None:
        """Abort at the second of two strokes of Esc; the first puts the help away, or says what the second does."""
        helped, sight = self.front.helps, self.session.sight()
        if helped:
            self.front.toggle_help()
        if self._escape.isActive():
            self._escape.stop()
            self.abort()
            return
        self._escape.start()
        if not helped and sight is not None and not sight.view.ended:
            self.notice.say(self.session.form.words("Esc twice within 1 s aborts the run."), Tone.WARNING)

    def _told(self, told: Told) -> None:
        sight = self.session.sight()
        gone = sight is not None and not sight.seen.alive and not sight.view.ended
        if told.refused and told.command == "abort" and gone:
            words = self.session.form.words
            self.notice.say(words("THIS ABORT SWITCHED NOTHING OFF: the program of the run has gone."), Tone.HAZARD)
        elif told.refused or told.command != "answer":  # the prompt itself shows that its answer was taken
            self.notice.say(self.session.form.words.of(told.text), Tone.WARNING if told.refused else Tone.NEUTRAL)
