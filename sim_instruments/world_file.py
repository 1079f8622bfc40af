"""Knows what a world file may say: simulated instruments with their hidden errors, wires, air and a person."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, WithJsonSchema, model_validator

from bench_core.documents.fields import (
    NameField,
    Quantity,
    Refusal,
    TextField,
    WholeNumber,
    YesNo,
    did_you_mean,
    refuse,
)
from bench_core.documents.functions import FunctionName
from bench_core.documents.model import DocumentModel
from bench_core.documents.shapes import choice
from bench_core.metrology.unit import unit
from sim_instruments.dialects.catalogue import DIALECTS, DISPLAYS, TERMINAL_MODE
from sim_instruments.faults import Fault
from sim_instruments.hidden_entry import HiddenRow
from sim_instruments.physics.air import Air
from sim_instruments.physics.hidden import HiddenTable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

DoorName: TypeAlias = Literal["socket", "hislip", "vxi11", "serial"]
_SECOND = unit("s")
_MAINS = frozenset({50, 60})


class SimulatedEntry(DocumentModel):
    """One simulated instrument.

    Args:
        simulates: what it is, a name of `sim_instruments.dialects.catalogue`; `handheld` has no wire.
        serial: as it answers it; a 34401A on a real bench answers 0.
        settling: time constant with which its output settles.
        doors: that it answers on; all of them lead to the one instrument.
        port: TCP port of its socket; a free one where it is missing.
        hidden: its true errors by function.
        faults: what goes wrong with it.
        remote: `terminal` where it takes its remote side for a person at a terminal: it echoes and prompts.
        counts: of the display of a handheld meter.
    """

    simulates: Annotated[TextField, WithJsonSchema(choice([*DIALECTS, *DISPLAYS]))]
    serial: TextField = "0"
    settling: Quantity = Quantity.parse("0.2 s")
    doors: tuple[DoorName, ...] = Field(default=("socket",), min_length=1)
    port: WholeNumber | None = Field(default=None, ge=1, le=65535)
    hidden: dict[FunctionName, tuple[HiddenRow, ...]] = Field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    remote: Literal["computer", "terminal"] = "computer"
    counts: WholeNumber = Field(default=6000, ge=100, le=1000000)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        found = [*self._own_mistakes(), *self._hidden_mistakes()]
        if found:
            raise refuse(*found)
        return self

    def _own_mistakes(self) -> Iterator[Refusal]:
        if self.simulates not in DIALECTS and self.simulates not in DISPLAYS:
            hint = did_you_mean(self.simulates, [*DIALECTS, *DISPLAYS])
            yield Refusal(f"nothing simulates '{self.simulates}'", hint, at=("simulates",))
        if self.remote == "terminal" and self.simulates not in TERMINAL_MODE:
            known = ", ".join(TERMINAL_MODE)
            yield Refusal(f"'{self.simulates}' has no terminal mode", f"only {known} have one", at=("remote",))
        if not all(" " <= character <= "~" and character not in ',;"' for character in self.serial):
            yield Refusal(f"'{self.serial}' is no serial number", "letters and digits only", at=("serial",))
        for index, door in enumerate(self.doors):
            if door in self.doors[:index]:
                yield Refusal(f"door '{door}' stands twice", "delete one", at=("doors", index))
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
        terminals: by instrument, where they are at the start; wherever something comes out, or is looked for, without.
        wires: 2, or 4 with a pair for sensing.
        resistance: of the two current-carrying leads together.
        thermal_emf: voltage that the junctions add.
    """

    source: NameField = Field(alias="from")
    to: NameField
    terminals: dict[NameField, TextField] = Field(default_factory=dict)
    wires: Annotated[WholeNumber, WithJsonSchema({"type": "integer", "enum": [2, 4]})] = 4
    resistance: Quantity = Quantity.parse("0 Ω")
    thermal_emf: Quantity = Quantity.parse("0 V")

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        found = list(self._mistakes())
        if found:
            raise refuse(*found)
        return self

    def _mistakes(self) -> Iterator[Refusal]:
        if self.thermal_emf.dimension != unit("V").dimension:
            yield Refusal(f"{self.thermal_emf} is not a voltage", "write it in V", at=("thermal_emf",))
        if self.resistance.dimension != unit("Ω").dimension or self.resistance.value < 0:
            yield Refusal(f"{self.resistance} is no resistance", "write it in Ω", at=("resistance",))
        if self.wires not in {2, 4}:
            yield Refusal(f"{self.wires} wires", "write 2 or 4", at=("wires",))
        for name in self.terminals:
            if name not in {self.source, self.to}:
                hint = did_you_mean(name, [self.source, self.to])
                yield Refusal(f"the leads do not reach '{name}'", hint, at=("terminals", name))


