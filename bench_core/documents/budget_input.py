"""One input quantity of a budget file: its estimate, and one way to its standard uncertainty; knows no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bench_core.documents.coverage import Factor, Probability
from bench_core.documents.fields import Quantity, Refusal, Text2, TextField, refuse, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.metrology.unit import unit
from bench_core.metrology.unit_table import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.metrology.unit_table import Dimension

DistributionName = Literal[
    "normal", "student_t", "rectangular", "triangular", "arcsine", "two_point", "trapezoidal", "curvilinear_trapezoid",
    "exponential", "counts",
]  # fmt: skip
"""Distributions by name."""

_OTHER_NAMES: Final = {
    "uniform": "rectangular", "gaussian": "normal", "gauss": "normal", "t": "student_t", "u_shaped": "arcsine",
    "u-shaped": "arcsine", "poisson": "counts", "trapezoid": "trapezoidal", "triangle": "triangular",
    "ctrap": "curvilinear_trapezoid",
}  # fmt: skip
"""What people call a distribution, and what it is called here; none of these is read."""
_NORMAL: Final = ({"u"}, {"U", "k"}, {"U", "p"})
_WIDTH: Final = ({"half_width"},)
_FORMS: Final[dict[str | None, tuple[set[str], ...]]] = {
    None: (*_NORMAL, set()),
    "normal": (*_NORMAL, {"half_width", "p"}),
    "student_t": _NORMAL,
    "rectangular": (*_WIDTH, {"below", "above"}),
    "triangular": _WIDTH,
    "arcsine": _WIDTH,
    "two_point": _WIDTH,
    "trapezoidal": ({"half_width", "beta"},),
    "curvilinear_trapezoid": ({"half_width", "uncertainty_of_half_width"},),
    "exponential": (set(),),
    "counts": ({"count"},),
}
"""Of each distribution the sets of keys of which one gives its uncertainty; without a name, normal or Student's t."""
_SIZES: Final = ("u", "U", "half_width", "below", "above", "uncertainty_of_half_width")
_WAYS: Final = (*_SIZES, "k", "p", "beta", "count")
_HINTS: Final = {
    "u": "give u:, or U: and k:",
    "U": "give U: as the certificate states it",
    "k": "add k: 2, or p: 95 %, as the certificate states it",
    "half_width": "add half_width:, the distance from the estimate to either limit",
    "below": "add below:, or write half_width: where both distances are equal",
    "above": "add above:, or write half_width: where both distances are equal",
    "beta": "add beta:, the top of the trapezoid as a share of its base",
    "uncertainty_of_half_width": "add uncertainty_of_half_width:, how far either limit may be off",
    "count": "add count:, how many events were counted",
}
_ANOTHER: Final = {
    "half_width": "add distribution: rectangular, triangular, arcsine or two_point",
    "below": "add distribution: rectangular",
    "above": "add distribution: rectangular",
    "beta": "add distribution: trapezoidal",
    "uncertainty_of_half_width": "add distribution: curvilinear_trapezoid",
    "count": "add distribution: counts",
}


def _plain(value: Quantity) -> Quantity:
    if value.unit.symbol != "1":
        raise refuse_text(f"{value} has a unit", "write a number alone")
    return value


def _by_our_name(value: object) -> object:
    known = _OTHER_NAMES.get(value.strip().lower()) if isinstance(value, str) else None
    if known is not None:
        raise refuse_text(f"'{value}' is called {known} here", f"write {known}")
    return value


def _finite(value: object) -> object:
    if isinstance(value, str) and value.strip().lower().lstrip("+.") in {"inf", "infinite", "infinity", "∞"}:
        raise refuse_text(f"'{value}' is no number", "leave nu out where it is infinite")
    return value


def _degrees(value: Quantity) -> Quantity:
    if _plain(value).value < 1:
        raise refuse_text(f"{value} degrees of freedom are fewer than 1", "n observations of one quantity give n - 1")
    return value


def _share(value: Quantity) -> Quantity:
    if not 0 <= _plain(value).value <= 1:
        raise refuse_text(f"beta lies between 0 and 1, not {value}", "0 is a triangle, 1 a rectangle")
    return value


def _count(value: Quantity) -> Quantity:
    if _plain(value).value < 0 or value.value.denominator != 1:
        raise refuse_text(f"{value} is no count of events", "write a whole number")
    return value


Degrees = Annotated[Quantity, AfterValidator(_degrees), BeforeValidator(_finite)]
"""Degrees of freedom from 1 on."""


