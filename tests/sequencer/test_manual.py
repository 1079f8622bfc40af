"""A person sets and reads by hand: within limits, watched by a guardian, off again by itself, and on no record."""

import io
import json
import queue
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import VirtualClock
from bench_core.errors import BindingRefused, GuardianLost, LinkTimeout, RecordError, RecordNotWritten
from bench_core.metrology.quantity import Quantity
from bench_core.records.record import read_record
from dcc_export.certificate import build_certificate
from drivers.bench import read_bench
from drivers.fluke.calibrator import FlukeCalibrator
from drivers.opening import open_bench
from sequencer import guarding, manual
from sequencer.bench_lock import bench_held
from sequencer.manual_log import ManualLog
from sequencer.manual_session import UNTOUCHED_HAZARDOUS_S, UNTOUCHED_S, ManualSession
from sequencer.safety import SafeOutcome

SET = {"command": "set", "instrument": "calibrator", "function": "dc_voltage", "value": "9 V"}
OPERATE = {"command": "operate", "instrument": "calibrator"}
READ = {"command": "read", "instrument": "meter", "function": "dc_voltage", "range": "10 V"}
HIGH = SET | {"value": "90 V", "confirmed": True}
CONFIRMED = OPERATE | {"confirmed": True}


class Out:
    """Takes what is said."""

    def __init__(self):
        self.said = []

    def say(self, fields):
        self.said.append(fields)


@pytest.fixture
def session(bench_folder, tmp_path):
    """Opens manual sessions on the small bench, simulated in this process, on a virtual clock."""
    with ExitStack() as stack:

        def begin(before=bool):
            before(bench_folder)
            clock = VirtualClock()
            bench = read_bench(bench_folder.path("bench.yaml"))
            log = stack.enter_context(ManualLog(tmp_path / "log", bench.path, "li", clock))
            opened = stack.enter_context(open_bench(bench, LinkContext(clock, bench.world)))
            made = ManualSession(opened, clock, log, clock)
            made.clock, made.log = clock, log
            made.first = made.connect()
            return made

        yield begin


def on(answer):
    return {one["instrument"]: one["energised"] for one in answer["outputs"]}


def refusal(answer):
    assert answer["refused"].keys() == {"zh", "en"}
    assert answer["refused"]["zh"]
    return answer["refused"]["en"]


def test_what_there_is_to_choose_from_is_told_first_with_every_output_off(session):
    first = session().first
    source, meter = first["instruments"]
    assert (source["name"], source["title"], source["serves"]) == ("calibrator", "5522A 1972905 (calibrator)", "source")
    assert (meter["serves"], meter["problem"]) == ("indicator", None)
    dc, ac = source["functions"][:2]
    assert (dc["function"], dc["unit"], dc["limit"], dc["needs"]) == ("dc_voltage", "V", "1000 V", [])
    assert dc["title"] == {"zh": "直流电压", "en": "DC voltage"}
    assert "33 V" in dc["ranges"]
    assert ac["needs"] == ["frequency"]
    assert meter["functions"][0]["limit"] is None
    assert (on(first), first["confirm_above"]) == ({"calibrator": False}, "30 V")


def test_a_value_is_set_switched_on_read_and_switched_off_each_time_with_what_the_source_says(session):
    made = session()
    answer = made.do(SET | {"id": "7"})
    assert (answer["id"], answer["value"], answer["unit"], on(answer)) == ("7", "9.0000000", "V", {"calibrator": False})
    answer = made.do(OPERATE)
    assert (on(answer), answer["outputs"][0]["set_to"]) == ({"calibrator": True}, "9 V")
    made.clock.sleep(5)
    read = made.do(READ)
    assert (read["instrument"], read["unit"], read["raw"][:2], on(read)) == ("meter", "V", "+9", {"calibrator": True})
    assert on(made.do({"command": "standby", "instrument": "calibrator"})) == {"calibrator": False}
    made.do(OPERATE)
    assert on(made.do({"command": "state"})) == {"calibrator": True}
    assert on(made.do({"command": "safe"})) == {"calibrator": False}


