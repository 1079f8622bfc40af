"""Orders, `order/1`: what a client asked for, of which unit under test, and who signs."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.contact import Contact
from bench_core.documents.fields import DateField, NameField, Refusal, Text2, TextField, YesNo, refuse
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.metrology.decision import Rule


class OrderedInstrument(DocumentModel):
    """The unit under test.

    Args:
        asset: the client's own number, or None.
    """

    maker: TextField
    model: TextField
    serial: TextField
    description: Text2
    asset: TextField | None = None


class Signatures(DocumentModel):
    """Ids of the laboratory's persons."""

    calibrated_by: NameField
    checked_by: NameField
    approved_by: NameField

    @model_validator(mode="after")
    def _four_eyes(self) -> Self:
        if self.checked_by == self.calibrated_by:
            words = Bilingual(f"“{self.checked_by}”将核验自己的工作", f"'{self.checked_by}' would check the own work")
            raise refuse(Refusal(words, Bilingual("由另一人核验", "another person checks"), at=("checked_by",)))
        return self


class Order(DocumentModel):
    """An order.

    Args:
        certificate: number that the certificate is to have, or None.
        received: when the instrument came, or None.
        due: when the client wants it back, or None.
        procedure: id of the procedure that the client asked for, such as jjf-1587-2016, or None.
        decision_rule: agreed with the client, or None.
        conformity: whether the client asked for a statement of conformity.
        remarks: for the certificate, or None.
    """

    KIND = "order/1"

    number: TextField
    certificate: TextField | None = None
    client: Contact
    uut: OrderedInstrument
    received: DateField | None = None
    due: DateField | None = None
    persons: Signatures
    procedure: TextField | None = None
    decision_rule: Rule | None = None
    conformity: YesNo = False
    remarks: Text2 | None = None

    @model_validator(mode="after")
    def _conformity_needs_a_rule(self) -> Self:
        if self.conformity and self.decision_rule is None:
            words = Bilingual(
                "符合性声明缺少约定的判定规则", "a statement of conformity without an agreed decision rule"
            )
            raise refuse(
                Refusal(
                    words,
                    Bilingual(
                        "补上 decision_rule: jjf1094、guarded 或 simple",
                        "add decision_rule: jjf1094, guarded or simple",
                    ),
                    at=("conformity", KEY),
                )
            )
        return self
