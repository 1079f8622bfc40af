"""One rule for every time on screen: the clock on the wall, with its zone said beside it."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bench_gui
from bench_gui import times

EVENING = datetime(2026, 11, 21, 22, 15, 30, 123456, tzinfo=UTC)
ROOM = Path(bench_gui.__file__).parent
WRITES_TIMES = re.compile(r"%[HMY]|isoformat\(\)|\bUTC\b(?!\+)|astimezone|Time \(UTC")
NOT_OF_RECORDS = {
    "times.py",
    "workplace/work_list.py",  # days of orders, as their files have them
    "workplace/record_heads.py",  # reads what a record has
    "views/set_up_view.py",  # a day of an order
    "screens/work.py",  # today
    "work/launching.py",  # the name of a file
    "screens/resume.py",  # now
}


@pytest.fixture(params=[("Asia/Shanghai", "UTC+8"), ("America/St_Johns", "UTC-3:30"), ("UTC", "UTC")])
def place(request, monkeypatch):
    """Return how far from UTC the wall's clock is, at three places."""
    monkeypatch.setenv("TZ", request.param[0])
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_a_moment_is_told_by_the_clock_on_the_wall_and_its_zone(place):
    where, zone = place
    local = {"Asia/Shanghai": ("2026-11-22", "06:15"), "America/St_Johns": ("2026-11-21", "18:45")}
    day, minute = local.get(where, ("2026-11-21", "22:15"))
    assert times.zone(EVENING) == zone
    assert times.day(EVENING) == day
    assert times.day_and_time(EVENING) == f"{day} {minute} {zone}"
    assert times.time_of_day(EVENING) == f"{minute}:30"
    assert times.time_to_ms(EVENING) == f"{minute}:30.123"


def test_no_other_file_of_the_window_writes_a_time():
    found = {
        path.relative_to(ROOM).as_posix()
        for path in ROOM.rglob("*.py")
        if any(WRITES_TIMES.search(line.partition("#")[0]) for line in path.read_text(encoding="utf-8").splitlines())
    }
    assert found - NOT_OF_RECORDS == set()
