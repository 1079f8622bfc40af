"""Reads a file of published examples, `examples/1`, and names each mistake in it with line and column."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.documents.model import read_kind
from bench_core.documents.nodes import Mapping, Scalar, Sequence
from bench_core.documents.yaml_values import values
from bench_core.errors import BenchError, DocumentInvalid
from bench_core.failures import told
from bench_core.metrology.quantity import Quantity
from bench_core.mistake import Mistake
from bench_core.validation.example import BASES, CERTAINTIES, Basis, Case, Certainty, Example, Expected, Source
from bench_core.validation.given import Given

if TYPE_CHECKING:
    from bench_core.documents.nodes import Node

KIND = "examples/1"
_EXAMPLE = {"id", "name", "source", "certainty", "evaluation", "given", "expected", "cases", "note"}
_VALUE = {"value", "tolerance", "relative", "because", "certainty"}


def read_examples(name: str, content: bytes, family: str) -> tuple[Example, ...]:
    """Return the examples of a file.

    Args:
        name: of the file, for messages.
        content: its bytes.
        family: that its examples belong to.

    Raises:
        DocumentInvalid: with the first mistake.
    """
    reader = _Reader(name, family)
    return tuple(reader.example(node) for node in reader.items(read_kind(name, content, KIND), "examples"))


class _Reader:
    """Turns nodes into examples; knows the file's name for its messages."""

    def __init__(self, path: str, family: str) -> None:
        self._path = path
        self._family = family

    def example(self, node: Node) -> Example:
        top = self._mapping(node, _EXAMPLE)
        identity, certainty = self._text(top, "id"), self._certainty(top, None)
        return Example(
            identity, self._family, self._bilingual(top, "name"), self._source(top), certainty,
            self._text(top, "evaluation"), self._cases(top, identity, certainty),
            self._bilingual(top, "note") if top.get("note") is not None else None,
        )  # fmt: skip

    def items(self, node: Mapping, key: str) -> tuple[Node, ...]:
        found = node.get(key)
        if not isinstance(found, Sequence):
            raise self._invalid(node, Bilingual(f"“{key}”应为列表", f"'{key}' must be a list"))
        return found.items

    def _cases(self, top: Mapping, identity: str, certainty: Certainty) -> tuple[Case, ...]:
        common = values(self._mapping(top.get("given") or Mapping((), top.at)))
        if top.get("cases") is None:
            return (Case("", Given(identity, common), self._values(top, certainty)),)
        cases = []
        for node in self.items(top, "cases"):
            case = self._mapping(node, {"given", "expected"})
            own = values(self._mapping(case.get("given") or node))
            cases.append(Case(_label(own), Given(identity, {**common, **own}), self._values(case, certainty)))
        return tuple(cases)

    def _values(self, owner: Mapping, certainty: Certainty) -> tuple[Expected, ...]:
        found = self._mapping(owner.get("expected") or owner)
        return tuple(self._expected(key.text, node, certainty) for key, node in found.entries)

    def _expected(self, quantity: str, node: Node, certainty: Certainty) -> Expected:
        if isinstance(node, Scalar):
            return self._printed(quantity, node, certainty)
        value = self._mapping(node, _VALUE)
        text, basis = self._text(value, "value"), self._basis(value)
        certainty = self._certainty(value, certainty)
        if basis in {"printed", "exact"} and {key.text for key, _ in value.entries} & {"tolerance", "relative"}:
            raise self._invalid(
                value,
                Bilingual(
                    f"“{basis}”自带允差；删去，或给出依据 because:",
                    f"'{basis}' says its own tolerance; delete it, or give its basis: because:",
                ),
            )
        if value.get("relative") is not None:
            return Expected(quantity, text, basis, None, float(self._text(value, "relative")), certainty)
        if value.get("tolerance") is not None:
            tolerance = self._quantity(value, "tolerance").value
            return Expected(quantity, text, basis, tolerance, None, certainty)
        if basis == "exact":
            return Expected(quantity, text, basis, None, None, certainty)
        return self._printed(quantity, value.get("value"), certainty)

    def _printed(self, quantity: str, node: Node | None, certainty: Certainty) -> Expected:
        """Return a value whose tolerance its own digits say; a text that is no number must be met as it is."""
        text = node.text if isinstance(node, Scalar) else ""
        try:
            decimals = Quantity.parse(text).decimals or 0
        except BenchError:
            return Expected(quantity, text, "exact", None, None, certainty)
        return Expected(quantity, text, "printed", Fraction(1, 2 * 10**decimals), None, certainty)

    def _basis(self, node: Mapping) -> Basis:
        text = self._text(node, "because") if node.get("because") is not None else "printed"
        for basis in BASES:
            if basis == text:
                return basis
        raise self._invalid(
            node,
            Bilingual(
                f"“{text}”不是允差的依据；可用：{'、'.join(BASES)}",
                f"'{text}' is no basis of a tolerance; known are {', '.join(BASES)}",
            ),
        )

    def _certainty(self, node: Mapping, default: Certainty | None) -> Certainty:
        if default is not None and node.get("certainty") is None:
            return default
        text = self._text(node, "certainty")
        for certainty in CERTAINTIES:
            if certainty == text:
                return certainty
        raise self._invalid(
            node,
            Bilingual(
                f"“{text}”不是可信程度；可用：{'、'.join(CERTAINTIES)}",
                f"'{text}' is no certainty; known are {', '.join(CERTAINTIES)}",
            ),
        )

    def _source(self, top: Mapping) -> Source:
        found = self._mapping(top.get("source") or top, {"document", "through", "url"})
        texts = {key.text: self._text(found, key.text) for key, _ in found.entries}
        return Source(self._text(found, "document"), texts.get("through", ""), texts.get("url", ""))

    def _bilingual(self, top: Mapping, key: str) -> Bilingual:
        found = self._mapping(top.get(key) or top, {"zh", "en"})
        return Bilingual(self._text(found, "zh"), self._text(found, "en"))

    def _quantity(self, node: Mapping, key: str) -> Quantity:
        try:
            return Quantity.parse(self._text(node, key))
        except BenchError as failure:
            raise self._invalid(node, told(failure)) from None

    def _text(self, node: Mapping, key: str) -> str:
        found = node.get(key)
        if not isinstance(found, Scalar):
            raise self._invalid(node, Bilingual(f"“{key}”缺失，或不是文字", f"'{key}' is missing, or no text"))
        return found.text

    def _mapping(self, node: Node, keys: set[str] | None = None) -> Mapping:
        if not isinstance(node, Mapping):
            raise self._invalid(node, Bilingual("此处应为键和值", "keys and values are expected here"))
        for key, _ in node.entries:
            if keys is not None and key.text not in keys:
                raise self._invalid(
                    key,
                    Bilingual(
                        f"未知的键“{key.text}”；可用：{'、'.join(sorted(keys))}",
                        f"unknown key '{key.text}'; known are {', '.join(sorted(keys))}",
                    ),
                )
        return node

    def _invalid(self, node: Node, message: Bilingual) -> DocumentInvalid:
        return DocumentInvalid((Mistake(self._path, node.at.line, node.at.column, message),))


def _label(own: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in own.items() if isinstance(value, str))
