from pathlib import Path

import pytest

from bench_core.capabilities.instruments import OutputState
from bench_core.clock import VirtualClock
from bench_core.errors import LinkRefused, LinkTimeout
from bench_core.records.journal import Journal
from sequencer.safety import make_all_safe


class Source:
    def __init__(self, answer: OutputState | Exception) -> None:
        self.answer = answer
        self.asked = 0

    def make_safe(self) -> OutputState:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


OFF, ON = OutputState(energised=False, raw="0"), OutputState(energised=True, raw="1")


@pytest.fixture
def journal(tmp_path: Path):
    with Journal.create(tmp_path / "a.calrun", VirtualClock()) as journal:
        yield journal


@pytest.mark.parametrize("fault", [LinkTimeout("first", "silent"), RuntimeError("a fault"), OSError(5, "gone")])
def test_no_failure_of_one_source_keeps_the_next_from_its_turn(journal: Journal, fault: Exception):
    first, second = Source(fault), Source(OFF)
    outcome = make_all_safe(["first", "second"], {"first": first, "second": second}.__getitem__, journal)
    assert second.asked == 1
    assert not outcome.safe
    assert "first: OUTPUT MAY BE ON" in outcome.warnings[0]


def test_a_source_that_answers_on_is_never_called_safe(journal: Journal):
    outcome = make_all_safe(["source"], lambda _: Source(ON), journal)
    assert not outcome.safe
    assert "OUTPUT IS ON" in outcome.warnings[0]


def test_a_full_disc_keeps_no_source_energised(tmp_path: Path):
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    source = Source(OFF)
    with Journal.create(tmp_path / "a.calrun", VirtualClock(), write=full) as journal:
        assert make_all_safe(["source"], lambda _: source, journal).safe
    assert source.asked == 1


def test_everybody_being_off_is_on_record(journal: Journal, tmp_path: Path):
    assert make_all_safe(["source"], lambda _: Source(OFF), journal).safe
    journal.sync()
    assert b'"energised":false' in (tmp_path / "a.calrun").read_bytes()


def test_a_source_that_cannot_be_reached_is_never_called_safe(journal: Journal):
    def unreachable(name: str) -> Source:
        raise LinkRefused(name, "nothing answers there")

    outcome = make_all_safe(["source"], unreachable, journal)
    assert not outcome.safe
    assert "source: OUTPUT MAY BE ON" in outcome.warnings[0]
