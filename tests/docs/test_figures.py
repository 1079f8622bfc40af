"""The figures in the pages that promise something are those of a real run, and every test named there exists."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "crash"))

from figures_into_docs import MEANINGS, PLACES, with_figures  # noqa: E402  a script of the folder that measures


@pytest.mark.parametrize("name", PLACES)
def test_a_page_shows_the_figures_that_were_measured(name):
    page = PLACES[name].read_text("utf-8")
    assert with_figures(page, name) == page


def test_words_of_the_figures_that_do_not_say_it_themselves_are_explained_below_the_table():
    page = PLACES["durability"].read_text("utf-8")
    assert all(f"{word} " in page and f"- *{word}*: {meaning}\n" in page for word, meaning in MEANINGS.items())


@pytest.mark.parametrize("name", PLACES)
def test_every_promise_names_a_test_that_exists(name):
    page = PLACES[name].read_text("utf-8")
    named = re.findall(r"`(tests/[^`]+)`", page)
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.stem)
def test_no_page_promises_what_software_cannot_be(page):
    words = " ".join(page.read_text("utf-8").lower().split())
    assert "tamper-proof" not in words
    assert "software interlock" not in words
