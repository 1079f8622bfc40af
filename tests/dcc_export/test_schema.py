"""A schema is the user's: used where there is one, asked for where there is none, never fetched."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bench_core.errors import SchemaViolation, UsageError
from dcc_export.dcc import render_dcc
from dcc_export.schema import VARIABLE, schema_folder, validate

SCHEMA = os.environ.get(VARIABLE)
needs_schema = pytest.mark.skipif(not SCHEMA, reason=f"{VARIABLE} names no folder with PTB's schemas")


def test_without_a_folder_the_answer_says_so_and_how_to_do_it(certificate):
    check = validate(render_dcc(certificate), None)
    assert not check.checked
    assert "not schema-checked" in check.messages[0]
    assert "--schema" in check.messages[0]
    assert VARIABLE in check.messages[0]


def test_a_folder_without_the_schema_is_named(certificate, tmp_path):
    with pytest.raises(UsageError, match=r"dcc/v3.3.0/dcc.xsd is missing"):
        validate(render_dcc(certificate), tmp_path)


def test_a_given_folder_comes_before_the_environments():
    assert schema_folder(Path("a"), {VARIABLE: "b"}) == Path("a")
    assert schema_folder(None, {VARIABLE: "b"}) == Path("b")
    assert schema_folder(None, {}) is None


@pytest.mark.parametrize(
    "schema",
    [
        b"this is no schema",
        b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="b"/></xs:schema>',
    ],
)
def test_a_schema_that_cannot_be_used_is_refused_in_words(certificate, tmp_path, schema):
    path = tmp_path / "dcc/v3.3.0/dcc.xsd"
    path.parent.mkdir(parents=True)
    path.write_bytes(schema)
    with pytest.raises(UsageError, match="cannot be used"):
        validate(render_dcc(certificate), tmp_path)


ANY = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{}">'
    '{}<xs:element name="digitalCalibrationCertificate"/></xs:schema>'
)


def put(folder, imports=""):
    path = folder / "dcc/v3.3.0/dcc.xsd"
    path.parent.mkdir(parents=True)
    path.write_text(ANY.format("https://ptb.de/dcc", imports))


def test_an_unknown_schema_is_used_with_a_warning(certificate, tmp_path):
    put(tmp_path)
    check = validate(render_dcc(certificate), tmp_path)
    assert check.checked
    assert "warning" in check.messages[1]


@pytest.mark.parametrize(
    "address", ["https://ptb.de/../secret.xsd", "https://ptb.de//SECRET", "file://SECRET", "SECRET"]
)
def test_no_schema_is_read_from_outside_its_folder(certificate, tmp_path, address):
    secret = tmp_path / "secret.xsd"
    secret.write_text(ANY.format("urn:x", ""))
    address = address.replace("SECRET", str(secret))
    put(tmp_path / "schema", f'<xs:import namespace="urn:x" schemaLocation="{address}"/>')
    with pytest.raises(UsageError, match=r"secret.xsd is missing in it"):
        validate(render_dcc(certificate), tmp_path / "schema")


@needs_schema
def test_an_invalid_certificate_is_refused_with_the_line(certificate):
    xml = render_dcc(certificate).replace(b"coverageFactorXMLList", b"coverageFaktorXMLList")
    with pytest.raises(SchemaViolation, match=r"line \d+: .*coverageFaktorXMLList"):
        validate(xml, Path(SCHEMA))


@needs_schema
def test_a_missing_import_is_named(certificate, tmp_path):
    shutil.copytree(SCHEMA, tmp_path / "schema")
    (tmp_path / "schema/si/v2.2.1/SI_Format.xsd").unlink()
    with pytest.raises(UsageError, match=r"https://ptb.de/si/v2.2.1/SI_Format.xsd is missing in it"):
        validate(render_dcc(certificate), tmp_path / "schema")


@needs_schema
def test_an_edited_schema_is_a_warning(certificate, tmp_path):
    shutil.copytree(SCHEMA, tmp_path / "schema")
    path = tmp_path / "schema/dcc/v3.3.0/dcc.xsd"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\n<!-- edited -->\n")
    check = validate(render_dcc(certificate), tmp_path / "schema")
    assert [message.partition(":")[0] for message in check.messages] == ["valid by DCC 3.3.0", "warning"]
