"""Evaluation of a model chunk by chunk, on as many threads as wanted, with the same numbers from any number of them."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from bench_core.bilingual import Bilingual
from bench_core.errors import ExpressionInvalid, NumberInvalid, TrialsNotFinite
from bench_core.metrology.arrays import Array
from bench_core.metrology.monte_carlo.moments import Moments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Evaluate = Callable[[Mapping[str, Any]], Mapping[str, Any]]

Work = TypeVar("Work")

_ENOUGH: Final = 20  # refused trials tell what is wrong; an implicit equation takes long to refuse one


@dataclass(frozen=True, slots=True)
class Chunk:
    """The values of some trials.

    Args:
        names: of the outputs.
        values: a row for each output.
        moments: of the values.
    """

    names: tuple[str, ...]
    values: tuple[Array, ...]
    moments: Moments


def evaluate_trials(evaluate: Evaluate, values: Mapping[str, Array], size: int) -> Chunk:
    """Return the outputs of one chunk of trials.

    Args:
        evaluate: outputs from inputs, by name, element by element.
        values: of the inputs, by name.
        size: trials in the chunk.

    Raises:
        TrialsNotFinite: an output of some trial is infinite or not a number.
        NumberInvalid: there is no output.
    """
    with np.errstate(all="ignore"):
        try:
            outputs = evaluate(values)
        except ExpressionInvalid as failure:
            raise _refused(evaluate, values, size, failure) from None
        if not outputs:
            raise NumberInvalid("the model has no output")
        rows = tuple(_row(output, size) for output in outputs.values())
        moments = Moments.of(rows)
    if not np.isfinite(moments.products).all():
        raise _not_finite(values, dict(zip(outputs, rows, strict=True)))
    return Chunk(tuple(outputs), rows, moments)


def in_order(work: Callable[[int], Work], numbers: Iterable[int], threads: int) -> Iterator[Work]:
    """Give the work of each number in their order, a few ahead of the one asked for; a reader may stop at any time.

    Raises:
        NumberInvalid: there is not at least one thread.
    """
    if threads < 1:
        raise NumberInvalid(f"at least 1 thread is needed, not {threads}")
    if threads == 1:
        yield from map(work, numbers)
        return
    rest = iter(numbers)
    with ThreadPoolExecutor(threads) as pool:
        begun = deque(pool.submit(work, number) for number in islice(rest, 2 * threads))
        try:
            while begun:
                yield begun.popleft().result()
                begun.extend(pool.submit(work, number) for number in islice(rest, 1))
        finally:
            for future in begun:
                future.cancel()


def _row(output: Array, size: int) -> Array:
    """Return an output as one value for each trial, also where the model makes it a constant."""
    row = np.asarray(output, float)
    return row if row.shape == (size,) else np.broadcast_to(row, (size,))


def _not_finite(values: Mapping[str, Array], outputs: Mapping[str, Array]) -> TrialsNotFinite | NumberInvalid:
    """Return the failure of the first output with trials that are not finite."""
    for name, row in outputs.items():
        wrong = np.flatnonzero(~np.isfinite(row))
        if wrong.size:
            return TrialsNotFinite(Bilingual(name, name), wrong.size, row.size, _trial(values, int(wrong[0])))
    return NumberInvalid(f"{', '.join(outputs)}: the squares of some values are beyond what a computer holds")


def _refused(
    evaluate: Evaluate, values: Mapping[str, Array], size: int, failure: ExpressionInvalid
) -> TrialsNotFinite | ExpressionInvalid:
    """Return how many of the first trials a model refuses, or its own failure where each alone has a value."""
    failures = list(islice(_failures(evaluate, values, 0, size), _ENOUGH))
    if not failures:
        return failure
    looked_at = failures[-1][0] + 1 if len(failures) == _ENOUGH else size
    first, why = failures[0]
    return TrialsNotFinite(why.told, len(failures), looked_at, _trial(values, first), why.offset)


def _failures(
    evaluate: Evaluate, values: Mapping[str, Array], low: int, high: int
) -> Iterator[tuple[int, ExpressionInvalid]]:
    """Yield the trials from `low` to before `high` that a model refuses alone; by halves, since most are often fine."""
    try:
        if high - low == 1:
            evaluate(_trial(values, low))
        else:
            evaluate({name: value[low:high] for name, value in values.items()})
    except ExpressionInvalid as failure:
        if high - low == 1:
            yield low, failure
            return
        middle = (low + high) // 2
        yield from _failures(evaluate, values, low, middle)
        yield from _failures(evaluate, values, middle, high)


def _trial(values: Mapping[str, Array], trial: int) -> dict[str, float]:
    return {name: float(value[trial]) for name, value in values.items()}
