"""The kinds of fault that a simulated instrument or its wire can have, each with what it does; it makes none happen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "silent", "late", "busy", "stall", "garbage", "blank", "other_serial", "echo", "noise", "stuck_bit", "huge",
    "terminator", "split", "doubled", "close", "cut", "hang_up", "refuse", "sole_client", "stale", "unread_errors",
    "local", "restart", "service_request", "overload", "trip", "miswired", "reversed",
]  # fmt: skip


class Strikes(StrEnum):
    """At what a fault happens."""

    MESSAGE = "message"
    READING = "reading"
    CONNECTION = "connection"
    LEADS = "lead"


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One kind of fault.

    Args:
        zh: what it does, in Chinese.
        en: what it does, in English.
        parameter: key that it needs, or empty.
        strikes: at what it happens.
    """

    zh: str
    en: str
    parameter: str = ""
    strikes: Strikes = Strikes.MESSAGE


KINDS: Mapping[Kind, FaultKind] = {
    "silent": FaultKind("不回答", "gives no reply"),
    "late": FaultKind("回复迟到", "sends the reply late", "delay"),
    "busy": FaultKind("先忙一阵，其后的消息都等着", "is busy first; all that follows waits", "delay"),
    "stall": FaultKind("不再听任何消息，直到设备清除", "obeys nothing more until a device clear"),
    "garbage": FaultKind("回复被换成此文字", "says this text instead of the reply", "reply"),
    "blank": FaultKind("回复为空行", "replies with an empty line"),
    "other_serial": FaultKind("回答另一个出厂编号", "answers another serial number", "serial"),
    "echo": FaultKind("先回显消息", "echoes the message first"),
    "noise": FaultKind("回复被换成随机字节", "sends random bytes instead of the reply"),
    "stuck_bit": FaultKind("每个字节的第 6 位恒为 1", "sets bit 6 (0x40) of each byte of the reply"),
    "huge": FaultKind("回复 10 MB", "replies with 10 MB"),
    "terminator": FaultKind("回复用另一种结束符", "ends the reply otherwise", "terminator"),
    "split": FaultKind("回复逐字节到达，其间有停顿", "sends the reply byte by byte, with pauses", "delay"),
    "doubled": FaultKind("回复发两遍，合为一段", "sends the reply twice in one piece"),
    "close": FaultKind("关闭连接而不回答", "closes the connection instead of a reply"),
    "cut": FaultKind("回复到一半关闭连接", "closes the connection half-way through the reply"),
    "hang_up": FaultKind("回复之后关闭连接", "closes the connection after the reply"),
    "refuse": FaultKind("不接受连接", "accepts no connection", strikes=Strikes.CONNECTION),
    "sole_client": FaultKind("已有连接时不接受第二个", "accepts no second connection", strikes=Strikes.CONNECTION),
    "stale": FaultKind("连接打开时已有旧字节", "has old bytes on the wire at first", "reply", Strikes.CONNECTION),
    "unread_errors": FaultKind("错误队列中留有旧条目", "holds old errors at first", "entries", Strikes.CONNECTION),
    "local": FaultKind("有人按下 LOCAL（串口）", "is put into local by somebody (serial line)"),
    "restart": FaultKind("断电重启，设置丢失，连接断开", "is switched off and on: settings and connection are lost"),
    "service_request": FaultKind("无故请求服务（HiSLIP）", "requests service without a reason (HiSLIP)"),
    "overload": FaultKind("一次读数超量程", "sees a signal beyond its range", strikes=Strikes.READING),
    "trip": FaultKind("源自行退出输出状态", "leaves operate by itself"),
    "miswired": FaultKind("换线时少接一根", "has a lead left off when it is connected", strikes=Strikes.LEADS),
    "reversed": FaultKind("换线时 HI 与 LO 接反", "has HI and LO exchanged when connected", strikes=Strikes.LEADS),
}
"""By name."""
