"""What each key of a bench file means, in Chinese and English; an editor shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.bench_file import BenchEntry, BenchFile, ConditionsEntry, SerialPortEntry

if TYPE_CHECKING:
    from bench_core.documents.schema import KeyTexts

KEY_TEXTS: KeyTexts = {
    BenchFile: {
        "calbench": ("校准台：仪器、链路与角色", "a bench: instruments, their links, and who plays which role"),
        "bench": ("校准台名称", "its name"),
        "laboratory": ("实验室文件的路径", "path of the laboratory file"),
        "world": ("仿真世界文件的路径；真实校准台不写", "path of a simulated world; a real bench has none"),
        "instruments": ("各台仪器，按名称", "the instruments, by name"),
        "roles": ("规程的角色由哪台仪器担任", "role of a procedure: name of the instrument that plays it"),
        "conditions": ("运行期间由哪台仪器测量环境与供电条件", "which instruments measure conditions during a run"),
    },
    ConditionsEntry: {
        "measured_by": ("条件由哪台仪器测量", "condition: name of the instrument that measures it"),
        "every": ("最长测量间隔，默认 30 s", "longest time between two readings; 30 s if left out"),
        "hold": (
            "条件恢复后须持续满足多久，默认 5 min",
            "how long a lost condition must hold again; 5 min if left out",
        ),
        "give_up": ("最长等待多久，默认 8 h", "how long a run waits for that; 8 h if left out"),
    },
    BenchEntry: {
        "driver": ("已安装的驱动名称", "name of an installed driver"),
        "link": (
            "VISA 资源名，如 TCPIP::192.0.2.7::5025::SOCKET；仿真写 sim:名称",
            "VISA resource name, such as TCPIP::192.0.2.7::5025::SOCKET; or sim:NAME",
        ),
        "read_by": ("person：没有链路，由人读数", "person for an instrument without a link, which a person reads"),
        "serial": ("出厂编号；与仪器回答不符即拒绝", "serial number; another answer is refused"),
        "type": ("型号档案的路径，默认用驱动自带的", "path of a type record; the driver's own if left out"),
        "certificate": ("标准器证书文件的路径", "path of the standard's certificate"),
        "limits": ("各功能允许设定的最大值", "by capability, the largest magnitude that may be set"),
        "timeout": ("等待一次回复的最长时间", "how long to wait for one reply"),
        "serial_port": ("串口设置，与默认不同时才写", "how the serial line is set, where not by default"),
    },
    SerialPortEntry: {
        "baud_rate": ("波特率，默认 9600", "in Bd; 9600 if left out"),
        "data_bits": ("数据位：7 或 8", "7 or 8"),
        "parity": ("奇偶校验", "of each character"),
        "stop_bits": ("停止位：1 或 2", "1 or 2"),
        "flow_control": ("流控方式", "what holds the sender back"),
    },
}
"""By model and key, Chinese and English."""
