"""How a method uses each role, as source or as indicator, and in which capability; it knows no bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bench_core.capabilities.table import CAPABILITIES
from bench_core.metrology.expression import Call, Expression, Name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procedures.steps import MethodStep

Serves = Literal["source", "indicator"]
FUNCTION, RANGE, FREQUENCY = "function", "range", "frequency"
RANGE_FOR = "range_for"


@dataclass(frozen=True, slots=True)
class Use:
    """How a method uses a role.

    Args:
        role: its name.
        serves: an indicator is told its function; a source is told what to put out.
        function: capability; empty where the settings name none.
        settings: as the method's apply writes them.
    """

    role: str
    serves: Serves
    function: str
    settings: Mapping[str, Expression]

    @property
    def is_source(self) -> bool:
        """Whether the role puts something out."""
        return self.serves == "source"

    @property
    def range_for(self) -> str | None:
        """The name of the value that an indicator's range is chosen for, of `meter.range_for(point.nominal)`."""
        expression = self.settings.get(RANGE)
        return None if expression is None else range_for(expression, self.role)


def uses(steps: Iterable[MethodStep]) -> dict[str, Use]:
    """Return, by role, how steps use it; what stands inside `once per range` is not looked at."""
    found = {}
    for step in steps:
        for role, settings in (step.apply or {}).items():
            found[role] = use(role, settings)
    return found


def use(role: str, settings: Mapping[str, Expression]) -> Use:
    """Return how one apply uses a role."""
    if FUNCTION in settings:
        return Use(role, "indicator", settings[FUNCTION].text, settings)
    return Use(role, "source", main_setting(settings), settings)


def main_setting(settings: Iterable[str]) -> str:
    """Return the capability that a source's settings are about; the others, such as a frequency, belong to it."""
    names = [name for name in settings if name in CAPABILITIES]
    beside = {extra for name in names for extra, _ in CAPABILITIES[name].settable}
    return next((name for name in names if name not in beside), names[0] if names else "")


def range_for(expression: Expression, role: str) -> str | None:
    """Return the name inside `ROLE.range_for(NAME)`, or None where an expression is nothing of the kind."""
    tree = expression.tree
    if isinstance(tree, Call) and tree.callee == f"{role}.{RANGE_FOR}" and len(tree.arguments) == 1:
        (argument,) = tree.arguments
        return argument.name if isinstance(argument, Name) else None
    return None
