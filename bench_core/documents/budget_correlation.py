"""What a budget file says beside its inputs and the coverage: their correlations, and the trials."""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import Digits, Quantity, QuantityName, Refusal, WholeNumber, refuse, refuse_text
from bench_core.documents.model import DocumentModel
from bench_core.documents.nodes import KEY
from bench_core.documents.shapes import QUANTITY, either
from bench_core.errors import QuantityInvalid, UnitUnknown
from bench_core.metrology.unit import product

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.documents.budget_input import BudgetInput


Rows = tuple[tuple[Quantity, ...], ...]
_FORM = Bilingual("写一个数，或矩阵 [[1, 0.5], [0.5, 1]]", "write one number, or a matrix as [[1, 0.5], [0.5, 1]]")


def _rows(value: object) -> Rows:
    if isinstance(value, str):
        return ((_entry(value, ()),),)
    if not isinstance(value, tuple) or not value:
        raise refuse_text(Bilingual("应为数或矩阵", "expected a number or a matrix"), _FORM)
    if all(isinstance(row, tuple) and all(isinstance(entry, Quantity) for entry in row) for row in value):
        return value
    return tuple(_row(row, number) for number, row in enumerate(value))


def _row(row: object, number: int) -> tuple[Quantity, ...]:
    if not isinstance(row, tuple):
        raise refuse(Refusal(Bilingual("应为矩阵的一行", "expected a row of a matrix"), _FORM, at=(number,)))
    return tuple(_entry(entry, (number, place)) for place, entry in enumerate(row))


def _entry(text: object, at: tuple[int, ...]) -> Quantity:
    if not isinstance(text, str):
        raise refuse(Refusal(Bilingual("应为数", "expected a number"), _FORM, at=at))
    try:
        return Quantity.parse(text)
    except (QuantityInvalid, UnitUnknown) as wrong:
        raise refuse(Refusal(wrong.told, at=at)) from None


_SHAPE = either(QUANTITY, {"type": "array", "items": {"type": "array", "items": QUANTITY}})
MatrixField = Annotated[Rows, PlainValidator(_rows), WithJsonSchema(_SHAPE)]
"""One number, read as a matrix of one, or the rows of a matrix."""
_Names = Annotated[tuple[QuantityName, ...], Field(min_length=2)]


class Correlation(DocumentModel):
    """How some input quantities are correlated.

    Args:
        between: the quantities, in the order of rows and columns.
        r: correlation coefficient of two, or the matrix of coefficients.
        covariance: of two, or the covariance matrix, which gives their standard uncertainties too.
        paired: quantities that were observed together, so that their observations give the coefficients.
    """

    UNKNOWN = {  # noqa: RUF012  a class variable, declared so in the base
        "coefficient": Bilingual("改写为 r:", "write r:"),
        "matrix": Bilingual("改写为 r: 或 covariance:", "write r:, or covariance:"),
        "of": Bilingual("改写为 between:", "write between:"),
    }

    between: _Names | None = None
    r: MatrixField | None = None
    covariance: MatrixField | None = None
    paired: _Names | None = None

    @model_validator(mode="after")
    def _laws(self) -> Self:
        found = list(self._mistakes())
        if found:
            raise refuse(*found)
        return self

    @property
    def key(self) -> str:
        """The key under which the names stand."""
        return "between" if self.between is not None else "paired"

    @property
    def names(self) -> tuple[str, ...]:
        """The quantities."""
        return self.between or self.paired or ()

    @property
    def pairs(self) -> Iterator[frozenset[str]]:
        """Every two of the quantities."""
        return map(frozenset, combinations(self.names, 2))

    @property
    def gives_uncertainty_of(self) -> tuple[str, ...]:
        """The quantities whose standard uncertainty the covariance matrix gives."""
        return self.names if self.covariance is not None and len(self.covariance) > 1 else ()

    def misfits(self, inputs: Mapping[str, BudgetInput]) -> Iterator[Refusal]:
        """Yield a refusal for whatever does not go with the input quantities named."""
        if not set(self.names) <= set(inputs):
            return
        yield from self._unpaired(inputs)
        if self.covariance is None:
            return
        for (i, one), (j, other) in combinations_with_replacement(enumerate(self.names), 2):
            alone = len(self.covariance) == 1
            if alone and i == j:
                continue
            entry = self.covariance[0][0] if alone else self.covariance[i][j]
            kind = product(inputs[one].dimension, inputs[other].dimension)
            if entry.dimension != kind:
                words = Bilingual(
                    f"{entry} 不是 {one} 与 {other} 的协方差", f"{entry} is no covariance of {one} and {other}"
                )
                at = ("covariance",) if alone else ("covariance", i, j)
                yield Refusal(
                    words,
                    Bilingual(
                        f"单位写成 {inputs[one].symbol} 乘 {inputs[other].symbol}",
                        f"write it in {inputs[one].symbol} times {inputs[other].symbol}",
                    ),
                    at=at,
                )

    def _unpaired(self, inputs: Mapping[str, BudgetInput]) -> Iterator[Refusal]:
        """Yield a refusal for each quantity that was not observed, or not as often as the first."""
        names = self.paired or ()
        counts = {name: len(inputs[name].observations or ()) for name in names}
        for place, name in enumerate(names):
            if not counts[name]:
                yield Refusal(
                    Bilingual(f"“{name}”没有观测值", f"'{name}' has no observations"),
                    Bilingual("给出 observations:，或写 r:", "give observations:, or write r:"),
                    at=("paired", place),
                )
            elif inputs[name].resolution is not None:
                hint = Bilingual(
                    "删去，或为它另加一个值为 0 的输入量", "leave it out, or add an input quantity of value 0 for it"
                )
                yield Refusal(
                    Bilingual(
                        f"“{name}”有分辨力，可能大于观测值的分散性",
                        f"'{name}' has a resolution, which may outweigh its observations",
                    ),
                    hint,
                    at=("paired", place),
                )
            elif counts[name] != counts[names[0]]:
                words = Bilingual(
                    f"“{name}”有 {counts[name]} 个观测值，“{names[0]}”有 {counts[names[0]]} 个",
                    f"'{name}' has {counts[name]} observations, '{names[0]}' has {counts[names[0]]}",
                )
                yield Refusal(
                    words,
                    Bilingual("同时观测的量，观测值个数相同", "quantities observed together have as many"),
                    at=("paired", place),
                )

    def _mistakes(self) -> Iterator[Refusal]:
        given = [key for key in ("r", "covariance") if getattr(self, key) is not None]
        if (self.between is None) == (self.paired is None):
            yield Refusal(
                Bilingual("是哪些量？", "which quantities?"),
                Bilingual(
                    "写 between: [a, b] 并写 r:，或写 paired: [a, b]",
                    "write between: [a, b] with r:, or paired: [a, b]",
                ),
            )
            return
        if len(set(self.names)) < len(self.names):
            yield Refusal(
                Bilingual("同一个量出现两次", "a quantity stands twice"),
                Bilingual("每个量只写一次", "name each once"),
                at=(self.key,),
            )
        if self.paired is not None and given:
            yield Refusal(
                Bilingual("相关系数由观测值给出", "observations give the coefficients"),
                Bilingual("删去", "delete it"),
                at=(given[0], KEY),
            )
        elif self.between is not None and len(given) != 1:
            yield Refusal(
                Bilingual("应在 r 与 covariance 中取其一", "expected r or covariance, one of them"),
                Bilingual("补上 r:，取 -1 到 1", "add r:, from -1 to 1"),
            )
        elif given:
            yield from self._wrong_form(given[0])

    def _wrong_form(self, key: str) -> Iterator[Refusal]:
        rows: Rows = getattr(self, key)
        if len(rows) == 1 and len(rows[0]) == 1:
            if len(self.names) > 2:
                yield Refusal(
                    Bilingual(f"{len(self.names)} 个量只有一个数", f"one number for {len(self.names)} quantities"),
                    _FORM,
                    at=(key,),
                )
            elif key == "r":
                yield from _wrong_coefficient(rows[0][0], (key,))
        elif len(rows) != len(self.names) or any(len(row) != len(rows) for row in rows):
            yield Refusal(
                Bilingual(
                    f"{len(self.names)} 个量须有同样多的行和列",
                    f"{len(self.names)} quantities need as many rows and columns",
                ),
                _FORM,
                at=(key,),
            )
        else:
            yield from _wrong_entries(rows, key)


