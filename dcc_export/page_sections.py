"""How the page groups results by item and specifications by function; knows no markup and no number's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.metrology.decision import Conformity
from dcc_export.certificate_record import ResultTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dcc_export.certificate_record import CertificateRecord
    from dcc_export.equipment_record import Characteristic


@dataclass(frozen=True, slots=True)
class Section:
    """The tables of one item.

    Args:
        tables: one for each range, at least one.
    """

    tables: tuple[ResultTable, ...]

    @property
    def heading(self) -> Bilingual:
        """Title and function of the item."""
        return self.tables[0].heading

    @property
    def clause(self) -> str:
        """Of the regulation, or empty."""
        return self.tables[0].clause

    @property
    def notes(self) -> tuple[Bilingual, ...]:
        """To the item."""
        return self.tables[0].notes

    @property
    def sourced(self) -> bool:
        """Whether the unit under test is a source."""
        return self.tables[0].sourced

    @property
    def alternating(self) -> bool:
        """Whether its points have frequencies."""
        return any(table.alternating for table in self.tables)

    @property
    def limited(self) -> bool:
        """Whether any of its points has a permissible error."""
        return any(point.lower or point.upper for table in self.tables for point in table.points)

    @property
    def columns(self) -> int:
        """How many columns its tables have beside the verdict."""
        return 7 + self.alternating + self.limited

    @property
    def ranges(self) -> str:
        """The smallest and the largest range."""
        ranges = sorted({table.range for table in self.tables}, key=lambda one: one.si)
        return str(ranges[0]) if len(ranges) == 1 else f"{ranges[0]} … {ranges[-1]}"

    @property
    def verdicts(self) -> tuple[Conformity | None, ...]:
        """Of every point."""
        return tuple(point.conformity for table in self.tables for point in table.points)

    @property
    def passed(self) -> int:
        """How many points are a pass."""
        return self.verdicts.count(Conformity.PASS)

    @property
    def failed(self) -> int:
        """How many points are a fail."""
        return self.verdicts.count(Conformity.FAIL)

    @property
    def undetermined(self) -> int:
        """How many points the decision rule leaves open."""
        return sum(one is not None and one.undetermined for one in self.verdicts)


def sections_of(certificate: CertificateRecord) -> tuple[Section, ...]:
    """Return the tables by item, in the order of the certificate."""
    groups: dict[str, list[ResultTable]] = {}
    for table in certificate.tables:
        groups.setdefault(table.item, []).append(table)
    return tuple(Section(tuple(tables)) for tables in groups.values())


@dataclass(frozen=True, slots=True)
class Specified:
    """What a standard was taken to be in one function.

    Args:
        heading: the function, with what holds for all lines.
        lines: one for each range and band.
    """

    heading: Bilingual
    lines: tuple[Bilingual, ...]


def by_function(used: Sequence[Characteristic]) -> tuple[Specified, ...]:
    """Return the characteristics of a standard by function and range; what all of a function share is said once."""
    groups: dict[Bilingual, list[Characteristic]] = {}
    for one in used:
        groups.setdefault(one.function, []).append(one)
    by_range = {function: sorted(group, key=lambda one: one.range.si) for function, group in groups.items()}
    return tuple(_specified(function, group) for function, group in by_range.items())


def _specified(function: Bilingual, group: Sequence[Characteristic]) -> Specified:
    shared = {one.remark for one in group}
    if len(group) == 1 or len(shared) > 1:
        return Specified(function, tuple(one.line for one in group))
    remark = shared.pop()
    heading = Bilingual(f"{function.zh}{remark.zh}", f"{function.en}{remark.en}")
    return Specified(heading, tuple(one.bare_line for one in group))
