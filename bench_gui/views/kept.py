"""Whether what was computed still holds: the record's objects never change, so that the same objects say the same."""

from __future__ import annotations


def same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Return whether two tuples hold the very same objects."""
    return len(one) == len(other) and all(left is right for left, right in zip(one, other, strict=True))
