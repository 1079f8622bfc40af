"""Leads by terminals, proofs of hazardous wirings, time limits of outputs, and meters that a person reads."""

from __future__ import annotations

import pytest

from bench_core.errors import BindingRefused, DocumentInvalid, LimitExceeded, RangeInsufficient
from bench_core.metrology.quantity import Quantity
from bench_core.records.evaluation import evaluate_point
from bench_core.records.plan import Take
from procedures.durations import LEADS_S, PERSON_S, READING_S, lead_changes, total_duration
from procedures.expansion import expand
from procedures.lint import checked
from procedures.reading import parse_procedure
from tests.told_in_both import flaws

q = Quantity.parse

METHOD = """\
calbench: procedure/1
id: meters
title: {zh: 数字多用表, en: multimeter}
basis: {code: TEST 1}
kind: calibration
phases: [as_found]
roles:
  source: {is: reference, use: as_class}
  uut: {entry: [wire, person]}
items:
  - id: item
    title: {zh: 项目, en: item}
    verified: false
    connections: {source: source.terminals, uut: uut.terminals, wiring: 2-wire}
    points:
      - {range: uut.ranges(dc_voltage), at: [90 %], of: range}
    method:
      - apply: {uut: {function: dc_voltage, range: point.range}, source: {dc_voltage: point.nominal}}
      - steady: {watch: uut, peak_to_peak: uut.mpe / 10, for: 3 s, give_up: 60 s}
      - take: {name: x, from: uut, readings: {wire: 10, person: 1}}
    model:
      per reading:
        e: x - source.output
      per point:
        error: mean(e)
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}
      - larger_of: [repeatability, resolution]
      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: standard}}
report: {U: {digits: 2}, coverage: {k: 2}}
"""
CURRENT = (
    ("{range: uut.ranges(dc_voltage), at: [90 %]", "{range: uut.ranges(dc_current), at: [50 %, 90 %]"),
    ("function: dc_voltage", "function: dc_current"),
    ("source: {dc_voltage", "source: {dc_current"),
)  # fmt: skip
NOT_CONNECTED = ("    connections: {source: source.terminals, uut: uut.terminals, wiring: 2-wire}\n", "")
LIMIT = ("    points:", "    max_on: {above: 5 A, longest: 30 s, rest: 60 s}\n    points:")


@pytest.fixture
def plan_of(instrument, today):
    def make(*changes, by_person=False, meter=(), calibrator=(), limits=None):
        text = METHOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        bound = {
            "uut": instrument("meter", *meter, by_person=by_person),
            "source": instrument("calibrator", *calibrator, limits=limits),
        }
        return expand(parse_procedure("p.yaml", text.encode()), bound, today)

    return make


def leads(plan):
    return [tuple(point.leads.values()) for point in plan.items[0].points]


def test_terminals_are_those_of_the_ranges_in_use(plan_of):
    """5 A and 9 A go from the 20 A terminals to the meter's 10 A terminal, 50 mA and 90 mA from AUX to the 3 A one."""
    assert leads(plan_of(*CURRENT)) == [
        ("AUX", "CURRENT 3 A", "2-wire"),
        ("AUX", "CURRENT 3 A", "2-wire"),
        ("20 A", "CURRENT 10 A", "2-wire"),
        ("20 A", "CURRENT 10 A", "2-wire"),
    ]
    assert lead_changes(plan_of(*CURRENT)) == 2


def test_other_texts_of_connections_are_literal(plan_of):
    plan = plan_of(("source: source.terminals", "source: the red pair"))
    assert leads(plan)[0] == ("the red pair", "INPUT HI LO", "2-wire")


def test_without_connections_nothing_is_asked_for_and_nothing_proven(plan_of):
    plan = plan_of(NOT_CONNECTED, ("{range: uut.ranges(dc_voltage),", "{range: 10 V,"))
    assert leads(plan) == [()]
    assert plan.items[0].proofs == ()
    assert lead_changes(plan) == 0


@pytest.mark.parametrize(
    "changes",
    [
        (),
        (("range: uut.ranges(dc_voltage), at: [90 %]", "range: 100 V, at: [31 %]"),),
        (("range: uut.ranges(dc_voltage), at: [90 %], of: range", "range: uut.ranges(dc_voltage), at: [30.1 V]"),),
        (("range: uut.ranges(dc_voltage)", "range: 10 V"), ("dc_voltage: point.nominal", "dc_voltage: -31 V")),
        (("range: uut.ranges(dc_voltage)", "range: 10 V"), ("point.nominal}}", "4 * point.nominal}}")),
    ],
)
def test_without_connections_more_than_30_v_are_refused_before_any_bench(changes):
    text = METHOD
    for old, new in (NOT_CONNECTED, *changes):
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(DocumentInvalid) as refused:
        checked(parse_procedure("p.yaml", text.encode()))
    assert [flaw for mistake in refused.value.mistakes for flaw in flaws(mistake)] == []
    (told,) = [str(one) for one in refused.value.mistakes]
    assert told == (
        "p.yaml:11:9: item 'item' can put more than 30 V on leads that nobody connects or proves "
        "(add connections: {uut: uut.terminals, source: source.terminals, wiring: 2-wire})"
    )


