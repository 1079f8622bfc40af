"""Whether a recorded plan is what the recorded texts give, expanded again by the code that expands it for a run."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from bench_core.bilingual import Bilingual
from bench_core.errors import PlanDiffers, UsageError
from bench_core.records.codec import to_json
from bench_core.records.plan import Plan
from sequencer.embedded import embedded_bench, embedded_path, from_record
from sequencer.preparing import Prepared, other_module, prepare
from sequencer.request import RunRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bench_core.records.events import EmbeddedText, RunStarted
    from bench_core.records.verification import Verification


_LONGEST = 100
"""Characters of a value that are shown."""


def prove_plan(verification: Verification) -> Bilingual:
    """Expand the plan of a verified record again from its embedded texts, and say what that proves.

    Args:
        verification: of the record.

    Raises:
        PlanDiffers: the texts give another plan, or none; with the first difference, and with the version that may
            prove more where another one made the record.
    """
    line = verification.record.lines[0]
    began = verification.state.started
    wrong = _wrong(began, line.utc.date())
    if wrong is not None:
        raise PlanDiffers(str(verification.record.path), line.number, f"{wrong}{_by_another_program(began)}")
    items, points = len(began.plan.items), sum(len(item.points) for item in began.plan.items)
    return Bilingual(
        f"由嵌入的文件重新展开的计划与记录一致：{items} 个项目，{points} 个点",
        f"the plan, expanded again from the embedded texts, is the recorded one (items: {items}, points: {points})",
    )


def _wrong(began: RunStarted, on: date) -> str | None:
    try:
        found = _prepared(began, on)
    except UsageError as refused:
        return f"the embedded texts give no plan: {refused}"
    recorded, used = [_named(text) for text in began.texts], [_named(text) for text in found.texts]
    if sorted(recorded) != sorted(used):
        return f"the record embeds {', '.join(recorded)}; the plan is made from {', '.join(used)}"
    if began.simulated != found.bench.simulated:
        return f"the record says simulated: {began.simulated}, its bench file {found.bench.simulated}"
    where = _difference("", to_json(Plan, began.plan), to_json(Plan, found.plan))
    return None if where is None else f"the plan is not what the embedded texts give: {where}"


def _prepared(began: RunStarted, on: date) -> Prepared:
    """Return what a run of the embedded files would be made from, on a day."""
    path = partial(embedded_path, began)
    clock = cast("Literal['system', 'scaled', 'virtual']", began.clock)
    request = RunRequest(Path(), path("procedure"), path("bench"), path("order"), path("answers"), clock=clock)
    return prepare(request, embedded_bench(began), on, from_record(began))


def _by_another_program(began: RunStarted) -> str:
    """Say that another version made the record, where one did, and what that means for what was found."""
    name = other_module(began)
    if name is None:
        return ""
    return (
        f"; the record says that calbench {began.program} made it, another program than this one, calbench "
        f"{version('calbench')} (first in {name}): this one can neither prove nor refute the plan, verify it with "
        "that one"
    )


def _named(text: EmbeddedText) -> str:
    return f"{text.role} {text.digest[:16]}"


def _difference(where: str, recorded: object, found: object) -> str | None:
    """Name the first place where two JSON values differ, with both; None where they are equal."""
    if recorded == found:
        return None
    if isinstance(recorded, dict) and isinstance(found, dict):
        return _of_parts(where, recorded, found)
    if isinstance(recorded, list) and isinstance(found, list):
        return _of_parts(where, _by_name(recorded), _by_name(found))
    return f"{where} is recorded as {_short(recorded)}, the texts give {_short(found)}"


def _of_parts(where: str, recorded: Mapping[str, object], found: Mapping[str, object]) -> str | None:
    extra = next((name for name in recorded if name not in found), None)
    if extra is not None:
        return f"{where}.{extra} is recorded, the texts do not give it".lstrip(".")
    missing = next((name for name in found if name not in recorded), None)
    if missing is not None:
        return f"{where}.{missing} is not recorded, the texts give it".lstrip(".")
    parts = (_difference(f"{where}.{name}".lstrip("."), recorded[name], found[name]) for name in recorded)
    order = f"{where} stands in another order than the texts give"
    return next((part for part in parts if part is not None), order)


def _by_name(entries: list[Any]) -> dict[str, object]:
    """Return the entries of a list by their names where each has one of its own, else by their numbers."""
    for key in ("id", "name"):
        names = [str(entry.get(key)) for entry in entries if isinstance(entry, dict) and key in entry]
        if len(set(names)) == len(entries):
            return {f"[{name}]": entry for name, entry in zip(names, entries, strict=True)}
    return {f"[{number}]": entry for number, entry in enumerate(entries, start=1)}


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
