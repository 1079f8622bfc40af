"""A meter of another library indicates as its mapping says: every setting proved, and an overload never a number."""

from __future__ import annotations

from decimal import Decimal

import pint
import pytest

from bench_core.capabilities.instruments import Indication, Indicator, Source
from bench_core.errors import (
    CapabilityMissing,
    InstrumentReported,
    LinkTimeout,
    MalformedReply,
    Overload,
    RangeInsufficient,
    SettingChanged,
    UsageError,
)
from bench_core.metrology.quantity import Quantity

Q = Quantity.parse
TEN_VOLT = Q("10 V")


@pytest.fixture
def meter(adapt):
    made = adapt().instrument
    made.identify()
    made.prepare()
    return made


def asked(bench):
    """What went to the instrument, without the questions for its identity and the empty queue."""
    return [one for one in bench.log if not one.startswith(("open", "*"))]


def test_a_mapped_meter_is_an_indicator_and_no_source(meter):
    assert isinstance(meter, Indicator)
    assert not isinstance(meter, Source)


def test_nothing_is_opened_before_it_is_used(adapt, bench):
    adapt()
    assert bench.log == []


def test_the_library_is_handed_the_resource_name_and_the_time_out(adapt, bench):
    assert adapt().instrument.identify().serial == "42"
    assert bench.log[0] == "open TCPIP::192.0.2.7::5025::SOCKET 2.0"


def test_each_step_is_done_in_order_and_every_setting_is_read_again(meter, bench):
    del bench.log[:]
    assert meter.select("dc_voltage", Q("100 mV"), {}) == "DCV;0.1;True"
    assert asked(bench) == [
        "function_ = 'DCV'", "range_ = 0.1", "filtered = True", "function_", "range_", "filtered",
    ]  # fmt: skip


def test_a_frequency_is_handed_over_only_where_the_procedure_gives_one(meter, bench):
    meter.select("ac_voltage", TEN_VOLT, {})
    assert not any(one.startswith("lowest") for one in bench.log)
    assert meter.select("ac_voltage", TEN_VOLT, {"frequency": Q("1 kHz")}) == "ACV;10.0;1000.0"


def test_an_indication_has_the_digits_of_the_library_and_its_form(meter):
    meter.select("dc_voltage", TEN_VOLT, {})
    assert meter.indicate() == Indication(Decimal("9.0001"), "V", "9.0001", "library")


def test_a_quantity_is_indicated_in_its_own_unit(meter, bench):
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.reading = pint.UnitRegistry().Quantity(9000.1, "millivolt")
    assert meter.indicate() == Indication(Decimal("9000.1"), "mV", "9000.1 mV", "library")


@pytest.mark.parametrize("reading", [9.9e37, -9.9e37, float("inf"), float("-inf"), "+9.90000000E+37"])
def test_an_overload_is_an_exception_and_the_link_stays(meter, bench, reading):
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.reading = reading
    with pytest.raises(Overload, match="indicates overload"):
        meter.indicate()
    assert bench.opened == 1


@pytest.mark.parametrize("reading", [[9.0, 9.1], None, "OVLD", True, float("nan")])
def test_what_is_not_one_number_ends_the_take(meter, bench, reading):
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.reading = reading
    with pytest.raises(MalformedReply, match=r"meter-1 \(TCPIP::192\.0\.2\.7::5025::SOCKET\): .*reading `reading`"):
        meter.indicate()


def test_without_a_selection_there_is_no_indication(meter):
    with pytest.raises(UsageError, match="no function is selected"):
        meter.indicate()


def test_a_setting_that_reads_back_otherwise_is_refused(meter, fakelab, monkeypatch):
    clipping = property(lambda _: 1000.0, lambda _self, _value: None)
    monkeypatch.setattr(fakelab.Meter, "range_", clipping)
    with pytest.raises(MalformedReply, match=r"expected 10\.0 as it was set, received '1000\.0', reading `range_`"):
        meter.select("dc_voltage", TEN_VOLT, {})
    with pytest.raises(UsageError, match="no function is selected"):
        meter.indicate()


def test_what_the_library_refuses_is_told_in_its_words(meter, bench):
    bench.faults.append(ValueError("Value of 'DCV' is not in the discrete set"))
    with pytest.raises(
        InstrumentReported, match="the library refused, setting `function_`: ValueError: Value of 'DCV'"
    ):
        meter.select("dc_voltage", TEN_VOLT, {})


