from __future__ import annotations

import pytest

NO_ERROR = '0,"No Error"'
OPERATE, GUARD, SENSE, COMPENSATED, LOCKED, SETTLED = 1, 1 << 1, 1 << 2, 1 << 4, 1 << 5, 1 << 12

WORLD = """\
calbench: world/1
world: test
instruments:
  calibrator:
    simulates: fluke.5730a
    serial: "1234567"
    hidden:
      dc_voltage: [{range: 11 V, gain: 2 ppm}]
      resistance:
        - {range: 10 kΩ, characterised: 9.999872 kΩ, gain: 1 ppm}
        - {range: 1 Ω, characterised: 1.0000214 Ω}
  meter: {simulates: keysight.34401a}
wiring: [{from: calibrator, to: meter, resistance: 0.1 Ω}]
"""


@pytest.fixture
def bench(tmp_path, make_bench):
    path = tmp_path / "world.yaml"
    path.write_text(WORLD, encoding="utf-8")
    return make_bench(path)


def calibrator(bench, message: str) -> str:
    return bench.ask("calibrator", message)


def test_it_says_who_it_is(bench):
    assert calibrator(bench, "*IDN?").startswith("FLUKE,5730A,1234567,")
    assert calibrator(bench, "*IDN?").count("+") == 2


@pytest.mark.parametrize("model", ["5700a", "5720a"])
def test_its_elder_brothers_speak_alike(tmp_path, make_bench, model):
    path = tmp_path / "world.yaml"
    path.write_text(WORLD.replace("5730a", model), encoding="utf-8")
    assert calibrator(make_bench(path), "*IDN?").startswith(f"FLUKE,{model.upper()},1234567,")


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ("OUT 188.3 MA, 442 HZ", "1.883E-01,A,4.42E+02"),  # as a public driver reads it
        ("OUT 10 V", "1.00E+01,V,0.00E+00"),
        ("OUT 10V, 0Hz", "1.00E+01,V,0.00E+00"),
        ("OUT -10.000001 V", "-1.0000001E+01,V,0.00E+00"),
        ("OUT 1 MAV", None),
        ("OUT 1 MV", "1.00E-03,V,0.00E+00"),
        ("OUT 1 V, 1 MAHZ", "1.00E+00,V,1.00E+06"),
        ("OUT 1 V, 1 MHZ", "1.00E+00,V,1.00E+06"),
        ("OUT 1 MA", "1.00E-03,A,0.00E+00"),
        ("OUT 1 MOHM", "1.00E+06,OHM,0.00E+00"),
        ("OUT 1.9 MAOHM", "1.90E+06,OHM,0.00E+00"),
        ("OUT 10 KOHM", "9.999872E+03,OHM,0.00E+00"),
        ("OUT 1 OHM", "1.0000214E+00,OHM,0.00E+00"),
        ("OUT 0 OHM", "0.00E+00,OHM,0.00E+00"),
        ("OUT 12 KOHM", None),
        ("OUT 1100 V", "1.10E+03,V,0.00E+00"),
        ("OUT 200 V, 110 KHZ", "2.00E+02,V,1.10E+05"),
        ("OUT 200 V, 111 KHZ", None),  # 2.2E7 V Hz
        ("OUT 1000 V, 1.1 KHZ", None),
        ("OUT 2.3 A", None),
        ("OUT 1 V, 1 A", None),
    ],
)
def test_an_output_is_selected_and_read_back_in_three_fields(bench, sent, answered):
    bench.tell("calibrator", sent)
    assert (calibrator(bench, "ERR?") == NO_ERROR) is (answered is not None)
    expected = answered or "0.00E+00,V,0.00E+00"
    assert calibrator(bench, "OUT?;ADJOUT?") == f"{expected};{expected}"


def test_a_resistance_is_what_it_truly_is_not_what_was_measured_when_it_was_characterised(bench):
    bench.tell("calibrator", "OUT 10 KOHM;EXTSENSE ON;OPER")
    calibrator(bench, "*OPC?")
    assert float(bench.ask("meter", "MEAS:FRES? 10000")) == pytest.approx(9999.872 * 1.000001, abs=2e-3)
    bench.tell("calibrator", "EXTSENSE OFF")
    calibrator(bench, "*OPC?")
    assert float(bench.ask("meter", "MEAS:RES? 10000")) == pytest.approx(9999.872 * 1.000001 + 0.1, abs=2e-3)
    assert float(bench.ask("meter", "MEAS:FRES? 10000")) == 9.9e37
    bench.tell("calibrator", "RCOMP ON")
    calibrator(bench, "*OPC?")
    assert float(bench.ask("meter", "MEAS:RES? 10000")) == pytest.approx(9999.872 * 1.000001, abs=2e-3)


def test_the_status_register_tells_sense_guard_compensation_and_lock(bench):
    assert int(calibrator(bench, "ISR?")) == SETTLED
    bench.tell("calibrator", "EXTGUARD ON;EXTSENSE ON;OPER")
    calibrator(bench, "*OPC?")
    assert int(calibrator(bench, "ISR?")) == OPERATE | GUARD | SENSE | SETTLED
    bench.tell("calibrator", "STBY;RANGELCK ON")
    assert int(calibrator(bench, "ISR?")) & (OPERATE | LOCKED) == LOCKED
    bench.tell("calibrator", "OUT 1 KOHM;RCOMP ON")
    assert int(calibrator(bench, "ISR?")) & (COMPENSATED | LOCKED) == COMPENSATED
    bench.tell("calibrator", "OUT 100 KOHM")
    assert int(calibrator(bench, "ISR?")) & COMPENSATED == 0
    bench.tell("calibrator", "*RST")
    assert int(calibrator(bench, "ISR?")) == SETTLED


@pytest.mark.parametrize("sent", ["OUT 1 MA;EXTSENSE ON", "OUT 100 MOHM;EXTSENSE ON", "OUT 1 V;RCOMP ON", "UNCERT?"])
def test_what_an_output_has_not_is_refused(bench, sent):
    bench.tell("calibrator", sent)
    assert calibrator(bench, "ERR?") != NO_ERROR


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [
        ("OUT 10 V", "OUT 21 V", True),
        ("OUT 10 V", "OUT 22 V", False),
        ("OUT 10 V", "OUT 10 V, 60 HZ", False),
        ("OUT 1 MA", "OUT 2 MA", True),
        ("OUT 1 MA", "CUR_POST AUX", False),
    ],
)
def test_operate_ends_by_itself_at_22_volts_and_where_the_way_out_changes(bench, before, after, stays):
    bench.tell("calibrator", f"{before};OPER")
    bench.tell("calibrator", after)
    assert calibrator(bench, "OPER?") == str(int(stays))


def test_illegal_limits_have_the_number_of_the_manual(bench):
    bench.tell("calibrator", "LIMIT 2000 V,-5 V")
    assert calibrator(bench, "FAULT?") == "725"
    assert calibrator(bench, "EXPLAIN? 725") == '"ILLEGAL LIMIT SETTING"'


def test_its_time_is_told_in_minutes(bench):
    bench.clock.sleep(150)
    assert calibrator(bench, "ONTIME?;ETIME?") == "2;2"
