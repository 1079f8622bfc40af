"""Whether the law of propagation of uncertainty can be used for a model, by comparison with Monte Carlo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.metrology.monte_carlo.adaptive import numerical_tolerance

if TYPE_CHECKING:
    from bench_core.metrology.monte_carlo.simulation import SimulatedOutput


@dataclass(frozen=True, slots=True)
class LawValidation:
    """How far the two coverage intervals of one output lie apart.

    Args:
        name: of the output.
        digits: of the standard uncertainty that are meaningful.
        tolerance: numerical tolerance delta, half a unit of the last of them.
        d_low: distance of the lower ends.
        d_high: distance of the upper ends.
        stable: whether the simulation was stable, or None where that was not tested.
    """

    name: str
    digits: int
    tolerance: float
    d_low: float
    d_high: float
    stable: bool | None

    @property
    def validated(self) -> bool:
        """Whether both distances are at most the tolerance, and the simulation is not known to be unstable."""
        return max(self.d_low, self.d_high) <= self.tolerance and self.stable is not False

    @property
    def en(self) -> str:
        """The outcome and its reason, in English."""
        ends = (
            f"the ends of the coverage intervals lie {self.d_low:.3g} and {self.d_high:.3g} apart, "
            f"the numerical tolerance is {self.tolerance:.3g}"
        )
        if self.stable is False:
            return f"{self.name}: the law of propagation is not validated: Monte Carlo did not become stable; {ends}"
        outcome = "validated" if self.validated else "not validated: use the Monte Carlo result"
        return f"{self.name}: the law of propagation is {outcome}; {ends}"

    @property
    def zh(self) -> str:
        """The outcome and its reason, in Chinese."""
        ends = f"两包含区间端点相差 {self.d_low:.3g} 和 {self.d_high:.3g}，数值容差为 {self.tolerance:.3g}"
        if self.stable is False:
            return f"{self.name}：不确定度传播律未通过验证，蒙特卡洛结果未稳定；{ends}"
        outcome = "通过蒙特卡洛法验证" if self.validated else "未通过蒙特卡洛法验证，应采用蒙特卡洛结果"
        return f"{self.name}：不确定度传播律{outcome}；{ends}"


def validate_law(
    value: float, expanded_uncertainty: float, simulated: SimulatedOutput, digits: int, *, shortest: bool = False
) -> LawValidation:
    """Compare y ± U of the law of propagation with the coverage interval of the same probability by Monte Carlo.

    The numerical tolerance is that of the simulated standard uncertainty, since the law's may be 0.

    Args:
        value: estimate y by the law, in the output's unit.
        expanded_uncertainty: U by the law, for the probability of the simulation.
        simulated: by Monte Carlo; from the adaptive procedure with a share of 0.2, so that its own scatter is small
            beside the tolerance.
        digits: of the standard uncertainty that are meaningful, 1 or 2.
        shortest: compare with the shortest interval, for an asymmetric distribution, instead of that with equal tails.

    Source: JCGM 101:2008 8.1 and 8.2; JJF 1059.2-2012.
    """
    low, high = simulated.shortest_interval if shortest else simulated.interval
    return LawValidation(
        simulated.name,
        digits,
        numerical_tolerance(simulated.standard_uncertainty, digits),
        abs(value - expanded_uncertainty - low),
        abs(value + expanded_uncertainty - high),
        simulated.stable,
    )
