"""Budgets of many test points at once, as numpy arrays, whose results are correlated by what they share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench_core.bilingual import Bilingual
from bench_core.errors import CorrelationInvalid, NumberInvalid, UsageError
from bench_core.metrology.arrays import Array
from bench_core.metrology.coverage import coverage_factor
from bench_core.metrology.inputs import NONE, Correlations
from bench_core.metrology.law import Combined, independent, uncorrelated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench_core.metrology.model import Model


@dataclass(frozen=True, slots=True)
class PointInput:
    """One input quantity of a model at all test points; coherent SI units.

    Args:
        name: as in the model.
        values: estimates, one for each point, or one for all.
        standard_uncertainties: one for each point, or one for all.
        degrees_of_freedom: of each standard uncertainty, or one for all; from 1 on.
        shared: whether it is one and the same quantity behind all points, such as the error of the standard, so that
            its deviations at the points go together (r = 1); else those at different points are independent.

    Raises:
        NumberInvalid: a value is not finite, an uncertainty not 0 or more, or degrees of freedom are below 1.
    """

    name: str
    values: Array | float
    standard_uncertainties: Array | float
    degrees_of_freedom: Array | float = math.inf
    shared: bool = False

    def __post_init__(self) -> None:
        if not np.isfinite(self.values).all():
            raise NumberInvalid(f"{self.name}: a value is not a finite number")
        if not (np.isfinite(self.standard_uncertainties) & np.greater_equal(self.standard_uncertainties, 0.0)).all():
            raise NumberInvalid(f"{self.name}: a standard uncertainty is not 0 or more")
        if not np.greater_equal(self.degrees_of_freedom, 1.0).all():
            raise NumberInvalid(f"{self.name}: degrees of freedom are below 1")


@dataclass(frozen=True, slots=True, eq=False)
class PointBudgets:
    """The budgets of one output at all test points; coherent SI units.

    Args:
        name: of the output.
        inputs: names, in the order of the columns.
        values: estimates.
        standard_uncertainties: combined.
        degrees_of_freedom: effective, may be infinite.
        contributions: c·u with its sign; a row for each point, a column for each input.
        input_degrees_of_freedom: of the inputs; rows and columns as of the contributions.
        shared: names of the inputs that all points share.
        correlations: between the inputs of a point.
    """

    name: str
    inputs: tuple[str, ...]
    values: Array
    standard_uncertainties: Array
    degrees_of_freedom: Array
    contributions: Array
    input_degrees_of_freedom: Array
    shared: frozenset[str]
    correlations: Correlations

    def coverage_factors(self, probability: float) -> Array:
        """Return k of each point by Student's t, as `coverage.coverage_factor`."""
        whole = np.where(np.isinf(self.degrees_of_freedom), math.inf, np.floor(self.degrees_of_freedom * (1.0 + 1e-9)))
        kinds, places = np.unique(whole, return_inverse=True)
        return np.array([coverage_factor(float(freedom), probability) for freedom in kinds])[places]

    def covariance(self) -> Array:
        """Return the covariance matrix of the results, points by points; the shared inputs make it other than diagonal.

        Source: JCGM 100:2008 F.1.2.3.
        """
        parts = self._independent_parts(self.shared)
        matrix = np.asarray(parts.T @ parts)
        np.fill_diagonal(matrix, self.standard_uncertainties**2)
        return matrix

    def difference(self, one: int, other: int) -> Combined:
        """Return the standard uncertainty of the result at one point less that at another.

        What both points share counts by the difference of its contributions: an equal error of the standard cancels.
        """
        return self.combination({one: 1.0, other: -1.0} if one != other else {one: 0.0})

    def combination(self, weights: Mapping[int, float]) -> Combined:
        """Return the standard uncertainty of a weighted sum of results, such as a difference or a mean.

        Args:
            weights: by the number of the point, from 0.

        Returns:
            With degrees of freedom; a shared input counts once, with the smallest of the points'.

        Source: JCGM 100:2008 equations (16) and (G.2b); decision 0020.
        """
        together: dict[str, float] = {}
        least: dict[str, float] = {}
        shares: list[float] = []
        freedoms: list[float] = []
        for point, weight in weights.items():
            rows = (self.contributions[point].tolist(), self.input_degrees_of_freedom[point].tolist())
            own: dict[str, float] = {}
            known: dict[str, float] = {}
            for name, contribution, freedom in zip(self.inputs, *rows, strict=True):
                known[name] = freedom
                if name in self.shared:
                    together[name] = together.get(name, 0.0) + weight * contribution
                    least[name] = min(least.get(name, math.inf), freedom)
                else:
                    own[name] = weight * contribution
            found = uncorrelated(own, known, self.correlations)
            shares += found[0]
            freedoms += found[1]
        common = uncorrelated(together, least, self.correlations)
        return independent(shares + common[0], freedoms + common[1])

    def _independent_parts(self, names: frozenset[str]) -> Array:
        """Return contributions of some inputs as rows of independent parts, a column for each point."""
        columns = {name: self.contributions[:, place] for place, name in enumerate(self.inputs) if name in names}
        grouped = self.correlations.names
        rows = [column for name, column in columns.items() if name not in grouped]
        for group in self.correlations.groups:
            if group.names[0] in names:
                rows.extend(_parts_of_group(group.factor, [columns[name] for name in group.names]))
        return np.array(rows).reshape(len(rows), len(self.values))


