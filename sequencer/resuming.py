"""Whether an interrupted run may go on: the same files, the same instruments, and a person's word before any output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.answers import Answers
from bench_core.documents.model import load, parse
from bench_core.errors import DocumentInvalid, IdentityMismatch, ResumeRefused, UsageError
from bench_core.failures import in_lines, told
from bench_core.records.events import PromptAsked
from drivers.bench import Bench, BenchFile, read_bench
from sequencer.preparing import Prepared, other_module

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import Identity
    from bench_core.records.events import EmbeddedText, RunStarted
    from bench_core.records.run_state import RunState
    from bench_core.records.signing import SigningKey
    from sequencer.desk import Desk

_ENDED = {"finished": "已完成", "aborted": "已中止", "failed": "已失败"}
_FIXED_ROLES = ("procedure", "world", "instrument:", "standard:")


def require_resumable(state: RunState) -> None:
    """Refuse a run that has ended.

    Raises:
        ResumeRefused: saying how it ended.
    """
    if state.checkpoint is not None and state.ended is not None:
        zh = f"运行 {state.run} 已结束（{_ENDED[state.ended.state]}）；没有可继续的"
        en = f"run {state.run} has ended ({state.ended.state}); there is nothing to resume"
        raise ResumeRefused(Bilingual(zh, en))


def prepare_again(state: RunState, key: SigningKey) -> Prepared:
    """Return what the run was made from, after checking that it all stands as it was.

    Args:
        state: of the interrupted run.
        key: that is to sign it.

    Raises:
        ResumeRefused: a file or the program has changed since; a note says which outputs may still be on.
        UsageError: the key's epoch began after the run; with that note, too.
    """
    try:
        key.require_covers(state.started_utc)
        return _prepare_again(state.started)
    except UsageError as refused:
        on = [name for name, energised in state.energised.items() if energised is not False]
        if on:
            outputs = ", ".join(on)
            zh = f"!!! 输出可能仍接通：{outputs}；请手动断开"
            refused.add_note(in_lines(Bilingual(zh, f"!!! OUTPUT MAY BE ON: {outputs}; switch it off by hand")))
        raise


def _prepare_again(started: RunStarted) -> Prepared:
    require_same_program(started)
    for text in started.texts:
        if text.role.startswith(_FIXED_ROLES):
            _require_same_file(text)
    bench = _require_same_bench(next(text for text in started.texts if text.role == "bench"))
    answers = next((text for text in started.texts if text.role == "answers"), None)
    known = parse(answers.path, answers.text.encode(), Answers).model if answers else None
    return Prepared(started.plan, bench, known, started.texts)


def require_same_program(started: RunStarted) -> None:
    """Refuse to continue with another program than the one that began.

    Raises:
        ResumeRefused: naming the first module that differs.
    """
    name = other_module(started)
    if name is not None:
        zh = f"calbench 自运行开始后已改变（{name}，当时版本 {started.program}）；请用该版本完成，或开始新的运行"
        en = (
            f"calbench itself has changed since the run began ({name}, then version {started.program}); "
            "finish the run with that version or begin a new one"
        )
        raise ResumeRefused(Bilingual(zh, en))


def require_same_instrument(state: RunState, name: str, identity: Identity) -> None:
    """Refuse another instrument than the one that the run began with.

    Raises:
        IdentityMismatch: with both identities.
    """
    before = state.instruments.get(name)
    if before is None:
        return
    if (before.maker, before.model, before.serial) != (identity.maker, identity.model, identity.serial):
        raise IdentityMismatch(
            name,
            f"the run began with {before.maker} {before.model}, serial {before.serial}; now "
            f"{identity.maker} {identity.model}, serial {identity.serial} answers; "
            "connect the former or begin a new run",
        )


def confirm_energising(desk: Desk) -> None:
    """Have a person confirm that outputs may go on again.

    Raises:
        RunAborted: the person says no.
        NobodyAnswers: nobody is there.
    """
    text = Bilingual(
        "运行曾中断。接线未变、无人触碰端子，可以重新接通输出吗？",
        "The run was interrupted. Are the leads as they were and the terminals clear, may outputs go on again?",
    )
    desk.prompts.require_yes(PromptAsked("energise", "energise", "resume", text, "1"))


def _require_same_file(text: EmbeddedText) -> None:
    try:
        now = Path(text.path).read_bytes()
    except OSError as failure:
        zh = f"{text.path}：此运行的 {text.role} 文件无法读取：{failure}"
        en = f"{text.path}: the {text.role} file of this run cannot be read: {failure}"
        raise ResumeRefused(Bilingual(zh, en)) from failure
    if now != text.text.encode():
        zh = f"{text.path}：{text.role} 文件自运行开始后已改变；请恢复原文件，或开始新的运行"
        en = (
            f"{text.path}: the {text.role} file has changed since the run began; put the former back or begin a new run"
        )
        raise ResumeRefused(Bilingual(zh, en))


def _require_same_bench(text: EmbeddedText) -> Bench:
    try:
        bench = read_bench(Path(text.path))
        before = parse(text.path, text.text.encode(), BenchFile).model
        now = load(Path(text.path), BenchFile).model
    except (DocumentInvalid, UsageError) as failure:
        why = told(failure)
        zh = f"{text.path}：此运行的校准台文件不能使用：{why.zh}"
        raise ResumeRefused(
            Bilingual(zh, f"{text.path}: the bench file of this run cannot be used: {why.en}")
        ) from failure
    if _without_links(before) != _without_links(now):
        zh = f"{text.path}：校准台自运行开始后除链路外另有改变；请恢复原文件，或开始新的运行"
        en = (
            f"{text.path}: the bench has changed in more than its links since the run began; "
            "put the former back or begin a new run"
        )
        raise ResumeRefused(Bilingual(zh, en))
    return bench


def _without_links(bench: BenchFile) -> BenchFile:
    instruments: Mapping[str, object] = {
        name: entry.model_copy(update={"link": ""}) for name, entry in bench.instruments.items()
    }
    return bench.model_copy(update={"instruments": instruments})
