"""Which names an item's expressions may use, and what kind of quantity each is; it knows no values of a bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.functions import has_frequency
from bench_core.errors import UnitUnknown
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Vocabulary
from procedures.checks.units import TRIES, Input, stand_ins
from procedures.counts import PICK, taken
from procedures.model import LEVELS, UUT
from procedures.uses import uses

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bench_core.metrology.unit import Unit
    from procedures.model import ItemForm, Procedure
    from procedures.steps import MethodStep

POINT_NAMES = ("point.range", "point.nominal", "uut.range", "uut.resolution", "uut.mpe")
"""What every point of a plan knows, all of the kind of the item's function."""
FREQUENCY = "point.frequency"


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of one item.

    Args:
        function: capability of the unit under test that the item is about.
        constants: known in every expression at a point.
        outputs: `<role>.output` of each source that the method sets.
        readings: what `take` and `ask` give, and what `once per range` gives under `name[range]`.
        levels: level of each equation.
    """

    function: str
    constants: Mapping[str, Input]
    outputs: Mapping[str, Input]
    readings: Mapping[str, Input]
    levels: Mapping[str, str] = field(default_factory=dict)

    @property
    def unit(self) -> Unit:
        """The unit of the item's function."""
        return unit(CAPABILITIES[self.function].unit)

    def vocabulary(self, roles: Collection[str]) -> Vocabulary:
        """Return what settings, bands and adequacy may name: what every point of the plan knows."""
        return Vocabulary(roles, [stand_ins(self.constants, seed) for seed in range(TRIES)])

    def once(self) -> Scope:
        """Return the names of what is done once for each range: a range has no frequency."""
        constants = {name: given for name, given in self.constants.items() if name != FREQUENCY}
        return Scope(self.function, constants, {}, {})

    @property
    def inputs(self) -> dict[str, Input]:
        """Everything that a model may use besides its own equations."""
        return {**self.constants, **self.outputs, **self.readings}


def scope_of(procedure: Procedure, item: ItemForm, *, by_person: bool = False) -> Scope | None:
    """Return the names of an item, or None where its function cannot be told.

    Args:
        procedure: of the item.
        item: whose names they are.
        by_person: whether a person reads the unit under test, which may take another number of readings.
    """
    function = item.function
    if function not in CAPABILITIES:
        return None
    own = Input(unit(CAPABILITIES[function].unit))
    constants = dict.fromkeys(POINT_NAMES, own) | _resolutions(procedure, item) | _limits_of_error(procedure, item)
    if has_frequency(function):
        constants[FREQUENCY] = Input(unit("Hz"))
    readings = _readings(item.steps, own, by_person=by_person)
    once = _readings(item.preliminary, own, by_person=by_person)
    readings |= {f"{name}{PICK}": given for name, given in once.items()}
    levels = {name: level for level in LEVELS for name in item.model.at(level)}
    return Scope(function, constants, _outputs(procedure, item), readings, levels)


def _resolutions(procedure: Procedure, item: ItemForm) -> dict[str, Input]:
    """Return the resolution of each reference indicator, which the plan knows."""
    read = {step.take.source: item.function for step in item.steps if step.take is not None}
    indicators = {role: found.function for role, found in item.standards.items() if not found.is_source}
    return {
        f"{role}.resolution": Input(unit(CAPABILITIES[function].unit))
        for role, function in (read | indicators).items()
        if function in CAPABILITIES and role in procedure.roles and role != UUT
    }


def _limits_of_error(procedure: Procedure, item: ItemForm) -> dict[str, Input]:
    """Return the limit of error of each reference indicator by class that reads what the item is about."""
    own = unit(CAPABILITIES[item.function].unit)
    return {
        f"{role}.mpe": Input(own)
        for role, found in item.standards.items()
        if not found.is_source and found.function in CAPABILITIES and role in procedure.roles
        if procedure.roles[role].use == "as_class"
        if unit(CAPABILITIES[found.function].unit).dimension == own.dimension
    }


def _outputs(procedure: Procedure, item: ItemForm) -> dict[str, Input]:
    """Return the outputs of sources; one whose setting or name is wrong stands in, for that is told elsewhere."""
    outputs = {}
    for role, found in item.uses.items():
        function = found.function if found.function in CAPABILITIES else item.function
        if found.is_source and role in procedure.roles:
            outputs[f"{role}.output"] = Input(unit(CAPABILITIES[function].unit))
    strangers = {role for role in item.uses if role not in procedure.roles}
    if strangers:
        meant = [role for role in procedure.roles if role not in item.uses]
        outputs |= {f"{role}.output": Input(unit(CAPABILITIES[item.function].unit)) for role in meant}
    return outputs


def _readings(steps: Sequence[MethodStep], own: Input, *, by_person: bool) -> dict[str, Input]:
    counts, found = taken(steps, UUT, by_person=by_person), uses(steps)
    readings = {}
    for step in steps:
        if step.take is not None:
            by = found.get(step.take.source)
            known = by is not None and by.function in CAPABILITIES
            symbol = unit(CAPABILITIES[by.function].unit) if by is not None and known else own.unit
            readings[step.take.name] = Input(symbol, counts[step.take.name])
        if step.ask is not None:
            readings[step.ask.name] = Input(_unit(step.ask.unit, own.unit), 1)
    return readings


def _unit(symbol: str, otherwise: Unit) -> Unit:
    try:
        return unit(symbol)
    except UnitUnknown:  # the check of steps says so
        return otherwise
