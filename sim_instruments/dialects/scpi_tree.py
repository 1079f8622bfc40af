"""Knows how headers walk a SCPI command tree; it knows no command of any instrument."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_parameters import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.scpi_message import ProgramUnit
    from sim_instruments.dialects.scpi_parameters import Arguments

Handler: TypeAlias = "Callable[[Arguments], Execution | str | None]"
"""Obeys a command, or answers a query; one that takes time is a generator."""

_STEP = re.compile(r"(?P<open>\[)?:?(?P<mnemonic>\*?[A-Za-z]+):?(?P<close>\])?(?P<query>\?)?")


@dataclass(slots=True)
class Node:
    """One place in the tree.

    Args:
        mnemonic: as manuals write it, `VOLTage`.
        optional: whether a header may leave it out.
    """

    mnemonic: str
    optional: bool = False
    children: list[Node] = field(default_factory=list)
    command: Handler | None = None
    query: Handler | None = None

    def find(self, text: str) -> tuple[Node, Node] | None:
        """Return the node that a mnemonic names from here, and its parent; optional nodes are looked into."""
        for child in self.children:
            if matches(child.mnemonic, text):
                return child, self
        for child in self.children:
            if child.optional and (found := child.find(text)) is not None:
                return found
        return None

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
        commands: by pattern such as `[SENSe:]VOLTage[:DC]:RANGe[:UPPer]`, with `?` for the query.
    """

    def __init__(self, commands: Mapping[str, Handler]) -> None:
        self.root = Node("")
        for pattern, handler in commands.items():
            node = self.root
            for mnemonic, optional in _steps(pattern):
                node = _child(node, mnemonic, optional=optional)
            if pattern.endswith("?"):
                node.query = handler
            else:
                node.command = handler

    def resolve(self, unit: ProgramUnit, position: Node) -> tuple[Handler, Node]:
        """Return what a unit asks for, and where the next unit of the message starts.

        Args:
            unit: of a message.
            position: where the unit before it left off; the root at the start of a message.

        Raises:
            ScpiError: -113, the tree has no such header, or it is no query, or only one.
        """
        node = parent = self.root if unit.from_root or unit.common else position
        for mnemonic in unit.mnemonics:
            found = node.find(mnemonic)
            if found is None:
                raise ScpiError(-113)
            node, parent = found
        handler = node.default(query=unit.query)
        if handler is None:
            raise ScpiError(-113)
        return handler, position if unit.common else parent


def _steps(pattern: str) -> Iterator[tuple[str, bool]]:
    for match in _STEP.finditer(pattern):
        yield match["mnemonic"], match["open"] is not None


def _child(node: Node, mnemonic: str, *, optional: bool) -> Node:
    same: Iterable[Node] = (child for child in node.children if child.mnemonic == mnemonic)
    child = next(iter(same), None)
    if child is None:
        child = Node(mnemonic, optional)
        node.children.append(child)
    return child
