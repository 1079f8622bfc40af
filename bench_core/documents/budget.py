"""Uncertainty budgets, `budget/1`: a measurement model, its input quantities, their correlations, and the coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import Field, model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.budget_correlation import Correlation, MonteCarloForm
from bench_core.documents.budget_input import BudgetInput
from bench_core.documents.coverage import Coverage
from bench_core.documents.fields import (
    Digits,
    ExpressionField,
    Quantity,
    QuantityName,
    Refusal,
    Text2,
    TextField,
    did_you_mean,
    refuse,
)
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.errors import UnitUnknown
from bench_core.metrology.expression import Call, Index, Name, walk
from bench_core.metrology.unit import unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.metrology.expression import Expression

RESULT: Final = "Y"
"""The name of the result of a single `model`, as the GUM calls the measurand."""


class ImplicitEquation(DocumentModel):
    """An equation that a result satisfies: its expression is 0 there.

    Args:
        zero: the expression, of the result itself, the input quantities, and what stands above.
        start: near the result, where its search begins.
    """

    MISSING = {  # noqa: RUF012  a class variable, declared so in the base
        "zero": (
            Bilingual("隐式方程缺少表达式", "an implicit equation without its expression"),
            Bilingual("补上 zero:，即对结果为 0 的表达式", "add zero:, an expression that is 0 for the result"),
        ),
        "start": (
            Bilingual("隐式方程缺少起点", "an implicit equation without a place to start"),
            Bilingual("补上 start:，结果附近的值，带单位", "add start:, a value near the result, with its unit"),
        ),
    }

    zero: ExpressionField
    start: Quantity


class Budget(DocumentModel):
    """A budget.

    Args:
        title: for people, or None.
        source: where it comes from, or None.
        where: constants and intermediate quantities, each of what stands above it.
        model: of a single result, which is called Y.
        models: by name of each result, of what stands above it.
        implicit: by name of each result that no equation gives, the equation that it satisfies.
        unit: of the result, or None for that of the model.
        units: by name of a result.
        inputs: the input quantities by name, as the models call them.
        correlations: of input quantities.
        coverage: None for p = 95.45 %, which is k = 2 where the degrees of freedom are many.
        digits: significant ones of U.
        monte_carlo: trials and seed, or None.
    """

    KIND = "budget/1"
    NAMED = "inputs"
    UNKNOWN = {  # noqa: RUF012  a class variable, declared so in the base
        "constants": Bilingual("写在 where: 下，如 g: 9.80665 m/s^2", "write them under where:, as g: 9.80665 m/s^2"),
        "equation": Bilingual("改写为 model:", "write model:"),
        "output": Bilingual(
            "改写为 model:，或 models: 并写出每个结果的名称", "write model:, or models: with the name of each result"
        ),
        "correlation": Bilingual("改写为 correlations:", "write correlations:"),
        "k": Bilingual("改写为 coverage: {k: 2}", "write coverage: {k: 2}"),
        "p": Bilingual("改写为 coverage: {p: 95 %}", "write coverage: {p: 95 %}"),
    }

    title: Text2 | None = None
    source: TextField | None = None
    where: dict[QuantityName, ExpressionField] = Field(default_factory=dict)
    model: ExpressionField | None = None
    models: dict[QuantityName, ExpressionField] = Field(default_factory=dict)
    implicit: dict[QuantityName, ImplicitEquation] = Field(default_factory=dict)
    unit: TextField | None = None
    units: dict[QuantityName, TextField] = Field(default_factory=dict)
    inputs: Annotated[dict[QuantityName, BudgetInput], Field(min_length=1)]
    correlations: tuple[Correlation, ...] = ()
    coverage: Coverage | None = None
    digits: Digits = 2
    monte_carlo: MonteCarloForm | None = None

    @model_validator(mode="after")
    def _laws(self) -> Self:
        found = [*self._forms(), *self._names(), *self._units(), *self._correlated(), *self._uncertain()]
        if found:
            raise refuse(*found)
        return self

    @property
    def results(self) -> tuple[str, ...]:
        """The names of the results, in their order."""
        return (RESULT,) if self.model is not None else (*self.implicit, *self.models)

    @property
    def explicit(self) -> dict[str, Expression]:
        """The equations of the results, by name."""
        return {RESULT: self.model} if self.model is not None else dict(self.models)

    def unit_of(self, name: str) -> str | None:
        """Return the unit that a result is wanted in, or None for that of its model."""
        return self.units.get(name, self.unit)

    def place_of(self, name: str) -> tuple[str, ...]:
        """Return where the equation of a name stands."""
        if name in self.where:
            return ("where", name)
        if name in self.implicit:
            return ("implicit", name, "zero")
        return ("models", name) if name in self.models else ("model",)

    def _forms(self) -> Iterator[Refusal]:
        if self.model is None and not self.models and not self.implicit:
            yield Refusal(
                Bilingual("不确定度评定缺少测量模型", "a budget without a model"),
                Bilingual("补上 model:，即结果的方程", "add model:, the equation of the result"),
                at=(KEY,),
            )
        for key in ("models", "implicit"):
            if self.model is not None and getattr(self, key):
                yield Refusal(
                    Bilingual(f"model 与 {key} 并存", f"model and {key} stand side by side"),
                    Bilingual("在 models: 下写出每个结果的名称", "name each result under models:"),
                    at=("model", KEY),
                )
        taken = {RESULT} if self.model is not None else set()
        for key in ("where", "implicit", "models"):
            for name in getattr(self, key):
                if name in self.inputs or name in taken:
                    yield Refusal(
                        Bilingual(f"“{name}”重名", f"'{name}' is named twice"),
                        Bilingual("其中一个改名", "give one of them another name"),
                        at=(key, name, KEY),
                    )
                taken.add(name)
        if self.model is not None and RESULT in self.inputs:
            hint = Bilingual(
                f"给结果命名：models: {{NAME: {self.model}}}", f"name the result: models: {{NAME: {self.model}}}"
            )
            yield Refusal(
                Bilingual(f"“{RESULT}”是 model 的结果的名称", f"'{RESULT}' is what the result of model is called"),
                hint,
                at=("inputs", RESULT, KEY),
            )

    def _names(self) -> Iterator[Refusal]:
        """Yield every name of an equation that nothing above gives, and every input that no equation names."""
        known, used = list(self.inputs), set[str]()
        for name, expression in self.where.items():
            yield from _unknown(expression, known, self.place_of(name))
            known.append(name)
        for name, equation in self.implicit.items():
            yield from _unknown(equation.zero, [*known, *self.implicit], self.place_of(name))
            if name not in equation.zero.names:
                yield Refusal(
                    Bilingual(f"方程中没有“{name}”", f"the equation does not name '{name}'"),
                    Bilingual("写出对它为 0 的表达式", "write what is 0 for it"),
                    at=self.place_of(name),
                )
        known += self.implicit
        for name, expression in self.explicit.items():
            yield from _unknown(expression, known, self.place_of(name))
            known.append(name)
        implicit = [equation.zero for equation in self.implicit.values()]
        for expression in (*self.where.values(), *implicit, *self.explicit.values()):
            used |= expression.names
        for name in (*self.inputs, *self.where):
            if name not in used:
                key = "inputs" if name in self.inputs else "where"
                yield Refusal(
                    Bilingual(f"“{name}”不在任何方程中", f"'{name}' is in no equation"),
                    Bilingual("在模型中使用，或删去", "use it in the model, or delete it"),
                    at=(key, name, KEY),
                )

    def _units(self) -> Iterator[Refusal]:
        if self.unit is not None:
            yield from _unknown_unit(self.unit, ("unit",))
            if self.model is None:
                yield Refusal(
                    Bilingual("unit 只用于单个 model", "unit belongs to a single model"),
                    Bilingual("改写为 units: 并写出每个结果的名称", "write units: with the name of each result"),
                    at=("unit", KEY),
                )
        for name, symbol in self.units.items():
            yield from _unknown_unit(symbol, ("units", name))
            if name not in self.results or self.model is not None:
                hint = (
                    Bilingual("改写为 unit:", "write unit:")
                    if self.model is not None
                    else did_you_mean(name, list(self.results))
                )
                yield Refusal(
                    Bilingual(f"“{name}”不是 models 的结果", f"'{name}' is no result of models"),
                    hint,
                    at=("units", name, KEY),
                )

    def _correlated(self) -> Iterator[Refusal]:
        seen = set[frozenset[str]]()
        for number, row in enumerate(self.correlations):
            for place, name in enumerate(row.names):
                if name not in self.inputs:
                    hint = did_you_mean(name, list(self.inputs))
                    yield Refusal(
                        Bilingual(f"“{name}”不是输入量", f"'{name}' is no input quantity"),
                        hint,
                        at=("correlations", number, row.key, place),
                    )
            for pair in row.pairs:
                if pair in seen:
                    one, other = sorted(pair)
                    words = Bilingual(
                        f"{one} 与 {other} 的相关性重复给出", f"the correlation of {one} and {other} is given twice"
                    )
                    yield Refusal(words, Bilingual("保留一个", "keep one"), at=("correlations", number))
                seen.add(pair)
            for refusal in row.misfits(self.inputs):
                yield refusal.below("correlations", number)

    def _uncertain(self) -> Iterator[Refusal]:
        """Yield every input quantity whose uncertainty nothing gives, or both the input and a covariance matrix."""
        given = {name: number for number, row in enumerate(self.correlations) for name in row.gives_uncertainty_of}
        for name, one in self.inputs.items():
            if name not in given and not one.has_uncertainty:
                hint = Bilingual(
                    "补上 u:，或 U: 和 k:，或 distribution:；常数写在 where: 下",
                    "add u:, or U: and k:, or distribution:; a constant stands under where:",
                )
                yield Refusal(
                    Bilingual(f"“{name}”没有不确定度", f"'{name}' has no uncertainty"), hint, at=("inputs", name)
                )
            elif name in given and one.has_uncertainty:
                hint = Bilingual(
                    "只留 value:，或把 covariance: 改写为 r:", "keep value: alone, or write r: in place of covariance:"
                )
                at = ("correlations", given[name], "covariance")
                yield Refusal(
                    Bilingual(
                        f"“{name}”的不确定度在输入量与此处重复给出",
                        f"the uncertainty of '{name}' is given by its input and here",
                    ),
                    hint,
                    at=at,
                )


def _unknown(expression: Expression, known: list[str], at: tuple[str | int, ...]) -> Iterator[Refusal]:
    told = set[str]()
    for node in walk(expression.tree):
        if isinstance(node, Index) or (isinstance(node, Call) and node.dotted):
            yield Refusal(
                Bilingual(f"“{node.name}”在不确定度评定中没有意义", f"'{node.name}' has no meaning in a budget"),
                Bilingual("只写输入量的名称", "name input quantities alone"),
                node.at,
                at,
            )
        elif isinstance(node, Name) and node.name not in known and node.name not in told:
            told.add(node.name)
            hint = did_you_mean(node.name, known)
            yield Refusal(
                Bilingual(
                    f"“{node.name}”既不是输入量，也不是上面的方程",
                    f"'{node.name}' is neither an input quantity nor an equation above",
                ),
                hint,
                node.at,
                at,
            )


def _unknown_unit(symbol: str, at: tuple[str, ...]) -> Iterator[Refusal]:
    try:
        unit(symbol)
    except UnitUnknown as unknown:
        yield Refusal(unknown.told, at=at)
