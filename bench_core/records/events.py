"""Every kind of event that a run record may hold; a kind never changes its meaning once it was released."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from bench_core.metrology.quantity import Quantity
from bench_core.records.codec import Count, Float, Number
from bench_core.records.plan import Bilingual, Plan
from bench_core.records.result import PointResult

FORMAT = "calrun/1"
"""Version of the record format that this program writes."""


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
    """A condition before or during the run has this value."""

    name: str
    value: Quantity
    holds: bool
    by: str
    entry: Literal["typed", "answers file", "simulated person"]


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
        signature: over the previous line's digest, in hex.
    """

    public_key: str
    signature: str


Event = (
    RunStarted
    | InstrumentIdentified
    | PromptAsked
    | PromptAnswered
    | ConditionRecorded
    | ItemStarted
    | PointStarted
    | SettingIntended
    | SettingMade
    | OutputAsked
    | TakeIntended
    | IndicationTaken
    | ReadingEntered
    | SteadyReached
    | HoldWaited
    | WiringProven
    | PreliminaryCompleted
    | PointCompleted
    | StepFailed
    | AbortRequested
    | RunResumed
    | RunEnded
    | Checkpoint
)

KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}
"""Every kind of event by the name that its lines carry."""
