"""Choices of the person at the window are kept, and a broken file of them stops nobody."""

import json

import pytest

from bench_gui.look.tokens import Theme
from bench_gui.settings import Settings, read_settings, write_settings
from bench_gui.words import Language


def test_what_was_chosen_is_there_the_next_time(tmp_path):
    chosen = Settings(Language.EN, Theme.DARK, 1.25, "张三", double_entry=True)
    write_settings(chosen, tmp_path / "new" / "window.json")
    assert read_settings(tmp_path / "new" / "window.json") == chosen


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"language": "fr", "theme": 3, "scale": "big", "operator": 7}',
        '{"language": [], "theme": {}}',
        "\0",
    ],
)
def test_what_cannot_be_used_has_its_first_value(tmp_path, content):
    (tmp_path / "window.json").write_text(content)
    assert read_settings(tmp_path / "window.json") == Settings()


@pytest.mark.parametrize("scale", [0, 0.5, 7, -1, True])
def test_a_scale_that_shows_nothing_is_not_taken(tmp_path, scale):
    (tmp_path / "window.json").write_text(json.dumps({"scale": scale}))
    assert read_settings(tmp_path / "window.json").scale == 1


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path):
    (tmp_path / "file").write_text("")
    write_settings(Settings(), tmp_path / "file" / "window.json")
