"""What happened to a run cannot be left out by whoever holds the key: the lines around it still show it."""

from dataclasses import replace

import pytest

from bench_core.errors import BrokenChain, ResultDiffers
from bench_core.records.events import (
    AbortRequested,
    GuardianActed,
    GuardianReady,
    IndicationTaken,
    InstrumentIdentified,
    OutputAsked,
    PointCompleted,
    PointStarted,
    PromptAnswered,
    PromptAsked,
    RunContinued,
    RunEnded,
    RunResumed,
    RunStarted,
    RunSuspended,
    SettingIntended,
    SettingMade,
    SteadyReached,
    StepFailed,
    TakeIntended,
)
from bench_core.records.verification import verify, verify_record
from bench_core.records.verified_course import measures
from sequencer.control import Control

TRIPPED = "{kind: trip, after: 6 readings}"
CLOSED = "{kind: close, after: 40 messages}"


class AtTheBench(Control):
    """Control of a run with somebody at a terminal."""

    attended = True


@pytest.fixture
def refused(forged):
    """Has a forged record refused, with the reason and the number of the line that is named."""

    def check(ran, change, why, line=None):
        with pytest.raises((ResultDiffers, BrokenChain), match=why) as caught:
            verify(forged(ran, change))
        if line is not None:
            assert caught.value.line == line

    return check


@pytest.fixture
def tripped(run, bench_folder, performed):
    """A run whose source tripped, which a person looked at."""
    if "tripped" not in performed:
        bench_folder.fault("calibrator", TRIPPED)
        performed["tripped"] = ran = run(AtTheBench())
        assert ran.of(RunSuspended, cause="trip")
        verify_record(ran.record)
    return performed["tripped"]


@pytest.fixture
def resumed(power_cut, resume, performed):
    """A run that was cut off in its second point, and resumed."""
    if "resumed" not in performed:
        performed["resumed"] = ran = resume(power_cut(66))
        verify_record(ran.record)
    return performed["resumed"]


@pytest.fixture
def aborted(meddled, performed):
    """A run that a person ended in the middle of a take."""
    if "aborted" not in performed:
        performed["aborted"], _ = meddled((TakeIntended, 5, [{"command": "abort", "by": "li", "reason": "lunch"}]))
        assert performed["aborted"].state.ended.state == "aborted"
        verify_record(performed["aborted"].record)
    return performed["aborted"]


def number(lines, wanted, nth=0, **fields):
    """Place of an event of a kind with these fields."""
    return [
        at
        for at, line in enumerate(lines)
        if isinstance(line.event, wanted) and all(getattr(line.event, name) == value for name, value in fields.items())
    ][nth]


def without(*kinds, **fields):
    """Leave all events of these kinds out that have these fields."""

    def change(lines):
        return [
            line
            for line in lines
            if not isinstance(line.event, kinds)
            or any(getattr(line.event, name, None) != value for name, value in fields.items())
        ]

    return change


def within(change, begin, end):
    """Change only the lines from one place to another."""
    return lambda lines: [*lines[:begin], *change(lines[begin:end]), *lines[end:]]


def test_a_suspension_that_was_left_out_shows_in_what_was_asked_for_it(tripped, refused):
    lines = tripped.record.lines
    asked = number(lines, PromptAsked, kind="energise")
    suspended = number(lines, RunSuspended)
    assert suspended < asked
    why = "asked whether outputs may go on again, but no suspension and no interruption"
    refused(tripped, without(RunSuspended, RunContinued), why, asked)  # one line before it is gone


def test_after_a_trip_nothing_goes_on_without_a_suspension(tripped, refused):
    lines = tripped.record.lines
    off, on = number(lines, OutputAsked, energised=False), number(lines, RunContinued)
    why = "was started while .* was under way"
    refused(tripped, lambda lines: [*lines[: off + 1], *lines[on + 1 :]], why)


