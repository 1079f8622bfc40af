"""Where a rising or falling function of one quantity takes a value: Newton's method, kept inside a bracket."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Final

from bench_core.errors import NumberInvalid

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_STEPS: Final = 200
_RESOLUTION: Final = sys.float_info.epsilon


def invert(
    value: Callable[[float], float], slope: Callable[[float], float], target: float, low: float, high: float
) -> float:
    """Return x between `low` and `high` at which a monotonic function has a value, to the last bits of x.

    A step of Newton's method that would leave the bracket, or is more than half of the one before, becomes a bisection.

    Args:
        value: the function, monotonic from `low` to `high`.
        slope: its derivative.
        target: the value sought.
        low: of x.
        high: of x, not below `low`.

    Raises:
        NumberInvalid: the function does not pass through the target between `low` and `high`.
    """
    at_low, at_high = value(low) - target, value(high) - target
    if not at_low * at_high <= 0.0:
        raise NumberInvalid(f"{target:.12g} is not reached between {low:.12g} and {high:.12g}")
    if at_low == 0.0 or at_high == 0.0:
        return low if at_low == 0.0 else high
    x = low - at_low * (high - low) / (at_high - at_low)
    step = high - low
    for _ in range(_MOST_STEPS):
        here = value(x) - target
        if here == 0.0:
            return x
        low, high = (x, high) if (here < 0.0) == (at_low < 0.0) else (low, x)
        tangent = slope(x)
        newton = -here / tangent if tangent else math.inf
        before, step = step, newton
        if not low < x + step < high or abs(step) > 0.5 * abs(before):
            step = 0.5 * (high - low) + low - x
        if x + step == x or high - low <= _RESOLUTION * abs(x):
            return x
        x += step
    return x
