"""What is fuzzed, and what must hold of any bytes: a result, or a refusal in our own words at a place that exists."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bench_cli.kinds import KINDS
from bench_cli.run_table import conclusion, results
from bench_core.budgets.evaluation import evaluate_budget
from bench_core.budgets.reading import parse_budget
from bench_core.documents.budget import Budget
from bench_core.documents.model import kind_of, parse
from bench_core.documents.reader import _carefully, _quickly
from bench_core.errors import BenchError, DocumentInvalid, ExpressionInvalid, RecordError, SchemaViolation, UsageError
from bench_core.metrology.expression import Value, evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.records.folding import fold_record
from bench_core.records.record import Record, read_content
from bench_core.records.verification import verify_record
from dcc_export.rules import check_rules
from dcc_export.schema import schema_folder, validate
from fuzz import seeds
from fuzz.forging import forged, forged_xml
from procedures.lint import lint
from procedures.model import Procedure
from procedures.reading import parse_procedure

_VALUES: dict[str, Value] = {
    "x": Quantity.of("3", "V"),
    "y": Quantity.of("0", "1"),
    "uut.mpe": Quantity.of("1e-6", "V"),
    "point.nominal": Quantity.of("-1e60", "V"),
    "e": (Quantity.of("1", "V"), Quantity.of("2", "V"), Quantity.of("-1e-60", "V")),
    "e[range]": (Quantity.of("1", "V"),),
}
_SMALL_XML = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f "&e;">]>'
    b'<dcc:digitalCalibrationCertificate xmlns:dcc="https://ptb.de/dcc" schemaVersion="3.3.0">&f;<dcc:name>x</dcc:name>'
    b"</dcc:digitalCalibrationCertificate>"
)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that reads foreign bytes.

    Args:
        check: raises what no input may make it raise.
        seeds: good inputs to begin from.
        longest: input in bytes.
    """

    check: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    longest: int


def read_yaml(content: bytes) -> None:
    """Read a file of any kind; both parsers agree, and each mistake stands at a place of the file."""
    try:
        kind = kind_of("f", content)
        model = KINDS[kind].model if kind in KINDS else None
        if model is Procedure:
            lint(parse_procedure("f", content, _no_other_file))
        elif model is Budget:
            evaluate_budget(parse_budget("f", content))
        elif model is not None:
            parse("f", content, model)
    except DocumentInvalid as refused:
        _require_places(content, refused)
    _require_agreement(content)


def _no_other_file(_role: str, path: Path) -> bytes:
    raise UsageError(f"{path}: no such file")


def _require_places(content: bytes, refused: DocumentInvalid) -> None:
    text = content.decode("utf-8", "replace").split("\n")
    for mistake in refused.mistakes:
        if mistake.path == "f" and not (
            1 <= mistake.line <= len(text) and 1 <= mistake.column <= len(text[mistake.line - 1]) + 2
        ):
            raise AssertionError(f"no such place: {mistake}")


def _require_agreement(content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return
    quick = _quickly("f", text)
    if quick is not None and quick != _carefully("f", text):
        raise AssertionError("the two parsers differ")


def evaluate_text(content: bytes) -> None:
    """Evaluate an expression: a quantity, a truth or readings come out, and never a float."""
    try:
        value = evaluate(parse_expression(content.decode("utf-8", "replace")), _VALUES.__getitem__)
    except ExpressionInvalid as refused:
        if not 0 <= refused.offset <= len(content):
            raise AssertionError(f"offset {refused.offset} of {len(content)}") from refused
        return
    except BenchError:
        return
    if not isinstance(value, Quantity | bool | tuple):
        raise AssertionError(f"{type(value)} came out")  # noqa: TRY004  a fault of the program, not of a caller


@lru_cache(maxsize=1)
def small_record() -> bytes:
    """Return the record that forgeries begin from."""
    return seeds.record()


def verify_bytes(content: bytes) -> None:
    """Verify a record: bytes as they are, or, after a first byte `F`, a good record forged and sealed anew."""
    made = forged(small_record(), content[1:]) if content.startswith(b"F") else content
    try:
        record = read_content(Path("f.calrun"), made)
    except RecordError:
        return
    _show(record)
    with suppress(RecordError):
        verify_record(record)


def _show(record: Record) -> None:
    """Do what `calbench show` does, which verifies nothing but the chain."""
    with suppress(BenchError):
        state = fold_record(record)
        conclusion(state)
        list(results(state))


@lru_cache(maxsize=1)
def small_certificate() -> bytes:
    """Return the DCC that forgeries begin from."""
    return seeds.certificate()


def check_xml(content: bytes) -> None:
    """Check a DCC by its rules and schema: bytes as they are, or, after a first byte `F`, a good one changed."""
    made = forged_xml(small_certificate(), content[1:]) if content.startswith(b"F") else content
    try:
        check_rules(made)
        validate(made, schema_folder(None))
    except SchemaViolation:
        return


TARGETS = {
    "yaml": Target(read_yaml, seeds.examples, 4096),
    "expression": Target(evaluate_text, seeds.expressions, 500),
    "record": Target(verify_bytes, lambda: [b"F", b"F\x03\0\0\0\0\0", small_record()[:4096]], 4096),
    "xml": Target(check_xml, lambda: [b"F", b"F\x06\0\0\0\0", _SMALL_XML], 4096),
}
"""By name."""
