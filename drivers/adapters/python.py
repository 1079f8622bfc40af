"""Knows how an instrument of another library serves as a driver, by the `python:` of its type record; no guesses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import Instrument
from bench_core.documents.python_mapping import PythonIndicator
from bench_core.errors import UsageRefused
from drivers.adapters import opening
from drivers.adapters.foreign import Foreign
from drivers.adapters.indicator import AdaptedIndicator
from drivers.adapters.library_errors import LibraryErrors
from drivers.adapters.source import AdaptedSource
from drivers.error_queue import NoErrors

if TYPE_CHECKING:
    from bench_core.documents.instrument import TypeRecord
    from bench_core.documents.python_mapping import PythonMapping
    from drivers.own_links import Connection


@dataclass(frozen=True, slots=True)
class Adapted:
    """An instrument of another library, as a driver, with the link of its own."""

    instrument: Instrument
    foreign: Foreign

    def close(self) -> None:
        """Close the library's object."""
        self.foreign.close()


class PythonAdapter:
    """Any instrument whose class of Python is mapped by the `python:` of the type record that its bench entry names."""

    TYPE_RECORD = ""
    """None of its own: the bench entry names one with `type:`."""

    def require(self, type_record: TypeRecord) -> None:
        """Refuse a type record without a mapping.

        Args:
            type_record: of the instrument.

        Raises:
            UsageError: it has none.
        """
        _mapping(type_record)

    def check(self, connection: Connection, type_record: TypeRecord) -> None:
        """Import the class, and refuse a link that its library cannot open; nothing is opened.

        Args:
            connection: where the instrument is.
            type_record: with `python:`.

        Raises:
            UsageError: in words.
        """
        opening.check(connection, _mapping(type_record))

    def __call__(self, connection: Connection, type_record: TypeRecord) -> Adapted:
        """Return the driver of one instrument; nothing is opened or sent.

        Args:
            connection: where the instrument is.
            type_record: with `python:`.

        Raises:
            UsageError: it has no mapping.
        """
        mapping = _mapping(type_record)
        foreign = Foreign(connection, mapping)
        errors = NoErrors() if mapping.errors is None else LibraryErrors(foreign, mapping.errors)
        if isinstance(mapping, PythonIndicator):
            return Adapted(AdaptedIndicator(foreign, type_record, errors, mapping), foreign)
        return Adapted(AdaptedSource(foreign, type_record, errors, mapping), foreign)


PYTHON = PythonAdapter()


def _mapping(type_record: TypeRecord) -> PythonMapping:
    if type_record.python is None:
        model = type_record.model
        zh = f"{model} 的型号档案没有 adapter.python 所需的 python:；补上，或写此型号的驱动"
        needs = f"the type record of {model} has no python:, which adapter.python needs"
        en = f"{needs}; add it, or name the driver of this type"
        raise UsageRefused(Bilingual(zh, en))
    return type_record.python
