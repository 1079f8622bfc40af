"""How long an indicator takes for one reading: for planning alone, no result depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import PositiveQuantity, Refusal
from bench_core.documents.functions import has_frequency
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECOND: Final = Quantity.parse("1 s")
_HERTZ: Final = Quantity.parse("1 Hz")


class SlowBelow(DocumentModel):
    """`slow_below: {frequency: 200 Hz, reading_time: 7 s}`: below this frequency the driver takes a slower detector."""

    frequency: PositiveQuantity
    reading_time: PositiveQuantity


def wrong_times(function: str, usual: Quantity | None, slow: SlowBelow | None) -> Iterator[Refusal]:
    """Yield a refusal for what is no time or no frequency, and for a frequency of a function that has none.

    Args:
        function: capability.
        usual: time of one reading.
        slow: at low frequencies.
    """
    times = ((usual, ("reading_time",)), (None if slow is None else slow.reading_time, ("slow_below", "reading_time")))
    for time, at in times:
        if time is not None and time.dimension != _SECOND.dimension:
            yield Refusal(
                Bilingual(f"{time} 不是时间", f"{time} is no time"),
                Bilingual("写 0.4 s 或 400 ms", "write 0.4 s or 400 ms"),
                at=at,
            )
    if slow is None:
        return
    if not has_frequency(function):
        yield Refusal(
            Bilingual("只有交流功能在低频变慢", "only an AC function is slow below a frequency"),
            Bilingual("删去", "delete it"),
            at=("slow_below", KEY),
        )
    if slow.frequency.dimension != _HERTZ.dimension:
        yield Refusal(
            Bilingual(f"{slow.frequency} 不是频率", f"{slow.frequency} is no frequency"),
            Bilingual("写 200 Hz", "write 200 Hz"),
            at=("slow_below", "frequency"),
        )
    if usual is None:
        yield Refusal(
            Bilingual("有 slow_below: 而无 reading_time:", "slow_below: without reading_time:"),
            Bilingual("补上 reading_time:", "add reading_time:"),
            at=("slow_below", KEY),
        )
