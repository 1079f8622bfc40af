"""Which quantity belongs to which capability: where a file's functions meet the capability table."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, WithJsonSchema

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import Refusal, did_you_mean, refuse_text
from bench_core.documents.shapes import Shape, choice
from bench_core.metrology.unit import unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench_core.metrology.quantity import Quantity


def _capability(name: str) -> str:
    if name not in CAPABILITIES:
        raise refuse_text(
            Bilingual(f"未知的功能“{name}”", f"unknown function '{name}'"), did_you_mean(name, list(CAPABILITIES))
        )
    return name


CAPABILITY: Final[Shape] = choice(CAPABILITIES, [f"{row.zh}\n{row.en} [{row.unit}]" for row in CAPABILITIES.values()])
"""One of the capabilities, for editors."""
FunctionName = Annotated[str, AfterValidator(_capability), WithJsonSchema(CAPABILITY)]
"""A name of the capability table."""


def has_frequency(function: str) -> bool:
    """Tell whether a value of this capability has a frequency beside it, as AC values have."""
    return "frequency" in dict(CAPABILITIES[function].settable)


def wrong_kind(function: str, value: Quantity, at: tuple[str | int, ...]) -> Iterator[Refusal]:
    """Yield a refusal when a value's unit is not of the function's kind."""
    ours = unit(CAPABILITIES[function].unit)
    if value.dimension != ours.dimension:
        row = CAPABILITIES[function]
        words = Bilingual(f"{value} 不是{row.zh}", f"{value} is no {row.en}")
        yield Refusal(words, Bilingual(f"以 {ours} 或其倍数单位为单位", f"write it in {ours} or a multiple"), at=at)


def wrong_difference(function: str, value: Quantity | None, at: tuple[str | int, ...]) -> Iterator[Refusal]:
    """Yield a refusal when a value is not a difference of the function's quantity.

    A difference of temperatures is given in K: in °C it could be taken for a temperature.
    """
    if value is None:
        return
    yield from wrong_kind(function, value, at)
    if value.unit.offset:
        yield Refusal(
            Bilingual(f"{value} 是温度，不是温度差", f"{value} is a temperature, not a difference"),
            Bilingual(f"改写为 {value.value} K", f"write {value.value} K"),
            at=at,
        )


def not_rising(values: Sequence[Quantity], key: str) -> Iterator[Refusal]:
    """Yield a refusal for each row of one kind of quantity that is not above the row before it.

    Args:
        values: of the rows, in their order.
        key: of the rows, for the place and the words.
    """
    for number, (before, value) in enumerate(pairwise(values), start=1):
        if value.dimension == before.dimension and value.si <= before.si:
            yield Refusal(
                Bilingual(f"{key} {value} 不大于它前面的 {before}", f"{key} {value} is not above {before} before it"),
                Bilingual("各行由小到大", "rows rise"),
                at=(number, key),
            )
