"""Our drivers through every door of their twins: identified, prepared, set and read as over any other link."""

from __future__ import annotations

import sys

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import ScaledClock, system_clock
from bench_core.metrology.quantity import Quantity
from drivers import registry
from drivers.links.visa import VisaLinks
from drivers.session import Session
from sim_instruments.serving import serve

DOORS = ("socket", "hislip", "vxi11", *(("serial",) if sys.platform == "linux" else ()))
METERS = {
    "keysight.34401a": "34401A",
    "keysight.34465a": "34465A",
    "keithley.2000": "MODEL 2000",
    "keithley.dmm6500": "MODEL DMM6500",
}
SPEED = 200.0


@pytest.fixture
def driver(tmp_path, read_type):
    """Return a function that gives the driver of a name, connected to its twin through a door."""
    ending = []

    def connect(name, door):
        path = tmp_path / "world.yaml"
        entry = f'{{simulates: {name}, serial: "7", settling: 0 s, doors: [{door}]}}'
        path.write_text(f"calbench: world/1\nworld: w\ninstruments: {{it: {entry}}}\n", encoding="utf-8")
        running = serve(path, ScaledClock(SPEED))
        links = VisaLinks(LinkContext(system_clock()))
        ending.extend([links.close, running.close])
        found, record = registry.driver(name), read_type(name)
        link = links.open(running.links["it"][0], 10.0)
        return found(Session(link, "it", system_clock(), registry.language_of(found, record)), record)

    yield connect
    for end in ending:
        end()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", METERS)
def test_a_meter_indicates_through_each_door(driver, name, door):
    meter = driver(name, door)
    assert meter.identify().model == METERS[name]
    meter.prepare()
    meter.select("dc_voltage", Quantity.parse("10 V"), {})
    assert abs(meter.indicate().value) < 1


@pytest.mark.parametrize("door", DOORS)
def test_a_calibrator_operates_and_is_made_safe_through_each_door(driver, door):
    calibrator = driver("fluke.5522a", door)
    calibrator.identify()
    calibrator.prepare()
    assert calibrator.source("dc_voltage", Quantity.parse("5 V"), {}).value == 5
    assert calibrator.operate().energised
    assert not calibrator.make_safe().energised