def test_an_entry_in_the_error_queue_stops_the_selection(meter, bench):
    bench.queue.append([-222.0, '"Data out of range"'])
    with pytest.raises(InstrumentReported, match='reported -222, "Data out of range" after `function_`'):
        meter.select("dc_voltage", TEN_VOLT, {})


def test_preparing_empties_the_error_queue(meter, bench):
    bench.queue.extend([[-100.0, '"Command error"']] * 3)
    meter.prepare()
    assert not bench.queue


def test_a_queue_that_never_becomes_empty_is_told(meter, bench):
    bench.queue.extend([[-350.0, '"Queue overflow"']] * 100)
    with pytest.raises(InstrumentReported, match="the error queue does not become empty, last entry -350"):
        meter.prepare()


def test_an_unknown_function_range_or_setting_is_refused(meter):
    with pytest.raises(CapabilityMissing, match="does not indicate resistance; it indicates dc_voltage, ac_voltage"):
        meter.select("resistance", Q("1 kΩ"), {})
    with pytest.raises(CapabilityMissing, match="has no setting frequency"):
        meter.select("dc_voltage", TEN_VOLT, {"frequency": Q("50 Hz")})
    with pytest.raises(RangeInsufficient, match=r"has no range 3 V in dc_voltage; choose of 100 mV, 10 V"):
        meter.select("dc_voltage", Q("3 V"), {})


def test_a_name_that_the_class_does_not_have_is_told_with_the_nearest(adapt):
    meter = adapt(before="set: filtered", after="set: filterd").instrument
    with pytest.raises(UsageError, match=r"Meter has no member 'filterd'; did you mean 'filtered'\?"):
        meter.select("dc_voltage", TEN_VOLT, {})


def test_numbers_are_handed_over_in_the_unit_that_the_mapping_names(adapt, bench):
    meter = adapt(
        before="    dc_voltage:\n      select:", after="    dc_voltage:\n      unit: mV\n      select:"
    ).instrument
    meter.select("dc_voltage", TEN_VOLT, {})
    assert bench.kept["range_"] == 10000.0
    assert meter.indicate().unit == "mV"


def test_after_a_time_out_the_settings_are_proved_before_the_next_indication(meter, bench):
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.faults.append(TimeoutError("no reply"))
    with pytest.raises(LinkTimeout, match="no complete reply within 2 s, reading `reading`"):
        meter.indicate()
    del bench.log[:]
    assert meter.indicate().value == Decimal("9.0001")
    assert asked(bench) == ["function_", "range_", "filtered", "reading"]
    del bench.log[:]
    meter.indicate()
    assert asked(bench) == ["reading"]


def test_an_opening_that_resets_the_instrument_does_not_go_unseen(meter, bench):
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.faults.append(TimeoutError("no reply"))
    with pytest.raises(LinkTimeout):
        meter.indicate()
    bench.kept["range_"] = 1000.0
    with pytest.raises(SettingChanged, match=r"expected 10\.0 as it was set, received '1000\.0'"):
        meter.indicate()


@pytest.mark.parametrize("reading", [20.1, -1000.0, pint.UnitRegistry().Quantity(20001, "millivolt")])
def test_a_number_far_beyond_the_range_is_no_indication_of_it(meter, bench, reading):
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.reading = reading
    with pytest.raises(MalformedReply, match="on its range of 10 V; select function and range again"):
        meter.indicate()


@pytest.mark.parametrize("reading", [12.0, -20.0])
def test_what_a_range_holds_beyond_its_name_is_an_indication(meter, bench, reading):
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.reading = reading
    assert meter.indicate().value == Decimal(repr(reading))


def test_what_was_selected_is_confirmed_in_the_words_of_the_selection(meter):
    answered = meter.select("dc_voltage", TEN_VOLT, {})
    assert [meter.confirm_selected(), meter.confirm_selected()] == [answered] * 2


@pytest.mark.parametrize(("name", "value"), [("function_", "ACV"), ("range_", 1000.0), ("filtered", False)])
def test_what_is_turned_at_the_meter_is_noticed(meter, bench, name, value):
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.kept[name] = value
    for ask in (meter.confirm_selected, meter.indicate):
        with pytest.raises(SettingChanged, match=f"is not set any more as it was .*reading `{name}`"):
            ask()


def test_without_a_selection_there_is_nothing_to_confirm(meter):
    with pytest.raises(UsageError, match="no function is selected"):
        meter.confirm_selected()


def test_a_meter_that_has_never_answered_is_not_awaited_twice(adapt, bench):
    bench.faults.extend([None, TimeoutError("no reply")])
    with pytest.raises(LinkTimeout):
        adapt().instrument.identify()
    assert bench.opened == 1
