"""Knows what the 5700 family does with its terminals: sense leads, characterised resistances, high voltage.

Source: Fluke 5700A/5720A Series II Operators Manual (pages not checked). That `EXTSENSE` is what makes a resistance a
four-wire one, and up to which resistance it and `RCOMP` can be switched on, is common knowledge.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_5730a.ranges import COMPENSATED, DCV, RES, SENSED
from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.calibrator import Calibrator, Selection
from sim_instruments.dialects.fluke_language.errors import FlukeError
from sim_instruments.dialects.fluke_language.limits import Limits

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body
    from sim_instruments.physics.output import Setting

HIGH_VOLTAGE = Decimal(22)
_EXTERNAL_GUARD = 1 << 1
_EXTERNAL_SENSE = 1 << 2
_LEADS_COMPENSATED = 1 << 4
_RANGE_LOCKED = 1 << 5


class Calibrator57xx(Calibrator):
    """A 5700A, 5720A or 5730A.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.sense = False
        self.compensated = False
        self.post = "NORMAL"
        super().__init__(body, DCV, HIGH_VOLTAGE, Limits({"V": "1100", "A": "2.2"}))

    def setting(self, selection: Selection) -> Setting:
        """Return what the terminals carry for a selection."""
        plain = super().setting(selection)
        if selection.function is not RES:
            return replace(plain, terminals=self.post) if selection.function.unit == "A" else plain
        resistor = replace(plain, value=self.characterised(selection))
        if self.sense:
            return replace(resistor, function="resistance_4w", wires=4)
        return replace(resistor, wires=4 if self.compensated else 2)

    def characterised(self, selection: Selection) -> Decimal:
        """Return the amplitude as the instrument knows it: of a resistor, the value that it was characterised with."""
        if selection.function is not RES:
            return selection.value
        known = self.body.nature.hidden.of(RES.capability, selection.range.full_scale).characterised
        return selection.value if known is None else Decimal(known.numerator) / known.denominator

    def own_status(self) -> int:
        """Return the bits for sense, guard, compensation and a locked range."""
        status = _EXTERNAL_SENSE if self.sense else 0
        status |= _EXTERNAL_GUARD if self.words.get("EXTGUARD") == "ON" else 0
        status |= _LEADS_COMPENSATED if self.compensated else 0
        return status | (_RANGE_LOCKED if self.locked else 0)

    def select(self, selection: Selection) -> None:
        """Take a selection; sensing and compensation end with the outputs that have them."""
        self.sense = self.sense and _has_sense(selection)
        self.compensated = self.compensated and _has_compensation(selection)
        super().select(selection)

    def sense_outside(self, word: str) -> None:
        """Do what `EXTSENSE` does.

        Raises:
            FlukeError: what is selected has no sense terminals.
        """
        if word == "ON" and not _has_sense(self.selected):
            raise FlukeError(errors.NO_COMPENSATION)
        self.observe()
        self.sense = word == "ON"
        self.refresh()

    def compensate(self, word: str) -> None:
        """Do what `RCOMP` does.

        Raises:
            FlukeError: what is selected has no compensation.
        """
        if word == "ON" and not _has_compensation(self.selected):
            raise FlukeError(errors.NO_COMPENSATION)
        self.observe()
        self.compensated = word == "ON"
        self.refresh()

    def choose_post(self, word: str) -> None:
        """Do what `CUR_POST` does."""
        self.post = word
        self.refresh()

    def reset(self) -> None:
        """Do what `*RST` does."""
        self.sense = self.compensated = False
        self.post = "NORMAL"
        super().reset()


def _has_sense(selection: Selection) -> bool:
    function = selection.function
    return function.unit == "V" or (function is RES and selection.value <= SENSED)


def _has_compensation(selection: Selection) -> bool:
    return selection.function is RES and selection.value <= COMPENSATED
