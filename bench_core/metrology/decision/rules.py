"""Decision rules: from a value, its limits and a guard band to a verdict, exactly; knows no procedure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, assert_never

from bench_core.errors import NumberInvalid, UsageError
from bench_core.metrology.decision.limits import Limits
from bench_core.metrology.decision.verdict import Conformity, Verdict

if TYPE_CHECKING:
    from bench_core.metrology.quantity import Quantity

Rule = Literal["simple", "guarded", "jjf1094"]
"""The rules that procedures and orders may name."""


def decide(
    rule: Rule,
    value: Quantity,
    lower: Quantity | None,
    upper: Quantity | None,
    expanded_uncertainty: Quantity,
) -> Verdict:
    """Judge a value by a rule against limits that belong to the allowed side.

    `simple`: pass when the value is within the limits, else fail.
    `guarded`: pass when the value is inside each limit by U or more (guard band w = U), else fail.
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

    Source: JJF 1094-2002 5.3.1; ILAC-G8:09/2019 4.2.1 (simple acceptance), 4.2.2 (guard band).
    """
    limits = Limits(lower, upper)
    mpev, guard = limits.mpev, _guard(expanded_uncertainty, "expanded uncertainty")
    match rule:
        case "simple":
            return _plain(value, limits)
        case "guarded":
            return decide_guarded(value, limits, guard)
        case "jjf1094" if guard * 3 <= mpev:
            return _plain(value, limits)
        case "jjf1094":
            return _jjf_1094(value, limits, guard)
        case _:
            assert_never(rule)


def decide_guarded(value: Quantity, limits: Limits, guard_band: Quantity) -> Verdict:
    """Judge a value by the binary rule with a guard band: pass inside the acceptance limits, else fail.

    Args:
        value: the error, or whatever the limits are for.
        limits: of tolerance, TL.
        guard_band: w from 0 on; the acceptance limits are the tolerance limits moved inwards by it, and with
            w above half the width between two limits nothing passes. 0 is simple acceptance.

    Raises:
        UsageError: a negative guard band.
        UnitMismatch: the quantities are of different kinds.

    Source: ILAC-G8:09/2019 4.2.1 (w = 0), 4.2.2 (w = U or r U); JCGM 106:2012 8.2, 8.3.2.
    """
    return Verdict.PASS if limits.hold(value, _guard(guard_band, "guard band")) else Verdict.FAIL


def decide_non_binary(value: Quantity, limits: Limits, guard_band: Quantity) -> Conformity:
    """Judge a value by the rule with four outcomes.

    Pass inside the acceptance limits, conditional pass inside the tolerance limits, conditional fail outside them by
    w or less, and fail beyond.

    Args:
        value: the error, or whatever the limits are for.
        limits: of tolerance, TL.
        guard_band: w from 0 on, commonly U.

    Raises:
        UsageError: a negative guard band.
        UnitMismatch: the quantities are of different kinds.

    Source: ILAC-G8:09/2019 4.2.3.
    """
    guard = _guard(guard_band, "guard band")
    if limits.hold(value, guard):
        return Conformity.PASS
    if limits.hold(value):
        return Conformity.CONDITIONAL_PASS
    return Conformity.CONDITIONAL_FAIL if limits.hold(value, -guard) else Conformity.FAIL


def guard_band(expanded_uncertainty: Quantity, multiple: Fraction | int | str = 1) -> Quantity:
    """Return the guard band w = r U.

    Args:
        expanded_uncertainty: U of the value, k = 2 or p = 95 %.
        multiple: r, exact, as text where it is a decimal such as "0.83"; 0 is simple acceptance.

    Raises:
        NumberInvalid: r is negative or not a number.
        UsageError: a negative U.

    Source: ILAC-G8:09/2019 4.2.2, table 1; JCGM 106:2012 8.3.2.2.
    """
    try:
        r = Fraction(multiple)
    except ValueError:
        raise NumberInvalid(f"the multiple of a guard band is a number such as 0.83, not '{multiple}'") from None
    if r < 0:
        raise NumberInvalid(f"the multiple of a guard band is 0 or above, not {multiple}")
    return _guard(expanded_uncertainty, "expanded uncertainty") * r


def _guard(width: Quantity, what: str) -> Quantity:
    guard = width.as_difference()
    if guard < guard * 0:
        raise UsageError(f"{what} {guard} is negative")
    return guard


def _plain(value: Quantity, limits: Limits) -> Verdict:
    return Verdict.PASS if limits.hold(value) else Verdict.FAIL


def _jjf_1094(value: Quantity, limits: Limits, guard: Quantity) -> Verdict:
    lower, upper = limits.moved_in(-guard)
    if (lower is not None and value <= lower) or (upper is not None and value >= upper):
        return Verdict.FAIL
    return Verdict.PASS if limits.hold(value, guard) else Verdict.UNDETERMINED
