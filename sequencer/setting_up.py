"""Brings a bench from an unknown state to a known one: sources off first, everybody identified, queues empty."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import NO_SERIAL
from bench_core.documents.model import parse
from bench_core.documents.order import Order
from bench_core.errors import IdentityMismatch
from bench_core.records.events import InstrumentIdentified
from sequencer.connecting import require_all_off
from sequencer.printed_serial import ask_serial, expected_serial
from sequencer.resuming import require_same_instrument

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Identity
    from bench_core.records.run_state import RunState
    from drivers.opening import OpenBench
    from sequencer.desk import Desk
    from sequencer.preparing import Prepared
    from sequencer.printed_serial import ExpectedSerial


def connect_and_identify(desk: Desk, opened: OpenBench, prepared: Prepared, before: RunState | None) -> None:
    """Connect every instrument, sources first; after an interruption they go safe before anything else is asked.

    Args:
        desk: what the run works with.
        opened: the bench, on which nothing is connected yet.
        prepared: what the run is made from.
        before: what the record says of an interrupted run, or None.

    Raises:
        InstrumentError: an instrument is not there, or is another one than the run began with, or than is ordered.
    """
    for name in opened.source_names:
        desk.control.check()
        opened.connect(name)
        if before is not None:
            require_all_off(desk)
    for name in opened.other_names:
        desk.control.check()  # one that is silent may have taken its time
        opened.connect(name)
    others = [name for name in desk.instruments if name not in opened.source_names]
    for name in (*opened.source_names, *others):  # who a source is, is known before a person is asked for a number
        instrument = desk.instruments[name]
        desk.control.check()
        expected = expected_serial(prepared, before, name)
        identity = opened.identify(name, partial(_printed_serial, desk, name, expected))
        if before is not None:
            require_same_instrument(before, name, identity)
        if name == desk.instrument_of(desk.uut):
            _require_ordered_uut(prepared, name, identity)
        desk.identified[name] = _identified(opened, name, identity)
        desk.journal.append(desk.identified[name])
        desk.prompts.names.learn(name, identity)
        instrument.prepare()
    require_all_off(desk)


def _printed_serial(desk: Desk, name: str, expected: ExpectedSerial | None, found: Identity) -> str:
    """Have a person read the serial number of an instrument that cannot be asked for it."""
    return str(ask_serial(desk.prompts, name, f"{found.maker} {found.model}", expected).value)


def _identified(opened: OpenBench, name: str, identity: Identity) -> InstrumentIdentified:
    entry = opened.bench.instruments[name]
    return InstrumentIdentified(
        name, entry.link, entry.driver, identity.maker, identity.model, identity.serial, identity.firmware, identity.raw
    )


def _require_ordered_uut(prepared: Prepared, name: str, identity: Identity) -> None:
    text = next((text for text in prepared.texts if text.role == "order"), None)
    if text is not None:
        order, by_person = parse(text.path, text.text.encode(), Order).model, name in prepared.bench.by_person
        require_ordered(Path(text.path), order, name, identity, by_person=by_person)


def require_ordered(path: Path, order: Order, name: str, identity: Identity, *, by_person: bool = False) -> None:
    """Refuse another unit under test than the ordered one; an instrument that knows no serial number is believed.

    Args:
        path: of the order, for people.
        order: what it says.
        name: of the unit under test on the bench.
        identity: as it answered.
        by_person: whether a person answered for it, who can read the number that the order means.

    Raises:
        IdentityMismatch: with both.
    """
    uut = order.uut
    same_serial = identity.serial == uut.serial or (identity.serial in NO_SERIAL and not by_person)
    if identity.model != uut.model or not same_serial:
        raise IdentityMismatch(
            name,
            f"{identity.model}, serial {identity.serial} answers, but the order {path} is for "
            f"{uut.model}, serial {uut.serial}; connect the ordered instrument",
        )
