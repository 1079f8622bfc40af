"""The procedure language as typed models: what a file may say; whether it makes sense is the linter's question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import ExpressionField, Limits, Text2, TextField, VerifiedField
from bench_core.documents.model import DocumentModel
from bench_core.documents.refusal import Refusal, refuse, refuse_text
from bench_core.metrology.quantity import Quantity
from procedures.fields import Digits, Id, Name, RangesOf, Several, one_or_more
from procedures.points import PointRow
from procedures.requirements import RequirementForm
from procedures.steps import MethodStep
from procedures.uncertainty import UncertaintyEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench_core.metrology.expression import Expression

UUT = "uut"
"""The role of the unit under test."""
LEVELS = ("reading", "repeat", "point", "item", "uut")
"""Levels of the model, from the finest on; each sees the ones before it."""


def _phase(value: object) -> object:
    if value != "as_found":
        raise refuse_text(f"phase '{value}' is not known to this version", "write phases: [as_found]")
    return value


def _once(value: tuple[str, ...]) -> tuple[str, ...]:
    if len(value) > 1:
        raise refuse_text("a phase stands twice", "write phases: [as_found]")
    return value


class RoleForm(DocumentModel):
    """Who takes part: a reference standard, or the unit under test (the role `uut`).

    Args:
        is_: `reference` for a standard.
        use: a standard by class (its specification), or as corrected (its certificate's values).
        adequacy: the largest U (k = 2) that a standard may have at a point.
        entry: how the indication of the unit under test is read.
    """

    UNKNOWN: ClassVar[dict[str, str]] = dict.fromkeys(
        ("serves", "by", "set_by", "read_by", "several", "medium", "capability", "range"),
        "this version does not know it yet; a standard has is, use and adequacy, the unit under test has entry",
    )

    is_: Literal["reference"] | None = Field(default=None, alias="is")
    use: Literal["as_class", "as_corrected"] | None = None
    adequacy: ExpressionField | None = None
    entry: Annotated[tuple[Literal["wire", "person"], ...] | None, BeforeValidator(one_or_more)] = None


class ModelForm(DocumentModel):
    """The measurement model: by level, equations `name: expression`."""

    reading: dict[Name, ExpressionField] = Field(default_factory=dict, alias="per reading")
    repeat: dict[Name, ExpressionField] = Field(default_factory=dict, alias="per repeat")
    point: dict[Name, ExpressionField] = Field(default_factory=dict, alias="per point")
    item: dict[Name, ExpressionField] = Field(default_factory=dict, alias="per item")
    uut: dict[Name, ExpressionField] = Field(default_factory=dict, alias="per uut")

    def at(self, level: str) -> dict[str, Expression]:
        """Return the equations of a level, in order."""
        equations: dict[str, Expression] = getattr(self, level)
        return equations


class ItemForm(DocumentModel):
    """One item (检定项目): where it is measured, how, by what model, with what uncertainty and requirements."""

    UNKNOWN: ClassVar[dict[str, str]] = {
        "like": "this version does not know it yet; write the item out in full",
        "inspect": "this version does not know it yet and performs measured items only",
        "applies": "this version does not know it yet; every item is performed",
        "tables": "this version does not know it yet; give the limit as an expression",
    }

    id: Id
    title: Text2
    clause: TextField | None = None
    verified: VerifiedField
    connections: dict[Name, TextField] = Field(default_factory=dict)
    points: Several[PointRow]
    method: Several[MethodStep]
    model: ModelForm
    uncertainty: tuple[UncertaintyEntry, ...] = ()
    requirements: tuple[RequirementForm, ...] = ()

    @property
    def function(self) -> str:
        """The capability in which the unit under test is measured; empty where the item does not say."""
        for step in self.method:
            if step.apply is not None and "function" in step.apply.get(UUT, {}):
                return step.apply[UUT]["function"].text
        choices = [row.range for row in self.points if isinstance(row.range, RangesOf)]
        return choices[0].function if choices else ""

    @property
    def sources(self) -> dict[str, str]:
        """By role that the method sets, the capability that it sets."""
        sources = {}
        for step in self.method:
            for role, settings in (step.apply or {}).items():
                if role != UUT:
                    sources[role] = main_setting(settings)
        return sources


def main_setting(settings: Iterable[str]) -> str:
    """Return the capability that a standard's settings are about; the others, such as a frequency, belong to it."""
    names = [name for name in settings if name in CAPABILITIES]
    beside = {extra for name in names for extra, _ in CAPABILITIES[name].settable}
    return next((name for name in names if name not in beside), names[0] if names else "")


class BasisForm(DocumentModel):
    """The regulation that the procedure encodes: code, and title where it is given."""

    code: TextField
    title: TextField | None = None


class UncertaintyReport(DocumentModel):
    """`U: {digits: 2}`: significant digits of the reported expanded uncertainty."""

    digits: Digits


class ReportForm(DocumentModel):
    """How results are printed, and with what coverage.

    Args:
        U: digits of the expanded uncertainty.
        error: the error of indication ends at the last digit of U.
        k: fixed coverage factor.
        probability: for k from the effective degrees of freedom.
    """

    U: UncertaintyReport | None = None
    error: Literal["aligned with U"] | None = None
    k: Quantity | None = None
    probability: Quantity | None = None

    @model_validator(mode="after")
    def _one_coverage(self) -> Self:
        if self.k is not None and self.probability is not None:
            raise refuse(Refusal("coverage is given twice", "keep k or probability", at=("probability",)))
        return self


class Procedure(DocumentModel):
    """A regulation as a procedure: `calbench: procedure/1`."""

    KIND: ClassVar[str] = "procedure/1"
    UNKNOWN: ClassVar[dict[str, str]] = {
        "parameters": "this version does not know it yet; ranges and limits come from the type record",
        "tables": "this version does not know it yet; give limits as expressions, such as ± uut.mpe",
        "conclusion": "this version does not know it yet; verdicts come from the requirements",
        "methods": "this version does not know it yet; write each item's method out in full",
        "constants": "this version does not know it yet; write the number with its unit where it is used",
    }

    id: Id
    title: Text2
    basis: BasisForm
    kind: Literal["calibration", "verification"]
    phases: Annotated[Several[Annotated[Literal["as_found"], BeforeValidator(_phase)]], AfterValidator(_once)]
    mpe_base: Literal["reading", "reference"] = "reading"
    roles: dict[Name, RoleForm]
    conditions: dict[TextField, Limits] = Field(default_factory=dict)
    items: Several[ItemForm]
    report: ReportForm = ReportForm()
