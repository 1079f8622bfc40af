"""A calibrator calibrated against a reference meter: a source under test is switched and asked like any other."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bench_core.errors import LimitExceeded
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.statistics import mean
from bench_core.records.events import IndicationTaken, OutputAsked, SettingIntended, SettingMade
from bench_core.records.verification import verify
from drivers.fluke.calibrators_55xx import Fluke5522A
from sequencer import preparing

PROCEDURE = """\
calbench: procedure/1
id: calibrator
title: {zh: 标准源校准, en: Calibration of a calibrator}
basis: {code: SHORT-2, title: 短规程}
kind: calibration
phases: [as_found]
roles:
  uut: {entry: [wire]}
  meter: {is: reference, use: as_class}
items:
  - id: dc-voltage
    title: {zh: 直流电压, en: DC voltage}
    verified: false
    connections: {uut: uut.terminals, meter: meter.terminals, wiring: 2-wire}
    points:
      - {range: 33 V, at: [25 %, -25 %], of: range}
    method:
      - apply: {uut: {dc_voltage: point.nominal}, meter: {function: dc_voltage, range: meter.range_for(point.nominal)}}
      - steady: {watch: meter, peak_to_peak: uut.mpe / 10, for: 1 s, give_up: 20 s}
      - take: {name: r, from: meter, readings: 3}
    model:
      per reading:
        e: uut.output - r
      per point:
        error: mean(e)
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - name: resolution
        of: r
        half_width: meter.resolution / 2
        distribution: rectangular
        cause: {zh: 分辨力, en: resolution}
      - {name: standard, of: r, from: meter, cause: {zh: 标准器, en: standard}}
    requirements:
      - {what: {zh: 示值误差, en: error}, level: point, of: error, limit: ± uut.mpe, rule: simple, verified: false}
report: {U: {digits: 2}, error: aligned with U, coverage: {k: 2}}
"""
CERTIFIED = '"1972905", certificate: standard.yaml'


@pytest.fixture
def calibrator(bench_folder):
    """The small bench with the calibrator under test, and the meter as its standard."""
    bench_folder.path("procedure.yaml").write_text(PROCEDURE, encoding="utf-8")
    bench_folder.change("bench.yaml", CERTIFIED, '"1972905"')
    bench_folder.change("bench.yaml", "serial: MY41001234,", "serial: MY41001234, certificate: standard.yaml,")
    bench_folder.change("bench.yaml", "{source: calibrator, uut: meter}", "{uut: calibrator, meter: meter}")
    certified = ('Fluke, model: 5522A, serial: "1972905"', "HP, model: 34401A, serial: MY41001234")
    bench_folder.change("standard.yaml", *certified)
    return bench_folder


@pytest.mark.usefixtures("calibrator")
def test_the_error_is_setting_minus_actual_and_the_record_verifies(whole):
    assert whole.state.ended.state == "finished"
    result = whole.state.results["dc-voltage", "33 V/+25 %"].result
    taken = [Quantity.of(e.value, e.unit) for e in whole.of(IndicationTaken, name="r", purpose="measurement")][:3]
    assert result.indication == Quantity.parse("8.25 V")
    assert result.reference == mean(tuple(taken))
    # the calibrator's -2 ppm of 8.25 V + 5 µV, less what the meter reads too much: 8 ppm of 8.25 V + 5.2 µV
    assert abs(float(result.error.to("µV")) - (-(-2 * 8.25 + 5) - (8 * 8.25 + 5.2))) < 20
    verify(whole.record.path)


@pytest.mark.usefixtures("calibrator")
def test_it_is_made_safe_first_and_energised_last(whole):
    actions = [(e.instrument, e.action) for e in whole.of(SettingMade) if e.key is not None]
    assert actions[:4] == [
        ("calibrator", "make_safe"), ("meter", "select"), ("calibrator", "source"), ("calibrator", "operate"),
    ]  # fmt: skip


@pytest.mark.usefixtures("calibrator")
def test_it_is_asked_before_and_after_each_take_whether_it_operates_and_still_has_its_setting(whole):
    assert len(whole.of(OutputAsked, instrument="calibrator", energised=True)) == 4
    asked = [e.number for e in whole.of(IndicationTaken, name="uut.output")]
    assert asked == [1, 2, 1, 2]


@pytest.mark.usefixtures("calibrator")
def test_a_setting_that_was_changed_by_hand_is_never_a_result(run, monkeypatch):
    original = Fluke5522A.output_setting

    def changed(self):
        return replace(original(self), value=Decimal("8.26"), raw="8.26,V,0E+00,0,0.00E+00")

    monkeypatch.setattr(Fluke5522A, "output_setting", changed)
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == "SettingChanged"
    assert ran.state.results == {}


def test_its_output_is_held_to_the_limit_of_the_meter_that_it_is_read_with(run, calibrator):
    calibrator.change("bench.yaml", "serial: MY41001234,", "serial: MY41001234, limits: {dc_voltage: 5 V},")
    with pytest.raises(LimitExceeded, match="beyond the bench's limit of 5 V"):
        run()


@pytest.mark.usefixtures("calibrator")
@pytest.mark.parametrize("role", ["uut", "meter"])
def test_nothing_is_sent_beyond_a_limit_although_it_was_planned(run, monkeypatch, role):
    original = preparing.expand

    def careless(*given):
        plan = original(*given)
        limited = replace(plan.roles[role], limits={"dc_voltage": Quantity.parse("5 V")})
        return replace(plan, roles={**plan.roles, role: limited})

    monkeypatch.setattr(preparing, "expand", careless)
    ran = run()
    assert ran.code == 2
    instrument = {"uut": "calibrator", "meter": "meter"}[role]
    assert f"calibrator: 8.25 V is beyond the limit 5 V of {instrument}" in ran.state.failure.message
    assert not ran.of(SettingIntended, action="source")