def test_to_set_another_value_the_output_goes_off_first(session):
    made = session()
    made.do(SET)
    made.do(OPERATE)
    assert on(made.do(SET | {"value": "5 V"})) == {"calibrator": False}


REFUSED = [
    (
        SET | {"value": "1001 V", "confirmed": True},
        "1001 V is beyond the limit 1000 V of calibrator; nothing was sent",
    ),
    (SET | {"value": "-1001 V", "confirmed": True}, "-1001 V is beyond the limit 1000 V"),
    (SET | {"value": "30.1 V"}, "30.1 V is more than 30 V; confirm it"),
    (SET | {"value": "-30.1 V"}, "-30.1 V is more than 30 V; confirm it"),
    (SET | {"value": "31000 mV", "confirmed": "true"}, "31000 mV is more than 30 V; confirm it"),
    (SET | {"value": "9 A"}, "9 A is no DC voltage; write it in V"),
    (SET | {"value": "9"}, "no DC voltage"),
    (SET | {"value": "nine"}, "nine"),
    (SET | {"value": ""}, "set: needs 'value', a text"),
    (SET | {"function": "pressure", "value": "1 Pa"}, "does not source 'pressure'; it sources dc_voltage"),
    (SET | {"function": "ac_voltage", "value": "1 V"}, "frequency"),
    (SET | {"instrument": "meter"}, "meter: puts nothing out"),
    (SET | {"instrument": "oven"}, "'oven' is no instrument of this bench; there are calibrator, meter"),
    (OPERATE, "calibrator: nothing is set; set a value before"),
    (READ | {"instrument": "calibrator"}, "calibrator: indicates nothing"),
    (READ | {"range": "17 V"}, "17 V"),
    ({"command": "vent", "instrument": "calibrator"}, "has nothing that calbench can vent"),
    ({"command": "frob"}, "'frob' is no command; there are read, set,"),
    ({}, "'None' is no command"),
]


def test_what_cannot_be_done_is_refused_in_words_with_the_outputs_as_they_are(session):
    made = session()
    for command, why in REFUSED:
        answer = made.do(command)
        assert why in refusal(answer)
        assert on(answer) == {"calibrator": False}


def test_the_least_limit_of_anybody_on_the_bench_holds_for_nobody_knows_what_is_connected_to_what(session):
    made = session(
        lambda folder: folder.change("bench.yaml", "MY41001234, ", "MY41001234, limits: {dc_voltage: 8 V}, ")
    )
    assert "9 V is beyond the limit 8 V of meter" in refusal(made.do(SET))
    assert "9 V is beyond the limit 8 V of meter" in refusal(
        made.do(SET | {"function": "ac_voltage", "frequency": "1 kHz"})
    )
    assert made.first["instruments"][0]["functions"][0]["limit"] == "8 V"
    assert "done" in made.do(SET | {"value": "8 V"})


def test_more_than_30_v_is_confirmed_when_it_is_set_and_when_it_is_switched_on(session):
    made = session()
    assert "done" in made.do(HIGH)
    assert "90 V is more than 30 V; confirm it" in refusal(made.do(OPERATE))
    assert on(made.do(CONFIRMED)) == {"calibrator": True}


@pytest.mark.parametrize(("command", "after"), [(HIGH, UNTOUCHED_HAZARDOUS_S), (SET, UNTOUCHED_S)])
def test_an_output_that_nobody_touches_goes_off_by_itself(session, command, after):
    made = session()
    made.do(command)
    made.do(CONFIRMED)
    assert made.look() is None
    made.clock.sleep(after - 10)
    made.do(READ)  # reading is not touching: a window that reads all the time is no person
    assert made.look() is None
    made.do({"command": "stay"})
    made.clock.sleep(after - 10)
    assert made.look() is None
    made.clock.sleep(10)
    event = made.look()
    assert (event["event"], on(event)) == ("standby", {"calibrator": False})
    assert f"{after:g} s" in event["told"]["en"]
    assert made.look() is None
    assert "nothing is set" in refusal(made.do(CONFIRMED))


