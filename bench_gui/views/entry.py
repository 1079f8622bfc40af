"""Strict entry of numbers: what was typed is taken digit for digit or refused in a sentence; no locale has a say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError, UnitMismatch, UnitUnknown
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import written_interval
from bench_core.metrology.unit_table import UNITS
from bench_core.records.events import PromptAsked
from bench_core.records.given_answers import OVERLOAD, read_answer
from bench_gui.words import marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_gui.words import Words

_NUMBER: Final = re.compile(r"(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)) *(?P<unit>[^0-9\s.,+-][^\s]*)?")
_NAME: Final = re.compile(r"[a-z][a-z_]{3,30}")
_BEYOND: Final = Fraction(6, 5)
"""No display shows more than this share of its range as a reading."""
_FULL_WIDTH: Final = re.compile(r".*[\uff01-\uff5e\u3000-\u303f].*")
_NO_NUMBER: Final = re.compile(r"(?i)[+-]?(?:nan|inf(?:inity)?)")
_COMMA: Final = re.compile(r".*,.*")
_EXPONENT: Final = re.compile(r"(?i)[+-]?[0-9.]+ *e[+-]?[0-9]+.*")
_BLANK: Final = re.compile(r"[+-] +[0-9.].*|.*[0-9.] +[0-9.].*")
_SEPARATOR: Final = re.compile(r".*[_'\u2019].*")
_OTHER_MINUS: Final = re.compile(r"[\u2212\u2010-\u2015].*")
_NO_DIGIT_AFTER: Final = re.compile(r"[+-]?[0-9]+\.[^0-9]*")
_WRONG: Final = (
    (_FULL_WIDTH, marked("Full-width characters are not taken; type with the English input method")),
    (_NO_NUMBER, marked("This is no number; enter the digits of the display")),
    (_COMMA, marked("A comma is not taken; write the decimal point as in 9.0012, and no thousands separators")),
    (_EXPONENT, marked("An exponent is not taken; write the number out as the display shows it")),
    (_BLANK, marked("There is a blank inside the number; write it in one piece")),
    (_SEPARATOR, marked("Separators between digits are not taken; write the number in one piece")),
    (_OTHER_MINUS, marked("Write the minus sign with the key -")),
    (_NO_DIGIT_AFTER, marked("A digit is missing after the decimal point")),
)
"""What people type, and what is wrong with it; the first that fits is told."""


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What an entry is judged by; the window shows none of it but the unit.

    Args:
        unit: in which a bare number is taken; empty for a serial number.
        kind: of the prompt.
        display: whether it is read from a display, which may show overload.
        resolution: of the instrument that is read; None where it is not known.
        range: that the instrument is set to; None where it has none.
        lower: what is below is doubted; None for nothing. Never shown.
        upper: what is above is doubted; None for nothing. Never shown.
        twice: whether every value is to be entered twice.
    """

    unit: str
    kind: Literal["number", "condition", "identify"]
    display: bool = False
    resolution: Quantity | None = None
    range: Quantity | None = None
    lower: Quantity | None = None
    upper: Quantity | None = None
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that cannot be sent.

    Args:
        why: what is wrong and what to do, in a sentence.
    """

    why: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """An entry that can be sent.

    Args:
        text: to be sent: what was typed.
        shown: as it is understood, with its unit.
        warnings: what is unusual about how it is written, told while it is typed.
        again: whether it must be entered a second time: it is doubtful, or every value is.
        doubt: why it is doubtful, without what was expected; told when it has been entered, for who could see it while
            typing would be led to what is expected. Empty where it is not.
    """

    text: str
    shown: str
    warnings: tuple[str, ...]
    again: bool
    doubt: str = ""


def read(text: str, form: EntryForm, words: Words) -> Accepted | Refused | None:
    """Return what an entry is; None for an empty one, which is neither.

    Args:
        text: as typed.
        form: of the prompt.
        words: of the window's language.
    """
    typed = text.strip(" ")
    if not typed:
        return None
    if form.kind == "identify":
        return _serial(typed, form, words)
    if form.display and typed.upper().lstrip("+-") == OVERLOAD:
        told = words("Overload: there is no number, and the run stops here with its outputs off")
        again = words("Enter it a second time if the display shows overload")
        return Accepted(typed, OVERLOAD, (told,), again=True, doubt=again)
    return _number(typed, form, words)


def _serial(typed: str, form: EntryForm, words: Words) -> Accepted | Refused:
    try:
        shown = str(read_answer(_prompt(form), typed))
    except BenchError:
        return Refused(words("This is no serial number; copy it as it is printed, at most 60 characters"))
    return Accepted(typed, shown, (), form.twice)


def _number(typed: str, form: EntryForm, words: Words) -> Accepted | Refused:
    found = _NUMBER.fullmatch(typed)
    wrong = _what_is_wrong(typed, form, words) if found is None or _is_slip(typed) else ""
    if found is None or wrong:
        return Refused(wrong)
    if found["unit"] and not _may_be_unit(found["unit"]):
        return Refused(_no_unit(found["unit"], form, words))
    try:
        value = read_answer(_prompt(form), typed)
        number = Quantity.of(found["number"], found["unit"] or form.unit)
    except BenchError as failure:
        return Refused(_why(failure, found["unit"] or "", form, words))
    if not isinstance(value, Quantity):
        return Refused(_what_is_wrong(typed, form, words))
    if form.range is not None and _size(number) > _size(form.range) * _BEYOND:
        return Refused(words("{value} is beyond range {range}; look at point and unit", value=number, range=form.range))
    doubt = _doubt(number, form, words)
    return Accepted(typed, str(number), tuple(_digits(number, form, words)), bool(doubt) or form.twice, doubt)


def _prompt(form: EntryForm) -> PromptAsked:
    """Return a prompt that reads answers as that of the form does."""
    settings = {} if form.range is None else {"range": str(form.range)}
    instrument = "meter" if form.display else ""
    return PromptAsked("", form.kind, "entry", Bilingual("", ""), form.unit, instrument=instrument, settings=settings)


def _is_slip(typed: str) -> bool:
    return any(pattern.fullmatch(typed) for pattern, _ in _WRONG)


def _may_be_unit(symbol: str) -> bool:
    """Return whether a symbol is short, or one of our own table: English names of units take long to look up."""
    return _NAME.fullmatch(symbol) is None or symbol in UNITS or symbol[1:] in UNITS


def _size(value: Quantity) -> Quantity:
    return abs(value.as_difference())


def _what_is_wrong(typed: str, form: EntryForm, words: Words) -> str:
    for pattern, told in _WRONG:
        if pattern.fullmatch(typed):
            return words(told)
    return words("This is no number; write it as 9.0012 or 9.0012 {unit}", unit=form.unit)


def _why(failure: BenchError, symbol: str, form: EntryForm, words: Words) -> str:
    cause = failure.__cause__ or failure
    if isinstance(cause, UnitUnknown):
        return _no_unit(symbol, form, words)
    if isinstance(cause, UnitMismatch):
        return words("{unit} is another kind of unit; a value in {wanted} is asked for", unit=symbol, wanted=form.unit)
    return words("This value cannot be taken; look at point and unit")


def _no_unit(symbol: str, form: EntryForm, words: Words) -> str:
    return words("The unit {unit} is not known; write for example {wanted}", unit=symbol, wanted=form.unit)


def _digits(number: Quantity, form: EntryForm, words: Words) -> Iterator[str]:
    """Say where more or fewer digits were typed than the display has."""
    if form.resolution is None or not form.resolution.value:
        return
    step = abs(form.resolution.as_difference().to(number.as_difference().unit).value)
    typed = written_interval(number).value
    if typed * 10 <= step:
        yield words("More digits than the display has; enter exactly what it shows")
    elif typed > step:
        yield words("Fewer digits than the display has; enter closing zeros too")


def _doubt(number: Quantity, form: EntryForm, words: Words) -> str:
    """Say that a value is unusual, and nothing of what would not be."""
    lower, upper = form.lower, form.upper
    if (lower is None or number.to(lower.unit) >= lower) and (upper is None or number.to(upper.unit) <= upper):
        return ""
    if form.kind == "condition":
        return words("Outside what the procedure asks for: the run does not begin with it. Enter it a second time")
    return words("Doubtful reading. Look at sign, point and unit on the display, and enter it a second time")


@dataclass(frozen=True, slots=True)
class Entered:
    """What comes of pressing Enter.

    Args:
        send: text to be sent; empty where nothing is sent yet.
        clear: whether the field is emptied for the next entry.
        told: what the person is told; empty for nothing.
        next: where the double entry stands.
    """

    send: str
    clear: bool
    told: str
    next: DoubleEntry


@dataclass(frozen=True, slots=True)
class DoubleEntry:
    """Entering a value twice: `first` is what was entered once and waits to be entered again; None at the beginning."""

    first: str | None = None

    def enter(self, entry: Accepted, words: Words) -> Entered:
        """Return what comes of entering a value.

        Args:
            entry: as it was read.
            words: of the window's language.
        """
        if self.first is None and not entry.again:
            return Entered(entry.text, clear=True, told="", next=DoubleEntry())
        if self.first is None:
            told = entry.doubt or words("Enter the value a second time")
            return Entered("", clear=True, told=told, next=DoubleEntry(entry.shown))
        if self.first == entry.shown:
            return Entered(entry.text, clear=True, told="", next=DoubleEntry())
        told = words("The two entries differ, and both are dropped. Enter the value anew")
        return Entered("", clear=True, told=told, next=DoubleEntry())
