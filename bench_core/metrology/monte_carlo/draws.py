"""Draws of all inputs of a model at once, with their correlations; which distribution stands for which input.

Correlated inputs that are all normal have a multivariate normal distribution (JCGM 101:2008 6.4.8). Those that are all
of Student's t with the same degrees of freedom, such as means of observations made together, have a multivariate t
distribution, whose scale matrix has the stated coefficients (JCGM 102:2011 5.3.2). Every other group is drawn as
`copula` says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bench_core.errors import NumberInvalid
from bench_core.metrology.distribution import Distribution, Normal, StudentT
from bench_core.metrology.inputs import NONE, CorrelatedGroup, Correlations
from bench_core.metrology.monte_carlo.copula import draw_from_normal, normal_correlation, student_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from bench_core.metrology.arrays import Array
    from bench_core.metrology.inputs import Input


@dataclass(frozen=True, slots=True)
class Draws:
    """Inputs ready to be drawn together; made by `prepare_draws`.

    Args:
        independent: name, estimate and distribution of each input that is correlated with none.
        groups: inputs that hang together, with the normal coefficients that give the stated ones.
        estimates: of the inputs in the groups, by name.
        distributions: of the inputs in the groups, by name.
    """

    independent: tuple[tuple[str, float, Distribution], ...]
    groups: tuple[CorrelatedGroup, ...]
    estimates: Mapping[str, float]
    distributions: Mapping[str, Distribution]

    def draw(self, generator: Generator, size: int) -> dict[str, Array]:
        """Return as many values of every input, by name."""
        values: dict[str, Array] = {}
        for name, estimate, distribution in self.independent:
            drawn = distribution.draw(generator, size)
            drawn += estimate
            values[name] = drawn
        for group in self.groups:
            values |= self._draw_group(group, generator, size)
        return values

    def _draw_group(self, group: CorrelatedGroup, generator: Generator, size: int) -> dict[str, Array]:
        normals = _correlated_normals(group.factor, generator, size)
        distributions = [self.distributions[name] for name in group.names]
        shared = _same_student(distributions)
        scale = student_scale(shared, generator, size) if shared else None
        values = {}
        for name, distribution, normal in zip(group.names, distributions, normals, strict=True):
            if scale is None:
                drawn = draw_from_normal(distribution, normal, generator)
            else:
                drawn = normal * scale
                drawn *= distribution.standard_uncertainty
            drawn += self.estimates[name]
            values[name] = drawn
        return values


def prepare_draws(inputs: Sequence[Input], correlations: Correlations = NONE) -> Draws:
    """Return what draws the inputs with their correlations.

    A normal input with finite degrees of freedom is drawn from Student's t with these, as JCGM 101:2008 6.4.9.7 has it;
    the degrees of freedom of the other distributions say how well these are known and change no draw.

    Raises:
        CorrelationInvalid: a correlated name is not an input, or the distributions cannot have a coefficient.
        NumberInvalid: a name is there twice.
    """
    names = [item.name for item in inputs]
    if len(set(names)) < len(names):
        raise NumberInvalid(f"an input is there twice: {', '.join(names)}")
    correlations.require_known(names)
    distributions = {item.name: _drawn_distribution(item) for item in inputs}
    adjusted = Correlations.of(
        {pair: r for group in correlations.groups for pair, r in _normal_pairs(group, correlations, distributions)}
    )
    return Draws(
        tuple((i.name, i.value, distributions[i.name]) for i in inputs if i.name not in adjusted.names),
        adjusted.groups,
        {item.name: item.value for item in inputs},
        distributions,
    )


def _drawn_distribution(item: Input) -> Distribution:
    if isinstance(item.distribution, Normal) and math.isfinite(item.degrees_of_freedom):
        return StudentT(item.distribution.standard_uncertainty, item.degrees_of_freedom)
    return item.distribution


def _normal_pairs(
    group: CorrelatedGroup, correlations: Correlations, distributions: Mapping[str, Distribution]
) -> list[tuple[tuple[str, str], float]]:
    """Return the pairs of a group with the coefficients of the normal quantities behind them."""
    members = [distributions[name] for name in group.names]
    as_stated = all(isinstance(member, Normal) for member in members) or _same_student(members) is not None
    pairs = []
    for pair in combinations(group.names, 2):
        r = correlations.between(*pair)
        both = (distributions[pair[0]], distributions[pair[1]])
        scatter = all(member.standard_uncertainty for member in both)
        pairs.append((pair, normal_correlation(pair, both, r) if r and scatter and not as_stated else r))
    return pairs


def _same_student(distributions: Sequence[Distribution]) -> StudentT | None:
    """Return a Student's t distribution where all are, and of the same degrees of freedom."""
    students = [one for one in distributions if isinstance(one, StudentT)]
    alike = len(students) == len(distributions) and len({one.degrees_of_freedom for one in students}) == 1
    return students[0] if alike else None


def _correlated_normals(factor: Sequence[Sequence[float]], generator: Generator, size: int) -> list[Array]:
    """Return standard normal draws with the correlations of a factor, L·z; a column of nothing but 0 needs no draw."""
    columns = range(len(factor))
    normals = [np.zeros(size) for _ in columns]
    for column in columns:
        if not any(row[column] for row in factor):
            continue
        drawn = generator.standard_normal(size)
        for row in columns:
            if factor[row][column]:
                normals[row] += drawn * factor[row][column]
    return normals
