"""The banner: which point, what is done, and what is waited for and why; to be read from across the bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.qt import QHBoxLayout, QSizePolicy, Qt
from bench_gui.tone import Tone
from bench_gui.widgets.elided import Elided
from bench_gui.widgets.label import Label
from bench_gui.widgets.panel import Panel
from bench_gui.widgets.properties import set_property
from bench_gui.widgets.toned import Toned

if TYPE_CHECKING:
    from bench_gui.form import Form
    from bench_gui.views.banner import BannerView

_GAP = 18


class BannerPanel(Panel):
    """Shows the current step in two large lines, and the reason below."""

    def __init__(self) -> None:
        super().__init__()
        self._count, self._set_point, self._branch = Label("banner"), Label("banner"), Label("banner")
        self._point = Elided("quiet")
        self._doing = Toned("banner")
        self._why = Label("heading", wraps=True)
        self._why.setProperty("as_written", "true")  # people's reasons and instruments' names stand in it
        self._lay_out()

    def adopt(self, form: Form) -> None:
        """Draw it in the colours of a form."""
        self._doing.adopt(form)

    def show_view(self, view: BannerView) -> None:
        """Show the step."""
        for label, text in ((self._count, view.count), (self._branch, view.branch), (self._set_point, view.set_point)):
            label.say(text)
            label.setVisible(bool(text))
        self._point.say(" · ".join(text for text in (view.item, view.point) if text))
        self._doing.say(view.doing, view.tone)
        self._why.say(view.why)
        self.stand(view.tone if view.tone is not Tone.BUSY else Tone.NEUTRAL)

    def be_compact(self, compact: bool) -> None:  # noqa: FBT001  a Qt layout's yes or no
        """Take less height, on a small screen; it can still be read from across the bench."""
        for label in self.findChildren(Label):
            set_property(label, "compact", "true" if compact else "false")

    def _lay_out(self) -> None:
        self.rows.setSpacing(2)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(_GAP)
            self.rows.addLayout(row)
        for label in (self._count, self._branch, self._set_point):
            first.addWidget(label)
        first.addWidget(self._point, 1)
        second.addWidget(self._doing)
        second.addWidget(self._why, 1)
        self._why.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._point.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._doing.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
