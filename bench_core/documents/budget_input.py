"""One input quantity of a budget file: its estimate, and one way to its standard uncertainty; knows no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.budget_forms import ANOTHER, FORMS, HINTS, OTHER_NAMES, SIZES, WAYS, DistributionName, taken
from bench_core.documents.coverage import Factor, Probability
from bench_core.documents.fields import Quantity, Refusal, Text2, TextField, refuse, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.errors import UnitUnknown
from bench_core.metrology.unit import unit
from bench_core.metrology.unit_table import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.metrology.unit_table import Dimension


def _plain(value: Quantity) -> Quantity:
    if value.unit.symbol != "1":
        raise refuse_text(
            Bilingual(f"{value} 带单位", f"{value} has a unit"), Bilingual("只写数", "write a number alone")
        )
    return value


def _by_our_name(value: object) -> object:
    known = OTHER_NAMES.get(value.strip().lower()) if isinstance(value, str) else None
    if known is not None:
        raise refuse_text(
            Bilingual(f"“{value}”在此称为 {known}", f"'{value}' is called {known} here"),
            Bilingual(f"改写为 {known}", f"write {known}"),
        )
    return value


def _finite(value: object) -> object:
    if isinstance(value, str) and value.strip().lower().lstrip("+.") in {"inf", "infinite", "infinity", "∞"}:
        raise refuse_text(
            Bilingual(f"“{value}”不是数", f"'{value}' is no number"),
            Bilingual("自由度无穷大时不写 nu", "leave nu out where it is infinite"),
        )
    return value


def _degrees(value: Quantity) -> Quantity:
    if _plain(value).value < 1:
        raise refuse_text(
            Bilingual(f"自由度 {value} 小于 1", f"{value} degrees of freedom are fewer than 1"),
            Bilingual("一个量的 n 次观测，自由度为 n - 1", "n observations of one quantity give n - 1"),
        )
    return value


def _share(value: Quantity) -> Quantity:
    if not 0 <= _plain(value).value <= 1:
        raise refuse_text(
            Bilingual(f"beta 在 0 到 1 之间，不是 {value}", f"beta lies between 0 and 1, not {value}"),
            Bilingual("0 为三角形，1 为矩形", "0 is a triangle, 1 a rectangle"),
        )
    return value


def _count(value: Quantity) -> Quantity:
    if _plain(value).value < 0 or value.value.denominator != 1:
        raise refuse_text(
            Bilingual(f"{value} 不是事件计数", f"{value} is no count of events"),
            Bilingual("写整数", "write a whole number"),
        )
    return value


Degrees = Annotated[Quantity, AfterValidator(_degrees), BeforeValidator(_finite)]
"""Degrees of freedom from 1 on."""


def _absolute(size: Quantity, value: Quantity) -> Bilingual:
    """Return how to write an uncertainty of another kind; what is relative to the value is multiplied by it."""
    unit_of_value = value.as_difference().unit
    if size.dimension != ONE or size.unit.symbol == "1" or value.unit.offset:
        return Bilingual(f"以 {unit_of_value} 为单位", f"give it in {unit_of_value}")
    absolute = f"{float(size.si * abs(value.value)):.6g} {unit_of_value}"
    return Bilingual(
        f"以 {unit_of_value} 为单位；{value} 的 {size} 为 {absolute}",
        f"give it in {unit_of_value}; {size} of {value} is {absolute}",
    )


class BudgetInput(DocumentModel):
    """An input quantity.

    Args:
        title: for people, or None.
        source: where the values come from, or None.
        value: the estimate; None for observations, whose mean it is, and for counts.
        u: standard uncertainty.
        U: expanded uncertainty, with k or p.
        k: coverage factor of U.
        p: coverage probability of U, or of a normal half width.
        nu: degrees of freedom, infinite where None.
        distribution: None for observations, and for u and U: normal, or Student's t where nu is given.
        half_width: of distributions with limits.
        below: distance of the lower limit from the estimate.
        above: distance of the upper limit from the estimate.
        beta: top of a trapezoid as a share of its base.
        uncertainty_of_half_width: how far either limit of a curvilinear trapezoid may be off.
        count: of events, for counts.
        observations: independent ones of the quantity, as quantities or, with `unit`, as numbers.
        unit: of observations that are written as numbers.
        resolution: of the observations; the larger of its uncertainty and that of their mean counts.
    """

    UNKNOWN = {  # noqa: RUF012  a class variable, declared so in the base
        "standard_uncertainty": Bilingual("改写为 u:", "write u:"),
        "expanded_uncertainty": Bilingual("改写为 U: 和 k:", "write U: and k:"),
        "degrees_of_freedom": Bilingual("改写为 nu:", "write nu:"),
        "dof": Bilingual("改写为 nu:", "write nu:"),
        "a": Bilingual("改写为 half_width:", "write half_width:"),
        "std": Bilingual("改写为 u:", "write u:"),
        "limits": Bilingual(
            "改写为 value:（两限的中点）、half_width: 和 distribution:",
            "write value: their middle, half_width: and distribution:",
        ),
    }

    title: Text2 | None = None
    source: TextField | None = None
    value: Quantity | None = None
    u: Quantity | None = None
    U: Quantity | None = None
    k: Factor | None = None
    p: Probability | None = None
    nu: Degrees | None = None
    distribution: Annotated[DistributionName, BeforeValidator(_by_our_name)] | None = None
    half_width: Quantity | None = None
    below: Quantity | None = None
    above: Quantity | None = None
    beta: Annotated[Quantity, AfterValidator(_share)] | None = None
    uncertainty_of_half_width: Quantity | None = None
    count: Annotated[Quantity, AfterValidator(_count)] | None = None
    observations: Annotated[tuple[Quantity, ...], Field(min_length=2)] | None = None
    unit: TextField | None = None
    resolution: Quantity | None = None

    @model_validator(mode="after")
    def _laws(self) -> Self:
        found = [*(self._observed() if self.observations is not None else self._stated()), *self._sizes()]
        if found:
            raise refuse(*found)
        return self

    @property
    def has_uncertainty(self) -> bool:
        """Whether the input itself says how uncertain it is; else a covariance matrix must."""
        return self.observations is not None or self.distribution is not None or bool(self._ways)

    @property
    def dimension(self) -> Dimension:
        """Of the quantity."""
        return unit(self.symbol).dimension

    @property
    def symbol(self) -> str:
        """The unit of the quantity."""
        if self.unit is not None:
            return self.unit
        first = (*(self.observations or ()), self.value)[0]
        return "1" if first is None else first.unit.symbol

    @property
    def _ways(self) -> set[str]:
        return {key for key in WAYS if getattr(self, key) is not None}

    def _observed(self) -> Iterator[Refusal]:
        """Yield what does not go with observations."""
        for key in ("value", "nu", "distribution", *sorted(self._ways)):
            if getattr(self, key) is not None:
                yield Refusal(
                    Bilingual(
                        f"观测值已给出估计值、u 和 nu：“{key}”重复给出",
                        f"observations give the estimate, u and nu: '{key}' is given twice",
                    ),
                    Bilingual("删去", "delete it"),
                    at=(key, KEY),
                )
        values = self.observations or ()
        for number, value in enumerate(values):
            if self.unit is not None and value.unit.symbol != "1":
                yield Refusal(
                    Bilingual(f"{value} 带单位，列表也有单位", f"{value} has a unit, and so has the list"),
                    Bilingual("只写数", "write numbers alone"),
                    at=("observations", number),
                )
            elif value.dimension != values[0].dimension or value.unit.offset != values[0].unit.offset:
                words = Bilingual(
                    f"{value} 与 {values[0]} 不是同类的量", f"{value} is of another kind than {values[0]}"
                )
                yield Refusal(
                    words,
                    Bilingual("全部观测值用同一单位", "write all observations in one unit"),
                    at=("observations", number),
                )
        yield from self._wrong_unit()

    def _wrong_unit(self) -> Iterator[Refusal]:
        """Yield an unknown unit of the list, and a resolution that is no difference of two observations."""
        try:
            kind = self.dimension
        except UnitUnknown as unknown:
            yield Refusal(unknown.told, at=("unit",))
            return
        step = self.resolution
        if step is not None and (step.unit.offset or step.dimension != kind):
            words = Bilingual(
                f"分辨力 {step} 不是两个观测值之差", f"the resolution {step} is no difference of two observations"
            )
            yield Refusal(
                words,
                Bilingual("核对单位；温度的分辨力用 K", "check its unit; of temperatures it is in K"),
                at=("resolution",),
            )
        elif step is not None and step.value <= 0:
            yield Refusal(
                Bilingual(f"分辨力为 {step}，不大于 0", f"the resolution is {step}, not above 0"),
                Bilingual("写最小分度", "write the smallest step"),
                at=("resolution",),
            )

    def _stated(self) -> Iterator[Refusal]:
        """Yield what is missing or too much in a statement of estimate and uncertainty."""
        if self.unit is not None:
            yield Refusal(
                Bilingual("unit 用于观测值", "unit belongs to observations"),
                Bilingual("单位写在每个数之后", "write the unit after each number"),
                at=("unit", KEY),
            )
        if self.resolution is not None:
            hint = Bilingual(
                "写 distribution: rectangular，half_width: 为其一半",
                "write distribution: rectangular, and half_width: half of it",
            )
            yield Refusal(
                Bilingual("resolution 用于观测值", "resolution belongs to observations"), hint, at=("resolution", KEY)
            )
        if self.value is None and self.distribution != "counts":
            yield Refusal(
                Bilingual("输入量缺少估计值", "an input quantity without its estimate"),
                Bilingual("补上 value: 或 observations:", "add value:, or observations:"),
            )
        elif self.value is not None and self.distribution == "counts":
            yield Refusal(
                Bilingual("计数本身给出估计值", "counts give the estimate themselves"),
                Bilingual("把 value: 改写为 count:", "write count: in place of value:"),
                at=("value", KEY),
            )
        if self.distribution == "student_t" and self.nu is None:
            yield Refusal(
                Bilingual("t 分布（Student's t）缺少自由度", "Student's t without degrees of freedom"),
                Bilingual("补上 nu:", "add nu:"),
                at=("distribution",),
            )
        if self.distribution in {"exponential", "counts"} and self.nu is not None:
            yield Refusal(
                Bilingual(f"{self.distribution} 没有自由度", f"{self.distribution} has no degrees of freedom"),
                Bilingual("删去", "delete it"),
                at=("nu", KEY),
            )
        yield from self._misfits()

    def _misfits(self) -> Iterator[Refusal]:
        """Yield what the nearest form of the distribution misses, and what it does not have."""
        given, name = self._ways, Bilingual(self.distribution or "不确定度", self.distribution or "an uncertainty")
        forms = FORMS[self.distribution]
        if given in forms:
            return
        nearest = max(forms, key=lambda form: (len(form & given) - len(form - given) - len(given - form), len(form)))
        for key in sorted(nearest - given):
            yield Refusal(Bilingual(f"{name.zh} 缺少 {key}", f"{name.en} without {key}"), HINTS[key])
        for key in sorted(given - nearest):
            if self.distribution is None and key in ANOTHER:
                yield Refusal(
                    Bilingual(f"{key} 缺少分布", f"{key} without its distribution"), ANOTHER[key], at=(key, KEY)
                )
            elif key in {"U", "u"} and {"U", "u"} <= given:
                yield Refusal(
                    Bilingual("u 与 U 并存", "both u and U"),
                    Bilingual("保留其中一个", "keep one of them"),
                    at=(key, KEY),
                )
            elif key in {"k", "p"} and "U" not in given:
                yield Refusal(
                    Bilingual(f"{key} 属于 U", f"{key} belongs to U"),
                    Bilingual("删去，或写 U:", "delete it, or write U:"),
                    at=(key, KEY),
                )
            else:
                words = Bilingual(f"{name.zh} 在此不与 {key} 并用", f"{name.en} does not go with {key} here")
                yield Refusal(words, taken(forms), at=(key, KEY))

    def _sizes(self) -> Iterator[Refusal]:
        """Yield every size of an uncertainty that is negative, or no difference of the estimate's kind."""
        if self.value is None:
            return
        for key in SIZES:
            size: Quantity | None = getattr(self, key)
            if size is None:
                continue
            if size.unit.offset:
                yield Refusal(
                    Bilingual(f"{size} 是温度，不是温度差", f"{size} is a temperature, not a difference"),
                    Bilingual(f"改写为 {size.as_difference()}", f"write {size.as_difference()}"),
                    at=(key,),
                )
            elif size.dimension != self.value.dimension:
                words = Bilingual(
                    f"{key} 为 {size}，与值 {self.value} 不是同类的量",
                    f"{key} is {size}, of another kind than the value {self.value}",
                )
                yield Refusal(words, _absolute(size, self.value), at=(key,))
            elif size.value < 0:
                yield Refusal(
                    Bilingual(f"{key} 为 {size}，小于 0", f"{key} is {size}, below 0"),
                    Bilingual("写绝对值", "write the magnitude"),
                    at=(key,),
                )
        width, off = self.half_width, self.uncertainty_of_half_width
        if width is not None and off is not None and width.dimension == off.dimension and off.si > width.si:
            words = Bilingual(
                f"uncertainty_of_half_width {off} 大于半宽 {width}",
                f"uncertainty_of_half_width {off} is larger than the half width {width}",
            )
            yield Refusal(words, Bilingual("核对两者", "check both"), at=("uncertainty_of_half_width",))
        if self.distribution == "exponential" and self.value.value <= 0:
            yield Refusal(
                Bilingual(
                    f"指数分布的量大于 0，不是 {self.value}", f"an exponential quantity is above 0, not {self.value}"
                ),
                Bilingual("它分布于 0 到 ∞", "it is spread over all of 0 to ∞"),
                at=("value",),
            )
