"""Knows what may stand in a bench file, `bench/1`, taken by itself; refuses to know the files that it refers to."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from bench_core.documents.fields import NameField, PositiveQuantity, Quantity, TextField, refuse_text
from bench_core.documents.functions import FunctionName
from bench_core.documents.model import DocumentModel
from bench_core.metrology.unit import unit

_SHORTEST_TIMEOUT = Quantity.parse("10 ms")
_LONGEST_TIMEOUT = Quantity.parse("600 s")


def _timeout(value: Quantity) -> Quantity:
    if value.dimension != unit("s").dimension:
        raise refuse_text(f"{value} is no time", "write it in s, such as 5 s")
    if not _SHORTEST_TIMEOUT.si <= value.si <= _LONGEST_TIMEOUT.si:
        hint = f"write a time from {_SHORTEST_TIMEOUT} to {_LONGEST_TIMEOUT}"
        raise refuse_text(f"{value} is no reasonable time to wait for one reply", hint)
    return value


class BenchEntry(DocumentModel):
    """One instrument of a bench, as the file writes it.

    Args:
        driver: name of an installed driver, such as `fluke.5522a`.
        link: resource name.
        serial: that the instrument must give, or None.
        type: path of a type record; the driver's own where None.
        certificate: path of a standard's certificate, or None.
        limits: by capability, the largest magnitude that may be set.
        timeout: for one reply.
    """

    driver: TextField
    link: TextField
    serial: TextField | None = None
    type: TextField | None = None
    certificate: TextField | None = None
    limits: dict[FunctionName, PositiveQuantity] = Field(default_factory=dict)
    timeout: Annotated[PositiveQuantity, AfterValidator(_timeout)] = Quantity.parse("5 s")


class BenchFile(DocumentModel):
    """A bench file, `bench/1`.

    Args:
        bench: its name.
        laboratory: path of the laboratory file, or None.
        world: path of the simulated world, or None for a real bench.
        instruments: by name.
        roles: role of a procedure to name of an instrument.
    """

    KIND = "bench/1"

    bench: TextField
    laboratory: TextField | None = None
    world: TextField | None = None
    instruments: Annotated[dict[NameField, BenchEntry], Field(min_length=1)]
    roles: dict[NameField, NameField]
