"""Instruments that a search has found, beside those that a bench file names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench_core.capabilities.instruments import NO_SERIAL
from bench_core.errors import UsageError
from bench_gui.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench_gui.words import Words
    from bench_gui.workplace.workplace import BenchPart

_SERIAL_PORT = "ASRL"
_FIELDS = 4


@dataclass(frozen=True, slots=True)
class FoundInstrument:
    """What answered at an address, or did not.

    Args:
        resource: address, as a bench file writes it.
        maker: as it says itself; empty where it did not answer.
        model: likewise.
        serial: likewise.
        firmware: likewise.
        problem: why it did not answer; empty where it did.
        driver: that fits it; empty where none is known.
    """

    resource: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    problem: str = ""
    driver: str = ""

    @property
    def asked(self) -> bool:
        """Whether it was asked who it is; a serial port is asked with a person's consent alone."""
        return bool(self.model) or not self.resource.startswith(_SERIAL_PORT)


@dataclass(frozen=True, slots=True)
class Search:
    """What a search has found.

    Args:
        found: instruments, and addresses where nothing answered.
        not_searched: ways that could not be tried, with the reason.
    """

    found: tuple[FoundInstrument, ...]
    not_searched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row of the list.

    Args:
        name: model and serial number, or the address.
        detail: maker, firmware, address and driver.
        word: how it stands to the bench file.
        tone: of that.
    """

    name: str
    detail: str
    word: str
    tone: Tone


def read_search(output: str) -> Search:
    """Return what `calbench discover --json` said.

    Raises:
        UsageError: it said something else.
    """
    try:
        said: dict[str, Any] = json.loads(output)
        found = tuple(_found(one) for one in said["found"])
        return Search(found, tuple(f"{way}: {why}" for way, why in said["not_searched"].items()))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UsageError(f"calbench discover --json: said nothing that can be read: {problem}; try again") from problem


def found_rows(search: Search | None, parts: Sequence[BenchPart], words: Words) -> tuple[FoundRow, ...]:
    """Return what was found, compared to a bench, and what the bench names and the search did not find.

    Args:
        search: what it has found; None before the first.
        parts: instruments of the bench file.
        words: of the window's language.
    """
    if search is None:
        return tuple(_named(part, words("named by the bench file")) for part in parts)
    rows = [_row(one, parts, words) for one in search.found]
    links = {one.resource.casefold() for one in search.found}
    missing = [part for part in parts if part.driver and not part.simulated and part.link.casefold() not in links]
    unseen = words("Not found by the search; the check asks it at its address")
    ways = (one.partition(": ") for one in search.not_searched)
    not_tried = (FoundRow(way, why, words("Not searched"), Tone.NEUTRAL) for way, _, why in ways)
    return (*rows, *(_named(part, unseen) for part in missing), *not_tried)


def may_be_asked(search: Search) -> bool:
    """Return whether there are serial ports that were not asked."""
    return any(not one.asked for one in search.found)


def _row(found: FoundInstrument, parts: Sequence[BenchPart], words: Words) -> FoundRow:
    name = " ".join(part for part in (found.model, found.serial) if part) or found.resource
    firmware = words("firmware {version}", version=found.firmware) if found.firmware else ""
    parts_told = (found.maker, firmware, found.resource if found.model else "", found.driver, found.problem)
    word, tone = _standing(found, parts, words)
    return FoundRow(name, " · ".join(part for part in parts_told if part), word, tone)


def _standing(found: FoundInstrument, parts: Sequence[BenchPart], words: Words) -> tuple[str, Tone]:
    here = next((part for part in parts if part.link.casefold() == found.resource.casefold()), None)
    twin = next((part for part in parts if found.serial and part.serial == found.serial), None)
    if not found.model:
        return (words("No answer"), Tone.NEUTRAL) if found.asked else (words("Not asked"), Tone.NEUTRAL)
    if here is not None and here.serial and not found.serial:
        return words("On the bench as {name}", name=here.name), Tone.NEUTRAL  # who it is, nobody has compared
    if here is not None and here.serial and here.serial != found.serial:
        told = words("On the bench as {name}, but with serial number {serial}", name=here.name, serial=here.serial)
        return told, Tone.BAD
    if here is not None:
        return words("On the bench as {name}", name=here.name), Tone.GOOD
    if twin is not None:
        told = words("On the bench as {name}, but at {address}", name=twin.name, address=twin.link)
        return told, Tone.WARNING
    return words("Not on this bench"), Tone.NEUTRAL


def _named(part: BenchPart, word: str) -> FoundRow:
    name = " ".join(text for text in (part.name, part.serial) if text)
    return FoundRow(name, " · ".join(text for text in (part.driver, part.link) if text), word, Tone.NEUTRAL)


def _found(fields: Mapping[str, Any]) -> FoundInstrument:
    said = [part.strip() for part in (fields["identity"] or "").split(",")]
    maker, model, serial, firmware = (*said, *[""] * _FIELDS)[:_FIELDS]
    described = " ".join(part for part in (fields["problem"], fields.get("description") or "") if part)
    if fields["identity"] and not model:
        maker, model = "", fields["identity"]
    problem = "" if model else described
    serial = "" if serial in NO_SERIAL else serial
    return FoundInstrument(fields["resource"], maker, model, serial, firmware, problem, fields["driver"] or "")
