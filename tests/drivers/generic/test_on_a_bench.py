"""Described instruments on a bench: the file names their description, and they work with simulated instruments."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench_core.capabilities.instruments import Indicator, LinkContext, Source
from bench_core.clock import VirtualClock
from bench_core.errors import DocumentInvalid, IdentityMismatch
from bench_core.metrology.quantity import Quantity
from drivers.bench import read_bench
from drivers.opening import open_bench

FOLDER = Path(__file__).parent
Q = Quantity.parse
BENCH = """\
calbench: bench/1
bench: described
world: world.yaml
instruments:
  calibrator: {driver: generic.scpi, type: calibrator.yaml, link: "sim:calibrator", serial: "11"}
  meter: {driver: generic.scpi, type: dmm.yaml, link: "sim:meter"}
roles: {source: calibrator, uut: meter}
"""
WORLD = """\
calbench: world/1
world: described
instruments:
  calibrator: {simulates: fluke.5522a, serial: "11"}
  meter: {simulates: keysight.34461a, hidden: {dc_voltage: [{range: 10 V, gain: 100 ppm}]}}
wiring: [{from: calibrator, to: meter}]
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("dmm", "calibrator"):
        shutil.copy(FOLDER / f"{name}.yaml", tmp_path)
    (tmp_path / "world.yaml").write_text(WORLD, "utf-8")
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


def test_the_description_decides_who_can_energise_something(folder):
    with open_bench(read(folder), LinkContext(VirtualClock(), folder / "world.yaml")) as opened:
        assert (opened.source_names, opened.other_names) == (("calibrator",), ("meter",))


def test_without_a_description_there_is_no_driver(folder):
    told = refused(folder, "type: dmm.yaml, ", "")
    assert told == "6:19: this driver has no type record of its own (add type: FILE)"


def test_a_type_record_without_commands_is_no_description(folder):
    text = (folder / "dmm.yaml").read_text("utf-8")
    (folder / "plain.yaml").write_text(text[: text.index("commands:")], "utf-8")
    told = refused(folder, "dmm.yaml", "plain.yaml")
    assert told.startswith("6:39: the type record of 34461A has no commands:, which generic.scpi needs (add them")


def test_a_mistake_in_the_description_is_told_in_its_own_file(folder):
    text = (folder / "dmm.yaml").read_text("utf-8")
    (folder / "dmm.yaml").write_text(text.replace("{range}", "{rang}", 1), "utf-8")
    with pytest.raises(DocumentInvalid, match=r"dmm\.yaml:33:30: unknown place \{rang\}"):
        read(folder)


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def opened(folder, clock):
    with open_bench(read(folder), LinkContext(clock, folder / "world.yaml", 1)) as opened:
        yield opened


def ready(opened, name):
    instrument = opened.connect(name)
    opened.identify(name)
    instrument.prepare()
    return instrument


def test_described_instruments_agree_with_the_simulated_truth(opened, clock):
    calibrator, meter = ready(opened, "calibrator"), ready(opened, "meter")
    assert isinstance(calibrator, Source)
    assert isinstance(meter, Indicator)
    meter.select("dc_voltage", Q("10 V"), {})
    made = calibrator.source("dc_voltage", Q("-5 V"), {})
    assert (made.value, calibrator.output_state().energised) == (-5, False)
    assert calibrator.operate().energised
    while not calibrator.settled():
        clock.sleep(0.1)
    clock.sleep(5)
    assert float(meter.indicate().value) == pytest.approx(-5 * 1.0001, abs=10e-6)
    assert calibrator.output_setting() == made
    assert not calibrator.make_safe().energised
    assert float(meter.indicate().value) == pytest.approx(0, abs=10e-6)


def test_a_described_ac_value_reaches_the_described_meter(opened, clock):
    calibrator, meter = ready(opened, "calibrator"), ready(opened, "meter")
    settings = {"frequency": Q("1 kHz")}
    meter.select("ac_voltage", Q("10 V"), settings)
    calibrator.source("ac_voltage", Q("6 V"), settings)
    calibrator.operate()
    clock.sleep(5)
    assert float(meter.indicate().value) == pytest.approx(6, rel=1e-4)
    calibrator.make_safe()


def test_another_instrument_than_the_described_one_is_refused(folder, clock):
    text = (folder / "world.yaml").read_text("utf-8")
    (folder / "world.yaml").write_text(text.replace("fluke.5522a", "fluke.5520a"), "utf-8")
    with open_bench(read(folder), LinkContext(clock, folder / "world.yaml")) as opened:
        opened.connect("calibrator")
        with pytest.raises(IdentityMismatch, match="expected model 5522A, found model 5520A"):
            opened.identify("calibrator")
