"""`calbench show`: prints what a record says, for people or for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bench_cli.interventions import intervention, interventions
from bench_cli.output import say, say_text
from bench_cli.outputs import outputs_unknown, say_outputs
from bench_cli.run_table import STATES, conclusion, identified, program_changed, results
from bench_cli.running import as_recorded, require_record
from bench_core.records.codec import to_json
from bench_core.records.condition_titles import condition_title
from bench_core.records.events import ConditionRecorded, InstrumentIdentified, PointCompleted, PointSkipped, RunEnded
from bench_core.records.exclusive import is_held
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_core.records.run_states import RunStatus
from sequencer.outcome import exit_code

if TYPE_CHECKING:
    import argparse

    from bench_core.records.record import Record
    from bench_core.records.run_state import RunState


def main(arguments: argparse.Namespace) -> int:
    """Print the record; return the exit code of its run."""
    record = read_record(require_record(arguments.record))
    with as_recorded(record.path):
        state = fold_record(record)
        if not is_held(record.path):
            state = state.found_interrupted()
        if arguments.json:
            say_text(json.dumps(_as_json(record, state), ensure_ascii=False, indent=2))
            return exit_code(state)
        _print(record, state)
    if state.status is RunStatus.INTERRUPTED or (state.ended is not None and outputs_unknown(state)):
        say_outputs(record.path, state)
    return exit_code(state)


def _print(record: Record, state: RunState) -> None:
    started = state.started
    say(f"{state.plan.title.zh} {state.plan.title.en} · {state.plan.procedure}")
    began = f"{state.started_utc:%Y-%m-%d %H:%M:%S} UTC"
    say(f"  run {state.run} · {STATES[state.status]} · {began} · operator {started.operator}")
    simulated = "仿真仪器 SIMULATED" if started.simulated else "真实仪器 real instruments"
    say(f"  {simulated} · clock {started.clock}, speed {started.speed:g} · calbench {started.program}")
    for found in state.instruments.values():
        say(f"  {identified(found)}")
    for condition in state.conditions.values():
        title = condition_title(condition.name)
        say(f"  {title.zh} {title.en}: {condition.value} ({condition.entry}, {condition.by})")
    for resumed in state.interruptions:
        say(f"  中断后继续 interrupted and resumed by {resumed.operator}")
    for utc, done in interventions(record):
        say(f"  {utc} {intervention(done)}")
    for changed in state.program_changes:
        say(f"  {program_changed(changed)}")
    for line in results(state):
        say(line)
    say()
    say(conclusion(state))


def _as_json(record: Record, state: RunState) -> dict[str, Any]:
    return {
        "run": state.run,
        "status": str(state.status),
        "verdict": None if state.verdict is None else str(state.verdict),
        "procedure": state.plan.procedure,
        "operator": state.started.operator,
        "simulated": state.started.simulated,
        "clock": state.started.clock,
        "speed": state.started.speed if state.started.clock != "virtual" else None,
        "started": state.started_utc.isoformat(),
        "ended": to_json(RunEnded, state.ended) if state.ended else None,
        "instruments": [to_json(InstrumentIdentified, one) for one in state.instruments.values()],
        "conditions": [to_json(ConditionRecorded, one) for one in state.conditions.values()],
        "interruptions": len(state.interruptions),
        "interventions": [
            {"utc": utc, "event": type(done).__name__} | to_json(type(done), done)
            for utc, done in interventions(record)
        ],
        "attempts": [
            {"item": item, "point": point, "attempts": count, "stands": _standing(state, (item, point))}
            for (item, point), count in state.attempts.items()
        ],
        "skipped": [to_json(PointSkipped, one) for one in state.skipped.values()],
        "program_changed": sorted({name for changed in state.program_changes for name in changed.modules}),
        "results": [to_json(PointCompleted, one) for one in state.results.values()],
    }


def _standing(state: RunState, place: tuple[str, str]) -> int | None:
    """Return the number of the attempt that stands at a point, or None where none does."""
    return state.results[place].key.attempt if place in state.results else None
