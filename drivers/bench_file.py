"""Knows what may stand in a bench file, `bench/1`, taken by itself; refuses to know the files that it refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import SerialPort
from bench_core.capabilities.measured_conditions import MEASURED
from bench_core.documents.fields import (
    NameField,
    PositiveQuantity,
    Quantity,
    Refusal,
    TextField,
    WholeNumber,
    did_you_mean,
    refuse,
    refuse_text,
)
from bench_core.documents.functions import FunctionName
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.documents.paths import PathField
from bench_core.documents.shapes import Installed
from bench_core.metrology.unit import unit
from drivers.registry import driver_names

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTEST_TIMEOUT = Quantity.parse("10 ms")
_LONGEST_TIMEOUT = Quantity.parse("600 s")
PERSON: Final = "person"
"""Who reads an instrument without a link; it stands in the place of the driver's name."""


def _time(value: Quantity) -> Quantity:
    if value.dimension != unit("s").dimension:
        raise refuse_text(
            Bilingual(f"{value} 不是时间", f"{value} is no time"),
            Bilingual("以 s 为单位，如 5 s", "write it in s, such as 5 s"),
        )
    return value


def _measured(name: str) -> str:
    if name not in MEASURED:
        raise refuse_text(
            Bilingual(f"没有仪器测量“{name}”", f"no instrument measures '{name}'"), did_you_mean(name, list(MEASURED))
        )
    return name


def _timeout(value: Quantity) -> Quantity:
    _time(value)
    if not _SHORTEST_TIMEOUT.si <= value.si <= _LONGEST_TIMEOUT.si:
        hint = Bilingual(
            f"写 {_SHORTEST_TIMEOUT} 到 {_LONGEST_TIMEOUT} 的时间",
            f"write a time from {_SHORTEST_TIMEOUT} to {_LONGEST_TIMEOUT}",
        )
        raise refuse_text(
            Bilingual(f"等待一个应答 {value} 不合理", f"{value} is no reasonable time to wait for one reply"), hint
        )
    return value


class SerialPortEntry(DocumentModel):
    """How the serial line of an instrument is set, where that differs from 9600 Bd, 8 bits, no parity.

    Args:
        baud_rate: [Bd].
        data_bits: 7 or 8.
        parity: of each character.
        stop_bits: 1 or 2.
        flow_control: what holds the sender back.
    """

    baud_rate: WholeNumber = Field(default=9600, ge=50, le=4000000)
    data_bits: WholeNumber = Field(default=8, ge=7, le=8)
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: WholeNumber = Field(default=1, ge=1, le=2)
    flow_control: Literal["none", "rts/cts", "dtr/dsr", "xon/xoff"] = "none"

    def settings(self) -> SerialPort:
        """Return the settings as links take them."""
        return SerialPort(self.baud_rate, self.data_bits, self.parity, self.stop_bits, self.flow_control)


class BenchEntry(DocumentModel):
    """One instrument of a bench, as the file writes it: on a link with its driver, or read by a person.

    Args:
        driver: name of an installed driver, such as `fluke.5522a`; None where a person reads.
        link: resource name; None where a person reads.
        read_by: `person` for an instrument that has no link, and None for every other.
        serial: that the instrument must give, or None.
        type: path of a type record; the driver's own where None.
        certificate: path of a standard's certificate, or None.
        limits: by capability, the largest magnitude that may be set.
        timeout: for one reply; the driver's own where None.
        serial_port: how a serial line is set, or None.
    """

    driver: Annotated[TextField, Installed(driver_names)] | None = None
    link: TextField | None = None
    read_by: Literal["person"] | None = None
    serial: TextField | None = None
    type: PathField | None = None
    certificate: PathField | None = None
    limits: dict[FunctionName, PositiveQuantity] = Field(default_factory=dict)
    timeout: Annotated[PositiveQuantity, AfterValidator(_timeout)] | None = None
    serial_port: SerialPortEntry | None = None

    @model_validator(mode="after")
    def _a_link_or_a_person(self) -> Self:
        refusals = list(self._on_a_link() if self.read_by is None else self._by_a_person())
        if refusals:
            raise refuse(*refusals)
        return self

    def _on_a_link(self) -> Iterator[Refusal]:
        for key in ("driver", "link"):
            if getattr(self, key) is None:
                yield Refusal(
                    Bilingual(f"缺少键“{key}”", f"missing key '{key}'"),
                    Bilingual("没有链路的仪器写 read_by: person", "an instrument without a link has read_by: person"),
                    at=(KEY,),
                )
        if self.serial_port is not None and not (self.link or "ASRL").upper().startswith("ASRL"):
            words = Bilingual(
                "仪器不在串行线上，却有 serial_port:", "serial_port: of an instrument that is on no serial line"
            )
            yield Refusal(words, Bilingual("删去", "delete it"), at=("serial_port", KEY))

    def _by_a_person(self) -> Iterator[Refusal]:
        for key in ("driver", "link", "timeout", "serial_port"):
            if key in self.model_fields_set:
                yield Refusal(
                    Bilingual(f"由人读数的仪器，却有 {key}:", f"{key}: of an instrument that a person reads"),
                    Bilingual("删去", "delete it"),
                    at=(key, KEY),
                )
        if self.type is None:
            yield Refusal(
                Bilingual("由人读数的仪器缺少型号档案", "an instrument that a person reads, without its type record"),
                Bilingual("补上 type: FILE", "add type: FILE"),
                at=(KEY,),
            )


class ConditionsEntry(DocumentModel):
    """Which instruments measure conditions while a run goes on.

    Args:
        measured_by: by name of a condition, the instrument of the bench that measures it.
        every: longest time between two readings.
        hold: how long a condition that was lost must hold again before the run may go on.
        give_up: how long a run waits for that before it ends open.
    """

    measured_by: Annotated[dict[Annotated[TextField, AfterValidator(_measured)], NameField], Field(min_length=1)]
    every: Annotated[PositiveQuantity, AfterValidator(_time)] = Quantity.parse("30 s")
    hold: Annotated[PositiveQuantity, AfterValidator(_time)] = Quantity.parse("5 min")
    give_up: Annotated[PositiveQuantity, AfterValidator(_time)] = Quantity.parse("8 h")


class BenchFile(DocumentModel):
    """A bench file, `bench/1`.

    Args:
        bench: its name.
        laboratory: path of the laboratory file, or None.
        world: path of the simulated world, or None for a real bench.
        instruments: by name.
        roles: role of a procedure to name of an instrument.
        conditions: that instruments measure; people are asked for all others.
    """

    KIND = "bench/1"

    bench: TextField
    laboratory: PathField | None = None
    world: PathField | None = None
    instruments: Annotated[dict[NameField, BenchEntry], Field(min_length=1)]
    roles: dict[NameField, NameField]
    conditions: ConditionsEntry | None = None
