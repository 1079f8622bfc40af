"""Plans from a procedure and a bench: points, references and refusals, with numbers worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bench_core.errors import (
    AdequacyInsufficient,
    BindingRefused,
    CapabilityMissing,
    CertificateUnusable,
    DocumentInvalid,
    LimitExceeded,
    RangeInsufficient,
    RoleUnfilled,
)
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error
from bench_core.records.codec import from_json, to_json
from bench_core.records.plan import Apply, Plan, Reporting, Steady, Take
from procedures.expansion import expand
from tests.told_in_both import flaws

AS_CORRECTED = ("use: as_class", "use: as_corrected")
TEN_PERCENT = ("at: [10 %, 90 %, -90 %]", "at: [10 %]")


def q(text):
    return Quantity.parse(text)


def point_of(plan, name):
    return next(point for item in plan.items for point in item.points if point.id == name)


def test_points_are_exact_and_named_by_range_and_share(read, bind, today):
    plan = expand(read(), bind(), today)
    nominal = {point.id: point.fields["nominal"] for point in plan.items[0].points}
    assert nominal == {
        "10 V/+10 %": q("1 V"),
        "10 V/+90 %": q("9 V"),
        "10 V/-90 %": q("-9 V"),
        "100 mV/+90 %": q("90 mV"),
    }


def test_a_share_that_no_float_holds_stays_exact(read, bind, today):
    plan = expand(read(("at: [90 %], of", "at: [33.3 %, 1/3 %], of")), bind(), today)
    values = [point.fields["nominal"].value for point in plan.items[0].points if point.id.startswith("100 mV")]
    assert values == [Fraction("33.3"), Fraction(1, 3)]


def test_an_explicit_range_and_explicit_values_are_points_too(read, bind, today):
    rows = ("{range: uut.other_ranges(dc_voltage), at: [90 %], of: range}", "{range: 0.1 V, at: [0.05 V, 0 V]}")
    plan = expand(read(rows), bind(), today)
    assert [point.id for point in plan.items[0].points[3:]] == ["100 mV/+0.05 V", "100 mV/0 V"]
    assert plan.items[0].points[3].fields["nominal"] == q("50 mV")


def test_all_ranges_come_in_the_order_of_the_type_record(read, bind, today):
    plan = expand(
        read(("uut.basic_range(dc_voltage)", "uut.ranges(dc_voltage)"), ("at: [90 %],", "at: [50 %],")), bind(), today
    )
    assert [point.id.split("/")[0] for point in plan.items[0].points] == ["100 mV"] * 3 + ["10 V"] * 3 + ["100 mV"]


def test_the_limit_of_error_at_9_v_is_365_microvolts(read, bind, today):
    """0.0035 % of 9 V + 0.0005 % of 10 V = 315 µV + 50 µV."""
    point = point_of(expand(read(), bind(), today), "10 V/+90 %")
    assert limit_of_error(point.mpe, point.fields["nominal"]).to("µV") == q("365 µV")
    assert point.resolution == q("10 µV")


def test_a_standard_by_class_brings_its_specification_and_no_certificate_values(read, bind, today):
    reference = point_of(expand(read(), bind(), today), "10 V/+90 %").references["source"]
    assert (reference.use, reference.range, reference.due) == ("as_class", q("33 V"), date(2027, 3, 1))
    assert limit_of_error(reference.specification, q("9 V")).to("µV") == q("128 µV")
    assert reference.certificate is None


def test_a_standard_as_corrected_brings_the_rows_of_its_range_and_polarity(read, bind, today):
    plan = expand(read(AS_CORRECTED), bind(), today)
    up, down = (point_of(plan, f"10 V/{sign}90 %").references["source"] for sign in "+-")
    assert up.specification is None
    assert [pair.setting for pair in up.certificate.pairs] == [q("5 V"), q("10 V")]
    assert [pair.setting for pair in down.certificate.pairs] == [q("-10 V"), q("-5 V")]


def test_limits_are_the_least_of_bench_standard_and_unit_under_test(read, bind, today):
    plan = expand(read(), bind(), today)
    assert plan.roles["source"].limits == plan.roles["uut"].limits == {"dc_voltage": q("12 V")}
    bench = expand(read(), bind(limits={"dc_voltage": "11 V"}), today)
    assert bench.roles["source"].limits == {"dc_voltage": q("11 V")}
    standard = expand(read(), bind(calibrator=(("maximum: 32.99999 V", "maximum: 10.5 V"),)), today)
    assert standard.roles["source"].limits == {"dc_voltage": q("10.5 V")}
    meter = expand(read(), bind(meter_limits={"dc_voltage": "10 V"}), today)
    assert meter.roles["source"].limits == meter.roles["uut"].limits == {"dc_voltage": q("10 V")}


def test_the_plan_says_what_the_procedure_says(read, bind, today):
    plan = expand(read(("{k: 2}", "{p: 95 %}")), bind(), today)
    item = plan.items[0]
    assert [type(step) for step in item.method] == [Apply, Steady, Take]
    assert item.method[0].sources == {"source": {"dc_voltage": "point.nominal"}}
    assert [(row.level, row.name, row.expression) for row in item.model] == [
        ("reading", "e", "x - source.output"),
        ("point", "error", "mean(e)"),
    ]
    assert item.larger_of == (("repeatability", "resolution"),)
    assert (item.requirements[0].lower, item.requirements[0].upper) == ("-(uut.mpe)", "uut.mpe")
    assert not item.requirements[0].verified
    assert (plan.reporting.k, plan.reporting.probability) == (None, q("95 %"))
    assert [condition.name for condition in plan.conditions] == ["ambient.temperature", "uut.warm_up"]
    assert (plan.conditions[0].lower, plan.conditions[0].upper) == (q("19 °C"), q("21 °C"))
    assert plan.basis == {"code": "TEST 1"}
    assert item.points[0].leads == {"source": "normal output", "uut": "voltage input", "wiring": "2-wire"}


def test_without_k_or_probability_a_result_is_stated_with_k_2(read, bind, today):
    plan = expand(read((", error: aligned with U, coverage: {k: 2}", "")), bind(), today)
    assert (plan.reporting.k, plan.reporting.probability) == (q("2"), None)


@pytest.mark.parametrize(
    ("written", "reporting"),
    [
        ("U: {digits: 1}, coverage: {k: 3}", Reporting(1, q("3"), None)),
        ("U: {digits: 2}, coverage: {p: 95 %}", Reporting(2, None, q("95 %"))),
        ("U: {digits: 2}, coverage: {p: 95 %, from: dominating}", Reporting(2, None, q("95 %"), dominating=True)),
        ("U: {digits: 2, round: up}", Reporting(2, q("2"), None, rounded="up")),
        ("U: {digits: 1, round: up_if_much_less}", Reporting(1, q("2"), None, rounded="up_if_much_less")),
    ],
)
def test_the_plan_keeps_how_u_is_reported(read, bind, today, written, reporting):
    plan = expand(read(("U: {digits: 2}, error: aligned with U, coverage: {k: 2}", written)), bind(), today)
    assert plan.reporting == reporting
    assert from_json(Plan, to_json(Plan, plan)) == plan


def test_a_plan_survives_the_record(read, bind, today):
    for change in ((), (AS_CORRECTED,)):
        plan = expand(read(*change), bind(simulated=True), today)
        assert from_json(Plan, to_json(Plan, plan)) == plan


def test_every_reason_for_a_draft_is_told_in_both_languages(read, bind, today):
    drafts = expand(read(), bind(certificate=(("due:", "simulated: true\ndue:"),), simulated=True), today).drafts
    words = "\n".join(draft.en for draft in drafts)
    for part in (
        "1 of 1 requirements",
        "Fluke 5522A, Keysight 34401A",
        "are simulated (Fluke 5522A, Keysight 34401A)",
        "DC-1",
    ):
        assert part in words
    assert len(drafts) == 4
    assert all("1 项要求" in draft.zh or "核对" in draft.zh or "仿真" in draft.zh for draft in drafts)


def test_where_nothing_is_required_a_draft_speaks_of_items_alone(read, bind, today):
    row = "{what: {zh: 示值误差, en: error}, level: point, of: error, limit: ± uut.mpe, rule: jjf1094, verified: false}"
    required = f"    requirements:\n      - {row}\n"
    drafts = expand(read((required, "")), bind(), today).drafts
    assert "requirement" not in drafts[0].en
    assert "要求" not in drafts[0].zh
    assert "procedure meters: 1 of 1 items are not verified" in drafts[0].en


def test_what_is_verified_and_real_is_no_draft(read, bind, today):
    by = "verified: {by: 王, on: 2026-01-31, edition: '2016', page: '7'}"
    pages = ('edition: "1"}', 'edition: "1", pages: "3"}')
    procedure = read(("    verified: false", f"    {by}"), ("verified: false}", f"{by}}}"))
    bench = bind(meter=(pages, ("verified: false", by)), calibrator=(pages, ("verified: false", by)))
    assert expand(procedure, bench, today).drafts == ()


def test_only_rows_that_the_run_uses_make_it_a_draft(read, bind, today):
    by = "verified: {by: 王, on: 2026-01-31, edition: '2016', page: '7'}"
    pages = ('edition: "1"}', 'edition: "1", pages: "3"}')
    procedure = read(("    verified: false", f"    {by}"), ("verified: false}", f"{by}}}"), TEN_PERCENT)
    spare = ("of_reading: 12 ppm,", "of_reading: 12 ppm, verified: false,")
    bench = bind(meter=(pages, ("verified: false", by)), calibrator=(pages, ("verified: false", by), spare))
    assert expand(procedure, bench, today).drafts == ()


@pytest.mark.parametrize(
    ("limits", "reasons"),
    [
        ("20 °C ± 1 °C", []),
        ("18 °C .. 28 °C", []),
        ("291.15 K .. 301.15 K", []),
        ("17.9 °C .. 20 °C", ["Fluke 5522A", "Keysight 34401A"]),
        ("20 °C .. 28.1 °C", ["Fluke 5522A", "Keysight 34401A"]),
        ("≤ 25 °C", ["Fluke 5522A", "Keysight 34401A"]),
        ("≥ 20 °C", ["Fluke 5522A", "Keysight 34401A"]),
    ],
)
def test_a_temperature_outside_a_specification_makes_a_draft(read, bind, today, limits, reasons):
    plan = expand(read(("ambient.temperature: 20 °C ± 1 °C", f"ambient.temperature: {limits}")), bind(), today)
    found = [draft for draft in plan.drafts if "23 °C ± 5 °C" in draft.en]
    assert [draft.en.split(" holds")[0].removeprefix("the specification of ") for draft in found] == reasons
    assert all(f"allows {limits}" in draft.en and f"环境温度为 {limits}" in draft.zh for draft in found)
    assert all("Fluke 5522A" in draft.zh or "Keysight 34401A" in draft.zh for draft in found)


def test_a_procedure_without_an_ambient_temperature_makes_a_draft(read, bind, today):
    plan = expand(read(("  ambient.temperature: 20 °C ± 1 °C\n", "")), bind(), today)
    assert sum("asks for none" in draft.en and "未规定环境温度" in draft.zh for draft in plan.drafts) == 2


def test_the_temperature_of_a_standard_as_corrected_is_not_that_of_its_specification(read, bind, today):
    hot = ("ambient.temperature: 20 °C ± 1 °C", "ambient.temperature: 30 °C ± 1 °C")
    found = [draft.en for draft in expand(read(AS_CORRECTED, hot), bind(), today).drafts if "23 °C ± 5 °C" in draft.en]
    assert len(found) == 1
    assert "of Keysight 34401A holds" in found[0]


def test_two_plans_of_one_procedure_are_equal(read, bind, today):
    assert expand(read(), bind(), today) == expand(read(), bind(), today)


# refusals


def test_a_role_without_an_instrument_is_refused(read, bind, today):
    with pytest.raises(RoleUnfilled, match=r"role 'source': no instrument of the bench plays it; add source:"):
        expand(read(), {"uut": bind()["uut"]}, today)


def test_one_instrument_cannot_be_standard_and_unit_under_test(read, bind, today):
    meter = bind()["uut"]
    with pytest.raises(BindingRefused, match=r"meter: plays 'source' \(as_class\) and 'uut' \(under test\)"):
        expand(read(), {"uut": meter, "source": meter}, today)


def test_a_missing_capability_is_refused_for_standard_and_for_meter(read, bind, today):
    other = (("dc_voltage:", "dc_current:"), *((f"{unit},", f"{unit.replace('V', 'A')},") for unit in _units()))
    with pytest.raises(
        CapabilityMissing, match=r"source \(calibrator, Fluke 5522A\): cannot give dc_voltage, only dc_c"
    ):
        expand(read(), bind(calibrator=(*other, ("1 µV}", "1 µA}"), ("2 µV}", "2 µA}"), ("20 µV}", "20 µA}"))), today)
    with pytest.raises(CapabilityMissing, match=r"uut \(meter, Keysight 34401A\): does not indicate dc_voltage"):
        expand(read(), bind(meter=_METER_OF_CURRENT), today)


def _units():
    return ("330 mV", "329.9999 mV", "100 nV", "3.3 V", "3.299999 V", "1 µV", "33 V", "32.99999 V", "10 µV")


_METER_OF_CURRENT = (
    ("dc_voltage:", "dc_current:"),
    ("basic_range: 10 V", "basic_range: 10 A"),
    ("{range: 100 mV, maximum: 120 mV, resolution: 100 nV", "{range: 100 mA, maximum: 120 mA, resolution: 100 nA"),
    ("{range: 10 V, maximum: 12 V, resolution: 10 µV", "{range: 10 A, maximum: 12 A, resolution: 10 µA"),
)


def test_a_meter_without_a_basic_range_is_refused(read, bind, today):
    with pytest.raises(RangeInsufficient, match=r"names no basic range of dc_voltage; add basic_range:") as refused:
        expand(read(), bind(meter=(("    basic_range: 10 V\n", ""),)), today)
    assert str(refused.value).count("\n") == 0  # two rows ask for it, and it is told once


def test_a_range_that_the_meter_has_not_is_refused(read, bind, today):
    with pytest.raises(RangeInsufficient, match=r"has no range 5 V of dc_voltage, only 100 mV, 10 V; choose"):
        expand(read(("uut.other_ranges(dc_voltage)", "5 V")), bind(), today)


def test_a_value_beyond_the_meters_range_is_refused(read, bind, today):
    with pytest.raises(RangeInsufficient, match=r"point 10 V/\+130 %: 13 V is beyond the range's maximum of 12 V"):
        expand(read(("at: [10 %, 90 %", "at: [10 %, 130 %")), bind(), today)


def test_a_setting_beyond_the_meters_range_is_refused_though_the_nominal_value_fits(read, bind, today):
    with pytest.raises(
        LimitExceeded, match=r"point 10 V/\+90 %: is set to 18 V, beyond the maximum of 12 V of meter's"
    ):
        expand(read(("source: {dc_voltage: point.nominal}", "source: {dc_voltage: point.nominal * 2}")), bind(), today)


def test_a_value_beyond_the_standards_maximum_is_refused(read, bind, today):
    with pytest.raises(RangeInsufficient, match=r"point 10 V/-90 %: -9 V is beyond its maximum of 8 V for DC voltage"):
        expand(read(), bind(calibrator=(("maximum: 32.99999 V", "maximum: 8 V"),)), today)


@pytest.mark.parametrize("side", ["limits", "meter_limits"])
def test_a_value_beyond_a_limit_of_the_bench_is_refused_and_told_for_each_point(read, bind, today, side):
    with pytest.raises(LimitExceeded) as refused:
        expand(read(), bind(**{side: {"dc_voltage": "8.9 V"}}), today)
    lines = str(refused.value).splitlines()
    assert [line.split(": ")[1] for line in lines] == ["point 10 V/+90 %", "point 10 V/-90 %"]
    assert "9 V is beyond the bench's limit of 8.9 V for dc_voltage; leave the point out" in lines[0]


def test_a_value_at_the_limit_is_allowed(read, bind, today):
    assert expand(read(), bind(limits={"dc_voltage": "9 V"}), today)


def test_adequacy_compares_u_with_k_2_and_not_the_limit_itself(read, bind, today):
    """At 9 V: 128 µV at 99 % gives U = 128 / 2.5758 * 2 = 99.4 µV; 365 µV / 3.67 = 99.46 µV, / 3.68 = 99.18 µV.

    The limit of 128 µV itself would already fail at a third, 121.7 µV.
    """
    assert expand(read(("uut.mpe / 3", "uut.mpe / 3.67"), ("at: [90 %]", "at: [10 %]")), bind(), today)
    with pytest.raises(AdequacyInsufficient) as refused:
        expand(read(("uut.mpe / 3", "uut.mpe / 3.68"), ("at: [90 %]", "at: [10 %]")), bind(), today)
    expected = (
        "point 10 V/+90 %: its U (k = 2) is 99.39 µV, more than the allowed 99.18 µV (uut.mpe / 3.68); use a better"
    )
    assert expected in str(refused.value)


def test_adequacy_as_corrected_comes_from_certificate_and_drift(read, bind, today):
    """At 9 V, between rows with U/k of 10 µV and 20 µV, the larger counts: 20 µV.

    Drift 5 ppm of 9.000018 V, rectangular: 45.00009 / sqrt(3) = 25.98 µV; U = 2 * sqrt(20² + 25.98²) = 65.57 µV;
    365 µV / 5.56 = 65.65 µV and / 5.57 = 65.53 µV.
    """
    rows = ("at: [90 %]", "at: [50 %]")
    assert expand(read(AS_CORRECTED, ("uut.mpe / 3", "uut.mpe / 5.56"), rows), bind(), today)
    with pytest.raises(AdequacyInsufficient, match=r"its U \(k = 2\) is 65.57 µV, more than the allowed 65.53 µV"):
        expand(read(AS_CORRECTED, ("uut.mpe / 3", "uut.mpe / 5.57"), rows), bind(), today)


def test_a_procedure_without_adequacy_takes_any_standard(read, bind, today):
    poor = (("of_reading: 12 ppm", "of_reading: 12 %"),)
    assert expand(read((", adequacy: uut.mpe / 3", "")), bind(calibrator=poor), today)
    with pytest.raises(AdequacyInsufficient):
        expand(read(), bind(calibrator=poor), today)


@pytest.mark.parametrize("use", [(), (AS_CORRECTED,)])
def test_a_standard_needs_a_certificate_in_date_however_it_is_used(read, bind, use):
    assert expand(read(*use), bind(), date(2027, 3, 1))
    with pytest.raises(
        CertificateUnusable, match=r"DC-1 was due on 2027-03-01, today is 2027-03-02; have the standard"
    ):
        expand(read(*use), bind(), date(2027, 3, 2))
    with pytest.raises(CertificateUnusable, match=r"was issued on 2026-03-02, today is 2026-03-01"):
        expand(read(*use), bind(), date(2026, 3, 1))
    with pytest.raises(
        CertificateUnusable, match=r"source \(calibrator, Fluke 5522A\): the bench names no certificate"
    ):
        expand(read(*use), bind(certificate=None), date(2026, 11, 21))


LONG = ("due: 2027-03-01", "due: 2099-12-31")


def test_a_specification_serves_for_its_interval_after_the_certificate_and_not_a_day_longer(read, bind):
    """A certificate of 2026-03-02 and an interval of 1 year: until 2027-03-02, whatever the certificate says."""
    plan = expand(read(), bind(certificate=(LONG,)), date(2027, 3, 2))
    assert point_of(plan, "10 V/+90 %").references["source"].due == date(2027, 3, 2)
    with pytest.raises(CertificateUnusable) as refused:
        expand(read(), bind(certificate=(LONG,)), date(2027, 3, 3))
    assert str(refused.value) == (
        "source (calibrator, Fluke 5522A): its specification holds for 1 year after certificate DC-1 of 2026-03-02, "
        "until 2027-03-02, today is 2027-03-03; have the standard calibrated"
    )
    half = (("interval: 1 year", "interval: 6 months"),)
    assert expand(read(), bind(calibrator=half), date(2026, 9, 2))
    with pytest.raises(CertificateUnusable, match=r"6 months after certificate DC-1 .* until 2026-09-02"):
        expand(read(), bind(calibrator=half), date(2026, 9, 3))


def test_a_certificates_values_serve_until_it_is_due_whatever_the_specifications_interval(read, bind):
    plan = expand(read(AS_CORRECTED), bind(certificate=(LONG,)), date(2030, 1, 1))
    assert point_of(plan, "10 V/+90 %").references["source"].due == date(2099, 12, 31)


def test_a_simulated_certificate_knows_no_interval_and_the_draft_says_so(read, bind):
    simulated = (LONG, ("due:", "simulated: true\ndue:"))
    plan = expand(read(), bind(certificate=simulated), date(2030, 1, 1))
    assert point_of(plan, "10 V/+90 %").references["source"].due == date(2099, 12, 31)
    (draft,) = (draft for draft in plan.drafts if "DC-1" in draft.en)
    assert "not bound to the interval" in draft.en
    assert "不受技术指标有效期限制" in draft.zh


def test_an_interval_beyond_the_calendar_ends_with_it(read, bind, today):
    assert expand(read(), bind(calibrator=(("interval: 1 year", "interval: 9999 years"),)), today)


def test_a_certificate_that_does_not_cover_a_point_is_refused_by_polarity_range_and_value(read, bind, today):
    positive = (
        ("          - {setting: -10 V, actual: -10.00002 V, U: 40 µV, k: 2}\n", ""),
        ("          - {setting: -5 V, actual: -5.00001 V, U: 20 µV, k: 2}\n", ""),
    )
    with pytest.raises(
        CertificateUnusable, match=r"point 10 V/-90 %: certificate DC-1 has no dc_voltage of -9 V on range 33 V"
    ):
        expand(read(AS_CORRECTED), bind(certificate=positive), today)
    with pytest.raises(CertificateUnusable, match=r"has no dc_voltage of 1 V on range 3.3 V"):
        expand(read(AS_CORRECTED), bind(certificate=(("range: 3.3 V", "range: 3.2 V"),)), today)
    short = ("setting: 10 V, actual: 10.00002 V", "setting: 8 V, actual: 8.00002 V")
    with pytest.raises(
        CertificateUnusable, match=r"point 10 V/\+90 %: certificate DC-1: 9 V is outside its rows, 5 V to 8 V"
    ):
        expand(read(AS_CORRECTED), bind(certificate=(short,)), today)


def test_all_reasons_are_told_at_once(read, bind, today):
    bench = bind(calibrator=(("maximum: 32.99999 V", "maximum: 8 V"), ("of_reading: 20 ppm", "of_reading: 20 %")))
    procedure = read(("at: [10 %, 90 %", "at: [10 %, 130 %"))
    with pytest.raises(BindingRefused) as refused:
        expand(procedure, bench, today)
    lines = str(refused.value).splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "point 10 V/+130 %",
        "point 10 V/+130 %",
        "point 10 V/-90 %",
        "point 100 mV/+90 %",
    ]
    assert type(refused.value) is BindingRefused


def test_a_point_whose_readings_could_not_be_evaluated_is_refused_before_anything_is_measured(read, bind, today):
    relative = (("error: mean(e)", "error: mean(e) / point.nominal"), ("± uut.mpe", "± 0.01 %"))
    zero = ("at: [90 %], of: range", "at: [90 %, 0 %], of: range")
    assert expand(read(*relative), bind(), today)
    with pytest.raises(
        BindingRefused, match=r"point 100 mV/0 %: its readings could not be evaluated: division by zero"
    ):
        expand(read(*relative, zero), bind(), today)


def test_points_that_meet_on_a_meter_are_refused_at_their_place(read, bind, today):
    document = read(("uut.other_ranges(dc_voltage), at: [90 %], of: range", "uut.ranges(dc_voltage), at: [9 V]"))
    with pytest.raises(DocumentInvalid) as refused:
        expand(document, bind(), today)
    (told,) = refused.value.mistakes
    assert str(told) == "p.yaml:20:46: point 10 V/+9 V stands twice on this meter's ranges (leave one out)"
    assert [*flaws(told)] == []


def test_one_instrument_in_two_roles_is_used_one_way(read, bind, today):
    second = ("  uut: {entry", "  bath: {is: reference, use: as_corrected}\n  uut: {entry")
    frequency = (
        "source: {dc_voltage: point.nominal}}",
        "source: {dc_voltage: point.nominal}, bath: {temperature: 20 °C}}",
    )
    bench = bind()
    with pytest.raises(BindingRefused, match=r"calibrator: plays 'source' \(as_class\) and 'bath' \(as_corrected\)"):
        expand(read(second, frequency), {**bench, "bath": bench["source"]}, today)
