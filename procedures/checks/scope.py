"""Which names an item's expressions may use, and what kind of quantity each is; it knows no values of a bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.errors import UnitUnknown
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Vocabulary
from procedures.checks.units import TRIES, Input, stand_ins
from procedures.model import LEVELS, UUT

if TYPE_CHECKING:
    from collections.abc import Collection

    from bench_core.metrology.unit import Unit
    from procedures.model import ItemForm, Procedure

POINT_NAMES = ("point.range", "point.nominal", "uut.range", "uut.resolution", "uut.mpe")
"""What every point of a plan knows, all of the kind of the item's function."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of one item.

    Args:
        function: capability that the unit under test is measured in.
        constants: known in every expression at a point.
        outputs: `<role>.output` of each standard that the method sets.
        readings: what `take` and `ask` give.
        levels: level of each equation.
    """

    function: str
    constants: Mapping[str, Input]
    outputs: Mapping[str, Input]
    readings: Mapping[str, Input]
    levels: Mapping[str, str] = field(default_factory=dict)

    def vocabulary(self, roles: Collection[str]) -> Vocabulary:
        """Return what settings, bands and adequacy may name: what every point of the plan knows."""
        return Vocabulary(roles, [stand_ins(self.constants, seed) for seed in range(TRIES)])

    @property
    def inputs(self) -> dict[str, Input]:
        """Everything that a model may use besides its own equations."""
        return {**self.constants, **self.outputs, **self.readings}


def scope_of(procedure: Procedure, item: ItemForm) -> Scope | None:
    """Return the names of an item, or None where its function cannot be told."""
    function = item.function
    if function not in CAPABILITIES:
        return None
    own = Input(unit(CAPABILITIES[function].unit))
    levels = {name: level for level in LEVELS for name in item.model.at(level)}
    return Scope(function, dict.fromkeys(POINT_NAMES, own), _outputs(procedure, item), _readings(item, own), levels)


def _outputs(procedure: Procedure, item: ItemForm) -> dict[str, Input]:
    outputs = {}
    for role, capability in item.sources.items():
        if role in procedure.roles and role != UUT and capability in CAPABILITIES:
            outputs[f"{role}.output"] = Input(unit(CAPABILITIES[capability].unit))
    return outputs


def _readings(item: ItemForm, own: Input) -> dict[str, Input]:
    readings = {}
    for step in item.method:
        if step.take is not None:
            readings[step.take.name] = Input(own.unit, step.take.readings)
        if step.ask is not None:
            readings[step.ask.name] = Input(_unit(step.ask.unit, own.unit), 1)
    return readings


def _unit(symbol: str, otherwise: Unit) -> Unit:
    try:
        return unit(symbol)
    except UnitUnknown:  # the check of steps says so
        return otherwise
