"""Input quantities of a measurement model and the correlations between them; floats in coherent SI units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.errors import CorrelationInvalid, NumberInvalid
from bench_core.metrology.distribution import Distribution, StudentT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_ROUNDING: Final = 1e-13  # what binary arithmetic leaves of a pivot that is exactly 0, for each quantity
_SIMILAR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Input:
    """One input quantity: its estimate and what is known about its possible values.

    Args:
        name: as in the model.
        value: estimate, in the coherent SI unit.
        distribution: of the deviation from the estimate, in the same unit; it has the standard uncertainty.
        degrees_of_freedom: of the standard uncertainty, infinite where exactly known; those of a Student's t
            distribution where left out.

    Raises:
        NumberInvalid: the value is not finite, or the degrees of freedom are below 1.
    """

    name: str
    value: float
    distribution: Distribution
    degrees_of_freedom: float = math.inf

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise NumberInvalid(f"{self.name}: the value {self.value} is not a finite number")
        if not self.degrees_of_freedom >= 1:
            raise NumberInvalid(f"{self.name}: {self.degrees_of_freedom} degrees of freedom are below 1")
        if isinstance(self.distribution, StudentT) and self.degrees_of_freedom == math.inf:
            object.__setattr__(self, "degrees_of_freedom", self.distribution.degrees_of_freedom)

    @property
    def standard_uncertainty(self) -> float:
        """Standard uncertainty of the estimate, in the coherent SI unit."""
        return self.distribution.standard_uncertainty


@dataclass(frozen=True, slots=True)
class CorrelatedGroup:
    """Quantities that hang together by their correlations, directly or through each other.

    Args:
        names: of the quantities.
        factor: lower triangular L with L·Lᵀ the matrix of their correlation coefficients; a row for each name. Columns
            of what follows from the quantities before it are 0.
    """

    names: tuple[str, ...]
    factor: tuple[tuple[float, ...], ...]

    def uncorrelated(self, contributions: Mapping[str, float]) -> list[float]:
        """Return Lᵀ·x: as many contributions, whose squares add up to the variance of the group.

        Args:
            contributions: x = sensitivity · standard uncertainty, with its sign, by name.
        """
        parts = [contributions.get(name, 0.0) for name in self.names]
        columns = range(len(parts))
        return [
            math.fsum(row[column] * part for row, part in zip(self.factor, parts, strict=True)) for column in columns
        ]


@dataclass(frozen=True, slots=True)
class Correlations:
    """Correlation coefficients between input quantities; those not given are 0.

    Build it by `of`, `from_matrix` or `from_covariance`, which check it.

    Args:
        coefficients: by two names, each pair once.
        groups: quantities that hang together, with the factor of their matrix.
    """

    coefficients: Mapping[tuple[str, str], float] = field(default_factory=lambda: MappingProxyType({}))
    groups: tuple[CorrelatedGroup, ...] = ()

    @classmethod
    def of(cls, coefficients: Mapping[tuple[str, str], float]) -> Correlations:
        """Return the correlations given pair by pair.

        Raises:
            CorrelationInvalid: a coefficient is beyond ±1 or not a number, a pair is there twice, a quantity is not
                wholly correlated with itself, or the coefficients cannot hold together (not positive semidefinite).
        """
        pairs = dict(_pairs(coefficients))
        groups = tuple(_factored(names, pairs) for names in _connected(pairs))
        return cls(MappingProxyType(pairs), groups)

    @classmethod
    def from_matrix(cls, names: Sequence[str], matrix: Sequence[Sequence[float]]) -> Correlations:
        """Return the correlations of a full matrix of coefficients, whose diagonal is 1.

        Raises:
            CorrelationInvalid: as `of`, or the matrix is not square, not symmetric, or does not fit the names.
        """
        _require_symmetric(names, matrix)
        pairs = {
            (one, other): matrix[row][column]
            for row, one in enumerate(names)
            for column, other in enumerate(names[: row + 1])
        }
        return cls.of(pairs)

    @classmethod
    def from_covariance(cls, names: Sequence[str], covariance: Sequence[Sequence[float]]) -> Correlations:
        """Return the correlations of a full covariance matrix; `standard_uncertainties` gives what else it says.

        Raises:
            CorrelationInvalid: as `from_matrix`, or a variance is negative, or a covariance beside a variance of 0.
        """
        scale = standard_uncertainties(names, covariance)
        found: dict[tuple[str, str], float] = {}
        for row, one in enumerate(names):
            for column, other in enumerate(names[:row]):
                product, value = scale[one] * scale[other], covariance[row][column]
                if value and not product:
                    raise CorrelationInvalid(
                        Bilingual(
                            f"{one} 与 {other}：方差为 0 而协方差为 {value}",
                            f"{one} and {other}: covariance {value} beside a variance of 0",
                        )
                    )
                found[one, other] = _within_1(value / product) if product else 0.0
        return cls.of(found)

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def names(self) -> frozenset[str]:
        """Every quantity that is correlated with another."""
        return frozenset(name for group in self.groups for name in group.names)

    def between(self, one: str, other: str) -> float:
        """Return the correlation coefficient of two quantities."""
        return _coefficient(self.coefficients, one, other)

    def require_known(self, names: Collection[str]) -> None:
        """Refuse correlations of a quantity that is not among the names.

        Raises:
            CorrelationInvalid: naming it.
        """
        for pair in self.coefficients:
            for name in pair:
                if name not in names:
                    raise CorrelationInvalid(
                        Bilingual(
                            f"{pair[0]} 与 {pair[1]} 的相关性：“{name}”不是输入量",
                            f"correlation of {pair[0]} and {pair[1]}: '{name}' is not an input",
                        )
                    )


NONE: Final = Correlations()
"""No correlations."""


def standard_uncertainties(names: Sequence[str], covariance: Sequence[Sequence[float]]) -> dict[str, float]:
    """Return the standard uncertainties in a covariance matrix, by name.

    Raises:
        CorrelationInvalid: the matrix is not square or symmetric, does not fit the names, or a variance is negative.
    """
    _require_symmetric(names, covariance)
    variances = [covariance[place][place] for place in range(len(names))]
    for name, variance in zip(names, variances, strict=True):
        if variance < 0:
            raise CorrelationInvalid(
                Bilingual(f"{name}：方差 {variance} 为负", f"{name}: the variance {variance} is negative")
            )
    return {name: math.sqrt(variance) for name, variance in zip(names, variances, strict=True)}


def _pairs(coefficients: Mapping[tuple[str, str], float]) -> Iterator[tuple[tuple[str, str], float]]:
    """Give each pair once, without those of coefficient 0; refuse what no coefficient can be."""
    seen: set[frozenset[str]] = set()
    for (one, other), value in coefficients.items():
        if not -1.0 <= value <= 1.0:
            raise CorrelationInvalid(
                Bilingual(
                    f"{one} 与 {other}：相关系数在 ±1 之内，不是 {value}",
                    f"{one} and {other}: a correlation coefficient lies within ±1, not {value}",
                )
            )
        if one == other and value != 1.0:
            raise CorrelationInvalid(
                Bilingual(
                    f"{one}：与自身的相关系数为 1，不是 {value}",
                    f"{one}: the correlation coefficient with itself is 1, not {value}",
                )
            )
        if frozenset((one, other)) in seen:
            raise CorrelationInvalid(
                Bilingual(
                    f"{one} 与 {other}：相关系数重复给出",
                    f"{one} and {other}: their correlation coefficient is given twice",
                )
            )
        seen.add(frozenset((one, other)))
        if one != other and value:
            yield (one, other), float(value)


def _connected(pairs: Collection[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the names of each group that hangs together."""
    groups: list[dict[str, None]] = []
    for pair in pairs:
        touched = [group for group in groups if group.keys() & set(pair)]
        groups = [group for group in groups if group not in touched]
        groups.append({name: None for group in touched for name in group} | dict.fromkeys(pair))
    return [tuple(group) for group in groups]