def test_an_output_found_off_is_not_energised_again(tripped, refused):
    off = number(tripped.record.lines, OutputAsked, energised=False)
    point = tripped.events[off].key
    again = SettingIntended("calibrator", "operate", {}, point)

    def change(lines):
        lines.insert(off + 1, replace(lines[off], event=again))

    refused(tripped, change, "SettingIntended stands after calibrator was found off at a point, and no susp", off + 2)


def test_an_output_that_did_not_go_on_is_a_trip_too(resumed, refused):
    made = number(resumed.record.lines, SettingMade, action="operate", energised=True, key=resumed.events[-9].key)
    assert resumed.events[made].key is not None

    def stayed_off(lines):
        lines[made] = replace(lines[made], event=replace(lines[made].event, energised=False, raw="0"))

    refused(resumed, stayed_off, "TakeIntended stands after calibrator was found off at a point, and no susp", made + 2)


def test_a_trip_that_ended_the_run_is_over_when_it_was_resumed(power_cut, resume, forged):
    resumed = resume(power_cut(74))
    lines = resumed.record.lines
    resumes = number(lines, RunResumed)
    asked = number(lines[:resumes], OutputAsked, -1)
    assert lines[asked].event.key.point == "10 V/-90 %"

    def tripping(lines):
        off = replace(lines[asked], event=replace(lines[asked].event, energised=False, raw="0"))
        failed = replace(lines[asked], event=StepFailed("OutputTripped", "off"))
        return [*lines[:asked], off, failed, *lines[resumes:]]

    verify(forged(resumed, tripping))


def test_a_take_that_a_suspension_broke_off_is_explained_by_it(run, bench_folder):
    bench_folder.fault("meter", "{kind: close, matching: READ, after: 6 messages}")
    ran = run(AtTheBench())
    suspended = number(ran.record.lines, RunSuspended)
    taken = number(ran.record.lines[:suspended], TakeIntended, -1)
    assert (ran.events[taken].purpose, ran.events[taken].readings) == ("measurement", 3)
    assert len([one for one in ran.events[taken:suspended] if isinstance(one, IndicationTaken)]) < 3
    verify_record(ran.record)


def test_once_a_point_was_begun_after_a_resume_nobody_is_asked_for_it_again(resumed, refused):
    asked = number(resumed.record.lines, PromptAsked, kind="energise")
    done = number(resumed.record.lines, PointCompleted, -1)
    refused(
        resumed,
        lambda lines: lines.insert(done + 1, replace(lines[done], event=lines[asked].event)),
        "asked whether outputs may go on again, but no suspension and no interruption",
        done + 2,
    )


def test_an_interruption_that_was_left_out_shows_in_who_was_identified_again(resumed, refused):
    resumes = number(resumed.record.lines, RunResumed)
    at = next(at for at, event in enumerate(resumed.events) if at > resumes and isinstance(event, InstrumentIdentified))
    refused(resumed, without(RunResumed), "was identified in the middle of the run, but no suspension", at)


def test_an_interruption_that_was_left_out_shows_in_what_was_asked_for_it(resumed, refused):
    resumes = number(resumed.record.lines, RunResumed)
    change = within(without(RunResumed, InstrumentIdentified), resumes, len(resumed.record.lines))
    refused(resumed, change, "asked whether outputs may go on again, but no suspension and no interruption")


def test_after_an_interruption_a_person_has_said_that_outputs_may_go_on(resumed, refused):
    asked = number(resumed.record.lines, PromptAsked, kind="energise")
    refused(resumed, lambda lines: [*lines[:asked], *lines[asked + 2 :]], "nobody confirmed that outputs may go on")

    def said_no(lines):
        lines[asked + 1] = replace(lines[asked + 1], event=replace(lines[asked + 1].event, answer="no"))

    assert isinstance(resumed.events[asked + 1], PromptAnswered)
    refused(resumed, said_no, "nobody confirmed that outputs may go on again")

    def asked_another(lines):
        lines[asked] = replace(lines[asked], event=replace(lines[asked].event, kind="confirm"))

    refused(resumed, asked_another, "nobody confirmed that outputs may go on again")


