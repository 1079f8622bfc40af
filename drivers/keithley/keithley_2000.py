"""Knows the commands of the Keithley 2000 multimeter; refuses to know points, limits and budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from drivers.meter import detector
from drivers.scpi_meter import ScpiFunction, ScpiMeter, range_setting, scpi_functions
from drivers.setting import ReadBack, Setting, number_setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity
    from drivers.session import Session

FUNCTIONS = scpi_functions(
    ScpiFunction("dc_voltage", "VOLT:DC", ('"VOLT:DC"',)),
    ScpiFunction("ac_voltage", "VOLT:AC", ('"VOLT:AC"',)),
    ScpiFunction("dc_current", "CURR:DC", ('"CURR:DC"',)),
    ScpiFunction("ac_current", "CURR:AC", ('"CURR:AC"',)),
    ScpiFunction("resistance", "RES", ('"RES"',)),
    ScpiFunction("resistance_4w", "FRES", ('"FRES"',)),
)
_CYCLES = 10
_DETECTORS = (3, 30, 300)


class Keithley2000(ScpiMeter):
    """A Keithley 2000 multimeter, read one triggered indication at a time over 10 power line cycles, filter off.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Keithley Model 2000 Multimeter User's Manual, SCPI command reference.
    """

    TYPE_RECORD = "keithley_2000.yaml"
    REPLY_WITHIN_S: ClassVar[float] = 15
    QUEUE_DEPTH: ClassVar[int] = 10

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        super().__init__(session, type_record, FUNCTIONS)

    def _reset(self) -> None:
        """Reset; a reading is then its number alone, and none is taken before it is asked for."""
        super()._reset()
        for command in (":INIT:CONT OFF", ":FORM:DATA ASC", ":FORM:ELEM READ"):
            self._session.write(command)

    def _settings(self, row: ScpiFunction, range_: Quantity, frequency: Quantity | None) -> Iterator[Setting]:
        yield Setting(f':SENS:FUNC "{row.header}"', (ReadBack(":SENS:FUNC?", row.answers),))
        yield range_setting(f":SENS:{row.header}:RANG", range_.value)
        yield number_setting(f":SENS:{row.header}:AVER:STAT", 0, "OFF")
        if row.alternating:
            yield number_setting(f":SENS:{row.header}:DET:BAND", detector(_DETECTORS, frequency))
            return
        yield number_setting(f":SENS:{row.header}:NPLC", _CYCLES)
        yield number_setting(":SYST:AZER:STAT", 1, "ON")
