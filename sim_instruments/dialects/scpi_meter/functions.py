"""Knows what a meter's measuring functions are made of and how a range is chosen; it knows no command and no model.

A function is a row; what it looks for at the terminals is a capability of the physics, or one of the few quantities
that are derived from one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_parameters import matches
from sim_instruments.physics.wiring import INPUT

_MNEMONICS = re.compile(r"(\[)?:?([A-Za-z0-9]+)")

CURRENT_TERMINALS = "CURRENT 3 A"
LARGE_CURRENT_TERMINALS = "CURRENT 10 A"

VOLTAGE_OVERLOAD = 1
CURRENT_OVERLOAD = 2
OHMS_OVERLOAD = 512


def scales(*texts: str) -> tuple[Decimal, ...]:
    """Return full scales from texts such as `1E-4`."""
    return tuple(Decimal(text) for text in texts)


@dataclass(frozen=True, slots=True)
class Function:
    """One measuring function.

    Args:
        name: as `FUNCtion?` answers it.
        header: of its commands under `SENSe`, as manuals write it.
        quantity: capability that the converter reads, or `continuity`, `diode`, `period`, `ratio`, `capacitance`,
            `temperature`.
        unit: of its numbers, a key of the suffix table.
        ranges: full scales, rising.
        largest: largest magnitude that the top range shows.
        reset_range: full scale after `*RST`.
        terminals: that it looks at.
        overload: bit of the questionable register that an overload sets.
        over_range: what a range below the top shows, relative to its full scale.
        automatic: the largest range that autorange chooses; the top where None.
        automatic_limit: largest magnitude that this one shows.
        hidden_scale: full scale under which its hidden errors are found, where that is not the range in use.
    """

    name: str
    header: str
    quantity: str
    unit: str
    ranges: tuple[Decimal, ...]
    largest: Decimal
    reset_range: Decimal
    terminals: str = INPUT
    overload: int = VOLTAGE_OVERLOAD
    over_range: Decimal = Decimal("1.2")
    automatic: Decimal | None = None
    automatic_limit: Decimal = Decimal(0)
    hidden_scale: Decimal | None = None

    @property
    def alternating(self) -> bool:
        """Whether it is an ac function, with a detector and its bandwidth."""
        return self.quantity in {"ac_voltage", "ac_current"}

    @property
    def counts_periods(self) -> bool:
        """Whether it counts the periods of an alternating voltage for a gate time."""
        return self.quantity in {"frequency", "period"}

    @property
    def is_ohms(self) -> bool:
        """Whether it measures a resistance."""
        return self.quantity in {"resistance", "resistance_4w"}

    def limit(self, full_scale: Decimal) -> Decimal:
        """Return the magnitude beyond which a range shows an overload."""
        if full_scale == self.automatic:
            return self.automatic_limit
        return self.largest if full_scale == self.ranges[-1] else full_scale * self.over_range

    def range_for(self, expected: Decimal) -> Decimal:
        """Return the smallest full scale that is not below the expected value.

        Raises:
            ScpiError: -222, there is none.
        """
        for full_scale in self.ranges:
            if full_scale >= abs(expected):
                return full_scale
        if abs(expected) <= self.largest:
            return self.ranges[-1]
        raise ScpiError(-222)


@dataclass(slots=True)
class Sense:
    """How one function is set.

    Args:
        function: that is set.
        full_scale: range in use.
        autorange: whether it follows the signal.
        cycles: integration time [power line cycles].
        autozero: whether each reading is followed by one of the zero.
        gate: time for which periods are counted [s].
        null: whether the null value is subtracted from each reading.
        null_value: that is subtracted.
        acquire_null: whether the next reading becomes the null value.
        digits: that the display shows.
        average: whether readings are filtered.
        average_count: how many readings a filtered one is made of.
        average_kind: of filter.
        terminals: that it looks at.
        aperture: integration time that was set in seconds; None where it was set in power line cycles [s].
        bandwidth: lowest frequency that the detector is set for [Hz].
    """

    function: Function
    full_scale: Decimal
    cycles: Decimal = Decimal(10)
    autorange: bool = True
    autozero: bool = True
    gate: Decimal = Decimal("0.1")
    null: bool = False
    null_value: Decimal = Decimal(0)
    acquire_null: bool = False
    digits: Decimal = Decimal(6)
    average: bool = False
    average_count: Decimal = Decimal(10)
    average_kind: str = "MOV"
    terminals: str = INPUT
    aperture: Decimal | None = None
    bandwidth: Decimal = Decimal(20)

    def follow(self, value: float) -> None:
        """Choose the range as autorange does: up above its limit, down below 10 % of it."""
        ranges = self.function.ranges
        place = ranges.index(self.full_scale)
        top = self.function.automatic or ranges[-1]
        while ranges[place] < top and abs(value) > float(self.function.limit(ranges[place])):
            place += 1
        while place > 0 and abs(value) < float(ranges[place]) * 0.1 and self._fits(value, ranges[place - 1]):
            place -= 1
        self.full_scale = ranges[place]

    def choose_range(self, expected: Decimal) -> None:
        """Take the smallest range for an expected value, and stay there."""
        self.full_scale = self.function.range_for(expected)
        self.autorange = False

    def _fits(self, value: float, full_scale: Decimal) -> bool:
        return abs(value) <= float(self.function.limit(full_scale))


@lru_cache(maxsize=256)
def names(header: str, text: str) -> bool:
    """Tell whether a text in capitals names a function by a header pattern such as `VOLTage[:DC]`."""
    given = text.split(":")
    for optional, mnemonic in _MNEMONICS.findall(header):
        if given and matches(mnemonic, given[0]):
            given.pop(0)
        elif not optional:
            return False
    return not given
