"""The serial number that a person copies from a name plate; another one than is expected is asked about again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.model import parse
from bench_core.documents.order import Order
from bench_core.records.events import PromptAsked

if TYPE_CHECKING:
    from bench_core.records.run_state import RunState
    from sequencer.preparing import Prepared
    from sequencer.prompts import Answer, Prompts

ANSWERS = 3
"""So many typed answers are taken, the first one included: then it is another instrument, and no slip of a finger."""


@dataclass(frozen=True, slots=True)
class ExpectedSerial:
    """A serial number that an instrument must have.

    Args:
        serial: as it is written there.
        source: what says so.
    """

    serial: str
    source: Bilingual


def expected_serial(prepared: Prepared, before: RunState | None, name: str) -> ExpectedSerial | None:
    """Return which serial number an instrument must have; None where nothing says so.

    Args:
        prepared: what the run is made from.
        before: what the record says of an interrupted run, or None.
        name: of the instrument on the bench.
    """
    began = None if before is None else before.instruments.get(name)
    if began is not None:
        return ExpectedSerial(began.serial, Bilingual("本次运行开始时为", "the run began with"))
    serial = prepared.bench.instruments[name].serial
    if serial is not None:
        return ExpectedSerial(serial, Bilingual("校准台文件中为", "the bench file says"))
    text = next((text for text in prepared.texts if text.role == "order"), None)
    if text is None or not any(role.is_uut and role.instrument == name for role in prepared.plan.roles.values()):
        return None
    ordered = parse(text.path, text.text.encode(), Order).model.uut.serial
    return ExpectedSerial(ordered, Bilingual("委托单中为", "the order says"))


def ask_serial(prompts: Prompts, name: str, kind: str, expected: ExpectedSerial | None) -> Answer:
    """Ask for the serial number that is printed on an instrument.

    Which one is expected is told only when another one was typed; the last answer is returned, whatever it says.

    Args:
        prompts: where people are asked.
        name: of the instrument on the bench.
        kind: its maker and model.
        expected: which one it must be, or None.
    """
    answer = prompts.ask(_prompt(name, _first(name, kind)))
    for number in range(2, ANSWERS + 1):
        if expected is None or answer.value == expected.serial or answer.given.entry != "typed":
            break  # whatever did not type it would say the same again
        answer = prompts.ask(_prompt(name, _again(str(answer.value), expected, _first(name, kind), number)))
    return answer


def _prompt(name: str, text: Bilingual) -> PromptAsked:
    return PromptAsked(f"{name}/identify", "identify", f"serial.{name}", text, "1", instrument=name)


def _first(name: str, kind: str) -> Bilingual:
    return Bilingual(f"请输入 {name}（{kind}）铭牌上的编号", f"Enter the serial number as printed on {name} ({kind})")


def _again(typed: str, expected: ExpectedSerial, asked: Bilingual, number: int) -> Bilingual:
    source = expected.source
    return Bilingual(
        f"输入的编号是 {typed}，{source.zh} {expected.serial}。请再看铭牌；若确为另一台仪器，请中止运行。"
        f"{asked.zh}（第 {number} 次，共 {ANSWERS} 次）",
        f"{typed} was entered, but {source.en} {expected.serial}. Look at the name plate again; if it really is "
        f"another instrument, abort. {asked.en} (answer {number} of {ANSWERS})",
    )
