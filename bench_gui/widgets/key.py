"""A key that does something, and says what: the help lists the keys that are bound, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QEvent, QKeyEvent, QKeySequence, QObject, QShortcut, Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench_gui.qt import QAbstractButton, QWidget
    from bench_gui.words import Words


class Key(QShortcut):
    """A key bound on a widget, while that is shown.

    Args:
        keys: as Qt writes them, such as `Ctrl+N`.
        does: what it does, as the catalogue knows it, or the button that it presses.
        act: called when it is pressed.
        on: the widget.
        near: whether the focus must be on the widget or in it.
        always: whether it acts too while an unfolded list, a menu or another window has the keyboard.
    """

    def __init__(
        self,
        keys: str,
        does: str | QAbstractButton,
        act: Callable[..., object],
        on: QWidget,
        *,
        near: bool = False,
        always: bool = False,
    ) -> None:
        super().__init__(QKeySequence(keys), on)
        self.setAutoRepeat(False)  # a key that is held is one stroke: Esc held is not Esc twice
        self._does = does
        if near:
            self.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        elif always:
            self.setContext(Qt.ShortcutContext.ApplicationShortcut)
        self.activated.connect(act)

    @property
    def name(self) -> str:
        """Of the key, as it is written on a keyboard."""
        return self.key().toString(QKeySequence.SequenceFormat.PortableText).replace("Return", "Enter")

    def told(self, words: Words) -> str:
        """Return what it does.

        Args:
            words: of the window's language.
        """
        return words(self._does) if isinstance(self._does, str) else self._does.accessibleName()


class OwnKey(QObject):
    """A key that a widget takes itself while the focus is on it, such as an arrow in a list.

    Args:
        name: as it is written on a keyboard, such as `Home`.
        does: what it does, as the catalogue knows it; it says in which kind of widget.
        acts: by key, what is called when it is pressed; empty where Qt's own widget does it.
        on: the widget.
    """

    def __init__(self, name: str, does: str, acts: Mapping[Qt.Key, Callable[[], object]], on: QWidget) -> None:
        super().__init__(on)
        self.name = name
        self._does = does
        self._acts = {int(key): act for key, act in acts.items()}
        if acts:
            on.installEventFilter(self)

    def told(self, words: Words) -> str:
        """Return what it does.

        Args:
            words: of the window's language.
        """
        return words(self._does)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Act where it is pressed; every other key is left to the widget."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            act = self._acts.get(event.key())
            if act is not None:
                act()
                return True
        return super().eventFilter(watched, event)


def by_enter(act: Callable[[], object]) -> dict[Qt.Key, Callable[[], object]]:
    """Return that something is done at Enter, on either half of the keyboard."""
    return {Qt.Key.Key_Return: act, Qt.Key.Key_Enter: act}


def keys_of(widget: QWidget) -> tuple[Key, ...]:
    """Return the keys bound on a widget and on what is in it, in the order in which they were bound."""
    return tuple(found for found in widget.findChildren(QShortcut) if isinstance(found, Key))


def own_keys_of(widget: QWidget) -> tuple[OwnKey, ...]:
    """Return the keys that what is in a widget takes itself, in the order in which they were bound."""
    return tuple(widget.findChildren(OwnKey))