def propagate_points(
    model: Model, inputs: Sequence[PointInput], correlations: Correlations = NONE
) -> tuple[PointBudgets, ...]:
    """Return the budgets of each output of a model at many test points, all computed together.

    Args:
        model: of the measurement, the same at all points.
        inputs: one for each input of the model, with a value for each point or one for all.
        correlations: between the inputs of a point; inputs that are correlated are both shared or both not.

    Returns:
        In the order of the model's outputs.

    Raises:
        UsageError: inputs are not those of the model, or not of one number of points.
        CorrelationInvalid: of something that is no input, or of a shared and another input.
        ExpressionInvalid: the model has no value or no derivative at some point.

    Source: JCGM 100:2008 equations (10), (16) and (G.2b); decision 0020.
    """
    known = _by_name(model, inputs)
    points = _number_of_points(inputs)
    shared = frozenset(entry.name for entry in inputs if entry.shared)
    _require_separate(correlations, model.inputs, shared)
    ordered = [known[name] for name in model.inputs]
    found = model.linearise({entry.name: entry.values for entry in ordered})
    freedoms = np.empty((len(ordered), points))
    for row, entry in enumerate(ordered):
        freedoms[row] = entry.degrees_of_freedom
    budgets = []
    for name, value, slopes in zip(model.outputs, found.values, found.sensitivities, strict=True):
        shares = np.empty((len(ordered), points))
        for row, (entry, slope) in enumerate(zip(ordered, slopes, strict=True)):
            np.multiply(slope, entry.standard_uncertainties, out=shares[row])
        uncertainties, effective = _combined(shares, freedoms, model.inputs, correlations)
        budgets.append(
            PointBudgets(
                name=name,
                inputs=model.inputs,
                values=np.broadcast_to(np.asarray(value, dtype=np.float64), (points,)),
                standard_uncertainties=uncertainties,
                degrees_of_freedom=effective,
                contributions=shares.T,
                input_degrees_of_freedom=freedoms.T,
                shared=shared,
                correlations=correlations,
            )
        )
    return tuple(budgets)


def _combined(shares: Array, freedoms: Array, names: Sequence[str], correlations: Correlations) -> tuple[Array, Array]:
    """Return combined standard uncertainty and effective degrees of freedom of every point, as `law.combined`."""
    if correlations:
        shares, freedoms = _grouped(shares, freedoms, names, correlations)
    total = np.sqrt(np.einsum("ip,ip->p", shares, shares))
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = np.square(shares / total)
        inverse = np.einsum("ip,ip,ip->p", squares, squares, 1.0 / freedoms)
        return total, np.where((total > 0) & (inverse > 0), 1.0 / inverse, math.inf)


def _grouped(shares: Array, freedoms: Array, names: Sequence[str], correlations: Correlations) -> tuple[Array, Array]:
    """Return contributions where each group of correlated inputs has become one, as `law.uncorrelated`."""
    places = {name: place for place, name in enumerate(names)}
    alone = [place for name, place in places.items() if name not in correlations.names]
    rows, least = list(shares[alone]), list(freedoms[alone])
    for group in correlations.groups:
        members = [places[name] for name in group.names]
        parts = _parts_of_group(group.factor, list(shares[members]))
        rows.append(np.sqrt(sum(np.square(part) for part in parts)))
        least.append(np.where(shares[members] != 0, freedoms[members], math.inf).min(axis=0))
    return np.array(rows), np.array(least)


def _parts_of_group(factor: Sequence[Sequence[float]], members: Sequence[Array]) -> list[Array]:
    """Return Lᵀ·x, as `CorrelatedGroup.uncorrelated`."""
    return [
        np.asarray(sum(row[column] * member for row, member in zip(factor, members, strict=True)))
        for column in range(len(members))
    ]


def _by_name(model: Model, inputs: Sequence[PointInput]) -> dict[str, PointInput]:
    known = {entry.name: entry for entry in inputs}
    if len(known) < len(inputs):
        raise UsageError("an input is given twice")
    for name in (*known, *model.inputs):
        if name not in known:
            raise UsageError(f"the input '{name}' of the model is not given")
        if name not in model.inputs:
            raise UsageError(f"'{name}' is not an input of the model; its inputs are {', '.join(model.inputs)}")
    return known


def _number_of_points(inputs: Sequence[PointInput]) -> int:
    """Return how many points there are; every array must have as many."""
    found: dict[int, str] = {}
    for entry in inputs:
        for array in (entry.values, entry.standard_uncertainties, entry.degrees_of_freedom):
            shape = np.shape(array)
            if len(shape) > 1:
                raise UsageError(f"{entry.name}: an array has {len(shape)} dimensions, not one value for each point")
            found |= dict.fromkeys(shape, entry.name)
    if not found:
        raise UsageError("no input has an array of values or uncertainties; a single budget needs `propagate`")
    if len(found) > 1:
        counts = ", ".join(f"{name}: {count}" for count, name in found.items())
        raise UsageError(f"the inputs are of different numbers of points ({counts})")
    return next(iter(found))


def _require_separate(correlations: Correlations, names: Sequence[str], shared: frozenset[str]) -> None:
    correlations.require_known(names)
    for one, other in correlations.coefficients:
        if (one in shared) != (other in shared):
            raise CorrelationInvalid(
                Bilingual(
                    f"{one} 与 {other}：一个为各点共用，另一个不是",
                    f"{one} and {other}: one is shared by all points, the other is not",
                )
            )
