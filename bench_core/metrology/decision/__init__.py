"""Decisions: conformity under a rule, its risks, comparisons between laboratories, and outliers; knows no procedure."""

from __future__ import annotations

from bench_core.metrology.decision.rules import Rule, decide
from bench_core.metrology.decision.verdict import Conformity, Verdict

__all__ = ["Conformity", "Rule", "Verdict", "decide"]
