"""Mapped instruments on a bench: the file names the mapping, the library opens the link, and nobody else does."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from bench_core.capabilities.instruments import LinkContext, SerialPort
from bench_core.clock import VirtualClock
from bench_core.errors import DocumentInvalid, UsageError
from drivers import registry
from drivers.bench import read_bench
from drivers.opening import check_links, open_bench
from drivers.own_links import Connection

BENCH = """\
calbench: bench/1
bench: adapted
instruments:
  supply: {driver: adapter.python, type: source.yaml, link: "TCPIP::192.0.2.7::5025::SOCKET", timeout: 3 s}
  meter: {driver: adapter.python, type: meter.yaml, link: "TCPIP::192.0.2.8::5025::SOCKET"}
roles: {source: supply, uut: meter}
"""


@pytest.fixture
def folder(tmp_path, texts, fakelab):
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


def read(folder, before="", after=""):
    assert before in BENCH
    (folder / "bench.yaml").write_text(BENCH.replace(before, after), "utf-8")
    return read_bench(folder / "bench.yaml")


def refused(folder, before, after):
    with pytest.raises(DocumentInvalid) as caught:
        read(folder, before, after)
    (mistake,) = caught.value.mistakes
    return f"{mistake.line}:{mistake.column}: {mistake.message.en} ({mistake.hint.en})"


def test_the_mapping_decides_who_can_energise_something(folder):
    with open_bench(read(folder), LinkContext(VirtualClock())) as opened:
        assert (opened.source_names, opened.other_names) == (("supply",), ("meter",))


def test_the_library_alone_opens_the_link_and_it_is_closed_with_the_bench(folder, bench):
    check_links(read(folder), LinkContext(VirtualClock()))
    assert bench.log == []
    with open_bench(read(folder), LinkContext(VirtualClock())) as opened:
        opened.connect("supply")
        assert bench.log == []
        assert opened.identify("supply").model == "M-1"
        assert bench.log[0] == "open TCPIP::192.0.2.7::5025::SOCKET 3.0"
        assert bench.still_open == 1
    assert bench.still_open == 0


def test_without_a_mapping_there_is_no_driver(folder):
    assert (
        refused(folder, "type: meter.yaml, ", "") == "5:19: this driver has no type record of its own (add type: FILE)"
    )
    text = (folder / "meter.yaml").read_text("utf-8")
    (folder / "plain.yaml").write_text(text[: text.index("python:")], "utf-8")
    told = refused(folder, "meter.yaml", "plain.yaml")
    assert told.startswith("5:41: the type record of M-1 has no python:, which adapter.python needs (add it, or name")


@pytest.fixture
def check(describe, fakelab):
    """Check a mapping before a run, as a bench does."""

    def check(before="", after="", link="TCPIP::192.0.2.7::5025::SOCKET", serial_port=None):
        connection = Connection("meter", link, 2.0, VirtualClock(), serial_port or SerialPort())
        adapter = registry.own_links(registry.driver("adapter.python"))
        adapter.check(connection, describe(MAPPING, before, after))

    return check


MAPPING = """\
python:
  serves: indicator
  class: fakelab.Meter
  open: {with: ["{link}"], options: {patience: "{timeout_s}"}}
  close: close
  identity: {ask: ask, with: ["*IDN?"]}
  ieee_488_2: true
  errors: none
  prepare: [{call: reset}]
  indicate: {ask: reading, overload: 9.9E37}
  functions:
    dc_voltage: {select: [{set: function_, to: DCV}, {set: range_, to: "{range}"}]}
    ac_voltage: {select: [{set: function_, to: ACV}, {set: range_, to: "{range}"}]}
"""


def test_a_mapping_whose_class_is_there_is_fit_for_a_run(check, bench):
    check()
    check(link="ASRL/dev/ttyS0::INSTR")
    assert bench.log == []


def test_a_simulated_link_is_refused_before_a_run(check):
    with pytest.raises(
        UsageError, match=r"meter \(sim:meter\): a library cannot open this link; calbench sim BENCH --benc"
    ):
        check(link="sim:meter")


def test_a_serial_port_of_the_bench_file_is_not_ignored(check):
    with pytest.raises(UsageError, match="its library opens the serial line, not calbench; write baud_rate"):
        check(link="ASRL/dev/ttyS0::INSTR", serial_port=SerialPort(baud_rate=2400))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nolab.Meter", "nolab.Meter: nolab is not installed; install it in the environment that calbench runs in"),
        ("pymeasurex.instruments.Meter", "pymeasurex is not installed"),
        ("fakelab.Metre", "fakelab.Metre: module 'fakelab' has no attribute 'Metre'; correct class:"),
        ("fakelab.function", "fakelab.function is not a class; name a class of instruments"),
        ("subprocess.Popen", "subprocess.Popen belongs to Python itself and is no instrument"),
        ("os.path.join", "os.path.join belongs to Python itself and is no instrument"),
        ("brokenlab.Meter", r"brokenlab.Meter cannot be imported \(RuntimeError: needs a licence\); repair it"),
    ],
)
def test_what_is_no_class_of_instruments_is_refused_before_a_run(check, monkeypatch, tmp_path, path, words):
    (tmp_path / "brokenlab.py").write_text("raise RuntimeError('needs a licence')", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UsageError, match=words):
        check("fakelab.Meter", path)


@pytest.mark.parametrize(
    ("library", "path", "hint"),
    [
        ("pymeasure", "pymeasure.instruments.hp.HP34401A", r"pip install 'calbench\[adapters-pymeasure\]'"),
        ("qcodes", "qcodes.instrument_drivers.Keysight.Keysight34461A", r"pip install 'calbench\[adapters-qcodes\]'"),
        ("instrumentkit", "instruments.agilent.Agilent34410a", "pip install --pre instrumentkit, whose licence is"),
    ],
)
def test_a_library_that_is_not_installed_is_told_with_the_command_that_installs_it(
    check, monkeypatch, library, path, hint
):
    package = path.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(UsageError, match=hint):
        check(WAY, f"library: {library}\n  class: {path}\n")


WAY = MAPPING[MAPPING.index("class:") : MAPPING.index("  ieee")]


@pytest.fixture
def libraries(monkeypatch, fakelab):
    """The modules in which the libraries have the class that all of their instruments descend from."""
    for path in ("pymeasure.instruments", "qcodes.instrument", "instruments"):
        module = ModuleType(path)
        module.Instrument = type("Instrument", (fakelab.Meter,), {})
        for part in {path.partition(".")[0], path}:
            monkeypatch.setitem(sys.modules, part, module)
        fakelab.__dict__[path.partition(".")[0]] = type("Own", (module.Instrument,), {})


@pytest.mark.parametrize("library", ["pymeasure", "qcodes", "instrumentkit"])
@pytest.mark.usefixtures("libraries")
def test_a_library_opens_only_what_descends_from_its_own_instruments(check, library):
    own = {"instrumentkit": "instruments"}.get(library, library)
    check(WAY, f"library: {library}\n  class: fakelab.{own}\n")
    with pytest.raises(UsageError, match=r"fakelab\.Meter is not .*Instrument; name a class of instruments"):
        check(WAY, f"library: {library}\n  class: fakelab.Meter\n")


@pytest.mark.usefixtures("libraries")
def test_a_port_that_the_link_does_not_have_is_told(check):
    with pytest.raises(
        UsageError, match=r"meter \(GPIB0::7::INSTR\): \{host\} is needed to open it; a link TCPIP::HOST::P"
    ):
        check(WAY, "library: instrumentkit\n  class: fakelab.instruments\n", link="GPIB0::7::INSTR")
