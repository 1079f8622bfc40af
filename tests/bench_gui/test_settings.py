"""Choices of the person at the window are kept, and a broken file of them stops nobody."""

import json

import pytest

from bench_gui.look.tokens import Theme
from bench_gui.settings import Settings, read_settings, write_settings
from bench_gui.words import Language

TODAY, YESTERDAY = "2026-03-01", "2026-02-28"


def test_what_was_chosen_is_there_the_next_time(tmp_path):
    chosen = Settings(Language.EN, Theme.DARK, 1.25, "张三", double_entry=True)
    write_settings(chosen, tmp_path / "new" / "window.json", TODAY)
    assert read_settings(tmp_path / "new" / "window.json", TODAY) == chosen


@pytest.mark.parametrize("day", ["2026-02-28", "2026-03-02", "", 7, None])
def test_whoever_worked_at_a_shared_computer_on_another_day_is_not_taken_for_whoever_comes_today(tmp_path, day):
    path = tmp_path / "window.json"
    path.write_text(json.dumps({"operator": "张三", "day": day, "theme": "dark"}), encoding="utf-8")
    assert read_settings(path, TODAY) == Settings(theme=Theme.DARK)


def test_what_is_not_the_operator_stays_from_day_to_day(tmp_path):
    write_settings(Settings(Language.EN, operator="张三"), tmp_path / "window.json", YESTERDAY)
    assert read_settings(tmp_path / "window.json", TODAY) == Settings(Language.EN)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"language": "fr", "theme": 3, "scale": "big", "operator": 7, "day": "2026-03-01"}',
        '{"language": [], "theme": {}}',
        "\0",
    ],
)
def test_what_cannot_be_used_has_its_first_value(tmp_path, content):
    (tmp_path / "window.json").write_text(content)
    assert read_settings(tmp_path / "window.json", TODAY) == Settings()


@pytest.mark.parametrize("scale", [0, 0.5, 7, -1, True])
def test_a_scale_that_shows_nothing_is_not_taken(tmp_path, scale):
    (tmp_path / "window.json").write_text(json.dumps({"scale": scale}))
    assert read_settings(tmp_path / "window.json", TODAY).scale == 1


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path):
    (tmp_path / "file").write_text("")
    write_settings(Settings(), tmp_path / "file" / "window.json", TODAY)
