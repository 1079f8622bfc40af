"""What the screen for setting and reading by hand shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_gui.tone import Tone
from bench_gui.views.manual_session import Phase, is_hazardous, needs_confirming

if TYPE_CHECKING:
    from bench_gui.views.manual_session import Entry, ManualFunction, ManualInstrument, ManualOutput, ManualSession
    from bench_gui.words import Words

_PRESSURE = "pressure"


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A function to choose.

    Args:
        function: for the process.
        most: largest magnitude that may be set; None of an indicator.
        limit: the same in words; empty of an indicator.
        frequency: whether a frequency must be given.
    """

    function: str
    title: str
    unit: str
    ranges: tuple[str, ...]
    most: str | None
    limit: str
    frequency: bool


@dataclass(frozen=True, slots=True)
class OutputLine:
    """What a source answered of its output.

    Args:
        word: such as `ON 10 V`.
        on: whether it can be switched off: it is on, or nobody knows.
        hazardous: whether more than 30 V may be on its terminals.
    """

    word: str
    tone: Tone
    on: bool
    hazardous: bool


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """One instrument.

    Args:
        note: why it cannot be commanded; empty where it can.
        output: None of an instrument that has none.
        busy: whether a command to it was not answered yet.
        set_to: what was set last here; empty for nothing.
        hold: whether to switch it on is dangerous to people.
        vents: whether it can let pressure out.
        confirm_above: voltage above which a button must be held.
    """

    name: str
    title: str
    source: bool
    note: str
    functions: tuple[FunctionView, ...]
    output: OutputLine | None
    busy: bool
    set_to: str
    hold: bool
    vents: bool
    confirm_above: str


@dataclass(frozen=True, slots=True)
class ManualView:
    """The screen.

    Args:
        word: how far the session is.
        detail: why there is none, or what to know; empty for nothing.
        may_open: whether one can be begun.
        open: whether commands are taken.
        hazardous: whether more than 30 V may be on anywhere.
        any_on: whether any output is on, or may be.
        indication: the last value read, every digit with its unit; empty for none.
        indication_of: what was read.
        raw: the reply.
        note: that it is no result, and whether it was read before an output was changed last; empty for none.
        entries: what was done, the newest first.
        log: where it stands.
    """

    word: str
    tone: Tone
    detail: str
    detail_tone: Tone
    may_open: bool
    open: bool
    hazardous: bool
    any_on: bool
    instruments: tuple[InstrumentView, ...]
    indication: str
    indication_of: str
    raw: str
    note: str
    entries: tuple[tuple[str, Tone], ...]
    log: str


def manual_view(session: ManualSession, words: Words) -> ManualView:
    """Return what is shown of a session.

    Args:
        session: as its process told it.
        words: of the window's language.
    """
    word, tone = _state(session, words)
    detail, detail_tone = _detail(session, words)
    found = session.indication
    return ManualView(
        word=word,
        tone=tone,
        detail=detail,
        detail_tone=detail_tone,
        may_open=session.phase is Phase.CLOSED,
        open=session.phase is Phase.OPEN,
        hazardous=any(is_hazardous(session, one.instrument) for one in session.outputs),
        any_on=any(one.energised is not False for one in session.outputs),
        instruments=tuple(_instrument(session, one, words) for one in session.instruments),
        indication=f"{found.value} {found.unit}".strip() if found is not None else "",
        indication_of=_of(session, words),
        raw=words("reply: {raw}", raw=found.raw) if found is not None else "",
        note=_note(session, words),
        entries=tuple((_entry(one, words), one.tone) for one in session.entries),
        log=words("Written down in {file}; it is no record.", file=session.log) if session.log else "",
    )


def _state(session: ManualSession, words: Words) -> tuple[str, Tone]:
    if any(is_hazardous(session, one.instrument) for one in session.outputs):
        return words("HAZARDOUS VOLTAGE MAY BE ON"), Tone.HAZARD
    match session.phase:
        case Phase.CLOSED if any(session.refused.en):
            return words("Not begun"), Tone.BAD
        case Phase.CLOSED:
            return words("No session"), Tone.NEUTRAL
        case Phase.OPENING:
            return words("The instruments are asked who they are"), Tone.BUSY
        case Phase.ENDING:
            return words("Every output is switched off"), Tone.BUSY
        case Phase.OPEN:
            return _open_state(session, words)


def _open_state(session: ManualSession, words: Words) -> tuple[str, Tone]:
    if any(one.energised is None for one in session.outputs):
        return words("Nobody knows whether every output is off"), Tone.BAD
    if any(one.energised for one in session.outputs):
        return words("An output is on"), Tone.WARNING
    return words("Every output is off"), Tone.GOOD


def _entry(entry: Entry, words: Words) -> str:
    told = words.of(entry.told)
    return f"{entry.about}: {told}" if entry.about else told


def _detail(session: ManualSession, words: Words) -> tuple[str, Tone]:
    refused = words.of(session.refused)
    if refused:
        return refused, Tone.BAD
    if session.phase is Phase.CLOSED:
        told = words("Take a bench to read and set its instruments; no run can use it meanwhile.")
        return told, Tone.NEUTRAL
    return "", Tone.NEUTRAL


def _note(session: ManualSession, words: Words) -> str:
    if session.indication is None:
        return ""
    past = words("Not a result; read before an output was changed last")
    return past if session.indication.past else words("Not a result")


def _of(session: ManualSession, words: Words) -> str:
    found = session.indication
    if found is None:
        return ""
    instrument = next((one for one in session.instruments if one.name == found.instrument), None)
    if instrument is None:
        return found.instrument
    title = next((words.of(one.title) for one in instrument.functions if one.function == found.function), "")
    return " · ".join(part for part in (instrument.title, title) if part)


def _instrument(session: ManualSession, one: ManualInstrument, words: Words) -> InstrumentView:
    output = next((found for found in session.outputs if found.instrument == one.name), None)
    value = dict(session.set_to).get(one.name, "")
    by_person = one.serves == "person"
    note = words("A person reads it; it takes no commands.") if by_person else words.of(one.problem)
    return InstrumentView(
        name=one.name,
        title=one.title,
        source=one.serves == "source",
        note=note,
        functions=tuple(_function(session, found, words) for found in one.functions),
        output=_output(session, output, words) if output is not None else None,
        busy=any(asked.instrument == one.name for asked in session.waiting),
        set_to=value,
        hold=not value or needs_confirming(session, value),
        vents=one.serves == "source" and any(_PRESSURE in found.function for found in one.functions),
        confirm_above=session.confirm_above,
    )


def _function(session: ManualSession, one: ManualFunction, words: Words) -> FunctionView:
    limit = ""
    if one.limit is not None:
        limit = words("At most ±{limit}. Above {above} the button must be held.", limit=one.limit,
                      above=session.confirm_above)  # fmt: skip
    return FunctionView(
        one.function, words.of(one.title), one.unit, one.ranges, one.limit, limit, "frequency" in one.needs
    )


def _output(session: ManualSession, output: ManualOutput, words: Words) -> OutputLine:
    hazardous = is_hazardous(session, output.instrument)
    if output.energised is None:
        return OutputLine(words("UNKNOWN"), Tone.HAZARD if hazardous else Tone.BAD, on=True, hazardous=hazardous)
    if not output.energised:
        return OutputLine(words("OFF"), Tone.GOOD, on=False, hazardous=False)
    value = dict(session.set_to).get(output.instrument)
    word = words("ON {value}", value=value) if value else words("ON")
    return OutputLine(word, Tone.HAZARD if hazardous else Tone.WARNING, on=True, hazardous=hazardous)
