"""Checks of a preflight that need files alone: order, plan, certificates, drafts, and who will be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bench_core.bilingual import Bilingual
from bench_core.documents.answers import Answers
from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import Document, DocumentModel, load
from bench_core.documents.order import Order
from bench_core.errors import DocumentInvalid, UsageError, UsageRefused
from bench_core.failures import told
from bench_core.records.plan import Plan
from drivers.bench import Bench, read_bench
from procedures.expansion import expand
from procedures.lint import read_procedure
from procedures.model import Procedure
from sequencer.expected_answers import require_usable_answers
from sequencer.findings import Finding, refused
from sequencer.preparing import (
    require_agreed_rule,
    require_known_persons,
    require_ordered_procedure,
    require_simulated_for_clock,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from drivers.bench import BenchInstrument
    from sequencer.request import RunRequest

T = TypeVar("T")
M = TypeVar("M", bound=DocumentModel)
SOON_DAYS = 30
"""A certificate that is due within so many days is told."""
_MEND_FILES = Bilingual("按所列行号改正文件后重新检查", "mend the files at the lines named, then look again")
_AFTER_FILES = Bilingual("先改正文件", "mend the files first")
_NOT_YET = Bilingual("文件有误，尚不能检查", "cannot be looked at before the files are right")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a request, as far as each could be read.

    Args:
        failures: by role, of those that could not.
        plan: what would be done, where bench and procedure suffice for one.
        refusal: why there is no plan though its files are right, or None.
    """

    bench: Bench | None
    procedure: Document[Procedure] | None
    laboratory: Document[Laboratory] | None
    order: Document[Order] | None
    answers: Document[Answers] | None
    failures: Mapping[str, UsageError]
    plan: Plan | None
    refusal: UsageError | None


def read_files(request: RunRequest, on: date) -> Files:
    """Read every file of a request, and expand its plan; a mistake in one keeps no other from being read.

    Args:
        request: which files.
        on: day of the measurement.
    """
    failures: dict[str, UsageError] = {}

    def tried(role: str, path: Path | None, read: Callable[[Path], T]) -> T | None:
        try:
            return None if path is None else read(path)
        except UsageError as failure:
            failures[role] = failure
            return None

    bench = tried("bench", request.bench, read_bench)
    procedure = tried("procedure", request.procedure, read_procedure)
    laboratory = tried("laboratory", None if bench is None else bench.laboratory, partial(_read, Laboratory))
    order = tried("order", request.order, partial(_read, Order))
    answers = tried("answers", request.answers, partial(_read, Answers))
    plan, refusal = _plan(request, bench, procedure, on)
    return Files(bench, procedure, laboratory, order, answers, failures, plan, refusal)


def _read(kind: type[M], path: Path) -> Document[M]:
    return load(path, kind)


def _plan(
    request: RunRequest, bench: Bench | None, procedure: Document[Procedure] | None, on: date
) -> tuple[Plan | None, UsageError | None]:
    if bench is None or procedure is None:
        return None, None
    try:
        require_simulated_for_clock(request, bench)
        return expand(procedure, {role: bench.bound(role) for role in bench.roles}, on, bench.watches), None
    except UsageError as refusal:
        return None, refusal


def check_files(files: Files) -> Iterator[Finding]:
    """Yield what files alone tell."""
    yield _files(files)
    yield _order(files)
    yield _plan_suffices(files)
    yield _draft(files)
    yield _simulated(files)
    yield _people(files)


def check_certificate(entry: BenchInstrument, on: date) -> Finding:
    """Return whether an instrument's certificate is valid for long enough.

    Args:
        entry: with a certificate.
        on: day of the measurement.
    """
    check = f"certificate:{entry.name}"
    if entry.certificate is None:
        raise ValueError(f"{entry.name} has no certificate")
    certificate = entry.certificate.model
    left, number = (certificate.due - on).days, certificate.number
    due = Bilingual(f"证书 {number} 有效期至 {certificate.due}", f"certificate {number} is due on {certificate.due}")
    fix = Bilingual(
        "送检该标准器，并在校准台文件中换上新证书", "have the standard calibrated and name its new certificate"
    )
    if left < 0:
        return Finding(check, "red", Bilingual(f"{due.zh}，已过期", f"{due.en}, and that day is past"), fix)
    if left <= SOON_DAYS:
        soon = Bilingual(f"{due.zh}，还剩 {left} 天", f"{due.en}, in {left} days")
        return Finding(check, "amber", soon, fix)
    return Finding(check, "green", due)


def _files(files: Files) -> Finding:
    if not files.failures:
        return Finding("files", "green", Bilingual("文件均无错误", "every file is right"))
    failures = files.failures.values()
    mistakes = tuple(one for failure in failures if isinstance(failure, DocumentInvalid) for one in failure.mistakes)
    others = [told(failure) for failure in failures if not isinstance(failure, DocumentInvalid)]
    number = len(mistakes) + len(others)
    zh = "\n".join([f"{number} 处错误：", *(one.zh for one in others)])
    en = "\n".join([f"mistakes: {number}", *(one.en for one in others)])
    return Finding("files", "red", Bilingual(zh, en), _MEND_FILES, mistakes)


