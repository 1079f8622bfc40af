"""Knows the display of a handheld meter that has no wire: what a person who has turned its switch reads.

The form of the display is that of the usual digital display with a count, of no particular maker: the step is the
smallest power of ten that the count resolves, and beyond a tenth above the range it shows OL.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial
from math import isinf
from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.metrology.quantity import Quantity
    from sim_instruments.dialects.execution import Body

OVERLOAD = "OL"
_BEYOND = 1.1
_CYCLES = 10.0
_RENEWED_EACH_S = 0.25
_LARGEST_ON_SMALL_TERMINALS = 3
_CURRENTS = frozenset({"dc_current", "ac_current"})


class Handheld:
    """A handheld meter.

    Args:
        body: what it reads with.
        counts: of its display, such as 6000.
    """

    def __init__(self, body: Body, counts: int) -> None:
        self.body = body
        self._counts = counts
        self._function = ""
        self._range: Quantity | None = None

    def select(self, function: str, range_: Quantity) -> None:
        """Turn the switch.

        Args:
            function: capability, such as `dc_voltage`.
            range_: nominal; the display shows its unit.
        """
        self._function, self._range = function, range_
        self.body.converter.restart()

    def shown(self) -> str | None:
        """Read the display, with its unit; None while no function that it has is selected."""
        return self._display(self.body.converter.read)

    def glimpsed(self) -> str | None:
        """Return what the display shows now, as `shown`, to somebody who looks and takes no reading yet.

        It is renewed four times in a second, with the noise of each time.
        """
        number = 1 + int(self.body.now() / _RENEWED_EACH_S)
        return self._display(partial(self.body.converter.sample, number=number))

    def _display(self, value_of: Callable[[str, Decimal, float, float, str], float]) -> str | None:
        range_ = self._range
        if range_ is None or self._function not in CAPABILITIES:
            return None
        full_scale = Decimal(range_.si.numerator) / range_.si.denominator
        terminals = terminals_of(self._function, full_scale)
        value = value_of(self._function, full_scale, _CYCLES, self.body.now(), terminals)
        if isinf(value) or abs(value) > float(full_scale) * _BEYOND:
            return OVERLOAD
        scale = range_.si / range_.value
        shown = Decimal(value) / (Decimal(scale.numerator) / scale.denominator)
        nominal = Decimal(range_.value.numerator) / range_.value.denominator
        digits = shown.quantize(step_of(nominal, self._counts), rounding=ROUND_HALF_EVEN)
        return f"{digits + 0:f} {range_.unit.symbol}"


def step_of(range_: Decimal, counts: int) -> Decimal:
    """Return the smallest power of ten of which `counts` reach the range."""
    step = Decimal(1).scaleb((range_ / counts).adjusted())
    return step if step * counts >= range_ else step.scaleb(1)


def terminals_of(function: str, full_scale: Decimal) -> str:
    """Return the terminals of a meter that a function reads at.

    Args:
        function: capability.
        full_scale: of the range [SI unit of the function].
    """
    if function not in _CURRENTS:
        return "INPUT HI LO"
    return "CURRENT 3 A" if full_scale <= _LARGEST_ON_SMALL_TERMINALS else "CURRENT 10 A"
