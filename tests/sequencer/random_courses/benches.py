"""The kinds of bench on which random courses of a run are tried, and the faults of their instruments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import test_connecting
import test_corrections
import test_on_time
import test_once_per_range
import test_person_meter
import test_source_under_test
import test_suspension

if TYPE_CHECKING:
    from random import Random

    from conftest import BenchFolder

VOLTS = tuple(("dc-voltage", point) for point in ("10 V/+90 %", "10 V/-90 %", "100 V/+90 %"))
LOW_VOLTS = tuple(("dc-voltage", point) for point in ("600 mV/+50 %", "6 V/+50 %", "6 V/-50 %"))
METER_FAULTS = (
    "{kind: close, after: %d messages}",
    "{kind: silent, matching: READ, after: %d messages}",
    "{kind: late, delay: 3 s, after: %d messages}",
    "{kind: cut, after: %d messages}",
    "{kind: overload, after: %d readings}",
    "{kind: silent, matching: READ, lasting: true, probability: 2 %%, after: %d messages}",
)
CALIBRATOR_FAULTS = (
    "{kind: trip, after: %d readings}",
    "{kind: close, after: %d messages}",
    "{kind: silent, after: %d messages}",
    "{kind: trip, after: %d readings, lasting: true, probability: 4 %%}",
)
LOOK = "      - confirm: {zh: 看, en: look}\n"
CONNECT = '      - connect: {source: NORMAL, uut: INPUT HI LO, wiring: "2-wire"}\n'
LARGER_RANGE = "      - {range: 60 V, maximum: 66 V, resolution: 10 mV, of_reading: 0.5 %, of_range: 0.05 %}\n"
HAZARDOUS = "      - {range: 60 V, at: [90 %], of: range}\n      - {range: 6 V, at: [50 %], of: range}\n"
TYPED = """\
calbench: answers/1
by: 小李
confirm: all
answers:
  ambient.temperature: 20 °C
  serial.meter: '123'
