"""What the law of propagation gives: each output with its contributions, and the outputs' covariance matrix."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputContribution:
    """What one input quantity brings into the uncertainty of an output; coherent SI units.

    Args:
        name: of the input quantity.
        value: its estimate.
        standard_uncertainty: of the estimate, u(x).
        degrees_of_freedom: of u(x).
        sensitivity: c, the derivative of the output by this input.
        contribution: |c|·u(x), in the output's unit.
        correlated: whether it is correlated with another input.
    """

    name: str
    value: float
    standard_uncertainty: float
    degrees_of_freedom: float
    sensitivity: float
    contribution: float
    correlated: bool = False

    @property
    def signed(self) -> float:
        """c·u(x), with the sign of the sensitivity."""
        return math.copysign(self.contribution, self.sensitivity)


@dataclass(frozen=True, slots=True)
class OutputBudget:
    """The uncertainty budget of one output; coherent SI units.

    Args:
        name: of the output.
        value: estimate.
        standard_uncertainty: combined, by the law of propagation to the first order.
        degrees_of_freedom: effective, may be infinite.
        contributions: one for each input of the model, in its order.
        second_order: combined standard uncertainty with the terms of the next order, where asked for.
    """

    name: str
    value: float
    standard_uncertainty: float
    degrees_of_freedom: float
    contributions: tuple[InputContribution, ...]
    second_order: float | None = None

    @property
    def combined(self) -> float:
        """The standard uncertainty to be expanded: with the terms of the second order where they were asked for."""
        return self.standard_uncertainty if self.second_order is None else self.second_order


@dataclass(frozen=True, slots=True)
class Propagated:
    """All outputs of a model.

    Args:
        outputs: in the order of the model.
        covariance: of the outputs, to the first order; rows and columns in the order of the outputs.
    """

    outputs: tuple[OutputBudget, ...]
    covariance: tuple[tuple[float, ...], ...]

    def __getitem__(self, name: str) -> OutputBudget:
        for output in self.outputs:
            if output.name == name:
                return output
        raise KeyError(name)

    def correlation(self, one: str, other: str) -> float:
        """Return the correlation coefficient of two outputs; 0 where one of them has no uncertainty.

        Source: JCGM 100:2008 equation (14).
        """
        names = [output.name for output in self.outputs]
        row, column = names.index(one), names.index(other)
        product = math.sqrt(self.covariance[row][row]) * math.sqrt(self.covariance[column][column])
        return max(-1.0, min(1.0, self.covariance[row][column] / product)) if product else 0.0
