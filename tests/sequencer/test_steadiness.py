from bench_core.metrology.quantity import Quantity
from sequencer.steadiness import SteadySignal

BAND = Quantity.parse("10 µV")


def volts(text: str) -> Quantity:
    return Quantity.parse(f"{text} V")


def test_a_signal_within_its_band_for_the_hold_time_is_steady():
    signal = SteadySignal(BAND, 3.0)
    for time in range(4):
        assert not signal.reached
        signal.add(float(time), volts("1.000002"))
    assert signal.reached
    assert signal.held_s == 3.0


def test_one_excursion_starts_the_hold_anew():
    signal = SteadySignal(BAND, 3.0)
    for time, value in enumerate(("1.000000", "1.000001", "1.000002", "1.000050", "1.000000", "1.000001", "1.000002")):
        signal.add(float(time), volts(value))
    assert signal.held_s == 2.0
    assert not signal.reached
    signal.add(7.0, volts("1.000003"))
    assert signal.reached


def test_a_spread_of_exactly_the_band_is_within_it():
    signal = SteadySignal(BAND, 1.0)
    signal.add(0.0, volts("1.000000"))
    signal.add(1.0, volts("1.000010"))
    assert signal.reached
    assert signal.spread == BAND


def test_a_slow_drift_is_never_steady_however_long_one_waits():
    signal = SteadySignal(BAND, 3.0)
    for step in range(1000):
        signal.add(float(step), Quantity.of(1, "V") + Quantity.of(6 * step, "µV"))
        assert not signal.reached


def test_one_indication_alone_proves_nothing():
    signal = SteadySignal(BAND, 0.0)
    signal.add(0.0, volts("1"))
    assert not signal.reached


def test_a_signal_that_is_not_steady_tells_how_long_it_held_and_how_far_it_moved():
    signal = SteadySignal(BAND, 3.0)
    for time, value in enumerate(["1", "1.000001", "1.000002", "1.5", "1.6", "1.600001", "1.7"]):
        signal.add(float(time), volts(value))
    assert (signal.held_s, signal.longest_s) == (0.0, 2.0)
    assert signal.latest_spread == volts("0.2")