def test_an_output_whose_value_nobody_knows_goes_off_as_soon_as_a_hazardous_one(session):
    made = session()
    source = made._opened.instruments["calibrator"]
    source.source("dc_voltage", Quantity.parse("9 V"), {})
    source.operate()  # switched on at its own keys: this session has set nothing
    assert on(made.do({"command": "state"})) == {"calibrator": True}
    made.clock.sleep(UNTOUCHED_HAZARDOUS_S)
    assert on(made.look()) == {"calibrator": False}


def test_an_output_that_does_not_answer_is_one_that_may_be_on_and_goes_off_too(session, monkeypatch):
    made = session()
    monkeypatch.setattr(FlukeCalibrator, "output_state", lost)
    assert on(made.do({"command": "state"})) == {"calibrator": None}
    monkeypatch.undo()
    made.clock.sleep(UNTOUCHED_HAZARDOUS_S)
    assert on(made.look()) == {"calibrator": False}


def lost(_source):
    raise LinkTimeout("calibrator", "no reply within 2 s")


def test_an_output_that_nobody_touches_goes_off_though_a_window_reads_without_a_pause(session, monkeypatch):
    monkeypatch.setattr(manual, "_LOOKS_EACH_S", 0.0)
    made, lines, out = session(), queue.SimpleQueue(), Out()
    made.do(HIGH)
    made.do(CONFIRMED)
    made.clock.sleep(UNTOUCHED_HAZARDOUS_S)
    made.connect = dict
    for command in (READ, READ, None):
        lines.put(command)
    with ThreadPoolExecutor(1) as readers:
        assert manual.work(made, guarding._NobodyToGuard(), lines, out, readers) is None
    (event,) = [one for one in out.said if "event" in one]
    assert on(event) == {"calibrator": False}


def test_an_output_that_does_not_go_off_then_is_tried_again_soon_and_told(session, monkeypatch):
    made, make_safe = session(), ManualSession.make_safe
    made.do(HIGH)
    made.do(CONFIRMED)
    made.clock.sleep(UNTOUCHED_HAZARDOUS_S)
    outcomes = [False, True]
    monkeypatch.setattr(
        ManualSession,
        "make_safe",
        lambda it: make_safe(it) if outcomes.pop(0) else SafeOutcome(safe=False, warnings=()),
    )
    event = made.look()
    assert on(event) == {"calibrator": True}
    assert "AN OUTPUT MAY BE ON, switch it off by hand" in event["told"]["en"]
    made.clock.sleep(9)
    assert made.look() is None
    made.clock.sleep(1)
    assert on(made.look()) == {"calibrator": False}


def test_an_instrument_that_is_not_there_keeps_no_other_from_being_used(session):
    made = session(lambda folder: folder.fault("meter", "{kind: silent, lasting: true}"))
    assert made.first["instruments"][0]["problem"] is None
    assert made.first["instruments"][1]["problem"]["zh"]
    assert "meter: cannot be used: " in refusal(made.do(READ))
    assert "done" in made.do(SET)


def test_an_instrument_that_a_person_reads_is_shown_and_never_commanded(session):
    def by_hand(folder):
        entry = 'meter: {driver: keysight.34401a, link: "sim:meter", serial: MY41001234, timeout: 2 s}'
        record = Path(guarding.__file__).parents[1] / "drivers/keysight/hp_34401a.yaml"
        folder.change("bench.yaml", entry, f"meter: {{read_by: person, type: {record}}}")

    made = session(by_hand)
    assert made.first["instruments"][1]["serves"] == "person"
    assert "a person reads it" in refusal(made.do(READ))


