"""Which of pydantic's errors only repeat another one: a missing key that stands there misspelt is one mistake."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from bench_core.documents.nodes import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic_core import ErrorDetails

    from bench_core.documents.nodes import Mapping, Position
    from bench_core.documents.yaml_values import Reading

_CUT_OFF = 0.5


def without_echoes(details: Sequence[ErrorDetails], top: Mapping, reading: Reading) -> Iterator[ErrorDetails]:
    """Yield the errors, but no missing key that an unknown key beside it explains.

    Args:
        details: all errors.
        top: the nodes that were validated.
        reading: which models were tried where.
    """
    missing, unknown = _by_mapping(details, top, "missing"), _by_mapping(details, top, "extra_forbidden")
    for detail in details:
        at = _mapping(detail, top)
        if detail["type"] != "missing" or not _explained(
            _name(detail), missing[at], unknown.get(at, []), reading.hinted(at)
        ):
            yield detail


def _explained(name: str, missing: list[str], unknown: list[str], hinted: set[str]) -> bool:
    """Tell whether an unknown key is a misspelt `name`, is told by name, or is the only one beside the only one."""
    if any(name in get_close_matches(other, missing, 1, _CUT_OFF) or other in hinted for other in unknown):
        return True
    return len(missing) == len(unknown) == 1


def _by_mapping(details: Sequence[ErrorDetails], top: Mapping, kind: str) -> dict[Position, list[str]]:
    found: dict[Position, list[str]] = {}
    for detail in details:
        if detail["type"] == kind:
            found.setdefault(_mapping(detail, top), []).append(_name(detail))
    return found


def _mapping(detail: ErrorDetails, top: Mapping) -> Position:
    """Return where the keys and values begin that an error is about."""
    return find(top, detail["loc"][:-1]).node.at


def _name(detail: ErrorDetails) -> str:
    return str(detail["loc"][-1])
