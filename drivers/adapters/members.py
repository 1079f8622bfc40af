"""Knows how a property, parameter or method of any object of Python is read, set and called; knows no library."""

from __future__ import annotations

import inspect
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bench_core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MISSING = object()


def ask(instrument: object, path: str, arguments: Sequence[object]) -> object:
    """Read a property, or call a parameter or method, and return what it returns.

    Args:
        instrument: of a library.
        path: such as `reading`, or `sense.range` for a member of a part.
        arguments: of a method.

    Raises:
        UsageError: there is no such member, or it is a plain value, for which nothing is asked.
    """
    owner, name = _owner(instrument, path)
    if _is_property(owner, name) and not arguments:
        return getattr(owner, name)
    return _callable(owner, name)(*arguments)


def method(instrument: object, path: str) -> Callable[..., object]:
    """Return a method, without calling it.

    Args:
        instrument: of a library.
        path: as for `ask`.

    Raises:
        UsageError: there is no such method.
    """
    return _callable(*_owner(instrument, path))


def put(instrument: object, path: str, value: object) -> None:
    """Set a property, or call a parameter or method with a value.

    Args:
        instrument: of a library.
        path: as for `ask`.
        value: literal.

    Raises:
        UsageError: there is no such member, or it is a plain value, which no instrument would see.
    """
    owner, name = _owner(instrument, path)
    if _is_property(owner, name):
        setattr(owner, name, value)
    else:
        _callable(owner, name)(value)


def _owner(instrument: object, path: str) -> tuple[object, str]:
    *parts, name = path.split(".")
    owner = instrument
    for part in parts:
        owner = _found(owner, part)
    return owner, name


def _is_property(owner: object, name: str) -> bool:
    return inspect.isdatadescriptor(inspect.getattr_static(type(owner), name, None))


def _callable(owner: object, name: str) -> Callable[..., object]:
    found = _found(owner, name)
    if not callable(found):
        words = f"{type(owner).__name__}.{name} is no property, parameter or method, but a plain value"
        raise UsageError(f"{words}; nothing would go to the instrument, name another in the type record")
    return found


def _found(owner: object, name: str) -> object:
    try:
        found = getattr(owner, name, _MISSING)
    except KeyError:
        found = _MISSING
    if found is _MISSING:
        near = get_close_matches(name, [one for one in dir(owner) if not one.startswith("_")], 1)
        hint = f"did you mean '{near[0]}'?" if near else "see the library's documentation"
        raise UsageError(f"{type(owner).__name__} has no member '{name}'; {hint}")
    return found