def _order(files: Files) -> Finding:
    if files.order is None:
        if "order" in files.failures:
            return Finding("order", "unknown", _NOT_YET, _AFTER_FILES)
        none = Bilingual("没有委托单：不能出正式证书", "no order: no certificate but a draft can be made")
        return Finding("order", "amber", none, Bilingual("选择或扫描委托单", "choose or scan the order"))
    try:
        if files.plan is not None:
            require_ordered_procedure(files.plan, files.order)
            require_agreed_rule(files.plan, files.order)
        if files.laboratory is not None:
            require_known_persons(files.order, files.laboratory)
        _require_ordered_type(files)
    except UsageError as failure:
        return refused("order", failure, "改正委托单，或选用与之相符的规程、校准台与人员")
    uut = files.order.model.uut
    named = f"{files.order.model.number}: {uut.maker} {uut.model} {uut.serial}"
    return Finding("order", "green", Bilingual(named, named))


def _require_ordered_type(files: Files) -> None:
    """Refuse a bench that says of its unit under test that it is another one than the ordered."""
    if files.bench is None or files.plan is None or files.order is None:
        return
    name = next(role.instrument for role in files.plan.roles.values() if role.is_uut)
    entry, uut = files.bench.instruments[name], files.order.model.uut
    model = entry.type_record.model.identity.model
    if model != uut.model or (entry.serial is not None and entry.serial != uut.serial):
        words = Bilingual(
            f"{files.order.path}：属于 {uut.model}，编号 {uut.serial}，而 {files.bench.path} 的 {name} 为 "
            f"{model}，编号 {entry.serial or '未给出'}；选择与之相符的校准台或委托单",
            f"{files.order.path}: is for {uut.model}, serial {uut.serial}, but {name} of {files.bench.path} is a "
            f"{model}, serial {entry.serial or 'not given'}; choose the bench or the order that belongs to it",
        )
        raise UsageRefused(words)


def _plan_suffices(files: Files) -> Finding:
    if files.plan is None and files.refusal is None:
        return Finding("plan", "unknown", _NOT_YET, _AFTER_FILES)
    if files.plan is None or files.refusal is not None:
        failure = files.refusal or UsageError("no plan")
        return refused("plan", failure, "更换标准器或量程、补齐证书，或改用适合此校准台的规程")
    points = sum(len(item.points) for item in files.plan.items)
    suffices = Bilingual(
        f"{len(files.plan.items)} 个项目，{points} 个点；量程、限值与标准器均满足要求",
        f"{len(files.plan.items)} items, {points} points; ranges, limits and standards suffice",
    )
    return Finding("plan", "green", suffices)


def _draft(files: Files) -> Finding:
    if files.plan is None:
        return Finding("draft", "unknown", _NOT_YET, _AFTER_FILES)
    if not files.plan.drafts:
        return Finding("draft", "green", Bilingual("可出正式证书", "a certificate can be issued"))
    zh, en = ("；".join(one.zh for one in files.plan.drafts), "; ".join(one.en for one in files.plan.drafts))
    fix = Bilingual(
        "由有资格的人员核对后，在规程或型号档案的 verified 中写明", "have them checked, and say by whom in verified:"
    )
    return Finding("draft", "amber", Bilingual(f"只能出草稿：{zh}", f"only a draft can be made: {en}"), fix)


def _simulated(files: Files) -> Finding:
    if files.bench is None:
        return Finding("simulated", "unknown", _NOT_YET, _AFTER_FILES)
    if not files.bench.simulated:
        return Finding("simulated", "green", Bilingual("真实仪器", "real instruments"))
    draft = Bilingual("仿真仪器：记录只能作草稿", "simulated instruments: the record can only be a draft")
    return Finding("simulated", "amber", draft, Bilingual("选择真实仪器的校准台", "choose a bench of real instruments"))


def _people(files: Files) -> Finding:
    if files.bench is None:
        return Finding("people", "unknown", _NOT_YET, _AFTER_FILES)
    if files.answers is not None and files.plan is not None:
        try:
            require_usable_answers(files.plan, files.answers)
        except UsageError as failure:
            return refused("people", failure, "改正应答文件")
    by_hand = ", ".join(files.bench.by_person)
    who = _who_answers(files, files.bench)
    zh = f"提示由{who.zh}回答" + (f"；{by_hand} 由人读数" if by_hand else "")
    en = f"prompts are answered by {who.en}" + (f"; {by_hand} is read by a person" if by_hand else "")
    return Finding("people", "green", Bilingual(zh, en))


def _who_answers(files: Files, bench: Bench) -> Bilingual:
    if files.answers is not None:
        return Bilingual(
            "应答文件（其余由窗口或终端前的人员）", "the answers file, the rest at the window or a terminal"
        )
    if bench.simulated:
        return Bilingual(
            "仿真人员（其余由窗口或终端前的人员）", "the simulated person, the rest at the window or a terminal"
        )
    return Bilingual("窗口或终端前的人员", "whoever is at the window or a terminal")
