"""What kind of failure it is, for people in Chinese, and by the name that a record gives it."""

from __future__ import annotations

import re
from itertools import zip_longest

from bench_core import errors
from bench_core.bilingual import Bilingual

CHINESE: dict[type[errors.BenchError], str] = {
    errors.NumberInvalid: "数值不可用",
    errors.TrialsNotFinite: "蒙特卡洛试验出现非有限值",
    errors.CertificateUnusable: "标准器证书不可用",
    errors.LimitExceeded: "超过限值，未发送",
    errors.AnswersInvalid: "回答不可用",
    errors.InstrumentError: "仪器或链路故障",
    errors.LinkRefused: "连接被拒绝",
    errors.LinkClosed: "连接已断开",
    errors.LinkTimeout: "仪器无应答",
    errors.MalformedReply: "仪器应答格式不符",
    errors.InstrumentReported: "仪器报告错误",
    errors.IdentityMismatch: "应答的是另一台仪器",
    errors.Overload: "示值过载",
    errors.OutputTripped: "信号源自行退出输出状态",
    errors.OutputOnTooLong: "输出接通时间超过规定",
    errors.WiringNotProven: "接线未得到验证",
    errors.SettingChanged: "仪器设置已被改动",
    errors.NotSteady: "信号未在规定时间内稳定",
    errors.RunAborted: "运行已由人中止",
    errors.NobodyAnswers: "提示无人回答，可在终端继续运行",
    errors.GuardianLost: "守护进程失效，运行停止，查明原因后可继续",
    errors.ConditionsNotMet: "条件不满足",
    errors.ConditionsLost: "条件未在规定时间内恢复，满足后可继续",
    errors.RecordNotWritten: "记录无法写入磁盘",
}
"""What happened, and what to do; a kind that is not here says so in its sentence, or is told in English alone."""


_REFUSED = "不能使用"
_UNDER = "  "
"""Before the Chinese line under an English one."""
_HAN = re.compile("[\u4e00-\u9fff]")
_PLACE = re.compile(r".*?(:[0-9]+:[0-9]+: )")
_ADVICE = re.compile("(.*)(?:；|; )(.*)")
"""Parts a sentence at its last semicolon; one of several lines stays whole."""


def explained(failure: errors.BenchError) -> str:
    """Return a failure for people at a terminal, in both languages.

    What somebody wrote wrongly has each English line, and its Chinese one under it; before every other sentence stands
    in Chinese what kind of failure it is.
    """
    if isinstance(failure, errors.DocumentInvalid):
        return "\n".join(f"{mistake}\n{_UNDER}{mistake.in_chinese}" for mistake in failure.mistakes)
    if isinstance(failure, errors.UsageRefused):
        return in_lines(failure.told)
    return f"{in_chinese(type(failure))} {failure}".lstrip()


def in_lines(told: Bilingual) -> str:
    """Return a text for people at a terminal: each English line, and its Chinese one under it."""
    lines = zip_longest(told.en.split("\n"), told.zh.split("\n"), fillvalue="")
    return "\n".join(f"{en}\n{_UNDER}{zh}" for en, zh in lines)


def unfolded(explanation: str) -> Bilingual:
    """Return each language by itself of what `explained` told at a terminal; a line that is in one alone is both.

    Args:
        explanation: of one failure or of several.
    """
    zh: list[str] = []
    en: list[str] = []
    for line in explanation.splitlines():
        if en and line.startswith(_UNDER) and _HAN.search(line):  # not what a traceback indents
            place = _PLACE.match(en[-1])
            left_out = place is not None and place[1] not in line
            zh[-1] = (place[0] if place is not None and left_out else "") + line.removeprefix(_UNDER)
        else:
            kind = next((kind for kind in CHINESE.values() if line.startswith(f"{kind} ")), "")
            rest = line.removeprefix(f"{kind} ") if kind else line
            zh.append(f"{kind}：{rest}" if kind else line)
            en.append(rest)
    return Bilingual("\n".join(zh), "\n".join(en))


def told(failure: errors.BenchError) -> Bilingual:
    """Return a failure in both languages; where its sentence is English alone, its kind in Chinese stands before it.

    Args:
        failure: of any kind.
    """
    if isinstance(failure, errors.UsageRefused | errors.DocumentInvalid):
        return failure.told
    return Bilingual(f"{in_chinese(type(failure)) or _REFUSED}：{failure}", str(failure))


def told_with_advice(failure: errors.BenchError) -> tuple[Bilingual, Bilingual]:
    """Return what a failure says happened, and what it says to do, in both languages.

    Args:
        failure: whose sentence reads `<who>: <what happened>; <what to do>`.
    """
    whole = told(failure)
    (zh, zh_advice), (en, en_advice) = _parted(whole.zh), _parted(whole.en)
    return Bilingual(zh, en), Bilingual(zh_advice, en_advice)


def _parted(sentence: str) -> tuple[str, str]:
    found = _ADVICE.fullmatch(sentence)
    return (sentence, "") if found is None else (found[1], found[2])


def in_chinese(kind: type[errors.BenchError]) -> str:
    """Return what kind of failure it is; empty where only its sentence says so."""
    return next((CHINESE[known] for known in kind.__mro__ if known in CHINESE), "")


def failure_kind(name: str) -> type[errors.BenchError] | None:
    """Return the kind of failure that a record names; None for a fault of the program, or what was forged."""
    found = vars(errors).get(name)
    return found if isinstance(found, type) and issubclass(found, errors.BenchError) else None
