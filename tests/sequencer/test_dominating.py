"""The handheld meter of EA-4/02 S9, read by a person: its resolution dominates, and k is that of a rectangle."""

import math
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

import calbench_verify
from bench_cli.run_table import results
from bench_core.errors import ResultDiffers
from bench_core.records.events import PointCompleted
from bench_core.records.verification import verify
from dcc_export.certificate import build_certificate
from dcc_export.dcc import render_dcc
from dcc_export.html import render_html
from dcc_export.rules import check_rules
from dcc_export.schema import VARIABLE, validate
from sequencer.replanning import prove_plan

# A tenth of the example: 10 V in place of 100 V, and every uncertainty with it, so that no leads need a proof.
HANDHELD = """\
calbench: instrument/1
maker: Meterman
model: H6000
title: {zh: 手持数字多用表, en: handheld multimeter}
source: {document: "a leaflet", edition: "1", pages: "1"}
verified: false
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [Meterman], model: H6000}
functions:
  dc_voltage:
    basic_range: 20 V
    terminals: INPUT HI LO
    coverage: {distribution: rectangular}
    ranges:
      - {range: 20 V, maximum: 22 V, resolution: 10 mV, of_reading: 0.5 %, of_range: 0.05 %}
"""
FUNCTIONS = """\
functions:
  dc_voltage:
    drift: 110 ppm
    ranges:
      - range: 33 V
        pairs:
          - {setting: 9 V, actual: 9 V, U: 0.2 mV, k: 2}
          - {setting: 11 V, actual: 11 V, U: 0.2 mV, k: 2}
"""
ANSWERS = """\
calbench: answers/1
by: 小李
answers:
  ambient.temperature: 20 °C
  serial.meter: "123"
  dc-voltage/20 V/+50 %/x/1: 10.01 V
confirm: all
"""
METER = '  meter: {driver: keysight.34401a, link: "sim:meter", serial: MY41001234, timeout: 2 s}\n'
BY_PERSON = '  meter: {read_by: person, type: handheld.yaml, serial: "123"}\n'
POINTS = "      - {range: 10 V, at: [90 %, -90 %], of: range}\n      - {range: 100 V, at: [90 %], of: range}\n"
ALONE = "      - {range: 20 V, at: [50 %], of: range}\n"
HIDDEN = "[{range: 10 V, gain: 8 ppm, offset: 5 µV, noise: 3 µV}, {range: 100 V, gain: -14 ppm, noise: 40 µV}]}"
U_C = math.sqrt((5e-3**2 + 1.1e-3**2) / 3 + 0.1e-3**2)  # V: half a step, limits of the calibrator, its certificate
NOTE = "resolution dominates, and the error is nearly rectangular, not normal; "


@pytest.fixture
def ran(bench_folder, run):
    """Performs the example with a coverage rule."""
    bench_folder.path("handheld.yaml").write_text(HANDHELD, encoding="utf-8")
    bench_folder.path("answers.yaml").write_text(ANSWERS, encoding="utf-8")
    bench_folder.change("standard.yaml", "simulated: true\n", f"simulated: true\n{FUNCTIONS}")
    bench_folder.change("bench.yaml", METER, BY_PERSON)
    bench_folder.change("procedure.yaml", "use: as_class", "use: as_corrected")
    bench_folder.change("procedure.yaml", "uut: {entry: [wire]}", "uut: {entry: [wire, person]}")
    bench_folder.change("procedure.yaml", "readings: 3", "readings: {wire: 10, person: 1}")
    bench_folder.change("procedure.yaml", POINTS, ALONE)
    twin = ("simulates: keysight.34401a\n    serial: MY41001234", 'simulates: handheld\n    serial: "123"')
    bench_folder.change("world.yaml", *twin)
    bench_folder.change("world.yaml", HIDDEN, "[{range: 20 V, gain: 0.1 %}]}")

    def perform(coverage: str):
        bench_folder.change("procedure.yaml", "coverage: {k: 2}", f"coverage: {coverage}")
        done = run(answers=bench_folder.path("answers.yaml"))
        assert done.code == 0
        return done

    return perform


def result_of(ran):
    (completed,) = ran.state.results.values()
    return completed.result


