"""`like:` on the nodes of a file: an item takes what it does not write itself; it knows no meaning of any key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import did_you_mean
from bench_core.documents.nodes import Mapping, Node, Scalar, Sequence
from bench_core.errors import DocumentInvalid
from bench_core.mistake import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

ITEMS, LIKE, ID, METHODS = "items", "like", "id", "methods"
NEVER = {ID, LIKE, "clause"}
"""Keys that an item has of itself alone: what it is called, and the clause that it stands in."""
_UNCHECKED = "false"


def completed(path: str, top: Mapping, shared: Mapping | None = None, *, unread: bool = False) -> Mapping:
    """Return a file's nodes with every item that is like another one completed.

    Args:
        path: of the file, for messages.
        top: of the file.
        shared: of the file of methods that `methods.ID` means, its positions naming that file.
        unread: whether there is such a file that could not be read; items that are like one of it are not whole then.

    Raises:
        DocumentInvalid: an item is like one that is not there, or like itself in the end.
    """
    found = _Completion(path, top, shared, unread=unread)
    result = found.result()
    if found.mistakes:
        raise DocumentInvalid(tuple(dict.fromkeys(found.mistakes)))
    return result


class _Completion:
    """One completion, which goes on after a mistake to find them all."""

    def __init__(self, path: str, top: Mapping, shared: Mapping | None, *, unread: bool) -> None:
        self._path = path
        self._top = top
        self._own = _items(top)
        self._shared = _items(shared) if shared is not None else None
        self._unread = unread
        self._circle: list[Mapping] = []
        self.mistakes: list[Mistake] = []

    def result(self) -> Mapping:
        """Return the nodes with completed items."""
        return Mapping(tuple((key, self._entry(key, value)) for key, value in self._top.entries), self._top.at)

    def _entry(self, key: Scalar, value: Node) -> Node:
        if key.text != ITEMS or not isinstance(value, Sequence):
            return value
        items = (self._complete(one, ()) if isinstance(one, Mapping) else one for one in value.items)
        return Sequence(tuple(items), value.at)

    def _complete(self, item: Mapping, seen: tuple[Mapping, ...]) -> Mapping:
        like = item.get(LIKE)
        if not isinstance(like, Scalar):
            return item
        if self._unread and like.text.startswith(f"{METHODS}."):
            return replace(item, whole=False)
        base = self._base(like)
        if base is None:
            return item
        if any(base is one for one in (*seen, item)):
            if any(one is other for one in (*seen, item) for other in self._circle):
                return item  # told at another item of the same circle
            self._circle += [*seen, item]
            message = Bilingual(f"“{like.text}”最终又取自本项目", f"'{like.text}' is like this item itself in the end")
            self._refuse(like, message, Bilingual("把其中一个项目完整写出", "write one of them out in full"))
            return item
        whole = self._complete(base, (*seen, item))
        own = {key.text for key, _ in item.entries}
        taken = tuple((key, value) for key, value in whole.entries if key.text not in own | NEVER)
        for what in _claims(taken):
            message = Bilingual(
                f"“{like.text}”的 {what} 中有自己的条款或核对",
                f"'{like.text}' has a clause or a check of its own in its {what}",
            )
            hint = Bilingual(
                f"核对只对一份规程的一个项目有效；在此写出 {what}:",
                f"a check holds for one item of one regulation; write {what}: here",
            )
            self._refuse(like, message, hint)
        return Mapping(item.entries + taken, item.at, whole.whole)

    def _base(self, like: Scalar) -> Mapping | None:
        file, dot, name = like.text.partition(".")
        items = self._own if not like.at.file else self._shared or {}
        if dot and file == METHODS and not like.at.file:
            if self._shared is None:
                message = Bilingual("此处未指明方法文件", "no file of methods is named here")
                hint = Bilingual("在规程文件中补上 methods: FILE.yaml", "add methods: FILE.yaml to the procedure")
                self._refuse(like, message, hint)
                return None
            items = self._shared
        else:
            name = like.text
        if name not in items:
            message = Bilingual(f"没有可取用的项目“{name}”", f"no item '{name}' to be like")
            self._refuse(like, message, did_you_mean(name, list(items)))
        return items.get(name)

    def _refuse(self, at: Scalar, message: Bilingual, hint: Bilingual) -> None:
        self.mistakes.append(Mistake(at.at.file or self._path, at.at.line, at.at.column, message, hint))


def _items(top: Mapping) -> dict[str, Mapping]:
    """Return a file's items by id; of two with one id the first."""
    node = top.get(ITEMS)
    items = [one for one in node.items if isinstance(one, Mapping)] if isinstance(node, Sequence) else []
    named = [(key.text, one) for one in reversed(items) if isinstance(key := one.get(ID), Scalar)]
    return dict(reversed(named)) if named else {}


def _claims(entries: tuple[tuple[Scalar, Node], ...]) -> Iterator[str]:
    """Give the keys of an item that say somebody checked it against a text, or where it stands there."""
    for key, value in entries:
        rows = value.items if key.text == "requirements" and isinstance(value, Sequence) else ()
        checked = key.text == "verified" and not _is_unchecked(value)
        if checked or any(isinstance(row, Mapping) and not _makes_no_claim(row) for row in rows):
            yield key.text


def _makes_no_claim(requirement: Mapping) -> bool:
    verified = requirement.get("verified")
    return requirement.get("clause") is None and (verified is None or _is_unchecked(verified))


def _is_unchecked(value: Node) -> bool:
    return isinstance(value, Scalar) and value.text == _UNCHECKED
