"""Everything that can be refused before a record exists: files read, plan expanded, order and bench in agreement."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bench_core.bilingual import Bilingual
from bench_core.documents.answers import Answers
from bench_core.documents.fields import did_you_mean
from bench_core.documents.files import Read, from_disc
from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import Document, DocumentModel, parse
from bench_core.documents.order import Order
from bench_core.errors import DocumentInvalid, UsageError, UsageRefused
from bench_core.records.events import FORMAT, EmbeddedText, RunStarted
from bench_core.records.plan import Plan
from drivers.bench import Bench
from procedures.expansion import expand
from procedures.lint import read_procedure
from sequencer.expected_answers import require_usable_answers

if TYPE_CHECKING:
    from datetime import date

    from bench_core.clock import Clock
    from sequencer.request import RunRequest

M = TypeVar("M", bound=DocumentModel)
_ROOMS = ("bench_core", "dcc_export", "drivers", "procedures", "sequencer")
_PARTS = {".py", ".html"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that may begin.

    Args:
        plan: what will be done.
        bench: where.
        answers: known before, or None.
        texts: every file it is made from.
    """

    plan: Plan
    bench: Bench
    answers: Answers | None
    texts: tuple[EmbeddedText, ...]


def prepare(request: RunRequest, bench: Bench, on: date, read: Read = from_disc) -> Prepared:
    """Read all files of a request and bind the procedure to the bench.

    Args:
        request: which files.
        bench: of the request.
        on: day of the measurement.
        read: gives the bytes of each file, by the role that its text has in the record.

    Raises:
        UsageError: a file is wrong, or bench, order and procedure do not fit together.
    """
    if request.procedure is None:
        raise UsageError("a run needs a procedure and a bench")
    procedure = read_procedure(request.procedure, read)
    require_simulated_for_clock(request, bench)
    plan = expand(procedure, {role: bench.bound(role) for role in bench.roles}, on, bench.watches)
    laboratory = _read(read, "laboratory", bench.laboratory, Laboratory)
    order = _read(read, "order", request.order, Order)
    if order is not None:
        require_ordered_procedure(plan, order)
        require_agreed_rule(plan, order)
        if laboratory is not None:
            require_known_persons(order, laboratory)
    answers = _read(read, "answers", request.answers, Answers)
    if answers is not None:
        require_usable_answers(plan, answers)
    documents: dict[str, Document[DocumentModel] | None] = {
        "procedure": _any(procedure),
        "laboratory": _any(laboratory),
        "order": _any(order),
        "answers": _any(answers),
    }
    texts = tuple(_embed(role, document) for role, document in documents.items() if document is not None)
    texts += tuple(_embed("methods", document) for document in procedure.includes)
    return Prepared(plan, bench, answers.model if answers else None, texts + bench.texts())


def require_simulated_for_clock(request: RunRequest, bench: Bench) -> None:
    """Refuse real instruments on a clock that does not go as the wall's.

    Raises:
        UsageError: in words.
    """
    if request.clock != "system" and not bench.simulated:
        zh = f"{bench.path}：{request.clock} 时钟须用仿真校准台（有“world:”一项）"
        en = f"{bench.path}: a {request.clock} clock needs a simulated bench (an entry 'world:')"
        raise UsageRefused(Bilingual(zh, en))


def require_ordered_procedure(plan: Plan, order: Document[Order]) -> None:
    """Refuse a plan made from another procedure than the client asked for.

    Raises:
        UsageError: naming both procedures (ISO/IEC 17025 7.2.1.4).
    """
    asked = order.model.procedure
    if asked is not None and plan.procedure != asked:
        words = Bilingual(
            f"{order.path}：客户要求按规程 {asked}，而本次运行按 {plan.procedure}；约定其中之一",
            f"{order.path}: the client asked for procedure {asked}, but the run is by {plan.procedure}; "
            "agree on one of them",
        )
        raise UsageRefused(words)


def require_agreed_rule(plan: Plan, order: Document[Order]) -> None:
    """Refuse a plan that judges by another decision rule than the client agreed to.

    Raises:
        UsageError: naming both rules (ISO/IEC 17025 7.8.6).
    """
    agreed = order.model.decision_rule
    for item in plan.items:
        for requirement in item.requirements:
            if agreed is not None and requirement.rule != agreed:
                raise UsageRefused(_other_rule(plan, order, item.id, requirement.rule))


def _other_rule(plan: Plan, order: Document[Order], item: str, rule: str) -> Bilingual:
    agreed, procedure = order.model.decision_rule, plan.procedure
    return Bilingual(
        f"{order.path}：客户约定判定规则 {agreed}，而 {procedure} 的项目 {item} 按 {rule} 判定；约定其中之一",
        f"{order.path}: the client agreed to decision rule {agreed}, but item {item} of {procedure} judges by {rule}; "
        "agree on one of them",
    )


def require_known_persons(order: Document[Order], laboratory: Document[Laboratory]) -> None:
    """Refuse an order whose persons the laboratory does not know.

    Raises:
        DocumentInvalid: at the person's place in the order.
    """
    known = [person.id for person in laboratory.model.persons]
    wanted = order.model.persons.model_dump()
    mistakes = tuple(
        order.mistake(
            ("persons", part),
            Bilingual(f"{laboratory.path} 中没有人员“{name}”", f"{laboratory.path} has no person '{name}'"),
            did_you_mean(name, known),
        )
        for part, name in wanted.items()
        if name not in known
    )
    if mistakes:
        raise DocumentInvalid(mistakes)


def started(request: RunRequest, prepared: Prepared, run: str, clock: Clock) -> RunStarted:
    """Return the first event of the record."""
    return RunStarted(
        format=FORMAT,
        run=run,
        program=version("calbench"),
        modules=module_digests(),
        operator=request.operator,
        simulated=prepared.bench.simulated,
        seed=request.seed,
        clock=clock.kind,
        speed=clock.speed,
        texts=prepared.texts,
        plan=prepared.plan,
        confirms_selected=True,
    )


def other_module(began: RunStarted) -> str | None:
    """Return the first of the program's modules that is another one than when a run began, or None."""
    now = module_digests()
    return next((name for name in sorted(began.modules.keys() | now) if began.modules.get(name) != now.get(name)), None)


def module_digests() -> dict[str, str]:
    """Return SHA-256 of every module and template of a run and its certificate, in hex, by path inside the project."""
    root = Path(__file__).resolve().parent.parent
    files = sorted(file for room in _ROOMS for file in (root / room).rglob("*") if file.suffix in _PARTS)
    return {file.relative_to(root).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}


def _read(read: Read, role: str, path: Path | None, kind: type[M]) -> Document[M] | None:
    return None if path is None else parse(str(path), read(role, path), kind)


def _any(document: object) -> Document[DocumentModel] | None:
    return document if isinstance(document, Document) else None


def _embed(role: str, document: Document[DocumentModel]) -> EmbeddedText:
    return EmbeddedText(role, str(document.path), document.digest, document.text)
