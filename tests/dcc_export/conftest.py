"""A certificate made by hand, as the renderings see it, and finished records written by the real journal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
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
    PointCompleted,
    PointStarted,
    ProgramChanged,
    PromptAnswered,
    PromptAsked,
    RunEnded,
    RunResumed,
    RunStarted,
    SettingIntended,
    SettingMade,
    StepFailed,
    TakeIntended,
)
from bench_core.records.given_answers import reading_name
from bench_core.records.journal import Journal
from bench_core.records.plan import (
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
    Take,
)
from bench_core.records.signing import SigningKey
from dcc_export.certificate_record import (
    Address,
    CalibratedItem,
    CertificateRecord,
    ConditionEntry,
    Conformity,
    Contact,
    Declaration,
    Identification,
    LaboratoryPart,
    Method,
    Origin,
    PointRow,
    ResponsiblePerson,
    ResultTable,
)
from dcc_export.equipment_record import Characteristic, Equipment, StandardReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench_core.records.result import PointResult


NOON = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=8)))


def q(text: str) -> Quantity:
    return Quantity.parse(text)


def point(
    nominal: str, reference: str, indication: str, error: str, expanded: str, mpe: str, conformity: str
) -> PointRow:
    return PointRow(
        nominal,
        q(nominal),
        q(reference),
        q(indication),
        q(error),
        q(expanded),
        "2",
        "0.9545",
        "normal",
        -q(mpe),
        q(mpe),
        Conformity(conformity),
    )


def tables() -> tuple[ResultTable, ...]:
    title = Bilingual("直流电压", "DC voltage")
    low = (
        point("10 mV", "10.0000 mV", "10.0013 mV", "0.0013 mV", "0.0021 mV", "0.00400 mV", "pass"),
        point("90 mV", "90.0000 mV", "90.0071 mV", "0.0071 mV", "0.0035 mV", "0.00800 mV", "conditionalPass"),
        point("-90 mV", "-90.0000 mV", "-90.0000 mV", "0.0000 mV", "0.0035 mV", "0.00800 mV", "pass"),
    )
    high = (
        point("1 V", "1.000000 V", "1.000009 V", "0.000009 V", "0.000018 V", "0.0000850 V", "pass"),
        point("9 V", "9.000000 V", "9.000412 V", "0.000412 V", "0.000083 V", "0.0003650 V", "conditionalFail"),
        point("-9 V", "-9.000000 V", "-9.000851 V", "-0.000851 V", "0.000083 V", "0.0003650 V", "fail"),
    )
    return (
        ResultTable("dc-voltage", title, "7.2", title, q("100 mV"), "", low),
        ResultTable("dc-voltage", title, "7.2", title, q("10 V"), "", high),
    )


def made() -> CertificateRecord:
    laboratory = Contact(
        Bilingual("示范校准实验室", "Demonstration calibration laboratory"),
        Address("中山路", "1", "上海", "200000", "", "CN"),
        "lab@example.org",
        "+86 21 5550 0100",
    )
    standard = StandardReference(
        "DC-2026-0117",
        Bilingual("演示国家计量院", "Demonstration metrology institute"),
        date(2026, 3, 2),
        date(2027, 3, 1),
        "ab" * 32,
        "transcription in the original record",
        simulated=True,
        in_validity=True,
    )
    return CertificateRecord(
        number="SIM-2026-000123",
        title=Bilingual("校准证书", "Calibration certificate"),
        drafts=(
            Bilingual(
                "仪器为仿真仪器,结果不对应任何实物。", "The instruments are simulated; no real item was calibrated."
            ),
            Bilingual("规范的条款未经核对。", "Clauses of the procedure are not verified."),
        ),
        simulated=True,
        origin=Origin("20261121T070000Z-4f1c", "cd" * 32, "ef" * 32, "0.1.0", "0.1.0", "virtual", ("张三",), 1),
        order="ORD-2026-001",
        laboratory=LaboratoryPart(laboratory, "CALBENCH-DEMO", "laboratory"),
        persons=(
            ResponsiblePerson("张三", Bilingual("校准员", "calibrated by"), main_signer=False),
            ResponsiblePerson("李四", Bilingual("核验员", "checked by"), main_signer=False),
            ResponsiblePerson(
                "王五", Bilingual("批准人", "approved by"), True, Bilingual("技术负责人", "technical manager")
            ),
        ),
        client=Contact(
            Bilingual("示范电子有限公司", "Demonstration Electronics Ltd."), Address(city="苏州", country="CN")
        ),
        item=CalibratedItem(
            Bilingual("六位半数字多用表", "6½-digit multimeter"),
            "Keysight Technologies",
            "34401A",
            "11-5-2",
            (
                Identification("manufacturer", Bilingual("出厂编号", "Serial number"), "MY41001234", "basic_serialNo"),
                Identification("customer", Bilingual("资产编号", "Asset number"), "A-17", "basic_equipmentNo"),
            ),
            Bilingual("仪器自报为 HEWLETT-PACKARD 34401A", "identifies itself as HEWLETT-PACKARD 34401A"),
        ),
        received=date(2026, 11, 20),
        performed_from=date(2026, 11, 21),
        performed_to=date(2026, 11, 21),
        issued=date(2026, 11, 21),
        method=Method(
            Bilingual("数字多用表校准规范", "Calibration of digital multimeters"), "JJF 1587-2016", verified=False
        ),
        equipment=(
            Equipment(
                Bilingual("多功能校准器", "multi-product calibrator"),
                "Fluke",
                "5522A",
                "1972905",
                "1.0",
                Bilingual("按级使用", "used by class: its specification"),
                standard,
                (
                    Characteristic(
                        Bilingual("直流电压", "DC voltage"),
                        q("33 V"),
                        Bilingual("±(12 ppm × 读数 + 20 µV)，包含概率 99 %", "±(12 ppm of reading + 20 µV), 99 %"),
                        verified=False,
                    ),
                ),
            ),
        ),
        conditions=(
            ConditionEntry(
                "ambient.temperature",
                Bilingual("环境温度", "Ambient temperature"),
                q("20.3 °C"),
                "20 °C ± 1 °C",
                Bilingual("仿真人员", "simulated person"),
                NOON,
            ),
            ConditionEntry(
                "ambient.relative_humidity",
                Bilingual("相对湿度", "Relative humidity"),
                q("45 %"),
                "≤ 75 %",
                Bilingual("键入", "typed"),
                NOON,
            ),
            ConditionEntry(
                "uut.warm_up",
                Bilingual("预热时间", "Warm-up time"),
                q("2 h"),
                "≥ 1 h",
                Bilingual("键入", "typed"),
                NOON,
            ),
        ),
        adjusted=Bilingual("未作调整,结果为送达状态(调前)。", "No adjustment was made; results are as found."),
        tables=tables(),
        uncertainty=Declaration(
            "basic_methodMeasurementUncertainty",
            Bilingual("测量不确定度", "Measurement uncertainty"),
            Bilingual("扩展不确定度。", "Expanded uncertainty."),
            "JJF 1059.1",
        ),
        decision=Declaration(
            "basic_decisionRule",
            Bilingual("判定规则", "Decision rule"),
            Bilingual("待定不作为合格。", "Undetermined is no pass."),
            "JJF 1094",
        ),
        declarations=(
            Declaration("calbench_draft", Bilingual("草稿", "Draft"), Bilingual("仿真。", "Simulated.")),
            Declaration(
                "calbench_onlyItems",
                Bilingual("结果范围", "Scope"),
                Bilingual("结果仅与被校物品有关。", "The results relate only to the items calibrated."),
                "ISO/IEC 17025:2017",
                "7.8.2.1 l",
            ),
        ),
    )


@pytest.fixture
def certificate() -> CertificateRecord:
    return made()


@pytest.fixture
def passing() -> CertificateRecord:
    """A certificate to be signed: nothing simulated, every point a pass."""
    rows = tuple(replace(table, points=table.points[:1]) for table in tables())
    overall = Declaration(
        "basic_conformity",
        Bilingual("符合性", "Conformity"),
        Bilingual("全部合格。", "All points pass."),
        conformity=Conformity.PASS,
    )
    return replace(made(), number="2026-000123", drafts=(), simulated=False, tables=rows, declarations=(overall,))


LABORATORY = """calbench: laboratory/1
name: {zh: 示范校准实验室, en: Demonstration calibration laboratory}
code: CALBENCH-DEMO
address: {street: 中山路, number: "1", city: 上海, post_code: "200000", country: CN}
email: lab@example.org
phone: "+86 21 5550 0100"
persons:
  - {id: zhang, name: 张三, role: calibrator}
  - {id: li, name: 李四, role: checker}
  - {id: wang, name: 王五, role: approver, main_signer: true, position: {zh: 技术负责人, en: technical manager}}
