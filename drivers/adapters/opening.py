"""Knows how the class of a library is found, and how it opens a link; asks nothing over it."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from bench_core.capabilities.instruments import SerialPort
from bench_core.errors import UsageError
from drivers.adapters.failures import not_opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.documents.python_mapping import PythonMapping
    from bench_core.documents.python_opening import Opening
    from drivers.own_links import Connection

_INSTALL: Final = {
    "pymeasure": "pip install 'calbench[adapters-pymeasure]'",
    "qcodes": "pip install 'calbench[adapters-qcodes]'",
    "instruments": "pip install --pre instrumentkit, whose licence is the AGPL",
}
_SOCKET = re.compile(r"TCPIP[0-9]*::(?P<host>[^:\s]+)::(?P<port>[0-9]{1,5})::SOCKET", re.IGNORECASE)
_SIMULATED = "sim:"


def load_class(mapping: PythonMapping) -> type[Any]:
    """Return the class that a type record names.

    Args:
        mapping: of the type record.

    Raises:
        UsageError: it is not installed, no class, part of Python itself, or none of its library's instruments.
    """
    found = _found(mapping.class_)
    base = mapping.opening.base
    if not isinstance(found, type) or (base and not issubclass(found, _found(base))):
        wanted = base or "a class"
        raise UsageError(f"{mapping.class_} is not {wanted}; name a class of instruments in the type record")
    return found


def _found(path: str) -> Any:  # noqa: ANN401  whatever a library has there
    module, _, name = path.rpartition(".")
    package = module.partition(".")[0]
    if package in sys.stdlib_module_names:
        raise UsageError(f"{path} belongs to Python itself and is no instrument; name a class of instruments")
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError as problem:
        if problem.name == package:
            hint = _INSTALL.get(package, "install it in the environment that calbench runs in")
            raise UsageError(f"{path}: {package} is not installed; {hint}") from problem
        raise UsageError(
            f"{path}: {problem}; correct class: in the type record, or install what is missing"
        ) from problem
    except AttributeError as problem:
        raise UsageError(f"{path}: {problem}; correct class: in the type record") from problem
    except Exception as problem:
        raise UsageError(f"{path} cannot be imported ({type(problem).__name__}: {problem}); repair it") from problem


def places(connection: Connection, opening: Opening) -> Mapping[str, str | int | float]:
    """Return what may stand in braces where an instrument is opened.

    Args:
        connection: where it is.
        opening: which of them are needed.

    Raises:
        UsageError: a host or port is needed, and the resource name has none.
    """
    filled: dict[str, str | int | float] = {
        "link": connection.resource,
        "name": connection.name.replace("-", "_"),
        "timeout_s": connection.timeout_s,
        "timeout_ms": round(connection.timeout_s * 1000),
    }
    match = _SOCKET.fullmatch(connection.resource)
    if match is not None:
        filled |= {"host": match["host"], "port": int(match["port"])}
    missing = sorted(opening.places.difference(filled))
    if missing:
        hint = "a link TCPIP::HOST::PORT::SOCKET gives it; for another write open: in the type record"
        raise UsageError(f"{connection.who}: {{{missing[0]}}} is needed to open it; {hint}")
    return filled


def open_object(connection: Connection, mapping: PythonMapping) -> object:
    """Return a new object of a library, on a link that it has opened.

    Args:
        connection: where the instrument is.
        mapping: of its type record.

    Raises:
        LinkRefused: it could not be opened.
        UsageError: it is opened otherwise.
    """
    opening, filled = mapping.opening, places(connection, mapping.opening)
    arguments = [value.fill(filled) for value in opening.arguments]
    options = {name: value.fill(filled) for name, value in opening.options.items()}
    found = load_class(mapping)
    try:
        make = found if opening.call is None else getattr(found, opening.call)
        opened: object = make(*arguments, **options)
    except (AttributeError, TypeError) as problem:
        what = f"{mapping.class_} is opened otherwise ({problem}); correct open: in the type record"
        raise UsageError(f"{connection.who}: {what}") from problem
    except Exception as problem:
        raise not_opened(problem, connection.who, mapping.class_) from problem
    return opened


def check(connection: Connection, mapping: PythonMapping) -> None:
    """Refuse before a run what cannot be opened by the library.

    Args:
        connection: where the instrument is.
        mapping: of its type record.

    Raises:
        UsageError: in words.
    """
    if connection.resource.lower().startswith(_SIMULATED):
        hint = "calbench sim BENCH --bench-out FILE puts simulated instruments on links that a library can open"
        raise UsageError(f"{connection.who}: a library cannot open this link; {hint}")
    if connection.serial_port != SerialPort():
        hint = "write baud_rate and the like in open: options: of the type record, as the library calls them"
        raise UsageError(f"{connection.who}: its library opens the serial line, not calbench; {hint}")
    load_class(mapping)
    places(connection, mapping.opening)
