"""What the person at this window has chosen and watches now; screens ask it and tell it, and one another nothing."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bench_core.clock import system_clock
from bench_gui.form import Form
from bench_gui.look.tokens import Theme, tokens_of
from bench_gui.qt import QObject, Signal
from bench_gui.settings import write_settings
from bench_gui.times import day
from bench_gui.words import Language, words_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench_core.bilingual import Bilingual
    from bench_gui.opening import Opening
    from bench_gui.settings import Settings
    from bench_gui.views.run_view import RunViewer
    from bench_gui.views.sight import Sight
    from bench_gui.work.beside import Beside
    from bench_gui.work.commander import Commander
    from bench_gui.work.launching import Launch
    from bench_gui.work.run_watch import RunWatch
    from bench_gui.workplace.workplace import RecordStatus
    from sequencer.launch import Detached
    from sequencer.request import RunRequest


class Session(QObject):
    """The state of a window; it owns no link, driver, record or instrument.

    Args:
        opening: what the window was opened on.
        settings: choices of the person.
        settings_file: where they are kept.
    """

    form_changed = Signal(object)
    """The new `Form`."""
    sound_changed = Signal()
    """The window makes itself heard from now on, or no more."""
    run_changed = Signal()
    """Another run is watched, or none."""
    screen_wanted = Signal(str)
    """Name of the screen to show."""
    abort_wanted = Signal()
    """The person wants everything to end, outputs safe; the window does it."""
    told = Signal(object)
    """A `Told`: what became of a command to the watched run."""

    def __init__(self, opening: Opening, settings: Settings, settings_file: Path) -> None:
        super().__init__()
        self.opening = opening
        self.settings = settings
        self._settings_file = settings_file
        self.form = _form(settings)
        self.chosen: Any = None
        """The set-up chosen on the work screen, a `bench_gui.workplace.proposal.SetUp`; None before."""
        self.reviewed: Path | None = None
        """The record that the review screen shows; None for that of the run that has just ended."""
        self.interrupted: Path | None = None
        """The record that the resume screen shows; None before a person chose one."""
        self.repeated: Path | None = None
        """The record of a run whose set-up the next unit under test takes; None for none."""
        self.launch: Launch | None = None
        """The run that is just being started here; None while none is."""
        self.by_hand = False
        """Whether a person works a bench by hand in this window."""
        self.beside: Beside | None = None
        """What makes the workplace ready; None where nothing does."""
        self.watch: RunWatch | None = None
        self.commander: Commander | None = None
        self.plotted = ""
        """Item whose errors are plotted; empty for all."""
        self.pending: frozenset[str] = frozenset()
        """Controls of the watched run that were used and are not carried out yet."""
        self._viewer: RunViewer | None = None
        self._tickets = itertools.count(1)
        self._clock = system_clock()

    @property
    def operator(self) -> str:
        """Who works here."""
        return self.settings.operator

    @property
    def workplace(self) -> Path:
        """Folder of orders, benches, procedures and records."""
        return self.opening.workplace

    def sight(self) -> Sight | None:
        """Return what there is to show of the watched run now; None where there is none, or before its first line."""
        seen = self.watch.seen if self.watch is not None else None
        if seen is None or self._viewer is None:
            return None
        from bench_gui.views.sight import Sight  # noqa: PLC0415  the first picture does not wait for it

        now, twice = self._clock.now(), self.settings.double_entry
        view = self._viewer.view(seen, now, self.form.words, self.pending, self.plotted, twice=twice)
        return Sight(seen, view, now)

    def speak(self, language: Language) -> None:
        """Show everything in a language from now on."""
        self.change(language=language)

    def wear(self, theme: Theme) -> None:
        """Show everything in a theme from now on."""
        self.change(theme=theme)

    def change(self, **changes: Any) -> None:  # noqa: ANN401  fields of `Settings`
        """Change what the person chose, and keep it."""
        self.settings = replace(self.settings, **changes)
        write_settings(self.settings, self._settings_file, day(self._clock.utc()))
        if "sound" in changes:
            self.sound_changed.emit()
        if changes.keys() & {"language", "theme"}:
            self.form = _form(self.settings)
            self.form_changed.emit(self.form)

    def go(self, screen: str) -> None:
        """Have another screen shown."""
        self.screen_wanted.emit(screen)

    def look_at(self, record: Path, status: RecordStatus) -> None:
        """Have a record shown where it belongs: a run under way, one that was interrupted, or one that is over.

        Args:
            record: its file.
            status: as it was found.
        """
        from bench_gui.workplace.workplace import RecordStatus  # noqa: PLC0415  the first picture does not wait for it

        match status:
            case RecordStatus.UNDER_WAY:
                if self.watch is None or self.watch.record != record or not self.watch.watching:
                    self.watch_run(record)
                self.go("run")
            case RecordStatus.INTERRUPTED:
                self.interrupted = record
                self.go("resume")
            case _:
                self.reviewed = record
                self.go("review")

    def watch_run(self, record: Path, alive: Callable[[], bool] | None = None) -> None:
        """Watch a run from now on, and attend to its prompts; the one watched before goes on by itself.

        Args:
            record: of the run; it may not exist yet.
            alive: whether its process still runs; None to ask whether a process holds the record.
        """
        from bench_core.records.exclusive import is_held  # noqa: PLC0415  the first picture does not wait for it
        from bench_gui.views.run_view import RunViewer  # noqa: PLC0415  the first picture does not wait for it
        from bench_gui.work.commander import Commander  # noqa: PLC0415  likewise
        from bench_gui.work.run_watch import RunWatch  # noqa: PLC0415  likewise

        self.leave_run()
        lives = alive or (lambda: is_held(record))
        self.watch = RunWatch(record, lives, self, self._clock)
        self.watch.ended.connect(self._watched)
        self.commander = Commander(record, self._tickets, self)
        self.commander.told.connect(self.told)
        self._viewer, self.plotted = RunViewer(), ""
        self.watch.start()
        self.commander.attend(lives)
        self.run_changed.emit()

    def launch_of(self, request: RunRequest) -> Launch:
        """Return the launch of a run, to be started; abort reaches it, and once it has begun it is watched.

        Args:
            request: of the run.
        """
        from bench_gui.work.launching import Launch  # noqa: PLC0415  the first picture does not wait for it

        self.launch = launch = Launch(request, self)
        launch.began.connect(self._began)
        launch.refused.connect(self._not_begun)
        return launch

    def leave_run(self) -> None:
        """Watch no run any more; it is not touched."""
        if self.watch is not None and self.commander is not None:
            self.watch.stop()
            self.commander.leave()
            if not self.watch.watching:
                self.watch.deleteLater()  # with all that it knows of the run
            self.watch = self.commander = self._viewer = None
            self.run_changed.emit()

    def abort(self, reason: str) -> bool:
        """Abort the run that is just being started here, else the watched one; return whether there is one.

        Args:
            reason: that goes on record; a person may say more once the outputs are safe.
        """
        if self.launch is not None:
            self.launch.abort(self.operator or "window", reason)
            return True
        return self.command("abort", reason=reason, explains=True) is not None

    def command(self, name: str, **fields: Any) -> int | None:  # noqa: ANN401  texts and yes or no, as the command has
        """Send the watched run a command of the person who works here; return its ticket.

        Args:
            name: as `sequencer.commands` has it.
            fields: that belong to it.

        Returns:
            The ticket that `told` will name; None where no run is watched.
        """
        return None if self.commander is None else self.commander.send(name, self.operator or "window", **fields)

    def _began(self, started: Detached) -> None:
        unsent = None if self.launch is None else self.launch.unsent
        self.launch = None
        self.watch_run(started.record, lambda: started.code() is None)
        if unsent is not None:
            self.abort(str(unsent["reason"]))
        self.go("run")

    def _not_begun(self) -> None:
        self.launch = None

    def _watched(self, problem: Bilingual) -> None:
        """Tell why a record cannot be watched any more; a run that has ended needs no word."""
        from bench_gui.work.commander import Told  # noqa: PLC0415  loaded by then

        if problem:
            self.told.emit(Told(0, "watch", problem, refused=True))


def _form(settings: Settings) -> Form:
    return Form(words_in(settings.language), tokens_of(settings.theme))
