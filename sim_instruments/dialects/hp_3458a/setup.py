"""Knows what the 3458A is set to and how long a reading takes then; it knows no command and no reading.

Source: Agilent 3458A User's Guide, table "Power-On State" and entries PRESET, NPLC, APER, AZERO, OCOMP, DELAY (pages
not checked). Resolutions on the wire, automatic delays and the time of alternating readings are not from the manual.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from sim_instruments.dialects.hp_3458a.functions import DCV, Function

EVENTS = {"AUTO": 1, "EXT": 2, "SGL": 3, "HOLD": 4, "SYN": 5, "TIMER": 6, "LEVEL": 7, "LINE": 8}
"""Each event of TARM, TRIG and NRDGS with its code."""

IMMEDIATE = frozenset({"AUTO", "LEVEL", "LINE"})
"""Events that come by themselves; where in the period they come is not simulated."""

RESOLUTIONS = {
    Decimal(0): Decimal("1E-5"),
    Decimal("0.0006"): Decimal("1E-6"),
    Decimal("0.1"): Decimal("1E-7"),
    Decimal(1): Decimal("1E-8"),
    Decimal(10): Decimal("1E-9"),
}
"""Step of a reading on the wire relative to the range, from an integration time on [power line cycles]."""

SHORTEST_APERTURE = Decimal("500E-9")
_AC_SETTLING = Decimal(1)
_GATE = Decimal(1)
_HIGH_OHMS = Decimal("1E6")
_HIGH_OHMS_SETTLING = Decimal("0.1")


@dataclass(slots=True)
class Setup:
    """What the 3458A is set to; the defaults are those of power-on.

    Args:
        function: that it reads.
        full_scale: range in use.
        autorange: whether it follows the signal.
        cycles: integration time [power line cycles].
        digits: of the display.
        autozero: `ON`, `OFF` or `ONCE`.
        fixed_impedance: whether the input is 10 MΩ on every range.
        offset_compensation: whether ohms are read with and without current.
        low_pass: whether the filter is on.
        line_frequency: that it rejects [Hz].
        delay: before each reading [s]; None for the instrument's own.
        ac_method: `ANA`, `RNDM` or `SYNC`.
        ac_band: lowest and highest frequency that it expects [Hz].
        arm: event that arms it.
        trigger: event that then triggers it.
        readings: number of readings for each trigger.
        sample: event that starts each reading.
        timer: from one reading to the next where `sample` is TIMER [s].
        output: format of readings on the wire.
    """

    function: Function = DCV
    full_scale: Decimal = DCV.ranges[0]
    autorange: bool = True
    cycles: Decimal = Decimal(10)
    digits: int = 7
    autozero: str = "ON"
    fixed_impedance: bool = False
    offset_compensation: bool = False
    low_pass: bool = False
    line_frequency: Decimal = Decimal(50)
    delay: Decimal | None = None
    ac_method: str = "ANA"
    ac_band: tuple[Decimal, Decimal] = (Decimal(20), Decimal("2E6"))
    arm: str = "AUTO"
    trigger: str = "AUTO"
    readings: int = 1
    sample: str = "AUTO"
    timer: Decimal = Decimal(1)
    output: str = "ASCII"

    @property
    def aperture(self) -> Decimal:
        """Integration time [s]."""
        return max(self.cycles / self.line_frequency, SHORTEST_APERTURE)

    @property
    def effective_delay(self) -> Decimal:
        """Wait before each reading [s]."""
        if self.delay is not None:
            return self.delay
        if self.function.alternating:
            return _AC_SETTLING
        return _HIGH_OHMS_SETTLING if self.function.ohms and self.full_scale >= _HIGH_OHMS else Decimal(0)

    @property
    def reading_time(self) -> float:
        """Time that one reading takes [s]."""
        if self.function.counts:
            return float(self.effective_delay + _GATE)
        conversions = 1
        if not self.function.alternating and self.autozero == "ON":
            conversions *= 2
        if self.function.ohms and self.offset_compensation:
            conversions *= 2
        return float(self.effective_delay + conversions * self.aperture)

    @property
    def step(self) -> Decimal:
        """Smallest step of a reading on the wire, in the function's unit."""
        relative = [step for cycles, step in RESOLUTIONS.items() if self.cycles >= cycles]
        return self.full_scale * relative[-1]

    def choose_cycles(self, wanted: Decimal) -> None:
        """Take an integration time: whole cycles from 1 to 10, then steps of 10, rounded up."""
        grid = Decimal(10) if wanted > 10 else Decimal(1)
        self.cycles = (wanted / grid).quantize(Decimal(1), ROUND_UP) * grid if wanted >= 1 else wanted

    def choose_resolution(self, wanted: Decimal) -> None:
        """Take the shortest integration time whose step is not above the wanted one, else the longest of them."""
        for cycles, relative in RESOLUTIONS.items():
            self.cycles = cycles
            if self.full_scale * relative <= wanted:
                return


def normal() -> Setup:
    """Return the settings after `PRESET NORM`: a read is the event that triggers."""
    return Setup(cycles=Decimal(1), trigger="SYN")


def fast() -> Setup:
    """Return the settings after `PRESET FAST`."""
    return Setup(full_scale=Decimal(10), autorange=False, cycles=Decimal(1), autozero="OFF", arm="SYN", output="DINT")


def digitizing() -> Setup:
    """Return the settings after `PRESET DIG`; the trigger level is not simulated."""
    setup = Setup(full_scale=Decimal(10), autorange=False, autozero="OFF", delay=Decimal(0), arm="HOLD")
    setup.cycles = Decimal("3E-6") * setup.line_frequency
    setup.trigger, setup.readings, setup.sample, setup.timer = "LEVEL", 256, "TIMER", Decimal("20E-6")
    setup.output = "SINT"
    return setup
