"""The preview of a certificate has the texts of its page, all of them and no others."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bench_gui.views.certificate_page import certificate_page
from dcc_export.certificate import build_certificate
from dcc_export.html import render_html

PAGE = """<html><head><title>t</title><style>x</style></head><body><div class="watermark"><span>DRAFT</span></div>
<dl><div class="row"><dt><span lang="zh">器具</span> <span class="en">Item</span></dt>
<dd>A &lt;b&gt; &amp; C</dd></div></dl>
<table class="results"><caption>Errors</caption><thead><tr><th>U</th></tr></thead>
<tbody><tr class="again"><td>again</td></tr><tr><td>1.0</td></tr></tbody></table>
<img src="http://x/y.png"></body></html>"""


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._off: list[str] = []

    def handle_starttag(self, tag, attrs):
        hidden = tag in {"style", "title"} or dict(attrs).get("class") in {"watermark", "again"} or self._off
        if hidden and tag not in {"br", "meta"}:
            self._off.append(tag)

    def handle_endtag(self, tag):
        if self._off and tag in self._off:
            while self._off.pop() != tag:
                pass

    def handle_data(self, data):
        if not self._off:
            self.words += data.split()


def words_of(page: str) -> list[str]:
    parser = _Texts()
    parser.feed(page)
    return parser.words


@pytest.fixture(scope="module")
def page(finished_record) -> str:
    return render_html(build_certificate(finished_record)).decode()


def test_every_text_of_a_real_page_is_there_in_its_order(page):
    texts = words_of(page)
    assert len(texts) > 200
    assert words_of(certificate_page(page)) == texts


def test_what_needs_a_browser_is_left_out(page):
    made = certificate_page(page)
    assert not re.search(r"<(div|dl|dt|dd|caption|thead|tbody|img|script)\b", made)
    assert made.count("<table") == made.count("</table>") > 3


def test_markup_in_a_text_stays_a_text():
    assert "A &lt;b&gt; &amp; C" in certificate_page(PAGE)


def test_a_caption_goes_before_its_table_and_hidden_rows_are_left_out():
    made = certificate_page(PAGE)
    assert made.index("Errors") < made.index('<table width="100%" cellspacing="0"><tr><th')
    assert "again" not in made
    assert "http" not in made
