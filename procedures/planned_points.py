"""From rows of points to calibration points on one instrument's ranges, with exact nominal values, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.binding import BoundInstrument
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.instrument import FunctionRecord
from bench_core.documents.ranges import RangeRecord
from bench_core.errors import CapabilityMissing, LimitExceeded, RangeInsufficient
from bench_core.metrology.expression import evaluate
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Specification, limit_of_error
from bench_core.records.plan import LeftOut, PlannedPoint
from procedures.model import UUT, ItemForm
from procedures.nearest import nearest_value
from procedures.points import Nearest, base_value, is_share
from procedures.refusals import Reasons, who
from procedures.specified import number_of_cells, unspecified_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procedures.points import ExceptForm, PointRow

Bound = Mapping[str, BoundInstrument]
_MPE = "uut.mpe"


@dataclass(frozen=True, slots=True)
class Target:
    """A point before any standard is chosen for it.

    Args:
        planned: the point, without references.
        row: of the procedure's rows, from 0.
        number: of the row's values, from 0.
        range: of the unit under test.
    """

    planned: PlannedPoint
    row: int
    number: int
    range: RangeRecord


@dataclass(slots=True)
class Grid:
    """What the rows of an item come to.

    Args:
        targets: points, in the procedure's order.
        left_out: by id of the point that is not among them.
    """

    targets: list[Target] = field(default_factory=list)
    left_out: dict[str, Bilingual] = field(default_factory=dict)

    def leave_out(self, point: str, why: Bilingual) -> None:
        """Remember a point that a row leaves out by a comparison, unless there is a reason already."""
        self.left_out.setdefault(point, why)

    def not_specified(self, point: str, why: Bilingual) -> None:
        """Remember a point that nobody specifies: a reason that holds for every row."""
        self.left_out[point] = why

    def has(self, fields: Mapping[str, Quantity]) -> bool:
        """Return whether there is a point of these fields."""
        return any(target.planned.fields == fields for target in self.targets)

    def not_measured(self, points: tuple[PlannedPoint, ...]) -> tuple[LeftOut, ...]:
        """Return what is left out and is not one of the item's points by another row."""
        measured = {point.id for point in points}
        return tuple(LeftOut(point, why) for point, why in self.left_out.items() if point not in measured)


def targets(item: ItemForm, bound: Bound, reasons: Reasons) -> Grid:
    """Return the points of an item on the ranges of the unit under test, in the procedure's order.

    Args:
        item: of the procedure.
        bound: the bench's instruments by role.
        reasons: hears of missing capabilities and ranges, and of values that are not specified.
    """
    uut, grid = bound[UUT], Grid()
    function = uut.type_record.functions.get(item.function)
    if function is None:
        known = ", ".join(uut.type_record.functions)
        does = "give" if item.uses[UUT].is_source else "indicate"
        message = f"{who(UUT, uut)}: does not {does} {item.function}, only {known}; bind another instrument"
        reasons.add(CapabilityMissing(message))
        return grid
    layout = _Layout(item, function, bound, reasons, grid)
    for number, row in enumerate(item.points):
        layout.add(number, row)
    return grid


@dataclass(frozen=True, slots=True)
class _Cell:
    """One place of the grid: a value on a range, and perhaps at a frequency.

    Args:
        id: of the point there.
        range: of the unit under test.
        fields: of the point.
        mpe: the limit of error there; None where there is none.
    """

    id: str
    range: RangeRecord
    fields: dict[str, Quantity]
    mpe: Specification | None

    def excludes(self, entry: ExceptForm) -> bool:
        """Return whether an exception's comparison holds here; one over a limit of error that is not there does not."""
        names = {f"point.{name}": value for name, value in self.fields.items()}
        names |= {"uut.range": self.range.range, "uut.resolution": self.range.resolution}
        if self.mpe is not None:
            names[_MPE] = limit_of_error(self.mpe, self.fields["nominal"])
        if entry.when is None or (_MPE in entry.when.names and self.mpe is None):
            return False
        return evaluate(entry.when, names.__getitem__) is True


