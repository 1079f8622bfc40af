"""A small run, written by the journal itself: two points of DC voltage, three readings each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench_core.bilingual import Bilingual
from bench_core.clock import VirtualClock
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import Coverage, Specification
from bench_core.records.evaluation import evaluate_point
from bench_core.records.events import (
    FORMAT,
    ConditionRecorded,
    EmbeddedText,
    Event,
    IndicationTaken,
    InstrumentIdentified,
    ItemStarted,
    MeasurementKey,
    OutputAsked,
    PointCompleted,
    PointStarted,
    PromptAnswered,
    PromptAsked,
    RunEnded,
    RunStarted,
    SelectionConfirmed,
    SettingIntended,
    SettingMade,
    SteadyReached,
    TakeIntended,
)
from bench_core.records.journal import Journal
from bench_core.records.plan import (
    Apply,
    Component,
    Condition,
    Equation,
    Plan,
    PlannedItem,
    PlannedPoint,
    PlannedReference,
    PlannedRole,
    Reporting,
    Requirement,
    Steady,
    Take,
)
from bench_core.records.signing import SigningKey

q = Quantity.parse
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class BenchClock(VirtualClock):
    """A virtual clock whose wall time goes with it, and which moves 1 ms with each look."""

    def now(self) -> float:
        self.sleep(0.001)
        return super().now()

    def reach(self, time: float) -> None:
        """Go on to a time, if it has not come yet."""
        self._now = max(self._now, time)

    def utc(self) -> datetime:
        return NOON + timedelta(seconds=self._now)


def _title(zh: str, en: str) -> Bilingual:
    return Bilingual(zh, en)


def _point(name: str, nominal: str) -> PlannedPoint:
    standard = Specification(q("0.0011 %"), q("0 %"), q("2 µV"), q("3.3 V"), Coverage("normal", q("99 %")))
    reference = PlannedReference(
        "calibrator", "dc_voltage", "as_class", "source", q("3.3 V"), standard, None, date(2027, 3, 1)
    )
    mpe = Specification(q("0.0035 %"), q("0.0005 %"), None, q("10 V"), Coverage("rectangular"))
    fields = {"range": q("10 V"), "nominal": q(nominal)}
    return PlannedPoint(name, fields, mpe, q("10 µV"), {"source": reference})


def _requirement() -> Requirement:
    what = _title("示值误差", "error")
    return Requirement(what, "point", ("error",), "-uut.mpe", "uut.mpe", "jjf1094", None, None, False)


def _components() -> tuple[Component, ...]:
    return (
        Component("repeatability", "e", _title("重复性", "repeatability"), "A"),
        Component("resolution", "x", _title("分辨力", "resolution"), "B", "uut.resolution / 2", "rectangular"),
        Component("standard", "source.output", _title("标准器", "standard"), "B", source="source"),
    )


@pytest.fixture
def item() -> PlannedItem:
    return PlannedItem(
        id="dc-voltage",
        title=_title("直流电压", "DC voltage"),
        clause=None,
        verified=False,
        function="dc_voltage",
        points=(_point("10 V/+10 %", "1 V"), _point("10 V/+30 %", "3 V")),
        method=(
            Apply(
                {"uut": {"function": "dc_voltage", "range": "point.range"}},
                {"source": {"dc_voltage": "point.nominal"}},
            ),
            Steady("uut", "uut.mpe / 10", q("3 s"), q("60 s")),
            Take("x", "uut", 3),
        ),
        model=(Equation("e", "x - source.output", "reading"), Equation("error", "mean(e)", "point")),
        components=_components(),
        larger_of=(("repeatability", "resolution"),),
        requirements=(
            Requirement(
                _title("示值误差", "error"),
                "point",
                ("error",),
                "-uut.mpe",
                "uut.mpe",
                "jjf1094",
                None,
                None,
                False,
            ),
        ),
    )


@pytest.fixture
def plan(item: PlannedItem) -> Plan:
    return Plan(
        procedure="jjf-1587-2016",
        title=_title("数字多用表校准", "Calibration of digital multimeters"),
        basis={"code": "JJF 1587-2016"},
        kind="calibration",
        mpe_base="reading",
        stage="as_found",
        roles={
            "uut": PlannedRole("meter", True, "indicator", False, None, None, {}),
            "source": PlannedRole("calibrator", False, "source", False, "as_class", None, {"dc_voltage": q("1000 V")}),
        },
        conditions=(Condition("ambient.temperature", q("19 °C"), q("21 °C"), "20 °C ± 1 °C"),),
        items=(item,),
        reporting=Reporting(2, q("2"), None),
    )


def started(plan: Plan) -> RunStarted:
    text = "calbench: bench/1\nname: 演示\n"
    texts = (EmbeddedText("bench", "bench.yaml", sha256(text.encode()).hexdigest(), text),)
    return RunStarted(
        FORMAT, "run-1", "0.1.0", {"a.py": "0" * 64}, "张三", True, 1, "virtual", float("inf"), texts, plan, True
    )


def indications(key: MeasurementKey, values: tuple[str, ...], at: float = 1.0) -> Iterator[IndicationTaken]:
    """Three readings as a meter replies them."""
    for number, value in enumerate(values, start=1):
        yield IndicationTaken(key, "x", number, "measurement", "meter", Decimal(value), "V", value, "nrf", at + number)


def output(key: MeasurementKey, value: str, number: int = 1, at: float = 0.4) -> IndicationTaken:
    raw = f"{value},V,0E+00,0,0E+00"
    return IndicationTaken(
        key, "source.output", number, "reference", "calibrator", Decimal(value), "V", raw, "nrf:0", at
    )


def settling(key: MeasurementKey, first: str, latest: str, begin: float = 0.0) -> Iterator[IndicationTaken]:
    """An excursion, and then 3 s within the band, as a meter replies them."""
    for number, (value, at) in enumerate((("0", 0.5), (first, 1.0), (latest, 4.0)), start=1):
        yield IndicationTaken(key, "uut", number, "settling", "meter", Decimal(value), "V", value, "nrf", begin + at)


def applied(key: MeasurementKey, point: PlannedPoint, source: str, at: float = 0.4) -> Iterator[Event]:
    """UUT and source brought to a point, as the sequencer records it."""
    yield SettingIntended("calibrator", "make_safe", {}, key)
    yield SettingMade("calibrator", "make_safe", "0", False, key)
    yield SettingIntended("meter", "select", {"function": "dc_voltage", "range": "10 V"}, key)
    yield SettingMade("meter", "select", '"VOLT +1.000000E+01"', None, key)
    yield SettingIntended("calibrator", "source", {"dc_voltage": str(point.fields["nominal"])}, key)
    yield SettingMade("calibrator", "source", f"{source},V,0E+00,0,0E+00", False, key)
    yield output(key, source, at=at)
    yield SettingIntended("calibrator", "operate", {}, key)
    yield SettingMade("calibrator", "operate", "1", True, key)


def point_events(plan: Plan, point: PlannedPoint, values: tuple[str, ...], attempt: int = 1) -> Iterator[Event]:
    """One point as the sequencer records it."""
    item = plan.items[0]
    key = MeasurementKey("meter", item.id, point.id, attempt=attempt)
    source = f"{float(point.fields['nominal'].value):.6E}"
    base = 40.0 * item.points.index(point) + 20.0 * (attempt - 1)
    taken = tuple(indications(key, values, base + 4))
    yield PointStarted(key)
    yield from applied(key, point, source, base + 0.4)
    yield TakeIntended(key, "uut", "meter", 0, "settling")
    yield from settling(key, values[0], values[2], base)
    spread = Quantity.of(abs(Decimal(values[2]) - Decimal(values[0])), "V")
    yield SteadyReached(key, "uut", spread, q("20 µV"), 3.6)  # two digits of the meter are more than uut.mpe / 10
    yield OutputAsked("calibrator", True, "1", key)
    yield TakeIntended(key, "x", "meter", len(values), "measurement")
    yield from taken
    yield OutputAsked("calibrator", True, "1", key)
    yield output(key, source, 2, base + 8)
    yield SelectionConfirmed("meter", '"VOLT +1.000000E+01"', key)
    readings = {
        "x": tuple(Quantity.of(entry.value, "V") for entry in taken),
        "source.output": (Quantity.of(Decimal(source), "V"),),
    }
    yield PointCompleted(key, evaluate_point(plan, item, point, readings, NOON.date()))


VALUES = (
    ("+1.000010E+00", "+1.000030E+00", "+1.000020E+00"),
    ("+3.000020E+00", "+3.000020E+00", "+3.000040E+00"),
)


def run_events(plan: Plan) -> Iterator[Event]:
    """A whole run but for its checkpoint."""
    yield started(plan)
    yield PromptAsked("1", "condition", "ambient.temperature", _title("温度", "temperature"), "°C")
    yield PromptAnswered("1", "20.3 °C", "张三", "typed")
    yield ConditionRecorded("ambient.temperature", q("20.3 °C"), True, "张三", "typed")
    raw = "HP,34401A,MY1,11-5-2"
    yield InstrumentIdentified("meter", "sim:meter", "keysight.34401a", "HP", "34401A", "MY1", "11-5-2", raw)
    yield ItemStarted("meter", plan.items[0].id)
    for point, values in zip(plan.items[0].points, VALUES, strict=True):
        yield from point_events(plan, point, values)
    yield SettingIntended("calibrator", "make_safe", {})
    yield SettingMade("calibrator", "make_safe", "0", False)
    yield OutputAsked("calibrator", False, "0")
    yield RunEnded("finished", "", True)


@dataclass(frozen=True)
class Bench:
    """What the tests of this room need, in one place."""

    plan: Plan
    key: SigningKey
    folder: Path

    clock: Callable[..., BenchClock] = BenchClock
    started: Callable[[Plan], RunStarted] = started
    point_events: Callable[..., Iterator[Event]] = point_events
    values: tuple[tuple[str, ...], ...] = VALUES

    def events(self) -> list[Event]:
        return list(run_events(self.plan))

    def write(
        self, events: list[Event], name: str = "run.calrun", *, signed: bool = True, clocked: list[Event] | None = None
    ) -> Path:
        """Write a record of these events with a right chain and a right signature, at the times of `clocked`."""
        path = self.folder / name
        clock = BenchClock()
        with Journal.create(path, clock) as journal:
            for event, timed in zip(events, clocked or events, strict=True):
                if isinstance(timed, IndicationTaken):
                    clock.reach(timed.time)
                journal.append(event)
            if signed:
                journal.seal(self.key)
        return path


@pytest.fixture
def bench(tmp_path: Path, plan: Plan) -> Bench:
    return Bench(plan, SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), 1, NOON), tmp_path)


@pytest.fixture
def finished(bench: Bench) -> Path:
    return bench.write(bench.events())
