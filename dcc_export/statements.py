"""The sentences of a calibration certificate in both languages; knows no record and no rendering."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.metrology.decision import Conformity
from dcc_export.certificate_record import Declaration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench_core.documents.instrument import TypeRecord
    from dcc_export.certificate_record import PointRow
    from dcc_export.equipment_record import Equipment

TITLE = Bilingual("校准证书", "Calibration certificate")
_ISO = "ISO/IEC 17025:2017"

OF_INDICATION = Bilingual("示值误差", "error of indication")
OF_SETTING = Bilingual("误差（设定值减实际值）", "error (setting minus actual value)")


_SHAPED = Bilingual(
    "一两个界限已知的分量占优势、其余分量合成不超过其 0.3 倍的点除外（EA-4/02 S9、S10）：其分布按占优势的分量给出，"
    "包含概率属于该分布，或为下限（≥），见各项目的注。",
    "Excepted are points at which one or two components of known limits dominate, all others together being at most "
    "0.3 of them (EA-4/02 S9, S10): their distribution is that of what dominates, and the coverage probability belongs "
    "to it, or is a lower limit (≥); see the notes to the items. ",
)


def uncertainty(*, sourced: bool, shaped: bool = False) -> Declaration:
    """Return what the stated uncertainty is of, and how it was evaluated.

    Args:
        sourced: whether the unit under test is a source.
        shaped: whether the results of some points are not nearly normal.
    """
    of, excepted = OF_SETTING if sourced else OF_INDICATION, _SHAPED if shaped else Bilingual("", "")
    text = Bilingual(
        f"各点给出的是{of.zh}的扩展不确定度 U = k·u_c，包含因子 k 与包含概率列于该点，"
        f"两者按有效自由度的 t 分布相对应；有效自由度不小于 100 时，分布记为正态分布。{excepted.zh}按 JJF 1059.1 和 "
        "JCGM 100:2008（GUM）评定，对校准时的条件成立，不含被校器具的长期稳定性。",
        f"Stated at each point is the expanded uncertainty U = k·u_c of the {of.en}, with its coverage factor k and "
        "coverage probability, which belong together by Student's t distribution for the effective degrees "
        f"of freedom; from 100 degrees of freedom on the distribution is stated as normal. {excepted.en}"
        "It was evaluated according to JJF 1059.1 and JCGM 100:2008 (GUM), holds for the conditions of "
        "the calibration, and does not include the long-term stability of the item.",
    )
    heading = Bilingual("测量不确定度", "Measurement uncertainty")
    return Declaration("basic_methodMeasurementUncertainty", heading, text, "JJF 1059.1")


_RULES = {
    "jjf1094": (
        Bilingual(
            "与委托方约定，按 JJF 1094-2002 判定：U ≤ MPEV/3 时，|Δ| ≤ MPEV 为合格，否则不合格；"
            "U > MPEV/3 时，|Δ| ≤ MPEV − U 为合格，|Δ| ≥ MPEV + U 为不合格，其间为待定。待定不是合格；"
            "数字证书中 |Δ| ≤ MPEV 的待定记为 conditionalPass，|Δ| > MPEV 的待定记为 conditionalFail。",
            "As agreed with the client, by JJF 1094-2002: where U ≤ MPEV/3, |Δ| ≤ MPEV is a pass, "
            "else a fail; "
            "where U > MPEV/3, |Δ| ≤ MPEV − U is a pass, |Δ| ≥ MPEV + U a fail, and anything between is "
            "undetermined. Undetermined is not a pass; the digital certificate calls it "
            "conditionalPass where "
            "|Δ| ≤ MPEV and conditionalFail where |Δ| > MPEV.",
        ),
        "JJF 1094-2002",
    ),
    "guarded": (
        Bilingual(
            "与委托方约定，按带保护带的二元判定（ILAC-G8:09/2019，保护带 w = U）：|Δ| ≤ MPEV − U 为合格，否则不合格；"
            "U 的包含概率为 95 % 时，合格点实际超出限值的概率不超过 2.5 %。",
            "As agreed with the client, by guarded acceptance (ILAC-G8:09/2019, guard band w = U): |Δ| ≤ MPEV − U is a "
            "pass, else a fail; with U at 95 %, the probability that a point that passes lies beyond its limit is at "
            "most 2.5 %.",
        ),
        "ILAC-G8:09/2019",
    ),
    "simple": (
        Bilingual(
            "与委托方约定，按简单接受判定（ILAC-G8:09/2019）：|Δ| ≤ MPEV 为合格，否则不合格，不设保护带；"
            "接近限值时误判概率可达 50 %。",
            "As agreed with the client, by simple acceptance (ILAC-G8:09/2019): |Δ| ≤ MPEV is a pass, "
            "else a "
            "fail, without a guard band; near a limit the probability of a wrong decision may reach 50 %.",
        ),
        "ILAC-G8:09/2019",
    ),
}
_EDITIONS = {"edition not recorded": "版本未记录"}
_COUNTED = re.compile(r"[0-9]{1,3}")
_PAGES = re.compile(r"(?:pp?\.)?\s*([0-9]+(?:\s?[-–]\s?[0-9]+)?)")
_UNROUNDED = Bilingual("判定使用未修约的值。", "Values are judged before they are rounded.")
_ROUNDED = Bilingual("判定前按规程修约。", "Values are rounded as the procedure says before they are judged.")

_GENERAL = (
    Declaration("calbench_documentKind", Bilingual("文件类型", "Kind of document"), TITLE),
    Declaration(
        "calbench_onlyItems",
        Bilingual("结果的范围", "Scope of the results"),
        Bilingual(
            "本证书的结果仅与所列被校器具及校准时的状态有关。",
            "The results relate only to the item listed, in its state at the time of calibration.",
        ),
        _ISO,
        "7.8.2.1",
    ),
    Declaration(
        "calbench_reproduction",
        Bilingual("复制", "Reproduction"),
        Bilingual(
            "未经发证单位书面同意，不得部分复制本证书。",
            "This certificate shall not be reproduced except in full without the written approval of the laboratory.",
        ),
        _ISO,
        "7.8.2.1",
    ),
)


def decision_rule(rule: str, *, rounded: bool) -> Declaration:
    """Return the statement of a decision rule.

    Args:
        rule: of the requirements, `simple`, `guarded` or `jjf1094`.
        rounded: whether values are rounded before they are judged.
    """
    text, norm = _RULES[rule]
    before = _ROUNDED if rounded else _UNROUNDED
    whole = Bilingual(f"{text.zh}{before.zh}", f"{text.en} {before.en}")
    return Declaration("basic_decisionRule", Bilingual("判定规则", "Decision rule"), whole, norm)


def general() -> tuple[Declaration, ...]:
    """Return what every calibration certificate says."""
    return _GENERAL


def traceability(equipment: Sequence[Equipment]) -> Declaration:
    """Return the statement of traceability: only real, valid certificates make a result traceable."""
    heading = Bilingual("计量溯源性", "Metrological traceability")
    certificates = [one.certificate for one in equipment]
    if any(one is not None and one.simulated for one in certificates):
        text = Bilingual(
            "所用标准器为仿真标准器，结果不具有溯源性。",
            "The standards are simulated; the results are not traceable.",
        )
        return Declaration("calbench_traceability", heading, text, _ISO, "7.8.4.1", traceable=False)
    if not certificates or not all(one is not None and one.in_validity for one in certificates):
        text = Bilingual(
            "并非所有标准器都有有效证书，未表明溯源性。",
            "Traceability is not shown: a standard lacks a valid certificate.",
        )
        return Declaration("calbench_traceability", heading, text, _ISO, "7.8.4.1", traceable=False)
    text = Bilingual(
        "结果通过所列标准器的证书溯源至国际单位制（SI）。",
        "The results are traceable to the International System of Units (SI) through the certificates "
        "of the standards listed.",
    )
    return Declaration("calbench_traceability", heading, text, _ISO, "7.8.4.1", traceable=True)


def conformity(points: Sequence[PointRow], *, sourced: bool = False, left_out: int = 0) -> Declaration:
    """Return what the points say together; an overall pass only where every point is a pass.

    Args:
        points: all of the certificate.
        sourced: whether the unit under test is a source.
        left_out: how many further points a person left out; with one of them, nothing is said of the whole.
    """
    errors_of = "误差" if sourced else "示值误差"
    heading = Bilingual("符合性", "Conformity")
    failed = [point for point in points if point.conformity is Conformity.FAIL]
    undetermined = [point for point in points if point.conformity is not None and point.conformity.undetermined]
    if not left_out and all(point.conformity is Conformity.PASS for point in points):
        text = Bilingual(
            f"按上述判定规则，全部 {len(points)} 个校准点的{errors_of}符合最大允许误差要求。",
            f"By the decision rule above, the errors at all {len(points)} calibration points conform "
            f"to the maximum "
            "permissible errors.",
        )
        return Declaration("basic_conformity", heading, text, _ISO, "7.8.6", conformity=Conformity.PASS)
    more = Bilingual(f"，另有 {left_out} 个由人员跳过", f", and {left_out} more were left out by a person")
    more = more if left_out else Bilingual("", "")
    text = Bilingual(
        f"{len(points)} 个校准点中，{len(failed)} 个不合格，{len(undetermined)} 个待定{more.zh}；不作总体符合性声明"
        f"，见各点结论。",
        f"Of {len(points)} calibration points {len(failed)} fail and {len(undetermined)} are "
        f"undetermined{more.en}; no overall statement "
        "of conformity is made, see each point.",
    )
    return Declaration("calbench_conformitySummary", heading, text, _ISO, "7.8.6")


def not_judged(*, required: bool) -> Declaration:
    """Return the sentence that no statement of conformity was asked for.

    Args:
        required: whether the method has requirements, so that permissible errors are listed.
    """
    text = Bilingual(
        "委托方未要求符合性声明，本证书不作判定；所列最大允许误差仅供参考。",
        "No statement of conformity was asked for and none is made; the maximum permissible errors "
        "are for information.",
    )
    if not required:
        text = Bilingual(
            "校准依据不含最大允许误差要求，本证书不作符合性声明。",
            "The method has no requirement on errors; no statement of conformity is made.",
        )
    return Declaration("calbench_notJudged", Bilingual("符合性", "Conformity"), text)


def scope(titles: Sequence[Bilingual], norm: str) -> Declaration:
    """Return which items were performed, and that others of the method were not.

    Args:
        titles: of the plan's items, in order.
        norm: code of the document that was followed.

    Source: ISO/IEC 17025:2017 7.8.2.1 n (additions to, deviations, or exclusions from the method).
    """
    zh = "、".join(dict.fromkeys(title.zh for title in titles))
    en = "; ".join(dict.fromkeys(title.en for title in titles))
    text = Bilingual(
        f"仅进行了以下所列项目：{zh}；{norm} 的其他项目未进行。",
        f"Only the items listed were performed: {en}. Other items of {norm} were not.",
    )
    heading = Bilingual("对方法的偏离与删减", "Deviations from the method and exclusions")
    return Declaration("calbench_exclusions", heading, text, _ISO, "7.8.2.1 n")


def left_out(title: Bilingual, sentence: Bilingual) -> Declaration:
    """Return which points of an item the procedure leaves out on this bench, and why.

    Args:
        title: of the item.
        sentence: points with their reasons.

    Source: ISO/IEC 17025:2017 7.8.2.1 n.
    """
    heading = Bilingual(f"未进行的校准点：{title.zh}", f"Points left out: {title.en}")
    return Declaration("calbench_leftOut", heading, sentence, _ISO, "7.8.2.1 n")


def read_by_person(persons: Sequence[Bilingual]) -> Declaration:
    """Return that indications were read by a person, without sight of what they ought to be.

    Args:
        persons: who entered them and how, at least one.
    """
    zh, en = "、".join(one.zh for one in persons), ", ".join(one.en for one in persons)
    text = Bilingual(
        f"示值由人员从显示器读取并录入，读取时不显示标准值、误差和结论。录入：{zh}。",
        "Indications were read from the display and entered by a person, without sight of reference value, error or "
        f"verdict. Entered: {en}.",
    )
    return Declaration("calbench_readByPerson", Bilingual("人工读数", "Readings by a person"), text)


def interruptions(count: int) -> Declaration:
    """Return that the run was interrupted and went on.

    Args:
        count: how often, at least once.
    """
    times = "once" if count == 1 else f"{count} times"
    text = Bilingual(
        f"校准过程中断并继续 {count} 次；中断时未完成的校准点已重新测量。",
        f"The run was interrupted and resumed {times}; a point that was not complete was taken again.",
    )
    return Declaration("calbench_interruptions", Bilingual("中断与继续", "Interruption and resume"), text)


def specification(item: TypeRecord) -> Declaration:
    """Return where the maximum permissible errors come from, and whether they were checked."""
    source = item.source
    places = [_edition(source.edition), *([_pages(source.pages)] if source.pages else [])]
    place_zh = "，".join((source.document, *(place.zh for place in places)))
    place_en = ", ".join((source.document, *(place.en for place in places)))
    open_zh, open_en = ("", "") if item.verified is not None else ("（未经核对）", " (not verified)")
    text = Bilingual(
        f"最大允许误差取自 {item.maker} {item.model} 的技术指标：{place_zh}{open_zh}。",
        f"The maximum permissible errors are the specification of {item.maker} {item.model}: {place_en}{open_en}.",
    )
    return Declaration(
        "calbench_specification", Bilingual("最大允许误差的来源", "Source of the permissible errors"), text
    )


def _edition(edition: str) -> Bilingual:
    """Return `2` as `edition 2`; a year, and whatever else is written, stays as it is."""
    if _COUNTED.fullmatch(edition):
        return Bilingual(f"第 {edition} 版", f"edition {edition}")
    return Bilingual(_EDITIONS.get(edition, edition), edition)


def _pages(pages: str) -> Bilingual:
    """Return `69` and `p. 69` as `第 69 页` and `p. 69`; what is more than page numbers stays as it was written."""
    found = _PAGES.fullmatch(pages.strip())
    if found is None:
        return Bilingual(pages, pages)
    return Bilingual(f"第 {found[1]} 页", f"{'p.' if found[1].isdecimal() else 'pp.'} {found[1]}")


def draft(reasons: Sequence[Bilingual]) -> Declaration:
    """Return the statement that this is a draft, with every reason."""
    text = Bilingual(" ".join(reason.zh for reason in reasons), " ".join(reason.en for reason in reasons))
    return Declaration("calbench_draft", Bilingual("草稿，不得签发或使用", "Draft, not to be issued or used"), text)


def adjusted(stage: str) -> Bilingual:
    """Return what state of the item the results belong to."""
    if stage == "as_left":
        return Bilingual("结果为调整后的状态。", "The results are as left, after adjustment.")
    return Bilingual("结果为接收状态，校准前未作调整。", "The results are as found; nothing was adjusted before.")
