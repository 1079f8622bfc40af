"""Readings: waiting for a steady signal, taking indications, and asking a person who reads."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from bench_core.errors import AnswersInvalid, NotSteady
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, PromptAsked, ReadingEntered, SteadyReached, TakeIntended
from bench_core.records.point_names import steady_band
from sequencer.steadiness import SteadySignal

if TYPE_CHECKING:

    from bench_core.capabilities.instruments import Indicator
    from bench_core.records.events import MeasurementKey
    from bench_core.records.plan import Ask, PlannedPoint, Steady, Take
    from sequencer.desk import Desk


Purpose = Literal["measurement", "settling"]


def wait_until_steady(desk: Desk, step: Steady, key: MeasurementKey, point: PlannedPoint) -> None:
    """Take indications until their spread stays within the band for the hold time.

    The band is never below two digits of the UUT: a reading that changes between two digits is steady.

    Raises:
        NotSteady: it did not in the time that the procedure gives.
    """
    band = steady_band(step, point)
    name = desk.instrument_of(step.watch)
    desk.journal.append(TakeIntended(key, step.watch, name, 0, "settling"))
    signal = SteadySignal(band, float(step.hold.si))
    begin, number = desk.clock.now(), 0
    while not signal.reached:
        if desk.clock.now() - begin > float(step.give_up.si):
            raise NotSteady(
                name,
                f"spread {signal.spread} within {signal.held_s:.1f} s; it did not stay within {band} for {step.hold} "
                f"in {step.give_up}; look at leads, source and shielding",
            )
        number += 1
        taken = _indicate(desk, desk.indicator_of(step.watch), name, key, step.watch, number, "settling")
        signal.add(taken.time, Quantity.of(taken.value, taken.unit))
    desk.journal.append(SteadyReached(key, step.watch, signal.spread, band, desk.clock.now() - begin))


def take(desk: Desk, step: Take, key: MeasurementKey) -> tuple[IndicationTaken, ...]:
    """Take the readings that enter the result.

    Raises:
        InstrumentError: a reply is late, malformed or an overload; it is never a number.
    """
    name, indicator = desk.instrument_of(step.source), desk.indicator_of(step.source)
    desk.journal.append(TakeIntended(key, step.name, name, step.readings, "measurement"))
    return tuple(
        _indicate(desk, indicator, name, key, step.name, number, "measurement")
        for number in range(1, step.readings + 1)
    )


def ask_for_reading(desk: Desk, step: Ask, key: MeasurementKey) -> ReadingEntered:
    """Ask a person for a reading; nothing of reference value, error or verdict is in the prompt.

    Raises:
        AnswersInvalid: an answers file gives no number.
        RunAborted: nobody answers.
    """
    name = f"{key.item}/{key.point}/{step.name}/{key.attempt}"
    prompt = PromptAsked(name, "number", step.name, step.text, step.unit, key)
    answer = desk.ask(prompt)
    if not isinstance(answer.value, Quantity):
        raise AnswersInvalid(f"prompt '{prompt.name}': a number in {step.unit} is needed")
    exact = answer.value.to(step.unit)
    entered = ReadingEntered(key, step.name, 1, _digits(exact), step.unit, answer.prompt)
    desk.journal.append(entered)
    return entered


def _digits(value: Quantity) -> Decimal:
    return Decimal(str(value).split(" ", maxsplit=1)[0])


def _indicate(
    desk: Desk, indicator: Indicator, instrument: str, key: MeasurementKey, name: str, number: int, purpose: Purpose
) -> IndicationTaken:
    desk.control.check()
    shown = indicator.indicate()
    taken = IndicationTaken(
        key, name, number, purpose, instrument, shown.value, shown.unit, shown.raw, shown.form, desk.clock.now()
    )
    desk.journal.append(taken)
    return taken
