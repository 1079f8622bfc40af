"""The bar that is at the top of every screen: where one is, who works, what is on, and how to end it at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_gui.qt import QButtonGroup, QHBoxLayout, Qt, QVBoxLayout, QWidget, Signal
from bench_gui.short import short_name
from bench_gui.tone import Tone
from bench_gui.widgets.button import AbortButton, Button
from bench_gui.widgets.label import Label
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.toned import Toned
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form, Formed
    from bench_gui.qt import QResizeEvent
    from bench_gui.session import Session
    from bench_gui.views.sight import Sight

_MARGIN = 6
_WIDEST_NAME = 110
_NARROW = 1150
"""Width of the window below which its buttons are closer together."""
_BARE = 1060
"""Width below which screens have no icon in the bar."""
_TOUCH = 44
_OFF = frozenset({Tone.GOOD, Tone.NEUTRAL})
"""Tones of a badge that says that no output of the run is on."""


@dataclass(frozen=True, slots=True)
class Place:
    """One screen as the bar offers it.

    Args:
        name: of the screen.
        title: of its button, as the catalogue knows it.
        icon_name: of its button.
    """

    name: str
    title: str
    icon_name: str


PLACES = (
    Place("work", marked("Work"), "list"),
    Place("run", marked("Run"), "play"),
    Place("review", marked("Results"), "certificate"),
    Place("procedure", marked("Procedure"), "code"),
    Place("manual", marked("By hand"), "hand"),
)


class Bar(QWidget):
    """The top bar.

    Args:
        session: what is chosen and watched.
    """

    abort = Signal()
    """The person wants everything to end, outputs safe."""
    help_wanted = Signal()
    """The person wants help, or has read it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._places = {place.name: Button("flat", place.icon_name) for place in PLACES}
        self._who = Label("small")
        self._who.setProperty("as_written", True)  # noqa: FBT003  a name, in whatever language it is
        self._simulated = Toned("small")
        self._outputs_title, self._outputs = Label("small"), Toned()
        self._language, self._theme = Button("flat", "language"), Button("flat", "theme")
        self._sound, self._help = Button("flat", "bell"), Button("flat", "help")
        self._language.setProperty("own_language", True)  # noqa: FBT003  it names the other language in that language
        self._abort = AbortButton()
        self._abort.setObjectName("abort")
        self._form = session.form
        self._tight = False
        self._lay_out()
        self._connect()

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        self._form = form
        words = form.words
        for place in PLACES:
            self._places[place.name].say(words(place.title))
        self._language.say(words.language.other.short_name)
        self._language.setAccessibleName(words.language.other.own_name)
        self._theme.setAccessibleName(words("Theme: light, dark, high contrast"))
        self._abort.say(words("ABORT"))
        self._abort.setAccessibleDescription(words("Ends the run at once and makes every output safe (F12)"))
        self._help.setAccessibleName(words("Help (F1)"))
        self.show_sound(on=self._session.settings.sound)
        buttons = (*self._places.values(), self._language, self._theme, self._sound, self._help, self._abort)
        formed: tuple[Formed, ...] = (*buttons, self._simulated, self._outputs)
        for one in formed:
            one.adopt(form)
        self.show_sight(None)

    def show_sound(self, *, on: bool) -> None:
        """Show whether the window makes itself heard."""
        words = self._form.words
        self._sound.wear("bell" if on else "muted", self._form)
        self._sound.setAccessibleName(words("Sound is on; mute it") if on else words("Sound is muted; switch it on"))

    def at(self, screen: str) -> None:
        """Mark which screen is shown; a screen that the bar does not offer marks none."""
        for name, button in self._places.items():
            button.setChecked(name == screen)

    def show_sight(self, sight: Sight | None, *, by_hand: bool = False, hazardous: bool = False) -> None:
        """Show who works and what is on.

        Args:
            sight: of the watched run; None where there is none.
            by_hand: whether an output that is worked by hand may be on: a run whose own are off must not hide it.
            hazardous: whether more than 30 V may be on any terminals.
        """
        words = self._form.words
        view = sight.view if sight is not None else None
        who = short_name(view.who if view is not None else self._session.operator)
        self._who.setAccessibleName(who)
        self._who.say(self._who.fontMetrics().elidedText(who, Qt.TextElideMode.ElideRight, _WIDEST_NAME))
        self._simulated.setVisible(view is not None and view.simulated)
        self._simulated.say(words("SIMULATED"), Tone.WARNING)
        self._outputs_title.say(words("Outputs"))
        for part in (self._outputs_title, self._outputs):
            part.setVisible(view is not None or by_hand)
        if by_hand and (view is None or view.outputs.tone in _OFF):
            self._outputs.say(words("ON by hand"), Tone.HAZARD if hazardous else Tone.WARNING)
        elif view is not None:
            self._outputs.say(view.outputs.word, view.outputs.tone)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Put the buttons closer together in a narrow window: what is on must never be cut."""
        super().resizeEvent(event)
        tight = self.width() < _NARROW
        if tight != self._tight:
            self._tight = tight
            for button in (*self._places.values(), self._language, self._abort):
                set_property(button, "tight", "true" if tight else "false")
        bare = self.width() < _BARE
        for button in self._places.values():
            button.be_bare(bare, self._form)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, _MARGIN // 2, _MARGIN, _MARGIN // 2)
        row.setSpacing(2)
        group = QButtonGroup(self)
        group.setExclusive(False)
        for button in self._places.values():
            button.setCheckable(True)
            button.setMinimumWidth(_TOUCH)
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        for upper, lower in ((self._who, self._simulated), (self._outputs_title, self._outputs)):
            beneath = QVBoxLayout()
            beneath.setSpacing(0)
            beneath.addWidget(upper)
            beneath.addWidget(lower)
            row.addLayout(beneath)
            row.addSpacing(_MARGIN)  # or SIMULATED and the outputs would read as one
        for widget in (self._help, self._sound, self._theme, self._language, self._abort):
            row.addWidget(widget)

    def _connect(self) -> None:
        for name, button in self._places.items():
            button.clicked.connect(lambda _, wanted=name: self._session.go(wanted))
        self._language.clicked.connect(lambda: self._session.speak(self._form.words.language.other))
        self._theme.clicked.connect(lambda: self._session.wear(self._form.tokens.theme.next))
        self._sound.clicked.connect(lambda: self._session.change(sound=not self._session.settings.sound))
        self._help.clicked.connect(self.help_wanted)
        self._abort.clicked.connect(self.abort)
