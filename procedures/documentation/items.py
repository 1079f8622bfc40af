"""The section of one item: where it is measured, how, by what model, and what must hold; knows no bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from procedures.documentation.markdown import NONE, both, code, paragraph, table
from procedures.documentation.steps import in_words
from procedures.fields import RangesOf
from procedures.model import LEVELS
from procedures.points import Nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.fields import Verification
    from bench_core.metrology.quantity import Quantity
    from procedures.model import ItemForm
    from procedures.points import ExceptForm, PointRow
    from procedures.uncertainty import UncertaintyEntry

_RANGES = {
    "basic_range": Bilingual("基本量程", "the basic range"),
    "other_ranges": Bilingual("其他各量程", "the other ranges"),
    "ranges": Bilingual("各量程", "every range"),
}
_LEVELS = {
    "reading": "每个读数 per reading", "repeat": "每次重复 per repeat", "point": "每一点 per point",
    "item": "每个项目 per item", "uut": "每件被检器具 per UUT",
}  # fmt: skip
_DISTRIBUTIONS = {
    "rectangular": "均匀分布 rectangular",
    "triangular": "三角分布 triangular",
    "arcsine": "反正弦分布 arcsine",
    "two_point": "两点分布 two-point",
}


def item_section(number: int, item: ItemForm) -> Iterator[str]:
    """Yield the lines of an item's section.

    Args:
        number: of the item, from 1.
        item: complete, also where it is like another one.
    """
    yield from paragraph(f"## {number}. {both(item.title)}")
    yield from table(("", ""), _facts(item))
    yield from paragraph("**校准点 Points**")
    yield from table(("量程 ranges", "标称值 values", "频率 frequencies", "不测 left out"), map(_points, item.points))
    yield from paragraph("**方法 Method**")
    words = list(in_words(item.method))
    for position, step in enumerate(words, start=1):
        yield f"{position}. {step.zh}<br>{step.en}"
    yield ""
    yield from _model(item)
    yield from _budget(item)
    yield from _requirements(item)


def checked(verified: Verification | None) -> str:
    """Return who checked something against the text, or that nobody did."""
    if verified is None:
        return "**未核对 not checked**"
    return f"{verified.by}, {verified.on}, {verified.edition}, {verified.page}"


def _facts(item: ItemForm) -> Iterator[tuple[str, str]]:
    yield "标识 id", code(item.id)
    yield "条款 clause", item.clause or NONE
    yield "核对 checked", checked(item.verified)
    if item.like:
        yield "其余取自 the rest is like", code(item.like)
    if item.applies is not None:
        function = CAPABILITIES[item.applies.function]
        yield "适用 applies", f"被检器具有{function.zh}功能时 where the UUT has {function.en}"
    if item.connections:
        leads = ", ".join(f"{code(role)}: {terminals}" for role, terminals in item.connections.items())
        yield "接线 connections", leads
    if item.max_on is not None:
        limit = item.max_on
        zh = f"大于 {limit.above} 时最长 {limit.longest}，间歇 {limit.rest}"
        en = f"above {limit.above} for {limit.longest} at most, then a rest of {limit.rest}"
        yield "输出时间 time of output", f"{zh} {en}"


def _points(row: PointRow) -> tuple[str, str, str, str]:
    values = ", ".join(map(_nominal, row.at))
    of = "（量程的百分比 of the range）" if row.of is not None else ""
    frequencies = ", ".join(map(str, row.frequency or ()))
    return _ranges(row.range), f"{values}{of}", frequencies, "; ".join(map(_exception, row.except_))


def _ranges(ranges: RangesOf | Quantity) -> str:
    return both(_RANGES[ranges.choice]) if isinstance(ranges, RangesOf) else str(ranges)


def _nominal(value: Quantity | Nearest) -> str:
    return (
        f"最接近 {value.to} 的源值 the source's next value to {value.to}" if isinstance(value, Nearest) else str(value)
    )


def _exception(exception: ExceptForm) -> str:
    if exception.when is None:
        return "未规定技术指标处 where nothing is specified"
    why = f" {both(exception.why)}" if exception.why is not None else ""
    return f"{code(exception.when.text)}{why}"


def _model(item: ItemForm) -> Iterator[str]:
    yield from paragraph("**测量模型 Measurement model**")
    rows = [
        (_LEVELS[level], code(f"{name} = {equation.text}"))
        for level in LEVELS
        for name, equation in item.model.at(level).items()
    ]
    yield from table(("级 level", "方程 equation"), rows)


def _budget(item: ItemForm) -> Iterator[str]:
    entries = [entry for entry in item.uncertainty if entry.larger_of is None]
    if not entries:
        return
    yield from paragraph("**不确定度分量 Components of uncertainty**")
    rows = [
        (code(entry.name), both(entry.cause) if entry.cause else NONE, code(entry.of), _way(entry)) for entry in entries
    ]
    yield from table(("分量 component", "来源 cause", "属于 of", "评定 evaluation"), rows)
    for entry in item.uncertainty:
        if entry.larger_of is not None:
            names = ", ".join(map(code, entry.larger_of))
            yield from paragraph(f"只计其中较大者 only the larger counts: {names}")


def _way(entry: UncertaintyEntry) -> str:
    if entry.type is not None:
        return "A 类 type A"
    if entry.source is not None:
        return f"{code(entry.source)} 的技术指标或证书 its specification or certificate"
    width = entry.half_width.text if entry.half_width is not None else NONE
    shape = NONE if entry.distribution is None else _DISTRIBUTIONS[entry.distribution]
    return f"半宽度 half width {code(width)}, {shape}"


def _requirements(item: ItemForm) -> Iterator[str]:
    if not item.requirements:
        yield from paragraph("无符合性要求 No requirement: the item states errors and their uncertainty.")
        return
    yield from paragraph("**要求 Requirements**")
    rows = [
        (both(one.what), ", ".join(map(code, one.of)), code(one.limit.text), one.rule or NONE, one.clause or NONE,
         checked(one.verified))
        for one in item.requirements
    ]  # fmt: skip
    heads = ("要求 requirement", "量 of", "限值 limit", "判定规则 rule", "条款 clause", "核对 checked")
    yield from table(heads, rows)