def test_a_source_whose_command_failed_is_made_safe_for_nobody_knows_what_it_does(session, monkeypatch):
    made = session()
    made.do(SET)
    operate = FlukeCalibrator.operate

    def lost(source):
        operate(source)
        raise LinkTimeout("calibrator", "no reply within 2 s")

    monkeypatch.setattr(FlukeCalibrator, "operate", lost)
    answer = made.do(OPERATE)
    assert refusal(answer) == "calibrator: no reply within 2 s"
    assert on(answer) == {"calibrator": False}
    assert [one["set_to"] for one in answer["outputs"]] == [None]
    monkeypatch.undo()
    assert "nothing is set" in refusal(made.do(OPERATE))


def test_a_fault_of_a_driver_switches_its_source_off_too(session, monkeypatch):
    made = session()
    made.do(SET)
    operate = FlukeCalibrator.operate

    def broken(source):
        operate(source)
        raise ZeroDivisionError("a driver of others")

    monkeypatch.setattr(FlukeCalibrator, "operate", broken)
    answer = made.do(OPERATE)
    assert refusal(answer) == "ZeroDivisionError: a driver of others"
    assert on(answer) == {"calibrator": False}


def test_a_source_that_does_not_answer_is_not_called_off(session, monkeypatch):
    made = session()

    def silent(_):
        raise LinkTimeout("calibrator", "no reply within 2 s")

    monkeypatch.setattr(FlukeCalibrator, "output_state", silent)
    (one,) = made.do({"command": "state"})["outputs"]
    assert (one["energised"], one["told"]["en"]) == (None, "calibrator: no reply within 2 s")
    assert "OUTPUT MAY BE ON" in refusal(made.do({"command": "safe"}))


def test_nothing_that_is_done_by_hand_is_a_record_or_can_enter_a_certificate(session, tmp_path):
    made = session()
    for command in (SET, OPERATE, READ, {"command": "safe"}):
        made.do(command)
    assert not list(tmp_path.rglob("*.calrun"))
    lines = [json.loads(line) for line in made.log.path.read_text("utf-8").splitlines()]
    assert (lines[0]["kind"], lines[0]["by"]) == ("manual/1", "li")
    assert [line["command"]["command"] for line in lines if "command" in line] == ["set", "operate", "read", "safe"]
    assert [line["action"] for line in lines if line.get("event") == "SettingMade"] == ["make_safe"]
    with pytest.raises(RecordError):
        read_record(made.log.path)
    renamed = made.log.path.rename(tmp_path / "a.calrun")
    with pytest.raises(RecordError):
        build_certificate(renamed)


def hold(bench_folder, commands, out):
    lines = queue.SimpleQueue()
    for command in commands:
        lines.put(command)
    return manual.hold(bench_folder.path("bench.yaml"), bench_folder.folder, "li", lines, out)


def test_a_session_ends_with_everything_off_and_says_so(bench_folder):
    out = Out()
    assert hold(bench_folder, [SET, OPERATE, READ, {"command": "end"}, SET], out) == 0
    assert "instruments" in out.said[0]
    assert out.said[-1] == {
        "ended": {"zh": "手动操作结束，所有输出均已断开", "en": "the manual session is over; every output is off"},
        "may_be_on": [],
    }
    assert sum("done" in one for one in out.said) == 3


def test_a_session_without_its_guardian_or_its_log_ends_safe_and_says_why(bench_folder, monkeypatch):
    def lost(_):
        raise GuardianLost("the guardian's process has gone")

    with monkeypatch.context() as patch:
        patch.setattr(guarding._NobodyToGuard, "check", lost)
        out = Out()
        assert hold(bench_folder, [SET], out) == 4
        assert "every output is off: the guardian's process has gone" in out.said[-1]["ended"]["en"]

    def full(_log, fields):
        if "answer" in fields:
            raise RecordNotWritten("no room")

    with monkeypatch.context() as patch:
        patch.setattr(ManualLog, "note", full)
        for command in (SET, READ):
            out = Out()
            assert hold(bench_folder, [command], out) == 4
            assert "no room" in out.said[-1]["ended"]["en"]