def test_30_v_without_connections_are_no_mistake():
    text = METHOD.replace(*NOT_CONNECTED).replace(
        "range: uut.ranges(dc_voltage), at: [90 %]", "range: 100 V, at: [30 %]"
    )
    checked(parse_procedure("p.yaml", text.encode()))


def test_a_voltage_that_only_the_bench_tells_is_refused_when_it_is_expanded(plan_of):
    small = ("range: uut.ranges(dc_voltage), at: [90 %]", "range: 1000 V, at: [2.5 %]")
    more = ("dc_voltage: point.nominal", "dc_voltage: point.nominal + 500 * uut.mpe")
    with pytest.raises(BindingRefused, match=r"item: point 1000 V/\+2.5 % puts more than 30 V on leads that nobody"):
        plan_of(NOT_CONNECTED, small, more)


def test_a_type_record_that_names_no_terminals_is_refused(plan_of):
    with pytest.raises(RangeInsufficient) as refused:
        plan_of(meter=(("    terminals: INPUT HI LO\n", ""),))
    assert str(refused.value) == (
        "uut (meter, Test M6): its type record names no terminals of dc_voltage; add terminals: to the record, or name "
        "them in the item's connections"
    )


def test_leads_that_will_carry_more_than_30_v_are_proven_by_the_largest_of_the_items_own_harmless_values(plan_of):
    (proof,) = plan_of().items[0].proofs
    assert proof.leads == {"source": "NORMAL", "uut": "INPUT HI LO", "wiring": "2-wire"}
    assert proof.apply.indicators == {"uut": {"function": "dc_voltage", "range": "10 V"}}
    assert proof.apply.sources == {"source": {"dc_voltage": "9 V"}}
    assert (proof.watch, proof.expected, proof.within) == ("uut", q("9 V"), q("0.9 V"))


def test_a_harmless_negative_value_proves_with_its_sign(plan_of):
    (proof,) = plan_of(("at: [90 %]", "at: [-90 %]")).items[0].proofs
    assert (proof.expected, proof.within) == (q("-9 V"), q("0.9 V"))


def test_without_a_harmless_value_of_its_own_an_item_proves_with_10_v(plan_of):
    (proof,) = plan_of(("uut.ranges(dc_voltage), at: [90 %]", "1000 V, at: [90 %]")).items[0].proofs
    assert proof.apply.indicators["uut"]["range"] == "1000 V"
    assert (proof.apply.sources, proof.expected) == ({"source": {"dc_voltage": "10 V"}}, q("10 V"))


@pytest.mark.parametrize(("value", "proofs"), [("30 V", 0), ("30.1 V", 1), ("-30.1 V", 1)])
def test_hazardous_is_above_30_v_of_either_sign(plan_of, value, proofs):
    plan = plan_of(("uut.ranges(dc_voltage), at: [90 %], of: range", f"1000 V, at: [{value}]"))
    assert len(plan.items[0].proofs) == proofs


def test_a_value_that_has_no_decimals_proves_nothing(plan_of):
    """1/3 of 10 V cannot be set as it is written; 1 V can."""
    plan = plan_of(("uut.ranges(dc_voltage), at: [90 %]", "uut.ranges(dc_voltage), at: [100/3 %, 10 %, 90 %]"))
    values = [proof.apply.sources["source"]["dc_voltage"] for proof in plan.items[0].proofs]
    assert values == ["9 V"]
    plan = plan_of(("uut.ranges(dc_voltage), at: [90 %]", "uut.ranges(dc_voltage), at: [100/3 %]"))
    assert plan.items[0].proofs[0].apply.sources == {"source": {"dc_voltage": "10 V"}}


def test_what_the_source_is_set_to_decides_and_not_what_the_point_is_called(plan_of):
    """20 V is harmless, 40 V on the leads are not; 5 V of the point are the 10 V that prove."""
    twice = ("source: {dc_voltage: point.nominal}", "source: {dc_voltage: point.nominal * 2}")
    points = ("uut.ranges(dc_voltage), at: [90 %], of: range", "1000 V, at: [5 V, 20 V]")
    (proof,) = plan_of(twice, points).items[0].proofs
    assert (proof.apply.sources, proof.expected) == ({"source": {"dc_voltage": "10 V"}}, q("5 V"))