def _absolute(size: Quantity, value: Quantity) -> str:
    """Return how to write an uncertainty of another kind; what is relative to the value is multiplied by it."""
    unit_of_value = value.as_difference().unit
    if size.dimension != ONE or size.unit.symbol == "1" or value.unit.offset:
        return f"give it in {unit_of_value}"
    return f"give it in {unit_of_value}; {size} of {value} is {float(size.si * abs(value.value)):.6g} {unit_of_value}"


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
        "standard_uncertainty": "write u:",
        "expanded_uncertainty": "write U: and k:",
        "degrees_of_freedom": "write nu:",
        "dof": "write nu:",
        "a": "write half_width:",
        "std": "write u:",
        "limits": "write value: their middle, half_width: and distribution:",
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
        return {key for key in _WAYS if getattr(self, key) is not None}

    def _observed(self) -> Iterator[Refusal]:
        """Yield what does not go with observations."""
        for key in ("value", "nu", "distribution", *sorted(self._ways)):
            if getattr(self, key) is not None:
                yield Refusal(
                    f"observations give the estimate, u and nu: '{key}' is given twice", "delete it", at=(key, KEY)
                )
        values = self.observations or ()
        for number, value in enumerate(values):
            if self.unit is not None and value.unit.symbol != "1":
                yield Refusal(
                    f"{value} has a unit, and so has the list", "write numbers alone", at=("observations", number)
                )
            elif value.dimension != values[0].dimension or value.unit.offset != values[0].unit.offset:
                words = f"{value} is of another kind than {values[0]}"
                yield Refusal(words, "write all observations in one unit", at=("observations", number))
        yield from self._wrong_unit()

    def _wrong_unit(self) -> Iterator[Refusal]:
        """Yield an unknown unit of the list, and a resolution that is no difference of two observations."""
        try:
            kind = self.dimension
        except ValueError as unknown:
            yield Refusal(str(unknown), at=("unit",))
            return
        step = self.resolution
        if step is not None and (step.unit.offset or step.dimension != kind):
            words = f"the resolution {step} is no difference of two observations"
            yield Refusal(words, "check its unit; of temperatures it is in K", at=("resolution",))
        elif step is not None and step.value <= 0:
            yield Refusal(f"the resolution is {step}, not above 0", "write the smallest step", at=("resolution",))

    def _stated(self) -> Iterator[Refusal]:
        """Yield what is missing or too much in a statement of estimate and uncertainty."""
        if self.unit is not None:
            yield Refusal("unit belongs to observations", "write the unit after each number", at=("unit", KEY))
        if self.resolution is not None:
            hint = "write distribution: rectangular, and half_width: half of it"
            yield Refusal("resolution belongs to observations", hint, at=("resolution", KEY))
        if self.value is None and self.distribution != "counts":
            yield Refusal("an input quantity without its estimate", "add value:, or observations:")
        elif self.value is not None and self.distribution == "counts":
            yield Refusal("counts give the estimate themselves", "write count: in place of value:", at=("value", KEY))
        if self.distribution == "student_t" and self.nu is None:
            yield Refusal("Student's t without degrees of freedom", "add nu:", at=("distribution",))
        if self.distribution in {"exponential", "counts"} and self.nu is not None:
            yield Refusal(f"{self.distribution} has no degrees of freedom", "delete it", at=("nu", KEY))
        yield from self._misfits()

    def _misfits(self) -> Iterator[Refusal]:
        """Yield what the nearest form of the distribution misses, and what it does not have."""
        given, name = self._ways, self.distribution or "an uncertainty"
        forms = _FORMS[self.distribution]
        if given in forms:
            return
        nearest = max(forms, key=lambda form: (len(form & given) - len(form - given) - len(given - form), len(form)))
        for key in sorted(nearest - given):
            yield Refusal(f"{name} without {key}", _HINTS[key])
        for key in sorted(given - nearest):
            if self.distribution is None and key in _ANOTHER:
                yield Refusal(f"{key} without its distribution", _ANOTHER[key], at=(key, KEY))
            elif key in {"U", "u"} and {"U", "u"} <= given:
                yield Refusal("both u and U", "keep one of them", at=(key, KEY))
            elif key in {"k", "p"} and "U" not in given:
                yield Refusal(f"{key} belongs to U", "delete it, or write U:", at=(key, KEY))
            else:
                others = "; ".join(" and ".join(sorted(form)) for form in forms if form)
                yield Refusal(f"{name} does not go with {key} here", f"it takes {others}", at=(key, KEY))

    def _sizes(self) -> Iterator[Refusal]:
        """Yield every size of an uncertainty that is negative, or no difference of the estimate's kind."""
        if self.value is None:
            return
        for key in _SIZES:
            size: Quantity | None = getattr(self, key)
            if size is None:
                continue
            if size.unit.offset:
                yield Refusal(f"{size} is a temperature, not a difference", f"write {size.as_difference()}", at=(key,))
            elif size.dimension != self.value.dimension:
                words = f"{key} is {size}, of another kind than the value {self.value}"
                yield Refusal(words, _absolute(size, self.value), at=(key,))
            elif size.value < 0:
                yield Refusal(f"{key} is {size}, below 0", "write the magnitude", at=(key,))
        width, off = self.half_width, self.uncertainty_of_half_width
        if width is not None and off is not None and width.dimension == off.dimension and off.si > width.si:
            words = f"uncertainty_of_half_width {off} is larger than the half width {width}"
            yield Refusal(words, "check both", at=("uncertainty_of_half_width",))
        if self.distribution == "exponential" and self.value.value <= 0:
            yield Refusal(
                f"an exponential quantity is above 0, not {self.value}",
                "it is spread over all of 0 to ∞",
                at=("value",),
            )
