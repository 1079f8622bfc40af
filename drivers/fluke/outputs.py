"""Knows which outputs a Fluke calibrator has, and which of them it cannot give exactly; knows no command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.ranges import RangeRecord
from bench_core.errors import RangeInsufficient
from bench_core.metrology.quantity import Quantity
from drivers.protocols.fluke_calibrators import frequency_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.documents.instrument import FunctionRecord

_SUFFIXES: Final = {"V": "V", "A": "A", "Ω": "OHM"}
_NONE = Quantity.parse("0 Hz")


@dataclass(frozen=True, slots=True)
class OutputFunction:
    """One output.

    Args:
        capability: as procedures write it.
        answer: what `FUNC?` gives in the 5500 family, such as `DCV`.
    """

    capability: str
    answer: str

    @property
    def unit(self) -> str:
        """Symbol of the unit in which amplitudes are sent."""
        return CAPABILITIES[self.capability].unit

    @property
    def suffix(self) -> str:
        """The instrument's word for that unit, in commands and replies."""
        return _SUFFIXES[self.unit]

    @property
    def alternating(self) -> bool:
        """Whether it has a frequency."""
        return bool(CAPABILITIES[self.capability].settable)

    @property
    def is_current(self) -> bool:
        """Whether it drives a current."""
        return self.unit == "A"

    @property
    def is_resistance(self) -> bool:
        """Whether it simulates a resistor."""
        return self.unit == "Ω"


FUNCTIONS: Final = {
    name: OutputFunction(name, answer)
    for name, answer in {
        "dc_voltage": "DCV",
        "ac_voltage": "ACV",
        "dc_current": "DCI",
        "ac_current": "ACI",
        "resistance": "RES",
        "resistance_4w": "RES",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Output:
    """An output that the calibrator can give exactly.

    Args:
        function: voltage, current or resistance.
        range: that holds the amplitude, with its terminals and its specification.
        amplitude: in the unit of the function.
        frequency: 0 Hz for a direct quantity and for ohms.
        terminals: that it comes out of, such as `AUX`; None where the type record does not tell.
    """

    function: OutputFunction
    range: RangeRecord
    amplitude: Quantity
    frequency: Quantity
    terminals: str | None


def require_output(
    function: OutputFunction, record: FunctionRecord, value: Quantity, settings: Mapping[str, Quantity], who: str
) -> Output:
    """Return an output, and refuse what the calibrator would refuse, clip or round.

    Args:
        function: of the driver.
        record: of the type.
        value: that is asked for.
        settings: `frequency` of an alternating output.
        who: instrument and resource name, for people.

    Raises:
        RangeInsufficient: no range holds the value at this frequency, or it has more digits than can be set.
    """
    frequency = _frequency(function, settings, who)
    if value.si < 0 and not CAPABILITIES[function.capability].signed:
        raise RangeInsufficient(f"{who}: cannot source {value}; {CAPABILITIES[function.capability].en} is not negative")
    row = record.range_for(value, frequency if function.alternating else None)
    if row is None:
        raise RangeInsufficient(f"{who}: cannot source {_why_not(function, record, value, frequency)}")
    if not row.fixed and value.si % row.resolution.si:
        what = f"cannot source {value} exactly, its {row.range} range has steps of {row.resolution}"
        raise RangeInsufficient(f"{who}: {what}; choose a value with fewer digits")
    return Output(function, row, value.to(function.unit), frequency, record.terminals_of(row))


def smallest(function: OutputFunction, record: FunctionRecord) -> Quantity:
    """Return the smallest amplitude that can be set, in the unit of the function.

    Args:
        function: of the driver.
        record: of the type.
    """
    least = record.ranges[0].minimum
    return Quantity.of(0, function.unit) if least is None else least.to(function.unit)


def _frequency(function: OutputFunction, settings: Mapping[str, Quantity], who: str) -> Quantity:
    if not function.alternating:
        return _NONE
    if "frequency" not in settings:
        raise RangeInsufficient(f"{who}: {function.capability} needs a frequency; add frequency: 1 kHz")
    frequency = settings["frequency"].to("Hz")
    if frequency.value <= 0:
        raise RangeInsufficient(f"{who}: cannot source {function.capability} at {frequency}; choose one above 0 Hz")
    step = frequency_step(frequency.value)
    if frequency.value % step:
        what = f"cannot set {frequency} exactly, frequencies there have steps of {Quantity(step, frequency.unit)}"
        raise RangeInsufficient(f"{who}: {what}; choose one with fewer digits")
    return frequency


def _why_not(function: OutputFunction, record: FunctionRecord, value: Quantity, frequency: Quantity) -> str:
    largest = record.ranges[-1].maximum
    if abs(value.si) > largest.si:
        return f"{value}; the largest value is {largest}"
    fixed = [str(row.range) for row in record.ranges if row.fixed]
    if fixed:
        return f"{value}, the nearest it has is {record.nearest(value)}; its values are {', '.join(fixed)}"
    if record.range_for(value) is None:
        return f"{value}; the smallest value is {smallest(function, record)}"
    return f"{value} at {frequency}; the type record has no range for both"
