"""A session of setting and reading by hand, folded from what its process tells line by line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError
from bench_core.metrology.quantity import Quantity
from bench_gui.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEPT = 200
_NOTHING = Bilingual("", "")
_CONFIRM_ABOVE = "30 V"
_CHANGING = frozenset({"set", "operate", "standby", "vent", "safe"})


class Phase(StrEnum):
    """How far a session is."""

    CLOSED = "closed"
    OPENING = "opening"
    OPEN = "open"
    ENDING = "ending"


@dataclass(frozen=True, slots=True)
class ManualFunction:
    """What an instrument measures or puts out.

    Args:
        function: for the process, such as `dc_voltage`.
        ranges: to choose from; none where it has but one.
        limit: of a source, the largest magnitude that may be set; None of an indicator.
        needs: further settings that must be given, such as `frequency`.
    """

    function: str
    title: Bilingual
    unit: str
    ranges: tuple[str, ...]
    limit: str | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ManualInstrument:
    """An instrument on the bench.

    Args:
        name: on the bench.
        title: maker, model and serial number.
        serves: `source`, `indicator` or `person`.
        problem: why it cannot be used; empty texts where it can.
    """

    name: str
    title: str
    serves: str
    problem: Bilingual
    functions: tuple[ManualFunction, ...]


@dataclass(frozen=True, slots=True)
class ManualOutput:
    """An output as the source itself answered; `energised` is None where it did not."""

    instrument: str
    energised: bool | None
    told: Bilingual


@dataclass(frozen=True, slots=True)
class Indication:
    """One value that was read; it is shown, and enters no record.

    Args:
        past: whether an output was set or switched since.
    """

    instrument: str
    function: str
    value: str
    unit: str
    raw: str
    past: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A command on its way; texts that it has not are empty."""

    id: str
    command: str
    instrument: str
    function: str
    value: str
    frequency: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what was done.

    Args:
        told: as the process says it.
        tone: of it.
        about: instrument and value; empty where it is about all.
    """

    told: Bilingual
    tone: Tone
    about: str = ""


@dataclass(frozen=True, slots=True)
class ManualSession:
    """What is known of a session.

    Args:
        bench: file that it holds; empty before the first.
        waiting: commands that were not answered yet.
        set_to: source and value that it is set to, as its process knows; of a source that is not named nobody knows.
        refused: why it could not begin; empty texts where it could.
        log: file of what was done.
    """

    phase: Phase = Phase.CLOSED
    bench: str = ""
    instruments: tuple[ManualInstrument, ...] = ()
    outputs: tuple[ManualOutput, ...] = ()
    confirm_above: str = _CONFIRM_ABOVE
    waiting: tuple[Asked, ...] = ()
    set_to: tuple[tuple[str, str], ...] = ()
    indication: Indication | None = None
    entries: tuple[Entry, ...] = ()
    refused: Bilingual = _NOTHING
    log: str = ""


def opened(bench: str) -> ManualSession:
    """Return a session whose process was just started."""
    return ManualSession(Phase.OPENING, bench)


def sent(session: ManualSession, message: Mapping[str, Any]) -> ManualSession:
    """Return the session with a command on its way."""
    texts = (str(message.get(key, "")) for key in ("id", "command", "instrument", "function", "value", "frequency"))
    return replace(session, waiting=(*session.waiting, Asked(*texts)))


def ending(session: ManualSession) -> ManualSession:
    """Return the session once its end was asked for; every source is being switched off."""
    return replace(session, phase=Phase.ENDING)


def took(session: ManualSession, line: Mapping[str, Any]) -> ManualSession:
    """Return the session after one line of its process; what is not known is left out."""
    if "instruments" in line:
        session = _begun(session, line)
    if "refused" in line and "id" not in line:
        return replace(session, refused=_bilingual(line["refused"]))
    if "outputs" in line:
        set_to = tuple((one["instrument"], one["set_to"]) for one in line["outputs"] if one.get("set_to"))
        session = replace(session, outputs=tuple(_output(one) for one in line["outputs"]), set_to=set_to)
    if "id" in line:
        session = _answered(session, line)
    if "event" in line:
        session = _noted(_changed(session), Entry(_bilingual(line["told"]), Tone.WARNING))
    return _ended(session, line) if "ended" in line else session


def over(session: ManualSession, code: int, errors: str) -> ManualSession:
    """Return the session once its process has ended.

    Args:
        session: before.
        code: exit code.
        errors: what the process wrote to its standard error.
    """
    refused = session.refused
    if code and refused == _NOTHING:
        last = errors.splitlines()[-1] if errors else f"exit code {code}"
        refused = Bilingual(f"手动操作进程意外结束：{last}", f"The process of the session ended unexpectedly: {last}")
    unknown = tuple(replace(one, energised=None) for one in session.outputs)
    outputs = unknown if code else tuple(one for one in session.outputs if one.energised is None)
    closed = replace(session, phase=Phase.CLOSED, waiting=(), instruments=(), indication=None)
    return replace(closed, outputs=outputs, refused=refused)


def is_hazardous(session: ManualSession, instrument: str) -> bool:
    """Return whether more than 30 V may be on the terminals of a source: it is not known to be off or to be below."""
    asked = [one for one in session.waiting if one.instrument == instrument]
    output = next((one for one in session.outputs if one.instrument == instrument), None)
    switched = any(one.command == "operate" for one in asked)  # it may be on before its answer comes
    if not switched and (output is None or output.energised is False):
        return False
    values = [dict(session.set_to).get(instrument), *(one.value for one in asked if one.command == "set")]
    return any(value is None or needs_confirming(session, value) for value in values)


def needs_confirming(session: ManualSession, value: str) -> bool:
    """Return whether setting a value is dangerous to people: it is a voltage beyond the limit, or cannot be read."""
    try:
        quantity, limit = Quantity.parse(value), Quantity.parse(session.confirm_above)
    except BenchError:
        return True
    return quantity.dimension == limit.dimension and abs(quantity) > limit


def _begun(session: ManualSession, line: Mapping[str, Any]) -> ManualSession:
    return replace(
        session,
        phase=Phase.OPEN,
        instruments=tuple(_instrument(one) for one in line["instruments"]),
        confirm_above=line.get("confirm_above", _CONFIRM_ABOVE),
        log=line.get("log", ""),
    )


def _answered(session: ManualSession, line: Mapping[str, Any]) -> ManualSession:
    """Return the session with the command that a line answers done."""
    asked = next((one for one in session.waiting if one.id == line["id"]), Asked("", "", "", "", "", ""))
    session = replace(session, waiting=tuple(one for one in session.waiting if one is not asked))
    about = " ".join(part for part in (asked.instrument, asked.value, asked.frequency) if part)
    if "refused" in line:
        return _noted(session, Entry(_bilingual(line["refused"]), Tone.BAD, about))
    if "value" in line and asked.command == "read":
        value, unit, raw = (str(line[key]) for key in ("value", "unit", "raw"))
        session = replace(session, indication=Indication(asked.instrument, asked.function, value, unit, raw))
        about = f"{asked.instrument} {value} {unit}".strip()
    elif asked.command in _CHANGING:
        session = _changed(session)
    return _noted(session, Entry(_bilingual(line.get("done", {})), Tone.GOOD, about))


def _changed(session: ManualSession) -> ManualSession:
    """Return the session after an output was changed: what was read before need not be what is there now."""
    found = session.indication
    return session if found is None else replace(session, indication=replace(found, past=True))


def _ended(session: ManualSession, line: Mapping[str, Any]) -> ManualSession:
    """Return the session after its last words; an output that would not go off is unknown from then on."""
    doubtful = tuple(ManualOutput(name, None, _NOTHING) for name in line.get("may_be_on") or ())
    told = _bilingual(line["ended"])
    entry = Entry(told, Tone.BAD if doubtful else Tone.NEUTRAL)
    refused = told if doubtful else session.refused
    return _noted(replace(session, outputs=doubtful, set_to=(), refused=refused), entry)


def _noted(session: ManualSession, entry: Entry) -> ManualSession:
    return replace(session, entries=(entry, *session.entries)[:_KEPT])


def _instrument(fields: Mapping[str, Any]) -> ManualInstrument:
    functions = tuple(_function(one) for one in fields.get("functions", ()))
    problem = _bilingual(fields.get("problem") or {})
    return ManualInstrument(fields["name"], fields["title"], fields["serves"], problem, functions)


def _function(fields: Mapping[str, Any]) -> ManualFunction:
    return ManualFunction(
        fields["function"],
        _bilingual(fields["title"]),
        fields["unit"],
        tuple(fields.get("ranges") or ()),
        fields.get("limit"),
        tuple(fields.get("needs") or ()),
    )


def _output(fields: Mapping[str, Any]) -> ManualOutput:
    return ManualOutput(fields["instrument"], fields.get("energised"), _bilingual(fields.get("told") or {}))


def _bilingual(fields: Mapping[str, str]) -> Bilingual:
    return Bilingual(fields.get("zh", ""), fields.get("en", ""))
