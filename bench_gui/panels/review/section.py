"""What every section of the review screen can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QWidget

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.session import Session
    from bench_gui.views.review.loaded import Loaded


class Section(QWidget):
    """One section.

    Args:
        session: what is chosen and watched.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.run: Loaded | None = None
        """The run that is shown; None before the first."""

    @property
    def busy(self) -> bool:
        """Whether something is being read or made that is not shown yet."""
        return False

    def adopt(self, form: Form) -> None:
        """Show every text and colour in this form from now on."""
        raise NotImplementedError

    def show_run(self, run: Loaded) -> None:
        """Show another run, or the same in another language; what takes long begins with `enter`."""
        raise NotImplementedError

    def enter(self) -> None:
        """Get ready to be looked at."""

    def closing(self) -> None:
        """End what the section started."""
