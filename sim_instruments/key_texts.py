"""What each key of a world file means, in Chinese and English; an editor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.faults import Fault
from sim_instruments.hidden_entry import HiddenRow
from sim_instruments.world_file import DriftEntry, LeadEntry, PersonEntry, SimulatedEntry, WorldFile

if TYPE_CHECKING:
    from bench_core.documents.schema import KeyTexts

KEY_TEXTS: KeyTexts = {
    WorldFile: {
        "calbench": ("仿真世界：仪器的隐含误差、测试线与人", "a simulated world: hidden errors, leads and a person"),
        "world": ("名称", "its name"),
        "seed": ("全部噪声的种子", "seed of all noise"),
        "ambient": ("环境：temperature、relative_humidity 等", "the air: temperature, relative_humidity, …"),
        "drift": ("环境随仿真时间的变化", "how the air changes with world time"),
        "mains": ("电源频率，50 Hz 或 60 Hz", "frequency of the mains, 50 Hz or 60 Hz"),
        "instruments": ("仿真仪器，按名称", "the simulated instruments, by name"),
        "wiring": ("测试线连接什么", "what the leads join"),
        "person": ("仿真操作员", "the simulated person"),
    },
    SimulatedEntry: {
        "simulates": ("仿真哪种仪器；handheld 为人工读数的手持表", "what it is; handheld is read by a person"),
        "serial": ("它回答的出厂编号", "the serial number that it answers"),
        "settling": ("输出稳定的时间常数", "time constant with which its output settles"),
        "doors": ("提供哪些接口", "the doors that it answers on"),
        "port": ("套接字的 TCP 端口，不写则任选", "TCP port of its socket; a free one if left out"),
        "hidden": ("各功能的隐含误差", "its hidden errors by capability"),
        "faults": ("会出什么故障", "what goes wrong with it"),
        "remote": ("terminal：串口如同面向终端前的人", "terminal where it echoes and prompts as for a person"),
        "counts": ("手持表的显示位数（字）", "counts of the display of a handheld meter"),
    },
    HiddenRow: {
        "range": ("量程", "the range"),
        "gain": ("斜率的相对误差", "relative error of the slope"),
        "offset": ("零点误差", "error at zero"),
        "linearity": ("相对量程的最大非线性", "largest departure from the line, relative to the range"),
        "noise": ("单次读数的标准偏差", "standard deviation of one reading"),
        "flatness": ("频率: 附加的增益误差", "frequency: error that is added to the gain"),
        "characterised": ("固定值的源对该值的标称（特性）值", "what a source of fixed values says that this one is"),
    },
    Fault: {
        "kind": ("故障种类", "what goes wrong"),
        "after": (
            "多少条消息、读数或连接之后：12 messages、5 readings、1 connection",
            "after 12 messages, 5 readings or 1 connection",
        ),
        "at": ("仿真时间在此之前不发生", "world time before which it does not happen"),
        "matching": ("只计含此文字的消息", "only messages with this text count"),
        "lasting": ("true：一直持续", "true where it stays"),
        "probability": ("每次发生的概率，如 5 %；由种子决定", "with which it happens each time, such as 5 %; seeded"),
        "delay": ("late、busy 的时间，或 split 每字节间的停顿", "of late and busy, or between the bytes of split"),
        "reply": ("garbage 的回复，或 stale 的旧字节", "garbage instead of the reply, or the old bytes of stale"),
        "serial": ("other_serial 的编号", "of other_serial"),
        "terminator": ("terminator 用的结束符", "what ends the reply of terminator"),
        "entries": ("unread_errors 的条数", "how many entries unread_errors leaves"),
    },
    LeadEntry: {
        "from": ("源的名称", "name of the source"),
        "to": ("指示仪器的名称", "name of the instrument that indicates"),
        "terminals": ("开始时接在哪些接线端", "terminals at the start, by instrument"),
        "wires": ("2，或带电压端的 4", "2, or 4 with a pair for sensing"),
        "resistance": ("两根电流线的总电阻", "of the two current-carrying leads together"),
        "thermal_emf": ("接点的热电动势", "voltage that the junctions add"),
    },
    DriftEntry: {
        "at": ("仿真时间", "world time"),
        "value": ("此刻的值；两行之间均匀变化", "its value then; it changes evenly between two rows"),
    },
    PersonEntry: {
        "name": ("记录中的姓名", "as it stands in the record"),
        "confirms": ("是否确认提示", "whether prompts are confirmed"),
        "energises": ("是否同意重新输出", "whether a renewed energising is confirmed"),
        "rewires": ("是否真的换线", "whether leads are really changed"),
        "reads": ("是否由其读数；否则由真人读数", "whether displays are read; else somebody else is asked"),
        "warm_up": ("被校仪器已通电多久", "how long the unit under test has been on"),
        "answers": ("其他提示的回答", "further answers, by the name of the prompt"),
    },
}
"""By model and key, Chinese and English."""