def test_the_example_comes_out_as_it_is_published_and_verifies(ran):
    """EA-4/02 M:2022 S9: E = 0.10 V ± 0.05 V at 100 V, u = 0.030 V, k = 1.65; here a tenth of each."""
    done = ran("{p: 95 %, from: dominating}")
    result = result_of(done)
    assert float(result.error) == pytest.approx(0.010)
    assert result.k * U_C == pytest.approx(0.0049, abs=0.00005)
    assert round(U_C, 4) == 0.0030
    assert (result.k, result.probability) == (pytest.approx(0.95 * math.sqrt(3), rel=1e-12), 0.95)
    assert result.expanded_uncertainty == pytest.approx(0.95 * math.sqrt(3) * U_C, rel=1e-12)
    assert (str(result.reported_error), str(result.reported_uncertainty)) == ("0.0100 V", "0.0049 V")
    assert result.distribution == "rectangular"
    prove_plan(verify(done.record.path))
    calbench_verify.check(done.record.path, None)


def test_run_table_page_and_dcc_say_where_k_is_from(ran):
    done = ran("{p: 95 %, from: dominating}")
    said = [line.strip() for line in results(done.state)]
    assert f"All points: {NOTE}k is that of this distribution." in said
    assert any(" 1.65 " in line for line in said)
    certificate = build_certificate(done.record.path)
    page, xml = render_html(certificate).decode(), render_dcc(certificate).decode()
    for text in (page, xml):
        assert f"All points: {NOTE}k is that of this distribution." in text
        assert "各点：分辨力占优势，误差近似矩形分布而非正态分布；k 由该分布得出。" in text
        assert "Excepted are points at which one or two components of known limits dominate" in text
    assert "<td>1.65</td><td>95 %</td>" in page
    assert stated(xml) == ("1.65", "0.95", "rectangular")
    assert check_rules(xml.encode()) == ()
    if os.environ.get(VARIABLE):
        assert validate(xml.encode(), Path(os.environ[VARIABLE])).checked


def test_who_will_read_more_points_is_not_told_yet(ran):
    done = ran("{k: 2}")
    at = next(place for place, event in enumerate(done.events) if isinstance(event, PointCompleted))
    state, (item,) = done.state_after(at), done.state.plan.items
    assert any(NOTE in line for line in results(state))
    more = replace(item, points=(*item.points, replace(item.points[0], id="20 V/+90 %")))
    plan = replace(state.plan, items=(more,))
    assert not any(NOTE in line for line in results(replace(state, started=replace(state.started, plan=plan))))


def test_with_a_fixed_k_nothing_is_called_normal_that_is_not(ran):
    done = ran("{k: 2}")
    result = result_of(done)
    assert (result.k, result.expanded_uncertainty) == (2.0, pytest.approx(2 * U_C, rel=1e-12))
    certificate = build_certificate(done.record.path)
    page, xml = render_html(certificate).decode(), render_dcc(certificate).decode()
    assert f"All points: {NOTE}U covers at least 95 %." in page
    assert f"All points: {NOTE}U covers at least 95 %." in xml
    assert "<td>2</td><td>≥ 95.45 %</td>" in page
    assert stated(xml) == ("2", "0.9545", "rectangular")


def stated(xml):
    """Coverage factor, coverage probability and distribution of the only point."""
    names = ("coverageFactor", "coverageProbability", "distribution")
    return tuple(re.search(f"<si:{name}XMLList>(.*)</si:", xml)[1] for name in names)


def test_who_holds_the_key_can_forge_neither_the_distribution_nor_the_rule(ran, forged):
    done = ran("{p: 95 %, from: dominating}")

    def called_normal(lines):
        for place, line in enumerate(lines):
            if isinstance(line.event, PointCompleted):
                result = replace(line.event.result, distribution="normal")
                lines[place] = replace(line, event=replace(line.event, result=result))

    def by_students_t(lines):
        began = lines[0].event
        reporting = replace(began.plan.reporting, dominating=False)
        lines[0] = replace(lines[0], event=replace(began, plan=replace(began.plan, reporting=reporting)))

    with pytest.raises(ResultDiffers, match="distribution is recorded as normal, the readings give rectangular"):
        verify(forged(done, called_normal))
    with pytest.raises(ResultDiffers, match="expanded_uncertainty is recorded as"):
        verify(forged(done, by_students_t))
