"""The page of a procedure: what it follows, who takes part, every item in words, and what nobody has checked yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.records.condition_titles import condition_title
from procedures.counts import PERSON, WIRE
from procedures.documentation.items import checked, item_section
from procedures.documentation.markdown import NONE, both, code, paragraph, table
from procedures.documentation.on_a_bench import bench_section
from procedures.model import UUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bench_core.documents.coverage import Coverage
    from bench_core.documents.model import Document
    from bench_core.records.plan import Plan
    from procedures.model import Procedure, RoleForm

_KINDS = {
    "calibration": Bilingual("校准", "calibration"),
    "verification": Bilingual("检定", "verification"),
}
_USES = {
    "as_class": Bilingual("按级：只用技术指标", "by class: its specification alone"),
    "as_corrected": Bilingual("按等：用证书给出的值", "as corrected: its certificate's values"),
}
_BASES = {"reading": "示值 the indication", "reference": "参考值 the reference value"}
_BASES_OF_SOURCE = {"reading": "设定值 the setting", "reference": "实际值 the actual value"}
_ENTRIES = {WIRE: "程控 by wire", PERSON: "人工 by a person"}
_ROUNDED = {
    "nearest": "",
    "up": "，只进不舍 rounded up",
    "up_if_much_less": "，舍去超过 5 % 时进位 rounded up where the nearest takes off more than 5 %",
}
_DOMINATING = (
    "；一两个界限已知的分量占优势时，k 由其分布得出 where one or two components of known limits dominate, k is that of "
    "their distribution"
)
_NAMES = (
    ("point.nominal", "标称值 the nominal value of the point"),
    ("point.range, point.frequency", "该点的量程与频率 its range and frequency"),
    ("uut.mpe", "被检器具的最大允许误差 the limit of error of the UUT there"),
    ("uut.resolution", "被检器具的分辨力 the resolution of the UUT on that range"),
    ("ROLE.output", "源输出的值 the value that a source puts out, by its use"),
    ("NAME[range]", "该量程上一次读取的值 what was read once for that range"),
)


def page(document: Document[Procedure], plan: Plan | None = None, on: date | None = None) -> str:
    """Return the page of a procedure, in Markdown.

    Args:
        document: the procedure.
        plan: of a bench, whose points are shown too; None for the procedure alone.
        on: day for which the plan was expanded.
    """
    return "\n".join(_lines(document, plan, on)).rstrip() + "\n"


def _lines(document: Document[Procedure], plan: Plan | None, on: date | None) -> Iterator[str]:
    procedure = document.model
    yield from paragraph(f"# {both(procedure.title)}")
    yield from paragraph(
        f"由 `calbench document` 从 `{document.path.name}` 生成，请修改规程文件而不是本页。 "
        f"Generated from `{document.path.name}`; change that file, not this page."
    )
    yield from table(("", ""), _facts(document))
    yield from _approval(procedure)
    yield from _roles(procedure)
    yield from _conditions(procedure)
    for number, item in enumerate(procedure.items, start=1):
        yield from item_section(number, item)
    yield from paragraph("## 表达式中的名称 Names in expressions")
    yield from table(("名称 name", "含义 meaning"), [(code(name), meaning) for name, meaning in _NAMES])
    if plan is not None and on is not None:
        yield from bench_section(plan, on)


def _facts(document: Document[Procedure]) -> Iterator[tuple[str, str]]:
    procedure = document.model
    yield "依据 basis", " ".join(text for text in (procedure.basis.code, procedure.basis.title) if text)
    yield "标识 id", code(procedure.id)
    yield "种类 kind", both(_KINDS[procedure.kind])
    yield "阶段 stage", "调整前 as found"
    report = procedure.report
    if report.U is not None:
        yield "U 的有效数字 digits of U", f"{report.U.digits}{_ROUNDED[report.U.rounded]}"
    if report.coverage is not None:
        yield from _covered(report.coverage)
    sourced = any(item.uses[UUT].serves == "source" for item in procedure.items if UUT in item.uses)
    yield "误差限中“读数”的基 base of “of reading”", (_BASES_OF_SOURCE if sourced else _BASES)[procedure.mpe_base]
    for one in (document, *document.includes):
        yield f"SHA-256 {one.path.name}", code(one.digest)


def _covered(coverage: Coverage) -> Iterator[tuple[str, str]]:
    if coverage.k is not None:
        yield "包含因子 coverage factor", f"k = {coverage.k}"
    if coverage.p is not None:
        yield "包含概率 coverage probability", f"{coverage.p}{_DOMINATING if coverage.rule is not None else ''}"


def _approval(procedure: Procedure) -> Iterator[str]:
    yield from paragraph("## 核对状态 What was checked against the text")
    requirements = [row for item in procedure.items for row in item.requirements]
    done = sum(item.verified is not None for item in procedure.items)
    judged = sum(row.verified is not None for row in requirements)
    yield from paragraph(
        f"项目 items: {done} / {len(procedure.items)}; 要求 requirements: {judged} / {len(requirements)}. "
        + (
            "全部核对。 Everything was checked."
            if done + judged == len(procedure.items) + len(requirements)
            else "未全部核对，证书只能是草稿。 Not everything was checked, so certificates are drafts."
        )
    )
    rows = [
        (f"{number}. {both(item.title)}", item.clause or NONE, checked(item.verified), _judged(item.requirements))
        for number, item in enumerate(procedure.items, start=1)
    ]
    yield from table(("项目 item", "条款 clause", "项目核对 item checked", "要求核对 requirements checked"), rows)


def _judged(requirements: tuple[object, ...]) -> str:
    done = sum(getattr(row, "verified", None) is not None for row in requirements)
    return f"{done} / {len(requirements)}" if requirements else NONE


def _roles(procedure: Procedure) -> Iterator[str]:
    yield from paragraph("## 角色 Roles")
    rows = [_role(procedure, name, role) for name, role in procedure.roles.items()]
    heads = ("角色 role", "是 is", "用法 use", "每点 U（k=2）不大于 U (k = 2) at a point", "功能 capabilities")
    yield from table(heads, rows)


def _role(procedure: Procedure, name: str, role: RoleForm) -> tuple[str, ...]:
    if name == UUT:
        what, how = "被检器具 unit under test", ", ".join(_ENTRIES[way] for way in role.entry or ())
    else:
        what, how = "标准器 standard", both(_USES[role.use]) if role.use is not None else NONE
    adequacy = f"≤ {code(role.adequacy.text)}" if role.adequacy is not None else NONE
    found = [item.uses[name].function for item in procedure.items if name in item.uses]
    named = [CAPABILITIES[function] for function in dict.fromkeys(found) if function in CAPABILITIES]
    return code(name), what, how, adequacy, ", ".join(f"{one.zh} {one.en}" for one in named)


def _conditions(procedure: Procedure) -> Iterator[str]:
    if not procedure.conditions:
        return
    yield from paragraph("## 条件 Conditions")
    rows = [(both(condition_title(name)), code(name), str(limits)) for name, limits in procedure.conditions.items()]
    yield from table(("条件 condition", "名称 name", "限值 limits"), rows)
