"""What a preflight found amber and a person accepted is on record before anything else, with the reason."""

from dataclasses import replace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import ResultDiffers, UsageError
from bench_core.records.events import ConcernAccepted, InstrumentIdentified
from bench_core.records.verification import verify
from sequencer.request import Accepted

SIMULATED = Accepted("simulated", Bilingual("仿真仪器", "simulated instruments"), "训练")
DRAFT = Accepted("draft", Bilingual("草稿", "a draft"), "试运行")


@pytest.fixture
def ran(run):
    return run(accepted=(SIMULATED, DRAFT))


def test_accepted_concerns_stand_right_after_the_start_with_who_and_why(ran):
    assert ran.kinds()[:4] == ["RunStarted", "ConcernAccepted", "ConcernAccepted", "InstrumentIdentified"]
    assert ran.events[1] == ConcernAccepted("simulated", SIMULATED.told, "训练", "tester")
    assert [one.name for one in ran.state.accepted] == ["simulated", "draft"]
    assert ran.code == 0
    verify(ran.record.path)


def test_a_concern_is_accepted_before_the_first_instrument_once_by_somebody_and_with_a_reason(ran, forged):
    def refused(change, why):
        with pytest.raises(ResultDiffers, match=why):
            verify(forged(ran, change))

    def late(lines):
        first = next(n for n, line in enumerate(lines) if isinstance(line.event, InstrumentIdentified))
        lines[1], lines[first] = lines[first], lines[1]

    def twice(lines):
        lines[2] = lines[1]

    def blank(**changes):
        def change(lines):
            lines[1] = replace(lines[1], event=replace(lines[1].event, **changes))

        return change

    refused(late, "'(simulated|draft)' was accepted in the middle of the run")
    refused(twice, "'simulated' was accepted twice")
    refused(blank(reason=" "), "'simulated' was accepted by nobody, or without a reason")
    refused(blank(by=""), "'simulated' was accepted by nobody, or without a reason")


def test_who_accepts_something_says_why_and_who_and_a_resume_accepts_nothing(run, request_for):
    for wrong, why in [
        ({"accepted": (replace(SIMULATED, reason="  "),)}, "simulated: accepted without a reason"),
        ({"accepted": (SIMULATED,), "operator": ""}, "without an operator"),
        ({"accepted": (SIMULATED, SIMULATED)}, "accepted twice"),
        ({"accepted": (SIMULATED,), "resume": True}, "a resumed run keeps what was accepted when it began"),
    ]:
        with pytest.raises(UsageError, match=why):
            run(**wrong)
    assert not request_for().record.exists()
