"""Whether an answers file fits the prompts that a plan will ask, before a record exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import NOTHING
from bench_core.documents.fields import did_you_mean
from bench_core.errors import AnswersInvalid
from bench_core.records.events import MeasurementKey, PromptAsked
from bench_core.records.given_answers import read_answer, reading_name
from bench_core.records.places import leads_of, preliminary_of, proof_of
from bench_core.records.plan import Ask, Connect, Take

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.documents.answers import Answers
    from bench_core.documents.model import Document
    from bench_core.records.plan import Plan, PlannedItem, PlannedPoint, Step

_MOST_LISTED = 10


def require_usable_answers(plan: Plan, answers: Document[Answers]) -> None:
    """Refuse an answers file with a value of another kind than its prompt asks for, or for a reading that nobody takes.

    A file that gives one reading must give all: where none is given, the person at the terminal is asked.

    Raises:
        AnswersInvalid: naming file, prompt and the unit that is wanted, or the readings that are missing.
    """
    prompts = {prompt.name: prompt for prompt in _prompts(plan)}
    for name, text in answers.model.answers.items():
        prompt = prompts.get(name)
        if prompt is not None:
            _require_usable(answers, prompt, text)
        elif "/" in name:
            hint = did_you_mean(name, list(prompts)).en or "write ITEM/POINT/NAME/NUMBER"
            raise AnswersInvalid(f"{answers.path}: no person takes a reading '{name}' in this run; {hint}")
    if any("/" in name for name in answers.model.answers):
        _require_every_reading(plan, answers)


def _require_every_reading(plan: Plan, answers: Document[Answers]) -> None:
    missing = [name for name in _every_reading(plan) if name not in answers.model.answers]
    if missing:
        more = f" and {len(missing) - _MOST_LISTED} more" if len(missing) > _MOST_LISTED else ""
        listed = ", ".join(f"'{name}'" for name in missing[:_MOST_LISTED])
        are = "reading of this run is" if len(missing) == 1 else "readings of this run are"
        what = f"{len(missing)} {are} missing: {listed}{more}"
        raise AnswersInvalid(
            f"{answers.path}: {what}; add them, or leave all readings out and have them asked at the terminal"
        )


def _every_reading(plan: Plan) -> Iterator[str]:
    """Yield the names of all readings that persons take, in order, those of wiring proofs too."""
    leads: Mapping[str, str] = {}
    for key, item, point, method in _attempts(plan):
        connects = [point.leads, *(step.leads for step in method if isinstance(step, Connect))]
        for number, asked in enumerate(connects):
            wanted = leads_of(plan, asked)
            proof = proof_of(plan, item, wanted) if wanted and (number or wanted != leads) else None
            leads = wanted or leads
            if proof is not None and plan.roles[proof.watch].by_person:
                yield reading_name(key, proof.watch, 1)
        for step in method:
            if isinstance(step, Ask):
                yield reading_name(key, step.name, 1)
            elif isinstance(step, Take) and plan.roles[step.source].by_person:
                yield from (reading_name(key, step.name, number) for number in range(1, step.readings + 1))


def _attempts(plan: Plan) -> Iterator[tuple[MeasurementKey, PlannedItem, PlannedPoint, tuple[Step, ...]]]:
    """Yield every point in the order in which a run takes them, with what comes once for its range before it."""
    for item in plan.items:
        once = set()
        for point in item.points:
            before = preliminary_of(item, point)
            if before is not None and item.preliminary is not None and before.id not in once:
                once.add(before.id)
                yield MeasurementKey("", item.id, before.id), item, before, item.preliminary.method
            yield MeasurementKey("", item.id, point.id), item, point, item.method


def _require_usable(answers: Document[Answers], prompt: PromptAsked, text: str) -> None:
    try:
        read_answer(prompt, text)
    except AnswersInvalid as reason:
        raise AnswersInvalid(f"{answers.path}: {reason}") from reason


def _prompts(plan: Plan) -> Iterator[PromptAsked]:
    for condition in plan.conditions:
        limit = condition.lower or condition.upper
        if limit is not None:
            yield PromptAsked("", "condition", condition.name, NOTHING, limit.unit.symbol)
    for item in plan.items:
        yield from _of_points(plan, item, item.points, item.method)
        if item.preliminary is not None:
            yield from _of_points(plan, item, item.preliminary.points, item.preliminary.method)


def _of_points(
    plan: Plan, item: PlannedItem, points: tuple[PlannedPoint, ...], method: tuple[Step, ...]
) -> Iterator[PromptAsked]:
    for point in points:
        key, unit = MeasurementKey("", item.id, point.id), point.fields["range"].unit.symbol
        for proof in item.proofs:
            yield from _readings(plan, key, proof.watch, Take(proof.watch, proof.watch, 1), unit)
        for step in method:
            if isinstance(step, Ask):
                yield PromptAsked("", "number", reading_name(key, step.name, 1), NOTHING, step.unit)
            elif isinstance(step, Take):
                yield from _readings(plan, key, step.name, step, unit)


def _readings(plan: Plan, key: MeasurementKey, name: str, step: Take, unit: str) -> Iterator[PromptAsked]:
    role = plan.roles[step.source]
    for number in range(1, step.readings + 1) if role.by_person else ():
        full = reading_name(key, name, number)
        yield PromptAsked("", "number", full, NOTHING, unit, instrument=role.instrument)
