"""QCoDeS' drivers, unchanged, open, set, trigger and read our twins through each door they can use."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.third_party, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

DOORS = ("socket", "hislip", "vxi11")
KEYSIGHT = "qcodes.instrument_drivers.Keysight"
DRIVERS = {
    "keysight.34401a": ("qcodes.instrument_drivers.agilent", "Agilent34401A"),
    "keysight.34460a": (KEYSIGHT, "Keysight34460A"),
    "keysight.34461a": (KEYSIGHT, "Keysight34461A"),
    "keysight.34465a": (KEYSIGHT, "Keysight34465A"),
    "keysight.34470a": (KEYSIGHT, "Keysight34470A"),
    "keithley.2000": ("qcodes.instrument_drivers.Keithley", "Keithley2000"),
    "keithley.dmm6500": ("qcodes.instrument_drivers.Keithley", "Keithley6500"),
}
MODELS = {name: name.partition(".")[2].upper() for name in DRIVERS}
TRUEVOLT = [name for name, (package, _) in DRIVERS.items() if package == KEYSIGHT]
WITH_APERTURE = ["keysight.34465a", "keysight.34470a"]
NO_NUMBER = {"trigger_count"}
"""Keithley 2000: while triggering is continuous its count is infinite, +9.9E37, which QCoDeS gives to `int`."""


@pytest.fixture
def qcodes_driver(twin):
    """Return a function that opens a twin by QCoDeS; all are closed before their servers."""
    opened = []

    def open_(simulates, door="vxi11"):
        package, name = DRIVERS[simulates]
        module = pytest.importorskip(package, reason="QCoDeS comes with the third-party extra")
        served = twin(simulates, doors=[door])
        opened.append(getattr(module, name)(f"meter{len(opened)}", served.doors[door], visalib="@py"))
        return opened[-1], served

    yield open_
    for one in opened:
        one.close()


def no_error(driver):
    number, _, text = driver.ask("SYST:ERR?").partition(",")
    return int(number) == 0 and "No error" in text


def parameters(driver):
    """Every parameter that the driver can ask its instrument for, but for the time trace."""
    found = [one for part in (driver, *driver.submodules.values()) for one in part.parameters.values()]
    return [one for one in found if one.gettable and one.name not in {"timetrace", "time_axis"}]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("simulates", DRIVERS)
def test_each_driver_opens_its_twin_and_finds_an_answer_to_every_question(qcodes_driver, simulates, door):
    driver, _ = qcodes_driver(simulates, door)
    assert driver.get_idn()["model"] == MODELS[simulates]
    for parameter in parameters(driver):
        if simulates == "keithley.2000" and parameter.name in NO_NUMBER:
            with pytest.raises(ValueError, match=r"9\.9E37"):
                parameter.get()
        else:
            assert parameter.get() is not None, parameter.name
    assert no_error(driver)


@pytest.mark.parametrize("simulates", TRUEVOLT)
def test_a_truevolt_reads_all_six_functions(qcodes_driver, simulates):
    driver, served = qcodes_driver(simulates)
    served.put_out("5 V, 0 HZ")
    assert driver.volt() == pytest.approx(5, rel=1e-4)
    served.put_out("2 V, 1 KHZ")
    assert driver.ac_volt() == pytest.approx(2, rel=1e-3)
    served.put_out("10 KOHM;ZCOMP WIRE4")
    assert driver.res() == pytest.approx(10e3, rel=1e-4)
    assert driver.four_wire_res() == pytest.approx(10e3, rel=1e-4)
    assert driver.sense_function() == "DC Voltage"
    assert (driver.curr(), driver.ac_curr()) == pytest.approx((0, 0), abs=1e-4)
    assert driver.error() == (0, "No error")


@pytest.mark.parametrize("simulates", TRUEVOLT)
def test_a_truevolt_turns_an_overload_into_infinity(qcodes_driver, simulates):
    driver, served = qcodes_driver(simulates)
    driver.range(10)
    served.put_out("-30 V, 0 HZ")
    assert driver.volt() == -float("inf")
    assert driver.res() == float("inf")
    assert driver.error() == (0, "No error")


@pytest.mark.parametrize("simulates", TRUEVOLT)
def test_ranges_integration_times_and_resolutions_of_a_truevolt_read_back(qcodes_driver, simulates):
    driver, _ = qcodes_driver(simulates)
    for range_ in driver.ranges:
        driver.range(range_)
        assert driver.range() == range_
        assert driver.autorange() == "OFF"
    driver.range(10)
    for cycles, factor in zip(driver.NPLC_list, driver._resolution_factors, strict=True):
        driver.NPLC(cycles)
        assert driver.NPLC() == cycles
        assert driver.resolution() == pytest.approx(10 * factor)
        driver.resolution(10 * factor)
        assert driver.NPLC() == cycles
    for word in ("ON", "OFF"):
        driver.autorange(word)
        driver.autozero(word)
        assert (driver.autorange(), driver.autozero()) == (word, word)
    assert driver.error() == (0, "No error")


@pytest.mark.parametrize("simulates", WITH_APERTURE)
def test_an_aperture_takes_the_place_of_power_line_cycles(qcodes_driver, simulates):
    driver, _ = qcodes_driver(simulates)
    assert driver.has_DIG
    driver.aperture_time(0.02)
    assert (driver.aperture_mode(), driver.aperture_time()) == ("ON", 0.02)
    driver.NPLC(1)
    assert driver.aperture_mode() == "OFF"
    assert driver.error() == (0, "No error")


@pytest.mark.parametrize("simulates", TRUEVOLT)
def test_a_truevolt_is_triggered_over_the_bus_and_fetched(qcodes_driver, simulates):
    driver, served = qcodes_driver(simulates)
    served.put_out("1 V, 0 HZ")
    driver.NPLC(0.2)
    driver.trigger.source("BUS")
    driver.trigger.count(2)
    driver.trigger.delay(0.01)
    driver.sample.count(3)
    assert (driver.trigger.source(), driver.trigger.count(), driver.trigger.delay()) == ("BUS", 2, 0.01)
    assert driver.sample.count() == 3
    driver.init_measurement()
    driver.trigger.force()
    while int(driver.ask("DATA:POIN?")) < 3:
        pass
    driver.trigger.force()
    assert driver.fetch() == pytest.approx([1] * 6, rel=1e-3)
    driver.trigger.source("IMM")
    assert driver.read() == pytest.approx([1] * 6, rel=1e-3)
    assert driver.error() == (0, "No error")


@pytest.mark.parametrize("simulates", WITH_APERTURE)
def test_a_time_trace_has_all_its_points(qcodes_driver, simulates):
    driver, served = qcodes_driver(simulates)
    served.put_out("1 V, 0 HZ")
    driver.range(10)
    driver.NPLC(0.2)
    driver.timetrace_npts(20)
    driver.timetrace_dt(0.05)
    assert driver.timetrace() == pytest.approx([1] * 20, rel=1e-3)
    driver.timetrace_dt(1e-6)
    with pytest.raises(RuntimeError, match="Can not realize"):
        driver.timetrace()
    assert driver.error() == (0, "No error")


def test_a_truevolt_shows_a_text_and_resets(qcodes_driver):
    driver, _ = qcodes_driver("keysight.34465a")
    driver.display.text("hello")
    assert driver.display.text() == "hello"
    driver.display.clear()
    assert driver.display.text() == ""
    driver.reset()
    assert driver.error() == (0, "No error")


def test_the_34401a_ranges_resolves_and_reads(qcodes_driver):
    driver, served = qcodes_driver("keysight.34401a")
    served.put_out("5 V, 0 HZ")
    for range_ in (0.1, 1.0, 100.0, 1000.0, 10.0):
        driver.range(range_)
        assert (driver.range(), driver.range_auto()) == (range_, "off")
    for cycles, factor in zip((0.02, 0.2, 1, 10, 100), driver._resolution_factor, strict=True):
        driver.NPLC(cycles)
        assert driver.resolution() == pytest.approx(10 * factor)
        driver.resolution(10 * factor)
        assert driver.NPLC() == cycles
    assert driver.volt() == pytest.approx(5, rel=1e-4)
    driver.init_measurement()
    assert driver.fetch() == pytest.approx(5, rel=1e-4)
    driver.display_text("HELLO")
    assert driver.display_text() == '"HELLO"'
    assert no_error(driver)


def test_the_34401a_is_cleared_of_texts_and_errors(qcodes_driver, capsys):
    driver, _ = qcodes_driver("keysight.34401a")
    driver.display_clear()
    assert no_error(driver)
    driver.write("NO:SUCH:COMMAND")
    driver.clear_errors()
    assert "-113" in capsys.readouterr().out
    assert no_error(driver)


MODES_2000 = {"dc voltage", "ac voltage", "dc current", "ac current", "2w resistance", "4w resistance", "frequency"}
RANGED = MODES_2000 - {"frequency"}


def test_the_2000_changes_modes_ranges_filters_and_triggers(qcodes_driver):
    driver, served = qcodes_driver("keithley.2000")
    for mode in sorted(MODES_2000):
        driver.mode(mode)
        assert driver.mode() == mode
    for mode in sorted(RANGED):
        driver.mode(mode)
        driver.range(1)
        assert driver.range() >= 1
        assert driver.auto_range_enabled() is False
        driver.auto_range_enabled(True)
        driver.averaging_count(7)
        driver.averaging_type("moving")
        driver.averaging_enabled(False)
        assert (driver.auto_range_enabled(), driver.averaging_count()) == (True, 7)
        assert (driver.averaging_type(), driver.averaging_enabled()) == ("moving", False)
    driver.mode("dc voltage")
    driver.nplc(0.1)
    driver.digits(5)
    assert (driver.nplc(), driver.digits()) == (0.1, 5)
    served.put_out("5 V, 0 HZ")
    assert driver.amplitude() == pytest.approx(5, rel=1e-3)
    assert no_error(driver)


def test_the_2000_waits_for_its_trigger(qcodes_driver):
    driver, served = qcodes_driver("keithley.2000")
    served.put_out("5 V, 0 HZ")
    driver.trigger_continuous(False)
    driver.write("ABOR")
    driver.trigger_count(1)
    driver.trigger_delay(0.5)
    driver.trigger_source("immediate")
    assert (driver.trigger_continuous(), driver.trigger_count(), driver.trigger_delay()) == (False, 1, 0.5)
    driver.trigger()
    assert driver.amplitude() == pytest.approx(5, rel=1e-3)
    assert driver.amplitude() == 0.0  # what QCoDeS says where it has sent no trigger
    assert no_error(driver)


def test_the_dmm6500_changes_modes_ranges_and_filters(qcodes_driver):
    """Its `mode` needs the function without quotation marks, as PyMeasure's captures show it too."""
    driver, served = qcodes_driver("keithley.dmm6500")
    for mode in sorted(RANGED):
        driver.mode(mode)
        assert driver.mode() == mode
        driver.range(1)
        assert driver.range() >= 1
        driver.averaging_count(7)
        assert driver.averaging_count() == 7
    driver.mode("dc voltage")
    driver.nplc(0.1)
    assert driver.nplc() == 0.1
    served.put_out("5 V, 0 HZ")
    driver.range(10)
    driver.averaging_enabled(False)
    assert driver.averaging_enabled() is True  # QCoDeS takes any text for true, "0" too
    assert driver.ask("VOLT:DC:AVER:STAT?") == "0"
    assert driver.amplitude() == pytest.approx(5, rel=1e-3)
    assert no_error(driver)


def test_the_dmm6500_refuses_the_question_that_qcodes_sends_as_a_setting(qcodes_driver):
    driver, _ = qcodes_driver("keithley.dmm6500")
    driver.digits(5)  # sends `DISP:VOLT:DC:DIG? 5`
    assert driver.digits() == 6
    assert not no_error(driver)