_WITH_ITSELF = Bilingual("量与自身的相关系数为 1", "a quantity's coefficient with itself is 1")
_VARIANCE = Bilingual("方差不小于 0", "a variance is not below 0")


def _wrong_entries(rows: Rows, key: str) -> Iterator[Refusal]:
    for row, entries in enumerate(rows):
        for column, entry in enumerate(entries):
            at = (key, row, column)
            if key == "r":
                yield from _wrong_coefficient(entry, at)
            if row == column and (entry.si != 1 if key == "r" else entry.si < 0):
                words = _WITH_ITSELF if key == "r" else _VARIANCE
                yield Refusal(Bilingual(f"{words.zh}，不是 {entry}", f"{words.en}, not {entry}"), at=at)
            elif row > column and (entry.dimension, entry.si) != (rows[column][row].dimension, rows[column][row].si):
                yield Refusal(
                    Bilingual(
                        f"此处为 {entry}，对角线另一侧为 {rows[column][row]}",
                        f"{entry} here, {rows[column][row]} across the diagonal",
                    ),
                    Bilingual("两者应相同", "both are the same"),
                    at=at,
                )


def _wrong_coefficient(entry: Quantity, at: tuple[str | int, ...]) -> Iterator[Refusal]:
    if entry.unit.symbol != "1":
        yield Refusal(
            Bilingual(f"相关系数是数，不是 {entry}", f"a correlation coefficient is a number, not {entry}"),
            Bilingual("删去单位", "delete the unit"),
            at=at,
        )
    elif abs(entry.value) > 1:
        yield Refusal(
            Bilingual(
                f"相关系数在 -1 到 1 之间，不是 {entry}",
                f"a correlation coefficient lies between -1 and 1, not {entry}",
            ),
            Bilingual("核对数字", "check its digits"),
            at=at,
        )


class MonteCarloForm(DocumentModel):
    """How many trials, and from which seed.

    Args:
        trials: how many, or None for as many as the digits need.
        digits: significant ones of u that are meaningful: they give the numerical tolerance.
        seed: of the random numbers.
    """

    trials: WholeNumber | None = None
    digits: Digits = 1
    seed: WholeNumber = 1

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.trials is not None:
            _require(self.trials, LEAST_TRIALS, MOST_TRIALS, "trials")
        _require(self.seed, 0, 2**63 - 1, "seed")
        return self


LEAST_TRIALS, MOST_TRIALS = 1_000, 1_000_000_000
"""Fewer trials say nothing about a 95 % interval; more take longer than anybody waits."""


def _require(value: int, least: int, most: int, key: str) -> None:
    if not least <= value <= most:
        raise refuse(
            Refusal(
                Bilingual(f"{key} 为 {value}", f"{key} is {value}"),
                Bilingual(f"写 {least} 到 {most}", f"write {least} to {most}"),
                at=(key,),
            )
        )