def test_outputs_go_off_at_once_while_a_slow_reading_is_under_way():
    class Slow:
        """A session whose reading lasts until it was told that the outputs were made safe."""

        def connect(self):
            return {}

        def look(self):
            return None

        def do(self, fields):
            if fields["command"] == "read":
                assert told.wait(30)
            return fields

    class Told(Out):
        def say(self, fields):
            super().say(fields)
            if fields.get("command") == "safe":
                told.set()

    told, lines, out = threading.Event(), queue.SimpleQueue(), Told()
    for command in (READ, {"command": "safe"}, None):
        lines.put(command)
    with ThreadPoolExecutor(1) as readers:
        assert manual.work(Slow(), guarding._NobodyToGuard(), lines, out, readers) is None
    assert [one.get("command") for one in out.said] == [None, "safe", "read"]


def test_an_output_that_may_be_on_at_the_end_is_told_and_the_code_says_so(bench_folder, monkeypatch):
    make_all_safe = ManualSession.make_safe
    failed = lambda made: replace(make_all_safe(made), safe=False, may_be_on=("calibrator",))  # noqa: E731
    released = []
    monkeypatch.setattr(guarding._NobodyToGuard, "release", lambda _: released.append(True))
    assert (hold(bench_folder, [None], Out()), released) == (0, [True])
    monkeypatch.setattr(ManualSession, "make_safe", failed)
    out = Out()
    assert hold(bench_folder, [None], out) == 3
    assert "AN OUTPUT MAY BE ON" in out.said[-1]["ended"]["en"]
    assert out.said[-1]["may_be_on"] == ["calibrator"]
    assert released == [True]  # its guardian tries on


@pytest.fixture
def process(bench_folder, served):
    """The process of a session on sockets; what it says comes as objects."""
    assert served.links
    words = [sys.executable, "-P", "-m", "sequencer.manual", bench_folder.path("bench.yaml")]
    words += ["--out", bench_folder.folder, "--by", "li"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as made:
        made.first = json.loads(made.stdout.readline())
        yield made
        made.kill()


def say(process, command):
    process.stdin.write(json.dumps(command) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def until(ready):
    deadline = time.monotonic() + 30
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize("how", ["kill -9", pytest.param("the window dies", marks=pytest.mark.slow)])
def test_the_end_of_the_process_or_of_the_window_leaves_nothing_on(process, served, bench_folder, how):
    if sys.platform == "win32" and how == "kill -9":
        pytest.skip("SIGKILL")
    output = served.world.output("calibrator")
    assert on(say(process, HIGH)) == {"calibrator": False}
    assert on(say(process, CONFIRMED)) == {"calibrator": True}
    assert output.energised
    with pytest.raises(BindingRefused, match=r"another run has it, .*manual-.*\.jsonl"):
        bench_held(read_bench(bench_folder.path("bench.yaml")), bench_folder.path("a.calrun")).__enter__()
    if how == "kill -9":
        process.kill()
        until(lambda: not output.energised)
    else:
        process.stdin.close()
        assert json.loads(process.stdout.readline())["may_be_on"] == []
        assert process.wait(30) == 0
        assert not output.energised


def test_the_end_of_the_input_ends_the_session_and_what_is_no_object_is_refused_later():
    lines = queue.SimpleQueue()
    manual._listen(io.StringIO('{"command": "safe"}\nsafe\n[1]\n'), lines)
    assert [lines.get_nowait() for _ in range(4)] == [
        {"command": "safe"},
        {"command": "safe"},
        {"command": "[1]"},
        None,
    ]


def test_a_bench_in_use_is_refused(bench_folder, own_port):
    bench_folder.change("bench.yaml", "sim:calibrator", f"TCPIP0::127.0.0.1::{own_port}::SOCKET")
    with (
        bench_held(read_bench(bench_folder.path("bench.yaml")), bench_folder.path("a.calrun")),
        pytest.raises(BindingRefused, match=r"a\.calrun"),
    ):
        hold(bench_folder, [], Out())
