"""Rows are grids: ranges x frequencies x values, each point in one cell of the type record, or left out and why."""

from __future__ import annotations

import pytest

from bench_core.documents.bands import BandRecord
from bench_core.documents.fields import Limits
from bench_core.errors import DocumentInvalid, LimitExceeded, RangeInsufficient
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error
from procedures.expansion import expand
from procedures.reading import parse_procedure
from procedures.specified import number_of_cells

q = Quantity.parse

AC = """\
calbench: procedure/1
id: meters
title: {zh: 交流电压, en: AC voltage}
basis: {code: TEST 1}
kind: calibration
phases: [as_found]
roles:
  source: {is: reference, use: as_class}
  uut: {entry: wire}
items:
  - id: ac-voltage
    title: {zh: 交流电压, en: AC voltage}
    verified: false
    connections: {source: source.terminals, uut: uut.terminals, wiring: 2-wire}
    points:
      - {range: 10 V, at: [10 %, 90 %], of: range, frequency: [50 Hz, 1 kHz]}
    method:
      - apply:
          uut: {function: ac_voltage, range: point.range, frequency: point.frequency}
          source: {frequency: point.frequency, ac_voltage: point.nominal}
      - take: {name: x, from: uut, readings: 10}
    model:
      per reading:
        e: x - source.output
      per point:
        error: mean(e)
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}
      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: standard}}
report: {U: {digits: 2}, coverage: {k: 2}}
"""
ROW = "      - {range: 10 V, at: [10 %, 90 %], of: range, frequency: [50 Hz, 1 kHz]}\n"


@pytest.fixture
def plan_of(instrument, today):
    """Return the plan of the AC item with other rows of points."""

    def make(*rows, meter=(), calibrator=(), **on_bench):
        text = AC.replace(ROW, "".join(f"      - {row}\n" for row in rows) or ROW)
        bound = {"uut": instrument("meter", *meter, **on_bench), "source": instrument("calibrator", *calibrator)}
        return expand(parse_procedure("p.yaml", text.encode()), bound, today)

    return make


def ids(plan):
    return [point.id for point in plan.items[0].points]


def left_out(plan):
    return {one.id: one.why.en for one in plan.items[0].left_out}


def test_a_row_is_ranges_times_frequencies_times_values(plan_of):
    plan = plan_of("{range: uut.ranges(ac_voltage), at: [10 %, 25 %], of: range, frequency: [50 Hz, 1 kHz]}")
    assert ids(plan) == [
        "10 V/10 %/50 Hz",
        "10 V/25 %/50 Hz",
        "10 V/10 %/1 kHz",
        "10 V/25 %/1 kHz",
        "700 V/10 %/50 Hz",
        "700 V/25 %/50 Hz",
        "700 V/10 %/1 kHz",
        "700 V/25 %/1 kHz",
    ]
    assert plan.items[0].points[2].fields == {"range": q("10 V"), "nominal": q("1 V"), "frequency": q("1 kHz")}


# 9 V on 10 V: 0.06 % of 9 V + 0.03 % of 10 V = 8.4 mV; 0.60 % of 9 V + 0.08 % of 10 V = 62 mV
@pytest.mark.parametrize(
    ("frequency", "limit"), [("10 Hz", "8.4 mV"), ("20 kHz", "8.4 mV"), ("20.1 kHz", "62 mV"), ("100 kHz", "62 mV")]
)
def test_the_limit_of_error_is_that_of_the_band_that_the_frequency_falls_into(plan_of, frequency, limit):
    (point,) = plan_of(f"{{range: 10 V, at: [90 %], of: range, frequency: [{frequency}]}}").items[0].points
    assert limit_of_error(point.mpe, point.fields["nominal"]).to("mV") == q(limit)


# 9 V: 300 ppm + 600 µV = 3.3 mV below 45 Hz, 150 ppm + 600 µV = 1.95 mV above
@pytest.mark.parametrize(("frequency", "limit"), [("45 Hz", "3.3 mV"), ("45.1 Hz", "1.95 mV")])
def test_the_standard_is_specified_by_its_own_band(plan_of, frequency, limit):
    (point,) = plan_of(f"{{range: 10 V, at: [90 %], of: range, frequency: [{frequency}]}}").items[0].points
    found = limit_of_error(point.references["source"].specification, q("9 V")).to("mV")
    assert found == q(limit)


