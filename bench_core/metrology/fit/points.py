"""Points that a curve is fitted to, checked: every refusal names the point."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bench_core.errors import FitInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_points(x: Sequence[float], y: Sequence[float], count: int, *, spare: int) -> None:
    """Refuse points that a curve with so many coefficients cannot be fitted to.

    Args:
        x: of each point.
        y: of each point.
        count: of coefficients.
        spare: points that are needed beyond that, 1 where the scatter is to be estimated from the residuals.

    Raises:
        FitInvalid: different lengths, too few points, too few different x, or a value that is not a number.
    """
    if len(x) != len(y):
        raise FitInvalid(f"there are {len(x)} values of x and {len(y)} of y")
    for what, values in (("x", x), ("y", y)):
        for point, value in enumerate(values, start=1):
            if not math.isfinite(value):
                raise FitInvalid(f"{what} is {value}, not a number", point)
    if len(x) < count + spare:
        why = ", so that their scatter can be estimated" if spare else ""
        raise FitInvalid(f"{count} coefficients need {count + spare} or more points{why}, not {len(x)}")
    different = len(set(x))
    if different < count:
        point = next(index for index, value in enumerate(x, start=1) if value in x[: index - 1])
        raise FitInvalid(
            f"x = {x[point - 1]:.12g} is that of an earlier point; {count} coefficients need {count} or more "
            f"different x, not {different}",
            point,
        )


def check_uncertainties(what: str, uncertainties: Sequence[float], points: int, *, exact: bool = False) -> None:
    """Refuse standard uncertainties that are none.

    Args:
        what: their name, such as u_y.
        uncertainties: one for each point.
        points: how many points there are.
        exact: whether 0 is allowed, for a quantity that is exactly known.

    Raises:
        FitInvalid: another count, or a value that is negative, zero where that is not allowed, or not a number.
    """
    if len(uncertainties) != points:
        raise FitInvalid(f"there are {len(uncertainties)} values of {what} for {points} points")
    for point, value in enumerate(uncertainties, start=1):
        if not 0 <= value < math.inf or (value == 0 and not exact):
            raise FitInvalid(f"{what} must be a number {'from 0 on' if exact else 'above 0'}, not {value}", point)


def check_correlations(r: Sequence[float], points: int) -> None:
    """Refuse correlation coefficients between x and y of a point that are none.

    Raises:
        FitInvalid: another count, or a value that is not between -1 and 1, both excluded.
    """
    if len(r) != points:
        raise FitInvalid(f"there are {len(r)} correlation coefficients for {points} points")
    for point, value in enumerate(r, start=1):
        if not -1 < value < 1:
            raise FitInvalid(f"the correlation of x and y must be between -1 and 1, not {value}", point)
