"""What a person at a manual panel can choose from: instruments, functions, ranges, limits."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from sequencer.manual_limits import limit_of

if TYPE_CHECKING:
    from drivers.bench import Bench


def described(bench: Bench, name: str, title: str, problem: Bilingual | None) -> dict[str, Any]:
    """Return an instrument as the first line of a manual session lists it.

    Args:
        bench: in use.
        name: of the instrument.
        title: for people.
        problem: why it cannot be used, or None.
    """
    entry = bench.instruments[name]
    serves = "person" if entry.by_person else entry.serves
    functions = [_function(bench, name, one, serves == "source") for one in entry.type_record.model.functions]
    return {
        "name": name,
        "title": title,
        "serves": serves,
        "problem": None if problem is None else asdict(problem),
        "functions": functions,
    }


def _function(bench: Bench, name: str, function: str, source: bool) -> dict[str, Any]:  # noqa: FBT001  private
    capability = CAPABILITIES[function]
    return {
        "function": function,
        "title": asdict(Bilingual(capability.zh, capability.en)),
        "unit": capability.unit,
        "ranges": [str(row.range) for row in bench.instruments[name].type_record.model.functions[function].ranges],
        "limit": str(limit_of(bench, name, function)[0]) if source else None,
        "needs": [setting for setting, _ in capability.settable] if source else [],
    }
