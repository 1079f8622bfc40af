"""Instruments of PyMeasure, QCoDeS and InstrumentKit serve as drivers: whole runs, against our twins behind real doors.

Each run is a process of its own, as it always is; this one imports none of the libraries.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from bench_core.records.verification import verify

pytestmark = [pytest.mark.third_party, pytest.mark.timeout(180)]
ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"
SPEED = "50"
PACKAGES = {"pymeasure": "pymeasure", "qcodes": "qcodes", "instrumentkit": "instruments"}


def blocks(guide):
    text = (HOW_TO / f"{guide}.md").read_text("utf-8")
    return dict(re.findall(r"^```yaml title=\"([^\" ]+)[^\"]*\"\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


GUIDE = blocks("use-another-librarys-driver")
WHOLE = GUIDE["guide/pymeasure.yaml"]
HEAD = WHOLE[: WHOLE.index("python:")]
"""A 34401A's ranges of DC voltage and resistance, which the other meters have too."""
CALIBRATOR = """\
calbench: instrument/1
maker: Fluke
model: 5522A
title: {zh: 多产品校准器, en: calibrator}
source: {document: "written for a test, nothing checked", edition: none}
verified: false
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [FLUKE], model: 5522A}
functions:
  dc_voltage:
    coverage: {distribution: normal, probability: 99 %}
    terminals: NORMAL
    ranges:
      - {range: 33 V, maximum: 32.99999 V, resolution: 10 µV, of_reading: 12 ppm, constant: 20 µV}
      - {range: 330 V, maximum: 329.9999 V, resolution: 100 µV, of_reading: 18 ppm, constant: 150 µV}
"""
DMM6500 = """\
python:
  serves: indicator
  library: pymeasure
  class: pymeasure.instruments.keithley.KeithleyDMM6500
  ieee_488_2: true
  errors: {ask: next_error, depth: 20}
  prepare: [{call: reset}, {call: clear}]
  indicate: {ask: voltage, overload: 9.9E37}
  functions:
    dc_voltage:
      select: [{set: mode, to: voltage}, {set: range, to: "{range}"}, {set: nplc, to: 10}]
    resistance:
      select: [{set: mode, to: resistance}, {set: range, to: "{range}"}, {set: nplc, to: 10}]
      indicate: {ask: resistance, overload: 9.9E37}
"""
K34461A = """\
python:
  serves: indicator
  library: qcodes
  class: qcodes.instrument_drivers.Keysight.Keysight34461A
  ieee_488_2: true
  errors: {ask: error, depth: 20}
  prepare: [{call: reset}]
  functions:
    dc_voltage:
      select: [{set: sense_function, to: DC Voltage}, {set: range, to: "{range}"}, {set: NPLC, to: 10}]
      indicate: {ask: volt, overload: 9.9E37}
    resistance:
      select: [{set: sense_function, to: 2 Wire Resistance}, {call: write, with: ["RES:RANG {range}"]}]
      read_back: [{ask: ask, with: ["RES:RANG?"], expect: "{range}"}]
      indicate: {ask: res, overload: 9.9E37}
"""
SCPI_MULTIMETER = """\
python:
  serves: indicator
  library: instrumentkit
  class: instruments.generic_scpi.SCPIMultimeter
  open: {call: open_visa, with: ["{link}"], afterwards: [{set: timeout, to: "{timeout_ms}", reads: none}]}
  ieee_488_2: true
  errors: {ask: query, with: ["SYST:ERR?"], depth: 20}
  prepare: [{call: reset}, {call: clear}, {set: trigger_mode, to: immediate}]
  indicate: {ask: query, with: ["READ?"], overload: 9.9E37}
  functions:
    dc_voltage:
      select: [{set: mode, to: voltage_dc, reads: none}, {call: sendcmd, with: ["VOLT:DC:RANG {range}"]}]
      read_back:
        - {ask: query, with: ["FUNC?"], expect: '"VOLT"'}
        - {ask: query, with: ["VOLT:DC:RANG?"], expect: "{range}"}
    resistance:
      select: [{set: mode, to: resistance, reads: none}, {call: sendcmd, with: ["RES:RANG {range}"]}]
      read_back:
        - {ask: query, with: ["FUNC?"], expect: '"RES"'}
        - {ask: query, with: ["RES:RANG?"], expect: "{range}"}
"""
REMOTE = "open: {afterwards: [{set: remote_control_enabled, to: true, reads: none}]}"


@dataclass(frozen=True)
class Case:
    """One mapped instrument in the place of one of the bench.

    Args:
        mapping: its `python:`.
        simulates: name of the twin.
        model: how the twin names itself.
        maker: likewise.
        door: that the library opens.
    """

    mapping: str
    simulates: str
    model: str
    maker: str = "Keysight Technologies"
    door: str = "socket"

    @property
    def library(self):
        return re.search(r"library: (\w+)", self.mapping)[1]

    @property
    def text(self):
        """The type record, whole."""
        if self.is_source:
            return CALIBRATOR + self.mapping
        names = f"identity: {{makers: [{self.maker}], model: {self.model}}}"
        head = re.sub(r"identity: .*", names, HEAD).replace("model: 34401A\n", f"model: {self.model}\n", 1)
        return head + self.mapping

    @property
    def is_source(self):
        return "serves: source" in self.mapping


