"""Limits of a value: which belong to the allowed side, and comparison of full or rounded values with them."""

from __future__ import annotations

from dataclasses import dataclass

from bench_core.errors import UsageError
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import round_to, written_interval


@dataclass(frozen=True, slots=True)
class Limits:
    """One or two limits of a value.

    Args:
        lower: limit, or None.
        upper: limit, or None.
        lower_included: whether the lower limit itself is allowed (≥), as it is where nothing is said.
        upper_included: whether the upper limit itself is allowed (≤).

    Raises:
        UsageError: no limit, or limits in the wrong order.
        UnitMismatch: the limits are of different kinds.
    """

    lower: Quantity | None = None
    upper: Quantity | None = None
    lower_included: bool = True
    upper_included: bool = True

    def __post_init__(self) -> None:
        if self.lower is None and self.upper is None:
            raise UsageError("a requirement without any limit cannot be judged")
        if self.lower is not None and self.upper is not None and self.upper < self.lower:
            raise UsageError(f"lower limit {self.lower} is above upper limit {self.upper}")

    @property
    def mpev(self) -> Quantity:
        """Half the width between two limits, and the magnitude of the limit where there is one."""
        if self.lower is not None and self.upper is not None:
            return (self.upper - self.lower) / 2
        only = self.lower if self.upper is None else self.upper
        if only is None:
            raise UsageError("a requirement without any limit cannot be judged")
        return abs(only)

    def moved_in(self, guard_band: Quantity) -> tuple[Quantity | None, Quantity | None]:
        """Return lower and upper acceptance limit: the limits moved inwards, outwards if the guard band is negative."""
        width = guard_band.as_difference()
        lower = None if self.lower is None else self.lower + width
        return lower, None if self.upper is None else self.upper - width

    def hold(self, value: Quantity, guard_band: Quantity | None = None) -> bool:
        """Return whether the value as it is lies within the limits (full-value comparison, 全数值比较法).

        Args:
            value: with all its digits.
            guard_band: by how much the limits are moved inwards before, outwards if negative; None is 0.

        Raises:
            UnitMismatch: value, limits and guard band are of different kinds.

        Source: GB/T 8170-2008 4.3.2.
        """
        lower, upper = (self.lower, self.upper) if guard_band is None else self.moved_in(guard_band)
        above = lower is None or value > lower or (self.lower_included and value == lower)
        return above and (upper is None or value < upper or (self.upper_included and value == upper))

    def hold_rounded(self, value: Quantity, interval: Quantity | None = None) -> bool:
        """Return whether the value lies within the limits after it is rounded as they are (修约值比较法).

        Args:
            value: unrounded.
            interval: to which the value is rounded, once; without one, the last place of the limit as it is written.

        Raises:
            NumberInvalid: no interval, and the limits are not written with one number of decimals.
            UnitMismatch: value, interval and limits are of different kinds.

        Source: GB/T 8170-2008 4.3.3.
        """
        return self.hold(round_to(value, self._written_interval() if interval is None else interval))

    def _written_interval(self) -> Quantity:
        found = {written_interval(limit) for limit in (self.lower, self.upper) if limit is not None}
        if len(found) != 1:
            raise UsageError(f"the limits {self.lower} and {self.upper} end in different places; state the interval")
        return found.pop()
