"""The procedure language as typed models: what a file may say; whether it makes sense is the linter's question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from bench_core.bilingual import Bilingual
from bench_core.documents.coverage import Coverage
from bench_core.documents.fields import Digits, ExpressionField, PositiveQuantity, Text2, TextField, VerifiedField
from bench_core.documents.model import DocumentModel
from bench_core.documents.paths import PathField
from bench_core.documents.refusal import refuse_text
from bench_core.documents.shapes import AlsoWritten, choice
from bench_core.metrology.rounding import Direction
from procedures.conditions import ConditionsField
from procedures.fields import HasField, Id, Name, RangesOf, Several, one_or_more
from procedures.hints import write
from procedures.points import PointRow
from procedures.requirements import RequirementForm
from procedures.steps import MethodStep
from procedures.uncertainty import UncertaintyEntry
from procedures.uses import Use, uses

if TYPE_CHECKING:
    from bench_core.metrology.expression import Expression

UUT = "uut"
"""The role of the unit under test."""
WIRING = "wiring"
"""The key of `connections` that is no role."""
TERMINALS = ".terminals"
"""What `<role>.terminals` ends with: those of the type record."""
LEVELS = ("reading", "repeat", "point", "item", "uut")
"""Levels of the model, from the finest on; each sees the ones before it."""


_ONE_PHASE = write("phases: [as_found]")


def _phase(value: object) -> object:
    if value != "as_found":
        message = Bilingual(f"本版本尚不支持阶段“{value}”", f"phase '{value}' is not known to this version")
        raise refuse_text(message, _ONE_PHASE)
    return value


def _once(value: tuple[str, ...]) -> tuple[str, ...]:
    if len(value) > 1:
        raise refuse_text(Bilingual("阶段重复", "a phase stands twice"), _ONE_PHASE)
    return value


Entry = Literal["wire", "person"]
_ONE_WAY = AlsoWritten(choice(get_args(Entry)))


class RoleForm(DocumentModel):
    """Who takes part: a reference standard, or the unit under test (the role `uut`).

    Args:
        is_: `reference` for a standard.
        use: a standard by class (its specification), or as corrected (its certificate's values).
        adequacy: the largest U (k = 2) that a standard may have at a point.
        entry: how the indication of the unit under test is read.
    """

    UNKNOWN: ClassVar[dict[str, Bilingual]] = dict.fromkeys(
        ("serves", "by", "set_by", "read_by", "several", "medium", "capability", "range"),
        Bilingual(
            "本版本尚不支持；标准器有 is、use 和 adequacy，被检器具有 entry",
            "this version does not know it yet; a standard has is, use and adequacy, the unit under test has entry",
        ),
    )

    is_: Literal["reference"] | None = Field(default=None, alias="is")
    use: Literal["as_class", "as_corrected"] | None = None
    adequacy: ExpressionField | None = None
    entry: Annotated[tuple[Entry, ...] | None, BeforeValidator(one_or_more), _ONE_WAY] = None


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


class MaxOnForm(DocumentModel):
    """`max_on: {above: 3 A, longest: 30 s, rest: 60 s}`: how long an output may stay on at a stretch.

    Args:
        above: it holds for points whose nominal value has a larger magnitude.
        longest: time that the output may be on.
        rest: time before the next output goes on.
    """

    above: PositiveQuantity
    longest: PositiveQuantity
    rest: PositiveQuantity


_ITEM_LATER = {
    "inspect": Bilingual(
        "本版本尚不支持，只实施测量项目", "this version does not know it yet and performs measured items only"
    ),
    "tables": Bilingual(
        "本版本尚不支持；用表达式给出限值", "this version does not know it yet; give the limit as an expression"
    ),
}


class SharedItem(DocumentModel):
    """An item of a file of methods: any of the keys that say how something is measured.

    Args:
        id: that `like: methods.ID` names.
        like: another item of the same file, whose keys it takes where it has none of its own.
        applies: the capability without which the item is left out; None for an item that every meter must have.
    """

    UNKNOWN: ClassVar[dict[str, Bilingual]] = {
        **dict.fromkeys(
            ("clause", "verified"),
            Bilingual(
                "它属于规程；写在规程文件的项目中", "it belongs to a regulation; write it in the procedure's item"
            ),
        ),
        **_ITEM_LATER,
    }

    id: Id
    like: TextField | None = None
    title: Text2 | None = None
    applies: HasField | None = None
    connections: dict[Name, TextField] = Field(default_factory=dict)
    points: Several[PointRow] | None = None
    method: Several[MethodStep] | None = None
    max_on: MaxOnForm | None = None
    model: ModelForm | None = None
    uncertainty: tuple[UncertaintyEntry, ...] = ()
    requirements: tuple[RequirementForm, ...] = ()


def _whole_or_like(shape: dict[str, Any]) -> None:
    """Let an item that is like another one leave keys out, as it may before it is completed."""
    needed = [key for key in shape["required"] if key != "id"]
    shape |= {"required": ["id"], "if": {"required": ["like"]}, "else": {"required": needed}}


class ItemForm(SharedItem):
    """One item (检定项目): where it is measured, how, by what model, with what uncertainty and requirements.

    Args:
        id: of the item.
        like: the item that it was completed from, of this file or, as `methods.ID`, of the file of methods.
        connections: by role the terminals, `<role>.terminals` for those of the type record; and `wiring`.
        max_on: how long a large output may stay on.
    """

    model_config = ConfigDict(json_schema_extra=_whole_or_like)
    UNKNOWN: ClassVar[dict[str, Bilingual]] = _ITEM_LATER

    title: Text2
    clause: TextField | None = None
    verified: VerifiedField
    points: Several[PointRow]
    method: Several[MethodStep]
    model: ModelForm

    @property
    def uses(self) -> dict[str, Use]:
        """By role, how the method uses it."""
        return uses(self.method)

    @property
    def function(self) -> str:
        """The capability of the unit under test that the item is about; empty where the item does not say."""
        found = self.uses.get(UUT)
        if found is not None and found.function:
            return found.function
        choices = [row.range for row in self.points if isinstance(row.range, RangesOf)]
        return choices[0].function if choices else ""

    @property
    def standards(self) -> dict[str, Use]:
        """By role of a standard, how the method uses it."""
        return {role: found for role, found in self.uses.items() if role != UUT}

    @property
    def preliminary(self) -> tuple[MethodStep, ...]:
        """The steps that are done once for each range."""
        return next((step.once for step in self.method if step.once is not None), ())

    @property
    def steps(self) -> tuple[MethodStep, ...]:
        """The steps that are done at each point."""
        return tuple(step for step in self.method if step.once is None)


class BasisForm(DocumentModel):
    """The regulation that the procedure encodes: code, and title where it is given."""

    code: TextField
    title: TextField | None = None


class UncertaintyReport(DocumentModel):
    """`U: {digits: 2, round: up}`: how the expanded uncertainty is reported.

    Args:
        digits: significant ones.
        rounded: to the nearest, always up, or up where the nearest would take more than 5 % away from it.
    """

    digits: Digits
    rounded: Direction = Field(default="nearest", alias="round")


class ReportForm(DocumentModel):
    """How results are printed, and with what coverage.

    Args:
        U: digits of the expanded uncertainty.
        error: the error of indication ends at the last digit of U.
        coverage: by k or by probability; None for k = 2.
    """

    UNKNOWN: ClassVar[dict[str, Bilingual]] = {
        "k": write("coverage: {k: 2}"),
        "p": write("coverage: {p: 95 %}"),
        "probability": write("coverage: {p: 95 %}"),
    }

    U: UncertaintyReport | None = None
    error: Literal["aligned with U"] | None = None
    coverage: Coverage | None = None


class Methods(DocumentModel):
    """Items that several procedures share: `calbench: methods/1`; none of them belongs to a regulation."""

    KIND: ClassVar[str] = "methods/1"

    id: Id
    title: Text2
    items: Several[SharedItem]


class Procedure(DocumentModel):
    """A regulation as a procedure: `calbench: procedure/1`.

    Args:
        methods: path of a file of methods that items are like, from the procedure's folder.
    """

    KIND: ClassVar[str] = "procedure/1"
    UNKNOWN: ClassVar[dict[str, Bilingual]] = {
        "parameters": Bilingual(
            "本版本尚不支持；量程和限值取自型号档案",
            "this version does not know it yet; ranges and limits come from the type record",
        ),
        "tables": Bilingual(
            "本版本尚不支持；用表达式给出限值，如 ± uut.mpe",
            "this version does not know it yet; give limits as expressions, such as ± uut.mpe",
        ),
        "conclusion": Bilingual(
            "本版本尚不支持；判定结论由 requirements 得出",
            "this version does not know it yet; verdicts come from the requirements",
        ),
        "constants": Bilingual(
            "本版本尚不支持；在用到之处写出数和单位",
            "this version does not know it yet; write the number with its unit where it is used",
        ),
    }

    id: Id
    title: Text2
    basis: BasisForm
    methods: PathField | None = None
    kind: Literal["calibration", "verification"]
    phases: Annotated[Several[Annotated[Literal["as_found"], BeforeValidator(_phase)]], AfterValidator(_once)]
    mpe_base: Literal["reading", "reference"] = "reading"
    roles: dict[Name, RoleForm]
    conditions: ConditionsField = Field(default_factory=dict)
    items: Several[ItemForm]
    report: ReportForm = ReportForm()
