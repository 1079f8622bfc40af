"""A key that does something, and says what: the help lists the keys that are bound, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QKeySequence, QShortcut, Qt

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """

    def __init__(
        self, keys: str, does: str | QAbstractButton, act: Callable[..., object], on: QWidget, *, near: bool = False
    ) -> None:
        super().__init__(QKeySequence(keys), on)
        self._does = does
        if near:
            self.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
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


def keys_of(widget: QWidget) -> tuple[Key, ...]:
    """Return the keys bound on a widget and on what is in it, in the order in which they were bound."""
    return tuple(found for found in widget.findChildren(QShortcut) if isinstance(found, Key))
