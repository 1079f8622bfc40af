"""The demonstration's own files as a request and as a plan, for benchmarks that need a real one; measures nothing."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.clock import system_clock
from procedures.library import library_path
from sequencer.preparing import prepare
from sequencer.request import RunRequest

if TYPE_CHECKING:
    from bench_core.records.plan import Plan


def request_of_demo(record: Path) -> RunRequest:
    """Return what `calbench demo --virtual` asks the runner for.

    Args:
        record: that the run will write.
    """
    folder = Path(str(files("bench_cli") / "demo"))
    return RunRequest(
        record=record,
        procedure=library_path("jjf-1587-2016"),
        bench=folder / "bench-good.yaml",
        order=folder / "order.yaml",
        operator="benchmark",
        clock="virtual",
        seed=1,
    )


def plan_of_demo() -> Plan:
    """Return the plan of that run."""
    return prepare(request_of_demo(Path("none.calrun")), system_clock().utc().date()).plan
