"""An interrupted run at the next start: what was running, how far it came, and what its outputs are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.folding import fold_record
from bench_core.records.guardian_report import MadeSafe, report_path, write_line
from bench_core.records.plan import Preliminary
from bench_core.records.record import read_record
from bench_core.records.run_events import RunResumed, StepFailed
from bench_gui.tone import Tone
from bench_gui.views.review.interrupted import Way, interrupted_run
from bench_gui.words import Language, words_in
from bench_gui.workplace.finding import find
from bench_gui.workplace.workplace import RecordStatus
from tests.bench_gui.small_runs import cut_after

ON = {"zh": "接通", "en": "the output is ON, 9 V"}


@pytest.fixture
def cut(measured, tmp_path):
    """Return the path and state of a run whose process was killed in its second point."""
    path = cut_after(measured, tmp_path / "cut.calrun", "SteadyReached", 2)
    return path, fold_record(read_record(path))


def on_a_wire(state):
    """Return a state in which the calibrator is a real one."""
    calibrator = replace(state.instruments["calibrator"], resource="TCPIP::192.0.2.1::5025::SOCKET")
    return replace(state, instruments={**state.instruments, "calibrator": calibrator})


def shown(cut, en, answers=None, minutes=5, state=None):
    path, found = cut
    now = found.last_utc + timedelta(minutes=minutes)
    return interrupted_run(path, state or on_a_wire(found), answers or {}, now, en)


def test_what_was_running_and_how_far_it_came(cut, en):
    found = shown(cut, en)
    assert found.what == "34401A MY41001234 · Short procedure"
    assert found.operator == "zhang"
    assert found.last_point == "10 V/+90 %, 1 of 3 points done; 10 V/-90 % was under way"
    assert found.stopped.endswith("5 min ago")
    assert found.why == "Its process or the computer stopped."
    assert [shown(cut, en, minutes=m).stopped.rpartition(", ")[2] for m in (61, 49 * 60)] == ["1 h ago", "2 d ago"]


def test_who_performed_it_last_is_named_and_not_who_began_it(cut, en):
    state = replace(on_a_wire(cut[1]), interruptions=(RunResumed("wang", "", 0.0), RunResumed("li", "", 0.0)))
    assert shown(cut, en, state=state).operator == "li"


def test_the_last_point_is_one_that_has_a_result_on_record(cut, en):
    state = on_a_wire(cut[1])
    assert shown(cut, en, state=replace(state, key=None)).last_point == "10 V/+90 %, 1 of 3 points done"
    first = replace(state, results={})
    assert shown(cut, en, state=first).last_point == "0 of 3 points done; 10 V/-90 % was under way"


def test_who_will_read_the_point_again_blind_is_not_told_which_it_is(cut, en):
    state = cut[1]
    roles = {name: replace(role, by_person=True) for name, role in state.plan.roles.items()}
    blind = replace(state, started=replace(state.started, plan=replace(state.plan, roles=roles)))
    assert shown(cut, en, state=on_a_wire(blind)).last_point == "1 of 3 points done, read blind"


def test_the_last_failure_on_record_is_told(cut, en):
    state = replace(on_a_wire(cut[1]), failure=StepFailed("LinkTimeout", "meter: no answer"))
    assert shown(cut, en, state=state).why == "meter: no answer"
    assert shown(cut, words_in(Language.ZH), state=state).why.startswith("仪器无应答")


def test_what_comes_once_for_a_range_is_called_so_and_not_by_its_id(measured, cut, en):
    state = on_a_wire(cut[1])
    item = state.plan.items[0]
    once = Preliminary((replace(item.points[0], id="10 V/once", fields={"range": Quantity.parse("10 V")}),), ())
    plan = replace(state.plan, items=(replace(item, preliminary=once), *state.plan.items[1:]))
    at = replace(state, started=replace(state.started, plan=plan), key=replace(state.key, point="10 V/once"))
    assert shown(cut, en, state=at).last_point.endswith("; Once for range 10 V was under way")


def test_what_the_outputs_are_is_asked_and_not_assumed(cut, en):
    found = shown(cut, en)
    (output,) = found.outputs
    assert (output.called, output.recorded, output.recorded_tone) == ("5522A 1972905", "was on", Tone.HAZARD)
    assert (output.now, output.now_tone, found.hazard) == ("being asked …", Tone.BUSY, True)


def test_who_could_not_be_asked_is_not_assumed_to_be_off(cut, en):
    path, state = cut
    found = interrupted_run(path, on_a_wire(state), {}, state.last_utc, en, asking=False)
    assert (found.outputs[0].now, found.outputs[0].now_tone, found.hazard) == ("nobody knows", Tone.HAZARD, True)


@pytest.mark.parametrize(
    ("energised", "tone", "hazard"), [(False, Tone.GOOD, False), (True, Tone.HAZARD, True), (None, Tone.HAZARD, True)]
)
def test_its_answer_decides(cut, en, energised, tone, hazard):
    found = shown(cut, en, {"calibrator": {"instrument": "calibrator", "energised": energised, "told": ON}})
    assert (found.outputs[0].now, found.outputs[0].now_tone, found.hazard) == ("the output is ON, 9 V", tone, hazard)


@pytest.mark.parametrize(("limit", "hazardous"), [("30 V", False), ("31 V", True)])
def test_what_is_on_is_hazardous_where_the_plan_lets_it_put_out_more_than_30_v(cut, en, limit, hazardous):
    state = on_a_wire(cut[1])
    roles = {
        name: replace(role, limits={one: Quantity.parse(limit) for one in role.limits})
        for name, role in state.plan.roles.items()
    }
    low = replace(state, started=replace(state.started, plan=replace(state.plan, roles=roles)))
    on = {"calibrator": {"instrument": "calibrator", "energised": True, "told": ON}}
    assert shown(cut, en, on, state=low).outputs[0].hazardous is hazardous
    assert shown(cut, en, state=low).outputs[0].hazardous is hazardous, "it was on, and is being asked"


def test_what_the_guardian_did_is_told(cut, en):
    report_path(cut[0]).write_bytes(write_line(MadeSafe("ended", "calibrator", energised=False, raw="0", after=0.01)))
    assert shown(cut, en).outputs[0].recorded == "switched off by the guardian"
    report_path(cut[0]).write_bytes(write_line(MadeSafe("ended", "calibrator", energised=None, raw="gone", after=1)))
    output = shown(cut, en).outputs[0]
    assert (output.recorded, output.recorded_tone) == ("the guardian could not switch it off: gone", Tone.HAZARD)


def test_a_source_that_was_simulated_in_the_run_ended_with_it(cut, en):
    found = shown(cut, en, state=cut[1])
    assert (found.outputs[0].now, found.hazard) == ("simulated, ended with the run", False)


def test_it_can_be_resumed_closed_or_left(cut, en):
    ways = shown(cut, en).ways
    assert [one.way for one in ways] == [Way.RESUME, Way.CLOSE, Way.LEAVE]
    assert all(one.text and one.explanation for one in ways)


def test_only_interrupted_runs_are_offered(cut, measured, tmp_path):
    (tmp_path / "done.calrun").write_bytes(measured.read_bytes())
    assert [one.path for one in find(tmp_path).records if one.status is RecordStatus.INTERRUPTED] == [cut[0]]


def test_a_run_that_never_came_to_a_point_says_so(measured, tmp_path, en):
    path = cut_after(measured, tmp_path / "cut.calrun", "InstrumentIdentified", 2)
    assert shown((path, fold_record(read_record(path))), en).last_point == "no point was begun, of 3"
