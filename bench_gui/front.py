"""What fills the window under its bar: a screen, or what stands in its place: that it has to wait, or its help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QStackedWidget
from bench_gui.views.waiting import waiting
from bench_gui.widgets.key import keys_of, own_keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench_gui.form import Form
    from bench_gui.panels.help import HelpPanel
    from bench_gui.panels.waiting import WaitingPanel
    from bench_gui.qt import QWidget
    from bench_gui.screens.screen import Screen
    from bench_gui.session import Session
    from bench_gui.views.help import KeyView
    from bench_gui.views.sight import Sight
    from bench_gui.widgets.key import Key, OwnKey


class Front(QStackedWidget):
    """Shows one page; its own two are made when they are first needed.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._name = ""
        self._screen: Screen | None = None
        self._sight: Sight | None = None
        self._helps = False
        self._help: HelpPanel | None = None
        self._waiting: WaitingPanel | None = None

    @property
    def name(self) -> str:
        """Name of the screen that is shown, or in whose place something stands; empty before the first."""
        return self._name

    @property
    def helps(self) -> bool:
        """Whether the help is shown."""
        return self._helps

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        for page in (self._help, self._waiting):
            if page is not None:
                page.adopt(form)

    def show_screen(self, name: str, screen: Screen) -> None:
        """Show a screen, in place of the help too."""
        self._name, self._screen, self._helps = name, screen, False
        self._turn_to(self._page(self._sight, screen))  # one that has to wait is not seen for a moment

    def toggle_help(self) -> None:
        """Show the help for the screen, or the screen again."""
        self._helps = not self._helps
        self.refresh(self._session.sight())

    def refresh(self, sight: Sight | None) -> None:
        """Show the page that is to be seen now, and on it what is known of the watched run."""
        screen, self._sight = self._screen, sight
        if screen is None:
            return
        page = self._page(sight, screen)
        if page is not self.currentWidget():
            self._turn_to(page)
        if page is screen:
            screen.refresh(sight)

    def _turn_to(self, page: QWidget) -> None:
        self.setCurrentWidget(page)
        if page is self._screen:
            self._screen.take_focus()  # where it was
        else:
            page.setFocus()

    def _page(self, sight: Sight | None, screen: Screen) -> QWidget:
        if self._helps:
            return self._helping(sight, screen)
        view = waiting(self._name, None if sight is None else sight.view.prompt, self._session.form.words)
        if view is None:
            return screen
        if self._waiting is None:
            from bench_gui.panels.waiting import WaitingPanel  # noqa: PLC0415  hardly ever needed

            self._waiting = WaitingPanel()
            self._waiting.adopt(self._session.form)
            self._waiting.run_wanted.connect(lambda: self._session.go("run"))
            self.addWidget(self._waiting)
        self._waiting.show_view(view)
        return self._waiting

    def _helping(self, sight: Sight | None, screen: Screen) -> QWidget:
        from bench_gui.views.help import Keys, help_view  # noqa: PLC0415  needed when somebody asks for it

        if self._help is None:
            from bench_gui.panels.help import HelpPanel  # noqa: PLC0415  likewise

            self._help = HelpPanel()
            self._help.adopt(self._session.form)
            self._help.closed.connect(self.toggle_help)
            self.addWidget(self._help)
        window = self.window()
        everywhere = tuple(key for key in keys_of(window) if key.parent() is window)
        own = *(key for key in own_keys_of(window) if key.parent() is window), *own_keys_of(screen)
        keys = Keys(self._told(keys_of(screen)), self._told(everywhere), self._told(own))
        self._help.show_view(help_view(self._name, sight, keys, self._session.form.words))
        return self._help

    def _told(self, keys: Iterable[Key | OwnKey]) -> tuple[KeyView, ...]:
        from bench_gui.views.help import KeyView  # noqa: PLC0415  as above

        return tuple(KeyView(key.name, key.told(self._session.form.words)) for key in keys)
