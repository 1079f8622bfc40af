"""An interrupted run goes on only when everything is what it was, and a person says so."""

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bench_core.errors import BrokenChain, LinkRefused, ResumeRefused, RunAborted
from bench_core.records.events import PromptAsked, SettingIntended, SettingMade
from bench_core.records.folding import fold_record
from bench_core.records.journal import Journal
from bench_core.records.record import read_record
from bench_core.records.verification import verify
from drivers.fluke.calibrators_55xx import Fluke5522A
from drivers.keysight import hp_34401a
from drivers.opening import OpenBench
from sequencer import conducting, guarding
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform


@pytest.fixture
def interrupted(power_cut):
    """A record that ends in the middle of the second point."""

    def make(after: int = 66, **changes: object):
        return power_cut(after, **changes)

    return make


def resume(record):
    code = perform(RunRequest(record=record, resume=True), Control())
    return code, fold_record(read_record(record))


def test_an_interrupted_run_goes_on_and_says_so(interrupted):
    record = interrupted()
    code, state = resume(record)
    assert code == 0
    assert len(state.interruptions) == 1
    assert any(attempt == 2 for attempt in state.attempts.values())


def test_the_source_is_made_safe_before_anybody_is_identified_or_asked(interrupted):
    record = interrupted()
    before = len(read_record(record).lines)
    resume(record)
    events = [line.event for line in read_record(record).lines[before:]]
    assert isinstance(events[1], SettingIntended)
    assert events[1].action == "make_safe"
    assert isinstance(events[2], SettingMade)
    assert events[2].energised is False


def test_nothing_is_energised_after_a_resume_before_a_person_confirms(interrupted):
    record = interrupted()
    before = len(read_record(record).lines)
    resume(record)
    events = [line.event for line in read_record(record).lines[before:]]
    energised = next(n for n, e in enumerate(events) if isinstance(e, SettingIntended) and e.action == "operate")
    asked = next(n for n, e in enumerate(events) if isinstance(e, PromptAsked) and e.kind == "energise")
    assert asked < energised


def test_without_a_confirmation_nothing_is_energised_after_a_resume(interrupted, bench_folder):
    bench_folder.change("world.yaml", "confirms: true", "confirms: true, energises: false")
    record = interrupted()
    before = len(read_record(record).lines)
    code, state = resume(record)
    assert code == 4
    assert state.ended is None  # "not yet" loses nothing
    events = [line.event for line in read_record(record).lines[before:]]
    assert not [e for e in events if isinstance(e, SettingIntended) and e.action == "operate"]


ABORT = {"command": "abort", "by": "li", "reason": "ABORT pressed", "explains": True}


def test_an_abort_at_the_question_of_a_resume_ends_the_run_aborted_with_its_reason(interrupted, bench_folder):
    bench_folder.change("world.yaml", "confirms: true", "confirms: true, energises: false")
    record, control = interrupted(), Control()
    ask = control.answer

    def aborted(prompt):
        assert prompt.kind == "energise"
        control.accept(ABORT)
        control.accept({"command": "explain", "by": "li", "reason": "the leads were touched"})
        return ask(prompt)

    control.answer = aborted
    code = perform(RunRequest(record=record, resume=True), control)
    state = verify(record).state
    assert (code, state.ended.state, state.ended.safe, state.explained.reason) == (
        4, "aborted", True, "the leads were touched",
    )  # fmt: skip
    assert state.checkpoint is not None
    with pytest.raises(ResumeRefused, match="has ended"):
        resume(record)


def test_no_to_the_question_of_a_resume_leaves_the_run_open(interrupted, bench_folder):
    bench_folder.change("world.yaml", "confirms: true", "confirms: true, energises: false")
    record, control = interrupted(), Control()
    control.listen(iter(['{"command": "answer", "prompt": "1/energise", "text": "no", "by": "li"}\n']))
    assert perform(RunRequest(record=record, resume=True), control) == 4
    state = fold_record(read_record(record))
    assert (state.ended, state.failure.failure) == (None, "RunAborted")
    assert "li answered no" in state.failure.message


