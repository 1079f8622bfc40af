"""One item of a procedure on a bench: its points with their standards and leads, or every reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.binding import BoundInstrument
from bench_core.errors import LimitExceeded
from bench_core.metrology.quantity import Quantity
from bench_core.records.plan import PlannedItem, PlannedPoint, Preliminary
from procedures.leads import leads_of
from procedures.model import UUT, ItemForm, Procedure
from procedures.planned_parts import (
    plan_components,
    plan_groups,
    plan_max_on,
    plan_method,
    plan_model,
    plan_requirement,
)
from procedures.refusals import Reasons
from procedures.standards import Standard, covers, is_adequate, plan_reference, usable_certificate
from procedures.uses import uses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench_core.documents.standard import StandardCertificate
    from procedures.planned_points import Grid, Target
    from procedures.steps import MethodStep

ONCE = "once"
"""What the id of a preliminary point ends with."""


@dataclass(frozen=True, slots=True)
class ItemOnBench:
    """One item that is being planned.

    Args:
        procedure: of the item.
        item: to plan.
        bound: the bench's instruments by role.
        on: day of the measurement.
        reasons: hears of everything that does not suffice.
    """

    procedure: Procedure
    item: ItemForm
    bound: Mapping[str, BoundInstrument]
    on: date
    reasons: Reasons

    def planned(self, grid: Grid) -> PlannedItem:
        """Return the plan of the item, without its wiring proofs.

        Args:
            grid: its points, without standards.
        """
        item, by_person = self.item, self.bound[UUT].by_person
        components = plan_components(item, by_person=by_person)
        points = self._points(grid)
        return PlannedItem(
            id=item.id,
            title=item.title,
            clause=item.clause,
            verified=item.verified is not None,
            function=item.function,
            points=points,
            method=plan_method(item.steps, by_person=by_person),
            model=plan_model(item),
            components=components,
            larger_of=plan_groups(item, components),
            requirements=tuple(plan_requirement(form) for form in item.requirements),
            preliminary=self._preliminary(points),
            max_on=plan_max_on(item),
            left_out=grid.not_measured(points),
        )

    def _points(self, grid: Grid) -> tuple[PlannedPoint, ...]:
        usable = self._usable(self.item.steps)
        planned = []
        for target in grid.targets:
            why = self._unspecified(target, [standard for standard, _ in usable])
            if why is not None:
                grid.not_specified(target.planned.id, why)
                continue
            for standard, _ in usable:
                self._protect(standard, target)
            planned.append(self._with_leads(self._with_references(target.planned, usable)))
        return tuple(planned)

    def _usable(self, steps: Iterable[MethodStep]) -> tuple[tuple[Standard, StandardCertificate], ...]:
        """Return the standards that steps use, with the certificates that serve today."""
        found = []
        for role, use in uses(steps).items():
            if role != UUT:
                standard = Standard(self.procedure.roles[role], self.bound[role], use)
                certificate = usable_certificate(standard, self.on, self.reasons)
                if certificate is not None:
                    found.append((standard, certificate))
        return tuple(found)

    def _unspecified(self, target: Target, standards: Iterable[Standard]) -> Bilingual | None:
        """Return why a point is left out, where the procedure leaves out what a standard's maker does not specify."""
        if all(entry.when is not None for entry in self.item.points[target.row].except_):
            return None
        for standard in standards:
            why = standard.unspecified(target.planned)
            if why is not None:
                return Bilingual(f"{standard.who}：{why.zh}", f"{standard.who}: {why.en}")
        return None

    def _with_references(
        self, point: PlannedPoint, usable: tuple[tuple[Standard, StandardCertificate], ...], *, judged: bool = True
    ) -> PlannedPoint:
        """Return a point with how each standard serves it; one that does not is left out, and the reason told."""
        found = {}
        for standard, certificate in usable:
            planned = plan_reference(standard, certificate, point, self.reasons)
            if planned is None or not covers(standard, planned, point, self.on, self.reasons):
                continue
            if not judged or is_adequate(standard, planned, point, self.on, self.reasons):
                found[standard.role] = planned
        return replace(point, references=found)

    def _with_leads(self, point: PlannedPoint) -> PlannedPoint:
        return replace(point, leads=leads_of(self.item, point, self.bound, self.reasons))

    def _protect(self, standard: Standard, target: Target) -> None:
        """Refuse a setting that the unit under test could not take, even where the point's nominal value fits."""
        value, nominal, maximum = standard.value(target.planned), target.planned.fields["nominal"], target.range.maximum
        if standard.use.is_source and value.dimension == maximum.dimension and abs(value) > maximum >= abs(nominal):
            message = (
                f"{standard.who}: point {target.planned.id}: is set to {value}, beyond the maximum of {maximum} of "
                f"{self.bound[UUT].name}'s range; mend the procedure's apply step"
            )
            self.reasons.add(LimitExceeded(message))

    def _preliminary(self, points: tuple[PlannedPoint, ...]) -> Preliminary | None:
        """Return what is done once for each range; its standards need no adequacy, since it has no result."""
        steps = self.item.preliminary
        if not steps:
            return None
        usable = self._usable(steps)
        first: dict[Quantity, PlannedPoint] = {}
        for point in points:
            first.setdefault(point.fields["range"], point)
        made = []
        for range_, point in first.items():
            fields = {"range": range_, "nominal": Quantity.of(0, range_.unit.symbol)}
            bare = replace(point, id=f"{range_}/{ONCE}", fields=fields, references={})
            made.append(self._with_leads(self._with_references(bare, usable, judged=False)))
        return Preliminary(tuple(made), plan_method(steps, by_person=self.bound[UUT].by_person))
