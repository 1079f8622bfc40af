"""Knows the commands of the HP, Agilent and Keysight 34401A multimeter; refuses to know points, limits and budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from bench_core.metrology.quantity import Quantity, number_text
from drivers.meter import detector
from drivers.scpi_meter import ScpiFunction, ScpiMeter, fixed_range, scpi_functions
from drivers.session import Language
from drivers.setting import ReadBack, Setting, number_setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.instrument import TypeRecord
    from drivers.session import Session

FUNCTIONS = scpi_functions(
    ScpiFunction("dc_voltage", "VOLT:DC", ('"VOLT"',), zeroed=True),
    ScpiFunction("ac_voltage", "VOLT:AC", ('"VOLT:AC"',)),
    ScpiFunction("dc_current", "CURR:DC", ('"CURR"',), zeroed=True),
    ScpiFunction("ac_current", "CURR:AC", ('"CURR:AC"',)),
    ScpiFunction("resistance", "RES", ('"RES"',), zeroed=True),
    ScpiFunction("resistance_4w", "FRES", ('"FRES"',)),
)
_CYCLES = 10  # the meter's slow 6½-digit mode
_DETECTORS = (3, 20, 200)


class Hp34401A(ScpiMeter):
    """A 34401A multimeter, read one triggered indication at a time at 6½ digits.

    Direct quantities are integrated over 10 power line cycles with auto-zero; the AC detector is the fastest one that
    adds no error of its own.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Agilent 34401A User's Guide, remote interface reference.
    """

    TYPE_RECORD = "hp_34401a.yaml"
    LANGUAGE: ClassVar[Language] = Language(serial_wake=("SYST:REM",), serial_clear=b"\x03")
    """Over RS-232 Ctrl-C is device clear, and the meter refuses to measure, error 550, until it is set to remote."""
    REPLY_WITHIN_S: ClassVar[float] = 15
    """The slow AC detector settles for 7 s before each reading."""

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        super().__init__(session, type_record, FUNCTIONS)

    def _settings(self, row: ScpiFunction, range_: Quantity, frequency: Quantity | None) -> Iterator[Setting]:
        ranged = (ReadBack(f"{row.header}:RANG?", (range_.value,)), fixed_range(f"{row.header}:RANG"))
        selected = (ReadBack("FUNC?", row.answers), *ranged)
        yield Setting(f"CONF:{row.header} {number_text(range_.value)}", selected)
        if row.alternating:
            yield number_setting("DET:BAND", detector(_DETECTORS, frequency))
            return
        yield number_setting(f"{row.header}:NPLC", _CYCLES)
        if row.zeroed:
            yield number_setting("ZERO:AUTO", 1, "ON")
