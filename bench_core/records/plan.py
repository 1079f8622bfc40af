"""The plan: a procedure bound to a bench, every point and limit a number; evaluation needs no other file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bench_core.metrology.certificate import CertificateCurve
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Specification
from bench_core.records.codec import Count, Date


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text for people, in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class PlannedReference:
    """How one standard serves one point.

    Args:
        instrument: name on the bench.
        function: capability.
        use: by class (its specification) or as corrected (its certificate's values).
        range: the standard's own range at this point.
        specification: for `as_class`.
        certificate: for `as_corrected`.
        due: last day on which its certificate may be used.
    """

    instrument: str
    function: str
    use: Literal["as_class", "as_corrected"]
    range: Quantity
    specification: Specification | None
    certificate: CertificateCurve | None
    due: Date


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """One calibration point.

    Args:
        id: unique in its item, such as `10 V/+90 %`.
        fields: `range`, `nominal`, and further ones such as `frequency`.
        mpe: the UUT's limit of error on this range.
        resolution: of the UUT on this range.
        references: by role.
    """

    id: str
    fields: dict[str, Quantity]
    mpe: Specification
    resolution: Quantity
    references: dict[str, PlannedReference]


@dataclass(frozen=True, slots=True)
class Apply:
    """Set the UUT and the sources, in the safe order; texts are expressions, or names for `function`.

    Args:
        uut: `function`, `range` and further settings of the UUT.
        sources: by role: capability or setting to expression.
    """

    uut: dict[str, str]
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
    rule: Literal["simple", "jjf1094"]
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
class PlannedItem:
    """One item (检定项目) with its points, method, model and requirements.

    Args:
        larger_of: groups of component names of which only the largest contribution counts.
    """

    id: str
    title: Bilingual
    clause: str | None
    verified: bool
    function: str
    leads: dict[str, str]
    points: tuple[PlannedPoint, ...]
    method: tuple[Step, ...]
    model: tuple[Equation, ...]
    components: tuple[Component, ...]
    larger_of: tuple[tuple[str, ...], ...]
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class PlannedRole:
    """Who plays a role of the procedure.

    Args:
        instrument: name on the bench.
        is_uut: whether it is the unit under test.
        use: for a standard.
        adequacy: expression for the largest U (k = 2) of the standard, or None.
        limits: by capability: beyond this magnitude nothing is set, the least of bench, standard and UUT.
    """

    instrument: str
    is_uut: bool
    use: Literal["as_class", "as_corrected"] | None
    adequacy: str | None
    limits: dict[str, Quantity]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition before the run: a name such as `ambient.temperature`, and its limits, None for none."""

    name: str
    lower: Quantity | None
    upper: Quantity | None
    text: str

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
    """

    uncertainty_digits: Count
    k: Quantity | None
    probability: Quantity | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A procedure bound to a bench.

    Args:
        mpe_base: whether the MPE's share of reading is taken of the indication or of the reference value.
        drafts: why a certificate of this run can only be a draft (unverified facts, simulation), for people.
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
