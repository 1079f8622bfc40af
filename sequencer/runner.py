"""Begins or resumes a run: the bench is taken first, so that a second run on it is refused before more is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import UsageError
from drivers.bench import read_bench
from sequencer.bench_lock import bench_held

if TYPE_CHECKING:
    from sequencer.control import Control
    from sequencer.request import RunRequest


def perform(request: RunRequest, control: Control) -> int:
    """Perform or resume a run and return its exit code.

    Args:
        request: what to do.
        control: where people's commands arrive.

    Raises:
        BenchError: what is refused before a record exists, a refused resume, or a disc that takes no more.
    """
    _require_accepted_by_somebody(request)
    if request.resume:
        from sequencer.conducting import resume  # noqa: PLC0415  as below

        return resume(request, control)
    if request.procedure is None or request.bench is None:
        raise UsageError("a run needs a procedure and a bench")
    bench = read_bench(request.bench)
    with bench_held(bench, request.record) as held:
        from sequencer.conducting import begin  # noqa: PLC0415  whom the bench refuses does not wait for it

        return begin(request, control, bench, held)


def _require_accepted_by_somebody(request: RunRequest) -> None:
    names = [one.name for one in request.accepted]
    if request.resume and names:
        raise UsageError("a resumed run keeps what was accepted when it began; leave out what is accepted")
    if names and not request.operator.strip():
        raise UsageError(f"{names[0]}: accepted without an operator; name who begins the run")
    for one in request.accepted:
        if not one.reason.strip():
            raise UsageError(f"{one.name}: accepted without a reason; say why the run begins all the same")
    if len(set(names)) < len(names):
        raise UsageError(f"{', '.join(names)}: one of them is accepted twice; give each once")