def test_a_source_is_set_with_its_capability_first_and_the_frequency_beside_it(plan_of):
    apply = plan_of().items[0].method[0]
    assert list(apply.sources["source"].items()) == [
        ("ac_voltage", "point.nominal"),
        ("frequency", "point.frequency"),
    ]
    assert apply.indicators["uut"]["frequency"] == "point.frequency"


REFUSED = {
    "no band": (
        "{range: 10 V, at: [90 %], of: range, frequency: [200 kHz]}",
        r"point 10 V/90 %/200 kHz: its type record specifies nothing at 200 kHz on range 10 V; .*not specified",
    ),
    "volts times hertz": (
        "{range: 700 V, at: [600 V], frequency: [20 kHz]}",
        r"point 700 V/600 V/20 kHz: 600 V at 20 kHz is beyond its 10000000 V·Hz \(V × Hz\); choose",
    ),
    "a band that ends earlier": (
        "{range: 700 V, at: [301 V], frequency: [30 kHz]}",
        r"point 700 V/301 V/30 kHz: 301 V is beyond the range's maximum of 300 V at 30 kHz",
    ),
    "the source's band": (
        "{range: 700 V, at: [90 %], of: range, frequency: [15 kHz]}",
        r"point 700 V/90 %/15 kHz: its type record specifies no AC voltage at 630 V and 15 kHz; use another standard",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_without_an_exception_a_point_that_is_not_specified_is_refused_in_words(plan_of, name):
    row, words = REFUSED[name]
    with pytest.raises(RangeInsufficient, match=words):
        plan_of(row)


@pytest.mark.parametrize("name", REFUSED)
def test_not_specified_leaves_such_a_point_out_and_says_why(plan_of, name):
    row, _ = REFUSED[name]
    plan = plan_of(ROW.strip().removeprefix("- "), row.replace("}", ", except: [not specified]}"))
    assert len(plan.items[0].points) == 4
    (left,) = plan.items[0].left_out
    assert any(words in left.why.en for words in ("specifies", "beyond"))
    assert any(words in left.why.zh for words in ("未规定", "超出"))


def test_volts_times_hertz_at_their_limit_are_still_specified(plan_of):
    plan = plan_of(
        "{range: 700 V, at: [200 V], frequency: [50 kHz]}", calibrator=(("45 Hz .. 10 kHz", "45 Hz .. 1 MHz"),)
    )
    assert ids(plan) == ["700 V/200 V/50 kHz"]


def test_points_for_which_a_comparison_holds_are_left_out_with_the_procedures_reason(plan_of):
    why = "why: {zh: 不需要, en: nobody asks for it}"
    plan = plan_of(
        "{range: uut.ranges(ac_voltage), at: [10 %, 90 %], of: range, frequency: [1 kHz], "
        f"except: [{{when: point.nominal * point.frequency > 1e5 V·Hz, {why}}}]}}"
    )
    assert ids(plan) == ["10 V/10 %/1 kHz", "10 V/90 %/1 kHz", "700 V/10 %/1 kHz"]
    assert left_out(plan) == {"700 V/90 %/1 kHz": "nobody asks for it"}


def test_a_comparison_without_a_reason_is_its_own(plan_of):
    plan = plan_of("{range: 10 V, at: [10 %, 90 %], of: range, frequency: [1 kHz], except: [{when: uut.mpe > 5 mV}]}")
    assert left_out(plan) == {"10 V/90 %/1 kHz": "the procedure leaves it out: uut.mpe > 5 mV"}


def test_a_comparison_over_a_limit_of_error_says_nothing_where_there_is_none(plan_of):
    exceptions = "except: [{when: uut.mpe > 5 V}, not specified]"
    plan = plan_of(f"{{range: 10 V, at: [90 %], of: range, frequency: [1 kHz, 1 MHz], {exceptions}}}")
    assert ids(plan) == ["10 V/90 %/1 kHz"]
    assert "nothing at 1 MHz" in left_out(plan)["10 V/90 %/1 MHz"]


def test_what_one_row_leaves_out_and_another_has_is_not_left_out(plan_of):
    plan = plan_of(
        "{range: 10 V, at: [10 %, 90 %], of: range, frequency: [1 kHz], except: [{when: point.nominal > 5 V}]}",
        "{range: 10 V, at: [90 %], of: range, frequency: [1 kHz]}",
    )
    assert ids(plan) == ["10 V/10 %/1 kHz", "10 V/90 %/1 kHz"]
    assert left_out(plan) == {}


def test_of_two_reasons_that_of_the_instruments_is_told(plan_of):
    plan = plan_of(
        "{range: 10 V, at: [90 %], of: range, frequency: [1 MHz], except: [{when: point.frequency > 1 kHz}]}",
        "{range: 10 V, at: [90 %], of: range, frequency: [1 kHz, 1 MHz], except: [not specified]}",
    )
    assert "nothing at 1 MHz on range 10 V" in left_out(plan)["10 V/90 %/1 MHz"]


def test_the_bench_limit_is_no_exception_of_a_type_record(plan_of):
    row = "{range: 700 V, at: [50 %], of: range, frequency: [1 kHz], except: [not specified]}"
    with pytest.raises(LimitExceeded, match="350 V is beyond the bench's limit of 300 V"):
        plan_of(row, limits={"ac_voltage": "300 V"})


def test_rows_that_meet_at_a_point_are_refused_at_their_place(plan_of):
    rows = (
        "{range: 10 V, at: [90 %], of: range, frequency: [1 kHz]}",
        "{range: uut.ranges(ac_voltage), at: [9 V], frequency: [50 Hz, 1 kHz]}",
    )
    with pytest.raises(DocumentInvalid, match=r"p.yaml:17:46: point 10 V/9 V/1 kHz stands twice"):
        plan_of(*rows)


def test_a_point_at_another_frequency_is_another_point(plan_of):
    plan = plan_of(
        "{range: 10 V, at: [90 %], of: range, frequency: [1 kHz]}",
        "{range: 10 V, at: [90 %], of: range, frequency: [50 Hz]}",
    )
    assert ids(plan) == ["10 V/90 %/1 kHz", "10 V/90 %/50 Hz"]


def test_each_point_hits_exactly_one_cell(instrument):
    row = instrument("meter").type_record.functions["ac_voltage"].ranges[0]
    cells = [number_of_cells(row, q(text)) for text in ("9 Hz", "10 Hz", "1 kHz", "20 kHz", "21 kHz", "101 kHz")]
    assert cells == [0, 1, 1, 1, 1, 0]
    twice = BandRecord.model_construct(frequency=Limits.parse("1 kHz .. 2 kHz"))
    assert number_of_cells(row.model_copy(update={"bands": (*row.bands, twice)}), q("1.5 kHz")) == 2


def test_a_record_in_which_a_point_hits_two_cells_is_refused(instrument, today, monkeypatch):
    monkeypatch.setattr("procedures.planned_points.number_of_cells", lambda *_: 2)
    bound = {"uut": instrument("meter"), "source": instrument("calibrator")}
    with pytest.raises(RangeInsufficient, match=r"point 10 V/10 %/50 Hz: hits 2 cells of its type record"):
        expand(parse_procedure("p.yaml", AC.encode()), bound, today)


def test_a_certificate_is_asked_for_the_frequency_of_the_point(instrument, today):
    rows = "{setting: 1 V, actual: 1.00002 V, U: 50 µV, k: 2, frequency: 1 kHz}"
    certified = f"  ac_voltage:\n    drift: 0 ppm\n    ranges:\n      - range: 33 V\n        pairs: [{rows}]\n"
    text = AC.replace("use: as_class", "use: as_corrected").replace(ROW, ROW.replace("10 %, 90 %", "10 %"))
    bound = {"uut": instrument("meter"), "source": instrument("calibrator", functions=certified)}
    with pytest.raises(Exception, match=r"point 10 V/10 %/50 Hz: certificate DC-1 has no ac_voltage of 1 V at 50 Hz"):
        expand(parse_procedure("p.yaml", text.encode()), bound, today)
    plan = expand(parse_procedure("p.yaml", text.replace("50 Hz, ", "").encode()), bound, today)
    assert plan.items[0].points[0].references["source"].certificate.pairs[0].actual == q("1.00002 V")


def test_a_bench_limit_of_direct_voltage_holds_rms_voltage_too_where_that_has_none(plan_of):
    row = "{range: 700 V, at: [50 %], of: range, frequency: [1 kHz]}"
    with pytest.raises(LimitExceeded, match="350 V is beyond the bench's limit of 300 V for ac_voltage"):
        plan_of(row, limits={"dc_voltage": "300 V"})
    plan = plan_of(row, limits={"dc_voltage": "300 V", "ac_voltage": "400 V"})
    assert plan.roles["source"].limits == {"ac_voltage": q("400 V")}  # before it is sent, it is held to this again
    direct_alone = plan_of(row, limits={"dc_voltage": "360 V"})
    assert direct_alone.roles["source"].limits == {"ac_voltage": q("360 V")}
