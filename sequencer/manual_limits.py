"""What may be set by hand: within every limit of the bench and of the source, and more than 30 V only confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.binding import BoundInstrument
from bench_core.capabilities.table import CAPABILITIES
from bench_core.metrology.unit import unit
from procedures.leads import HAZARDOUS
from sequencer.json_lines import Refused

if TYPE_CHECKING:
    from bench_core.metrology.quantity import Quantity
    from drivers.bench import Bench, BenchInstrument


def limit_of(bench: Bench, name: str, function: str) -> tuple[Quantity, str]:
    """Return the largest magnitude that may be set, and whose limit that is.

    Nobody knows what is connected to what: the least limit that the bench file gives any instrument holds.

    Args:
        bench: in use.
        name: of the source.
        function: capability of it.
    """
    ranges = bench.instruments[name].type_record.model.functions[function].ranges
    limits = [(max((row.maximum for row in ranges), key=lambda one: one.si), name)]
    for entry in bench.instruments.values():
        limit = _bound(bench, entry).limit_of(function)
        limits += [] if limit is None else [(limit, entry.name)]
    return min(limits, key=lambda one: one[0].si)


def require_may_be_set(bench: Bench, name: str, function: str, value: Quantity) -> None:
    """Refuse a value of another kind, or beyond a limit; nothing was sent.

    Raises:
        Refused: with value and limit; or it is no value of this function, or the source has no such function.
    """
    functions = bench.instruments[name].type_record.model.functions
    if function not in functions:
        known = ", ".join(functions)
        raise Refused(
            f"{name}：不能输出 '{function}'，可输出 {known}",
            f"{name}: does not source '{function}'; it sources {known}",
        )
    capability = CAPABILITIES[function]
    if value.dimension != unit(capability.unit).dimension:
        raise Refused(
            f"{name}：{value} 不是{capability.zh}，请用 {capability.unit} 给出",
            f"{name}: {value} is no {capability.en}; write it in {capability.unit}",
        )
    limit, owner = limit_of(bench, name, function)
    if abs(value.si) > limit.si:
        raise Refused(
            f"{name}：{value} 超过 {owner} 的限值 {limit}，未发送",
            f"{name}: {value} is beyond the limit {limit} of {owner}; nothing was sent",
        )


def is_hazardous(function: str, value: Quantity) -> bool:
    """Return whether a value is more than 30 V, which nobody sets or switches on by mistake."""
    return unit(CAPABILITIES[function].unit).dimension == HAZARDOUS.dimension and abs(value.si) > HAZARDOUS.si


def _bound(bench: Bench, entry: BenchInstrument) -> BoundInstrument:
    return BoundInstrument(entry.name, entry.type_record.model, None, entry.limits, bench.simulated)
