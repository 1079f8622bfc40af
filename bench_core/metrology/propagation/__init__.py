"""The law of propagation of uncertainty (JCGM 100, JCGM 102): budgets of one or several outputs of a model."""

from __future__ import annotations

from bench_core.metrology.propagation.budget import InputContribution, OutputBudget, Propagated
from bench_core.metrology.propagation.propagate import propagate

__all__ = [
    "InputContribution",
    "OutputBudget",
    "Propagated",
    "propagate",
]
