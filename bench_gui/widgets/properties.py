"""Sets what the style sheet asks a widget for, and has it drawn anew only when it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import Qt

if TYPE_CHECKING:
    from bench_gui.qt import QWidget


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Give a widget a property of the style sheet, such as `tone`.

    Args:
        widget: to be drawn otherwise.
        name: as the style sheet has it.
        value: likewise.
    """
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it is, with this, when it is first shown
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
