"""Knows what a world file may say: simulated instruments with their hidden errors, wires, air and a person."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator

from bench_core.documents.fields import (
    NameField,
    PositiveQuantity,
    Quantity,
    Ratio,
    Refusal,
    TextField,
    WholeNumber,
    YesNo,
    did_you_mean,
    refuse,
)
from bench_core.documents.functions import FunctionName, wrong_difference, wrong_kind
from bench_core.documents.model import DocumentModel
from bench_core.metrology.unit import unit
from sim_instruments.dialects.catalogue import DIALECTS
from sim_instruments.faults import Fault
from sim_instruments.physics.hidden import HiddenErrors, HiddenTable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

_NONE = Quantity.parse("0")
_SECOND = unit("s")


class HiddenRow(DocumentModel):
    """The true errors of one range.

    Args:
        range: its nominal value.
        gain: relative error of the slope.
        offset: error at zero.
        linearity: largest departure from the line, relative to the range.
        noise: standard deviation of one reading; for a meter at 10 power line cycles.
    """

    range: PositiveQuantity
    gain: Ratio = _NONE
    offset: Quantity | None = None
    linearity: Ratio = _NONE
    noise: Quantity | None = None

    def mistakes(self, function: str) -> Iterator[Refusal]:
        """Yield every value that is no value of this function."""
        yield from wrong_kind(function, self.range, ("range",))
        for name in ("offset", "noise"):
            yield from wrong_difference(function, getattr(self, name), (name,))
        if self.noise is not None and self.noise.value < 0:
            yield Refusal(f"{self.noise} is below 0", "write a standard deviation", at=("noise",))

    def errors(self) -> HiddenErrors:
        """Return the errors as physics takes them [coherent SI units]."""
        return HiddenErrors(
            full_scale=float(self.range.si),
            gain=float(self.gain.si),
            offset=float(self.offset.si) if self.offset is not None else 0.0,
            linearity=float(self.linearity.si),
            noise=float(self.noise.si) if self.noise is not None else 0.0,
        )


class SimulatedEntry(DocumentModel):
    """One simulated instrument.

    Args:
        simulates: what it is, a name of `sim_instruments.dialects.catalogue`.
        serial: as it answers it; a 34401A on a real bench answers 0.
        settling: time constant with which its output settles.
        port: TCP port; a free one where it is missing.
        hidden: its true errors by function.
        faults: what goes wrong with it.
    """

    simulates: TextField
    serial: TextField = "0"
    settling: Quantity = Quantity.parse("0.2 s")
    port: WholeNumber | None = Field(default=None, ge=1, le=65535)
    hidden: dict[FunctionName, tuple[HiddenRow, ...]] = Field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        found = [*self._own_mistakes(), *self._hidden_mistakes()]
        if found:
            raise refuse(*found)
        return self

    def _own_mistakes(self) -> Iterator[Refusal]:
        if self.simulates not in DIALECTS:
            hint = did_you_mean(self.simulates, list(DIALECTS))
            yield Refusal(f"nothing simulates '{self.simulates}'", hint, at=("simulates",))
        if not all(" " <= character <= "~" and character not in ',;"' for character in self.serial):
            yield Refusal(f"'{self.serial}' is no serial number", "letters and digits only", at=("serial",))
        if self.settling.dimension != _SECOND.dimension or self.settling.value < 0:
            yield Refusal(f"{self.settling} is no time", "write 0.2 s", at=("settling",))

    def _hidden_mistakes(self) -> Iterator[Refusal]:
        for function, rows in self.hidden.items():
            for index, row in enumerate(rows):
                for refusal in row.mistakes(function):
                    yield refusal.below("hidden", function, index)
                if any(row.range.si == other.range.si for other in rows[:index]):
                    message = f"range {row.range} stands twice"
                    yield Refusal(message, "delete one", at=("hidden", function, index, "range"))

    def hidden_table(self) -> HiddenTable:
        """Return the true errors by function and range."""
        rows = {
            (function, Fraction(row.range.si)): row.errors() for function, rows in self.hidden.items() for row in rows
        }
        return HiddenTable(rows)


class LeadEntry(DocumentModel):
    """A pair of leads between a source and an instrument that indicates.

    Args:
        source: name of the source, key `from`.
        to: name of the instrument.
        thermal_emf: voltage that the junctions add.
    """

    source: NameField = Field(alias="from")
    to: NameField
    thermal_emf: Quantity = Quantity.parse("0 V")

    @model_validator(mode="after")
    def _is_a_voltage(self) -> Self:
        if self.thermal_emf.dimension != unit("V").dimension:
            words = f"{self.thermal_emf} is not a voltage"
            raise refuse(Refusal(words, "write it in V", at=("thermal_emf",)))
        return self


class PersonEntry(DocumentModel):
    """The simulated person.

    Args:
        name: as it stands in the record.
        confirms: whether prompts are confirmed.
        energises: whether a renewed energising is confirmed; as `confirms` where it is missing.
        warm_up: how long the unit under test has been on.
        answers: further answers, by the name of the prompt.
    """

    name: TextField = "simulated person"
    confirms: YesNo = True
    energises: YesNo | None = None
    warm_up: Quantity | None = None
    answers: dict[TextField, TextField] = Field(default_factory=dict)


class WorldFile(DocumentModel):
    """A simulated world.

    Args:
        world: its name.
        seed: of all noise.
        ambient: the air, by name: `temperature`, `relative_humidity`, …
        instruments: by name.
        wiring: which terminals are joined.
        person: who answers prompts.
    """

    KIND: ClassVar[str] = "world/1"

    world: TextField
    seed: WholeNumber = Field(default=1, ge=0)
    ambient: dict[NameField, Quantity] = Field(default_factory=dict)
    instruments: dict[NameField, SimulatedEntry] = Field(min_length=1)
    wiring: tuple[LeadEntry, ...] = ()
    person: PersonEntry = PersonEntry()

    @model_validator(mode="after")
    def _is_wired(self) -> Self:
        found = list(self._wiring_mistakes())
        if found:
            raise refuse(*found)
        return self

    def _wiring_mistakes(self) -> Iterator[Refusal]:
        connected: set[str] = set()
        for index, lead in enumerate(self.wiring):
            for key, name in (("from", lead.source), ("to", lead.to)):
                if name not in self.instruments:
                    hint = did_you_mean(name, list(self.instruments))
                    yield Refusal(f"no instrument '{name}'", hint, at=("wiring", index, key))
            if lead.to in connected:
                yield Refusal(f"'{lead.to}' is connected twice", "keep one lead", at=("wiring", index, "to"))
            connected.add(lead.to)