def _factored(names: tuple[str, ...], pairs: Mapping[tuple[str, str], float]) -> CorrelatedGroup:
    """Factor the matrix of a group by Cholesky, always with the quantity that those before it determine least."""
    size, least = len(names), _ROUNDING * len(names)
    rows = {name: [0.0] * size for name in names}
    order: list[str] = []
    while len(order) < size:
        pivots = {name: 1.0 - math.fsum(part * part for part in rows[name]) for name in names if name not in order}
        one = max(pivots, key=lambda name: pivots[name])
        rests = {name: _coefficient(pairs, one, name) - _product(rows[one], rows[name]) for name in pivots}
        if min(pivots.values()) < -least:
            raise _impossible(names)
        if pivots[one] > least:
            for name, rest in rests.items():
                rows[name][len(order)] = rest / math.sqrt(pivots[one])
        elif max(map(abs, rests.values())) > math.sqrt(least):
            raise _impossible(names)
        order.append(one)
    return CorrelatedGroup(tuple(order), tuple(tuple(rows[name]) for name in order))


def _coefficient(pairs: Mapping[tuple[str, str], float], one: str, other: str) -> float:
    return 1.0 if one == other else pairs.get((one, other), pairs.get((other, one), 0.0))


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


def _impossible(names: tuple[str, ...]) -> CorrelationInvalid:
    together = ", ".join(names)
    words = Bilingual(
        f"{together}：任何量都不能同时有这些相关系数；其矩阵不是半正定的",
        f"{together}: no quantities can have these correlation coefficients together; "
        "their matrix is not positive semidefinite",
    )
    return CorrelationInvalid(words)


def _require_symmetric(names: Sequence[str], matrix: Sequence[Sequence[float]]) -> None:
    shape = [len(row) for row in matrix]
    if shape != [len(names)] * len(names):
        raise CorrelationInvalid(
            Bilingual(
                f"{len(names)} 个量的矩阵须有同样多的行和列，不是 {shape}",
                f"a matrix of {len(names)} quantities has as many rows and columns, not {shape}",
            )
        )
    if len(set(names)) < len(names):
        raise CorrelationInvalid(
            Bilingual(f"名称重复：{', '.join(names)}", f"a name is there twice: {', '.join(names)}")
        )
    for row, one in enumerate(names):
        for column, other in enumerate(names[: row + 1]):
            value, mirrored = matrix[row][column], matrix[column][row]
            if not math.isfinite(value):
                raise CorrelationInvalid(
                    Bilingual(
                        f"{one} 与 {other}：{value} 不是有限的数", f"{one} and {other}: {value} is not a finite number"
                    )
                )
            size = math.sqrt(abs(matrix[row][row] * matrix[column][column]))
            if not math.isclose(value, mirrored, rel_tol=_SIMILAR, abs_tol=_SIMILAR * size):
                raise CorrelationInvalid(
                    Bilingual(
                        f"{one} 与 {other}：矩阵不对称，{value} 与 {mirrored}",
                        f"{one} and {other}: the matrix is not symmetric, {value} and {mirrored}",
                    )
                )


def _within_1(ratio: float) -> float:
    """Return a computed coefficient without what rounding puts it beyond ±1."""
    return math.copysign(1.0, ratio) if 1.0 < abs(ratio) <= 1.0 + _SIMILAR else ratio
