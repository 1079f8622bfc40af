"""What a calibration certificate says, as data; knows nothing of files, XML or pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from bench_core.bilingual import Bilingual
from bench_core.metrology.decision import Conformity
from bench_core.metrology.quantity import Quantity
from dcc_export.equipment_record import Equipment


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is; every part may be missing."""

    street: str = ""
    number: str = ""
    city: str = ""
    post_code: str = ""
    state: str = ""
    country: str = ""
    further: Bilingual | None = None

    @property
    def line(self) -> str:
        """The address in one line."""
        street = " ".join(part for part in (self.street, self.number) if part)
        city = " ".join(part for part in (self.post_code, self.city) if part)
        return ", ".join(part for part in (street, city, self.state, self.country) if part)


@dataclass(frozen=True, slots=True)
class Contact:
    """A laboratory or a client."""

    name: Bilingual
    address: Address
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class LaboratoryPart:
    """Who calibrates.

    Args:
        code: of its accreditation, or empty.
        location: where the calibration was done, a word of the DCC's `performanceLocation`.
    """

    contact: Contact
    code: str
    location: str


@dataclass(frozen=True, slots=True)
class ResponsiblePerson:
    """A person who answers for the certificate.

    Args:
        position: in the laboratory (职务), or None.
    """

    name: str
    role: Bilingual
    main_signer: bool
    position: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Identification:
    """A number by which somebody names a thing.

    Args:
        issuer: manufacturer, calibrationLaboratory, customer, owner or other.
        ref_type: of the metrology vocabulary, such as `basic_serialNo`.
    """

    issuer: str
    name: Bilingual
    value: str
    ref_type: str


@dataclass(frozen=True, slots=True)
class CalibratedItem:
    """The unit under test.

    Args:
        maker: as the order names it, else as its type record does.
        identity: what the instrument says of itself, where that names another maker or model; else None.
    """

    name: Bilingual
    maker: str
    model: str
    firmware: str
    identifications: tuple[Identification, ...]
    identity: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class ConditionEntry:
    """A condition, and how its value came into the record.

    Args:
        value: as entered.
        limits: as the procedure states them, or empty.
        at: when it was recorded, by the laboratory's clock.
    """

    key: str
    name: Bilingual
    value: Quantity
    limits: str
    entered: Bilingual
    at: datetime

    @property
    def time(self) -> str:
        """When it was recorded, with the offset from UTC."""
        return self.at.isoformat(" ", "seconds")


@dataclass(frozen=True, slots=True)
class Method:
    """The document that was followed.

    Args:
        norm: its code, such as `JJF 1587-2016`.
        verified: whether every clause was checked against the text.
    """

    name: Bilingual
    norm: str
    verified: bool


@dataclass(frozen=True, slots=True)
class PointRow:
    """One calibration point, as reported.

    Args:
        expanded_uncertainty: of the error.
        k: coverage factor as text.
        probability: coverage probability as text, between 0 and 1.
        distribution: `normal` or `t`, or that of what dominates the result: `rectangular`, `trapezoidal` …
        lower: permissible error, or None.
        upper: permissible error, or None.
        conformity: None where no statement was agreed.
        frequency: of an alternating quantity, else None.
        at_least: whether U covers the probability or more.
    """

    id: str
    nominal: Quantity
    reference: Quantity
    indication: Quantity
    error: Quantity
    expanded_uncertainty: Quantity
    k: str
    probability: str
    distribution: str
    lower: Quantity | None
    upper: Quantity | None
    conformity: Conformity | None
    frequency: Quantity | None = None
    at_least: bool = False

    @property
    def shaped(self) -> bool:
        """Whether its error is not nearly normal."""
        return self.distribution not in {"normal", "t"}


@dataclass(frozen=True, slots=True)
class Connections:
    """Where the leads went.

    Args:
        terminals: of each instrument, as they are labelled.
        wires: how many, or None where the procedure does not say.
    """

    terminals: str
    wires: Bilingual | None = None

    @property
    def sentence(self) -> Bilingual:
        """The whole in one line."""
        zh, en = ("", "") if self.wires is None else (f"，{self.wires.zh}", f", {self.wires.en}")
        return Bilingual(f"接线：{self.terminals}{zh}。", f"Connections: {self.terminals}{en}.")


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The points of one item on one range.

    Args:
        further: other quantities that all its points share, in words; the frequency has a column of its own.
        clause: of the regulation, or empty.
        sourced: whether the unit under test is a source, whose error is setting - actual value.
        connections: or None where the procedure names none.
        notes: to the whole item.
    """

    item: str
    title: Bilingual
    clause: str
    function: Bilingual
    range: Quantity
    further: str
    points: tuple[PointRow, ...]
    sourced: bool = False
    connections: Connections | None = None
    notes: tuple[Bilingual, ...] = ()

    @property
    def heading(self) -> Bilingual:
        """The item's title, with the function where the title does not name it."""
        if set(self.function.zh) <= set(self.title.zh):
            return self.title
        return Bilingual(f"{self.title.zh}（{self.function.zh}）", f"{self.title.en} ({self.function.en})")

    @property
    def alternating(self) -> bool:
        """Whether its points have a frequency."""
        return any(point.frequency is not None for point in self.points)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One statement of the certificate.

    Args:
        kind: refType of the statement.
        heading: for people.
        norm: standard that it follows, or empty.
        reference: clause of it, or empty.
        traceable: for the statement of traceability.
        conformity: only for an overall statement of conformity.
    """

    kind: str
    heading: Bilingual
    text: Bilingual
    norm: str = ""
    reference: str = ""
    traceable: bool | None = None
    conformity: Conformity | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the certificate comes from.

    Args:
        run: name of the run.
        digest: SHA-256 of the record's file, in hex.
        key: Ed25519 public key that signed the record, in hex.
        program: version that performed the run.
        writer: version that wrote the certificate.
        clock: kind and speed of the run's clock, in words.
        operators: who performed it, in order.
        interruptions: how often it was resumed.
    """

    run: str
    digest: str
    key: str
    program: str
    writer: str
    clock: str
    operators: tuple[str, ...]
    interruptions: int


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """One calibration certificate, from which every rendering is made.

    Args:
        drafts: why it may not be issued, for people; a certificate to be signed has none.
        received: None where the order does not say.
        adjusted: what the results belong to.
    """

    number: str
    title: Bilingual
    drafts: tuple[Bilingual, ...]
    simulated: bool
    origin: Origin
    order: str
    laboratory: LaboratoryPart
    persons: tuple[ResponsiblePerson, ...]
    client: Contact
    item: CalibratedItem
    received: date | None
    performed_from: date
    performed_to: date
    issued: date
    method: Method
    equipment: tuple[Equipment, ...]
    conditions: tuple[ConditionEntry, ...]
    adjusted: Bilingual
    tables: tuple[ResultTable, ...]
    uncertainty: Declaration
    decision: Declaration | None
    declarations: tuple[Declaration, ...]
    remarks: Bilingual | None = None

    @property
    def draft(self) -> bool:
        """Whether it may not be signed."""
        return bool(self.drafts)

    @property
    def file_stem(self) -> str:
        """The number as the name of a file, without anything that a path could be made of."""
        return re.sub(r"[^\w.-]+", "-", self.number).strip(".-") or "certificate"

    @property
    def points(self) -> tuple[PointRow, ...]:
        """Every point of every table."""
        return tuple(point for table in self.tables for point in table.points)
