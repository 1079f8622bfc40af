"""Examples of decision rules, risks and comparisons, through the functions that judge results."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.metrology.decision.comparison import en_score, z_score, zeta_score
from bench_core.metrology.decision.conformance import (
    conformance_probability,
    guard_band_for_specific_risk,
    nonconformance_probability,
    tur,
)
from bench_core.metrology.decision.limits import Limits
from bench_core.metrology.decision.measurement_standard import stability, verify_by_transfer
from bench_core.metrology.decision.risk import (
    Process,
    Zone,
    global_risks,
    guard_band_for_global_risk,
    method_6_guard_band,
    process_of,
)
from bench_core.metrology.decision.rules import decide, decide_guarded, decide_non_binary, guard_band
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.validation.comparison import Found
    from bench_core.validation.evaluations.effort import Effort
    from bench_core.validation.given import Given


def jjf1094(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Judge an error of indication by JJF 1094."""
    error, uncertainty, mpev = (given.quantity(name) for name in ("error", "U", "mpev"))
    _, limit = Limits(-mpev, mpev).moved_in(uncertainty)
    verdict = decide("jjf1094", error, -mpev, mpev, uncertainty).value
    return {"verdict": verdict} if limit is None else {"verdict": verdict, "acceptance_limit": limit}


def guarded(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Judge a value by the binary rule with a guard band r U, and by the rule `guarded`, whose r is 1."""
    value, lower, upper, uncertainty = (given.quantity(name) for name in ("value", "lower", "upper", "U"))
    band = guard_band(uncertainty, given.text("r"))
    return {
        "guard_band": band,
        "verdict": decide_guarded(value, Limits(lower, upper), band).value,
        "verdict_of_w_U": decide("guarded", value, lower, upper, uncertainty).value,
    }


def non_binary(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Judge a value by the rule with four outcomes, w = U."""
    limits = Limits(given.quantity("lower"), given.quantity("upper"))
    return {"conformity": decide_non_binary(given.quantity("value"), limits, given.quantity("U")).value}


def stability_of_standard(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Stability of a new measurement standard; the example judges it against nothing."""
    means = given.quantities("means")
    return {"stability": stability(means, means[0] * 0).change}


def transfer_comparison(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Verification of a result against that of a higher standard."""
    value, uncertainty, reference, of_reference = (
        given.quantity(name) for name in ("y", "U", "y_reference", "U_reference")
    )
    factors = given.number("k"), given.number("k_reference")
    found = verify_by_transfer(value, uncertainty, reference, of_reference, factors)
    limit = Quantity.of(Fraction(found.limit), found.deviation.unit.symbol)
    return {"difference": abs(found.deviation), "limit": limit, "satisfied": found.holds}


def en(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Score of a comparison."""
    score = en_score(*(given.quantity(name) for name in ("y", "y_reference", "U", "U_reference")))
    return {"En": score.value, "performance": score.performance.value}


def zeta(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Score of a result by its standard uncertainty and that of the assigned value."""
    score = zeta_score(*(given.quantity(name) for name in ("y", "y_reference", "u", "u_reference")))
    return {"zeta": score.value, "performance": score.performance.value}


def z(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Score of a result by the standard deviation for proficiency assessment."""
    score = z_score(*(given.quantity(name) for name in ("y", "y_reference", "sigma")))
    return {"z": score.value, "performance": score.performance.value}


def conformance(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Probability that an item conforms."""
    lower = given.number("lower") if given.has("lower") else -math.inf
    upper = given.number("upper") if given.has("upper") else math.inf
    return {"pc": conformance_probability(given.number("y"), given.number("u"), lower, upper)}


def global_risk(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Consumer's and producer's risk of a process that is centred on 0."""
    process = Process(0.0, given.number("process"))
    tolerance = Zone(given.number("lower"), given.number("upper"))
    acceptance = Zone(given.number("accept_from"), given.number("accept_to"))
    risks = global_risks(process, given.number("measurement"), tolerance, acceptance)
    return {"pfa": risks.consumer, "pfr": risks.producer}


def risk_of_in_tolerance_process(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Consumer's risk of a process by its in-tolerance probability, and that of an accepted item."""
    in_tolerance, tolerance = given.number("in_tolerance"), Zone(-1.0, 1.0)
    process = process_of(in_tolerance, tolerance)
    risks = global_risks(process, given.number("ratio") * process.standard_deviation, tolerance, tolerance)
    accepted = in_tolerance - risks.producer + risks.consumer
    return {"pfa": risks.consumer, "conditional": risks.consumer / accepted}


def specific_risk(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Risk that an item measured just at the acceptance limit does not conform."""
    upper, uncertainty = given.quantity("upper"), given.quantity("U")
    at = upper - guard_band(uncertainty, given.text("r"))
    return {"pfa": nonconformance_probability(float(at), float(uncertainty) / 2, upper=float(upper))}


def guard_band_of_specific_risk(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Guard band with which no accepted item is nonconforming with more than a wanted probability."""
    lower = given.number("lower") if given.has("lower") else -math.inf
    freedom = given.number("nu") if given.has("nu") else math.inf
    risk, u, upper = (given.number(name) for name in ("risk", "u", "upper"))
    return {"guard_band": guard_band_for_specific_risk(risk, u, lower, upper, freedom)}


def guard_band_of_global_risk(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Guard band with which the consumer's risk of a process is a wanted one, and the factor that it leaves of a limit.

    The process is centred on 0, and given by its standard deviation or by its in-tolerance probability.
    """
    limit = given.number("limit")
    tolerance = Zone(-limit, limit)
    if given.has("process"):
        process = Process(0.0, given.number("process"))
    else:
        process = process_of(given.number("in_tolerance"), tolerance)
    u = given.number("measurement")
    if given.has("risk"):
        band = guard_band_for_global_risk(process, u, tolerance, given.number("risk"))
    else:  # that of Z540.3, 2 %
        band = guard_band_for_global_risk(process, u, tolerance)
    return {"guard_band": band, "factor": 1.0 - band / limit}


def method_6(given: Given, _effort: Effort) -> Mapping[str, Found]:
    """Test uncertainty ratio, and the guard band of Z540.3 method 6."""
    limit, uncertainty = given.number("limit"), given.number("U")
    ratio = tur(-limit, limit, uncertainty)
    return {"tur": ratio, "guard_band": method_6_guard_band(uncertainty, ratio)}