@dataclass(frozen=True, slots=True)
class _Layout:
    """One laying out of an item's rows over the ranges of the unit under test."""

    item: ItemForm
    function: FunctionRecord
    bound: Bound
    reasons: Reasons
    grid: Grid

    @property
    def who(self) -> str:
        return who(UUT, self.bound[UUT])

    def add(self, number: int, row: PointRow) -> None:
        """Add the points of one row: ranges x frequencies x values."""
        for range_ in self._ranges(row):
            for frequency in row.frequency or (None,):
                for place, entry in enumerate(row.at):
                    cell = self._cell(row, range_, entry, frequency)
                    if cell is not None and not self._leaves_out(row, cell) and cell.mpe is not None:
                        point = PlannedPoint(
                            cell.id,
                            cell.fields,
                            cell.mpe,
                            range_.resolution,
                            {},
                            reading_time=self._reading_time(frequency),
                        )
                        self.grid.targets.append(Target(point, number, place, range_))

    def _cell(
        self, row: PointRow, range_: RangeRecord, entry: Quantity | Nearest, frequency: Quantity | None
    ) -> _Cell | None:
        """Return a place of the grid, or None where the source has no value for it, or one that is there already."""
        value, shown = nominal_value(range_.range, base_value(entry)), base_value(entry)
        beside = {} if frequency is None else {"frequency": frequency}
        if isinstance(entry, Nearest):
            largest, place = range_.largest(frequency), f"{range_.range}/{entry}"
            near = nearest_value(self.item, self.bound, value, largest)
            if near is None:
                why = Bilingual(f"源没有不超过 {largest} 的值", f"the source has no value up to {largest}")
                self._unspecified(row, place, why)
                return None
            value = shown = near.to(range_.range.unit)
            if self.grid.has({"range": range_.range, "nominal": value, **beside}):
                why = Bilingual(f"即 {value}，已有该点", f"that is {value}, which is a point already")
                self.grid.leave_out(place, why)
                return None
        fields = {"range": range_.range, "nominal": value, **beside}
        mpe = range_.specification(self.function.coverage, frequency)
        return _Cell(_point_id(self.item.function, range_.range, shown, frequency), range_, fields, mpe)

    def _leaves_out(self, row: PointRow, cell: _Cell) -> bool:
        """Return whether the procedure leaves a place out; a place that it should have left out is refused."""
        for entry in row.except_:
            if cell.excludes(entry):
                why = Bilingual(f"规程除外：{entry.when}", f"the procedure leaves it out: {entry.when}")
                self.grid.leave_out(cell.id, entry.why or why)
                return True
        self._refuse_beyond_bench(cell)
        nominal, frequency = cell.fields["nominal"], cell.fields.get("frequency")
        reason = unspecified_on(self.function, cell.range, nominal, frequency) or self._elsewhere(cell)
        if reason is not None:
            return self._unspecified(row, cell.id, reason)
        number = number_of_cells(cell.range, frequency)
        if number != 1:
            message = f"{self.who}: point {cell.id}: hits {number} cells of its type record; mend the record"
            self.reasons.add(RangeInsufficient(message))
        return False

    def _reading_time(self, frequency: Quantity | None) -> Quantity | None:
        """Return how long the unit under test takes for a reading, where it indicates and its record says so."""
        return None if self.item.uses[UUT].is_source else self.function.reading_time_at(frequency)

    def _elsewhere(self, cell: _Cell) -> Bilingual | None:
        """Return why a source would not give a value on this range: it takes the smallest one that holds it."""
        nominal = cell.fields["nominal"]
        found = self.function.range_for(nominal, cell.fields.get("frequency"))
        if not self.item.uses[UUT].is_source or found is None or found.range.si == cell.range.range.si:
            return None
        return Bilingual(
            f"源在量程 {found.range} 上输出 {nominal}", f"a source gives {nominal} on its range {found.range}"
        )

    def _unspecified(self, row: PointRow, point: str, why: Bilingual) -> bool:
        """Return whether the procedure leaves out what is not specified; else refuse it."""
        if any(entry.when is None for entry in row.except_):
            self.grid.not_specified(point, Bilingual(f"{self.who}：{why.zh}", f"{self.who}: {why.en}"))
            return True
        advice = "choose a smaller value or a larger range, or add except: [not specified]"
        self.reasons.add(RangeInsufficient(f"{self.who}: point {point}: {why.en}; {advice}"))
        return False

    def _refuse_beyond_bench(self, cell: _Cell) -> None:
        nominal, bench = cell.fields["nominal"], self.bound[UUT].limit_of(self.item.function)
        if bench is None or abs(nominal) <= bench:
            return
        message = (
            f"{self.who}: point {cell.id}: {nominal} is beyond the bench's limit of {bench} for "
            f"{self.item.function}; leave the point out, or change limits: in the bench file"
        )
        self.reasons.add(LimitExceeded(message))

    def _ranges(self, row: PointRow) -> Iterator[RangeRecord]:
        name = self.item.function
        if isinstance(row.range, Quantity):
            found = self.function.named(row.range)
            known = ", ".join(str(one.range) for one in self.function.ranges)
            if found is None:
                message = f"{self.who}: has no range {row.range} of {name}, only {known}; choose one of them"
                self.reasons.add(RangeInsufficient(message))
                return
            yield found
            return
        basic = self.function.basic_range
        if basic is None and row.range.choice != "ranges":
            message = f"{self.who}: its type record names no basic range of {name}; add basic_range: to the record"
            self.reasons.add(RangeInsufficient(message))
            return
        for range_ in self.function.ranges:
            is_basic = basic is not None and range_.range.si == basic.si
            if row.range.choice == "ranges" or is_basic == (row.range.choice == "basic_range"):
                yield range_


def nominal_value(range_: Quantity, value: Quantity) -> Quantity:
    """Return a nominal value in the range's unit, exact.

    Args:
        range_: of the unit under test.
        value: a share of the range, or a value of its own.
    """
    if is_share(value):
        return Quantity(range_.value * value.si, range_.unit)
    return value.to(range_.unit)


def _point_id(function: str, range_: Quantity, value: Quantity, frequency: Quantity | None) -> str:
    sign = "+" if value.value > 0 and CAPABILITIES[function].signed else ""
    return f"{range_}/{sign}{value}" + ("" if frequency is None else f"/{frequency}")
