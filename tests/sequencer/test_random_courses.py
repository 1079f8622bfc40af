"""Whatever people say to a run and whatever befalls it: it resumes, each answer counts, and what it ends with verifies.

`CALBENCH_SEEDS=2000-3500 python -m pytest -m slow tests/sequencer/test_random_courses.py` tries other seeds.
"""

import os
import sys
from pathlib import Path

import pytest

import calbench_verify
from bench_core.errors import RunUnfinished
from bench_core.records.verification import verify
from sequencer.replanning import prove_plan

sys.path.append(str(Path(__file__).parent))
from random_courses.courses import random_course  # it lies beside this file

VARIABLE = "CALBENCH_SEEDS"
SAMPLE = (27, 34, 41, 42, 43, 50, 51, 52, 56, 58)
"""Short ones, of nine kinds of bench, with pauses, suspensions, retries, corrections, power cuts and a full disc."""
BEFALLEN = ("power cut", "RecordNotWritten")


def seeds() -> range:
    first, _, last = os.environ.get(VARIABLE, "0-399").partition("-")
    return range(int(first), int(last or first) + 1)


def try_course(seed, folder, patch):
    course = random_course(seed, folder, patch)
    try:
        require_right(course)
    except Exception as wrong:
        wrong.add_note(f"seed {seed}, bench: {course.kind}, ends: {course.ends}, record: {course.record}")
        wrong.add_note(f"again: {VARIABLE}={seed} python -m pytest -n 0 -m slow tests/sequencer/test_random_courses.py")
        raise


def require_right(course):
    assert not [end for end in course.ends if isinstance(end, str) and not end.startswith(BEFALLEN)]
    assert not course.refused
    if not course.finished:  # a fault that lasts, and nobody who ends the run
        with pytest.raises(RunUnfinished):
            verify(course.record)
        return
    prove_plan(verify(course.record))
    calbench_verify.check(course.record, None)


@pytest.mark.parametrize("seed", SAMPLE)
def test_a_sample_of_random_courses_verifies(bench_folder, monkeypatch, seed):
    try_course(seed, bench_folder, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds())
def test_every_random_course_verifies(bench_folder, monkeypatch, seed):
    try_course(seed, bench_folder, monkeypatch)
