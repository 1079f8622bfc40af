"""A YAML file as positioned nodes; knows where every text stands, and not what it means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Line and column, both from 1, the column in characters.

    Args:
        line: from 1.
        column: from 1, in characters.
        file: that it is in, where that is another one than the document's own.
    """

    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, never resolved to a number, date or truth value.

    Args:
        text: without quotes, escapes and folding.
        plain: whether it was written without quotes.
        at: its first character, or its opening quote.
    """

    text: str
    plain: bool
    at: Position


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values, in the order of the file; no key stands twice.

    Args:
        entries: keys and values.
        at: its first character.
        whole: false where more keys are meant, in a file that could not be read.
    """

    entries: tuple[tuple[Scalar, Node], ...]
    at: Position
    whole: bool = True

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """Return a key itself, for its position, or None."""
        return next((name for name, _ in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


def of_file(node: Node, file: str) -> Node:
    """Return a node whose every position names the file that it is in."""
    at = replace(node.at, file=file)
    if isinstance(node, Scalar):
        return replace(node, at=at)
    if isinstance(node, Sequence):
        return Sequence(tuple(of_file(item, file) for item in node.items), at)
    keys = (replace(key, at=replace(key.at, file=file)) for key, _ in node.entries)
    values = (of_file(value, file) for _, value in node.entries)
    return Mapping(tuple(zip(keys, values, strict=True)), at)


KEY = "[key]"
"""Last element of a location that means a key itself instead of its value."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a location leads.

    Args:
        node: the deepest node that the location names.
        owner: the key that the node belongs to, or None in a list and at the top.
        of_key: whether the key itself is meant.
    """

    node: Node
    owner: Scalar | None
    of_key: bool = False

    @property
    def at(self) -> Position:
        """Where a mistake in this place is shown."""
        return self.owner.at if self.owner is not None and self.of_key else self.node.at


def find(top: Node, location: Iterable[str | int]) -> Place:
    """Follow a location into the nodes; elements that are not in the file are passed over.

    Args:
        top: where the location begins.
        location: keys and list positions, with a validator's own marks between them.
    """
    node, owner = top, None
    for element in location:
        if element == KEY:
            return Place(node, owner, of_key=True)
        if isinstance(node, Mapping) and isinstance(element, str):
            for key, value in node.entries:
                if key.text == element:
                    node, owner = value, key
                    break
        elif isinstance(node, Sequence) and isinstance(element, int) and 0 <= element < len(node.items):
            node, owner = node.items[element], None
    return Place(node, owner)
