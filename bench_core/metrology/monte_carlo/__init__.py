"""Propagation of distributions by Monte Carlo: draws, adaptive procedure, intervals, validation of the law.

Sources: JCGM 101:2008, JCGM 102:2011, JJF 1059.2-2012.
"""

from __future__ import annotations

from bench_core.metrology.monte_carlo.adaptive import Adaptive, numerical_tolerance
from bench_core.metrology.monte_carlo.points import Points, simulate_points
from bench_core.metrology.monte_carlo.simulation import Simulated, SimulatedOutput, simulate
from bench_core.metrology.monte_carlo.validation import LawValidation, validate_law

__all__ = [
    "Adaptive",
    "LawValidation",
    "Points",
    "Simulated",
    "SimulatedOutput",
    "numerical_tolerance",
    "simulate",
    "simulate_points",
    "validate_law",
]
