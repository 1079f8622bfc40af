"""What every screen of the window can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import Qt, QWidget
from bench_gui.widgets.key import Key

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.views.sight import Sight


class Screen(QWidget):
    """One of the pictures that fill the window under its bar.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("screen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        raise NotImplementedError

    def enter(self) -> None:
        """Get ready to be looked at; called each time before the screen is shown."""

    def take_focus(self) -> None:
        """Have the keyboard's focus somewhere on the screen: at its first widget, unless `enter` put it elsewhere."""
        at = self.focusWidget() or self.nextInFocusChain()
        while at is not None and at is not self and self.isAncestorOf(at):
            if at.isVisibleTo(self) and at.isEnabled() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
                at.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            at = at.nextInFocusChain()

    def refresh(self, sight: Sight | None) -> None:
        """Show what is known of the watched run; called ten times a second while the screen is shown.

        Args:
            sight: the newest; None while no run is watched, or before its first line.
        """

    def leave(self) -> None:
        """Stop what only matters while one looks; called each time after the screen was shown."""

    def abort(self) -> None:
        """Make safe what the screen itself commands; called when the person aborts, on whatever screen."""

    def may_be_on(self) -> bool:
        """Return whether an output that the screen itself commands is on, or not known to be off."""
        return False

    def hazardous(self) -> bool:
        """Return whether what the screen itself commands may put more than 30 V on terminals."""
        return False

    def closing(self) -> None:
        """End what the screen started, since the window closes."""

    def on_key(self, keys: str, does: str, act: Callable[..., object], *, always: bool = False) -> None:
        """Have a key do something while this screen is shown.

        Args:
            keys: as Qt writes them, such as `Ctrl+N`.
            does: what it does, as the catalogue knows it.
            act: called when it is pressed.
            always: whether it acts too while an unfolded list, a menu or another window has the keyboard.
        """
        Key(keys, does, act, self, always=always)
