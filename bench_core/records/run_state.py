"""What is known of a run after some line of its record."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    AbortExplained,
    AbortRequested,
    Checkpoint,
    ConcernAccepted,
    ConditionRecorded,
    IndicationTaken,
    InstrumentIdentified,
    MeasurementKey,
    PointCompleted,
    PointSkipped,
    ProgramChanged,
    PromptAnswered,
    PromptAsked,
    ReadingEntered,
    RetryAsked,
    RunEnded,
    RunResumed,
    RunStarted,
    RunSuspended,
    SettingIntended,
    SteadyReached,
    StepFailed,
)
from bench_core.records.run_states import RunStatus

if TYPE_CHECKING:
    from bench_core.records.plan import Plan

    changed = dataclasses.replace
else:

    def changed(state: RunState, **changes: object) -> RunState:
        """Return a state with some fields changed, as `dataclasses.replace` does, which would set all thirty anew.

        A record of thousands of lines is folded line by line, so this is the path that costs.
        """
        other = object.__new__(RunState)
        other.__dict__.update(state.__dict__)
        other.__dict__.update(changes)
        return other


Reading = IndicationTaken | ReadingEntered


@dataclass(frozen=True, slots=True)
class Taken:
    """What the result of a completed attempt was computed from.

    Args:
        key: of the attempt.
        readings: by name, those that entered the result.
        once: readings of what came once for its range, by name.
        utc: wall time when the attempt began.
    """

    key: MeasurementKey
    readings: Mapping[str, tuple[Reading, ...]]
    once: Mapping[str, tuple[Quantity, ...]]
    utc: datetime

    @property
    def quantities(self) -> dict[str, tuple[Quantity, ...]]:
        """The readings as exact quantities, by name."""
        return exact(self.readings)


def exact(readings: Mapping[str, tuple[Reading, ...]]) -> dict[str, tuple[Quantity, ...]]:
    """Return readings as exact quantities, by name."""
    return {name: tuple(Quantity.of(one.value, one.unit) for one in found) for name, found in readings.items()}


@dataclass(frozen=True)
class RunState:
    """Where a run stands after some line of its record.

    Args:
        started: the first event.
        status: of the run.
        started_utc: wall time of the first line.
        last_utc: wall time of the last line.
        last_mono: time of the run's clock at the last line [s].
        instruments: by name on the bench, as last identified.
        conditions: by name, the last value.
        prompt: asked and not answered yet.
        answers: by prompt.
        item: under way.
        key: of the point under way.
        point_utc: wall time when that point started; certificates must be valid on its day.
        attempts: by (item, point), how often it was started.
        readings: of the point's current attempt, by name; settling readings and wiring proofs left out.
        settling: of the point's current attempt, by name, the readings of the signal while it settles.
        steady: the last signal of this attempt that became steady.
        setting: the last intended setting that has not been confirmed yet.
        leads: by instrument, as a person confirmed them last; None where nobody has since the run began or went on.
        proven: whether a harmless output was seen through these leads.
        selected: by instrument that a person sets, what was confirmed last since the run began or went on.
        once: by (item, point of the plan's preliminary ones), the readings that are in force for the points of its
            range; an interruption ends that.
        results: by (item, point), of the attempt that stands, in the order of completion.
        contenders: by (item, point), the completed attempts of which the worst stands, the latest last.
        retries: by (item, point), what the latest retry was asked for.
        skipped: by (item, point), what was left out.
        suspended: what the run waits for while it is suspended.
        unmet: by name, conditions that an instrument found not to hold while points were performed, until the run is
            suspended for one of them; with the first such value.
        due: by upkeep, such as `source.zeroed`, when it has to be done again [s].
        unvouched: by measured condition, the attempts completed since it was last found to hold.
        taken: by (item, point), what the latest completed attempt was computed from.
        shown: items of which every result was there at some time, so that their verdicts could be seen; where a person
            reads blind, none is shown before.
        energised: by source; None where it is not known.
        accepted: what was found before the run and accepted with a reason.
        interruptions: every resume.
        program_changes: of the program's own files while the run went on.
        failure: the last failed step.
        abort: a person's wish to end the run.
        explained: why they wished it, said afterwards.
        ended: how the run ended.
        ended_utc: wall time of the end.
        checkpoint: the signature.
    """

    started: RunStarted
    status: RunStatus
    started_utc: datetime
    last_utc: datetime
    last_mono: float
    instruments: Mapping[str, InstrumentIdentified] = field(default_factory=dict)
    conditions: Mapping[str, ConditionRecorded] = field(default_factory=dict)
    prompt: PromptAsked | None = None
    answers: Mapping[str, PromptAnswered] = field(default_factory=dict)
    item: str | None = None
    key: MeasurementKey | None = None
    point_utc: datetime | None = None
    attempts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    settling: Mapping[str, tuple[IndicationTaken, ...]] = field(default_factory=dict)
    steady: SteadyReached | None = None
    setting: SettingIntended | None = None
    leads: Mapping[str, str] | None = None
    proven: bool = False
    selected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    once: Mapping[tuple[str, str], Mapping[str, tuple[Quantity, ...]]] = field(default_factory=dict)
    results: Mapping[tuple[str, str], PointCompleted] = field(default_factory=dict)
    contenders: Mapping[tuple[str, str], tuple[PointCompleted, ...]] = field(default_factory=dict)
    retries: Mapping[tuple[str, str], RetryAsked] = field(default_factory=dict)
    skipped: Mapping[tuple[str, str], PointSkipped] = field(default_factory=dict)
    suspended: RunSuspended | None = None
    unmet: Mapping[str, ConditionRecorded] = field(default_factory=dict)
    due: Mapping[str, float] = field(default_factory=dict)
    unvouched: Mapping[str, tuple[MeasurementKey, ...]] = field(default_factory=dict)
    taken: Mapping[tuple[str, str], Taken] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    energised: Mapping[str, bool | None] = field(default_factory=dict)
    accepted: tuple[ConcernAccepted, ...] = ()
    interruptions: tuple[RunResumed, ...] = ()
    program_changes: tuple[ProgramChanged, ...] = ()
    failure: StepFailed | None = None
    abort: AbortRequested | None = None
    explained: AbortExplained | None = None
    ended: RunEnded | None = None
    ended_utc: datetime | None = None
    checkpoint: Checkpoint | None = None

    @property
    def plan(self) -> Plan:
        """The plan of the run."""
        return self.started.plan

    @property
    def run(self) -> str:
        """The run's unique name."""
        return self.started.run

    @property
    def planned(self) -> tuple[tuple[str, str], ...]:
        """Every (item, point) of the plan, in order."""
        return tuple((item.id, point.id) for item in self.plan.items for point in item.points)

    @property
    def remaining(self) -> tuple[tuple[str, str], ...]:
        """Every planned (item, point) without a result that was not left out, in order."""
        return tuple(place for place in self.planned if place not in self.results and place not in self.skipped)

    @property
    def verdict(self) -> Verdict | None:
        """The worst verdict of all points, where one that was left out is undetermined.

        None while a point is missing, and where nothing was to be judged.
        """
        if self.remaining:
            return None
        found = {completed.result.verdict for completed in self.results.values()}
        found |= {Verdict.UNDETERMINED} if self.skipped else set()
        order = (Verdict.FAIL, Verdict.UNDETERMINED, Verdict.PASS)
        return next((verdict for verdict in order if verdict in found), None)

    @property
    def quantities(self) -> dict[str, tuple[Quantity, ...]]:
        """The readings of the point under way as exact quantities, by name."""
        return exact(self.readings)

    def found_interrupted(self) -> RunState:
        """Return the state of a run whose process has gone without ending it."""
        return self if self.ended else changed(self, status=RunStatus.INTERRUPTED)
