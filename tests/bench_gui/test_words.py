"""Every text of the window is there in both languages, and the catalogues are those of the code."""

import re
import string

import pytest

from bench_core.bilingual import Bilingual
from bench_gui.words import Language, words_in
from tests.bench_gui import catalogue

_CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def texts():
    return {message.id: message.string for message in catalogue.stored() if message.id}


def names_in(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_catalogue_has_exactly_the_texts_of_the_code(texts):
    assert set(texts) == set(catalogue.texts_in_code())


def test_every_text_has_a_chinese_one(texts):
    assert [text for text, chinese in texts.items() if not chinese] == []


def test_no_english_text_has_chinese_characters(texts):
    assert [text for text in texts if _CHINESE.search(text)] == []


def test_chinese_texts_are_chinese(texts):
    english = re.compile(r"[A-Za-z]{3}")
    said = {text: re.sub(r"\{\w+\}", "", chinese) for text, chinese in texts.items()}
    wrong = [text for text, chinese in said.items() if english.search(chinese) and not _CHINESE.search(chinese)]
    assert [text for text in wrong if text != texts[text]] == []


def test_both_texts_have_the_same_values_in_them(texts):
    assert [text for text, chinese in texts.items() if names_in(text) != names_in(chinese)] == []


def test_the_program_reads_the_catalogue_that_people_edit():
    assert catalogue.MO.read_bytes() == catalogue.as_mo(catalogue.stored())


def test_the_catalogue_stands_as_its_script_writes_it():
    assert catalogue.PO.read_bytes() == catalogue.as_po(catalogue.updated({}))


def test_words_fill_values_in():
    assert words_in(Language.EN)("{n} of {all}", n=3, all=66) == "3 of 66"


def test_words_choose_the_language_of_a_procedures_text():
    title = Bilingual("直流电压", "DC voltage")
    assert [words_in(language).of(title) for language in Language] == ["直流电压", "DC voltage"]
