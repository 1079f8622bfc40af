"""What each key of a procedure means, in Chinese and English; an editor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.model import (
    BasisForm,
    ItemForm,
    MaxOnForm,
    Methods,
    ModelForm,
    Procedure,
    ReportForm,
    RoleForm,
    SharedItem,
    UncertaintyReport,
)
from procedures.points import ExceptForm, PointRow
from procedures.requirements import Compare, RequirementForm
from procedures.steps import AskForm, MethodStep, ReadingsBy, SteadyForm, TakeForm
from procedures.uncertainty import UncertaintyEntry

if TYPE_CHECKING:
    from bench_core.documents.schema import KeyTexts

_VERIFIED = (
    "谁按规程原文核对过：{by, on, edition, page}；未核对写 false，证书即为草稿",
    "who compared it with the regulation: {by, on, edition, page}; false where nobody did: a draft",
)
_CLAUSE = ("规程条款号", "clause of the regulation")

_TOP: KeyTexts = {
    Procedure: {
        "calbench": ("规程文件：把检定规程或校准规范写成程序", "a procedure: a regulation that the program performs"),
        "id": ("规程的标识，用于记录与文件名", "what records and file names call it"),
        "title": ("规程名称", "its title"),
        "basis": ("所依据的检定规程或校准规范", "the regulation that it follows"),
        "methods": ("共用方法文件的路径，供 like: methods.… 引用", "path of a file of methods, for like: methods.…"),
        "kind": (
            "calibration 校准（给出 U），verification 检定（按规程判定）",
            "calibration states U, verification judges by the regulation",
        ),
        "phases": ("阶段：目前只有调整前", "stages; this version knows as_found alone"),
        "mpe_base": (
            "误差限中“读数的百分比”以示值还是参考值为基",
            "what the share “of reading” in a limit of error is of: the indication, or the reference value",
        ),
        "roles": ("角色：标准器与被检器具（uut）", "who takes part: standards, and the unit under test, uut"),
        "conditions": ("环境与预热等条件，运行前询问", "conditions that must hold; they are asked before a run"),
        "items": ("校准（检定）项目，按实施顺序", "the items, in the order of performance"),
        "report": ("结果如何给出：U 的位数、修约与包含概率", "how results are printed: digits of U, and its coverage"),
    },
    Methods: {
        "calbench": ("共用方法：几份规程共同使用的项目", "items that several procedures share"),
        "id": ("方法文件的标识", "what it is called"),
        "title": ("名称", "its title"),
        "items": ("项目，规程用 like: methods.ID 引用", "items; a procedure says like: methods.ID"),
    },
    BasisForm: {
        "code": ("编号，如 JJF 1587-2016", "code, such as JJF 1587-2016"),
        "title": ("规程全称", "its title"),
    },
    RoleForm: {
        "is": ("标准器写 reference；被检器具不写", "reference for a standard; the unit under test has none"),
        "use": (
            "as_class 按级使用（只用技术指标），as_corrected 按等使用（用证书值）",
            "as_class: by its specification; as_corrected: by its certificate's values",
        ),
        "adequacy": (
            "每一点标准器 U（k=2）的最大允许值，如 uut.mpe / 3",
            "the largest U (k = 2) of the standard at a point, such as uut.mpe / 3",
        ),
        "entry": (
            "被检器具如何读数：wire 程控，person 人工",
            "how the unit under test is read: wire, person, or both",
        ),
    },
    ReportForm: {
        "U": ("扩展不确定度的位数", "digits of the expanded uncertainty"),
        "error": ("示值误差的末位与 U 对齐", "the error ends at the last digit of U"),
        "coverage": (
            "{k: 2}、{p: 95 %} 或 {p: 95 %, from: dominating}；不写则 k = 2",
            "{k: 2}, {p: 95 %}, or {p: 95 %, from: dominating}; left out, k = 2",
        ),
    },
    UncertaintyReport: {
        "digits": ("有效数字位数：1 或 2", "significant digits: 1 or 2"),
        "round": (
            "nearest 四舍六入，up 只进不舍，up_if_much_less 舍去超过 5 % 时进位；不写则 nearest",
            "nearest, up, or up_if_much_less: up where the nearest takes off more than 5 %; left out, nearest",
        ),
    },
}

_ITEMS: KeyTexts = {
    SharedItem: {
        "id": ("项目的标识", "what the item is called"),
        "like": (
            "取另一项目（或 methods.ID）中本项目未写的键",
            "another item, or methods.ID, whose keys are taken where this one has none",
        ),
        "title": ("项目名称，用于提示与证书", "its title, for prompts and certificates"),
        "applies": (
            "被检器具没有此功能时不做，如 uut.has(ac_voltage)",
            "left out where the UUT lacks it: uut.has(ac_voltage)",
        ),
        "connections": (
            "接线：各角色的接线端（uut.terminals 取自型号档案）与线数",
            "leads: the terminals of each role (uut.terminals from its type record) and the number of wires",
        ),
        "points": (
            "校准点，每行是量程 × 频率 × 值的网格",
            "calibration points; each row is a grid of ranges, frequencies and values",
        ),
        "method": ("每一点的步骤", "the steps at each point"),
        "max_on": ("大电流等输出最长可持续多久", "how long a large output may stay on at a stretch"),
        "model": ("测量模型：由读数到误差的方程", "the measurement model: equations from readings to the error"),
        "uncertainty": (
            "不确定度分量；灵敏系数由模型导出",
            "components of the budget; sensitivities follow from the model",
        ),
        "requirements": ("必须满足的要求", "what must hold"),
    },
    ItemForm: {"clause": _CLAUSE, "verified": _VERIFIED},
    MaxOnForm: {
        "above": ("标称值大于此值的点受限", "it holds for points above this value"),
        "longest": ("输出最长持续时间", "the longest time that the output is on"),
        "rest": ("下一次输出前的间歇", "the rest before the next output goes on"),
    },
    PointRow: {
        "range": (
            "被检器具的量程：uut.basic_range(…)、uut.other_ranges(…)、uut.ranges(…) 或 10 V",
            "ranges of the UUT: uut.basic_range(…), uut.other_ranges(…), uut.ranges(…), or 10 V",
        ),
        "at": (
            "标称值：量程的百分比、带单位的值，或 nearest source value to 90 %",
            "nominal values: shares of the range, values, or nearest source value to 90 %",
        ),
        "of": ("百分比以什么为基：range", "what a percentage is of: range"),
        "frequency": ("交流功能的频率", "frequencies, of an AC function"),
        "except": (
            "不测的点：not specified，或 {when: point.nominal > 10 V, why: {zh: …, en: …}}",
            "points left out: not specified, or {when: point.nominal > 10 V, why: {zh: …, en: …}}",
        ),
    },
    ExceptForm: {
        "when": ("成立时不测的比较式，如 point.nominal > 10 V", "a comparison: points for which it holds are left out"),
        "why": ("不测的原因", "why, for people"),
    },
    ModelForm: {
        "per reading": (
            "每个读数的方程，如 e: x - source.output",
            "equations per reading, such as e: x - source.output",
        ),
        "per repeat": ("每次重复的方程", "equations per repeat"),
        "per point": (
            "每一点的方程，如 error: mean(e)；最后一个是结果",
            "equations per point, such as error: mean(e); the last is the result",
        ),
        "per item": ("每个项目的方程（本版本尚不支持）", "equations per item, which this version does not know yet"),
        "per uut": ("每件被检器具的方程（本版本尚不支持）", "equations per UUT, which this version does not know yet"),
    },
}

_STEPS: KeyTexts = {
    MethodStep: {
        "apply": (
            "设定：指示仪器写 function、range，源写功能与值；程序按安全顺序执行",
            "set: function and range of an indicator, the capability of a source; done in the safe order",
        ),
        "connect": ("由人接线：各角色的接线端", "a person connects leads: terminals by role"),
        "steady": ("等待信号稳定", "wait until a signal holds still"),
        "take": ("读数", "take readings"),
        "confirm": ("由人完成并确认", "a person does something and says so"),
        "ask": ("由人读一个数（不显示参考值）", "a person reads a number, blind"),
        "once per range": (
            "每个量程第一点之前做一次；所读 z 在模型中写作 z[range]",
            "done once before the first point of a range; what it reads under z is z[range] in the model",
        ),
    },
    SteadyForm: {
        "watch": ("观察哪个角色的示值", "the role whose indications must hold still"),
        "peak_to_peak": ("峰峰值不超过", "width of the band"),
        "for": ("须保持多久", "how long they must stay inside"),
        "give_up": ("最多等待多久", "when to stop waiting"),
    },
    TakeForm: {
        "name": ("读数在模型中的名称", "what the model calls the readings"),
        "from": ("由哪个角色读数", "the role that indicates"),
        "readings": ("次数：10，或 {wire: 10, person: 1}", "how many: 10, or {wire: 10, person: 1}"),
    },
    ReadingsBy: {
        "wire": ("程控读数次数", "how many the program takes"),
        "person": ("人工读数次数", "how many a person takes"),
    },
    AskForm: {
        "name": ("数值在模型中的名称", "what the model calls the number"),
        "text": ("向人提出的问题", "the question, for people"),
        "unit": ("数值的单位", "unit of the number"),
    },
    UncertaintyEntry: {
        "name": ("分量名称", "name of the component"),
        "of": (
            "所属的量：模型中的名称、读数名或 source.output",
            "the quantity it belongs to: a name of the model, or source.output",
        ),
        "type": ("A：由 of 的分散性评定", "A: from the spread of of"),
        "half_width": ("B 类分量的半宽度", "half width of a type B component"),
        "distribution": ("半宽度的分布", "distribution of the half width"),
        "from": ("哪个标准器的技术指标或证书给出", "the standard whose specification or certificate gives it"),
        "cause": ("来源，用于不确定度一览表", "its cause, for the budget"),
        "larger_of": ("只取其中最大的分量", "names of components of which only the largest counts"),
    },
    RequirementForm: {
        "what": ("要求的名称", "what it is about, for people"),
        "level": ("在哪一级判定：目前只有 point", "where it is judged; this version knows point"),
        "of": ("被判定的量（每点方程的名称）", "the quantity: a name per point"),
        "limit": ('限值：± uut.mpe、≤ x 或 "[a, b]"', 'its limit: ± uut.mpe, ≤ x, or "[a, b]"'),
        "rule": ("判定规则；校准须与委托方约定", "decision rule; for a calibration agreed with the client"),
        "compare": ("判定前的修约；不写则不修约", "rounding before judgement; unrounded if left out"),
        "clause": _CLAUSE,
        "verified": _VERIFIED,
    },
    Compare: {"rounded_to": ("修约间隔", "the rounding interval")},
}

KEY_TEXTS: KeyTexts = {**_TOP, **_ITEMS, **_STEPS}
"""By model and key, Chinese and English."""
