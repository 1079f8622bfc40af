"""Knows the commands of the Fluke 8588A reference multimeter; refuses to know points, limits and budgets."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final

from drivers.scpi_meter import ScpiFunction, ScpiMeter, scpi_functions
from drivers.setting import ReadBack, Setting, make_settings, number_setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from drivers.session import Session

__all__ = ["FUNCTIONS", "Fluke8588A"]


def _answers(*names: str) -> tuple[str, ...]:
    """Return the forms in which SCPI instruments tell a function: in quotation marks or without."""
    return tuple(form for name in names for form in (f'"{name}"', name))


FUNCTIONS = scpi_functions(
    ScpiFunction("dc_voltage", "VOLT:DC", _answers("VOLT:DC", "VOLT")),
    ScpiFunction("ac_voltage", "VOLT:AC", _answers("VOLT:AC")),
    ScpiFunction("dc_current", "CURR:DC", _answers("CURR:DC", "CURR")),
    ScpiFunction("ac_current", "CURR:AC", _answers("CURR:AC")),
    ScpiFunction("resistance", "RES", _answers("RES")),
    ScpiFunction("resistance_4w", "FRES", _answers("FRES")),
)
_CYCLES: Final = 100
_FILTERS: Final = (Fraction(1, 10), Fraction(1), Fraction(10), Fraction(40), Fraction(100), Fraction(1000))


class Fluke8588A(ScpiMeter):
    """An 8588A reference multimeter, read one triggered indication at a time over 100 power line cycles.

    The filter of an alternating function is the fastest one that still passes the frequency that is expected.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Fluke 8588A/8558A Remote Programmers Manual.
    """

    TYPE_RECORD = "fluke_8588a.yaml"
    REPLY_WITHIN_S: ClassVar[float] = 60

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        super().__init__(session, type_record, FUNCTIONS)

    def _reset(self) -> None:
        """Reset the meter, and let it look at its front terminals."""
        super()._reset()
        front = ReadBack("ROUT:TERM?", ("FRON", "FRONT"))
        make_settings(self._session, self._errors, (Setting("ROUT:TERM FRON", (front,)),))

    def _settings(self, row: ScpiFunction, range_: Quantity, frequency: Quantity | None) -> Iterator[Setting]:
        header = row.header
        yield Setting(f'FUNC "{header}"', (ReadBack("FUNC?", row.answers),))
        yield number_setting(f"{header}:RANG", range_.value)
        yield number_setting(f"{header}:RANG:AUTO", 0, "OFF")
        yield Setting(f"{header}:RES MIN")
        if row.alternating:
            yield number_setting(f"{header}:FILT", _filter(frequency))
            return
        yield Setting(f"{header}:APER:MODE MAN", (ReadBack(f"{header}:APER:MODE?", ("MAN", "MANUAL")),))
        yield number_setting(f"{header}:NPLC", _CYCLES)
        if row.capability == "resistance_4w":
            yield Setting(f"{header}:MODE NORM", (ReadBack(f"{header}:MODE?", ("NORM", "NORMAL")),))


def _filter(frequency: Quantity | None) -> Fraction:
    """Return the lowest frequency that the fastest filter passes which still passes this one [Hz]."""
    passing = [one for one in _FILTERS if frequency is not None and one <= frequency.si]
    return max(passing, default=_FILTERS[0])