def test_a_guardian_acts_only_where_the_run_was_interrupted(resumed, forged, refused):
    acted = GuardianActed("ended", "calibrator", False, "0", 0.02)

    def adding(at):
        return lambda lines: lines.insert(at + 1, replace(lines[at], event=acted))

    at = number(resumed.record.lines, RunResumed)
    verify(forged(resumed, adding(at)))
    verify(forged(resumed, lambda lines: [*lines[: at + 1], *[replace(lines[at], event=acted)] * 2, *lines[at + 1 :]]))
    refused(resumed, adding(number(resumed.record.lines, PointCompleted)), "made calibrator safe, but the run was not")


def outside(lines):
    """Have the source answer over a link that outlives the run's process, with the guardian's word."""
    for at, line in reversed(list(enumerate(lines))):
        event = line.event
        if isinstance(event, InstrumentIdentified) and event.instrument == "calibrator":
            lines[at] = replace(line, event=replace(event, resource="TCPIP0::192.0.2.1::5025::SOCKET"))
            lines.insert(at + 1, replace(line, event=GuardianReady("calibrator", None, hazardous=True)))


def test_no_output_that_outlives_the_program_goes_on_without_a_guardian(resumed, forged, refused):
    verify(forged(resumed, outside))

    def unguarded(nth):
        def change(lines):
            outside(lines)
            del lines[number(lines, GuardianReady, nth)]

        return change

    why = "calibrator was energised, but no guardian was ready for it since the run began or was resumed"
    operated = number(resumed.record.lines, SettingIntended, action="operate")
    refused(resumed, unguarded(0), why, operated + 1)
    refused(resumed, unguarded(1), why)


def test_an_output_that_ends_with_the_program_needs_no_guardian_however_its_link_is_spelled(run, bench_folder):
    bench_folder.change("bench.yaml", '"sim:calibrator"', '"SIM:calibrator"')
    verify_record(run().record)


def test_a_record_from_before_there_were_guardians_is_not_asked_for_one(resumed, forged):
    def older(lines):
        outside(lines)
        began = lines[0].event
        assert isinstance(began, RunStarted)
        modules = {name: digest for name, digest in began.modules.items() if "guard" not in name}
        lines[0] = replace(lines[0], event=replace(began, modules=modules))
        return without(GuardianReady)(lines)

    verify(forged(resumed, older))


def test_a_take_that_was_broken_off_is_explained_by_what_broke_it_off(aborted, refused):
    taken = number(aborted.record.lines, TakeIntended, -1)
    assert aborted.events[taken].readings == 3
    assert not [event for event in aborted.events[taken:] if isinstance(event, IndicationTaken)]
    on = OutputAsked("calibrator", True, "1", aborted.events[taken].key)

    def going_on(lines):
        lines.insert(taken + 1, replace(lines[taken], event=on))

    refused(aborted, going_on, "x of dc-voltage .* was to be taken: 0 of 3 readings on record", taken + 2)


@pytest.mark.parametrize("purpose", ["settling", "measurement"])
def test_a_take_of_its_own_that_gave_nothing_is_explained_or_refused(resumed, refused, purpose):
    """A forger who hides readings leaves the announcement of their take."""
    done = number(resumed.record.lines, PointCompleted)
    whole = number(resumed.record.lines[:done], OutputAsked, -1)
    key = resumed.events[whole].key
    readings = 0 if purpose == "settling" else 3
    take = TakeIntended(key, "hidden", "meter", readings, purpose)

    def change(lines):
        lines.insert(whole, replace(lines[whole], event=take))

    told = "it never became steady" if purpose == "settling" else "0 of 3 readings on record"
    refused(resumed, change, f"hidden of .* was to be taken: {told}, and nothing says why", whole + 2)


