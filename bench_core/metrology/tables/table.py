"""What every physical table returns: a value, its standard uncertainty, its sensitivities and its source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bench_core.errors import NumberInvalid, OutsideValidity

if TYPE_CHECKING:
    from collections.abc import Mapping

# Squire and Trapp, SIAM Review 40 (1998) 110: f'(x) = Im f(x + ih)/h, without a difference, so h may be tiny
_STEP = 1e-100


class Formula(Protocol):
    """An analytic formula of named real quantities; complex ones go through it for the derivatives."""

    def __call__(self, **arguments: complex) -> complex:
        """Return the formula's value."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a formula and its numbers come from.

    Args:
        title: of the document that the laboratory would cite.
        edition: year or version of that document.
        clause: section, equation or table; empty where not known.
        found_in: what the numbers were taken from, when the document itself was not at hand.
        verified: whether a person has checked every number against the document.
    """

    title: str
    edition: str
    clause: str
    found_in: str
    verified: bool = False


@dataclass(frozen=True, slots=True)
class TableValue:
    """A value of a physical table.

    Args:
        value: in `unit`.
        standard_uncertainty: of the formula alone, as if its arguments were exact, in `unit`.
        unit: symbol.
        source: of the formula and of its uncertainty.
        sensitivities: derivative by each argument, in `unit` per unit of the argument.
    """

    value: float
    standard_uncertainty: float
    unit: str
    source: Source
    sensitivities: tuple[tuple[str, float], ...] = ()

    def sensitivity(self, argument: str) -> float:
        """Return the derivative by one argument, in `unit` per unit of the argument.

        Raises:
            NumberInvalid: the formula has no such argument.
        """
        for name, slope in self.sensitivities:
            if name == argument:
                return slope
        known = ", ".join(name for name, _ in self.sensitivities) or "none"
        raise NumberInvalid(f"the table has no argument '{argument}'; it has {known}")

    def combined(self, **uncertainties: float) -> float:
        """Return the standard uncertainty of formula and arguments together, in `unit`.

        Args:
            uncertainties: standard uncertainty of each argument that is not exact; taken as uncorrelated.

        Raises:
            NumberInvalid: an unknown argument, or an uncertainty that is negative or not a number.

        Source: JCGM 100:2008 5.1.2, equation (10).
        """
        parts = [self.standard_uncertainty]
        for name, uncertainty in uncertainties.items():
            if not 0 <= uncertainty < math.inf:
                raise NumberInvalid(f"the standard uncertainty of {name} must be a number from 0 on, not {uncertainty}")
            parts.append(self.sensitivity(name) * uncertainty)
        return math.hypot(*parts)


def tabulate(
    formula: Formula, arguments: Mapping[str, float], standard_uncertainty: float, unit: str, source: Source
) -> TableValue:
    """Return a formula's value with its exact derivatives by every argument."""
    slopes = tuple(
        (name, formula(**{**arguments, name: complex(value, _STEP)}).imag / _STEP) for name, value in arguments.items()
    )
    return TableValue(formula(**arguments).real, standard_uncertainty, unit, source, slopes)


def refuse_outside(what: str, value: float, low: float, high: float, unit: str) -> None:
    """Refuse a value at which a table does not hold.

    Raises:
        OutsideValidity: the value is below `low`, above `high`, or not a number.
    """
    if not low <= value <= high:
        raise OutsideValidity(f"{what}: {value:.12g} {unit} is outside {low:.12g} {unit} to {high:.12g} {unit}")