"""


@dataclass(frozen=True)
class Bench:
    """A kind of bench.

    Args:
        build: changes the files of the small bench.
        points: by (item, point), of which people say something.
        by_hand: whether a person reads the meter.
        answers: whether an answers file is given.
        typed: whether somebody answers at a terminal.
        order: whether an order fits.
    """

    build: Callable[..., None]
    points: tuple[tuple[str, str], ...] = VOLTS
    by_hand: bool = False
    answers: bool = False
    typed: bool = False
    order: bool = True


def _plain(_folder: BenchFolder, _rng: Random) -> None:
    """Leave the small bench as it is."""


def _more_steps(folder: BenchFolder, rng: Random) -> None:
    before = rng.choice([LOOK, CONNECT, LOOK + CONNECT, CONNECT + LOOK])
    folder.change("procedure.yaml", "    method:\n", f"    method:\n{before}")
    folder.change("procedure.yaml", test_corrections.TAKE, test_corrections.TAKE + rng.choice(["", LOOK]))


def _once_per_range(folder: BenchFolder, _rng: Random) -> None:
    folder.change("procedure.yaml", "    method:\n", f"    method:\n{test_once_per_range.ONCE}")
    folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) - mean(z[range])")
    folder.change("procedure.yaml", "    requirements:\n", f"{test_once_per_range.ZERO}    requirements:\n")


def _asked(folder: BenchFolder, _rng: Random) -> None:
    folder.change("procedure.yaml", test_corrections.TAKE, test_corrections.TAKE + test_corrections.ASK)
    folder.change("procedure.yaml", "error: mean(e)", "error: mean(e) + 0.001 V/K * (mean(t) - 20 °C)")
    folder.path("answers.yaml").write_text(test_corrections.ANSWERS, encoding="utf-8")


def _air_measured(folder: BenchFolder, rng: Random) -> None:
    """Have an instrument measure the air, which is too warm for some time in most worlds."""
    folder.path("room.yaml").write_text(test_suspension.ROOM.read_text("utf-8"), encoding="utf-8")
    entry = '  room: {driver: generic.scpi, link: "sim:room", serial: R1, type: room.yaml, timeout: 2 s}\n'
    times = rng.choice(["every: 5 s, hold: 20 s", "every: 1 s, hold: 5 s", "every: 60 s, hold: 20 s"])
    measured = f"conditions: {{measured_by: {{ambient.temperature: room}}, {times}}}\n"
    folder.change("bench.yaml", "roles:", f"{entry}{measured}roles:")
    folder.change("world.yaml", "instruments:\n", "instruments:\n  room: {simulates: calbench.room, serial: R1}\n")
    if rng.random() < 0.7:
        folder.change("world.yaml", "wiring:", f"{_drift(rng)}wiring:")


def _drift(rng: Random) -> str:
    warm = rng.randint(2, 60)
    cool = warm + rng.randint(2, 60)
    course = ((0, "20.3"), (warm, "20.3"), (warm + 1, "22.5"), (cool, "22.5"), (cool + 1, "20.3"))
    told = ", ".join(f"{{at: {at} s, value: {value} °C}}" for at, value in course)
    return f"drift: {{temperature: [{told}]}}\n"


def _two_wirings(folder: BenchFolder, _rng: Random) -> None:
    folder.change("procedure.yaml", "report: {U", f"{test_connecting.SECOND_ITEM}report: {{U")


def _limited_outputs(folder: BenchFolder, _rng: Random) -> None:
    folder.change("procedure.yaml", test_on_time.ROWS, test_on_time.LIMITED_FIRST)
    limit = "    max_on: {above: 20 V, longest: 30 s, rest: 60 s}\n"
    folder.change("procedure.yaml", "    method:\n", f"{limit}    method:\n")


def _upkeep(folder: BenchFolder, _rng: Random) -> None:
    air = "  ambient.temperature: 20 °C ± 1 °C\n"
    folder.change("procedure.yaml", air, f"{air}  source.zeroed: ≤ 40 s\n")
    folder.change("world.yaml", "confirms: true}", 'confirms: true, answers: {source.zeroed: "10 s"}}')


def _everything(folder: BenchFolder, rng: Random) -> None:
    _once_per_range(folder, rng)
    _asked(folder, rng)
    _air_measured(folder, rng)


def _source_under_test(folder: BenchFolder, _rng: Random) -> None:
    folder.path("procedure.yaml").write_text(test_source_under_test.PROCEDURE, encoding="utf-8")
    folder.change("bench.yaml", test_source_under_test.CERTIFIED, '"1972905"')
    folder.change("bench.yaml", "serial: MY41001234,", "serial: MY41001234, certificate: standard.yaml,")
    folder.change("bench.yaml", "{source: calibrator, uut: meter}", "{uut: calibrator, meter: meter}")
    standard = ('Fluke, model: 5522A, serial: "1972905"', "HP, model: 34401A, serial: MY41001234")
    folder.change("standard.yaml", *standard)


def _by_hand(folder: BenchFolder, _rng: Random) -> None:
    answers = f"{test_person_meter.ANSWERS}energise: all\n"
    folder.path("handheld.yaml").write_text(test_person_meter.HANDHELD, encoding="utf-8")
    folder.path("answers.yaml").write_text(answers, encoding="utf-8")
    folder.change("bench.yaml", test_person_meter.METER, test_person_meter.BY_PERSON)
    folder.change("procedure.yaml", "uut: {entry: [wire]}", "uut: {entry: [wire, person]}")
    folder.change("procedure.yaml", "readings: 3", "readings: {wire: 10, person: 2}")
    folder.change("procedure.yaml", test_person_meter.POINTS, test_person_meter.LOWER)
    twin = ("simulates: keysight.34401a\n    serial: MY41001234", 'simulates: handheld\n    serial: "123"')
    folder.change("world.yaml", *twin)
    hidden = "[{range: 10 V, gain: 8 ppm, offset: 5 µV, noise: 3 µV}, {range: 100 V, gain: -14 ppm, noise: 40 µV}]}"
    folder.change("world.yaml", hidden, "[{range: 600 mV, gain: 0.1 %}, {range: 6 V, gain: 0.05 %, offset: 2 mV}]}")


def _typed(folder: BenchFolder, rng: Random) -> None:
    _by_hand(folder, rng)
    folder.change("world.yaml", "confirms: true}", "confirms: false}")


def _proof_typed(folder: BenchFolder, rng: Random) -> None:
    """Have a person read a wiring proof, which a hazardous point asks for."""
    _by_hand(folder, rng)
    folder.path("handheld.yaml").write_text(test_person_meter.HANDHELD + LARGER_RANGE, encoding="utf-8")
    folder.change("procedure.yaml", test_person_meter.LOWER, HAZARDOUS)
    folder.path("answers.yaml").write_text(TYPED, encoding="utf-8")


_HAZARDOUS_POINTS = (("dc-voltage", "60 V/+90 %"), ("dc-voltage", "6 V/+50 %"))
BENCHES = {
    "plain": Bench(_plain),
    "more steps": Bench(_more_steps),
    "source under test": Bench(
        _source_under_test, (("dc-voltage", "33 V/+25 %"), ("dc-voltage", "33 V/-25 %")), order=False
    ),
    "once per range": Bench(_once_per_range, (*VOLTS, ("dc-voltage", "10 V/once"))),
    "asked": Bench(_asked, answers=True),
    "air measured": Bench(_air_measured),
    "two wirings": Bench(_two_wirings),
    "limited outputs": Bench(_limited_outputs),
    "upkeep": Bench(_upkeep),
    "everything": Bench(_everything, answers=True),
    "by hand": Bench(_by_hand, LOW_VOLTS, by_hand=True, order=False),
    "by answers": Bench(_by_hand, LOW_VOLTS, by_hand=True, answers=True, order=False),
    "typed": Bench(_typed, LOW_VOLTS, by_hand=True, typed=True, order=False),
    "proof typed": Bench(_proof_typed, _HAZARDOUS_POINTS, by_hand=True, answers=True, typed=True, order=False),
}


def build(kind: str, folder: BenchFolder, rng: Random) -> Bench:
    """Make the files of a kind of bench, in most cases with a fault of one instrument."""
    bench = BENCHES[kind]
    bench.build(folder, rng)
    if rng.random() < (0.5 if bench.by_hand else 0.6):
        faulty = "calibrator" if bench.by_hand else rng.choice(["meter", "calibrator"])
        fault = rng.choice(METER_FAULTS if faulty == "meter" else CALIBRATOR_FAULTS)
        folder.fault(faulty, fault % rng.randint(1, 60 if bench.by_hand else 90))
    return bench