def test_an_abort_while_a_resumed_run_is_still_connected_ends_it_too(interrupted, monkeypatch):
    record, control, connect = interrupted(), Control(), OpenBench.connect

    def aborted(opened: OpenBench, name: str):
        if name == "meter":
            control.accept(ABORT)
        return connect(opened, name)

    monkeypatch.setattr(OpenBench, "connect", aborted)
    assert perform(RunRequest(record=record, resume=True), control) == 4
    state = verify(record).state
    assert (state.ended.state, state.ended.safe) == ("aborted", True)


def test_an_abort_before_the_resume_is_on_record_leaves_it_as_it_was_with_the_sources_off(interrupted, monkeypatch):
    record, control, made_safe = interrupted(), Control(), []
    before, make_safe = record.read_bytes(), Fluke5522A.make_safe
    monkeypatch.setattr(Fluke5522A, "make_safe", lambda source: made_safe.append(source) or make_safe(source))
    control.accept(ABORT)
    with pytest.raises(RunAborted, match="aborted by li: ABORT pressed; the resume had not begun") as ended:
        perform(RunRequest(record=record, resume=True), control)
    assert (ended.value.exit_code, ended.value.__notes__) == (4, ["the record is as it was\n  记录未改动"])
    assert (control.may_be_on, len(made_safe), record.read_bytes() == before) == ((), 1, True)
    code, _ = resume(record)
    assert code == 0


@pytest.mark.parametrize("how", ["begun", "resumed"])
def test_the_links_are_free_before_a_guardian_takes_over_and_the_record_last(interrupted, run, monkeypatch, how):
    record, closed = interrupted(), []

    def noting(name, opened):
        @contextmanager
        def noted(*given):
            with opened(*given) as held:
                yield held
            closed.append(name)

        return noted

    close = Journal.close
    monkeypatch.setattr(conducting, "guarded", noting("guardian", conducting.guarded))
    monkeypatch.setattr(conducting, "open_bench", noting("links", conducting.open_bench))
    monkeypatch.setattr(Journal, "close", lambda journal: closed.append("record") or close(journal))
    if how == "begun":
        run(record=record.with_name("other.calrun"))
    else:
        resume(record)
    assert closed == ["links", "guardian", "record"]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("procedure.yaml", "readings: 3", "readings: 4", "the procedure file has changed"),
        ("standard.yaml", "number: T-1", "number: T-2", "the standard:calibrator file has changed"),
        ("world.yaml", "seed: 7", "seed: 8", "the world file has changed"),
        ("bench.yaml", "dc_voltage: 1000 V", "dc_voltage: 500 V", "the bench has changed in more than its links"),
    ],
)
def test_a_changed_file_refuses_to_resume_in_words(interrupted, bench_folder, name, old, new, words):
    record = interrupted()
    content = record.read_bytes()
    bench_folder.change(name, old, new)
    with pytest.raises(ResumeRefused, match=words):
        resume(record)
    assert record.read_bytes() == content


def test_a_missing_file_refuses_to_resume_in_words(interrupted, bench_folder):
    record = interrupted()
    bench_folder.path("procedure.yaml").unlink()
    with pytest.raises(ResumeRefused, match="cannot be read"):
        resume(record)


