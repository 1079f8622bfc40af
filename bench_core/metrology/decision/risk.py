"""Global risks of a process whose items are measured, and the guard bands that keep them small; floats alone.

The true value is normally distributed from item to item, and the measured value around the true one, so that both
together are bivariate normal. The inner integral is a difference of normal probabilities, the outer one is done by
quadrature. All values of a call are in one unit; a limit that there is not is infinite.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final, NamedTuple

from bench_core.errors import NumberInvalid
from bench_core.metrology.decision.conformance import smallest, tail
from bench_core.metrology.decision.quadrature import integrate

if TYPE_CHECKING:
    from collections.abc import Iterator

_FAR: Final = 13.0
"""Standard deviations beyond which a normal distribution holds less than 1e-37."""
_Z540_RISK: Final = 0.02
_TOLERANCE: Final = 1e-13


@dataclass(frozen=True, slots=True)
class Process:
    """How the true values of items spread, known before an item is measured.

    Args:
        mean: of the true values.
        standard_deviation: of the true values, above 0.

    Raises:
        NumberInvalid: a mean that is not finite, or a standard deviation not above 0.

    Source: JCGM 106:2012 9.5 (prior distribution of the process).
    """

    mean: float
    standard_deviation: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.mean) or not 0 < self.standard_deviation < math.inf:
            raise NumberInvalid(
                f"a process has a finite mean and a standard deviation above 0, not {self.mean} and "
                f"{self.standard_deviation}"
            )


class Zone(NamedTuple):
    """An interval of values: of tolerance, or of acceptance.

    Args:
        lower: limit, or minus infinity.
        upper: limit, or infinity.
    """

    lower: float = -math.inf
    upper: float = math.inf


class GlobalRisks(NamedTuple):
    """Probabilities for an item that is yet to be drawn and measured.

    Args:
        consumer: that it is accepted and does not conform (PFA).
        producer: that it is rejected and conforms (PFR).
    """

    consumer: float
    producer: float


def process_of(in_tolerance: float, tolerance: Zone) -> Process:
    """Return the process in the middle of its tolerance of which a part is in tolerance.

    Args:
        in_tolerance: probability that an item conforms, such as 0.95 of calibration history.
        tolerance: two limits.

    Raises:
        NumberInvalid: a probability not between 0 and 1, or a limit is missing.

    Source: NCSLI RP-19 (in-tolerance probability); ANSI/NCSL Z540.3 Handbook (2009), method 1.
    """
    _check_zone(tolerance, "tolerance")
    if not 0.0 < in_tolerance < 1.0 or math.isinf(tolerance.upper - tolerance.lower):
        raise NumberInvalid(f"a centred process needs two limits and a probability between 0 and 1, not {in_tolerance}")
    half = (tolerance.upper - tolerance.lower) / 2
    return Process(tolerance.lower + half, half / NormalDist().inv_cdf((1.0 + in_tolerance) / 2.0))


def global_risks(process: Process, standard_uncertainty: float, tolerance: Zone, acceptance: Zone) -> GlobalRisks:
    """Return the global consumer's and producer's risk.

    Args:
        process: of the true values.
        standard_uncertainty: u of a measured value, above 0.
        tolerance: limits of the true value.
        acceptance: limits of the measured value; an empty one, upper below lower, accepts nothing.

    Raises:
        NumberInvalid: u not above 0, or tolerance limits that make no sense.

    Source: JCGM 106:2012 9.5; within 1e-11 of the integral.
    """
    if not 0 < standard_uncertainty < math.inf:
        raise NumberInvalid(f"an uncertainty must be a finite number above 0, not {standard_uncertainty}")
    _check_zone(tolerance, "tolerance")
    integral = _Integral(process, standard_uncertainty, acceptance)
    inside = integral.over(tolerance, accepted=False)
    outside = integral.over(Zone(upper=tolerance.lower), accepted=True)
    return GlobalRisks(outside + integral.over(Zone(lower=tolerance.upper), accepted=True), inside)


def guard_band_for_global_risk(
    process: Process, standard_uncertainty: float, tolerance: Zone, risk: float = _Z540_RISK
) -> float:
    """Return the smallest guard band with which the global consumer's risk is at most a wanted one.

    Args:
        process: of the true values.
        standard_uncertainty: u of a measured value, above 0.
        tolerance: limits of the true value; both are moved inwards by the guard band.
        risk: probability of false accept, 2 % as in Z540.3.

    Returns:
        w in the unit of u; 0 where the risk is small enough without.

    Raises:
        NumberInvalid: an argument outside its bounds.

    Source: ANSI/NCSL Z540.3-2006 5.3 b; its Handbook (2009), method 3; JCGM 106:2012 9.5.
    """
    if not 0.0 < risk < 1.0:
        raise NumberInvalid(f"a risk is a probability between 0 and 1, not {risk}")
    _check_zone(tolerance, "tolerance")

    def small(guard: float) -> bool:
        accepted = Zone(tolerance.lower + guard, tolerance.upper - guard)
        return global_risks(process, standard_uncertainty, tolerance, accepted).consumer <= risk

    widest = (tolerance.upper - tolerance.lower) / 2
    if math.isinf(widest):
        widest = standard_uncertainty
        while not small(widest):
            widest *= 2
    return smallest(small, 0.0, widest)


def method_6_guard_band(expanded_uncertainty: float, tur: float) -> float:
    """Return the guard band of Z540.3 method 6: at most 2 % PFA whatever the in-tolerance probability is.

    w = M U with M = 1.04 - exp(0.38 ln TUR - 0.54), a fit; from a TUR of about 4.6 on it is 0.

    Args:
        expanded_uncertainty: U of the calibration process, at 95 %.
        tur: test uncertainty ratio, from 1 on.

    Raises:
        NumberInvalid: U not above 0, or a ratio below 1, where the fit does not hold.

    Source: ANSI/NCSL Z540.3 Handbook (2009), method 6; M. Dobbert, A guard-band strategy for managing false-accept
    risk, NCSLI Workshop and Symposium 2008.
    """
    if not 0 < expanded_uncertainty < math.inf or not 1 <= tur < math.inf:
        raise NumberInvalid(f"method 6 needs a U above 0 and a TUR from 1 on, not {expanded_uncertainty} and {tur}")
    return max(0.0, expanded_uncertainty * (1.04 - math.exp(0.38 * math.log(tur) - 0.54)))


@dataclass(frozen=True, slots=True)
class _Integral:
    """The integral of prior times probability of acceptance or rejection over true values."""

    process: Process
    u: float
    acceptance: Zone

    def over(self, zone: Zone, *, accepted: bool) -> float:
        mean, spread = self.process.mean, self.process.standard_deviation
        low, high = max(zone.lower, mean - _FAR * spread), min(zone.upper, mean + _FAR * spread)
        if accepted:
            low, high = (
                max(low, self.acceptance.lower - _FAR * self.u),
                min(high, self.acceptance.upper + _FAR * self.u),
            )
        if not low < high:
            return 0.0
        chance = self._accepted if accepted else self._rejected
        points = (low, high, *(point for point in self._turns() if low < point < high))
        return integrate(lambda true: self._density(true) * chance(true), points, _TOLERANCE)

    def _turns(self) -> Iterator[float]:
        """Yield where the density or the chance change quickly."""
        mean, spread = self.process.mean, self.process.standard_deviation
        yield from (mean + step * spread for step in (-6, -3, -1, 0, 1, 3, 6))
        for limit in self.acceptance:
            if math.isfinite(limit):
                yield from (limit + step * self.u for step in (-13, -6, -3, -1, 0, 1, 3, 6, 13))

    def _density(self, true: float) -> float:
        z = (true - self.process.mean) / self.process.standard_deviation
        return math.exp(-0.5 * z * z) / (self.process.standard_deviation * math.sqrt(2.0 * math.pi))

    def _accepted(self, true: float) -> float:
        low, high = self._distances(true)
        if not low < high:
            return 0.0
        # from the nearer side, so that nothing is lost where both tails are almost 1
        return tail(low) - tail(high) if low > 0 else tail(-high) - tail(-low)

    def _rejected(self, true: float) -> float:
        low, high = self._distances(true)
        return tail(-low) + tail(high) if low < high else 1.0

    def _distances(self, true: float) -> tuple[float, float]:
        return (self.acceptance.lower - true) / self.u, (self.acceptance.upper - true) / self.u


def _check_zone(zone: Zone, what: str) -> None:
    if not zone.lower < zone.upper or (math.isinf(zone.lower) and math.isinf(zone.upper)):
        raise NumberInvalid(f"{what} limits are one or two numbers in order, not {zone.lower} and {zone.upper}")
