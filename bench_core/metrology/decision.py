"""Decision rules: from a value, its limits and its U to pass, fail or undetermined; knows no procedure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal, assert_never

from bench_core.errors import UsageError

if TYPE_CHECKING:
    from bench_core.metrology.quantity import Quantity

Rule = Literal["simple", "jjf1094"]


class Verdict(StrEnum):
    """The outcome of a decision rule; `undetermined` (待定) is never a pass."""

    PASS = "pass"  # noqa: S105  a verdict, no secret
    FAIL = "fail"
    UNDETERMINED = "undetermined"


def decide(
    rule: Rule,
    value: Quantity,
    lower: Quantity | None,
    upper: Quantity | None,
    expanded_uncertainty: Quantity,
) -> Verdict:
    """Judge a value by a rule against limits that belong to the allowed side.

    `simple`: pass when the value is within the limits, else fail.
    `jjf1094`: as `simple` when U is at most a third of MPEV; else pass when the value is inside each limit
    by U or more, fail when it is outside one limit by U or more, and undetermined between. MPEV is half the
    width between two limits, and the magnitude of the limit where there is one.

    Args:
        rule: agreed with the client or set by the regulation.
        value: the error, or whatever the limits are for.
        lower: limit, or None.
        upper: limit, or None.
        expanded_uncertainty: U of the value, k = 2 or p = 95 %.

    Raises:
        UsageError: no limit, limits in the wrong order, or a negative U.
        UnitMismatch: the quantities are of different kinds.

    Source: JJF 1094-2002 5.3.1; ILAC-G8:09/2019 4.2.1 (simple acceptance).
    """
    mpev = _mpev(lower, upper)
    guard = expanded_uncertainty.as_difference()
    if guard < guard * 0:
        raise UsageError(f"expanded uncertainty {guard} is negative")
    match rule:
        case "simple":
            return _plain(value, lower, upper)
        case "jjf1094" if guard * 3 <= mpev:
            return _plain(value, lower, upper)
        case "jjf1094":
            return _guarded(value, lower, upper, guard)
        case _:
            assert_never(rule)


def _mpev(lower: Quantity | None, upper: Quantity | None) -> Quantity:
    if lower is None or upper is None:
        only = lower if upper is None else upper
        if only is None:
            raise UsageError("a requirement without any limit cannot be judged")
        return abs(only)
    if upper < lower:
        raise UsageError(f"lower limit {lower} is above upper limit {upper}")
    return (upper - lower) / 2


def _plain(value: Quantity, lower: Quantity | None, upper: Quantity | None) -> Verdict:
    inside = (lower is None or value >= lower) and (upper is None or value <= upper)
    return Verdict.PASS if inside else Verdict.FAIL


def _guarded(value: Quantity, lower: Quantity | None, upper: Quantity | None, guard: Quantity) -> Verdict:
    if (lower is not None and value <= lower - guard) or (upper is not None and value >= upper + guard):
        return Verdict.FAIL
    inside = (lower is None or value >= lower + guard) and (upper is None or value <= upper - guard)
    return Verdict.PASS if inside else Verdict.UNDETERMINED
