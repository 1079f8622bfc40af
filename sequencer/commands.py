"""What people may tell a running run, read from JSON; it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bench_core.bilingual import Bilingual
from bench_core.errors import ControlRefused
from bench_core.records.causes import CAUSES, is_same_person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Abort:
    """End the run, sources safe.

    Args:
        by: who wants it.
        reason: in their words.
        explains: whether they will say more about it afterwards, with an `Explain`.
    """

    by: str
    reason: str
    explains: bool = False


@dataclass(frozen=True, slots=True)
class Explain:
    """Say why the run was ended, after its end was asked for."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a prompt."""

    prompt: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Hold the run.

    Args:
        by: who wants it.
        now: in the middle of a step, whose point is taken again; else after the step under way.
    """

    by: str
    now: bool = False


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on after a pause."""

    by: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Take a point again.

    Args:
        by: who wants it.
        cause: a name of `bench_core.records.causes`.
        item: of the plan; empty for the point under way.
        point: of that item; likewise.
        second: another person who agrees, without whom the worse attempt stands once there was a result.
    """

    by: str
    cause: str
    item: str = ""
    point: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave the point under way out."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Correct:
    """Give a reading that a person typed another value.

    Args:
        by: who wants it.
        reading: `ITEM/POINT/NAME/NUMBER`, as its prompt called it.
        value: as it would have been typed.
        why: in their words.
        second: another person who agrees, without whom the worse result stands once a verdict could be seen.
    """

    by: str
    reading: str
    value: str
    why: str
    second: str = ""


Command = Abort | Explain | Answer | Pause | Continue | Retry | Skip | Correct


def read_command(fields: Mapping[str, Any]) -> Command:
    """Return the command that a JSON object gives.

    Raises:
        ControlRefused: there is no such command, or what it needs is missing.
    """

    def text(name: str, *, needed: bool = True) -> str:
        value = fields.get(name, "")
        if not isinstance(value, str) or not value.isprintable() or (needed and not value.strip()):
            command = fields.get("command")
            raise ControlRefused(Bilingual(f"{command}：缺少文本“{name}”", f"{command}: needs '{name}', a text"))
        return value.strip()

    match fields.get("command"):
        case "abort":
            return Abort(text("by"), text("reason"), fields.get("explains") is True)
        case "explain":
            return Explain(text("by"), text("reason"))
        case "answer":
            return Answer(text("prompt"), text("text", needed=False), text("by"))
        case "pause":
            return Pause(text("by"), fields.get("now") is True)
        case "resume":
            return Continue(text("by"))
        case "skip" | "retry" | "correct" as name:
            return _of_point(name, text("by"), text)
        case other:
            known = "abort, answer, correct, explain, pause, resume, retry, skip"
            zh, en = f"“{other}”不是控制命令；可用的有 {known}", f"'{other}' is no command; a run knows {known}"
            raise ControlRefused(Bilingual(zh, en))


def _of_point(name: Literal["skip", "retry", "correct"], by: str, text: Callable[..., str]) -> Skip | Retry | Correct:
    if name == "skip":
        return Skip(by, text("reason"))
    second = _second(by, text("second", needed=False))
    if name == "correct":
        return Correct(by, text("reading"), text("value"), text("why"), second)
    return _retry(by, text("cause"), (text("item", needed=False), text("point", needed=False)), second)


def _retry(by: str, cause: str, place: tuple[str, str], second: str) -> Retry:
    if cause not in CAUSES:
        known = ", ".join(CAUSES)
        zh, en = (
            f"“{cause}”不是技术原因；重测须写 {known} 之一",
            f"'{cause}' is no technical cause; a retry needs one of {known}",
        )
        raise ControlRefused(Bilingual(zh, en))
    return Retry(by, cause, *place, second)


def _second(by: str, second: str) -> str:
    if is_same_person(second, by):
        zh = f"{by}：申请人不能同时是第二人；请另指定一人"
        raise ControlRefused(Bilingual(zh, f"{by}: asks for it and cannot be the second person too; name another one"))
    return second
