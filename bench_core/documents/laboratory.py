"""The laboratory, `laboratory/1`: who calibrates, where, and which persons may sign."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.contact import Contact
from bench_core.documents.fields import NameField, Refusal, Text2, TextField, YesNo, refuse, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

Role = Literal["calibrator", "checker", "approver"]

ROLES: dict[Role, Bilingual] = {
    "calibrator": Bilingual("校准员", "calibrated by"),
    "checker": Bilingual("核验员", "checked by"),
    "approver": Bilingual("批准人", "approved by"),
}
"""The three signatures of a certificate, for people."""


_OFFSET = re.compile(r"([+-])(0[0-9]|1[0-4]):([0-5][0-9])")


def _offset(text: str) -> str:
    if _OFFSET.fullmatch(text) is None:
        raise refuse_text(
            Bilingual(f"“{text}”不是与 UTC 的时差", f"'{text}' is no offset from UTC"),
            Bilingual('写 "+08:00"', 'write "+08:00"'),
        )
    return text


class Person(DocumentModel):
    """A person who may sign.

    Args:
        id: what orders refer to.
        role: what the person signs as.
        main_signer: whether this is the person who answers for the certificate.
        position: in the laboratory (职务), or None.
    """

    id: NameField
    name: TextField
    role: Role
    main_signer: YesNo = False
    position: Text2 | None = None


class Laboratory(Contact):
    """A calibration laboratory.

    Args:
        code: of its accreditation or authorisation, or None.
        location: where calibrations are performed, as a digital calibration certificate names it.
        utc_offset: of the laboratory's clock, such as +08:00, by which a certificate dates; None for UTC.
    """

    KIND = "laboratory/1"

    code: TextField | None = None
    persons: Annotated[tuple[Person, ...], Field(min_length=1)]
    location: Literal["laboratory", "customer", "laboratoryBranch", "customerBranch", "other"] = "laboratory"
    utc_offset: Annotated[TextField, AfterValidator(_offset)] | None = None

    @model_validator(mode="after")
    def _laws(self) -> Self:
        refusals = [*self._twice(), *self._signers()]
        if refusals:
            raise refuse(*refusals)
        return self

    @property
    def zone(self) -> timezone:
        """The time zone in which the laboratory dates its certificates."""
        match = _OFFSET.fullmatch(self.utc_offset or "")
        if match is None:
            return UTC
        offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
        return timezone(-offset if match[1] == "-" else offset)

    def person(self, name: str) -> Person | None:
        """Return the person with that id, or None."""
        return next((person for person in self.persons if person.id == name), None)

    def _twice(self) -> Iterator[Refusal]:
        seen: Counter[str] = Counter()
        for number, person in enumerate(self.persons):
            seen[person.id] += 1
            if seen[person.id] > 1:
                words = Bilingual(f"人员“{person.id}”出现两次", f"person '{person.id}' stands twice")
                yield Refusal(words, Bilingual("id 不可重复", "ids are unique"), at=("persons", number, "id"))

    def _signers(self) -> Iterator[Refusal]:
        signers = [number for number, person in enumerate(self.persons) if person.main_signer]
        if not signers:
            yield Refusal(
                Bilingual("没有主要签字人", "no person is the main signer"),
                Bilingual("给其中一人补上 main_signer: true", "add main_signer: true to one"),
                at=("persons", KEY),
            )
        for number in signers[1:]:
            place = ("persons", number, "main_signer")
            yield Refusal(
                Bilingual("第二个主要签字人", "a second main signer"),
                Bilingual("证书由一人负责", "one person answers for the certificate"),
                at=place,
            )
