"""Where a recorded result differs from one that was computed again; it computes nothing."""

from __future__ import annotations

import math
from dataclasses import Field, fields

from bench_core.records.result import BudgetRow, Judgement, PointResult

_FLOAT_TOLERANCE = 1e-12  # last digits of exp and log differ between machines; exact values are compared exactly


def difference(where: str, recorded: object, computed: object) -> str | None:
    """Say where a recorded result differs from the computed one; None where it does not.

    Args:
        where: name of the result or of a part of it.
        recorded: result, or a part of it.
        computed: from the readings.
    """
    if not _equal(recorded, computed):
        return f"{where} is recorded as {recorded}, the readings give {computed}"
    for name, left, right in _parts(recorded, computed):
        if found := difference(f"{where}{name}", left, right):
            return found
    return None


def _equal(recorded: object, computed: object) -> bool:
    """Compare what has no parts; of what has parts, only their number."""
    if isinstance(recorded, float) and isinstance(computed, float):
        return math.isclose(recorded, computed, rel_tol=_FLOAT_TOLERANCE)
    if isinstance(recorded, tuple) and isinstance(computed, tuple):
        return len(recorded) == len(computed)
    if isinstance(recorded, PointResult | BudgetRow | Judgement):
        return type(recorded) is type(computed)
    return str(recorded) == str(computed)  # of a quantity the digits count, too: 1.20 V is not 1.2 V


def _of_a_later_program(entry: Field[object], recorded: object) -> bool:
    """Return whether the program that made the record did not know a field yet: each has always a value since."""
    return entry.default is None and getattr(recorded, entry.name) is None


def _parts(recorded: object, computed: object) -> list[tuple[str, object, object]]:
    if isinstance(recorded, tuple) and isinstance(computed, tuple):
        pairs = zip(recorded, computed, strict=True)
        return [(f"[{number}]", left, right) for number, (left, right) in enumerate(pairs, start=1)]
    if isinstance(recorded, PointResult | BudgetRow | Judgement):
        names = [entry.name for entry in fields(recorded) if not _of_a_later_program(entry, recorded)]
        return [(f".{name}", getattr(recorded, name), getattr(computed, name)) for name in names]
    return []
