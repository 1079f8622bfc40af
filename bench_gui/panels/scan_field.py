"""The field that a scanner or a person types into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import Qt, Signal
from bench_gui.widgets.key import OwnKey
from bench_gui.widgets.key_line import KeyLine
from bench_gui.words import marked

if TYPE_CHECKING:
    from bench_gui.form import Form

_LONGEST = 200


class ScanField(KeyLine):
    """One line; Enter, which every scanner sends behind its text, chooses."""

    chosen = Signal()
    """Enter was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(_LONGEST)
        self.setObjectName("scan")
        self.returnPressed.connect(self.chosen)
        OwnKey("Enter", marked("In the scan field: take what was scanned"), {}, self)

    def adopt(self, form: Form) -> None:
        """Show every text in this form from now on."""
        self.setPlaceholderText(form.words("Scan or type the serial, asset or order number"))
        self.setAccessibleName(form.words("Scan or type the serial, asset or order number"))

    def await_scan(self) -> None:
        """Be ready for the next scan, which takes the place of what is there."""
        self.compose(on=False)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()
