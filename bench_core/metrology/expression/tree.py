"""What an expression is made of once it was read; knows no text rules and no values of names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Number:
    """A number literal with its unit, `8000 kg/m³`; `at` counts characters from 0, here and below."""

    value: Quantity
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity by its dotted name, `point.nominal`."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Index:
    """A quantity picked by keys: `z[range]`, `error[point, branch]`, `loop_meter[uut].dc_current`.

    Args:
        base: name before the bracket.
        keys: names inside.
        rest: dotted name after the bracket, or empty.
    """

    base: str
    keys: tuple[str, ...]
    rest: str
    at: int

    @property
    def name(self) -> str:
        """The one way to write it, which a resolver of names is asked for."""
        rest = f".{self.rest}" if self.rest else ""
        return f"{self.base}[{', '.join(self.keys)}]{rest}"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language, `mean(e)`, or a dotted one that the caller resolves, `uut.ranges(x)`.

    The arguments of a dotted call are names.
    """

    callee: str
    arguments: tuple[Node, ...]
    at: int

    @property
    def dotted(self) -> bool:
        """Whether the caller, not the language, must resolve it."""
        return "." in self.callee

    @property
    def name(self) -> str:
        """The one way to write a dotted call, which a resolver of names is asked for."""
        arguments = (part.name for part in self.arguments if isinstance(part, Name | Index))
        return f"{self.callee}({', '.join(arguments)})"


@dataclass(frozen=True, slots=True)
class Negate:
    """Unary minus."""

    operand: Node
    at: int


@dataclass(frozen=True, slots=True)
class Not:
    """Logical negation."""

    operand: Node
    at: int


@dataclass(frozen=True, slots=True)
class Power:
    """A whole power, from -9 to 9."""

    base: Node
    exponent: int
    at: int


@dataclass(frozen=True, slots=True)
class Chain:
    """A run of `+ -` or of `* /`, from left to right; flat, so that a long sum is not a deep tree."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    at: int


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison: `<`, `<=`, `>`, `>=` or `==`."""

    operator: str
    left: Node
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class Logic:
    """A run of `and` or of `or`."""

    operator: str
    operands: tuple[Node, ...]
    at: int


Node = Number | Name | Index | Call | Negate | Not | Power | Chain | Compare | Logic


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it was written, and its tree.

    Args:
        text: as written; two expressions are equal when their texts are.
        tree: its root node.
        names: every quantity it asks for, such as `x`, `point.nominal`, `z[range]`.
        calls: every dotted callee, such as `uut.basic_range`.
    """

    text: str
    tree: Node = field(compare=False, repr=False)
    names: frozenset[str] = field(compare=False, repr=False)
    calls: frozenset[str] = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of a node, from left to right."""
    match node:
        case Call(arguments=parts) | Logic(operands=parts):
            return parts
        case Negate(operand=part) | Not(operand=part) | Power(base=part):
            return (part,)
        case Chain():
            return (node.first, *(operand for _, operand in node.rest))
        case Compare():
            return (node.left, node.right)
        case Number() | Name() | Index():
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, but not the arguments of dotted calls: they are no quantities."""
    yield node
    if isinstance(node, Call) and node.dotted:
        return
    for part in children(node):
        yield from walk(part)
