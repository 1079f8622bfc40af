"""XML is read inert: nothing is fetched, expanded or included, and depth and size have an end (promise 36)."""

from __future__ import annotations

import time

import pytest

from bench_core.errors import SchemaViolation
from dcc_export.xml_reading import read_xml

LAUGHS = (
    "<!DOCTYPE a [<!ENTITY l0 'lol'>"
    + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
    + "]><a>&l11;</a>"
)
REFUSED = {
    "entity of a file": "<!DOCTYPE a [<!ENTITY x SYSTEM 'file://{secret}'>]><a>&x;</a>",
    "entity of a file in an attribute": "<!DOCTYPE a [<!ENTITY x SYSTEM 'file://{secret}'>]><a b='&x;'/>",
    "parameter entity": "<!DOCTYPE a [<!ENTITY % x SYSTEM 'file://{secret}'> %x;]><a/>",
    "document type of a file": "<!DOCTYPE a SYSTEM 'file://{secret}'><a/>",
    "document type of the network": "<!DOCTYPE a SYSTEM 'http://192.0.2.1/x.dtd'><a/>",
    "document type with a default": "<!DOCTYPE a [<!ATTLIST a b CDATA 'injected'>]><a/>",
    "laughs": LAUGHS,
    "quadratic": f"<!DOCTYPE a [<!ENTITY x '{'x' * 50_000}'>]><a>{'&x;' * 50_000}</a>",
    "depth": "<a>" * 1_000_000,
    "closed depth": "<a>" * 100_000 + "</a>" * 100_000,
    "a text of 11 MB": f"<a>{'x' * 11_000_000}</a>",
    "many attributes": "<a" + " b='1'" * 1000 + "/>",
    "unbound prefix": "<dcc:a/>",
    "two roots": "<a/><b/>",
    "NUL": "<a>\x00</a>",
    "escape": "<a>&#27;[31m</a>",
    "other encoding": "<?xml version='1.0' encoding='UTF-7'?><a>+ADw-</a>",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_soon_and_nothing_is_read(name, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary", encoding="utf-8")
    began = time.process_time()
    with pytest.raises(SchemaViolation) as caught:
        read_xml(REFUSED[name].replace("{secret}", str(secret)).encode())
    assert "canary" not in str(caught.value)
    assert len(str(caught.value)) < 500
    assert time.process_time() - began < 1


def test_what_would_include_or_style_is_only_an_element(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary", encoding="utf-8")
    include = f"<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file://{secret}' parse='text'/></a>"
    style = f"<?xml-stylesheet href='file://{secret}'?><a/>"
    for xml in (include, style):
        root = read_xml(xml.encode())
        assert "canary" not in "".join(root.itertext())
        assert root.tag == "a"
