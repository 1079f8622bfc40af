"""The documents that a run record carries in its first line, read again; opens no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bench_core.documents.instrument import TypeRecord
from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import DocumentModel, parse
from bench_core.documents.order import Order
from bench_core.documents.standard import StandardCertificate

if TYPE_CHECKING:
    from bench_core.records.events import EmbeddedText, RunStarted

M = TypeVar("M", bound=DocumentModel)


class Embedded:
    """The texts of one run.

    Args:
        started: the first event of the record.
    """

    def __init__(self, started: RunStarted) -> None:
        self._texts = {text.role: text for text in started.texts}
        self._models: dict[str, DocumentModel] = {}

    def laboratory(self) -> Laboratory | None:
        """Return who calibrates, or None where the bench named nobody."""
        return self._read("laboratory", Laboratory)

    def order(self) -> Order | None:
        """Return the client's order, or None where the run had none."""
        return self._read("order", Order)

    def type_record(self, instrument: str) -> TypeRecord | None:
        """Return what the maker states about an instrument of the bench."""
        return self._read(f"instrument:{instrument}", TypeRecord)

    def standard(self, instrument: str) -> tuple[StandardCertificate, EmbeddedText] | None:
        """Return the certificate of a standard with the text it was read from."""
        role = f"standard:{instrument}"
        certificate = self._read(role, StandardCertificate)
        return None if certificate is None else (certificate, self._texts[role])

    def _read(self, role: str, kind: type[M]) -> M | None:
        """Return a text as a model, each read once."""
        text = self._texts.get(role)
        if text is None:
            return None
        model = self._models.get(role)
        if not isinstance(model, kind):
            model = self._models[role] = parse(text.path, text.text.encode(), kind).model
        return model
