"""At a terminal, who is to read a simulated instrument is told what stands on it, once with each question."""

import sys
from pathlib import Path

import pytest

from bench_cli import watching
from bench_cli.person_here import Interrupts
from bench_core.records.record import read_record
from tests.bench_cli.test_blind import Lines


class Asked(Lines):
    """A terminal that keeps what it says, and knows whether it has asked."""

    asked = False

    def ask(self, hint: str) -> None:
        del hint
        self.asked = True


class Nobody:
    """Sends nothing."""

    def leave(self) -> None:
        """Nothing."""


@pytest.fixture
def ask(monkeypatch, finished):
    """Watches a run which has just asked for something, until the question stands; returns what was said."""

    def watch(kind: str, seen: str | None) -> list[str]:
        terminal, looked = Asked(), []
        monkeypatch.setattr(sys, "stdin", None)
        monkeypatch.setattr(watching, "progress", lambda: terminal)
        monkeypatch.setattr(watching, "look", lambda *where: looked.append(where) or seen)
        lines = read_record(finished).lines
        at = next(line.number for line in lines if getattr(line.event, "kind", "") == kind)
        record = Path(f"{finished}.cut")
        record.write_bytes(b"".join(finished.read_bytes().splitlines(keepends=True)[:at]))
        watching.watch(record, lambda: not terminal.asked, Interrupts(), Nobody())
        assert looked == ([] if kind == "connect" else [(record, lines[at - 1].event.prompt)])
        return terminal.said

    return watch


def test_what_stands_on_the_instrument_is_said_with_the_question(ask):
    assert ask("condition", "20.3 °C")[-1] == "    仿真仪器显示 simulated display: 20.3 °C"


@pytest.mark.parametrize(("kind", "seen"), [("condition", ""), ("condition", None), ("connect", "5 V")])
def test_nothing_is_said_where_there_is_nothing_to_be_read(ask, kind, seen):
    assert not any("simulated display" in line for line in ask(kind, seen))
