"""Checks of a preflight on this computer: clock, signing key, folder, room on the disc, the program's own files."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import UsageError
from bench_core.records.codec import to_json
from bench_core.records.keys_store import signing_key
from bench_core.records.plan import Plan
from bench_core.system_reasons import system_reason
from procedures.durations import READING_S, total_duration
from sequencer.findings import Finding, refused
from sequencer.installed import changed_since_installed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.clock import Clock
    from sequencer.file_checks import Files

_LINE = 800
"""A line of a record, rather too much [bytes]."""
_LINES_OF_A_POINT = 60
_TIMES = 3
_MOST_LISTED = 3
_LATEST_YEAR = 2100
_PROGRAM = Path(__file__)
_EPOCH_OF_FILES = datetime(1970, 1, 1, tzinfo=UTC)


def check_machine(files: Files, record: Path, clock: Clock) -> Iterator[Finding]:
    """Yield what this computer tells.

    Args:
        files: of the request.
        record: where it is to be written.
        clock: of the run.
    """
    yield _program()
    yield check_clock(files, clock.utc())
    yield _key(clock)
    yield _folder(record)
    yield check_disc(files, record)


def _program() -> Finding:
    changed = changed_since_installed()
    if changed is None:
        told = Bilingual(
            "程序为开发目录，其各文件摘要将写入记录", "a checkout; the digest of every file goes on record"
        )
        return Finding("program", "green", told)
    if not changed:
        return Finding("program", "green", Bilingual("程序文件与安装时一致", "the program is as it was installed"))
    named = ", ".join(changed[:_MOST_LISTED])
    told = Bilingual(
        f"{len(changed)} 个程序文件与安装时不同：{named}", f"files that are not as installed: {len(changed)} ({named})"
    )
    return Finding("program", "amber", told, Bilingual("重新安装 calbench", "install calbench again"))


def check_clock(files: Files, now: datetime) -> Finding:
    """Return whether the time can be right: not before the program, a certificate or the order came to be.

    Args:
        files: of the request.
        now: in UTC.
    """
    earliest = [(_made(), Bilingual("程序安装", "the program was installed"))]
    for name, entry in files.bench.instruments.items() if files.bench is not None else ():
        if entry.certificate is not None:
            issued = datetime.combine(entry.certificate.model.issued, datetime.min.time(), UTC)
            earliest.append((issued, Bilingual(f"{name} 的证书签发", f"the certificate of {name} was issued")))
    if files.order is not None and files.order.model.received is not None:
        received = datetime.combine(files.order.model.received, datetime.min.time(), UTC)
        earliest.append((received, Bilingual("收到委托样品", "the ordered instrument was received")))
    after, what = max(earliest, key=lambda one: one[0])
    shown = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    fix = Bilingual(
        "校准计算机时钟与时区（建议启用网络对时）", "set this computer's clock and time zone, best by network time"
    )
    if now < after - timedelta(days=1):  # a day's grace for what is dated by another time zone
        told = Bilingual(
            f"现在 {shown}，早于{what.zh}（{after:%Y-%m-%d}）", f"it is {shown}, before {what.en} ({after:%Y-%m-%d})"
        )
        return Finding("clock", "red", told, fix)
    if now.year >= _LATEST_YEAR:
        return Finding("clock", "red", Bilingual(f"现在 {shown}，不可信", f"it is {shown}, which cannot be"), fix)
    return Finding("clock", "green", Bilingual(shown, shown))


def _made() -> datetime:
    """Return when this program's file came to be here."""
    return _EPOCH_OF_FILES + timedelta(seconds=_PROGRAM.stat().st_mtime)


def _key(clock: Clock) -> Finding:
    try:
        key = signing_key()
        key.require_covers(clock.utc())
    except UsageError as failure:
        return refused("key", failure, "检查签名密钥：calbench keys show")
    return Finding("key", "green", Bilingual("签名密钥可用", "a key can sign the record"))


def _folder(record: Path) -> Finding:
    fix = Bilingual("换一个可写的文件夹", "choose a folder that can be written")
    if record.exists():
        return Finding("folder", "red", Bilingual(f"{record} 已存在", f"{record} exists already"), fix)
    try:
        with tempfile.TemporaryFile(dir=record.parent) as file:
            file.write(b"x")
    except OSError as failure:
        why = system_reason(failure)
        told = Bilingual(f"{record.parent} 不可写：{why.zh}", f"{record.parent}: {why.en}")
        return Finding("folder", "red", told, fix)
    return Finding("folder", "green", Bilingual(str(record.parent), str(record.parent)))


def check_disc(files: Files, record: Path) -> Finding:
    """Return whether the disc has three times the room that the record is expected to take."""
    try:
        free = shutil.disk_usage(record.parent).free
    except OSError as failure:
        why = system_reason(failure)
        told = Bilingual(f"{record.parent}：{why.zh}", f"{record.parent}: {why.en}")
        return Finding("disc", "unknown", told, Bilingual("换一个文件夹", "choose another folder"))
    if files.plan is None:
        told = Bilingual("文件或计划有误，无法估计", "cannot be estimated before files and plan are right")
        return Finding("disc", "unknown", told, Bilingual("先改正文件与计划", "mend files and plan first"))
    needed = expected_size(files, files.plan)
    zh, en = (
        f"{free / 1e6:.0f} MB 可用，记录约 {needed / 1e6:.1f} MB",
        f"{free / 1e6:.0f} MB free, about {needed / 1e6:.1f} MB needed",
    )
    if free < _TIMES * needed:
        fix = Bilingual(
            f"至少腾出 {_TIMES} 倍于记录的空间", f"free {_TIMES} times what the record needs, or choose another disc"
        )
        return Finding("disc", "red", Bilingual(zh, en), fix)
    return Finding("disc", "green", Bilingual(zh, en))


def expected_size(files: Files, plan: Plan) -> int:
    """Return how long the record of a plan may become, as if each moment of the run gave a reading [bytes].

    Args:
        files: whose texts it embeds.
        plan: of the run.
    """
    texts = () if files.bench is None else files.bench.texts()
    embedded = sum(len(text.text.encode()) for text in texts) + len(str(to_json(Plan, plan)).encode())
    points = sum(len(item.points) for item in plan.items)
    return 2 * embedded + _LINE * round(total_duration(plan) / READING_S + _LINES_OF_A_POINT * points)