HP = {"simulates": "keysight.34401a", "model": "34401A", "maker": "HEWLETT-PACKARD"}
PYMEASURE = WHOLE[len(HEAD) :]
SOURCE = GUIDE["guide/source.yaml"]
BY_PYMEASURE = (
    SOURCE.replace("library: qcodes", "library: pymeasure")
    .replace("qcodes.instrument.VisaInstrument", "pymeasure.instruments.Instrument")
    .replace(
        '{options: {terminator: "\\n"}}',
        '{with: ["{link}", "{name}"], options: {read_termination: "\\n", includeSCPI: false}}',
    )
)
BY_INSTRUMENTKIT = (
    SOURCE.replace("library: qcodes", "library: instrumentkit")
    .replace("qcodes.instrument.VisaInstrument", "instruments.generic_scpi.SCPIInstrument")
    .replace('  open: {options: {terminator: "\\n"}}\n', "")
    .replace("ask: ask", "ask: query")
    .replace("call: write", "call: sendcmd")
)
FLUKE = {"simulates": "fluke.5522a", "model": "5522A", "maker": "FLUKE"}
CASES = {
    "PyMeasure HP34401A": Case(PYMEASURE, **HP),
    "PyMeasure HP34401A, HiSLIP": Case(PYMEASURE, **HP, door="hislip"),
    "PyMeasure HP34401A, VXI-11": Case(PYMEASURE, **HP, door="vxi11"),
    "PyMeasure KeithleyDMM6500": Case(DMM6500, "keithley.dmm6500", "MODEL DMM6500", "KEITHLEY INSTRUMENTS"),
    "PyMeasure Instrument as a source": Case(BY_PYMEASURE, **FLUKE),
    "QCoDeS Agilent34401A": Case(GUIDE["guide/qcodes.yaml"], **HP),
    "QCoDeS Keysight34461A": Case(K34461A, "keysight.34461a", "34461A"),
    "QCoDeS Keysight34461A, HiSLIP": Case(K34461A, "keysight.34461a", "34461A", door="hislip"),
    "QCoDeS VisaInstrument as a source": Case(SOURCE, **FLUKE),
    "InstrumentKit Agilent34410a": Case(GUIDE["guide/instrumentkit.yaml"], **HP),
    "InstrumentKit SCPIMultimeter, VXI-11": Case(SCPI_MULTIMETER, "keysight.34461a", "34461A", door="vxi11"),
    "InstrumentKit SCPIInstrument as a source": Case(BY_INSTRUMENTKIT, **FLUKE),
}
if sys.platform == "linux":
    serial = re.sub(r"open: .*", REMOTE, PYMEASURE)
    CASES["PyMeasure HP34401A, serial"] = Case(serial, **HP, door="serial")


def require(library):
    """Skip the test where a library is not installed; it is looked for, and not imported."""
    if importlib.util.find_spec(PACKAGES[library]) is None:
        pytest.skip(f"{library} is not installed; python3 run.py third-party installs it")


def calbench(*words, folder):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "CALBENCH_HOME": str(folder / "home")}
    return subprocess.run(
        [sys.executable, "-m", "bench_cli", *map(str, words)],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=150,
    )  # fmt: skip


