"""When a condition that was lost holds again, and when upkeep is due: pure, and the same for runner and verifier."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from bench_core.records.plan import Condition

ZEROED = ".zeroed"
"""What the name of an upkeep ends with: the time since an instrument was last zeroed."""
_OF_THE_BAND = Fraction(1, 20)
_OF_ONE_LIMIT = Fraction(1, 50)


def back(condition: Condition) -> Condition:
    """Return a condition with the narrower limits at which it holds again after it was lost.

    Between two limits they lie a twentieth of the band further inside, so that what hovers at a limit does not stop
    and start a run; beside one limit a fiftieth of its number.

    Args:
        condition: of the plan.
    """
    lower, upper = condition.lower, condition.upper
    if lower is not None and upper is not None:
        margin = (upper.to(lower.unit).value - lower.value) * _OF_THE_BAND
        lower = _moved(lower, margin)
        upper = _moved(upper.to(lower.unit), -margin)
    elif lower is not None:
        lower = _moved(lower, abs(lower.value) * _OF_ONE_LIMIT)
    elif upper is not None:
        upper = _moved(upper, -abs(upper.value) * _OF_ONE_LIMIT)
    return replace(condition, lower=lower, upper=upper)


def limits_text(condition: Condition) -> str:
    """Return the limits as they are now, for people: `19.1 °C .. 20.9 °C`, `≤ 73.5 %`."""
    if condition.lower is not None and condition.upper is not None:
        return f"{condition.lower} .. {condition.upper}"
    return f"≥ {condition.lower}" if condition.lower is not None else f"≤ {condition.upper}"


def left_s(condition: Condition, value: Quantity) -> float | None:
    """Return the time until an upkeep is due [s], or None for a condition that is none.

    Args:
        condition: of the plan; such as `source.zeroed` with the longest time as its upper limit.
        value: time since the upkeep, when it was recorded.
    """
    if not condition.name.endswith(ZEROED) or condition.upper is None:
        return None
    return float(condition.upper.si - value.si)


def _moved(limit: Quantity, by: Fraction) -> Quantity:
    return Quantity(limit.value + by, limit.unit)
