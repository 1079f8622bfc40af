"""Knows how instruments that nobody has named yet are found, and which driver fits each; it asks only who they are.

Looking sends nothing to an instrument; `ask` sends `*IDN?`, and never to a serial port unless its caller names it.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, TypeAlias

from bench_core.capabilities.instruments import NO_SERIAL, Identity, LinkContext
from bench_core.clock import system_clock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.errors import InstrumentError, UsageError
from drivers import registry
from drivers.links import broadcast, mdns, ports
from drivers.links.seeking import Candidate, NotSearchedError
from drivers.links.visa import VisaLinks
from drivers.protocols import ieee4882

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.clock import Clock

IDENTITY_WITHIN_S = 2.0
_OPENING_WITHIN_S = 6.0
"""PyVISA-py waits 5 s for a HiSLIP connection, whatever it is told; what lasts longer than this is left alone."""
_NO_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Search:
    """What looking has found.

    Args:
        candidates: in the order of the ways to look, each resource once.
        not_searched: by way, why it could not look.
    """

    candidates: tuple[Candidate, ...]
    not_searched: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate, and who answered there.

    Args:
        candidate: resource and how it was found.
        identity: who answers, or None.
        problem: why nobody is known to, or empty.
        driver: name of the installed driver that fits, or None.
    """

    candidate: Candidate
    identity: Identity | None
    problem: str
    driver: str | None


Ways: TypeAlias = dict[str, Callable[[], list[Candidate]]]


def all_ways(wait_s: float) -> Ways:
    """Return every way to look, by name.

    Args:
        wait_s: how long each listens on the network [s].
    """
    return {
        "VXI-11": lambda: broadcast.find(broadcast.broadcast_addresses(), wait_s),
        "mDNS": lambda: mdns.find(wait_s),
        "USB": ports.usb_instruments,
        "serial": ports.serial_ports,
    }


def search(ways: Ways, clock: Clock) -> Search:
    """Look in all ways at once; nothing is sent to an instrument.

    Args:
        ways: by name.
        clock: on which they run at once.
    """
    results = clock.gather([_looking(way) for way in ways.values()])
    candidates: dict[str, Candidate] = {}
    not_searched: dict[str, str] = {}
    for name, result in zip(ways, results, strict=True):
        if isinstance(result, str):
            not_searched[name] = result
            continue
        for candidate in result:
            candidates.setdefault(registry.canonical(candidate.resource), candidate)
    return Search(tuple(candidates.values()), not_searched)


def ask(candidates: Sequence[Candidate], clock: Clock, within_s: float = IDENTITY_WITHIN_S) -> list[Found]:
    """Ask each candidate who it is, all at once, and find the driver that fits the answer.

    Args:
        candidates: that may be asked.
        clock: on which they are asked at once.
        within_s: for a connection, and for the reply [s].
    """
    drivers = _drivers()
    links = VisaLinks(LinkContext(system_clock()))
    try:
        answers = clock.gather([partial(_identity, links, one.resource, within_s) for one in candidates])
    finally:
        links.close()
    found = []
    for candidate, answer in zip(candidates, answers, strict=True):
        if isinstance(answer, str):
            found.append(Found(candidate, None, answer, None))
        else:
            found.append(Found(candidate, answer, "", drivers.get((answer.maker, answer.model))))
    return found


def bench_entries(found: Sequence[Found]) -> list[str]:
    """Return a line for the `instruments:` of a bench file for each instrument that answered, each instrument once."""
    lines: dict[str, str] = {}
    names: set[str] = set()
    for one in sorted(found, key=lambda one: not one.candidate.resource.endswith("::SOCKET")):
        identity = one.identity
        if identity is None or identity.raw in lines:
            continue
        name = _name(identity.model, names)
        serial = "" if identity.serial in NO_SERIAL else f", serial: {json.dumps(identity.serial)}"
        link = json.dumps(one.candidate.resource)
        driver = one.driver or "generic.scpi, type: FILE"
        lines[identity.raw] = f"  {name}: {{driver: {driver}, link: {link}{serial}}}"
    return list(lines.values())


def _looking(way: Callable[[], list[Candidate]]) -> Callable[[], list[Candidate] | str]:
    def look() -> list[Candidate] | str:
        try:
            return way()
        except NotSearchedError as problem:
            return str(problem)
        except Exception as problem:  # noqa: BLE001  other people's libraries, on whatever a network sends
            return f"it failed ({type(problem).__name__}: {problem})"

    return look


def _identity(links: VisaLinks, resource: str, within_s: float) -> Identity | str:
    """Return who answers, or why nobody is known to."""
    told: list[Identity | str] = []

    def converse() -> None:
        try:
            link = links.open(resource, within_s)
            link.write(ieee4882.message(ieee4882.IDENTITY_QUERY))
            told.append(ieee4882.identity(ieee4882.text(link.read())))
        except (InstrumentError, UsageError) as problem:
            told.append(str(problem))

    # PyVISA-py waits without end for what keeps sending, and never sends the rest of a message.
    asking = threading.Thread(target=converse, daemon=True)
    asking.start()
    asking.join(_OPENING_WITHIN_S + 2 * within_s)
    return (
        told[0] if told else f"{resource}: is still connecting after {_OPENING_WITHIN_S + 2 * within_s:g} s; left alone"
    )


def _drivers() -> dict[tuple[str, str], str]:
    """Return the names of the installed drivers by maker and model, as their type records have them."""
    drivers: dict[tuple[str, str], str] = {}
    for point in entry_points(group=registry.DRIVERS):
        try:
            path = registry.type_record_path(registry.driver(point.name))
        except UsageError:  # it describes no type of its own
            continue
        names = load(path, TypeRecord).model.identity
        drivers.update({(maker, names.model): point.name for maker in names.makers})
    return drivers


def _name(model: str, taken: set[str]) -> str:
    plain = _NO_NAME.sub("-", model.lower()).strip("-")
    base = plain if plain[:1].isalpha() else f"i-{plain}".strip("-")
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name
