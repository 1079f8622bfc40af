"""At a terminal, who is to read a simulated instrument is told what stands on it, once with each question."""

import sys
from pathlib import Path

import pytest

from bench_cli import watching
from bench_cli.person_here import Interrupts
from bench_cli.typed import TypedLines
from bench_core.records.record import read_record
from tests.bench_cli.test_blind import Lines


class Asked(Lines):
    """A terminal that keeps what it says, and in which order it was looked, typed lines forgotten, and asked."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []

    def ask(self, hint: str) -> None:
        del hint
        self.order.append("asked")


class Nobody:
    """Sends nothing."""

    def leave(self) -> None:
        """Nothing."""


@pytest.fixture
def ask(monkeypatch, finished):
    """Watches a run which has just asked for something, until the question stands; returns what was said."""

    def watch(kind: str, seen: str | None) -> list[str]:
        terminal, looked = Asked(), []

        def look(*where: object) -> str | None:
            looked.append(where)
            terminal.order.append("looked")
            return seen

        monkeypatch.setattr(sys, "stdin", None)
        monkeypatch.setattr(watching, "progress", lambda: terminal)
        monkeypatch.setattr(watching, "_IDLE_BEFORE_ASKING", 0)
        monkeypatch.setattr(watching, "look", look)
        monkeypatch.setattr(TypedLines, "forget", lambda _: terminal.order.append("forgot"))
        lines = read_record(finished).lines
        at = next(line.number for line in lines if getattr(line.event, "kind", "") == kind)
        record = Path(f"{finished}.cut")
        record.write_bytes(b"".join(finished.read_bytes().splitlines(keepends=True)[:at]))
        watching.watch(record, lambda: "asked" not in terminal.order, Interrupts(), Nobody())
        assert looked == ([] if kind == "connect" else [(record, lines[at - 1].event.prompt)])
        assert terminal.order == [*["looked"] * len(looked), "forgot", "asked"]  # nothing typed before is an answer
        return terminal.said

    return watch


def test_what_stands_on_the_instrument_is_said_with_the_question(ask):
    assert ask("condition", "20.3 °C")[-1] == "    仿真仪器显示 simulated display: 20.3 °C"


@pytest.mark.parametrize(("kind", "seen"), [("condition", ""), ("condition", None), ("connect", "5 V")])
def test_nothing_is_said_where_there_is_nothing_to_be_read(ask, kind, seen):
    assert not any("simulated display" in line for line in ask(kind, seen))
