"""A published example: what is given, what the document says comes out, and how sure it is that it says so."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from bench_core.bilingual import Bilingual
from bench_core.validation.given import Given

if TYPE_CHECKING:
    from collections.abc import Mapping

Certainty = Literal["published", "common_knowledge", "constructed"]
CERTAINTIES: Final[Mapping[Certainty, Bilingual]] = {
    "published": Bilingual("已发表", "published"),
    "common_knowledge": Bilingual("业内常识，未与文件原文核对", "common knowledge, not checked against the document"),
    "constructed": Bilingual("由公式构造，非已发表算例", "constructed from the formula, not a published example"),
}
"""How sure an expected value is; the last two are never shown as a published fact."""
CERTAINTY_WORDS: Final[Mapping[Certainty, Bilingual]] = {
    "published": Bilingual("已发表", "published"),
    "common_knowledge": Bilingual("未核对", "unchecked"),
    "constructed": Bilingual("构造", "constructed"),
}
"""The same in a word, for a table."""

Basis = Literal["printed", "exact", "cut", "rounded_steps", "scatter", "precision", "coarse_source", "bound"]
BASES: Final[Mapping[Basis, Bilingual]] = {
    "printed": Bilingual("文件所印末位的一半", "half a unit of the last printed digit"),
    "exact": Bilingual("逐字符相同", "the same characters"),
    "cut": Bilingual("文件截去其后各位", "the document cuts off further digits"),
    "rounded_steps": Bilingual("文件由修约后的中间值算得", "the document computed it from rounded intermediate values"),
    "scatter": Bilingual("蒙特卡洛试验的离散", "scatter of Monte Carlo trials, the document's and ours"),
    "precision": Bilingual("双精度运算的相对误差", "relative error of double precision arithmetic"),
    "coarse_source": Bilingual("文件自身的计算较粗", "the document's own arithmetic is coarse"),
    "bound": Bilingual("文件给出上界", "the document gives an upper bound"),
}
"""Where a tolerance comes from."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an example stands.

    Args:
        document: with its clause, such as `JCGM 100:2008 H.1`.
        through: where its numbers were taken from, when that is not the document itself; or empty.
        url: public address, or empty.
    """

    document: str
    through: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """One value that an example says comes out.

    Args:
        quantity: its name in the example.
        text: as printed, with its unit; a text such as `pass` where it is no number.
        basis: where the tolerance comes from.
        tolerance: in the unit of the value; None for texts, and for relative ones.
        relative: share of the value, for `precision`; else None.
        certainty: of this value.
    """

    quantity: str
    text: str
    basis: Basis
    tolerance: Fraction | None
    relative: float | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Case:
    """One evaluation of an example: a table has many, most examples have one.

    Args:
        label: what distinguishes the case, such as `t = 100 °C`; empty where there is one.
        given: what goes in.
        expected: what must come out.
    """

    label: str
    given: Given
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A published example.

    Args:
        id: unique.
        family: of examples, such as `budgets`.
        name: for people.
        source: of its numbers.
        certainty: of its values, where a value does not say another.
        evaluation: which function of the engine computes it.
        cases: one or more.
        note: for people, or None.
    """

    id: str
    family: str
    name: Bilingual
    source: Source
    certainty: Certainty
    evaluation: str
    cases: tuple[Case, ...]
    note: Bilingual | None = None