def test_a_changed_type_record_refuses_to_resume(interrupted, bench_folder):
    bench_folder.change("bench.yaml", "driver: keysight.34401a,", "driver: keysight.34401a, type: meter.yaml,")
    text = Path(hp_34401a.__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    bench_folder.path("meter.yaml").write_text(text, encoding="utf-8")
    record = interrupted()
    bench_folder.change("meter.yaml", "resolution: 10 µV", "resolution: 20 µV")
    with pytest.raises(ResumeRefused, match="the instrument:meter file has changed"):
        resume(record)


def test_another_program_refuses_to_resume(interrupted, monkeypatch):
    record = interrupted()
    monkeypatch.setattr("sequencer.preparing.module_digests", lambda: {"sequencer/runner.py": "other"})
    with pytest.raises(ResumeRefused, match="calbench itself has changed"):
        resume(record)


def test_another_serial_refuses_to_resume_and_leaves_the_run_open(interrupted, monkeypatch, bench_folder):
    bench_folder.change("bench.yaml", 'link: "sim:meter", serial: MY41001234', 'link: "sim:meter"')
    record = interrupted()
    original = OpenBench.identify

    def another(self: OpenBench, name: str, printed=None):
        identity = original(self, name, printed)
        return replace(identity, serial="MY99999999") if name == "meter" else identity

    with monkeypatch.context() as patched:
        patched.setattr(OpenBench, "identify", another)
        code, state = resume(record)
    assert (code, state.ended, state.failure.failure) == (3, None, "IdentityMismatch")
    assert "serial MY41001234; now HEWLETT-PACKARD 34401A, serial MY99999999 answers" in state.failure.message
    assert state.energised == {"calibrator": False}
    code, state = resume(record)
    assert code == 0
    assert len(state.interruptions) == 2


def test_what_another_source_answers_is_not_said_of_the_one_that_the_run_had_energised(interrupted, monkeypatch):
    """It takes the other one's place after the sources were asked, in the very moment in which the run goes on."""
    record, control, released = interrupted(), Control(), []
    assert fold_record(read_record(record)).energised == {"calibrator": True}
    identify = OpenBench.identify
    with monkeypatch.context() as patched:
        patched.setattr(OpenBench, "identify", lambda *asked: replace(identify(*asked), serial="7654321"))
        patched.setattr(guarding._NobodyToGuard, "release", lambda _guard: released.append("once"))
        assert perform(RunRequest(record=record, resume=True), control) == 3
    told = fold_record(read_record(record)).failure.message
    assert "calibrator: OUTPUT MAY BE ON" in told
    assert "what answers is not, or is not known to be, the source that the run began with" in told
    assert "every source answered" not in told
    assert control.may_be_on == ("calibrator",)
    assert released == ["once"]  # the guardian would only say of the other one that it is off
    assert fold_record(read_record(record)).energised == {"calibrator": None}
    code, _ = resume(record)
    assert code == 0
    verify(record)


def test_a_finished_run_has_nothing_to_resume(run):
    record = run().record.path
    with pytest.raises(ResumeRefused, match="has ended"):
        resume(record)


def test_an_edited_record_is_not_resumed(interrupted):
    record = interrupted()
    record.write_bytes(record.read_bytes().replace(b'"operator":"tester"', b'"operator":"nobody"'))
    with pytest.raises(BrokenChain):
        resume(record)


def test_a_torn_last_line_is_dropped_and_said_so(interrupted):
    record = interrupted()
    with record.open("ab") as file:
        file.write(b'{"body":{"torn')
    _, state = resume(record)
    assert state.interruptions[0].torn == '{"body":{"torn'


def test_links_alone_may_change_between_interruption_and_resume(interrupted, bench_folder):
    record = interrupted()
    bench_folder.change("bench.yaml", 'link: "sim:meter"', 'link: "SIM:meter"')
    code, _ = resume(record)
    assert code == 0


def test_a_resume_without_its_instruments_changes_nothing_and_can_be_tried_again(interrupted):
    record = interrupted()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sim_instruments.links.SimLinks.open", _refused)
        code, state = resume(record)
    assert code == 3
    assert state.ended is None
    assert "OUTPUT MAY BE ON" in state.failure.message
    code, state = resume(record)
    assert code == 0


def _refused(_links: object, resource: str, _timeout_s: float) -> None:
    raise LinkRefused(resource, "nothing answers there")


def test_conditions_are_asked_again_after_an_interruption_and_must_hold(run, interrupted, bench_folder):
    bench_folder.change("world.yaml", "temperature: 20.3 °C", "temperature: 35 °C")
    refused = run(record=bench_folder.path("refused.calrun"))
    record = interrupted(refused.kinds().index("ConditionRecorded") + 1)
    code, state = resume(record)
    assert code == 4
    assert state.results == {}
    assert "ambient.temperature is 35 °C" in state.failure.message


def test_a_refused_resume_says_which_output_may_still_be_on(interrupted, bench_folder):
    record = interrupted()
    bench_folder.change("bench.yaml", "dc_voltage: 1000 V", "dc_voltage: 500 V")
    with pytest.raises(ResumeRefused) as refused:
        resume(record)
    assert "OUTPUT MAY BE ON: calibrator" in refused.value.__notes__[0]
