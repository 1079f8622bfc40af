"""Whether an answers file fits the prompts that a plan will ask, before a record exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.documents.fields import did_you_mean
from bench_core.errors import AnswersInvalid
from bench_core.records.events import MeasurementKey, PromptAsked
from bench_core.records.given_answers import read_answer, reading_name
from bench_core.records.plan import Ask, Bilingual, Take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.answers import Answers
    from bench_core.documents.model import Document
    from bench_core.records.plan import Plan, PlannedItem, PlannedPoint, Step

_NOTHING = Bilingual("", "")


def require_usable_answers(plan: Plan, answers: Document[Answers]) -> None:
    """Refuse an answers file with a value of another kind than its prompt asks for, or for a reading that nobody takes.

    Raises:
        AnswersInvalid: naming file, prompt and the unit that is wanted.
    """
    prompts = {prompt.name: prompt for prompt in _prompts(plan)}
    for name, text in answers.model.answers.items():
        prompt = prompts.get(name)
        if prompt is not None:
            _require_usable(answers, prompt, text)
        elif "/" in name:
            hint = did_you_mean(name, list(prompts)) or "write ITEM/POINT/NAME/NUMBER"
            raise AnswersInvalid(f"{answers.path}: no person takes a reading '{name}' in this run; {hint}")


def _require_usable(answers: Document[Answers], prompt: PromptAsked, text: str) -> None:
    try:
        read_answer(prompt, text)
    except AnswersInvalid as reason:
        raise AnswersInvalid(f"{answers.path}: {reason}") from reason


def _prompts(plan: Plan) -> Iterator[PromptAsked]:
    for condition in plan.conditions:
        limit = condition.lower or condition.upper
        if limit is not None:
            yield PromptAsked("", "condition", condition.name, _NOTHING, limit.unit.symbol)
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
                yield PromptAsked("", "number", reading_name(key, step.name, 1), _NOTHING, step.unit)
            elif isinstance(step, Take):
                yield from _readings(plan, key, step.name, step, unit)


def _readings(plan: Plan, key: MeasurementKey, name: str, step: Take, unit: str) -> Iterator[PromptAsked]:
    role = plan.roles[step.source]
    for number in range(1, step.readings + 1) if role.by_person else ():
        full = reading_name(key, name, number)
        yield PromptAsked("", "number", full, _NOTHING, unit, instrument=role.instrument)
