import io
import json
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from bench_core.errors import (
    AdequacyInsufficient,
    AnswersInvalid,
    BindingRefused,
    CertificateUnusable,
    DocumentInvalid,
    LimitExceeded,
    RangeInsufficient,
    RecordNotWritten,
    RoleUnfilled,
    UsageError,
)
from bench_core.metrology.decision import Verdict
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    IndicationTaken,
    OutputAsked,
    PromptAsked,
    SettingIntended,
    SettingMade,
    SteadyReached,
)
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_core.records.verification import verify
from sequencer import applying, performing
from sequencer.control import Control


def test_a_good_meter_is_found_in_tolerance_and_its_record_verifies(whole):
    assert whole.code == 0
    assert whole.state.verdict is Verdict.PASS
    assert len(whole.state.results) == 3
    verify(whole.record.path)


def test_the_error_that_is_found_is_the_hidden_one(whole):
    result = whole.state.results["dc-voltage", "10 V/+90 %"].result
    # meter +8 ppm + 5 µV + 0.2 µV thermal emf, calibrator -2 ppm + 5 µV, at 9 V; noise 6 µV / sqrt(3) and settling
    hidden = (8 - 2) * 9 + 5 + 0.2 + 5
    assert abs(float(result.error.to("µV")) - hidden) < 12


def test_a_hidden_gain_error_is_found_at_its_range_only(run, bench_folder):
    bench_folder.change("world.yaml", "{range: 100 V, gain: -14 ppm", "{range: 100 V, gain: 120 ppm")
    ran = run()
    assert ran.code == 1
    verdicts = {point: done.result.verdict for (_, point), done in ran.state.results.items()}
    assert verdicts == {"10 V/+90 %": "pass", "10 V/-90 %": "pass", "100 V/+90 %": "fail"}


def test_an_undetermined_verdict_is_never_a_pass(run, bench_folder):
    # at 90 V half the MPE is 2.33 mV and U 1.4 mV, above a third of it; 20 ppm - 4 ppm of 90 V is 1.44 mV: between
    bench_folder.change("procedure.yaml", "limit: ± uut.mpe,", "limit: ± uut.mpe / 2,")
    bench_folder.change("world.yaml", "{range: 100 V, gain: -14 ppm", "{range: 100 V, gain: 20 ppm")
    ran = run()
    assert ran.code == 1
    assert ran.state.verdict is Verdict.UNDETERMINED


def test_two_virtual_runs_with_one_seed_differ_in_run_and_wall_time_only(run, bench_folder):
    first = run(record=bench_folder.path("a.calrun"))
    second = run(record=bench_folder.path("b.calrun"))
    assert [(line.event, line.mono) for line in first.record.lines[1:-1]] == [
        (line.event, line.mono) for line in second.record.lines[1:-1]
    ]


def test_another_seed_gives_other_noise(run, bench_folder):
    first = run(record=bench_folder.path("a.calrun"), seed=1)
    second = run(record=bench_folder.path("b.calrun"), seed=2)
    assert first.state.results != second.state.results


def test_switching_follows_the_one_safe_order_at_every_point(whole):
    events = [line.event for line in whole.record.lines]
    for number, event in enumerate(events):
        if isinstance(event, SettingIntended) and event.action == "operate":
            before = [e for e in events[:number] if isinstance(e, SettingMade) and e.key == event.key][-3:]
            assert [e.action for e in before] == ["make_safe", "select", "source"]
            assert before[0].energised is False


def test_leads_are_asked_for_only_after_every_source_has_answered_off(whole):
    events = [line.event for line in whole.record.lines]
    asked = next(n for n, e in enumerate(events) if isinstance(e, PromptAsked) and e.name == "connect.dc-voltage")
    last = events[asked - 1]
    assert isinstance(last, SettingMade)
    assert (last.action, last.energised) == ("make_safe", False)


def test_the_output_is_asked_before_and_after_the_readings_of_each_point(whole):
    kinds = whole.kinds()
    first = kinds.index("SteadyReached")
    assert kinds[first : first + 8] == [
        "SteadyReached", "OutputAsked", "TakeIntended", *["IndicationTaken"] * 3, "OutputAsked", "IndicationTaken",
    ]  # fmt: skip


def test_every_run_ends_with_all_outputs_off(whole):
    assert whole.state.ended is not None
    assert whole.state.ended.safe
    assert whole.state.energised == {"calibrator": False}


def test_raw_replies_stand_beside_every_value(whole):
    taken = [line.event for line in whole.record.lines if isinstance(line.event, IndicationTaken)]
    assert taken
    for event in taken:
        assert Quantity.of(event.value, "1") == Quantity.parse(event.raw.split(",")[0])


