"""Checks of a preflight at the bench: whether it is free, who answers, and whether a guardian could start."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import NO_SERIAL, LinkContext
from bench_core.errors import BenchError, BindingRefused, GuardianLost
from drivers.opening import open_bench
from procedures.model import UUT
from sequencer.bench_lock import bench_held
from sequencer.findings import Finding, refused
from sequencer.guarding import guarded, guardian_ready
from sequencer.setting_up import require_ordered

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.capabilities.instruments import Identity
    from bench_core.clock import Clock
    from drivers.bench import Bench
    from drivers.opening import OpenBench
    from sequencer.file_checks import Files
    from sequencer.guarding import Guard
    from sequencer.request import RunRequest

    Tell = Callable[[Finding], None]

_CONNECT = "检查电源、线缆与校准台文件中的 link 和 serial，接上正确的仪器"
_CONNECT_EN = "check power, cable, link: and serial: of the bench file, and connect the right instrument"


def check_bench(request: RunRequest, bench: Bench, files: Files, clock: Clock, tell: Tell) -> None:
    """Hold the bench, ask every instrument who it is, and try whether a guardian can start; nothing else is sent.

    Args:
        request: of the run.
        bench: of the request.
        files: of the request.
        clock: of the run.
        tell: takes each finding, from any thread.
    """
    with tempfile.TemporaryDirectory(prefix="calbench-") as folder:
        nowhere = Path(folder) / "preflight.calrun"
        with guarded(bench, nowhere, (), rehearsal=True) as guard:  # it loads while instruments are asked
            _ask_everybody(request, bench, files, clock, tell)
            tell(_guardian(bench, guard))


def _ask_everybody(request: RunRequest, bench: Bench, files: Files, clock: Clock, tell: Tell) -> None:
    try:
        with bench_held(bench, request.record):
            tell(Finding("bench", "green", Bilingual("校准台空闲", "the bench is free")))
            with open_bench(bench, LinkContext(clock, bench.world, request.seed)) as opened:
                clock.gather([partial(_ask, name, opened, files, tell) for name in bench.instruments])
    except BindingRefused as failure:
        tell(refused("bench", failure, "待占用者结束，或用 attach 查看"))
        told = Bilingual("校准台被占用，未询问", "not asked: somebody else has the bench")
        for name in bench.instruments:
            fix = Bilingual("先腾出校准台", "free the bench first")
            tell(Finding(f"instrument:{name}", "unknown", told, fix))


def _ask(name: str, opened: OpenBench, files: Files, tell: Tell) -> None:
    """Ask one instrument, whose failure keeps no other from being asked."""
    try:
        tell(_answered(name, opened, files))
    except BenchError as failure:
        tell(refused(f"instrument:{name}", failure, _CONNECT))
    except Exception as fault:  # noqa: BLE001  a driver of others may raise anything
        told = f"{type(fault).__name__}: {fault}"
        tell(Finding(f"instrument:{name}", "red", Bilingual(told, told), Bilingual(_CONNECT, _CONNECT_EN)))


def _answered(name: str, opened: OpenBench, files: Files) -> Finding:
    check, entry = f"instrument:{name}", opened.bench.instruments[name]
    names = entry.type_record.model.identity
    if entry.by_person:
        zh, en = "由人读数，开始时询问铭牌编号", "read by a person, who is asked for the serial number at the start"
        return Finding(check, "green", Bilingual(f"{names.model}：{zh}", f"{names.model}: {en}"))
    asked: list[Identity] = []

    def printed(found: Identity) -> str:
        asked.append(found)
        return entry.serial or ""

    opened.connect(name)
    identity = opened.identify(name, printed)
    if files.order is not None and name == _uut(files):
        require_ordered(files.order.path, files.order.model, name, identity)
    called = " ".join(part for part in (identity.maker, identity.model, identity.serial, identity.firmware) if part)
    if asked:
        zh, en = "不能自报编号，开始时询问铭牌编号", "cannot tell its serial number, which is asked for at the start"
        return Finding(check, "green", Bilingual(f"{called}：{zh}", f"{called}: {en}"))
    if identity.serial in NO_SERIAL:
        told = Bilingual(f"{called}：未报编号，无法核对", f"{called}: gives no serial number to compare")
        fix = Bilingual("对照铭牌核对编号，必要时在校准台文件写明 serial", "compare the one that is printed on it")
        return Finding(check, "amber", told, fix)
    return Finding(check, "green", Bilingual(called, called))


def _uut(files: Files) -> str | None:
    if files.plan is not None:
        return next(role.instrument for role in files.plan.roles.values() if role.is_uut)
    return None if files.bench is None else files.bench.roles.get(UUT)


def _guardian(bench: Bench, guard: Guard) -> Finding:
    try:
        guard.require_ready()
    except GuardianLost as failure:
        return refused("guardian", failure, "检查程序安装与驱动")
    finally:
        guard.release()
    guards = tuple(guardian_ready(bench))
    if not guards:
        told = Bilingual("无需守护：信号源随运行进程结束", "none is needed: the sources end with the run's process")
        return Finding("guardian", "green", told)
    bare = ", ".join(one.instrument for one in guards if one.hazardous and one.watchdog is None)
    if not bare:
        return Finding("guardian", "green", Bilingual("守护进程可启动", "the guardian can start"))
    told = Bilingual(
        f"守护进程可启动；但 {bare} 可输出 30 V 以上且无自带看门狗：计算机断电或电缆断开时输出保持接通",
        f"the guardian can start; but {bare} may put out more than 30 V and has no watchdog of its own: if "
        "this computer or the cable fails, its output stays on",
    )
    fix = Bilingual(
        "人员在场并能按下急停或关断按钮；不需要时在校准台文件 limits 中限制到 30 V 以下",
        "have somebody there who can reach the emergency stop; where no more is needed, limit it to 30 V in limits: of "
        "the bench file",
    )
    return Finding("guardian", "amber", told, fix)