def test_a_hazardous_setting_that_nothing_can_prove_is_refused(plan_of):
    fixed = ("source: {dc_voltage: point.nominal}", "source: {dc_voltage: 31 V}")
    with pytest.raises(BindingRefused, match=r"item item: point .* puts more than 30 V on its leads, and nothing"):
        plan_of(fixed, ("uut.ranges(dc_voltage), at: [90 %], of: range", "1000 V, at: [30 V]"))


ONCE = """\
      - once per range:
          - apply: {uut: {function: dc_current, range: point.range}, source: {dc_voltage: 1 V}}
          - take: {name: z, from: uut, readings: 2}
      - apply"""


SHORT = """\
      - {name: short, of: "z[range]", from: source, cause: {zh: 短路, en: short}}
      - {name: spread, of: "z[range]", type: A, cause: {zh: 重复性, en: repeatability}}
"""


def test_what_is_set_once_per_range_has_its_limits_too(plan_of):
    once = (
        ("      - apply", ONCE),
        ("error: mean(e)", "error: mean(e) - mean(z[range])"),
        ("      - {name: standard", f"{SHORT}      - {{name: standard"),
    )
    limits = plan_of(*CURRENT, *once).roles["source"].limits
    assert {"dc_voltage", "dc_current"} <= limits.keys()


def test_a_current_is_no_hazardous_voltage(plan_of):
    assert plan_of(*CURRENT).items[0].proofs == ()


# how long an output may be on


def test_the_time_limit_of_an_output_is_in_the_plan(plan_of):
    limit = plan_of(*CURRENT, LIMIT).items[0].max_on
    assert (limit.above, limit.longest, limit.rest) == (q("5 A"), q("30 s"), q("60 s"))
    held = [limit.holds_at(point) for point in plan_of(*CURRENT, LIMIT).items[0].points]
    assert held == [False, False, False, True]  # 5 A is not above 5 A


def test_an_item_that_would_keep_a_large_output_on_for_too_long_is_refused(plan_of):
    """A hold of 27 s is watched by 69 readings of 0.4 s, and 10 more are taken: 31.6 s."""
    slow = ("for: 3 s", "for: 27 s")
    message = r"point [^ ]+ [^ ]+ [^ ]+ needs 31.6 s with the output on, longer than max_on: 30 s; take fewer readings"
    with pytest.raises(BindingRefused, match=message):
        plan_of(*CURRENT, LIMIT, slow)
    assert plan_of(*CURRENT, LIMIT, ("for: 3 s", "for: 25 s"))
    small = ("at: [50 %, 90 %]", "at: [50 %]")
    assert plan_of(*CURRENT, small, LIMIT, slow)  # no point of it is above the limit


def test_a_slow_meter_needs_its_own_time_and_is_refused_where_an_output_would_be_on_for_too_long(plan_of):
    """A hold of 3 s is watched by two readings of 4 s, and 10 more are taken: 48 s."""
    slow = (("  dc_current:\n", "  dc_current:\n    reading_time: 4 s\n"),)
    plan = plan_of(*CURRENT, meter=slow)
    assert plan.items[0].points[0].reading_time == q("4 s")
    assert total_duration(plan) == pytest.approx(4 * 48 + 2 * LEADS_S)
    with pytest.raises(BindingRefused, match=r"needs 48\.0 s with the output on, longer than max_on: 30 s"):
        plan_of(*CURRENT, LIMIT, meter=slow)


def test_time_holds_the_rests_and_the_changes_of_leads(plan_of):
    plan = plan_of(*CURRENT, LIMIT)
    assert total_duration(plan) == pytest.approx(4 * (9 + 10) * READING_S + 60 + 2 * LEADS_S)


# read by a person


def test_a_person_takes_as_many_readings_as_the_procedure_says(plan_of):
    wire, person = plan_of(), plan_of(by_person=True)
    assert [found.items[0].method[-1] for found in (wire, person)] == [Take("x", "uut", 10), Take("x", "uut", 1)]
    assert [found.roles["uut"].by_person for found in (wire, person)] == [False, True]
    assert not person.roles["source"].by_person
    assert total_duration(person) - total_duration(wire) == pytest.approx(2 * (3 + PERSON_S - (9 + 10) * READING_S))


def test_a_plain_number_of_readings_holds_for_both(plan_of):
    plain = ("readings: {wire: 10, person: 1}", "readings: 3")
    assert plan_of(plain, by_person=True).items[0].method[-1].readings == 3


