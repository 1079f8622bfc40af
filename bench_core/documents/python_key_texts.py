"""What each key of a `python:` mapping means, in Chinese and English; an editor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench_core.documents.python_forms import (
    AskForm,
    PlainProof,
    ProofForm,
    PythonErrorsForm,
    PythonIndicateForm,
    PythonOutputForm,
    StepForm,
)
from bench_core.documents.python_mapping import (
    PythonFunctionForm,
    PythonIndicator,
    PythonIndicatorFunction,
    PythonSource,
    PythonSourceFunction,
)
from bench_core.documents.python_opening import OpenForm

if TYPE_CHECKING:
    from bench_core.documents.schema import KeyTexts

_INDICATE = ("触发并返回一个示值的属性、参数或方法", "what triggers one indication and returns it")
_EXPECT = (
    "必须的回答：数字、{range}、true/false 或完整文本",
    "what it must answer: a number, {range}, true or false, or a text",
)
_MAPPING = {
    "serves": ("用作 indicator（指示仪器）还是 source（源）", "whether it serves as an indicator or as a source"),
    "class": ("类的完整路径", "module and class, such as pymeasure.instruments.hp.HP34401A"),
    "library": ("按哪个库的方式打开、关闭、询问身份", "whose way of opening, closing and asking who it is is meant"),
    "open": ("如何打开，与该库的方式不同时写", "how it is opened, where that differs from the library's way"),
    "close": ("关闭连接的方法，与该库不同时写", "the method that closes it, where that differs"),
    "identity": ("询问制造商、型号、编号、固件，与该库不同时写", "the question who it is, where that differs"),
    "ieee_488_2": (
        "*ESE 5 之后 *ESE? 是否回答 5",
        "whether *ESE 5, then *ESE?, give 5: it proves that no late reply is left",
    ),
    "errors": ("错误队列，没有写 none", "the error queue, or none"),
    "prepare": ("使其回到已知状态的步骤", "steps that bring it to a known state"),
    "functions": ("每个功能如何选择或设定", "how each function is selected or set"),
}
KEY_TEXTS: Final[KeyTexts] = {
    PythonIndicator: _MAPPING | {"indicate": _INDICATE},
    PythonSource: _MAPPING
    | {"output": ("如何输出、如何安全、如何询问状态", "how it is energised, made safe, and asked for its state")},
    PythonFunctionForm: {
        "unit": (
            "不带单位的数字的单位，默认为功能的单位",
            "of numbers without a unit; that of the capability if left out",
        ),
        "read_back": (
            "所有步骤之后的进一步查询，用以证明设置",
            "further questions after all steps, which prove the setting",
        ),
    },
    PythonIndicatorFunction: {
        "select": ("选择此功能的步骤", "the steps that select this function"),
        "indicate": _INDICATE,
    },
    PythonSourceFunction: {
        "source": ("设定输出值的步骤（不接通输出）", "the steps that set it, without energising the output"),
        "setting": ("查询设定值", "the question for the value that is set"),
    },
    StepForm: {
        "set": ("要设置的属性、参数或单参数方法", "the property, parameter or method of one argument that is set"),
        "to": ("设为何值：数字、true/false、文字或 {range}", "to what: a number, true or false, a text, or {range}"),
        "reads": (
            "设置后读出不同的值时写；不能读写 none",
            "what it reads afterwards, if something else; none if it cannot be read",
        ),
        "call": ("要调用的方法", "the method that is called"),
        "with": ("方法的参数", "the arguments of the method"),
    },
    AskForm: {
        "ask": ("要读的属性、参数或方法", "the property, parameter or method that is read"),
        "with": ("方法的参数", "the arguments of a method"),
        "field": ("列表或带逗号的文本中第几个值", "of a list, or a text with commas, the place of the answer from 1"),
    },
    ProofForm: {"expect": _EXPECT},
    PlainProof: {"expect": _EXPECT},
    PythonIndicateForm: {
        "overload": ("从此数值起表示过载，如 9.9E37", "magnitude from which it is an overload: 9.9E37")
    },
    PythonErrorsForm: {
        "depth": ("队列能存几条", "how many entries it keeps"),
        "text": ("quoted：文字带引号；plain：不带", "quoted where texts stand in quotation marks, or plain"),
    },
    PythonOutputForm: {
        "operate": ("接通输出的步骤", "steps that energise it"),
        "safe": ("使其安全的步骤", "steps that make it safe"),
        "on": ("已接通时的回答", "the answer when it is energised"),
        "off": ("已断开时的回答", "the answer when it is not"),
        "settled": ("如何得知已稳定", "how it says that it has settled"),
        "safe_within": (
            "发出安全命令后多久之内仍可能回答已接通，默认 1 s",
            "how long after it was made safe it may still answer that it is on; 1 s if left out",
        ),
    },
    OpenForm: {
        "call": (
            "打开用的类方法；省略则调用类本身",
            "the method of the class that opens it; the class itself if left out",
        ),
        "with": ("按位置的参数，如 {link}", "arguments by position, such as {link}"),
        "options": ("按名称的参数，加到该库自己的参数上", "arguments by name, added to those of the library"),
        "afterwards": ("打开之后的步骤，如设置超时", "steps once it is open, such as setting its time-out"),
    },
}
"""By model and key, Chinese and English."""