utc_offset: "+08:00"
"""
ORDER = """calbench: order/1
number: ORD-2026-001
certificate: 2026-000123
client:
  name: {zh: 示范电子有限公司, en: Demonstration Electronics Ltd.}
  address: {city: 苏州, country: CN}
uut:
  maker: Keysight
  model: 34401A
  serial: MY41001234
  description: {zh: 六位半数字多用表, en: 6½-digit multimeter}
  asset: A-17
received: 2026-11-20
persons: {calibrated_by: zhang, checked_by: li, approved_by: wang}
decision_rule: jjf1094
conformity: true
"""
STANDARD = """calbench: standard/1
number: DC-2026-0117
issuer: {zh: 演示国家计量院, en: Demonstration metrology institute}
instrument: {maker: Fluke, model: 5522A, serial: "1972905"}
issued: 2026-03-02
due: 2027-03-01
"""
TYPE_RECORD = """calbench: instrument/1
maker: MAKER
model: MODEL
title: {zh: 名称, en: NAME}
source: {document: "Test manual", edition: "1", pages: "12"}
verified: {by: 李四, on: 2026-01-31, edition: "1", page: "12"}
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [MAKER], model: MODEL}
functions:
  dc_voltage:
    coverage: {distribution: rectangular}
    ranges:
      - {range: 10 V, maximum: 12 V, resolution: 10 µV, of_reading: 0.0035 %, of_range: 0.0005 %}
