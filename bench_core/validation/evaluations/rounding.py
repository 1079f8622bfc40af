"""Examples of rounding, through the functions that round what a certificate shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bench_core.metrology.rounding import report, round_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.metrology.rounding import Direction
    from bench_core.validation.comparison import Found
    from bench_core.validation.evaluations.effort import Effort
    from bench_core.validation.given import Given


def rounded(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Round a value to an interval (GB/T 8170)."""
    return {"rounded": round_to(given.quantity("value"), given.quantity("interval"))}


def divisions(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Turn a mean into divisions of a scale, round it, and take the error of the indicated division (JJG 124)."""
    scale, span = given.quantity("divisions"), given.quantity("span")
    mean = given.quantity("mean") / span * scale
    nearest = round_to(mean, given.quantity("interval"))
    return {"mean": mean, "rounded": nearest, "error": given.quantity("indicated") - nearest}


def reported(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Round an uncertainty to significant digits, in the direction that a rule asks for, and the value to its place."""
    uncertainty = given.quantity("U")
    value = given.quantity("value") if given.has("value") else uncertainty * 0
    width, direction = float(uncertainty.to(value.unit)), cast("Direction", given.text("direction"))
    shown = report(value, width, given.whole("digits"), direction)
    return {"value": shown.value, "U": shown.expanded_uncertainty}
