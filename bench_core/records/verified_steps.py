"""Checks that every step of a point's method is on record, in the method's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.records.events import (
    Event,
    HoldWaited,
    IndicationTaken,
    OutputAsked,
    PromptAnswered,
    PromptAsked,
    ReadingEntered,
    SelectionConfirmed,
    SettingIntended,
    SettingMade,
    SteadyReached,
    TakeIntended,
)
from bench_core.records.given_answers import is_yes
from bench_core.records.places import leads_of, proof_of
from bench_core.records.plan import Apply, Ask, Confirm, Connect, Steady, Take
from bench_core.records.point_names import point_names
from bench_core.records.verified_settings import planned_settings

if TYPE_CHECKING:
    from bench_core.metrology.quantity import Quantity
    from bench_core.records.events import MeasurementKey, RunStarted
    from bench_core.records.places import Place
    from bench_core.records.plan import Plan
    from bench_core.records.run_state import RunState


@dataclass(frozen=True, slots=True)
class _Mark:
    """One event that a step leaves on record.

    Args:
        kind: of the event.
        fields: what its fields must be.
        holds: what else must be true of it.
    """

    kind: type[Event]
    fields: dict[str, object]
    holds: Callable[[Event], bool] = lambda _: True

    def is_left_by(self, event: Event) -> bool:
        """Return whether this is the event."""
        if not isinstance(event, self.kind) or not self.holds(event):
            return False
        return all(getattr(event, name) == value for name, value in self.fields.items())

    def __str__(self) -> str:
        told = ", ".join(f"{name} {value}" for name, value in self.fields.items() if name != "key")
        return f"{self.kind.__name__} ({told})"


_Group = tuple[_Mark, ...]  # in any order among themselves
_READ_BACK = "the read-back, after the last reading, of what was selected"


def missing_step(started: RunStarted, place: Place, key: MeasurementKey, attempt: Sequence[Event]) -> str | None:
    """Tell the first event of a point's method that is not on record in its place.

    Args:
        started: first event of the run.
        place: of the attempt.
        key: of the attempt.
        attempt: its events, in order.
    """
    rest = iter(attempt)
    for what, group in _expected(started, place, key, attempt):
        absent = _first_absent(group, rest)
        if absent is not None:
            return f"{what} is not on record: no {absent} in its place"
    return None


def _expected(
    started: RunStarted, place: Place, key: MeasurementKey, attempt: Sequence[Event]
) -> Iterator[tuple[str, _Group]]:
    """Yield what must be on record of a point, in order, each with what it belongs to."""
    plan = started.plan
    sources: list[str] = []
    selected: _Group = ()
    for number, step in enumerate(place.method, 1):
        if isinstance(step, Apply):
            yield _READ_BACK, selected
            selected = _selected(plan, step, key) if started.confirms_selected else ()
            sources = [plan.roles[role].instrument for role in step.sources]
        if isinstance(step, Confirm | Connect):
            groups = _confirmed(plan, step, attempt)
        else:
            groups = _left_by(plan, place, step, key, sources)
        for group in groups:
            yield f"step {number} of its method ({step.step})", group
    yield _READ_BACK, selected


def not_energised(state: RunState, place: Place, event: IndicationTaken) -> str | None:
    """Tell which source was not known to be on when an indication that enters a result was taken."""
    if event.purpose not in {"measurement", "proof"}:
        return None
    for role in _set_before(state, place, event):
        name = state.plan.roles[role].instrument
        if state.energised.get(name) is not True:
            return f"reading {event.name} {event.number} was taken while the output of {name} was not known to be on"
    return None


def _set_before(state: RunState, place: Place, event: IndicationTaken) -> tuple[str, ...]:
    """Return the roles of the sources that are set when an indication is taken."""
    if event.purpose == "proof":
        proof = proof_of(state.plan, place.item, state.leads or {})
        return () if proof is None or event.name != proof.watch else tuple(proof.apply.sources)
    sources: tuple[str, ...] = ()
    for step in place.method:
        if isinstance(step, Apply):
            sources = tuple(step.sources)
        elif isinstance(step, Take) and step.name == event.name:
            return sources
    return sources


def _first_absent(group: _Group, rest: Iterator[Event]) -> _Mark | None:
    absent = list(group)
    while absent:
        event = next(rest, None)
        if event is None:
            return absent[0]
        absent = [mark for mark in absent if not mark.is_left_by(event)]
    return None


def _left_by(
    plan: Plan, place: Place, step: Apply | Steady | Take | Ask, key: MeasurementKey, sources: list[str]
) -> list[_Group]:
    match step:
        case Apply():
            return _apply(plan, step, key, point_names(place.point))
        case Steady():
            fields = {"key": key, "name": step.watch, "purpose": "settling"}
            reached = HoldWaited if plan.roles[step.watch].by_person else SteadyReached
            return [(_Mark(TakeIntended, fields),), (_Mark(reached, {"key": key, "watch": step.watch}),)]
        case Take():
            return _take(plan.roles[step.source].instrument, step, key, sources)
        case Ask():
            return [(_Mark(ReadingEntered, {"key": key, "name": step.name}),)]


def _apply(plan: Plan, step: Apply, key: MeasurementKey, names: Callable[[str], Quantity]) -> list[_Group]:
    sources = dict.fromkeys(plan.roles[role].instrument for role in step.sources)
    indicators = dict.fromkeys(plan.roles[role].instrument for role in step.indicators)
    deeds: list[tuple[str, str, dict[str, object]]] = []
    deeds += [("make_safe", name, {"energised": False}) for name in sources]
    deeds += [("select", name, {}) for name in indicators]
    deeds += [("source", name, {}) for name in sources]
    deeds += [("operate", name, {"energised": True}) for name in sources]
    groups: list[_Group] = []
    for action, name, state in deeds:
        fields: dict[str, object] = {"key": key, "instrument": name, "action": action}
        for sent in [{}] if action == "make_safe" else planned_settings(plan, step, action, name, names):
            intended = _Mark(SettingIntended, {**fields, "settings": sent})
            groups += [(intended,), (_Mark(SettingMade, {**fields, **state}),)]
    return groups


def _selected(plan: Plan, step: Apply, key: MeasurementKey) -> _Group:
    """Return the read-back of every instrument that a step selects, but of those that a person reads."""
    roles = [plan.roles[role] for role in step.indicators]
    names = dict.fromkeys(role.instrument for role in roles if not role.by_person)
    return tuple(_Mark(SelectionConfirmed, {"key": key, "instrument": name}) for name in names)


def _take(instrument: str, step: Take, key: MeasurementKey, sources: list[str]) -> list[_Group]:
    named: dict[str, object] = {"key": key, "name": step.name, "instrument": instrument, "purpose": "measurement"}
    on = tuple(_Mark(OutputAsked, {"key": key, "instrument": name, "energised": True}) for name in sources)
    taken = [(_Mark(IndicationTaken, {**named, "number": number}),) for number in range(1, step.readings + 1)]
    return [on, (_Mark(TakeIntended, {**named, "readings": step.readings}),), *taken, on]


def _confirmed(plan: Plan, step: Confirm | Connect, attempt: Sequence[Event]) -> list[_Group]:
    if isinstance(step, Confirm):
        asked = _Mark(PromptAsked, {"kind": "confirm", "text": step.text})
    else:
        asked = _Mark(PromptAsked, {"kind": "connect", "leads": leads_of(plan, step.leads)})
    prompts = {one.prompt for one in attempt if isinstance(one, PromptAsked) and asked.is_left_by(one)}

    def is_confirmed(event: Event) -> bool:
        return isinstance(event, PromptAnswered) and event.prompt in prompts and is_yes(event.answer)

    return [(asked,), (_Mark(PromptAnswered, {}, is_confirmed),)]
