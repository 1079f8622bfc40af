"""Knows how headers walk a SCPI command tree; it knows no command of any instrument.

Source: SCPI 1999.0, volume 1, 6.2.4 (traversal of the header tree) and 6.2.5.2 (numeric suffixes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_parameters import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.scpi_message import ProgramUnit
    from sim_instruments.dialects.scpi_parameters import Arguments

Handler: TypeAlias = "Callable[[Arguments], Execution | str | None]"
"""Obeys a command, or answers a query; one that takes time is a generator."""

_STEP = re.compile(r"(?P<open>\[)?:?(?P<mnemonic>\*?[A-Za-z][A-Za-z0-9]*)(?:<(?P<most>\d+)>)?")
_SUFFIXED = re.compile(r"(?P<stem>\D+)(?P<suffix>\d+)")


@dataclass(slots=True)
class Node:
    """One place in the tree.

    Args:
        mnemonic: as manuals write it, `VOLTage`.
        optional: whether a header may leave it out.
        most: largest numeric suffix; 0 where it takes none.
    """

    mnemonic: str
    optional: bool = False
    most: int = 0
    children: list[Node] = field(default_factory=list)
    command: Handler | None = None
    query: Handler | None = None

    def find(self, text: str) -> tuple[Node, tuple[int, ...]] | None:
        """Return the node that a mnemonic names from here, and its suffix; optional nodes are looked into.

        Raises:
            ScpiError: -114, there is such a node, but not with this suffix.
        """
        for child in self.children:
            suffix = child.suffix_in(text)
            if suffix is not None:
                return child, suffix
        for child in self.children:
            if child.optional and (found := child.find(text)) is not None:
                return found
        return None

    def suffix_in(self, text: str) -> tuple[int, ...] | None:
        """Return the numeric suffix with which a text names this node; empty where it takes none."""
        if matches(self.mnemonic, text):
            return (1,) if self.most else ()
        parts = _SUFFIXED.fullmatch(text) if self.most else None
        if parts is None or not matches(self.mnemonic, parts["stem"]):
            return None
        suffix = int(parts["suffix"])
        if not 1 <= suffix <= self.most:
            raise ScpiError(-114)
        return (suffix,)

    def default(self, *, query: bool) -> Handler | None:
        """Return what this node does, or what the nodes below it do that a header may leave out."""
        own = self.query if query else self.command
        if own is not None:
            return own
        below = (child.default(query=query) for child in self.children if child.optional)
        return next((handler for handler in below if handler is not None), None)


class CommandTree:
    """All commands of an instrument.

    Args:
        commands: by pattern such as `[SENSe<1>:]VOLTage[:DC]:RANGe[:UPPer]`, with `?` for the query; `<4>` is the
            largest numeric suffix.
    """

    def __init__(self, commands: Mapping[str, Handler]) -> None:
        self.root = Node("")
        for pattern, handler in commands.items():
            node = self.root
            for mnemonic, optional, most in _steps(pattern):
                node = _child(node, mnemonic, most, optional=optional)
            if pattern.endswith("?"):
                node.query = handler
            else:
                node.command = handler

    def resolve(self, unit: ProgramUnit, position: Node) -> tuple[Handler, tuple[int, ...], Node]:
        """Return what a unit asks for, its numeric suffixes, and where the next unit of the message starts.

        Args:
            unit: of a message.
            position: where the unit before it left off; the root at the start of a message.

        Raises:
            ScpiError: -113, the tree has no such header, or it is no query, or only one; -114.
        """
        node = parent = self.root if unit.from_root or unit.common else position
        suffixes: tuple[int, ...] = ()
        for mnemonic in unit.mnemonics:
            found = node.find(mnemonic)
            if found is None:
                raise ScpiError(-113)
            parent = node
            node, suffix = found
            suffixes += suffix
        handler = node.default(query=unit.query)
        if handler is None:
            raise ScpiError(-113)
        return handler, suffixes, position if unit.common else parent


@lru_cache(maxsize=4096)
def _steps(pattern: str) -> tuple[tuple[str, bool, int], ...]:
    return tuple(
        (match["mnemonic"], match["open"] is not None, int(match["most"] or 0)) for match in _STEP.finditer(pattern)
    )


def _child(node: Node, mnemonic: str, most: int, *, optional: bool) -> Node:
    same: Iterable[Node] = (child for child in node.children if child.mnemonic == mnemonic)
    child = next(iter(same), None)
    if child is None:
        child = Node(mnemonic, optional, most)
        node.children.append(child)
    return child
