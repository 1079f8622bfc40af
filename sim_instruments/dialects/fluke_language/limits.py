"""Knows the largest amplitudes that a calibrator lets its user set; it refuses to know what is selected."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import FlukeError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Limits:
    """Lowest and highest amplitude, by unit.

    Args:
        widest: magnitude by unit, volts before amperes.
    """

    def __init__(self, widest: Mapping[str, str]) -> None:
        self._widest = {unit: Decimal(text) for unit, text in widest.items()}
        self.widen()

    def widen(self) -> None:
        """Forget what was set."""
        self._bounds = {unit: (-magnitude, magnitude) for unit, magnitude in self._widest.items()}

    def set(self, unit: str, highest: Decimal, lowest: Decimal) -> None:
        """Limit the amplitudes of a unit.

        Raises:
            FlukeError: the unit has no limits, or they do not include 0, or are wider than the instrument's.
        """
        if unit not in self._bounds:
            raise FlukeError(errors.BAD_UNIT)
        widest = self._widest[unit]
        if not -widest <= lowest <= 0 <= highest <= widest:
            raise FlukeError(errors.ILLEGAL_LIMIT)
        self._bounds[unit] = (lowest, highest)

    def allow(self, unit: str, value: Decimal) -> bool:
        """Tell whether an amplitude is within the limits."""
        if unit not in self._bounds:
            return True
        lowest, highest = self._bounds[unit]
        return lowest <= value <= highest

    @property
    def text(self) -> str:
        """Highest and lowest volts, highest and lowest amperes; source: Fluke 5520A Operators Manual, page 6-25."""
        bounds = (bound for lowest, highest in self._bounds.values() for bound in (highest, lowest))
        return ",".join(f"{bound:.4f}" for bound in bounds)
