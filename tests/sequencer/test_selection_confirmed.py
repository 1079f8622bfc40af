"""What a meter was selected to is read back after its last reading: a turned switch gives no result."""

from dataclasses import replace

import pytest

from bench_core.errors import ResultDiffers
from bench_core.records.events import IndicationTaken, PointCompleted, RunStarted, SelectionConfirmed, SettingMade
from bench_core.records.verification import verify
from sequencer import performing
from sequencer.applying import require_unchanged


def test_each_point_ends_with_the_read_back_of_its_meter(run):
    ran = run()
    assert ran.code == 0
    confirmed = ran.of(SelectionConfirmed)
    assert [e.key for e in confirmed] == [e.key for e in ran.of(PointCompleted)]
    selected = ran.of(SettingMade, instrument="meter", action="select")
    assert [e.raw for e in confirmed] == [e.raw for e in selected if e.key is not None]
    kinds = ran.kinds()
    last = max(at for at, line in enumerate(ran.record.lines[: kinds.index("PointCompleted")]) if _is_reading(line))
    assert last < kinds.index("SelectionConfirmed") < kinds.index("PointCompleted")
    verify(ran.record.path)


def _is_reading(line):
    return isinstance(line.event, IndicationTaken) and line.event.purpose == "measurement"


@pytest.mark.parametrize("command", ["CONF:VOLT:DC 100", "CONF:VOLT:AC 10", "VOLT:DC:RANG 100", "VOLT:DC:RANG:AUTO ON"])
def test_a_function_or_range_changed_by_hand_after_the_last_reading_completes_no_point(run, monkeypatch, command):
    """10 V on the 100 V range reads almost as on the 10 V range: no reading alone tells."""

    def turned_after_the_last_reading(desk, attempt):
        require_unchanged(desk, attempt)
        desk.indicator_of("uut")._session.write(command)

    monkeypatch.setattr(performing, "require_unchanged", turned_after_the_last_reading)
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == "SettingChanged"
    assert "meter" in ran.state.failure.message
    assert ran.state.results == {}
    assert ran.state.ended is None  # it can go on
    assert set(ran.state.energised.values()) == {False}


def test_a_record_without_the_read_back_is_found(run, forged):
    def change(lines):
        return [line for line in lines if not isinstance(line.event, SelectionConfirmed)]

    with pytest.raises(ResultDiffers, match=r"read-back.*is not on record: no SelectionConfirmed \(instrument meter\)"):
        verify(forged(run(), change))


def test_a_record_made_before_there_was_a_read_back_still_verifies(run, forged):
    def change(lines):
        kept = [line for line in lines if not isinstance(line.event, SelectionConfirmed)]
        assert isinstance(kept[0].event, RunStarted)
        return [replace(kept[0], event=replace(kept[0].event, confirms_selected=False)), *kept[1:]]

    verify(forged(run(), change))
