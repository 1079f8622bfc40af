"""A list to choose one of, folded into a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QComboBox, QSizePolicy, Signal
from bench_gui.short import short
from bench_gui.widgets.key import OwnKey
from bench_gui.words import marked

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from bench_gui.qt import QWheelEvent, QWidget

_LONGEST = 120
_WIDEST = 760


class Choice(QComboBox):
    """A combo box whose entries are known by a key; the wheel of the mouse scrolls the screen and chooses nothing.

    Args:
        parent: that it belongs to.
    """

    picked = Signal(object)
    """The key that the person chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: tuple[Hashable, ...] = ()
        self._texts: tuple[str, ...] = ()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(_WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda _: self.picked.emit(self.chosen))
        OwnKey("Space", marked("In a folded list: unfold it"), {}, self)

    @property
    def chosen(self) -> Hashable | None:
        """Key of what is chosen; None where there is nothing."""
        at = self.currentIndex()
        return self._keys[at] if 0 <= at < len(self._keys) else None

    def offer(self, entries: Iterable[tuple[Hashable, str]]) -> None:
        """Offer these keys with their texts; what was chosen stays chosen where it is still among them."""
        found = tuple(entries)
        keys, texts = tuple(key for key, _ in found), tuple(short(text, _LONGEST) for _, text in found)
        if (keys, texts) == (self._keys, self._texts):
            return
        before = self.chosen
        self._keys, self._texts = keys, texts
        self.clear()
        self.addItems(list(texts))
        self.choose(before if before in keys else next(iter(keys), None))

    def choose(self, key: Hashable | None) -> None:
        """Have a key chosen; one that is not offered leaves things as they are."""
        if key in self._keys:
            self.setCurrentIndex(self._keys.index(key))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  Qt's name
        """Leave the wheel to what the choice stands in."""
        event.ignore()
