"""What a point before has left on goes off before anything is switched, where a method sets two sources in turn."""

from types import SimpleNamespace

from bench_core.records.plan import Apply
from sequencer import applying

FIRST = Apply({}, {"a": {"dc_voltage": "1 V"}})
SECOND = Apply({}, {"b": {"dc_voltage": "100 V"}})


def test_every_source_of_the_method_goes_off_before_the_first_step_switches(monkeypatch):
    """`b` is on since the point before, and the first step sets `a` alone."""
    off = []
    place = SimpleNamespace(point=SimpleNamespace(references={}), method=(FIRST, SECOND))
    attempt = SimpleNamespace(place=place, sources=(), indicators=(), key=None, limit=None)
    on_time = SimpleNamespace(end=lambda: off.append("all off"), rest=lambda _: None)
    desk = SimpleNamespace(instrument_of=str, on_time=on_time, control=None, clock=SimpleNamespace(utc=_utc))
    monkeypatch.setattr(applying, "point_names", lambda _: {}.__getitem__)
    monkeypatch.setattr(applying, "require_off", lambda _desk, name, _key: off.append(name))
    for name in ("_source", "_record_output", "_energise", "_settle"):
        monkeypatch.setattr(applying, name, lambda *_: None)
    applying.apply(desk, FIRST, attempt)
    assert off == ["a", "b", "all off"]
    off.clear()
    applying.apply(desk, SECOND, attempt)
    assert off == ["b", "a", "all off"]


def _utc():
    return SimpleNamespace(date=lambda: None)
