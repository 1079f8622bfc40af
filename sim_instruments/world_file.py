"""Knows what a world file may say: simulated instruments with their hidden errors, wires, air and a person."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, WithJsonSchema, model_validator

from bench_core.bilingual import Bilingual
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
            yield Refusal(
                Bilingual(f"没有“{self.simulates}”的仿真", f"nothing simulates '{self.simulates}'"),
                hint,
                at=("simulates",),
            )
        if self.remote == "terminal" and self.simulates not in TERMINAL_MODE:
            known = ", ".join(TERMINAL_MODE)
            yield Refusal(
                Bilingual(f"“{self.simulates}”没有终端方式", f"'{self.simulates}' has no terminal mode"),
                Bilingual(f"只有 {known} 有", f"only {known} have one"),
                at=("remote",),
            )
        if not all(" " <= character <= "~" and character not in ',;"' for character in self.serial):
            yield Refusal(
                Bilingual(f"“{self.serial}”不是编号", f"'{self.serial}' is no serial number"),
                Bilingual("只用字母和数字", "letters and digits only"),
                at=("serial",),
            )
        for index, door in enumerate(self.doors):
            if door in self.doors[:index]:
                yield Refusal(
                    Bilingual(f"接口“{door}”出现两次", f"door '{door}' stands twice"),
                    Bilingual("删去一个", "delete one"),
                    at=("doors", index),
                )
        if self.settling.dimension != _SECOND.dimension or self.settling.value < 0:
            yield Refusal(
                Bilingual(f"{self.settling} 不是时间", f"{self.settling} is no time"),
                Bilingual("写 0.2 s", "write 0.2 s"),
                at=("settling",),
            )

    def _hidden_mistakes(self) -> Iterator[Refusal]:
        for function, rows in self.hidden.items():
            for index, row in enumerate(rows):
                for refusal in row.mistakes(function):
                    yield refusal.below("hidden", function, index)
                if any(row.range.si == other.range.si for other in rows[:index]):
                    message = Bilingual(f"量程 {row.range} 出现两次", f"range {row.range} stands twice")
                    yield Refusal(message, Bilingual("删去一个", "delete one"), at=("hidden", function, index, "range"))

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
            yield Refusal(
                Bilingual(f"{self.thermal_emf} 不是电压", f"{self.thermal_emf} is not a voltage"),
                Bilingual("以 V 为单位", "write it in V"),
                at=("thermal_emf",),
            )
        if self.resistance.dimension != unit("Ω").dimension or self.resistance.value < 0:
            yield Refusal(
                Bilingual(f"{self.resistance} 不是电阻", f"{self.resistance} is no resistance"),
                Bilingual("以 Ω 为单位", "write it in Ω"),
                at=("resistance",),
            )
        if self.wires not in {2, 4}:
            yield Refusal(
                Bilingual(f"{self.wires} 线", f"{self.wires} wires"),
                Bilingual("写 2 或 4", "write 2 or 4"),
                at=("wires",),
            )
        for name in self.terminals:
            if name not in {self.source, self.to}:
                hint = did_you_mean(name, [self.source, self.to])
                yield Refusal(
                    Bilingual(f"引线不接到“{name}”", f"the leads do not reach '{name}'"), hint, at=("terminals", name)
                )


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
            raise refuse(
                Refusal(
                    Bilingual(f"{self.at} 不是时间", f"{self.at} is no time"),
                    Bilingual("写 30 s", "write 30 s"),
                    at=("at",),
                )
            )
        return self


class PersonEntry(DocumentModel):
    """The simulated person.

    Args:
        name: as it stands in the record.
        confirms: whether prompts are confirmed.
        energises: whether a renewed energising is confirmed; as `confirms` where it is missing.
        rewires: whether leads are really changed when a prompt asks for it; without it that is only said.
        reads: whether displays, name plates and the instruments of the room are read; without it somebody else is
            asked, and can see what stands there.
        warm_up: how long the unit under test has been on.
        answers: further answers, by the name of the prompt.
    """

    name: TextField = "simulated person"
    confirms: YesNo = True
    energises: YesNo | None = None
    rewires: YesNo = True
    reads: YesNo = True
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
            found.append(
                Refusal(
                    Bilingual(f"{self.mains} 不是电源频率", f"{self.mains} is no frequency of mains"),
                    Bilingual("写 50 Hz 或 60 Hz", "write 50 Hz or 60 Hz"),
                    at=("mains",),
                )
            )
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
                    message = Bilingual(
                        f"{row.value} 与 {rows[0].value} 不是同类的量",
                        f"{row.value} is of another kind than {rows[0].value}",
                    )
                    yield Refusal(
                        message, Bilingual("用同一单位", "write one unit"), at=("drift", name, index, "value")
                    )
                if index and row.at.si <= rows[index - 1].at.si:
                    hint = Bilingual("时间逐行增大", "times rise from row to row")
                    yield Refusal(
                        Bilingual(
                            f"{row.at} 不晚于 {rows[index - 1].at}", f"{row.at} is not after {rows[index - 1].at}"
                        ),
                        hint,
                        at=("drift", name, index, "at"),
                    )

    def _wiring_mistakes(self) -> Iterator[Refusal]:
        connected: list[tuple[str, str | None]] = []
        for index, lead in enumerate(self.wiring):
            for key, name in (("from", lead.source), ("to", lead.to)):
                if name not in self.instruments:
                    hint = did_you_mean(name, list(self.instruments))
                    yield Refusal(
                        Bilingual(f"没有仪器“{name}”", f"no instrument '{name}'"), hint, at=("wiring", index, key)
                    )
            end = lead.terminals.get(lead.to)
            if any(to == lead.to and (end is None or other in {None, end}) for to, other in connected):
                yield Refusal(
                    Bilingual(f"“{lead.to}”接了两次", f"'{lead.to}' is connected twice"),
                    Bilingual("保留一组引线", "keep one lead"),
                    at=("wiring", index, "to"),
                )
            connected.append((lead.to, end))
