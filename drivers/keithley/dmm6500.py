"""Knows the commands of the Keithley DMM6500 multimeter in its SCPI language; refuses to know points and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from bench_core.errors import InstrumentReported
from bench_core.metrology.quantity import Quantity
from drivers.meter import detector
from drivers.scpi_meter import ScpiFunction, ScpiMeter, range_setting, scpi_functions
from drivers.setting import ReadBack, Setting, number_setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.documents.instrument import TypeRecord
    from drivers.session import Session


def _function(capability: str, header: str, *, zeroed: bool = False) -> ScpiFunction:
    # Public drivers disagree whether the reply stands in quotation marks, and no capture settles it: both are taken.
    return ScpiFunction(capability, header, (f'"{header}"', header), zeroed)


FUNCTIONS = scpi_functions(
    _function("dc_voltage", "VOLT:DC", zeroed=True),
    _function("ac_voltage", "VOLT:AC"),
    _function("dc_current", "CURR:DC", zeroed=True),
    _function("ac_current", "CURR:AC"),
    _function("resistance", "RES", zeroed=True),
    _function("resistance_4w", "FRES", zeroed=True),
)
_CYCLES = 10
_DETECTORS = (3, 30, 300)
_SCPI = "SCPI"
_REAR = "REAR"
_TEN_AMPERES = Quantity.parse("10 A")


class Dmm6500(ScpiMeter):
    """A DMM6500 multimeter, read one triggered indication at a time over 10 power line cycles.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Keithley DMM6500 Reference Manual, SCPI command reference.
    """

    TYPE_RECORD = "dmm6500.yaml"
    REPLY_WITHIN_S: ClassVar[float] = 15
    QUEUE_DEPTH: ClassVar[int] = 100

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        super().__init__(session, type_record, FUNCTIONS)

    def prepare(self) -> None:
        """Check that the meter speaks SCPI, reset it and empty its error queue.

        Raises:
            InstrumentReported: it speaks another of its languages, which only a restart changes.
        """
        language = self._session.query("*LANG?").strip()
        if language != _SCPI:
            what = f"speaks {language}, not SCPI; send `*LANG SCPI`, then switch it off and on"
            raise InstrumentReported(self._session.who, what)
        super().prepare()

    def select(self, function: str, range_: Quantity, settings: Mapping[str, Quantity]) -> str:
        """Select function and range, read every setting back, and return the raw read-back.

        Args:
            function: a capability.
            range_: one of the ranges of the type record; that of 10 A needs the rear terminals.
            settings: `frequency`, of an AC value that is expected, may be given; nothing else is known.

        Raises:
            CapabilityMissing: the meter has no such function or setting.
            RangeInsufficient: or no such range.
            InstrumentReported: it refused a setting, or the front terminals are selected for 10 A.
            MalformedReply: it reads back something else.
        """
        if range_ == _TEN_AMPERES and self._session.query("ROUT:TERM?").strip() != _REAR:
            what = "has its 10 A range at the rear terminals alone; press TERMINALS at the front, so that REAR is lit"
            raise InstrumentReported(self._session.who, what)
        return super().select(function, range_, settings)

    def _settings(self, row: ScpiFunction, range_: Quantity, frequency: Quantity | None) -> Iterator[Setting]:
        yield Setting(f':SENS:FUNC "{row.header}"', (ReadBack(":SENS:FUNC?", row.answers),))
        yield range_setting(f":SENS:{row.header}:RANG", range_.value)
        if row.alternating:
            yield number_setting(f":SENS:{row.header}:DET:BAND", detector(_DETECTORS, frequency))
            return
        yield number_setting(f":SENS:{row.header}:NPLC", _CYCLES)
        if row.zeroed:
            yield number_setting(f":SENS:{row.header}:AZER", 1, "ON")
