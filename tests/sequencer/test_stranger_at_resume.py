"""A stranger at a source's address when a run is resumed is asked who it is and told nothing; the record stays."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from bench_core.capabilities.instruments import Identity, LinkContext
from bench_core.clock import ScaledClock, VirtualClock
from bench_core.errors import IdentityMismatch, LinkTimeout
from bench_core.records.events import SettingMade
from bench_core.records.folding import fold_record
from bench_core.records.guardian_report import report_path
from bench_core.records.record import read_record
from drivers.bench import read_bench
from drivers.fluke.calibrators_55xx import Fluke5522A
from drivers.opening import open_bench
from sequencer.before_resuming import require_same_source
from sequencer.control import Control
from sequencer.launch import launch
from sequencer.request import RunRequest
from sequencer.runner import perform
from sim_instruments.serving import serve

SPARE = '  spare: {driver: fluke.5522a, link: "sim:spare", serial: "55", timeout: 2 s}\n'
SPARE_TWIN = '  spare: {simulates: fluke.5522a, serial: "55"}\n'


@pytest.fixture
def spare(bench_folder):
    """The name of a second calibrator on the bench, which the procedure does not use."""
    bench_folder.change("bench.yaml", "  meter: {driver", f"{SPARE}  meter: {{driver")
    bench_folder.change("world.yaml", "  meter:\n", f"{SPARE_TWIN}  meter:\n")
    return "spare"


@pytest.fixture
def energised(spare, killed_when, served):
    """The record of a run that was killed, and its guardian with it, while its output was on."""
    record = killed_when(lambda event: isinstance(event, SettingMade) and bool(event.energised))
    assert [name for name in ("calibrator", spare) if served.world.output(name).energised] == ["calibrator"]
    return record


@pytest.fixture
def stranger(bench_folder, served):
    """Another calibrator at the address of the run's, in use by somebody, and what it was told."""
    world = bench_folder.path("world.yaml").read_text(encoding="utf-8").replace('"1972905"', '"7654321"')
    bench_folder.path("other.yaml").write_text(world, encoding="utf-8")
    with serve(bench_folder.path("other.yaml"), ScaledClock(50)) as others:
        dialect, told = others.world.instrument("calibrator").dialect, []
        for _ in dialect.execute("OUT 10 V;OPER"):
            pass
        execute = dialect.execute
        dialect.execute = lambda message: told.append(message) or execute(message)
        bench_folder.change("bench.yaml", served.links["calibrator"][0], others.links["calibrator"][0])
        yield others.world.output("calibrator"), told


def test_a_stranger_is_asked_who_it_is_alone_and_the_record_stays_as_it_was(energised, stranger, served):
    output, told = stranger
    for _ in served.world.instrument("spare").dialect.execute("OUT 1 V;OPER"):
        pass
    before, control = energised.read_bytes(), Control()
    with pytest.raises(IdentityMismatch) as refused:
        perform(RunRequest(record=energised, resume=True), control)
    assert refused.value.exit_code == 3
    assert "the run began with FLUKE 5522A, serial 1972905; now FLUKE 5522A, serial 7654321 answers" in str(
        refused.value
    )
    assert "connect the former or begin a new run" in str(refused.value)
    notes = "\n".join(refused.value.__notes__)
    assert "!!! calibrator: OUTPUT MAY BE ON" in notes
    assert "switch the source that the run began with off by hand" in notes
    assert "the record is as it was\n  记录未改动" in notes
    assert energised.read_bytes() == before
    assert output.energised
    assert {one.partition(" ")[0] for message in told for one in message.split(";")} <= {"*IDN?", "*ESE", "*ESE?"}
    assert control.may_be_on == ("calibrator",)
    assert not served.world.output("spare").energised  # it is the run's own, and safe all the same
    assert not report_path(energised).exists()


def test_the_process_ends_with_the_code_of_an_instrument_and_names_the_output(energised, stranger, capfd):
    handle = launch(RunRequest(record=energised, resume=True))
    assert handle.wait() == 3
    assert handle.may_be_on == ("calibrator",)
    told = capfd.readouterr().err
    assert told.startswith("应答的是另一台仪器 calibrator: the run began with FLUKE 5522A, serial 1972905; now ")
    assert "OUTPUT MAY BE ON" in told
    assert "输出可能未断开" in told


def test_what_was_off_when_the_run_was_interrupted_is_not_said_to_be_on(energised, stranger):
    done = {"cause": "ended", "instrument": "calibrator", "energised": False, "raw": "0", "after": 0.1}
    report_path(energised).write_text(json.dumps(done) + "\n", encoding="utf-8")
    control = Control()
    with pytest.raises(IdentityMismatch) as refused:
        perform(RunRequest(record=energised, resume=True), control)
    assert control.may_be_on == ()
    assert "MAY BE ON" not in "\n".join(refused.value.__notes__)
    with report_path(energised).open("a", encoding="utf-8") as report:
        report.write(json.dumps(done | {"energised": None, "raw": ""}) + "\n")
    with pytest.raises(IdentityMismatch):
        perform(RunRequest(record=energised, resume=True), control)
    assert control.may_be_on == ("calibrator",)  # what was answered last counts


def test_one_that_is_silent_at_first_and_a_stranger_then_is_never_called_off(power_cut, monkeypatch):
    """It could not be asked before the resume was on record, which says now what came of it."""
    record, control, asked = power_cut(66), Control(), []
    identify = Fluke5522A.identify

    def another(source):
        asked.append(source)
        if len(asked) == 1:
            raise LinkTimeout("calibrator", "no reply")
        return replace(identify(source), serial="7654321")

    monkeypatch.setattr(Fluke5522A, "identify", another)
    assert perform(RunRequest(record=record, resume=True), control) == 3
    state = fold_record(read_record(record))
    assert (state.ended, state.failure.failure) == (None, "IdentityMismatch")
    assert "what answers is not, or is not known to be, the source that the run began with" in state.failure.message
    assert state.energised == {"calibrator": None}
    assert control.may_be_on == ("calibrator",)


HAD, OTHER = Identity("FLUKE", "5522A", "1972905", "1.0", ""), Identity("FLUKE", "5522A", "7654321", "1.0", "")


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        (HAD, HAD, True),
        (HAD, OTHER, False),
        (HAD, replace(HAD, serial=""), True),  # its number is printed on it, where only a person could read it
        (HAD, replace(HAD, model="5500A", serial=""), False),
        (OTHER, OTHER, True),  # whatever the bench file says
        (None, HAD, True),
        (None, OTHER, False),
        (None, replace(HAD, serial=""), True),
    ],
)
def test_a_source_is_the_one_that_the_run_had_or_else_the_one_of_the_bench_file(
    bench_folder, monkeypatch, before, now, same
):
    bench = read_bench(bench_folder.path("bench.yaml"))
    state = SimpleNamespace(instruments={} if before is None else {"calibrator": before})
    monkeypatch.setattr(Fluke5522A, "identify", lambda _: now)
    with open_bench(bench, LinkContext(VirtualClock(), bench.world)) as opened:
        if same:
            require_same_source(opened, state, "calibrator")
        else:
            with pytest.raises(IdentityMismatch):
                require_same_source(opened, state, "calibrator")
