"""The kinds of event that say how a run begins, goes on and ends, and the key of a place in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.codec import Count, Float
from bench_core.records.plan import Plan
from bench_core.records.result import PointResult


@dataclass(frozen=True, slots=True)
class MeasurementKey:
    """Where in a run an event belongs; with the reading's number it is unique."""

    uut: str
    item: str
    point: str
    stage: Literal["as_found", "as_left"] = "as_found"
    branch: str = "none"
    cycle: Count = 1
    repeat: Count = 1
    attempt: Count = 1


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """A file that the run was made from, whole.

    Args:
        role: `procedure`, `bench`, `world`, `laboratory`, `order`, `answers`, `instrument:NAME` (type
            record), `standard:NAME` (certificate).
        path: where it was read.
        digest: SHA-256 of its bytes, in hex.
        text: its text.
    """

    role: str
    path: str
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The first event of every record.

    Args:
        format: version of the record format.
        run: unique name of the run.
        program: version of calbench.
        modules: SHA-256 of each of the program's own source files, in hex.
        simulated: whether the instruments are simulated.
        seed: of the simulated world.
        clock: `system`, `scaled` or `virtual`.
        speed: seconds of the run's clock in a wall second; `inf` on a virtual clock.
        confirms_selected: whether what is selected is read back once more after its last reading at a point; not so in
            records made before that was done.
    """

    format: str
    run: str
    program: str
    modules: dict[str, str]
    operator: str
    simulated: bool
    seed: Count | None
    clock: str
    speed: Float
    texts: tuple[EmbeddedText, ...]
    plan: Plan
    confirms_selected: bool = False


@dataclass(frozen=True, slots=True)
class ConcernAccepted:
    """Before the run began something was found that may be but should not, and a person had a reason to begin.

    Args:
        name: of the check that found it.
        told: what the person was told.
        reason: in their words.
        by: who began the run.
    """

    name: str
    told: Bilingual
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A step ended in an exception; the sources are made safe next."""

    failure: str
    message: str
    key: MeasurementKey | None = None


@dataclass(frozen=True, slots=True)
class AbortRequested:
    """A person asked for the end of the run."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class AbortExplained:
    """Who had ended the run said why afterwards, with its outputs safe."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunPaused:
    """A person holds the run; every output is off, and leads are asked for again afterwards.

    Args:
        now: whether a point was broken off for it, which is taken again; else it waits between two points.
    """

    by: str
    now: bool


@dataclass(frozen=True, slots=True)
class RunSuspended:
    """The run waits for a condition; outputs were made safe, and leads are asked for again afterwards.

    Args:
        cause: a `condition` does not hold, `upkeep` is due, a `link` failed, or a source tripped (`trip`).
        name: of the condition, or of the instrument on the bench.
        value: of the condition; None for a link and a trip.
        what: happened, for people.
        until: when it may go on, for people.
        discarded: completed attempts since the condition was last found to hold; none of them gives a result.
        safe: whether every source answered that its output is off.
    """

    cause: Literal["condition", "upkeep", "link", "trip"]
    name: str
    value: Quantity | None
    what: Bilingual
    until: Bilingual
    discarded: tuple[MeasurementKey, ...]
    safe: bool


@dataclass(frozen=True, slots=True)
class RunContinued:
    """A person has the run go on after a pause or a suspension; outputs may go on again."""

    by: str


@dataclass(frozen=True, slots=True)
class RetryAsked:
    """A point is taken again for a technical cause; every attempt stays on record.

    Args:
        by: who asked for it.
        cause: a name of `bench_core.records.causes`.
        second: another person who agreed, or empty; without one the worst attempt stands once there was a result.
    """

    item: str
    point: str
    by: str
    cause: str
    second: str


@dataclass(frozen=True, slots=True)
class PointSkipped:
    """A point is left out, which is never a pass."""

    item: str
    point: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadingCorrected:
    """A reading that a person typed wrongly has another value from here on; the old one stays on record.

    Args:
        key: of the attempt that it belongs to.
        name: of the reading.
        number: of the reading.
        old: value until here.
        new: value from here on, as `raw` says.
        raw: what was typed for it.
        by: who corrected it.
        why: in their words.
        second: another person who agreed, or empty; without one the worse result stands once a verdict could be seen.
        result: what the readings of the completed attempt give now; None where it was still under way.
    """

    key: MeasurementKey
    name: str
    number: Count
    old: Quantity
    new: Quantity
    raw: str
    by: str
    why: str
    second: str
    result: PointResult | None


@dataclass(frozen=True, slots=True)
class ConditionCorrected:
    """A condition that a person typed wrongly has another value from here on; the old one stays on record.

    Args:
        name: of the condition.
        old: value until here.
        new: value from here on, as `raw` says.
        raw: what was typed for it.
        holds: whether the new value is within the limits of the plan; where it is not, the run ends.
        by: who corrected it.
        why: in their words.
    """

    name: str
    old: Quantity
    new: Quantity
    raw: str
    holds: bool
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class RunResumed:
    """A run that was interrupted goes on; its unfinished point is taken again.

    Args:
        torn: characters of an unfinished last line that were dropped, as ISO 8859-1.
        last_time: last recorded time of the run's clock [s].
    """

    operator: str
    torn: str
    last_time: Float


@dataclass(frozen=True, slots=True)
class GuardianReady:
    """Before any output goes on: the guardian's process has loaded what it needs to make this source safe.

    Args:
        watchdog: time after which the source itself takes its output off when nobody talks to it; None without one.
        hazardous: whether it may put out more than 30 V on this bench.
    """

    instrument: str
    watchdog: Quantity | None
    hazardous: bool


@dataclass(frozen=True, slots=True)
class GuardianActed:
    """After the interruption the guardian made a source safe, or could not; a resume takes its report in.

    Args:
        cause: the runner's process had `ended`, or was `frozen` and was ended first.
        energised: as the source answered; None where it did not answer.
        raw: its reply, or why there is none.
        after: from when the guardian noticed until the answer [s].
    """

    cause: Literal["ended", "frozen"]
    instrument: str
    energised: bool | None
    raw: str
    after: Float


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The last event but the checkpoint.

    Args:
        state: how it ended.
        reason: for people; empty when finished.
        safe: whether every source answered that its output is off.
    """

    state: Literal["finished", "aborted", "failed"]
    reason: str
    safe: bool


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The signature over the chain so far, which ends a record.

    Args:
        public_key: Ed25519, raw bytes in hex.
        signature: over the chain and this line but for the signature itself, in hex.
        epoch: number of the key's epoch, from 1; None in a record made before there were epochs, whose signature is
            over the previous line's digest alone.
    """

    public_key: str
    signature: str
    epoch: Count | None = None


@dataclass(frozen=True, slots=True)
class ProgramChanged:
    """Files of the program changed on disc while the run went on; its certificate can only be a draft.

    Args:
        modules: SHA-256 of what is there now, in hex, by path as in `RunStarted`; empty where a file is gone.
    """

    modules: dict[str, str]


CourseEvent = (
    ConcernAccepted
    | StepFailed
    | AbortRequested
    | AbortExplained
    | RunPaused
    | RunSuspended
    | RunContinued
    | RetryAsked
    | PointSkipped
    | RunResumed
    | ProgramChanged
    | RunEnded
    | Checkpoint
)
"""What becomes of the whole run."""
