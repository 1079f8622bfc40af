"""Which of several attempts at a point gives its result: pure, and the same for runner, certificate and verifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.metrology.decision import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.records.events import PointCompleted, RetryAsked

_FROM_WORST = (Verdict.FAIL, Verdict.UNDETERMINED, Verdict.PASS, None)


def contenders(
    earlier: tuple[PointCompleted, ...], latest: PointCompleted, retry: RetryAsked | None
) -> tuple[PointCompleted, ...]:
    """Return the completed attempts of which the worst stands: all, unless a second person agreed to the latest retry.

    A result could be seen as soon as it was there, so that whoever asks for a retry may have wished for a better one.

    Args:
        earlier: those before the latest.
        latest: completed attempt.
        retry: what it was taken for, or None.
    """
    return (latest,) if retry is not None and retry.second else (*earlier, latest)


def corrected(
    field: tuple[PointCompleted, ...], completed: PointCompleted, *, replaces: bool
) -> tuple[PointCompleted, ...]:
    """Return the results of which the worst stands after a reading of one of them was corrected.

    Args:
        field: those before.
        completed: the attempt with its new result.
        replaces: whether the new result takes the old one's place: no verdict could be seen, or a second person agreed.
    """
    kept = tuple(one for one in field if one.key != completed.key) if replaces else field
    return (*kept, completed)


def worst(attempts: Sequence[PointCompleted]) -> PointCompleted:
    """Return the attempt that stands: the worst verdict, then the largest error, then the latest.

    Args:
        attempts: at least one, the latest last.
    """
    return min(reversed(attempts), key=_from_worst)


def _from_worst(attempt: PointCompleted) -> tuple[int, float]:
    result = attempt.result
    return _FROM_WORST.index(result.verdict), -abs(float(result.error.si))
