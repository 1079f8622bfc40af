"""What a scanner or a person typed: whose serial number, asset number or order number it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import UsageRefused
from bench_gui.workplace.work_list import WorkRow
from bench_gui.workplace.workplace import Uut, match_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench_gui.workplace.workplace import Workplace

_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
"""What a scanner puts before the text to name the kind of code (ISO/IEC 15424), such as `]C1`, `]d2` and `]Q1`."""
_SEPARATOR = "\x1d"
"""Ends an element of GS1 codes."""
_SERIAL_OF_GS1 = ("21", "250", "8004")
"""Application identifiers of a serial number, a secondary one and that of an asset."""
_LONGEST = 200
_FEWEST_OF_A_PART = 3


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan means.

    Args:
        text: as it is shown, without what scanners and input methods add.
        rows: of the work list that it names, or that have a part of it; with none, an instrument can be entered anew.
        exact: whether the rows have this very number, and not only a part of it.
    """

    text: str
    rows: tuple[WorkRow, ...]
    exact: bool

    @property
    def only(self) -> WorkRow | None:
        """The row that is meant: the only one with this number, or the only one of them that is not done."""
        open_ones = [row for row in self.rows if not row.done]
        for found in (self.rows, open_ones):
            if self.exact and len(found) == 1:
                return found[0]
        return None


def scanned(text: str) -> str:
    """Return a scan without full-width characters, symbology prefix, control characters and blanks around it.

    Args:
        text: as the field received it; an input method may have made `ＭＹ４１` or `my'41` of `MY41`.
    """
    half = unicodedata.normalize("NFKC", text[:_LONGEST])
    bare = _SYMBOLOGY.sub("", half.strip("\r\n\t \x00\x02\x03\x04"))
    plain = "".join(one if one == _SEPARATOR or one.isprintable() else " " for one in bare)
    return re.sub(" +", " ", plain).strip(f" {_SEPARATOR}")


def search(rows: Sequence[WorkRow], text: str) -> Scanned:
    """Return the rows that a scan or a typed text means; all of them for an empty one.

    Args:
        rows: of the work list.
        text: as the field received it.
    """
    bare = scanned(text)
    shown = bare.replace(_SEPARATOR, " ")
    keys = {key for part in _parts(bare) if (key := match_key(part))}
    if not keys:
        return Scanned(shown, tuple(rows), exact=False)
    exact = tuple(row for row in rows if keys & set(_numbers(row)))
    if exact:
        return Scanned(shown, exact, exact=True)
    whole = match_key(bare)
    if len(whole) < _FEWEST_OF_A_PART:
        return Scanned(shown, (), exact=False)
    return Scanned(shown, tuple(row for row in rows if any(whole in one for one in _names(row))), exact=False)


def known_types(workplace: Workplace) -> tuple[tuple[str, str], ...]:
    """Return (maker, model) of every unit under test that an order, a bench or a record names, each model once."""
    found: dict[str, tuple[str, str]] = {}
    uuts = [one.uut for one in workplace.orders] + [one.uut for one in workplace.benches]
    uuts += [one.uut for one in workplace.records]
    for uut in uuts:
        if uut is not None and uut.model:
            found.setdefault(match_key(uut.model), (uut.maker, uut.model))
    return tuple(sorted(found.values()))


_MODEL, _SERIAL = Bilingual("型号", "model"), Bilingual("编号", "serial number")


def new_uut(maker: str, model: str, serial: str) -> Uut:
    """Return an instrument that was entered by its type and serial number; it needs no order to be measured.

    A certificate needs one: until an order is there, the certificate of its run stays a draft.

    Raises:
        UsageRefused: a text is missing, or has characters that cannot be shown.
    """
    number = scanned(serial).replace(_SEPARATOR, " ")
    for what, text in ((_MODEL, model.strip()), (_SERIAL, number)):
        if not text or not text.isprintable():
            zh = f"{what.zh} {text!r}：为空，或不能显示；按铭牌输入"
            en = f"{what.en} {text!r}: is empty or cannot be shown; type what the nameplate says"
            raise UsageRefused(Bilingual(zh, en))
    return Uut(maker.strip(), model.strip(), number)


def _parts(text: str) -> Iterator[str]:
    """Yield the text, and the serial numbers in it where it is a GS1 code: `(21)MY41`, or `21MY41` by separators."""
    yield text
    for part in text.split(_SEPARATOR):
        for identifier in _SERIAL_OF_GS1:
            if _SEPARATOR in text and part.startswith(identifier):
                yield part.removeprefix(identifier)
    yield from re.findall(rf"\((?:{'|'.join(_SERIAL_OF_GS1)})\)([^(]+)", text)


def _numbers(row: WorkRow) -> Iterator[str]:
    """Yield the numbers of a row, as they are compared."""
    texts = [] if row.uut is None else [row.uut.serial, row.uut.asset]
    texts += [] if row.order is None else [row.order.number]
    yield from (key for text in texts if (key := match_key(text)))


def _names(row: WorkRow) -> Iterator[str]:
    yield from _numbers(row)
    yield from (match_key(text) for text in (row.uut_name, row.client, row.procedure))