"""


def type_record(maker: str, model: str, name: str) -> str:
    return TYPE_RECORD.replace("MAKER", maker).replace("MODEL", model).replace("NAME", name)


def texts(**changed: str) -> dict[str, str]:
    found = {
        "laboratory": LABORATORY,
        "order": ORDER,
        "standard:calibrator": STANDARD,
        "instrument:calibrator": type_record("Fluke", "5522A", "multi-product calibrator"),
        "instrument:meter": type_record("Keysight", "34401A", "multimeter"),
    }
    found.update({role.replace("__", ":"): text for role, text in changed.items()})
    return {role: text for role, text in found.items() if text}


def plan(nominals: tuple[str, ...] = ("1 V", "-9 V"), **changes: object) -> Plan:
    limits = Specification(q("0.0035 %"), q("0.0005 %"), None, q("10 V"), Coverage("rectangular"))
    standard = Specification(q("0.0011 %"), q("0 %"), q("2 µV"), q("10 V"), Coverage("normal", q("99 %")))
    due = date(2027, 3, 1)
    reference = PlannedReference("calibrator", "dc_voltage", "as_class", "source", q("10 V"), standard, None, due)
    points = tuple(
        PlannedPoint(nominal, {"range": q("10 V"), "nominal": q(nominal)}, limits, q("10 µV"), {"source": reference})
        for nominal in nominals
    )
    words = Bilingual("示值误差", "error")
    item = PlannedItem(
        id="dc-voltage",
        title=Bilingual("直流电压", "DC voltage"),
        clause="7.2",
        verified=True,
        function="dc_voltage",
        points=points,
        method=(Take("x", "uut", 2),),
        model=(Equation("e", "x - source.output", "reading"), Equation("error", "mean(e)", "point")),
        components=(
            Component("resolution", "x", words, "B", "uut.resolution / 2", "rectangular"),
            Component("standard", "source.output", words, "B", source="source"),
        ),
        larger_of=(),
        requirements=(
            Requirement(words, "point", ("error",), "-uut.mpe", "uut.mpe", "jjf1094", None, "7.2", verified=True),
        ),
    )
    made = Plan(
        procedure="jjf-1587-2016",
        title=Bilingual("数字多用表校准规范", "Calibration of digital multimeters"),
        basis={"code": "JJF 1587-2016"},
        kind="calibration",
        mpe_base="reading",
        stage="as_found",
        roles={
            "source": PlannedRole("calibrator", False, "source", False, "as_class", None, {}),
            "uut": PlannedRole("meter", True, "indicator", False, None, None, {}),
        },
        conditions=(Condition("ambient.temperature", q("19 °C"), q("21 °C"), "20 °C ± 1 °C"),),
        items=(item,),
        reporting=Reporting(2, q("2"), None),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


class WallClock(VirtualClock):
    """A virtual clock that says one moment of the wall."""

    minutes = 0

    def utc(self) -> datetime:
        return datetime(2026, 11, 20, 18, 30, tzinfo=UTC) + timedelta(minutes=self.minutes)


def _ending(plan: Plan, ended: str) -> Iterator[Event]:
    sources = [name for name, role in plan.roles.items() if role.serves == "source"]
    for name in dict.fromkeys(["calibrator", *(plan.roles[role].instrument for role in sources)]):
        yield SettingIntended(name, "make_safe", {})
        yield SettingMade(name, "make_safe", "0", energised=False)
    reason = "" if ended == "finished" else "leads fell off"
    if reason:
        yield StepFailed("LinkClosed", reason)
    yield RunEnded(ended, reason, safe=True)


_ENERGISED_AGAIN: list[Event] = [
    PromptAsked("energise", "energise", "resume", Bilingual("可以重新接通输出吗", "may outputs go on again"), "1"),
    PromptAnswered("energise", "yes", "李四", "typed"),
]


def _temperature(value: str, by: str) -> list[Event]:
    holds = not (q(value) < q("19 °C") or q(value) > q("21 °C"))
    name = "ambient.temperature"
    return [
        PromptAsked(name, "condition", name, Bilingual("温度", "temperature"), "°C"),
        PromptAnswered(name, value, by, "typed"),
        ConditionRecorded(name, q(value), holds, by, "typed"),
    ]


@dataclass
class Runs:
    """Writes records of runs, event by event, through the real journal."""

    folder: Path

    def write(
        self,
        plan: Plan,
        errors: tuple[str, ...] = ("0.00001", "0.00002"),
        *,
        embedded: dict[str, str] | None = None,
        simulated: bool = False,
        serial: str = "MY41001234",
        identity: tuple[str, str] | None = None,
        ended: str | None = "finished",
        conditions: tuple[str, ...] = ("20.3 °C",),
        resumed: tuple[str, ...] = (),
        program_changed: dict[str, str] | None = None,
        forge: Callable[[PointResult], PointResult] = lambda result: result,
    ) -> Path:
        path = self.folder / f"run-{len(list(self.folder.iterdir()))}.calrun"
        clock = WallClock()
        with Journal.create(path, clock) as journal:
            for event in self._opening(
                plan, texts() if embedded is None else embedded, serial, simulated, conditions, identity
            ):
                journal.append(event)
            planned = [(item, point) for item in plan.items for point in item.points]
            for (item, point), error in zip(planned, errors, strict=False):
                if point is item.points[0]:
                    journal.append(ItemStarted("MY41001234", item.id))
                for event in self._point(plan, item, point, Decimal(error), forge):
                    journal.append(event)
                for temperature in resumed:
                    clock.minutes += 45
                    journal.append(RunResumed("李四", "", 0.0))
                    for event in (*_temperature(temperature, "李四"), *_ENERGISED_AGAIN):
                        journal.append(event)
                resumed = ()
            if program_changed:
                journal.append(ProgramChanged(program_changed))
            if ended is not None:
                for event in _ending(plan, ended):
                    journal.append(event)
                key = Ed25519PrivateKey.from_private_bytes(b"calbench test key of 32 bytes!!!")
                journal.seal(SigningKey(key, 1, clock.utc()))
        return path

    def _opening(
        self,
        plan: Plan,
        embedded: dict[str, str],
        serial: str,
        simulated: bool,
        conditions: tuple[str, ...],
        identity: tuple[str, str] | None,
    ) -> list[Event]:
        held = tuple(
            EmbeddedText(role, f"{role}.yaml", sha256(text.encode()).hexdigest(), text)
            for role, text in embedded.items()
        )
        maker, reply = identity or ("HP", f"HP,34401A,{serial},11-5-2")
        events: list[Event] = [
            RunStarted(
                format=FORMAT, run="20261120T183000Z-4f1c", program="0.1.0", modules={}, operator="张三",
                simulated=simulated, seed=1, clock="virtual", speed=float("inf"), texts=held, plan=plan,
            ),
            InstrumentIdentified(
                "calibrator", "sim:calibrator", "fluke.5522a", "FLUKE", "5522A", "1972905", "1", "FLUKE,5522A,1972905,1"
            ),
            InstrumentIdentified(
                "meter", "sim:meter", "keysight.34401a", maker, "34401A", serial, "11-5-2", reply
            ),
        ]  # fmt: skip
        if any(role.is_uut and role.by_person for role in plan.roles.values()):
            asked = PromptAsked("serial", "identify", "meter", Bilingual("出厂编号", "serial"), "", None, "meter")
            by_hand = replace(events[2], raw=serial)  # type: ignore[type-var]  # the meter
            events[2:] = [asked, PromptAnswered("serial", serial, "张三", "typed"), by_hand]
        events += [event for value in conditions for event in _temperature(value, "张三")]
        return events

    def _point(
        self,
        plan: Plan,
        item: PlannedItem,
        point: PlannedPoint,
        error: Decimal,
        forge: Callable[[PointResult], PointResult],
    ) -> list[Event]:
        key = MeasurementKey("MY41001234", item.id, point.id)
        nominal, unit = point.fields["nominal"], CAPABILITIES[item.function].unit
        setting = Decimal(nominal.si.numerator) / nominal.si.denominator
        source = next(role for role, found in plan.roles.items() if found.serves == "source")
        output, take = f"{source}.output", item.method[0]
        assert isinstance(take, Take)
        seen = setting - error if plan.roles[source].is_uut else setting + error
        events: list[Event] = [PointStarted(key)]

        def taken(name: str, number: int, value: Decimal, role: str) -> None:
            raw = f"{value:+.8E}"
            purpose = "reference" if name == output else "measurement"
            played = plan.roles[role]
            form = "entered" if played.by_person else "nrf"
            if played.by_person:
                raw, prompt = f"{value:f}", reading_name(key, name, number)
                asked = PromptAsked(prompt, "number", prompt, Bilingual("读数", "read"), unit, key, played.instrument)
                events.extend([asked, PromptAnswered(prompt, raw, "张三", "typed")])
            instrument = played.instrument
            events.append(IndicationTaken(key, name, number, purpose, instrument, Decimal(raw), unit, raw, form, 0.0))

        taken(output, 1, setting, source)
        events.append(TakeIntended(key, take.name, plan.roles[take.source].instrument, 2, "measurement"))
        for number in (1, 2):
            taken(take.name, number, seen, take.source)
        readings = {
            name: tuple(
                Quantity.of(event.value, unit)
                for event in events
                if isinstance(event, IndicationTaken) and event.name == name
            )
            for name in (output, take.name)
        }
        result = forge(evaluate_point(plan, item, point, readings, date(2026, 11, 20)))
        return [*events, PointCompleted(key, result)]


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    folder = tmp_path / "records"
    folder.mkdir()
    return Runs(folder)


@pytest.fixture(scope="module")
def module_runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """As `runs`, for records that several tests of a module share."""
    return Runs(tmp_path_factory.mktemp("records"))


@pytest.fixture(scope="session")
def planned() -> Plan:
    return plan()


@pytest.fixture
def embedded_texts() -> Callable[..., dict[str, str]]:
    return texts


@pytest.fixture
def order_text() -> str:
    return ORDER
