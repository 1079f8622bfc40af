"""InstrumentKit's Agilent34410a, unchanged and in a process of its own, measures with the 34401A's and 34461A's twins.

InstrumentKit is under the AGPL: it is run here and imported by nothing of this project. It opens plain sockets, and
waits for ever unless it is given a time-out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata

import pytest

pytestmark = pytest.mark.third_party

PROGRAM = """\
import json, sys
from instruments.agilent import Agilent34410a

meter = Agilent34410a.open_tcpip("127.0.0.1", int(sys.argv[1]))
meter.timeout = 5
names = {"meter": meter, "Mode": meter.Mode, "TriggerMode": meter.TriggerMode}
for step in json.loads(sys.argv[2]):
    try:
        exec(f"reply = {step}" if "=" not in step else f"{step}; reply = None", names)
        reply = getattr(names["reply"], "magnitude", names["reply"])
        print(json.dumps([step, reply if isinstance(reply, (float, int)) else str(reply)]))
    except Exception as problem:
        print(json.dumps([step, type(problem).__name__ + ": " + str(problem)]))
"""
MODELS = ("keysight.34401a", "keysight.34461a")
QUOTED = "ValueError: '\"VOLT' is not a valid SCPIMultimeter.Mode"


@pytest.fixture
def perform():
    """Return a function that performs steps with the meter behind a socket, and gives the outcome of each."""
    try:
        metadata.version("instrumentkit")
    except metadata.PackageNotFoundError:
        pytest.skip("InstrumentKit comes with the third-party extra: python3 run.py third-party")

    def perform_(resource, *steps):
        port = resource.split("::")[2]
        command = [sys.executable, "-c", PROGRAM, port, json.dumps(steps)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=50)
        return dict(json.loads(line) for line in done.stdout.splitlines())

    return perform_


@pytest.mark.parametrize("simulates", MODELS)
def test_it_identifies_and_measures(perform, twin, simulates):
    served = twin(simulates, doors=["socket"])
    served.put_out("5 V, 0 HZ")
    modes = ("voltage_dc", "voltage_ac", "current_dc", "current_ac", "resistance", "fourpt_resistance", "frequency")
    steps = [f"meter.measure(Mode.{mode})" for mode in modes]
    found = perform(served.doors["socket"], "meter.name", "meter.op_complete", *steps, "meter.query('SYST:ERR?')")
    assert found["meter.name"].split(",")[1] == simulates.partition(".")[2].upper()
    assert found["meter.op_complete"] is True
    assert found["meter.measure(Mode.voltage_dc)"] == pytest.approx(5, rel=1e-4)
    assert all(isinstance(found[step], float) for step in steps)
    assert found["meter.query('SYST:ERR?')"] == '+0,"No error"'


@pytest.mark.parametrize("simulates", MODELS)
def test_it_triggers_and_reads_the_memory(perform, twin, simulates):
    served = twin(simulates, doors=["socket"])
    served.put_out("5 V, 0 HZ")
    settings = ("meter.mode = Mode.voltage_dc", "meter.trigger_mode = TriggerMode.immediate", "meter.sample_count = 3")
    delay = ("meter.trigger_delay = 0.01", "meter.trigger_delay")
    asked = ("meter.trigger_mode", "meter.sample_count", "meter.init()", "meter.query('FETC?')")
    found = perform(
        served.doors["socket"], *settings, *delay, *asked, "meter.data_point_count", "meter.query('SYST:ERR?')"
    )
    assert {found[step] for step in settings} == {"None"}
    assert found["meter.trigger_mode"] == "TriggerMode.immediate"
    assert (found["meter.trigger_delay"], found["meter.sample_count"], found["meter.data_point_count"]) == (0.01, 3, 3)
    assert [float(one) for one in found["meter.query('FETC?')"].split(",")] == pytest.approx([5] * 3, rel=1e-4)
    assert found["meter.query('SYST:ERR?')"] == '+0,"No error"'


@pytest.mark.parametrize("simulates", MODELS)
def test_what_it_does_wrong_is_no_fault_of_the_twins(perform, twin, simulates):
    """It parses the quoted reply to `CONF?` with its quotation marks, and asks for all errors by a later standard."""
    served = twin(simulates, doors=["socket"])
    unparsed = ("meter.mode", "meter.input_range", "meter.fetch()", "meter.read_meter()")
    found = perform(served.doors["socket"], *unparsed, "meter.check_error_queue()", "meter.query('SYST:ERR?')")
    assert {found[step] for step in unparsed} == {QUOTED}
    assert found["meter.check_error_queue()"].startswith("TimeoutError")
    assert found["meter.query('SYST:ERR?')"].startswith("-113")


def test_a_34461a_counts_its_triggers_in_a_form_that_it_does_not_read(perform, twin):
    served = twin("keysight.34461a", doors=["socket"])
    found = perform(served.doors["socket"], "meter.trigger_count = 2", "meter.trigger_count")
    assert "'+2.00000000E+00' is not a valid" in found["meter.trigger_count"]
