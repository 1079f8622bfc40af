"""Measurement models, read once and computed over floats or numpy arrays, with exact derivatives."""

from __future__ import annotations

from bench_core.metrology.model.explicit import ExplicitModel, Linearised, Model, compile_model
from bench_core.metrology.model.implicit import ImplicitModel, implicit_model
from bench_core.metrology.model.taylor import Taylor

__all__ = [
    "ExplicitModel",
    "ImplicitModel",
    "Linearised",
    "Model",
    "Taylor",
    "compile_model",
    "implicit_model",
]