@contextmanager
def served(bench, door="socket"):
    """Serve the simulated instruments of a bench as a person would; yields the bench file with their links."""
    out = bench.with_suffix(".served.yaml")
    command = [
        sys.executable,
        "-m",
        "bench_cli",
        "sim",
        str(bench),
        "--json",
        "--speed",
        SPEED,
        "--bench-out",
        str(out),
    ]
    with subprocess.Popen([*command, "--door", door], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            json.loads(process.stdout.readline())  # the bench file is there now
            yield out
        finally:
            process.terminate()


def on_the_bench(bench_folder, case):
    """Put the mapped instrument in the place of the one with a driver of its own."""
    bench_folder.path("mapped.yaml").write_text(case.text, "utf-8")
    own = "fluke.5522a" if case.is_source else "keysight.34401a"
    bench_folder.change("bench.yaml", f"driver: {own},", "driver: adapter.python, type: mapped.yaml,")
    bench_folder.change("world.yaml", f"simulates: {own}", f"simulates: {case.simulates}")
    return bench_folder.path("bench.yaml")


def record_of(folder):
    (found,) = folder.glob("*.calrun")
    return found


def events_of(record, kind):
    lines = map(json.loads, record.read_text("utf-8").splitlines())
    return [line["body"] for line in lines if line["event"] == kind]


@pytest.fixture(params=CASES)
def case(request):
    found = CASES[request.param]
    require(found.library)
    return found


def test_a_mapped_instrument_performs_a_whole_run_that_verifies(bench_folder, case):
    bench, out = on_the_bench(bench_folder, case), bench_folder.folder / "out"
    assert calbench("lint", bench_folder.path("mapped.yaml"), folder=ROOT).returncode == 0
    with served(bench, case.door) as bench_file:
        words = ("--bench", bench_file, "--speed", SPEED, "--out", out, "--operator", "小张")
        done = calbench("run", bench_folder.path("procedure.yaml"), *words, folder=bench_folder.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert verify(record_of(out)).state.verdict.value == "pass"
    mapped = "calibrator" if case.is_source else "meter"
    (identified,) = [one for one in events_of(record_of(out), "InstrumentIdentified") if one["instrument"] == mapped]
    assert (identified["driver"], identified["model"]) == ("adapter.python", case.model)
    forms = {one["form"] for one in events_of(record_of(out), "IndicationTaken") if one["instrument"] == mapped}
    assert forms == {"library"}


@pytest.mark.parametrize("name", ["PyMeasure HP34401A", "QCoDeS Keysight34461A", "InstrumentKit Agilent34410a"])
def test_the_library_gives_what_our_own_driver_gives(bench_folder, tmp_path, name):
    """The same twin, the same noise: once with the library, once with the driver of its own."""
    case = CASES[name]
    require(case.library)
    results = []
    for kind in ("adapted", "own"):
        folder = type(bench_folder)(tmp_path / kind) if (tmp_path / kind).mkdir() is None else None
        bench = on_the_bench(folder, case)
        if kind == "own":
            folder.change("bench.yaml", "driver: adapter.python, type: mapped.yaml", f"driver: {case.simulates}")
        with served(bench, case.door) as bench_file:
            words = ("--bench", bench_file, "--speed", SPEED, "--out", folder.folder / "out", "--operator", "小张")
            assert calbench("run", folder.path("procedure.yaml"), *words, folder=folder.folder).returncode == 0
        points = events_of(record_of(folder.folder / "out"), "PointCompleted")
        results.append([float(Fraction(point["result"]["indication"].split()[0])) for point in points])
    assert len(results[0]) == 3
    for adapted, own in zip(*results, strict=True):
        assert adapted == pytest.approx(own, rel=3e-6)


@pytest.mark.parametrize("name", ["PyMeasure HP34401A", "QCoDeS Agilent34401A", "InstrumentKit Agilent34410a"])
def test_a_reply_that_never_comes_ends_the_run_safely_and_it_can_be_resumed(bench_folder, name):
    case = CASES[name]
    require(case.library)
    bench, out = on_the_bench(bench_folder, case), bench_folder.folder / "out"
    bench_folder.fault("meter", "{kind: silent, matching: READ, after: 12 messages}")
    with served(bench) as bench_file:
        words = ("--bench", bench_file, "--speed", SPEED, "--out", out, "--operator", "小张")
        done = calbench("run", bench_folder.path("procedure.yaml"), *words, folder=bench_folder.folder)
        assert done.returncode == 3, done.stdout + done.stderr
        assert "LinkTimeout: meter (TCPIP0::127.0.0.1" in done.stdout
        last = events_of(record_of(out), "SettingMade")[-1]
        assert (last["action"], last["energised"]) == ("make_safe", False)
        resumed = calbench("resume", record_of(out), folder=bench_folder.folder)
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert verify(record_of(out)).state.verdict.value == "pass"


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.is_source])
def test_a_source_that_stops_answering_is_made_safe_over_a_new_connection(bench_folder, name):
    case = CASES[name]
    require(case.library)
    bench, out = on_the_bench(bench_folder, case), bench_folder.folder / "out"
    bench_folder.fault("calibrator", '{kind: silent, matching: "OUT?", after: 6 messages}')
    with served(bench) as bench_file:
        words = ("--bench", bench_file, "--speed", SPEED, "--out", out, "--operator", "小张")
        done = calbench("run", bench_folder.path("procedure.yaml"), *words, folder=bench_folder.folder)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "LinkTimeout: calibrator (TCPIP0::127.0.0.1" in done.stdout
    last = events_of(record_of(out), "SettingMade")[-1]
    assert (last["action"], last["energised"]) == ("make_safe", False)


def test_the_guide_works_word_by_word(tmp_path):
    require("pymeasure")
    (tmp_path / "guide").mkdir()
    files = GUIDE | {"guide/dc-volts.yaml": blocks("write-a-procedure")["guide/dc-volts.yaml"]}
    for title, text in files.items():
        (tmp_path / title).write_text(text, "utf-8")
    page = (HOW_TO / "use-another-librarys-driver.md").read_text("utf-8")
    (typed,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    lint, sim, run = (line.split()[1:] for line in typed.splitlines())
    assert calbench(*lint, folder=tmp_path).returncode == 0
    command = [sys.executable, "-m", "bench_cli", *sim, "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        done = calbench(*run, folder=tmp_path)
        process.terminate()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓ 合格 pass") == 4