def test_hold_times_are_never_cut_on_a_virtual_clock(whole):
    lines = whole.record.lines
    settling = [line for line in lines if isinstance(line.event, IndicationTaken) and line.event.purpose == "settling"]
    points = {line.event.key.point for line in settling}
    for point in points:
        times = [line.event.time for line in settling if line.event.key.point == point]
        assert times[-1] - times[0] >= 1.0


def test_a_broken_condition_ends_the_run_before_anything_is_energised(run, bench_folder):
    bench_folder.change("world.yaml", "temperature: 20.3 °C", "temperature: 25 °C")
    ran = run()
    assert ran.code == 4
    assert ran.state.failure is not None
    assert "ambient.temperature is 25 °C, the procedure asks for 20 °C ± 1 °C" in ran.state.failure.message
    assert not [e for e in ran.record.lines if isinstance(e.event, SettingIntended) and e.event.action == "operate"]


def test_a_person_who_says_no_ends_the_run(run, bench_folder):
    bench_folder.change("world.yaml", "confirms: true", 'confirms: true, answers: {connect.dc-voltage: "no"}')
    ran = run()
    assert ran.code == 4
    assert "小王 answered no to 'connect.dc-voltage'" in ran.state.ended.reason


def test_a_prompt_without_an_answer_leaves_the_run_open_instead_of_guessing(run, bench_folder):
    answers = "calbench: answers/1\nby: 小李\nanswers: {ambient.temperature: 20 °C}\n"
    bench_folder.path("answers.yaml").write_text(answers, encoding="utf-8")
    ran = run(answers=bench_folder.path("answers.yaml"))
    assert ran.code == 4
    assert "nobody is there to answer" in ran.state.failure.message
    assert ran.state.ended is None


def test_answers_from_a_file_are_recorded_as_such(run, bench_folder):
    answers = "calbench: answers/1\nby: 小李\nanswers: {ambient.temperature: 20.1 °C}\nconfirm: all\n"
    bench_folder.path("answers.yaml").write_text(answers, encoding="utf-8")
    ran = run(answers=bench_folder.path("answers.yaml"))
    assert ran.code == 0
    condition = ran.state.conditions["ambient.temperature"]
    assert (condition.entry, condition.by, str(condition.value)) == ("answers file", "小李", "20.1 °C")


def test_an_answers_file_with_a_wrong_unit_is_refused_in_words(run, bench_folder):
    answers = "calbench: answers/1\nby: 小李\nanswers: {ambient.temperature: 20.1 V}\nconfirm: all\n"
    bench_folder.path("answers.yaml").write_text(answers, encoding="utf-8")
    with pytest.raises(AnswersInvalid, match="give a value in °C"):
        run(answers=bench_folder.path("answers.yaml"))
    assert not bench_folder.path("a.calrun").exists()


def test_an_abort_that_was_asked_for_ends_the_run_safely(run):
    control = Control()
    control.request_abort("li", "smoke")
    ran = run(control)
    assert ran.code == 4
    assert ran.state.ended.state == "aborted"
    assert ran.state.ended.safe
    assert ran.state.abort.by == "li"


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("bench.yaml", "source: calibrator, uut", "sauce: calibrator, uut", RoleUnfilled),
        ("bench.yaml", "source: calibrator, uut: meter", "source: meter, uut: meter", BindingRefused),
        ("procedure.yaml", "{range: 100 V, at", "{range: 300 V, at", RangeInsufficient),
        ("procedure.yaml", "adequacy: uut.mpe / 3", "adequacy: uut.mpe / 30", AdequacyInsufficient),
        ("standard.yaml", "due: 2099-12-31", "due: 2026-02-01", CertificateUnusable),
        ("bench.yaml", "certificate: standard.yaml, ", "", CertificateUnusable),
        ("bench.yaml", "dc_voltage: 1000 V", "dc_voltage: 50 V", LimitExceeded),
        ("bench.yaml", "keysight.34401a", "keysight.34401b", DocumentInvalid),
        ("bench.yaml", "world: world.yaml", "world: nowhere.yaml", DocumentInvalid),
        ("procedure.yaml", "function: dc_voltage", "function: dc_voltag", DocumentInvalid),
    ],
)
def test_what_does_not_suffice_is_refused_before_a_record_exists(run, bench_folder, name, old, new, problem):
    bench_folder.change(name, old, new)
    with pytest.raises(problem):
        run()
    assert not bench_folder.path("a.calrun").exists()


def test_another_decision_rule_than_the_agreed_one_is_refused(run, bench_folder):
    bench_folder.change("order.yaml", "decision_rule: jjf1094", "decision_rule: simple")
    with pytest.raises(UsageError, match="the client agreed to decision rule simple"):
        run(order=bench_folder.path("order.yaml"))


