import os
import threading
from itertools import count
from pathlib import Path

import pytest

from bench_core.capabilities.instruments import OutputState
from bench_core.clock import ScaledClock, VirtualClock
from bench_core.errors import LinkRefused, LinkTimeout
from bench_core.records.journal import Journal
from sequencer.safety import make_all_safe


class Source:
    SAFE_WITHIN_S = 3.0

    def __init__(self, answer: OutputState | Exception, off_after: int = 10**6) -> None:
        self.answer = answer
        self.off_after = off_after
        self.asked = 0

    def make_safe(self) -> OutputState:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def output_state(self) -> OutputState:
        self.off_after -= 1
        return self.answer if self.off_after else OFF


OFF, ON = OutputState(energised=False, raw="0"), OutputState(energised=True, raw="1")


@pytest.fixture
def journal(tmp_path: Path):
    with Journal.create(tmp_path / "a.calrun", VirtualClock()) as journal:
        yield journal


@pytest.mark.parametrize("fault", [LinkTimeout("first", "silent"), RuntimeError("a fault"), OSError(5, "gone")])
def test_no_failure_of_one_source_keeps_the_next_from_its_turn(journal: Journal, fault: Exception):
    first, second = Source(fault), Source(OFF)
    sources = {"first": first, "second": second}
    outcome = make_all_safe(sources, sources.__getitem__, journal, VirtualClock())
    assert second.asked == 1
    assert not outcome.safe
    assert "first: OUTPUT MAY BE ON" in outcome.warnings[0]


def test_no_source_waits_for_another_whose_link_is_dead(journal: Journal):
    class Slow(Source):
        def make_safe(self) -> OutputState:
            assert off.wait(10), "the other source waits for this one"
            return OFF

    class Quick(Source):
        def make_safe(self) -> OutputState:
            off.set()
            return OFF

    off = threading.Event()
    sources = {"slow": Slow(OFF), "quick": Quick(OFF)}
    assert make_all_safe(sources, sources.__getitem__, journal, ScaledClock()).safe


def test_a_source_that_answers_on_is_never_called_safe(journal: Journal):
    outcome = make_all_safe(["source"], lambda _: Source(ON), journal, VirtualClock())
    assert not outcome.safe
    assert "OUTPUT IS ON" in outcome.warnings[0]


def test_a_source_is_asked_until_it_is_off_but_no_longer_than_its_driver_states(journal: Journal):
    clock = VirtualClock()
    assert make_all_safe(["source"], lambda _: Source(ON, off_after=40), journal, clock).safe
    assert clock.now() == pytest.approx(2.0)
    outcome = make_all_safe(["source"], lambda _: Source(ON, off_after=80), journal, clock)
    assert "3 s after its safe command" in outcome.warnings[0]
    assert clock.now() == pytest.approx(5.0, abs=0.06)


def test_a_full_disc_keeps_no_source_energised(tmp_path: Path):
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    source = Source(OFF)
    with Journal.create(tmp_path / "a.calrun", VirtualClock(), write=full) as journal:
        assert make_all_safe(["source"], lambda _: source, journal, VirtualClock()).safe
    assert source.asked == 1


def test_everybody_being_off_is_on_record(journal: Journal, tmp_path: Path):
    assert make_all_safe(["source"], lambda _: Source(OFF), journal, VirtualClock()).safe
    journal.sync()
    assert b'"energised":false' in (tmp_path / "a.calrun").read_bytes()


def test_a_source_that_cannot_be_reached_is_never_called_safe(journal: Journal):
    def unreachable(name: str) -> Source:
        raise LinkRefused(name, "nothing answers there")

    outcome = make_all_safe(["source"], unreachable, journal, VirtualClock())
    assert not outcome.safe
    assert "source: OUTPUT MAY BE ON" in outcome.warnings[0]


@pytest.mark.parametrize("refused", [{1}, {2}, {4}, {1, 2}])
def test_a_line_that_the_disc_refused_once_is_on_record_when_all_is_safe(tmp_path: Path, refused: set[int]):
    calls = count(1)

    def write(descriptor: int, line: bytes) -> int:
        if next(calls) in refused:
            raise OSError(28, "No space left on device")
        return os.write(descriptor, line)

    path = tmp_path / "a.calrun"
    with Journal.create(path, VirtualClock(), write) as journal:
        assert make_all_safe(["a", "b"], lambda _: Source(OFF), journal, VirtualClock()).safe
    kinds = [line.split(b'"event":"')[1].split(b'"')[0] for line in path.read_bytes().splitlines()]
    assert kinds == [b"SettingIntended", b"SettingMade"] * 2
