"""The measuring half of a DCC: method, equipment, conditions, tables; knows no person and no client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.metrology.unit import unit
from dcc_export.certificate_record import Identification
from dcc_export.dcc_administration import DECISION_RULE_ID, software
from dcc_export.dcc_elements import (
    element,
    expanded_uncertainties,
    identifications,
    leaf,
    maker,
    quantity,
    quantity_list,
    words,
)
from dcc_export.printable import in_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from dcc_export.certificate_record import CertificateRecord, ConditionEntry, PointRow, ResultTable
    from dcc_export.equipment_record import Equipment, StandardReference

_CONDITION_TYPES = {
    "ambient.temperature": "basic_temperature",
    "ambient.relative_humidity": "basic_humidityRelative",
    "ambient.pressure": "basic_airPressure",
}


def measurement_results(record: CertificateRecord) -> etree._Element:
    """Return `dcc:measurementResults` with one result, its methods and conditions inside it.

    DCC 3.3.0 would allow them once for all results; PTB's rules look for them at each result.
    """
    result = element(
        "dcc:measurementResult",
        words("dcc:name", record.title),
        words("dcc:description", record.adjusted),
        element("dcc:usedMethods", *_methods(record)),
        element("dcc:usedSoftware", software("calbench", record.origin.program, "application")),
        element("dcc:measuringEquipments", *(_equipment(one) for one in record.equipment)),
        element("dcc:influenceConditions", *_conditions(record)),
        element("dcc:results", *(_result(table) for table in record.tables)),
    )
    return element("dcc:measurementResults", result)


def _methods(record: CertificateRecord) -> list[etree._Element]:
    method = record.method
    norms = (leaf("dcc:norm", method.norm),)
    said = record.uncertainty
    return [
        element("dcc:usedMethod", words("dcc:name", method.name), *norms, refType="calbench_calibrationMethod"),
        element(
            "dcc:usedMethod",
            words("dcc:name", said.heading),
            words("dcc:description", said.text),
            leaf("dcc:norm", said.norm),
            refType=said.kind,
        ),
    ]


def _equipment(used: Equipment) -> etree._Element:
    numbers = [
        Identification("manufacturer", Bilingual("出厂编号", "serial number"), used.serial, "basic_serialNo"),
    ]
    return element(
        "dcc:measuringEquipment",
        words("dcc:name", used.name),
        words("dcc:description", _use(used)),
        None if used.certificate is None else _certificate(used.certificate),
        maker(used.maker),
        leaf("dcc:model", used.model),
        identifications(numbers) if used.serial else None,
        refType="basic_measurementStandard",
    )


def _use(used: Equipment) -> Bilingual:
    """Return how a standard was used, on which ranges, and with which specification or U."""
    said = [one.sentence for one in used.characteristics]
    zh = "；".join([used.use.zh, *(one.zh for one in said)])
    return Bilingual(zh, "; ".join([used.use.en, *(one.en for one in said)]))


def _certificate(certificate: StandardReference) -> etree._Element:
    said = Bilingual(
        f"发证单位：{certificate.issuer.zh}；发证日期：{certificate.issued}；有效期至：{certificate.due}",
        f"issued by {certificate.issuer.en} on {certificate.issued}, valid until {certificate.due}",
    )
    return element(
        "dcc:certificate",
        words("dcc:referral", Bilingual("标准器的校准证书", "calibration certificate of the standard")),
        element("dcc:referralID", text=certificate.number),
        element("dcc:procedure", text=f"SHA-256 ({certificate.digest_of})"),
        element("dcc:value", text=certificate.digest),
        words("dcc:description", said),
        element("dcc:inValidityRange", text=str(certificate.in_validity).lower()),
        element("dcc:traceable", text=str(not certificate.simulated).lower()),
    )


def _conditions(record: CertificateRecord) -> list[etree._Element]:
    if record.conditions:
        return [_condition(one) for one in record.conditions]
    nothing = Bilingual("原始记录中没有环境条件。", "The original record holds no ambient conditions.")
    name = Bilingual("环境条件", "ambient conditions")
    return [element("dcc:influenceCondition", words("dcc:name", name), element("dcc:data", words("dcc:text", nothing)))]


def _condition(one: ConditionEntry) -> etree._Element:
    ref_type = _CONDITION_TYPES.get(one.key, "calbench_condition")
    limits = Bilingual(
        (f"要求：{one.limits}；" if one.limits else "") + f"记录时间：{one.time}；来源：{one.entered.zh}",
        (f"required: {one.limits}; " if one.limits else "") + f"recorded {one.time}; source: {one.entered.en}",
    )
    return element(
        "dcc:influenceCondition",
        words("dcc:name", one.name),
        words("dcc:description", limits),
        element("dcc:data", quantity(ref_type, one.name, one.value, one.at)),
        refType=ref_type,
    )


def _result(table: ResultTable) -> etree._Element:
    return element(
        "dcc:result",
        words("dcc:name", table_name(table)),
        _description(table),
        element("dcc:data", element("dcc:list", *_columns(table), refType=_table_type(table))),
    )


def _table_type(table: ResultTable) -> str:
    """Return what kind of table it is by PTB: with a frequency every row has two indices."""
    return "basic_2IndexFlatTable" if table.alternating else "basic_1IndexTable"


def _description(table: ResultTable) -> etree._Element | None:
    """Return how it was connected, and the notes to its item."""
    said = list(table.notes)
    if table.connections is not None:
        said.insert(0, table.connections.sentence)
    if not said:
        return None
    text = Bilingual("".join(one.zh for one in said), " ".join(one.en for one in said))
    return words("dcc:description", text)


def table_name(table: ResultTable) -> Bilingual:
    """Return what a table is called: item, range and what its points share."""
    zh = [table.heading.zh, f"量程 {table.range}", table.further]
    en = [table.heading.en, f"range {table.range}", table.further]
    if table.clause:
        zh.append(f"条款 {table.clause}")
        en.append(f"clause {table.clause}")
    return Bilingual("，".join(filter(None, zh)), ", ".join(filter(None, en)))


def _columns(table: ResultTable) -> list[etree._Element]:
    points = table.points
    error = quantity_list(
        "basic_measurementError",
        Bilingual("误差", "error") if table.sourced else Bilingual("示值误差", "error of indication"),
        [point.error for point in points],
        *_limits(points),
        uncertainty=expanded_uncertainties(points),
    )
    reference = Bilingual("实际值", "actual value") if table.sourced else Bilingual("标准值", "reference value")
    indication = Bilingual("设定值", "setting") if table.sourced else Bilingual("示值", "indication")
    of_standard = quantity_list("basic_referenceValue", reference, [point.reference for point in points])
    of_item = quantity_list("basic_measuredValue", indication, [point.indication for point in points])
    values = [of_item, of_standard] if table.sourced else [of_standard, of_item]
    return [*_indices(table), *values, error]


def _indices(table: ResultTable) -> list[etree._Element]:
    """Return the columns that tell one row from another."""
    name, nominal = Bilingual("标称值", "nominal value"), [point.nominal for point in table.points]
    if not table.alternating:
        return [quantity_list("basic_nominalValue basic_tableIndex0", name, nominal)]
    hertz = [None if point.frequency is None else in_unit(point.frequency, unit("Hz")) for point in table.points]
    return [
        quantity_list("basic_nominalValue basic_FlatTableIndex0", name, nominal),
        quantity_list("calbench_frequency basic_FlatTableIndex1", Bilingual("频率", "frequency"), hertz),
    ]


def _limits(points: Sequence[PointRow]) -> list[etree._Element]:
    data = [
        quantity_list(f"basic_toleranceLimit{side}", name, values)
        for side, name, values in (
            ("Lower", Bilingual("允许误差下限", "lower limit of error"), [point.lower for point in points]),
            ("Upper", Bilingual("允许误差上限", "upper limit of error"), [point.upper for point in points]),
        )
        if any(value is not None for value in values)
    ]
    verdicts = [point.conformity for point in points if point.conformity is not None]
    if not verdicts:
        return [_limits_for_information(data)] if data else []
    name = Bilingual("符合性与最大允许误差", "conformity and maximum permissible errors")
    metadata = element(
        "dcc:metaData",
        words("dcc:name", name),
        element("dcc:conformityXMLList", text=" ".join(verdicts)),
        element("dcc:data", *data) if data else None,
        refType="basic_conformity",
        refId=DECISION_RULE_ID,
    )
    return [element("dcc:measurementMetaData", metadata)]


def _limits_for_information(data: list[etree._Element]) -> etree._Element:
    name = Bilingual(
        "最大允许误差（仅供参考，未作符合性声明）", "maximum permissible errors (no statement of conformity)"
    )
    metadata = element(
        "dcc:metaData",
        words("dcc:name", name),
        element("dcc:data", *data),
        refType="calbench_limitsForInformation",
    )
    return element("dcc:measurementMetaData", metadata)
