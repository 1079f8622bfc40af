"""A list to choose one of, unfolded: what does not fit is shown with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.look.icons import pixmap
from bench_gui.qt import QAbstractItemView, QIcon, QListView, QListWidget, QListWidgetItem, QSize, Qt, Signal
from bench_gui.short import short
from bench_gui.widgets.key import OwnKey, by_enter
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.qt import QFocusEvent
    from bench_gui.workplace.proposal import Choice
    from bench_gui.workplace.workplace import FoundBench, FoundProcedure

_LEAST = 58


class ChoiceList(QListWidget):
    """Procedures or benches below one another, each with an icon and, where it does not fit, why."""

    picked = Signal(object)
    """The procedure or bench that the person chose."""
    settled = Signal()
    """Enter was pressed: the choice stands."""

    def __init__(self) -> None:
        super().__init__()
        self._choices: tuple[Choice, ...] = ()
        self._form: Form | None = None
        self.setWordWrap(True)
        self.setMinimumHeight(_LEAST)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.currentRowChanged.connect(self._changed)
        self.itemClicked.connect(lambda _: self._changed(self.currentRow()))
        OwnKey("↑ ↓", marked("In a table or list: the row above or below"), {}, self)
        OwnKey("Enter", marked("In a list: the choice stands"), by_enter(self._settle), self)

    def adopt(self, form: Form) -> None:
        """Show every colour in this form from now on."""
        self._form = form
        choices, self._choices = self._choices, ()
        self.offer(choices, self._chosen(choices))

    def offer(self, choices: tuple[Choice, ...], chosen: FoundProcedure | FoundBench | None) -> None:
        """Offer these, one of them chosen; nothing is drawn anew where they are the same.

        Args:
            choices: in their order.
            chosen: the procedure or bench, or None.
        """
        if self._form is None:
            self._choices = choices
            return
        before = self.blockSignals(True)  # noqa: FBT003  Qt has no names for it
        if choices != self._choices:
            self._choices = choices
            self.clear()
            for choice in choices:
                self.addItem(self._item(choice, self._form))
        at = next((number for number, choice in enumerate(choices) if choice.thing == chosen), -1)
        if at != self.currentRow():
            self.setCurrentRow(at)
        if at >= 0:
            self.scrollToItem(self.item(at))
        self.blockSignals(before)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Ask for little: what else there is to see has its place first."""
        return QSize(super().sizeHint().width(), _LEAST)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Be content with one entry."""
        return QSize(super().minimumSizeHint().width(), _LEAST)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  Qt's name
        """Choose nothing only because the focus comes, as Qt would."""
        before = self.blockSignals(True)  # noqa: FBT003  Qt has no names for it
        super().focusInEvent(event)
        self.blockSignals(before)

    def _item(self, choice: Choice, form: Form) -> QListWidgetItem:
        size = form.tokens.size.icon
        drawn = pixmap(choice.tone.icon, form.tokens.colour.of(choice.tone), size, self.devicePixelRatioF())
        text = "\n".join(short(part) for part in (choice.name, choice.note) if part)
        item = QListWidgetItem(QIcon(drawn), text)
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setIconSize(QSize(size, size))
        return item

    def _chosen(self, choices: tuple[Choice, ...]) -> FoundProcedure | FoundBench | None:
        at = self.currentRow()
        return choices[at].thing if 0 <= at < len(choices) else None

    def _settle(self) -> None:
        self._changed(self.currentRow())
        self.settled.emit()

    def _changed(self, at: int) -> None:
        if 0 <= at < len(self._choices):
            self.picked.emit(self._choices[at].thing)
