"""Knows what a range and a function of a calibrator are and which range a value takes; it knows no instrument's own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import FlukeError

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Range:
    """One range of one function.

    Args:
        name: as `RANGE?` answers it; empty where nothing does.
        full_scale: nominal, in the function's unit.
        largest: that may be set.
        step: smallest step of a setting.
        lowest: frequency [Hz].
        highest: frequency; 0 for a range of what does not alternate [Hz].
        terminals: that it comes out of.
    """

    name: str
    full_scale: Decimal
    largest: Decimal
    step: Decimal
    lowest: Decimal = _NONE
    highest: Decimal = _NONE
    terminals: str = "NORMAL"


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    Args:
        name: as `FUNC?` answers it.
        capability: what the terminals carry.
        unit: of the amplitude, as `OUT?` answers it.
        ranges: rising.
        signed: whether the amplitude may be negative.
        smallest: magnitude that may be set.
        volt_hertz: largest amplitude times frequency, or None for any.
        fixed: whether each range has its full scale as its only value.
    """

    name: str
    capability: str
    unit: str
    ranges: tuple[Range, ...]
    signed: bool = False
    smallest: Decimal = _NONE
    volt_hertz: Decimal | None = None
    fixed: bool = False

    def range_for(self, value: Decimal, hertz: Decimal) -> Range:
        """Return the smallest range for a value at a frequency.

        Args:
            value: in the function's unit.
            hertz: 0 for what does not alternate.

        Raises:
            FlukeError: no range reaches it, or not at this frequency, or it is negative where that means nothing.
        """
        if value < 0 and not self.signed:
            raise FlukeError(errors.BAD_VALUE)
        row = self._reaching(abs(value))
        if not row.lowest <= hertz <= row.highest:
            raise FlukeError(errors.NO_FREQUENCY)
        if self.volt_hertz is not None and value * hertz > self.volt_hertz:
            raise FlukeError(errors.NO_FREQUENCY)
        return row

    def _reaching(self, magnitude: Decimal) -> Range:
        for row in self.ranges:
            if magnitude == row.full_scale if self.fixed else self.smallest <= magnitude <= row.largest:
                return row
        raise FlukeError(errors.OUT_OF_RANGE)


def rows(terminals: str, *texts: tuple[str, ...]) -> tuple[Range, ...]:
    """Return ranges that come out of the same terminals.

    Args:
        terminals: `NORMAL`, `AUX` or `20 A`.
        texts: for each range name, full scale, largest value and step, and where it alternates the lowest and the
            highest frequency.
    """
    return tuple(_row(terminals, *text) for text in texts)


def _row(
    terminals: str, name: str, full_scale: str, largest: str, step: str, lowest: str = "0", highest: str = "0"
) -> Range:
    frequencies = Decimal(lowest), Decimal(highest)
    return Range(name, Decimal(full_scale), Decimal(largest), Decimal(step), *frequencies, terminals)
