"""Knows the commands of the Keysight Truevolt multimeters 34460A, 34461A, 34465A and 34470A; knows no limits."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from bench_core.metrology.quantity import Quantity, number_text
from drivers.keysight.hp_34401a import FUNCTIONS
from drivers.meter import detector
from drivers.scpi_meter import ScpiFunction, ScpiMeter, fixed_range
from drivers.setting import ReadBack, Setting, number_setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.instrument import TypeRecord
    from drivers.session import Session

__all__ = ["FUNCTIONS", "Keysight34460A", "Keysight34461A", "Keysight34465A", "Keysight34470A"]

_CYCLES = 10
_DETECTORS = (3, 20, 200)
_CURRENTS = frozenset({"dc_current", "ac_current"})
_TEN_AMPERES = Quantity.parse("10 A")


class Truevolt(ScpiMeter):
    """A Truevolt multimeter, read one triggered indication at a time over 10 power line cycles.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Keysight Truevolt Series Operating and Service Guide, SCPI programming reference.
    """

    REPLY_WITHIN_S: ClassVar[float] = 10
    """The slow AC detector settles for 2.5 s before each reading."""
    TERMINALS_OF_10_A: ClassVar[bool] = True
    """Whether the model has 10 A terminals, which belong to the 10 A range alone."""

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        super().__init__(session, type_record, FUNCTIONS)

    def _settings(self, row: ScpiFunction, range_: Quantity, frequency: Quantity | None) -> Iterator[Setting]:
        yield Setting(f"CONF:{row.header} {number_text(range_.value)}", tuple(self._selected_by(row, range_)))
        if row.alternating:
            yield number_setting(f"{row.header}:BAND", detector(_DETECTORS, frequency))
            return
        yield number_setting(f"{row.header}:NPLC", _CYCLES)
        if row.zeroed:
            yield number_setting(f"{row.header}:ZERO:AUTO", 1, "ON")

    def _selected_by(self, row: ScpiFunction, range_: Quantity) -> Iterator[ReadBack]:
        """Yield what proves function and range: the 10 A range is told by its terminals, `RANG?` never gives it."""
        yield ReadBack("FUNC?", row.answers)
        ten = range_ == _TEN_AMPERES
        if row.capability in _CURRENTS and self.TERMINALS_OF_10_A:
            yield ReadBack(f"{row.header}:TERM?", (Fraction(10 if ten else 3),))
        if not ten:
            yield ReadBack(f"{row.header}:RANG?", (range_.value,))
            yield fixed_range(f"{row.header}:RANG")


class Keysight34460A(Truevolt):
    """A 34460A multimeter, which has no 10 A terminals."""

    TYPE_RECORD = "keysight_34460a.yaml"
    TERMINALS_OF_10_A: ClassVar[bool] = False


class Keysight34461A(Truevolt):
    """A 34461A multimeter."""

    TYPE_RECORD = "keysight_34461a.yaml"


class Keysight34465A(Truevolt):
    """A 34465A multimeter."""

    TYPE_RECORD = "keysight_34465a.yaml"


class Keysight34470A(Truevolt):
    """A 34470A multimeter."""

    TYPE_RECORD = "keysight_34470a.yaml"
