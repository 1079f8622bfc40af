"""One run by its seed: from its beginning, through whatever befalls it and its resumes, to its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from textwrap import shorten
from typing import TYPE_CHECKING

from random_courses.benches import BENCHES, build
from random_courses.mishaps import Attempt, PowerCut, random_mishaps

from bench_core.errors import BenchError
from bench_core.records.record import read_record
from sequencer import preparing
from sequencer.request import RunRequest
from sequencer.runner import perform

if TYPE_CHECKING:
    import pytest
    from conftest import BenchFolder
    from random_courses.benches import Bench

_ATTEMPTS = 14


@dataclass
class Course:
    """How a run went.

    Args:
        kind: of bench.
        record: of it, if it ever began.
        ends: of each attempt: the exit code, or what was raised.
        refused: answers that were, though their prompt had just been asked.
        finished: whether it came to its end.
    """

    kind: str
    record: Path
    ends: list[int | str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    finished: bool = False


def random_course(seed: int, folder: BenchFolder, patch: pytest.MonkeyPatch) -> Course:
    """Perform the run of a seed, and resume it until it ends or has been tried often enough.

    Args:
        seed: decides everything.
        folder: of the bench.
        patch: as pytest gives it.
    """
    rng = Random(seed)
    kind = rng.choice(list(BENCHES))
    bench = build(kind, folder, rng)
    digests = preparing.module_digests()
    patch.setattr(preparing, "module_digests", lambda: digests)  # who edits the program meanwhile is tested elsewhere
    course = Course(kind, folder.path("a.calrun"))
    first = _first_request(rng, bench, folder, seed)
    for number in range(_ATTEMPTS):
        begun = _begun(course.record)
        request = RunRequest(record=course.record, resume=True) if begun else first
        _attempt(course, request, Attempt(rng, bench, random_mishaps(rng, bench, number)), patch)
        course.finished = _begun(course.record) and read_record(course.record).finished
        if course.finished:
            break
    return course


def _first_request(rng: Random, bench: Bench, folder: BenchFolder, seed: int) -> RunRequest:
    ordered = rng.random() < 0.3 and bench.order
    return RunRequest(
        record=folder.path("a.calrun"),
        procedure=folder.path("procedure.yaml"),
        bench=folder.path("bench.yaml"),
        order=folder.path("order.yaml") if ordered else None,
        answers=folder.path("answers.yaml") if bench.answers else None,
        operator="tester",
        clock="virtual",
        seed=seed,
    )


def _attempt(course: Course, request: RunRequest, attempt: Attempt, patch: pytest.MonkeyPatch) -> None:
    try:
        with attempt.under_way(patch):
            course.ends.append(perform(request, attempt.control))
    except PowerCut:
        course.ends.append("power cut")
    except BenchError as refused:
        course.ends.append(shorten(f"{type(refused).__name__}: {refused}", 200))
    course.refused += attempt.refused


def _begun(record: Path) -> bool:
    """Tell whether a record has a whole line; one without is removed, as its message tells people to."""
    if not record.exists():
        return False
    if b"\n" in record.read_bytes():
        return True
    record.unlink()
    return False
