"""Knows how a driver finds the function that a procedure names, or refuses it in words; knows no command."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bench_core.errors import CapabilityMissing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

T = TypeVar("T")


def choose(
    rows: Mapping[str, T], known: Collection[str], function: str, settings: Collection[str], who: str, verb: str
) -> T:
    """Return the driver's row of a function that has no further settings.

    Args:
        rows: of the driver, by capability.
        known: functions of the instrument's type record.
        function: a capability.
        settings: names of further settings; every one is refused.
        who: instrument and resource name, for people.
        verb: what the instrument does, `source` or `indicate`, for people.

    Raises:
        CapabilityMissing: the driver or the type record has no such function, or the function no such setting.
    """
    if function not in rows or function not in known:
        listed = ", ".join(name for name in rows if name in known)
        raise CapabilityMissing(f"{who}: does not {verb} {function}; it {verb}s {listed}")
    if settings:
        raise CapabilityMissing(f"{who}: {function} has no setting {', '.join(settings)}; leave it out")
    return rows[function]