class DriftEntry(DocumentModel):
    """Where something of the air stands at a time; in between it changes evenly.

    Args:
        at: world time.
        value: then.
    """

    at: Quantity
    value: Quantity

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.at.dimension != _SECOND.dimension or self.at.value < 0:
            raise refuse(Refusal(f"{self.at} is no time", "write 30 s", at=("at",)))
        return self


class PersonEntry(DocumentModel):
    """The simulated person.

    Args:
        name: as it stands in the record.
        confirms: whether prompts are confirmed.
        energises: whether a renewed energising is confirmed; as `confirms` where it is missing.
        rewires: whether leads are really changed when a prompt asks for it; without it that is only said.
        warm_up: how long the unit under test has been on.
        answers: further answers, by the name of the prompt.
    """

    name: TextField = "simulated person"
    confirms: YesNo = True
    energises: YesNo | None = None
    rewires: YesNo = True
    warm_up: Quantity | None = None
    answers: dict[TextField, TextField] = Field(default_factory=dict)


class WorldFile(DocumentModel):
    """A simulated world.

    Args:
        world: its name.
        seed: of all noise.
        ambient: the air, by name: `temperature`, `relative_humidity`, `pressure`, `supply_voltage`, …
        drift: by such a name, how it changes with world time; before the first row as that, after the last as that.
        mains: frequency of the mains, 50 Hz or 60 Hz; meters count their integration time in its cycles.
        instruments: by name.
        wiring: which terminals are joined.
        person: who answers prompts.
    """

    KIND: ClassVar[str] = "world/1"

    world: TextField
    seed: WholeNumber = Field(default=1, ge=0)
    ambient: dict[NameField, Quantity] = Field(default_factory=dict)
    drift: dict[NameField, Annotated[tuple[DriftEntry, ...], Field(min_length=1)]] = Field(default_factory=dict)
    mains: Quantity = Quantity.parse("50 Hz")
    instruments: dict[NameField, SimulatedEntry] = Field(min_length=1)
    wiring: tuple[LeadEntry, ...] = ()
    person: PersonEntry = PersonEntry()

    @model_validator(mode="after")
    def _is_wired(self) -> Self:
        found = [*self._wiring_mistakes(), *self._drift_mistakes()]
        if self.mains.dimension != unit("Hz").dimension or self.mains.si not in _MAINS:
            found.append(Refusal(f"{self.mains} is no frequency of mains", "write 50 Hz or 60 Hz", at=("mains",)))
        if found:
            raise refuse(*found)
        return self

    def air(self) -> Air:
        """Return what surrounds the instruments, at any time."""
        rows = {name: tuple((row.at.si, row.value) for row in drift) for name, drift in self.drift.items()}
        return Air(self.ambient, rows)

    def _drift_mistakes(self) -> Iterator[Refusal]:
        for name, rows in self.drift.items():
            for index, row in enumerate(rows):
                if row.value.dimension != rows[0].value.dimension:
                    message = f"{row.value} is of another kind than {rows[0].value}"
                    yield Refusal(message, "write one unit", at=("drift", name, index, "value"))
                if index and row.at.si <= rows[index - 1].at.si:
                    hint = "times rise from row to row"
                    yield Refusal(f"{row.at} is not after {rows[index - 1].at}", hint, at=("drift", name, index, "at"))

    def _wiring_mistakes(self) -> Iterator[Refusal]:
        connected: list[tuple[str, str | None]] = []
        for index, lead in enumerate(self.wiring):
            for key, name in (("from", lead.source), ("to", lead.to)):
                if name not in self.instruments:
                    hint = did_you_mean(name, list(self.instruments))
                    yield Refusal(f"no instrument '{name}'", hint, at=("wiring", index, key))
            end = lead.terminals.get(lead.to)
            if any(to == lead.to and (end is None or other in {None, end}) for to, other in connected):
                yield Refusal(f"'{lead.to}' is connected twice", "keep one lead", at=("wiring", index, "to"))
            connected.append((lead.to, end))
