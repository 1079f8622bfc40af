"""What each key of the files of this room means, in Chinese and English; an editor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench_core.documents.answers import Answers
from bench_core.documents.bands import BandRecord
from bench_core.documents.budget_key_texts import KEY_TEXTS as BUDGET_TEXTS
from bench_core.documents.command_forms import (
    ErrorsForm,
    IdentityForm,
    IndicateForm,
    OutputForm,
    ReadBackForm,
    ReadingForm,
    WatchdogForm,
)
from bench_core.documents.commands import (
    FunctionForm,
    IndicatorCommands,
    IndicatorFunction,
    SourceCommands,
    SourceFunction,
)
from bench_core.documents.contact import Address, Contact
from bench_core.documents.fields import BilingualText, Verification
from bench_core.documents.instrument import CoverageRecord, FunctionRecord, NameOnWire, Source, TypeRecord
from bench_core.documents.laboratory import Laboratory, Person
from bench_core.documents.order import Order, OrderedInstrument, Signatures
from bench_core.documents.python_key_texts import KEY_TEXTS as PYTHON_TEXTS
from bench_core.documents.ranges import RangeRecord
from bench_core.documents.reading_times import SlowBelow
from bench_core.documents.standard import (
    CertifiedFunction,
    CertifiedInstrument,
    CertifiedPair,
    CertifiedRange,
    StandardCertificate,
)

if TYPE_CHECKING:
    from bench_core.documents.schema import KeyTexts

_MAKER = ("制造商", "the maker")
_MODEL = ("型号", "the model")
_SERIAL = ("出厂编号", "the serial number")
_VERIFIED = (
    "谁按来源的哪一版、哪一页核对过；未核对写 false",
    "who checked it against which edition and page of the source; false where nobody did",
)
_PAGE = ("来源中的页码，与记录的页码不同时才写", "page of the source, where it is not that of the record")
_OF_READING = ("误差限中与示值（或设定值）成比例的部分，% 或 ppm", "share of the indicated or set value, in % or ppm")
_OF_RANGE = ("误差限中与量程成比例的部分，% 或 ppm", "share of the range, in % or ppm")
_CONSTANT = ("误差限中的固定部分，带单位", "fixed part of the limit of error, with its unit")
_READING_TIME = (
    "一次读数约需的时间（驱动程序的设置下，50 Hz 电网），只用于计划",
    "time of one reading as its driver sets it, on mains of 50 Hz; for planning alone",
)
_TERMINALS = (
    "测试线接在哪里，如 NORMAL、AUX、INPUT HI LO",
    "where the leads go, such as NORMAL, AUX, INPUT HI LO",
)
_FIELD = (
    "回复含逗号时，所需数字是第几个（从 1 数）",
    "of a reply with commas, the place of the number from 1",
)
_FUNCTIONS = ("按功能写出", "by capability")

_TYPE_RECORDS: KeyTexts = {
    TypeRecord: {
        "calbench": (
            "型号档案：制造商对一种仪器的说明",
            "a type record: what a maker states about a type of instrument",
        ),
        "maker": _MAKER,
        "model": _MODEL,
        "title": ("仪器名称，用于证书", "name of the instrument, for certificates"),
        "source": ("数据出自哪份资料", "the document that the numbers come from"),
        "verified": _VERIFIED,
        "interval": ("建议的校准周期", "recommended time between calibrations"),
        "temperature": ("技术指标适用的环境温度", "ambient temperature at which the specification holds"),
        "identity": ("查询身份时的回答", "what it answers when it is asked who it is"),
        "functions": ("各功能的量程与技术指标", "ranges and specification of each capability"),
        "commands": (
            "没有专用驱动的仪器：全部命令与查询（驱动 generic.scpi）",
            "how it is told and asked, where it has no driver of its own (driver generic.scpi)",
        ),
        "python": (
            "其他 Python 库的仪器如何充当驱动（驱动 adapter.python）",
            "how an instrument of a library of Python serves as a driver (driver adapter.python)",
        ),
    },
    Source: {
        "document": ("资料名称", "name of the document"),
        "edition": ("版次", "its edition"),
        "pages": ("页码；核对过的档案必须写", "its pages; needed once the record is verified"),
    },
    NameOnWire: {
        "makers": ("制造商名的所有写法", "every spelling of the maker"),
        "model": ("型号，按其回答的写法", "the model as it answers it"),
    },
    FunctionRecord: {
        "basic_range": ("基本量程：误差限最小、校准点最多的量程", "the range at its best, which gets the most points"),
        "coverage": ("误差限的含义：界限，或某一概率", "what the limits of error mean: limits, or a probability"),
        "terminals": _TERMINALS,
        "volt_hertz": ("电压与频率之积的最大值", "the largest product of voltage and frequency"),
        "reading_time": _READING_TIME,
        "slow_below": ("低于某频率时读数较慢", "below this frequency a reading takes longer"),
        "ranges": ("各量程，由小到大", "the ranges, in rising order"),
    },
    SlowBelow: {
        "frequency": ("低于此频率", "below this frequency"),
        "reading_time": _READING_TIME,
    },
    CoverageRecord: {
        "distribution": (
            "rectangular 表示界限，normal 表示按概率",
            "rectangular for limits, normal with its probability",
        ),
        "probability": ("normal 的包含概率，如 99 %", "of normal, such as 99 %"),
    },
    RangeRecord: {
        "range": ("量程的标称值，of_range 以它为基", "nominal value of the range, which of_range is of"),
        "maximum": ("能指示或输出的最大值", "the largest magnitude that it indicates or puts out"),
        "minimum": ("零以上有技术指标的最小值", "the smallest magnitude above 0 that is specified"),
        "resolution": ("末位数字代表的值", "the value of the last digit"),
        "of_reading": _OF_READING,
        "of_range": _OF_RANGE,
        "constant": _CONSTANT,
        "bands": (
            "交流功能的各频段，代替以上三项",
            "of an AC function, its bands of frequency, in place of these three",
        ),
        "fixed": (
            "true：源在此只有 range 这一个值，如内置电阻",
            "true where range is the only value that a source has here, such as a resistor",
        ),
        "terminals": _TERMINALS,
        "page": _PAGE,
        "verified": _VERIFIED,
    },
    BandRecord: {
        "frequency": ("频段的两端；交界处的频率属于较低频段", "both ends; where two bands meet, the lower has it"),
        "of_reading": _OF_READING,
        "of_range": _OF_RANGE,
        "constant": _CONSTANT,
        "maximum": ("此频段的最大值，小于量程的最大值时才写", "the largest value here, where below the range's"),
        "page": _PAGE,
        "verified": _VERIFIED,
    },
}

_COMMON: Final = {
    "serves": ("indicator 指示，source 输出", "indicator or source"),
    "ieee_488_2": (
        "先发 *ESE 5 再问 *ESE? 是否得 5；用来证明线上没有迟到的回复",
        "whether *ESE 5 and then *ESE? give 5, which proves that no late reply is left",
    ),
    "terminator": ("命令的结束符，默认 LF", "what ends a command; LF if left out"),
    "identity": ("身份查询，默认 *IDN?", "the question for its identity; *IDN? if left out"),
    "errors": ("错误队列；没有则写 none", "the error queue, or none"),
    "serial": ("串口上首先发送的命令，如 SYST:REM", "sent first on a serial line, such as SYST:REM"),
    "prepare": ("使仪器进入已知状态的命令", "commands that bring it to a known state"),
    "functions": _FUNCTIONS,
}
_INDICATE = (
    "触发一次示值的查询，以及表示过载的数值",
    "the question for one indication, and which reply is an overload",
)

_COMMANDS: KeyTexts = {
    IndicatorCommands: _COMMON | {"indicate": _INDICATE},
    SourceCommands: _COMMON
    | {
        "output": ("如何输出、如何安全、如何询问状态", "how it is energised, made safe, and asked for its state"),
        "watchdog": ("仪器自带的看门狗", "its own watchdog, which takes the output off when nobody talks to it"),
    },
    FunctionForm: {
        "unit": ("线上数字的单位，默认为功能的单位", "of numbers on the wire; that of the capability if left out"),
        "read_back": ("所有命令之后的查询，用以证明设置", "questions after all commands, which prove the setting"),
    },
    IndicatorFunction: {
        "select": ("选择此功能的命令", "the commands that select this function"),
        "indicate": _INDICATE,
    },
    SourceFunction: {
        "source": ("设定输出值的命令（不接通输出）", "the commands that set it, without energising the output"),
        "setting": ("查询设定值", "the question for the value that is set"),
    },
    ReadBackForm: {
        "ask": ("查询命令", "the question"),
        "expect": ("必须的回答：数字、{range} 等，或完整文本", "what it must answer: a number, {range}, or a text"),
        "field": _FIELD,
    },
    ReadingForm: {"ask": ("查询命令", "the question"), "field": _FIELD},
    IndicateForm: {"overload": ("从此数值起表示过载，如 9.9E37", "magnitude from which it is an overload: 9.9E37")},
    IdentityForm: {
        "ask": ("身份查询，默认 *IDN?", "the question; *IDN? if left out"),
        "answer": ("不按通常格式回答时的完整回答", "the whole reply of one that answers in another form"),
    },
    ErrorsForm: {
        "ask": ("取出一条错误的查询", "takes the oldest entry out"),
        "depth": ("队列能存几条", "how many entries it keeps"),
        "text": ("quoted：文字带引号；plain：不带", "quoted where texts stand in quotation marks, or plain"),
    },
    OutputForm: {
        "operate": ("接通输出的命令", "commands that energise it"),
        "safe": ("使其安全的命令", "commands that make it safe"),
        "ask": ("查询输出状态", "the question for its state"),
        "on": ("已接通时的回答", "the answer when it is energised"),
        "off": ("已断开时的回答", "the answer when it is not"),
        "settled": ("如何得知已稳定", "how it says that it has settled"),
        "safe_within": (
            "发出安全命令后多久之内仍可能回答已接通，默认 1 s",
            "how long after it was made safe it may still answer that it is on; 1 s if left out",
        ),
    },
    WatchdogForm: {
        "arm": ("启用看门狗并设定时间的命令", "commands that switch it on and set its time"),
        "time": ("多久没有通信就自行断开输出", "after which time without a message it takes the output off"),
        "keep_alive": ("使看门狗重新计时的无害查询，如 *STB?", "a harmless question that it takes for a sign of life"),
        "off": ("停用看门狗的命令", "commands that switch it off"),
    },
}

_CERTIFICATES: KeyTexts = {
    StandardCertificate: {
        "calbench": ("标准器的证书", "the certificate of a standard"),
        "number": ("证书编号", "number of the certificate"),
        "issuer": ("发证机构", "who issued it"),
        "instrument": ("证书所属的标准器", "the instrument that it belongs to"),
        "issued": ("发证日期", "date of issue"),
        "due": ("有效期至（最后一天）", "last day on which the standard may be used"),
        "digest": ("发证机构文件的 SHA-256", "SHA-256 of the issuer's file"),
        "simulated": ("仿真标准器的证书写 true", "true for that of a simulated standard"),
        "functions": ("证书给出的值；按级使用时可不写", "the certified values; not needed for use by class"),
    },
    CertifiedInstrument: {"maker": _MAKER, "model": _MODEL, "serial": _SERIAL},
    CertifiedFunction: {
        "drift": ("发证以来的最大变化，按均匀分布；没有写 0 ppm", "largest change since, rectangular; or 0 ppm"),
        "ranges": ("各量程，由小到大", "the ranges, in rising order"),
    },
    CertifiedRange: {
        "range": ("标准器自身的量程", "the standard's own range"),
        "pairs": ("设定值与实际值", "settings and actual values"),
    },
    CertifiedPair: {
        "setting": ("设定值（指示类标准器为示值）", "what was set, or indicated"),
        "actual": ("实际值", "the actual value"),
        "U": ("actual 的扩展不确定度", "expanded uncertainty of actual"),
        "k": ("U 的包含因子", "coverage factor of U"),
        "frequency": ("交流量的频率；该行只在此频率有效", "of an AC value; the row holds at it alone"),
    },
}

_PEOPLE: KeyTexts = {
    Laboratory: {
        "calbench": ("实验室与签字人员", "the laboratory and who may sign"),
        "code": ("认可或授权编号", "of its accreditation or authorisation"),
        "persons": ("可以签字的人员", "who may sign"),
        "location": ("校准地点类别，按 DCC 的写法", "where calibrations are performed, in the words of the DCC"),
        "utc_offset": (
            '实验室时钟，如 "+08:00"；证书日期以此为准',
            'of its clock, such as "+08:00", which dates follow',
        ),
    },
    Person: {
        "id": ("委托单引用的名称", "what orders refer to"),
        "name": ("姓名", "the name"),
        "role": ("校准员、核验员或批准人", "what the person signs as"),
        "main_signer": ("对证书负责的人写 true（恰好一人）", "true for the one who answers for the certificate"),
        "position": ("职务", "position in the laboratory"),
    },
    Contact: {
        "name": ("名称", "the name"),
        "address": ("地址", "the address"),
        "email": ("电子邮箱", "e-mail address"),
        "phone": ("电话", "telephone number"),
    },
    Address: {
        "street": ("街道", "street"),
        "number": ("门牌号", "number of the house"),
        "city": ("城市", "city"),
        "post_code": ("邮政编码", "post code"),
        "state": ("省、州", "state or province"),
        "country": ("国家代码，如 CN（ISO 3166-1）", "two letters of ISO 3166-1, such as CN"),
        "further": ("楼栋、楼层、房间", "building, floor, room"),
    },
    Order: {
        "calbench": ("委托单", "an order: what a client asked for"),
        "number": ("委托单编号", "number of the order"),
        "certificate": ("证书编号", "number that the certificate is to have"),
        "client": ("委托方", "the client"),
        "uut": ("被校仪器", "the unit under test"),
        "received": ("收样日期", "when the instrument came"),
        "due": ("要求完成日期", "when the client wants it back"),
        "persons": ("三位签字人", "the three who sign"),
        "procedure": ("委托方要求的规程 id，如 jjf-1587-2016", "id of the procedure that the client asked for"),
        "decision_rule": ("与委托方约定的判定规则", "the decision rule agreed with the client"),
        "conformity": ("委托方要求符合性声明写 true", "true where the client asked for a statement of conformity"),
        "remarks": ("证书上的备注", "remarks on the certificate"),
    },
    OrderedInstrument: {
        "maker": _MAKER,
        "model": _MODEL,
        "serial": _SERIAL,
        "description": ("仪器名称", "what it is"),
        "asset": ("委托方自己的编号", "the client's own number"),
    },
    Signatures: {
        "calibrated_by": ("校准员的 id", "id of who calibrates"),
        "checked_by": ("核验员的 id，不得与校准员相同", "id of who checks, another person"),
        "approved_by": ("批准人的 id", "id of who approves"),
    },
    Answers: {
        "calbench": ("预先给出的回答", "answers given beforehand"),
        "by": ("由谁负责", "who answers for them"),
        "answers": (
            "条件名、serial.仪器名 或 项目/点/名称/序号，及其回答",
            "by condition, serial.NAME or ITEM/POINT/NAME/NUMBER: what a person would type",
        ),
        "confirm": ("all，或已照做的提示名称", "all, or the prompts whose deed is done"),
        "energise": ("all，或允许重新输出的提示名称", "all, or the prompts after which outputs may go on again"),
    },
    BilingualText: {"zh": ("中文", "in Chinese"), "en": ("英文", "in English")},
    Verification: {
        "by": ("核对人", "who checked it"),
        "on": ("核对日期", "on which day"),
        "edition": ("依据的版次", "against which edition"),
        "page": ("页码或条款", "and which page"),
    },
}

KEY_TEXTS: KeyTexts = {**_TYPE_RECORDS, **_COMMANDS, **PYTHON_TEXTS, **_CERTIFICATES, **_PEOPLE, **BUDGET_TEXTS}
"""By model and key, Chinese and English."""