@pytest.mark.parametrize("purpose", ["settling", "measurement"])
def test_what_belongs_to_another_take_does_not_make_a_take_whole(resumed, refused, purpose):
    taken = number(resumed.record.lines, TakeIntended, purpose=purpose)

    def change(lines):
        lines[taken] = replace(lines[taken], event=replace(lines[taken].event, name="hidden"))

    refused(resumed, change, "hidden of .* was to be taken: .*, and nothing says why", taken + 2)


def test_a_signal_that_became_steady_does_not_make_the_take_of_another_whole(resumed, refused):
    steady = number(resumed.record.lines, SteadyReached)
    taken = number(resumed.record.lines[:steady], TakeIntended, -1)

    def change(lines):
        hidden = replace(lines[steady - 1], event=replace(lines[taken].event, name="hidden"))
        lines[taken:steady] = [*lines[taken + 1 : steady], hidden]

    refused(resumed, change, "hidden of .* was to be taken: it never became steady, and nothing says why", steady + 1)


def test_a_run_is_aborted_by_somebody(aborted, refused):
    end = number(aborted.record.lines, RunEnded)
    refused(aborted, without(AbortRequested), "but nobody asked for its end or answered no", end)


def test_an_answer_of_no_explains_an_aborted_run(run, bench_folder, refused):
    bench_folder.change("world.yaml", "confirms: true", 'confirms: true, answers: {connect.dc-voltage: "no"}')
    ran = run()
    assert (ran.state.ended.state, ran.state.abort) == ("aborted", None)
    verify_record(ran.record)
    asked = number(ran.record.lines, PromptAnswered, -1)

    def agreed(lines):
        lines[asked] = replace(lines[asked], event=replace(lines[asked].event, answer="yes"))

    refused(ran, agreed, "aborted, but nobody asked for its end or answered no")

    def failed_otherwise(lines):
        failed = number(lines, StepFailed)
        lines[failed] = replace(lines[failed], event=replace(lines[failed].event, failure="NotSteady"))

    refused(ran, failed_otherwise, "aborted, but nobody asked for its end or answered no")


def test_an_answer_that_is_a_value_explains_no_aborted_run(meddled, forged, refused):
    ran, _ = meddled((PromptAnswered, 1, [{"command": "abort", "by": "li", "reason": "lunch"}]))
    asked = number(ran.record.lines, PromptAsked, kind="connect")
    assert ran.events[number(ran.record.lines[:asked], PromptAsked, -1)].kind == "condition"

    def never_asked(lines):
        del lines[asked : asked + 2]

    verify(forged(ran, never_asked))
    refused(
        ran, lambda lines: without(AbortRequested)([*lines[:asked], *lines[asked + 2 :]]), "nobody asked for its end"
    )


def test_a_run_that_had_failed_did_not_finish(resumed, refused):
    end = number(resumed.record.lines, RunEnded)

    def failing(lines):
        lines.insert(end, replace(lines[end], event=StepFailed("NotSteady", "drift")))

    refused(resumed, failing, "says it finished, but it had failed, or somebody had ended it", end + 2)

    def failed(lines):
        lines[end] = replace(lines[end], event=RunEnded("failed", "", safe=True))

    refused(resumed, failed, "the run says it failed, but no step failed", end + 1)


def test_after_a_failure_only_a_resume_goes_on(resumed, refused):
    at = number(resumed.record.lines, PointCompleted)

    def adding(*events):
        def change(lines):
            lines[at + 1 : at + 1] = [replace(lines[at], event=event) for event in events]

        return change

    refused(
        resumed, adding(StepFailed("NotSteady", "drift")), "stands after the run had failed, and it was not resumed"
    )
    refused(resumed, adding(AbortRequested("li", "lunch")), "stands after li had ended the run, and it was not resumed")


def test_looking_at_the_air_and_making_safe_measure_nothing(resumed):
    state = resumed.state
    assert not measures(state, SettingIntended("calibrator", "make_safe", {}))
    assert measures(state, SettingIntended("calibrator", "operate", {}))
    assert all(measures(state, event) for event in resumed.of(PointStarted))
