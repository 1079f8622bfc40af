"""Knows what the 5520A and 5522A do with their terminals: current posts, compensation of leads, high voltage.

Source: Fluke 5520A Operators Manual, chapters 4 to 6 (33 V, `CUR_POST`, `ZCOMP`; pages not checked).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_55xx.ranges import AUX, COMPENSATED, DCV, HIGH_CURRENT, RES
from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.calibrator import Calibrator, Selection
from sim_instruments.dialects.fluke_language.errors import FlukeError
from sim_instruments.dialects.fluke_language.limits import Limits

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body
    from sim_instruments.physics.output import Setting

HIGH_VOLTAGE = Decimal(33)
POSTS = {"AUX": AUX, "A20": HIGH_CURRENT}
_HIVOLT = 1 << 7


class Calibrator55xx(Calibrator):
    """A 5520A or 5522A.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.compensation = "NONE"
        self._post = "AUX"
        super().__init__(body, DCV, HIGH_VOLTAGE, Limits({"V": "1020", "A": "20.5"}))

    def setting(self, selection: Selection) -> Setting:
        """Return what the terminals carry for a selection."""
        plain = super().setting(selection)
        if selection.function is RES and self.compensation == "WIRE4":
            return replace(plain, function="resistance_4w", wires=4)
        if selection.function is RES and self.compensation == "WIRE2":
            return replace(plain, wires=4)
        return replace(plain, terminals=POSTS[self._post]) if plain.terminals == AUX else plain

    def own_status(self) -> int:
        """Return bit 7 while a high voltage is selected."""
        return _HIVOLT if self.is_high(self.selected.function, self.selected.value) else 0

    def select(self, selection: Selection) -> None:
        """Take a selection; compensation ends with the ranges that have it."""
        if not _compensates(selection):
            self.compensation = "NONE"
        super().select(selection)

    def compensate(self, word: str) -> None:
        """Do what `ZCOMP` does.

        Raises:
            FlukeError: what is selected has no compensation.
        """
        if word != "NONE" and not _compensates(self.selected):
            raise FlukeError(errors.NO_COMPENSATION)
        self.compensation = word
        self.refresh()

    @property
    def post(self) -> str:
        """Where currents come out: `AUX` or `A20`."""
        return "A20" if self.selected.range.terminals == HIGH_CURRENT else self._post

    def choose_post(self, word: str) -> None:
        """Do what `CUR_POST` does.

        Raises:
            FlukeError: the current that is selected comes out of the 20 A terminals alone.
        """
        if word != "A20" and self.selected.range.terminals == HIGH_CURRENT:
            raise FlukeError(errors.NO_POST)
        self._post = word
        self.refresh()

    def reset(self) -> None:
        """Do what `*RST` does."""
        self.compensation = "NONE"
        self._post = "AUX"
        super().reset()


def _compensates(selection: Selection) -> bool:
    return selection.function is RES and selection.range.full_scale <= COMPENSATED
