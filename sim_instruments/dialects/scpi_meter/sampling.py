"""Knows how a function's reading comes from what the converter sees; it knows no command and no model."""

from __future__ import annotations

from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim_instruments.dialects.scpi_meter.functions import Sense
    from sim_instruments.physics.converter import Converter

DIODE_CURRENT = Decimal("1E-3")
"""Test current of a diode test [A]."""
CONTINUITY_SCALE = Decimal(1000)
"""Range of a continuity test [Ω]."""

# neither a reference voltage, a sensor nor a capacitor can be connected
_NOT_IN_THIS_WORLD = {"ratio": inf, "temperature": inf, "capacitance": 0.0}


def looked(converter: Converter, sense: Sense, now: float) -> float:
    """Return what autoranging goes by, in the unit of the function's ranges."""
    function = sense.function
    if function.counts_periods:
        return converter.look("ac_voltage", now, sense.terminals)
    if function.quantity == "ratio":
        return converter.look("dc_voltage", now, sense.terminals)
    if function.quantity in _NOT_IN_THIS_WORLD:
        return 0.0
    return converter.look(function.quantity, now, sense.terminals)


def sampled(converter: Converter, sense: Sense, cycles: float, now: float) -> float:
    """Take one reading.

    Args:
        converter: of the meter.
        sense: how the function is set.
        cycles: integration time [power line cycles].
        now: end of the integration [s].

    Returns:
        The reading, unrounded, in the function's unit; infinite where there is none.
    """
    function = sense.function
    quantity = function.quantity
    if quantity in {"continuity", "diode"}:
        ohms = converter.read("resistance", CONTINUITY_SCALE, cycles, now, sense.terminals)
        return ohms if quantity == "continuity" else ohms * float(DIODE_CURRENT)
    if quantity in _NOT_IN_THIS_WORLD:
        return _NOT_IN_THIS_WORLD[quantity]
    scale = sense.full_scale if function.hidden_scale is None else function.hidden_scale
    if quantity == "period":  # without a signal the meter answers 0
        hertz = converter.read("frequency", scale, cycles, now, sense.terminals)
        return 1 / hertz if hertz else 0.0
    return converter.read(quantity, scale, cycles, now, sense.terminals)
