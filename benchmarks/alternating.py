"""Runs a floor and ours in turn, round by round, and prints both and their ratio; knows nothing of what is measured."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def alternate(measures: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Take each measure once in every round, after one round to warm up.

    Args:
        measures: by name; each does its work once and returns the figure.
        rounds: how many figures of each are wanted.
    """
    found: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds + 1):
        for name, measure in measures.items():
            figure = measure()
            if number:
                found[name].append(figure)
    return found


def show(figures: Mapping[str, Sequence[float]], unit: str, *, best: Callable[[Sequence[float]], float] = min) -> None:
    """Print best and median of each measure, in the order they were given.

    Args:
        figures: by name.
        unit: of all of them.
        best: `min` for costs, `max` for rates.
    """
    width = max(len(name) for name in figures)
    print(f"{'':{width}}  {best.__name__:>12}        median")
    for name, values in figures.items():
        print(f"{name:{width}}  {best(values):12,.1f} {unit}  {statistics.median(values):12,.1f} {unit}")


def show_added(figures: Mapping[str, Sequence[float]], unit: str, aim: str) -> None:
    """Print what each measure costs above the first, its floor: of the best, and the median of the rounds'.

    Args:
        figures: the floor's first.
        unit: of all of them.
        aim: in words.
    """
    floor, *others = figures.items()
    for name, values in others:
        by_round = statistics.median(mine - its for mine, its in zip(values, floor[1], strict=True))
        print(f"{name} adds {min(values) - min(floor[1]):.1f} {unit} of the best, {by_round:.1f} {unit} median")
    print(f"(aim {aim})\n")


def show_ratio(
    figures: Mapping[str, Sequence[float]], aim: str, *, best: Callable[[Sequence[float]], float] = min
) -> None:
    """Print the ratio of the second measure to the first, its floor: of the best, and the median of the rounds'.

    Args:
        figures: the floor's first, then ours.
        aim: in words.
        best: `min` for costs, `max` for rates.
    """
    floor, ours = list(figures.values())[:2]
    by_round = statistics.median(mine / its for mine, its in zip(ours, floor, strict=True))
    print(f"ratio {best(ours) / best(floor):.2f} of the best, {by_round:.2f} median  (aim {aim})\n")
