"""The plan: a procedure bound to a bench, every point and limit a number; evaluation needs no other file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bench_core.bilingual import Bilingual
from bench_core.metrology.certificate import CertificateCurve
from bench_core.metrology.decision import Rule
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import Direction
from bench_core.metrology.specification import Specification
from bench_core.records.codec import Count, Date


@dataclass(frozen=True, slots=True)
class PlannedReference:
    """How one standard serves one point.

    Args:
        instrument: name on the bench.
        function: capability.
        use: by class (its specification) or as corrected (its certificate's values).
        serves: whether its value is its setting read back, or the mean of its indications.
        range: the standard's own range at this point.
        specification: for `as_class`.
        certificate: for `as_corrected`.
        due: last day on which its certificate may be used.
        resolution: of an indicator, on its range.
        reading_time: of an indicator, how long one reading takes, where its type record says so.
    """

    instrument: str
    function: str
    use: Literal["as_class", "as_corrected"]
    serves: Literal["source", "indicator"]
    range: Quantity
    specification: Specification | None
    certificate: CertificateCurve | None
    due: Date
    resolution: Quantity | None = None
    reading_time: Quantity | None = None


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """One calibration point.

    Args:
        id: unique in its item, such as `10 V/+90 %` or `10 V/90 %/1 kHz`.
        fields: `range`, `nominal`, and further ones such as `frequency`.
        mpe: the UUT's limit of error on this range, and in this band of frequency.
        resolution: of the UUT on this range.
        references: by role.
        leads: by role, the terminals that are to be connected, and `wiring`; empty where the item names none.
        reading_time: of a UUT that indicates, how long one reading takes, where its type record says so.
    """

    id: str
    fields: dict[str, Quantity]
    mpe: Specification
    resolution: Quantity
    references: dict[str, PlannedReference]
    leads: dict[str, str] = field(default_factory=dict)
    reading_time: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Apply:
    """Set what indicates and what sources, in the safe order; texts are expressions, or names for `function`.

    Args:
        indicators: by role: `function`, `range` and further settings.
        sources: by role: capability or setting to expression; the UUT too, where it is a source.
    """

    indicators: dict[str, dict[str, str]]
    sources: dict[str, dict[str, str]]
    step: Literal["apply"] = "apply"


@dataclass(frozen=True, slots=True)
class Steady:
    """Wait until the peak-to-peak spread of a signal stays within a band for a time."""

    watch: str
    peak_to_peak: str
    hold: Quantity
    give_up: Quantity
    step: Literal["steady"] = "steady"


@dataclass(frozen=True, slots=True)
class Take:
    """Take readings of an instrument under a name that the model uses."""

    name: str
    source: str
    readings: Count
    step: Literal["take"] = "take"


@dataclass(frozen=True, slots=True)
class Connect:
    """Ask for leads to be connected, once every source on them has answered OFF."""

    leads: dict[str, str]
    step: Literal["connect"] = "connect"


@dataclass(frozen=True, slots=True)
class Confirm:
    """Ask a person to do something and to say that it is done."""

    text: Bilingual
    step: Literal["confirm"] = "confirm"


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask a person for a number, read blind, under a name that the model uses."""

    name: str
    text: Bilingual
    unit: str
    step: Literal["ask"] = "ask"


Step = Apply | Steady | Take | Connect | Confirm | Ask


@dataclass(frozen=True, slots=True)
class Component:
    """One entry of the uncertainty budget.

    Args:
        name: unique in its item.
        of: the quantity it belongs to, a name of the model or `<role>.output`.
        cause: for people.
        type: `A` from the spread of `of`; `B` from a half width or a standard.
        half_width: expression, for type B.
        distribution: of the half width.
        source: role whose specification or certificate gives it, for type B.
    """

    name: str
    of: str
    cause: Bilingual
    type: Literal["A", "B"]
    half_width: str | None = None
    distribution: Literal["normal", "rectangular", "triangular", "arcsine", "two_point"] | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must hold.

    Args:
        what: for people.
        level: where it is judged.
        of: names of the model.
        lower: expression, or None for no lower limit.
        upper: expression.
        rule: decision rule.
        rounded_to: expression for the rounding interval before judgement, or None for full values.
        clause: of the regulation, or None.
        verified: whether a person checked it against the text.
    """

    what: Bilingual
    level: Literal["point", "item", "uut"]
    of: tuple[str, ...]
    lower: str | None
    upper: str
    rule: Rule
    rounded_to: str | None
    clause: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation of the measurement model, `name = expression`, at its level."""

    name: str
    expression: str
    level: Literal["reading", "repeat", "point", "item", "uut"]


@dataclass(frozen=True, slots=True)
class Preliminary:
    """What is done once for each range before its first point, such as readings of a short; it has no result.

    Args:
        points: one for each range that the item has points on, with its id such as `100 Ω/once`; nominal value 0.
        method: its steps; what they take under `z` is `z[range]` in the item's model.
    """

    points: tuple[PlannedPoint, ...]
    method: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class MaxOn:
    """How long an output may be energised at a stretch.

    Args:
        above: it holds for points whose nominal value has a larger magnitude.
        longest: time.
        rest: time with every output off before one is energised again.
    """

    above: Quantity
    longest: Quantity
    rest: Quantity

    def holds_at(self, point: PlannedPoint) -> bool:
        """Return whether a point's output is one that may not stay on for long."""
        return abs(point.fields["nominal"]) > self.above


@dataclass(frozen=True, slots=True)
class WiringProof:
    """A harmless output that must be seen through new leads before anything above 30 V is put on them.

    Args:
        leads: that it proves; the same as those of the points.
        apply: its settings are values, no expressions of a point.
        watch: role whose indication is looked at.
        expected: value of that indication.
        within: largest departure from it.
    """

    leads: dict[str, str]
    apply: Apply
    watch: str
    expected: Quantity
    within: Quantity


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A point, or an item, that the procedure leaves out on this bench, and why."""

    id: str
    why: Bilingual


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item (检定项目) with its points, method, model and requirements.

    Args:
        function: capability of the UUT that it is about.
        larger_of: groups of component names of which only the largest contribution counts.
        preliminary: what comes once for each range, or None.
        max_on: or None for no limit.
        proofs: of wirings that carry more than 30 V.
        left_out: points that the procedure leaves out.
    """

    id: str
    title: Bilingual
    clause: str | None
    verified: bool
    function: str
    points: tuple[PlannedPoint, ...]
    method: tuple[Step, ...]
    model: tuple[Equation, ...]
    components: tuple[Component, ...]
    larger_of: tuple[tuple[str, ...], ...]
    requirements: tuple[Requirement, ...]
    preliminary: Preliminary | None = None
    max_on: MaxOn | None = None
    proofs: tuple[WiringProof, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedRole:
    """Who plays a role of the procedure.

    Args:
        instrument: name on the bench.
        is_uut: whether it is the unit under test.
        serves: whether its output is set, or its indications are taken.
        by_person: whether a person sets and reads it; no program reaches it.
        use: for a standard.
        adequacy: expression for the largest U (k = 2) of the standard, or None.
        limits: by capability: beyond this magnitude nothing is set, the least of bench, standard and UUT.
    """

    instrument: str
    is_uut: bool
    serves: Literal["source", "indicator"]
    by_person: bool
    use: Literal["as_class", "as_corrected"] | None
    adequacy: str | None
    limits: dict[str, Quantity]


@dataclass(frozen=True, slots=True)
class Watch:
    """How an instrument of the bench measures a condition while the run goes on.

    Args:
        instrument: name on the bench.
        function: capability that it indicates.
        range: that it is set to.
        every: longest time between two readings, but for what takes longer in one piece.
        hold: how long the condition must hold again, after it did not, before the run may go on.
        give_up: how long the run waits for that.
    """

    instrument: str
    function: str
    range: Quantity
    every: Quantity
    hold: Quantity
    give_up: Quantity


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition before and during the run.

    Args:
        name: such as `ambient.temperature`.
        lower: limit, or None.
        upper: limit, or None.
        text: as the procedure writes it.
        watch: by which instrument it is measured; None where a person is asked.
    """

    name: str
    lower: Quantity | None
    upper: Quantity | None
    text: str
    watch: Watch | None = None

    def holds(self, value: Quantity) -> bool:
        """Return whether a value is within the limits, which belong to them."""
        return (self.lower is None or value >= self.lower) and (self.upper is None or value <= self.upper)


@dataclass(frozen=True, slots=True)
class Reporting:
    """How results are printed: digits of U, and coverage by fixed k or by probability.

    Args:
        uncertainty_digits: significant digits of U.
        k: fixed, or None.
        probability: for k from the effective degrees of freedom, or None.
        dominating: whether one or two components of known limits that dominate give k for the probability.
        rounded: in which direction U is rounded.
    """

    uncertainty_digits: Count
    k: Quantity | None
    probability: Quantity | None
    dominating: bool = False
    rounded: Direction = "nearest"


@dataclass(frozen=True, slots=True)
class Plan:
    """A procedure bound to a bench.

    Args:
        mpe_base: whether the MPE's share of reading is taken of the indication or of the reference value.
        drafts: why a certificate of this run can only be a draft (unverified facts, simulation), for people.
        not_applied: items that are left out because the UUT has no such capability.
    """

    procedure: str
    title: Bilingual
    basis: dict[str, str]
    kind: Literal["calibration", "verification"]
    mpe_base: Literal["reading", "reference"]
    stage: Literal["as_found", "as_left"]
    roles: dict[str, PlannedRole]
    conditions: tuple[Condition, ...]
    items: tuple[PlannedItem, ...]
    reporting: Reporting
    drafts: tuple[Bilingual, ...] = field(default=())
    not_applied: tuple[LeftOut, ...] = field(default=())
