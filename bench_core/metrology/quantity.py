"""Exact quantities: a rational number with a unit, which keeps the decimals it was written with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import QuantityInvalid, UnitMismatch
from bench_core.metrology.unit import Unit, coherent, product, unit
from bench_core.metrology.unit_table import ONE

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

    from bench_core.metrology.unit_table import Dimension

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_QUANTITY = re.compile(
    rf"(?P<number>{_NUMBER.pattern})(?:/(?P<divisor>[1-9][0-9]*))?(?:\s*(?P<unit>[^\d\s.+/-].*|(?<=\s)1/.*))?",
    re.DOTALL,
)
_LONGEST = 60
_LONGEST_EXACT = 4300  # digits of a number that was computed, and of Python's int()
_LONGEST_DECIMAL = 1000  # bits of a denominator; above, a fraction is shorter
_LARGEST_EXPONENT = 60


def decimal(text: str) -> Decimal:
    """Read a number: ASCII digits, a point, an exponent, and nothing else.

    Args:
        text: for example `-1.20`, `+9.90000000E+37`.

    Returns:
        The number with all its digits.

    Raises:
        QuantityInvalid: another form, or beyond 60 digits or 1e±60.
    """
    if len(text) > _LONGEST or _NUMBER.fullmatch(text) is None:
        raise QuantityInvalid(
            Bilingual(
                f"“{text[:_LONGEST]}”不是数；写数字和小数点，如 1.20 或 1e-6",
                f"'{text[:_LONGEST]}' is not a number; write digits and a point, such as 1.20 or 1e-6",
            )
        )
    number = Decimal(text)
    if abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise QuantityInvalid(
            Bilingual(f"“{text}”超出 1e±{_LARGEST_EXPONENT}", f"'{text}' is beyond 1e±{_LARGEST_EXPONENT}")
        )
    return number


def digits(number: Decimal) -> str:
    """Write a number with all its digits, as a display shows it: `0E-8` is 0.00000000, with its sign if it has one."""
    return f"{number:f}"


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """An exact value with its unit; 10 µV equals 0.00001 V, and equals no number without a unit.

    Args:
        value: in `unit`.
        unit: as given; arithmetic keeps the left one for sums and goes to coherent SI for products.
        decimals: places after the point as written, for printing only.
    """

    value: Fraction
    unit: Unit
    decimals: int | None = field(default=None, compare=False)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        """Let a model or a record hold a quantity as text."""
        from pydantic_core import core_schema  # noqa: PLC0415  40 ms that arithmetic does not need

        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(_text_only(value)),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: object) -> dict[str, object]:
        """Tell an editor what a quantity looks like."""
        from bench_core.documents.shapes import QUANTITY  # noqa: PLC0415  arithmetic needs no documents

        return QUANTITY

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read `10 V`, `-90 %`, `1.20 mV`, a bare number, or an exact ratio as `1/3 V`.

        Raises:
            QuantityInvalid: no number stands first.
            UnitUnknown: what follows is not a unit.
        """
        match = _QUANTITY.fullmatch(text.strip())
        if match is None:
            raise QuantityInvalid(
                Bilingual(
                    f"“{text[:_LONGEST]}”不是带单位的数，如 10 V",
                    f"'{text[:_LONGEST]}' is not a number with a unit, such as 10 V",
                )
            )
        symbol = match["unit"] or "1"
        if match["divisor"] is None and len(match["number"]) <= _LONGEST:
            return cls.of(decimal(match["number"]), symbol)
        return cls.of(_computed(match["number"], match["divisor"] or "1"), symbol)

    @classmethod
    def of(cls, number: Decimal | Fraction | int | str, symbol: str) -> Quantity:
        """Return a number in a unit; a Decimal or text keeps its decimals.

        Raises:
            QuantityInvalid: a text that is not a number, or a Decimal that is not finite.
            UnitUnknown: the symbol is not a unit.
        """
        if isinstance(number, str):
            number = decimal(number)
        if not isinstance(number, Decimal):
            return cls(Fraction(number), unit(symbol))
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int):
            raise QuantityInvalid(Bilingual(f"{number} 不是有限的数", f"{number} is not a finite number"))
        return cls(Fraction(*number.as_integer_ratio()), unit(symbol), -exponent if exponent < 0 else 0)

    @property
    def si(self) -> Fraction:
        """The value in the coherent SI unit."""
        value = _times(self.value, self.unit.factor)
        return value + self.unit.offset if self.unit.offset else value

    @property
    def dimension(self) -> Dimension:
        """Exponents of m, kg, s, A, K, mol, cd."""
        return self.unit.dimension

    def to(self, target: Unit | str) -> Quantity:
        """Return the same quantity in another unit of its kind; °C and K convert as temperatures.

        Raises:
            UnitMismatch: the units differ in kind.
        """
        wanted = unit(target) if isinstance(target, str) else target
        if wanted is self.unit or wanted == self.unit:
            return self
        self.unit.require_same_kind(wanted)
        value = self.si - wanted.offset if wanted.offset else self.si
        return Quantity(value if wanted.factor == 1 else value / wanted.factor, wanted)

    def as_difference(self) -> Quantity:
        """Return a difference of temperatures written in °C, as in `20 °C ± 1 °C`, in K; others unchanged."""
        return Quantity(self.value, self._scale, self.decimals) if self.unit.offset else self

    def __str__(self) -> str:
        number = number_text(self.value, self.decimals)
        return number if self.unit.symbol == "1" else f"{number} {self.unit.symbol}"

    def __float__(self) -> float:
        return float(self.value)

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, self._linear, self.decimals)

    def __abs__(self) -> Quantity:
        return Quantity(abs(self.value), self._linear, self.decimals)

    def __add__(self, other: Quantity) -> Quantity:
        return self._sum(other, 1)

    def __sub__(self, other: Quantity) -> Quantity:
        return self._sum(other, -1)

    def __mul__(self, other: Quantity | Fraction | int) -> Quantity:
        if not isinstance(other, Quantity):
            return Quantity(self.value * other, self._linear)
        return self._product(other, 1)

    def __truediv__(self, other: Quantity | Fraction | int) -> Quantity:
        if not isinstance(other, Quantity):
            return Quantity(self.value / other, self._linear)
        return self._product(other, -1)

    def __pow__(self, exponent: int) -> Quantity:
        if exponent == 1:
            return Quantity(self.value, self._linear)
        return Quantity(
            (self.value * self._linear.factor) ** exponent, coherent(product(ONE, self.dimension, exponent))
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        if other.unit is self.unit:
            return self.value == other.value
        return (self.dimension, self.unit.offset, self.si) == (other.dimension, other.unit.offset, other.si)

    def __hash__(self) -> int:
        return hash((self.dimension, self.unit.offset, self.si))

    def __lt__(self, other: Quantity) -> bool:
        return self._difference(other) < 0

    def __le__(self, other: Quantity) -> bool:
        return self._difference(other) <= 0

    def __gt__(self, other: Quantity) -> bool:
        return self._difference(other) > 0

    def __ge__(self, other: Quantity) -> bool:
        return self._difference(other) >= 0

    @property
    def _linear(self) -> Unit:
        if self.unit.offset:
            raise UnitMismatch(
                Bilingual(
                    f"{self}：以 {self.unit} 为单位的温度不能乘除或相加；温度差用 K",
                    f"{self}: a temperature in {self.unit} cannot be scaled or added; give differences in K",
                )
            )
        return self.unit

    @property
    def _scale(self) -> Unit:
        """The unit of differences."""
        return coherent(self.unit.dimension) if self.unit.offset else self.unit

    def _sum(self, other: Quantity, sign: int) -> Quantity:
        target = self.unit
        if self.unit.offset and other.unit.offset:  # °C - °C is a difference, °C + °C has no meaning
            target = self._scale if sign < 0 else self._linear
        elif other.unit.offset:  # K ± °C: which of them is the difference?
            target = other._linear
        added = other if other.unit is self.unit else other.to(self.unit if other.unit.offset else self._scale)
        places = None if self.decimals is None or added.decimals is None else max(self.decimals, added.decimals)
        return Quantity(self.value + added.value if sign > 0 else self.value - added.value, target, places)

    def _product(self, other: Quantity, power: int) -> Quantity:
        left, right = self._linear, other._linear
        factor = _times(other.value, right.factor)
        if right.dimension == ONE:  # a ratio leaves the unit alone
            return Quantity(self.value * factor if power > 0 else self.value / factor, left)
        value = _times(self.value, left.factor)
        scale = coherent(product(left.dimension, right.dimension, power))
        return Quantity(value * factor if power > 0 else value / factor, scale)

    def _difference(self, other: Quantity) -> Fraction:
        if other.unit is self.unit:
            return self.value - other.value
        self.unit.require_same_kind(other.unit)
        if self.unit.offset != other.unit.offset:
            raise UnitMismatch(
                Bilingual(
                    f"{self} 与 {other}：温度用同一单位比较，温度差用 K",
                    f"{self} and {other}: compare temperatures in one unit, and differences in K",
                )
            )
        return self.si - other.si


def _times(value: Fraction, factor: Fraction) -> Fraction:
    return value if factor == 1 else value * factor  # most units are coherent, and a product of fractions is slow


def number_text(value: Fraction, decimals: int | None = None) -> str:
    """Write a rational number: exactly as a decimal where that is short, else as a fraction.

    Args:
        value: the number.
        decimals: least number of places after the point.
    """
    places = _places(value.denominator)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    places = max(places, decimals or 0)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _text_only(value: object) -> str:
    """Refuse a number that reached a record or document as a float: its digits would be lost."""
    if not isinstance(value, str):
        raise QuantityInvalid(
            Bilingual(
                f"{value!r:.60} 不是文字；量写成带单位的文字，如“10 V”",
                f"{value!r:.60} is not text; a quantity is written as text with its unit, such as '10 V'",
            )
        )
    return value


def _places(denominator: int) -> int | None:
    """Return the places after the point that a number needs, or None where it has no short decimal."""
    if denominator.bit_length() > _LONGEST_DECIMAL:
        return None
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def _computed(number: str, divisor: str) -> Fraction:
    """Return a number as `number_text` writes it, however many digits its computation left."""
    if max(len(number), len(divisor)) > _LONGEST_EXACT or "e" in number.lower():
        decimal(number)  # says what is wrong
    return Fraction(number) / int(divisor)
