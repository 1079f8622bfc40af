"""Examples of decision rules, risks and comparisons, through the functions that judge results."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.metrology.decision.comparison import en_score
from bench_core.metrology.decision.conformance import conformance_probability, nonconformance_probability
from bench_core.metrology.decision.limits import Limits
from bench_core.metrology.decision.measurement_standard import stability, verify_by_transfer
from bench_core.metrology.decision.risk import Process, Zone, global_risks, process_of
from bench_core.metrology.decision.rules import decide, guard_band
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