def test_one_reading_has_no_spread_and_the_resolution_alone_counts(plan_of, today):
    plan = plan_of(by_person=True)
    item = plan.items[0]
    assert [component.name for component in item.components] == ["resolution", "standard"]
    assert item.larger_of == ()
    readings = {"x": (q("9.0001 V"),), "source.output": (q("9 V"),)}
    result = evaluate_point(plan, item, item.points[0], readings, today)
    assert result.error == q("100 µV").to("V")
    assert [(row.name, row.counted) for row in result.budget] == [("resolution", True), ("standard", True)]
    assert [component.name for component in plan_of().items[0].components] == [
        "repeatability",
        "resolution",
        "standard",
    ]


TAKE_TOO = "      - take: {name: r, from: meter, readings: {wire: 10, person: 1}}\n"
DIGIT = "{name: digit, of: r, half_width: meter.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}"
PARALLEL = (
    ("  uut: {entry", "  meter: {is: reference, use: as_class}\n  uut: {entry"),
    ("  source: {is: reference, use: as_class}\n", ""),
    ("source: source.terminals, ", "meter: meter.terminals, "),
    ("source: {dc_voltage: point.nominal}}", "meter: {function: dc_voltage, range: meter.range_for(point.nominal)}}"),
    ("      - take: {name: x", TAKE_TOO + "      - take: {name: x"),
    ("      per reading:\n        e: x - source.output\n", ""),
    ("error: mean(e)", "error: mean(x) - mean(r)"),
    ("of: e, type: A", "of: r, type: A"),
    ("      - larger_of: [repeatability, resolution]\n", f"      - {DIGIT}\n"),
    ("of: source.output, from: source", "of: r, from: meter"),
)


def test_a_person_reads_the_unit_under_test_alone(instrument, today):
    """A reference meter in parallel is read by the program, as often as ever."""
    text = METHOD
    for old, new in PARALLEL:
        assert old in text
        text = text.replace(old, new, 1)
    bound = {"uut": instrument("meter", by_person=True), "meter": instrument("meter", name="reference")}
    item = expand(parse_procedure("p.yaml", text.encode()), bound, today).items[0]
    assert [step.readings for step in item.method if isinstance(step, Take)] == [10, 1]
    assert [component.name for component in item.components] == ["repeatability", "resolution", "digit", "standard"]


@pytest.mark.parametrize(
    ("entry", "by_person", "words"),
    [
        (
            "wire",
            True,
            r"uut \(meter, Test M6\): is read by a person, and procedure meters reads it by wire only; add the other",
        ),
        (
            "person",
            False,
            r"uut \(meter, Test M6\): is read by the program, and procedure meters reads it by a person only",
        ),
    ],
)
def test_a_meter_is_read_as_the_procedure_allows(plan_of, entry, by_person, words):
    with pytest.raises(BindingRefused, match=words):
        plan_of(("entry: [wire, person]", f"entry: {entry}"), by_person=by_person)


def test_a_standard_that_a_person_reads_is_refused(instrument, today):
    bound = {"uut": instrument("meter"), "source": instrument("calibrator", by_person=True)}
    with pytest.raises(
        BindingRefused, match=r"source \(calibrator, Test C5\): is read by a person.*bind an instrument"
    ):
        expand(parse_procedure("p.yaml", METHOD.encode()), bound, today)


# items of functions that a meter has not


def test_an_item_of_a_function_that_the_meter_has_not_is_left_out_and_named(plan_of):
    second = METHOD[METHOD.index("  - id: item") : METHOD.index("report:")].replace("id: item", "id: power")
    second = second.replace("    verified: false\n", "    verified: false\n    applies: uut.has(frequency)\n")
    plan = plan_of(("report:", second + "report:"))
    assert [item.id for item in plan.items] == ["item"]
    (left,) = plan.not_applied
    assert (left.id, left.why.en) == ("power", "uut (meter, Test M6): has no frequency")
    assert left.why.zh == "uut (meter, Test M6)：没有频率功能"


def test_an_item_of_a_function_that_the_meter_has_is_performed(plan_of):
    plan = plan_of(("    verified: false\n", "    verified: false\n    applies: uut.has(dc_voltage)\n"))
    assert [item.id for item in plan.items] == ["item"]
    assert plan.not_applied == ()


def test_a_bench_limit_of_alternating_current_holds_direct_current_too(plan_of):
    roles = plan_of(*CURRENT).roles
    assert roles["source"].limits["dc_current"] > q("9 A")
    with pytest.raises(LimitExceeded, match="beyond the bench's limit of 8 A for dc_current"):
        plan_of(*CURRENT, limits={"ac_current": "8 A"})
