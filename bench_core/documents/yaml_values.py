"""A file's values on their way into a model: plain Python values that remember where and how they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from bench_core.documents.nodes import Mapping, Node, Place, Position, Scalar, Sequence

if TYPE_CHECKING:
    from bench_core.documents.model import DocumentModel


class YamlText(str):
    """A scalar's text on its way into a model; remembers whether it was written without quotes."""

    __slots__ = ("plain",)
    plain: bool

    def __new__(cls, text: str, *, plain: bool = True) -> Self:
        """Return the text."""
        made = super().__new__(cls, text)
        made.plain = plain
        return made


class YamlMapping(dict[str, Any]):
    """Keys and values on their way into a model; remembers where they stand."""

    __slots__ = ("at",)

    def __init__(self, values: dict[str, Any], *, at: Position) -> None:
        super().__init__(values)
        self.at = at


class Reading:
    """Which models were tried for which mapping, so that a wrong key is answered with the right ones."""

    def __init__(self) -> None:
        self._models: dict[Position, list[type[DocumentModel]]] = {}

    def note(self, at: Position, model: type[DocumentModel]) -> None:
        """Remember that the mapping at a position was read as a model."""
        self._models.setdefault(at, []).append(model)

    def hinted(self, at: Position) -> set[str]:
        """Return the keys that are unknown to the models tried at a position, and have a hint of their own there."""
        return {key for model in self._models.get(at, []) for key in model.UNKNOWN}

    def of(self, place: Place) -> list[type[DocumentModel]]:
        """Return the models that were tried at a place."""
        return self._models.get(place.node.at, []) if isinstance(place.node, Mapping) else []


def values(node: Node) -> Any:  # noqa: ANN401  what pydantic validates has no one type
    """Return a node as texts, tuples and dictionaries."""
    if isinstance(node, Scalar):
        return YamlText(node.text, plain=node.plain)
    if isinstance(node, Sequence):
        return tuple(values(item) for item in node.items)
    return YamlMapping({key.text: values(value) for key, value in node.entries}, at=node.at)
