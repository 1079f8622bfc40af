"""The expression language: read once into a tree, evaluated exactly, differentiated; bounded work."""

from __future__ import annotations

from bench_core.metrology.expression.dual import Dual, differentiate
from bench_core.metrology.expression.exact import Value, evaluate
from bench_core.metrology.expression.mismatch import mismatch_at
from bench_core.metrology.expression.parser import parse_expression
from bench_core.metrology.expression.tree import (
    Call,
    Chain,
    Compare,
    Expression,
    Index,
    Logic,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Power,
    children,
    walk,
)

__all__ = [
    "Call",
    "Chain",
    "Compare",
    "Dual",
    "Expression",
    "Index",
    "Logic",
    "Name",
    "Negate",
    "Node",
    "Not",
    "Number",
    "Power",
    "Value",
    "children",
    "differentiate",
    "evaluate",
    "mismatch_at",
    "parse_expression",
    "walk",
]
