"""A text of any length fits on screen, and says how long it is."""

from bench_gui.short import LONGEST, LONGEST_NAME, short, short_name


def test_what_fits_is_shown_as_it_is():
    sentence = "读数稳定后，" * 20 + "再输入。"  # no line begins with a comma or a full stop
    for text in ("", "MY41001234", "a word, " * (LONGEST // 8), "/a/long/path/" * 20, sentence):
        assert short(text) == text


def test_what_is_too_long_is_its_beginning_its_length_and_its_end():
    text = "begin " + "x y " * 30_000 + "end"
    shown = short(text)
    assert shown.startswith("begin ")
    assert shown.endswith("end")
    assert f"({len(text)})" in shown
    assert len(shown) < LONGEST + 20
    assert len(short_name(text)) == LONGEST_NAME
    assert short_name(text).endswith("end")


def test_a_line_can_be_broken_in_a_word_without_end():
    shown = short("W" * 100_000)
    assert max(len(part) for part in shown.replace("\u200b", " ").split()) <= 20
    assert short("W" * 61).replace("\u200b", "") == "W" * 61
