"""The evaluations of published examples by name: each leads from what is given through the engine to what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bench_core.validation.comparison import Found
from bench_core.validation.evaluations import (
    budgets,
    decisions,
    fits,
    formulas,
    points,
    rounding,
    statistics,
    tables,
)
from bench_core.validation.evaluations.effort import Effort
from bench_core.validation.given import Given

Evaluation = Callable[[Given, Effort], Mapping[str, Found]]

EVALUATIONS: Final[Mapping[str, Evaluation]] = {
    "budget": budgets.budget,
    "monte_carlo": budgets.monte_carlo,
    "points": points.points,
    "round_to": rounding.rounded,
    "reported": rounding.reported,
    "divisions": rounding.divisions,
    "formulas": formulas.formulas,
    "judged_by_specification": formulas.judged_by_specification,
    "bessel": statistics.bessel,
    "range_method": statistics.by_range,
    "range_and_resolution": statistics.range_and_resolution,
    "range_coefficient": statistics.range_coefficient,
    "pooled": statistics.pooled_deviation,
    "of_mean": statistics.of_mean,
    "reading_and_specification": statistics.reading_and_specification,
    "half_width": statistics.half_width,
    "coverage_factor": statistics.student,
    "analysis_of_variance": statistics.analysis,
    "analysis_of_variance_of_summaries": statistics.analysis_of_means,
    "grubbs": statistics.grubbs,
    "dixon_critical": statistics.critical_of_dixon,
    "dixon": statistics.dixon_test,
    "polynomial": fits.polynomial,
    "jjf1094": decisions.jjf1094,
    "guarded": decisions.guarded,
    "non_binary": decisions.non_binary,
    "stability": decisions.stability_of_standard,
    "transfer_comparison": decisions.transfer_comparison,
    "en_score": decisions.en,
    "zeta_score": decisions.zeta,
    "z_score": decisions.z,
    "conformance_probability": decisions.conformance,
    "global_risk": decisions.global_risk,
    "risk_of_in_tolerance_process": decisions.risk_of_in_tolerance_process,
    "specific_risk_at_acceptance_limit": decisions.specific_risk,
    "guard_band_of_specific_risk": decisions.guard_band_of_specific_risk,
    "guard_band_of_global_risk": decisions.guard_band_of_global_risk,
    "method_6": decisions.method_6,
    "platinum_resistance": tables.platinum_resistance,
    "platinum_temperature": tables.platinum_temperature,
    "platinum_tolerance": tables.platinum_tolerance,
    "thermocouple_emf": tables.thermocouple_emf,
    "thermocouple_temperature": tables.thermocouple_temperature,
    "water_density": tables.density_of_water,
    "air_density": tables.density_of_air,
    "air_density_cipm": tables.density_of_air_cipm,
    "normal_gravity": tables.normal_gravity,
    "buoyancy": tables.buoyancy,
    "conventional_mass": tables.conventional_mass,
    "head": tables.head,
}
