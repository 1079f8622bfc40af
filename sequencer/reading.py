"""Readings: waiting for a steady signal, taking indications, and asking a person who reads."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bench_core.errors import NotSteady
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    HoldWaited,
    IndicationTaken,
    PromptAsked,
    ReadingEntered,
    SteadyReached,
    TakeIntended,
)
from bench_core.records.given_answers import reading_name
from bench_core.records.point_names import steady_band
from procedures.shown import shown
from sequencer.person_meter import PersonMeter
from sequencer.steadiness import SteadySignal

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Indicator
    from bench_core.records.plan import Ask, Steady, Take
    from sequencer.attempt import Attempt, Purpose
    from sequencer.desk import Desk


def wait_until_steady(desk: Desk, step: Steady, attempt: Attempt) -> None:
    """Take indications until their spread stays within the band for the hold time.

    The band is never below two digits of the UUT: a reading that changes between two digits is steady. Where a person
    reads the signal, the hold time goes by instead, and the person is told to wait until the display holds still.

    Raises:
        NotSteady: it did not in the time that the procedure gives.
    """
    name, indicator = desk.instrument_of(step.watch), desk.indicator_of(step.watch)
    desk.journal.append(TakeIntended(attempt.key, step.watch, name, 0, "settling"))
    if isinstance(indicator, PersonMeter):
        desk.control.wait(desk.clock, float(step.hold.si))
        desk.journal.append(HoldWaited(attempt.key, step.watch, step.hold))
        return
    band = steady_band(step, attempt.place.point)
    signal = SteadySignal(band, float(step.hold.si))
    begin = desk.clock.now()
    while not signal.reached:
        if desk.clock.now() - begin > float(step.give_up.si):
            raise NotSteady(name, _not_steady(step, signal, band, desk.clock.now() - begin))
        taken = indicate(desk, indicator, attempt, step.watch, name, "settling")
        signal.add(taken.time, Quantity.of(taken.value, taken.unit))
    desk.journal.append(SteadyReached(attempt.key, step.watch, signal.spread, band, desk.clock.now() - begin))


def _not_steady(step: Steady, signal: SteadySignal, band: Quantity, waited_s: float) -> str:
    """Return what was watched, how it moved, how long it held of what is needed, and what to do."""
    return (
        f"its indication did not stay within {shown(band)} peak to peak for {step.hold}: it held for "
        f"{signal.longest_s:.1f} s at most and spread over {shown(signal.latest_spread)} in the last {step.hold}; "
        f"given up after {waited_s:.1f} s; look at leads, source and shielding, and resume the run"
    )


def take(desk: Desk, step: Take, attempt: Attempt) -> None:
    """Take the readings that enter the result.

    Raises:
        InstrumentError: a reply is late, malformed or an overload; it is never a number.
    """
    name, indicator = desk.instrument_of(step.source), desk.indicator_of(step.source)
    desk.journal.append(TakeIntended(attempt.key, step.name, name, step.readings, "measurement"))
    for _ in range(step.readings):
        attempt.take_in(indicate(desk, indicator, attempt, step.name, name, "measurement"))


def ask_for_reading(desk: Desk, step: Ask, attempt: Attempt) -> None:
    """Ask a person for a reading; nothing of reference value, error or verdict is in the prompt.

    Raises:
        AnswersInvalid: an answers file gives no number.
        NobodyAnswers: nobody answers.
    """
    name = reading_name(attempt.key, step.name, 1)
    prompt = PromptAsked(f"{name}/{attempt.key.attempt}", "number", name, step.text, step.unit, attempt.key)
    value, answer = desk.prompts.require_value(prompt)
    entered = ReadingEntered(attempt.key, step.name, 1, _digits(value.to(step.unit)), step.unit, answer.prompt)
    desk.journal.append(entered)
    attempt.take_in(entered)


def indicate(
    desk: Desk, indicator: Indicator, attempt: Attempt, name: str, instrument: str, purpose: Purpose
) -> IndicationTaken:
    """Take one indication and have it on record before anything else is sent.

    Args:
        desk: what the run works with.
        indicator: that is triggered.
        attempt: at the point that it belongs to.
        name: of the reading.
        instrument: name on the bench.
        purpose: of the indication.
    """
    desk.control.check()
    if isinstance(indicator, PersonMeter):
        indicator.expect(attempt.key, name, attempt.next_number(name, purpose), proof=purpose == "proof")
    taken = attempt.indication(name, purpose, instrument, indicator.indicate(), desk.clock)
    desk.journal.append(taken)
    return taken


def _digits(value: Quantity) -> Decimal:
    return Decimal(str(value).split(" ", maxsplit=1)[0])