def test_another_procedure_than_the_ordered_one_is_refused(run, bench_folder):
    bench_folder.change("order.yaml", "decision_rule:", "procedure: jjf-1587-2016\ndecision_rule:")
    with pytest.raises(UsageError, match=r"the client asked for procedure jjf-1587-2016, but the run is by short"):
        run(order=bench_folder.path("order.yaml"))
    assert not bench_folder.path("a.calrun").exists()


def test_a_virtual_clock_is_refused_on_a_real_bench(run, bench_folder):
    bench_folder.change("bench.yaml", "world: world.yaml\n", "")
    bench_folder.change("bench.yaml", "sim:calibrator", "TCPIP::192.0.2.1::5025::SOCKET")
    bench_folder.change("bench.yaml", "sim:meter", "TCPIP::192.0.2.2::5025::SOCKET")
    with pytest.raises(UsageError, match="needs a simulated bench"):
        run()


def test_a_record_is_never_overwritten(run, bench_folder):
    bench_folder.path("a.calrun").write_text("precious")
    with pytest.raises(RecordNotWritten):
        run()
    assert bench_folder.path("a.calrun").read_text() == "precious"


def test_a_certificate_that_runs_out_during_a_run_stops_it_at_the_next_point(run, monkeypatch):
    class LaterDate:
        def __init__(self) -> None:
            self.asked = 0

        def __call__(self, desk, point) -> None:
            self.asked += 1
            if self.asked == 2:
                monkeypatch.setattr(type(desk.clock), "utc", lambda _: datetime(2100, 1, 1, tzinfo=UTC))
            original(desk, point)

    original = applying.require_valid_certificates
    monkeypatch.setattr(applying, "require_valid_certificates", LaterDate())
    ran = run()
    assert ran.code == 2
    assert "its certificate was due on 2099-12-31, today is 2100-01-01" in ran.state.ended.reason
    assert ran.state.ended.safe
    assert len(ran.state.results) == 1


def test_outputs_are_off_between_points(whole):
    states = [
        (line.event.action, line.event.energised)
        for line in whole.record.lines
        if isinstance(line.event, SettingMade) and line.event.energised is not None and line.event.action != "source"
    ]
    for before, after in pairwise(states):
        if after[0] == "operate":
            assert before == ("make_safe", False)


def test_the_order_names_another_meter_than_the_one_that_answers(run, bench_folder):
    bench_folder.change("order.yaml", "serial: MY41001234", "serial: MY99999999")
    ran = run(order=bench_folder.path("order.yaml"))
    assert ran.code == 3
    assert "connect the ordered instrument" in ran.state.ended.reason
    assert not [line for line in ran.record.lines if isinstance(line.event, OutputAsked)]


def test_a_band_is_never_below_two_digits_of_the_meter(run, bench_folder):
    bench_folder.change("procedure.yaml", "peak_to_peak: uut.mpe / 10", "peak_to_peak: uut.mpe / 10000")
    ran = run()
    reached = [line.event for line in ran.record.lines if isinstance(line.event, SteadyReached)]
    bands = {event.key.point: event.band for event in reached}
    assert ran.code == 0
    assert bands["10 V/+90 %"] == Quantity.parse("20 µV")
    assert bands["100 V/+90 %"] == Quantity.parse("200 µV")


def test_an_order_names_only_persons_that_the_laboratory_has(run, bench_folder):
    bench_folder.change("order.yaml", "calibrated_by: zhang", "calibrated_by: zang")
    with pytest.raises(DocumentInvalid, match=r"order.yaml:6:\d+: .*has no person 'zang' \(did you mean 'zhang'\?\)"):
        run(order=bench_folder.path("order.yaml"))


def test_an_answer_that_cannot_be_used_is_on_record_and_asked_for_again(run, bench_folder):
    bench_folder.change("world.yaml", "temperature: 20.3 °C, ", "")
    control = Control()
    answers = [("0/ambient.temperature", "warm"), ("0/ambient.temperature/2", "20.1 °C")]
    lines = [{"command": "answer", "prompt": prompt, "text": text, "by": "li"} for prompt, text in answers]
    control.listen(io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
    ran = run(control)
    assert ran.code == 0
    assert [a.answer for a in ran.state.answers.values() if a.by == "li"] == ["warm", "20.1 °C"]
    assert str(ran.state.conditions["ambient.temperature"].value) == "20.1 °C"


def test_an_abort_in_the_last_moment_is_an_abort_and_never_a_finished_run(run, monkeypatch):
    control = Control()
    original = performing.require_all_off

    def abort_at_the_end(desk):
        if len(fold_record(read_record(desk.journal._path)).remaining) == 0:
            control.request_abort("li", "smoke")
        original(desk)

    monkeypatch.setattr(performing, "require_all_off", abort_at_the_end)
    ran = run(control)
    assert ran.code == 4
    assert ran.state.ended.state == "aborted"
    assert len(ran.state.results) == 3
