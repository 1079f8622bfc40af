"""Every kind of event that a run record may hold; a kind never changes its meaning once it was released."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.codec import Count, Float, Number
from bench_core.records.result import PointResult
from bench_core.records.run_events import (
    AbortExplained,
    AbortRequested,
    Checkpoint,
    ConcernAccepted,
    ConditionCorrected,
    EmbeddedText,
    GuardianActed,
    GuardianReady,
    MeasurementKey,
    PointSkipped,
    ProgramChanged,
    ReadingCorrected,
    RetryAsked,
    RunContinued,
    RunEnded,
    RunPaused,
    RunResumed,
    RunStarted,
    RunSuspended,
    StepFailed,
)

__all__ = [
    "FORMAT",
    "KINDS",
    "AbortExplained",
    "AbortRequested",
    "Checkpoint",
    "ConcernAccepted",
    "ConditionCorrected",
    "ConditionRecorded",
    "EmbeddedText",
    "Event",
    "GuardianActed",
    "GuardianReady",
    "HoldWaited",
    "IndicationTaken",
    "InstrumentIdentified",
    "ItemStarted",
    "MeasurementKey",
    "OutputAsked",
    "PointCompleted",
    "PointSkipped",
    "PointStarted",
    "PreliminaryCompleted",
    "ProgramChanged",
    "PromptAnswered",
    "PromptAsked",
    "ReadingCorrected",
    "ReadingEntered",
    "RetryAsked",
    "RunContinued",
    "RunEnded",
    "RunPaused",
    "RunResumed",
    "RunStarted",
    "RunSuspended",
    "SelectionConfirmed",
    "SettingIntended",
    "SettingMade",
    "SteadyReached",
    "StepFailed",
    "TakeIntended",
    "WiringProven",
]

FORMAT = "calrun/1"
"""Version of the record format that this program writes."""


@dataclass(frozen=True, slots=True)
class InstrumentIdentified:
    """An instrument answered who it is."""

    instrument: str
    resource: str
    driver: str
    maker: str
    model: str
    serial: str
    firmware: str
    raw: str


@dataclass(frozen=True, slots=True)
class PromptAsked:
    """A person is asked; nothing goes on until the answer.

    Args:
        prompt: unique in the run.
        kind: what the answer must be: yes or no (`confirm`, `energise`; `connect` leads; `select` what an instrument
            indicates), a value (`condition`; `number`, read from an instrument), or a serial number (`identify`).
        name: condition, confirmation or reading, as an answers file calls it.
        unit: in which a bare number is taken.
        instrument: that the person is to read, to set or to look at, by its name on the bench; empty for none.
        leads: for `connect`: by instrument the terminals, and `wiring`.
        settings: for `select`: `function`, `range` and further settings; for `number` from an instrument: the `range`
            that it is set to.
    """

    prompt: str
    kind: Literal["confirm", "number", "condition", "energise", "connect", "select", "identify"]
    name: str
    text: Bilingual
    unit: str
    key: MeasurementKey | None = None
    instrument: str = ""
    leads: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PromptAnswered:
    """A person, an answers file or a simulated person answered."""

    prompt: str
    answer: str
    by: str
    entry: Literal["typed", "answers file", "simulated person"]


@dataclass(frozen=True, slots=True)
class ConditionRecorded:
    """A condition before or during the run has this value.

    Args:
        holds: whether it is within the limits of the plan.
        by: who said so: a person, or the name of an instrument on the bench.
        raw: the instrument's reply; empty where a person was asked.
        form: how the value is read from it.
    """

    name: str
    value: Quantity
    holds: bool
    by: str
    entry: Literal["typed", "answers file", "simulated person", "instrument"]
    raw: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class ItemStarted:
    """The points of an item begin."""

    uut: str
    item: str


@dataclass(frozen=True, slots=True)
class PointStarted:
    """A calibration point begins; its earlier attempts are superseded."""

    key: MeasurementKey


@dataclass(frozen=True, slots=True)
class SettingIntended:
    """A command that changes an instrument's state is about to be sent.

    Args:
        action: `select`, `source`, `operate` or `make_safe`.
        settings: name to value, as sent.
        key: of the point that it is for; None for a wiring proof and for what makes the bench safe.
    """

    instrument: str
    action: Literal["select", "source", "operate", "make_safe"]
    settings: dict[str, str]
    key: MeasurementKey | None = None


@dataclass(frozen=True, slots=True)
class SettingMade:
    """The instrument accepted the setting and read it back."""

    instrument: str
    action: Literal["select", "source", "operate", "make_safe"]
    raw: str
    energised: bool | None = None
    key: MeasurementKey | None = None


@dataclass(frozen=True, slots=True)
class SelectionConfirmed:
    """After its last reading an indicator read back function, range and settings as they were selected.

    Args:
        raw: the replies; empty where the instrument has nothing to be read back.
        key: of the point.
    """

    instrument: str
    raw: str
    key: MeasurementKey


@dataclass(frozen=True, slots=True)
class OutputAsked:
    """A source was asked whether its output is energised."""

    instrument: str
    energised: bool
    raw: str
    key: MeasurementKey | None = None


@dataclass(frozen=True, slots=True)
class TakeIntended:
    """Readings are about to be taken.

    Args:
        purpose: as in `IndicationTaken`.
    """

    key: MeasurementKey
    name: str
    instrument: str
    readings: Count
    purpose: Literal["measurement", "settling", "reference", "proof"]


@dataclass(frozen=True, slots=True)
class IndicationTaken:
    """One indication, with the reply it came in.

    Args:
        name: the model's name for it: a `take`'s name, or `<role>.output` for a source's setting read back; a role
            where the name serves no result.
        number: from 1, within key, name and purpose.
        purpose: `measurement` enters results; `settling` shows that the signal was steady; `reference` is
            what a source says it puts out; `proof` shows that the leads are where they should be.
        raw: the reply, or what a person entered.
        form: how the value is read from `raw`.
        time: of the run's clock [s].
    """

    key: MeasurementKey
    name: str
    number: Count
    purpose: Literal["measurement", "settling", "reference", "proof"]
    instrument: str
    value: Number
    unit: str
    raw: str
    form: str
    time: Float


@dataclass(frozen=True, slots=True)
class ReadingEntered:
    """A person read an instrument and entered the number."""

    key: MeasurementKey
    name: str
    number: Count
    value: Number
    unit: str
    prompt: str


@dataclass(frozen=True, slots=True)
class SteadyReached:
    """A signal stayed within its band for the hold time."""

    key: MeasurementKey
    watch: str
    spread: Quantity
    band: Quantity
    waited: Float


@dataclass(frozen=True, slots=True)
class HoldWaited:
    """Time went by while a signal settles that only a person can see.

    Args:
        watch: role of the instrument that the person reads.
        hold: time that went by.
    """

    key: MeasurementKey
    watch: str
    hold: Quantity


@dataclass(frozen=True, slots=True)
class WiringProven:
    """A harmless output was seen through the leads that are connected now.

    Args:
        leads: by instrument the terminals, and `wiring`; as they were confirmed.
        expected: value that had to be indicated.
        indication: value that was indicated.
        within: largest departure.
    """

    key: MeasurementKey
    leads: dict[str, str]
    expected: Quantity
    indication: Quantity
    within: Quantity


@dataclass(frozen=True, slots=True)
class PreliminaryCompleted:
    """What comes once for a range is done and on disc; the points of that range may use its readings.

    Args:
        key: its point is the plan's preliminary one, such as `100 Ω/once`.
    """

    key: MeasurementKey


@dataclass(frozen=True, slots=True)
class PointCompleted:
    """All readings of a point are on disc, and this is what they give."""

    key: MeasurementKey
    result: PointResult


Event = (
    RunStarted
    | ConcernAccepted
    | InstrumentIdentified
    | PromptAsked
    | PromptAnswered
    | ConditionRecorded
    | ItemStarted
    | PointStarted
    | SettingIntended
    | SettingMade
    | SelectionConfirmed
    | OutputAsked
    | TakeIntended
    | IndicationTaken
    | ReadingEntered
    | SteadyReached
    | HoldWaited
    | WiringProven
    | PreliminaryCompleted
    | PointCompleted
    | ReadingCorrected
    | ConditionCorrected
    | StepFailed
    | AbortRequested
    | AbortExplained
    | RunPaused
    | RunSuspended
    | RunContinued
    | RetryAsked
    | PointSkipped
    | RunResumed
    | GuardianReady
    | GuardianActed
    | ProgramChanged
    | RunEnded
    | Checkpoint
)

KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}
"""Every kind of event by the name that its lines carry."""
