"""Where in an expression units do not go together; the evaluation itself only says that they do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench_core.errors import ExpressionInvalid, UnitMismatch
from bench_core.metrology.expression.exact import evaluate
from bench_core.metrology.expression.tree import children

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.metrology.expression.exact import Value
    from bench_core.metrology.expression.tree import Expression, Node


def mismatch_at(expression: Expression, names: Callable[[str], Value]) -> int:
    """Return where the innermost part stands whose units do not go together, in characters from 0.

    Args:
        expression: that raised UnitMismatch.
        names: with which it did.
    """
    node = expression.tree
    while True:
        worse = next((part for part in children(node) if _mismatched(expression, part, names)), None)
        if worse is None:
            return node.at
        node = worse


def _mismatched(expression: Expression, node: Node, names: Callable[[str], Value]) -> bool:
    try:
        evaluate(replace(expression, tree=node), names)
    except UnitMismatch:
        return True
    except ExpressionInvalid:
        return False
    return False
