"""The colours of every theme can be told apart and read, by people who see colours otherwise too."""

import itertools

import pytest

from bench_gui.look.theme import palette, style_sheet
from bench_gui.look.tokens import Theme, tokens_of
from bench_gui.qt import QPalette
from bench_gui.tone import Tone

_PROTANOPIA = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
_DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
"""Machado, Oliveira, Fernandes 2009, severity 1, of linear red, green and blue."""


def linear(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def seen_by(matrix, colour):
    before = linear(colour)
    return [sum(weight * channel for weight, channel in zip(row, before, strict=True)) for row in matrix]


def test_the_formula_for_contrast_gives_its_published_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", Theme)
def test_text_has_a_contrast_of_seven_to_one(theme):
    colour = tokens_of(theme).colour
    grounds = (colour.ground, colour.surface, colour.raised, colour.hazard_ground, colour.selection)
    assert [ground for ground in grounds if contrast(colour.text, ground) < 7] == []


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("tone", Tone)
def test_what_a_tone_says_can_be_read(theme, tone):
    colour = tokens_of(theme).colour
    assert contrast(colour.of(tone), colour.surface) >= 4.5
    assert contrast(colour.of(tone), colour.ground) >= 4.5


@pytest.mark.parametrize("theme", Theme)
def test_texts_on_coloured_buttons_can_be_read(theme):
    colour = tokens_of(theme).colour
    assert contrast(colour.on_accent, colour.accent) >= 4.5
    assert contrast(colour.on_hazard, colour.hazard) >= 4.5


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("matrix", [_PROTANOPIA, _DEUTERANOPIA], ids=["protanopia", "deuteranopia"])
def test_good_warning_and_bad_are_three_colours_for_people_who_see_red_and_green_alike(theme, matrix):
    colour = tokens_of(theme).colour
    for one, other in itertools.combinations((Tone.GOOD, Tone.WARNING, Tone.BAD), 2):
        pairs = zip(seen_by(matrix, colour.of(one)), seen_by(matrix, colour.of(other)), strict=True)
        assert sum((a - b) ** 2 for a, b in pairs) ** 0.5 > 0.06, (one, other)


@pytest.mark.parametrize("theme", Theme)
def test_every_colour_and_size_of_the_style_sheet_is_a_token(theme):
    assert "$" not in style_sheet(tokens_of(theme))


@pytest.mark.usefixtures("qapp")
def test_the_palette_is_the_themes_and_not_the_desktops():
    dark = palette(tokens_of(Theme.DARK).colour)
    assert dark.color(QPalette.ColorRole.Window).name() == tokens_of(Theme.DARK).colour.ground
    assert dark.color(QPalette.ColorRole.Text).name() == tokens_of(Theme.DARK).colour.text
