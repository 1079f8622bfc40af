"""YAML bytes to positioned nodes, under laws that leave nothing to surprise; knows no kind of file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.documents.characters import (
    DEEPEST,
    LONGEST_SHOWN,
    MOST_MISTAKES,
    forbidden_character,
    read_text,
)
from bench_core.documents.nodes import Mapping, Node, Position, Scalar, Sequence
from bench_core.documents.syntax import BLOCK_STYLE, explain, is_cut_equation
from bench_core.errors import DocumentInvalid
from bench_core.mistake import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.events import Event

MOST_NODES = 20_000
"""Values in a file; reading stays below a second."""

_UNUSUAL = re.compile(r"""\t|["']:\S""")
_FOLDED = {"|", ">"}
_NULLS = {"~", "null", "Null", "NULL"}
_COMMA = Bilingual(
    "在 {…} 和 […] 中逗号结束文字；含逗号的文字须加引号", "in {…} and […] a comma ends a text; quote text that has one"
)


def read_nodes(path: str, content: bytes) -> Mapping:
    """Read a file's keys and values, each with its position and as text.

    Args:
        path: for messages.
        content: the file's bytes.

    Raises:
        DocumentInvalid: with all mistakes that can be told apart.
    """
    text = read_text(path, content)
    return _quickly(path, text) or _carefully(path, text)


def _quickly(path: str, text: str) -> Mapping | None:
    """Return what libyaml reads, twenty times as fast as our own parser; None where that one has to look.

    It looks at every file with a mistake, but for too many values, since its complaints are the ones that we explain;
    and at every file with a tab, a folded text or a quoted key that its colon does not end, of which libyaml takes more
    than it does.
    """
    if _UNUSUAL.search(text) is not None:
        return None
    builder = _Builder(path)
    try:
        for event in _events(text, pure=False):
            if isinstance(event, ScalarEvent) and event.style in _FOLDED:
                return None
            builder.take(event)
        return builder.result()
    except _TooManyNodes:
        if len(builder.mistakes) == 1:
            return builder.result()  # raises it: our own parser would take as many values before it said the same
        return None
    except (_TooMuch, DocumentInvalid, YAMLError, OverflowError, ValueError):
        return None


def _carefully(path: str, text: str) -> Mapping:
    """Return what our own parser reads, or raise every mistake."""
    builder = _Builder(path)
    try:
        for event in _events(text, pure=True):
            builder.take(event)
    except _TooMuch:
        pass
    except (YAMLError, OverflowError, ValueError) as error:
        builder.mistakes.append(explain(path, text, error, builder.last))
    return builder.result()


def _events(text: str, *, pure: bool) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=pure).parse(text)


def _is_empty(scalar: Scalar) -> bool:
    return not scalar.text or (scalar.plain and scalar.text in _NULLS)


class _TooMuch(Exception):
    """No use in reading on."""


class _TooManyNodes(_TooMuch):
    """There are more values than any file needs."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that has not ended yet."""

    at: Position
    is_mapping: bool
    is_flow: bool
    nodes: list[Node] = field(default_factory=list)
    keys: dict[str, Position] = field(default_factory=dict)
    has_cut_equation: bool = False

    @property
    def wants_key(self) -> bool:
        return self.is_mapping and len(self.nodes) % 2 == 0

    def close(self) -> Node:
        if not self.is_mapping:
            return Sequence(tuple(self.nodes), self.at)
        pairs = zip(self.nodes[::2], self.nodes[1::2], strict=True)
        return Mapping(tuple((key, value) for key, value in pairs if isinstance(key, Scalar)), self.at)


class _Builder:
    """Takes events one by one, without recursion, and collects nodes and mistakes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open: list[_Open] = []
        self._top: Node | None = None
        self._documents = 0
        self._nodes = 0
        self.mistakes: list[Mistake] = []
        self.last = Position(1, 1)

    def take(self, event: Event) -> None:
        at = Position(event.start_mark.line + 1, event.start_mark.column + 1)
        self.last = at
        if isinstance(event, DocumentStartEvent):
            self._begin(event, at)
        elif isinstance(event, CollectionEndEvent):
            self._place(self._open.pop().close())
        elif isinstance(event, NodeEvent):
            self._node(event, at)

    def result(self) -> Mapping:
        if not self.mistakes and not isinstance(self._top, Mapping):
            at = self._top.at if self._top is not None else Position(1, 1)
            self._mistake(
                at,
                Bilingual("文件应由键和值组成", "a file must be keys and values"),
                Bilingual("第一行写 `calbench: KIND/VERSION`", "begin with `calbench: KIND/VERSION`"),
            )
        if self.mistakes or not isinstance(self._top, Mapping):
            raise DocumentInvalid(tuple(self.mistakes))
        return self._top

    def _mistake(self, at: Position, message: Bilingual, hint: Bilingual = NOTHING) -> None:
        self.mistakes.append(Mistake(self._path, at.line, at.column, message, hint))
        if len(self.mistakes) >= MOST_MISTAKES:
            raise _TooMuch

    def _begin(self, event: DocumentStartEvent, at: Position) -> None:
        self._documents += 1
        if event.version is not None or event.tags:
            self._mistake(
                Position(1, 1),
                Bilingual("有 YAML 指令（以 % 开头的行）", "a YAML directive (a line that begins with %)"),
                Bilingual("删去", "delete it"),
            )
        if self._documents > 1:
            self._mistake(
                at,
                Bilingual("同一文件中有第二份文档", "a second document in the same file"),
                Bilingual("一个文件只含一份文档", "one file holds one document"),
            )
            raise _TooMuch

    def _node(self, event: NodeEvent, at: Position) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._mistake(
                at,
                Bilingual(f"多于 {MOST_NODES} 个值", f"more than {MOST_NODES} values"),
                Bilingual("拆分文件", "split the file"),
            )
            raise _TooManyNodes
        self._refuse_references(event, at)
        if isinstance(event, CollectionStartEvent):
            self._enter(event, at)
        elif isinstance(event, ScalarEvent):
            self._scalar(event, at)
        else:
            self._place(Scalar("*", plain=False, at=at))

    def _refuse_references(self, event: NodeEvent, at: Position) -> None:
        if isinstance(event, AliasEvent):
            hint = Bilingual(
                "把值写出来；以 * 开头的文字须加引号", "write the value out, or quote text that begins with *"
            )
            self._mistake(at, Bilingual(f"有别名 *{event.anchor}", f"an alias, *{event.anchor}"), hint)
            return
        if event.anchor is not None:
            self._mistake(
                at,
                Bilingual(f"有锚点 &{event.anchor}", f"an anchor, &{event.anchor}"),
                Bilingual("在需要处把值写出来", "write values out where they are needed"),
            )
        if isinstance(event, CollectionStartEvent | ScalarEvent) and event.tag is not None:
            self._mistake(
                at,
                Bilingual(f"有标签 {event.tag}", f"a tag, {event.tag}"),
                Bilingual("值不需要标签；以 ! 开头的文字须加引号", "values need no tag; quote text that begins with !"),
            )

    def _enter(self, event: CollectionStartEvent, at: Position) -> None:
        if self._open and self._open[-1].wants_key:
            self._mistake(
                at,
                Bilingual("以列表或映射作键", "a list or mapping as a key"),
                Bilingual("键应为普通的词", "keys are plain words"),
            )
        if len(self._open) >= DEEPEST:
            self._mistake(
                at,
                Bilingual(f"嵌套多于 {DEEPEST} 层", f"more than {DEEPEST} levels inside one another"),
                Bilingual("减少嵌套", "flatten the file"),
            )
            raise _TooMuch
        self._open.append(_Open(at, isinstance(event, MappingStartEvent), bool(event.flow_style)))

    def _scalar(self, event: ScalarEvent, at: Position) -> None:
        scalar = Scalar(event.value, event.style in {None, ""}, at)
        forbidden = forbidden_character(scalar.text)
        if forbidden is not None:
            self._mistake(
                at,
                Bilingual(
                    f"有不可见字符或控制字符 {forbidden} 的转义",
                    f"an escape for the invisible or control character {forbidden}",
                ),
                Bilingual("删去", "delete it"),
            )
        within = self._open[-1] if self._open else None
        if within is not None and within.is_flow and scalar.plain and is_cut_equation(scalar.text):
            within.has_cut_equation = True
            shown = scalar.text[:LONGEST_SHOWN]
            self._mistake(
                at,
                Bilingual(f"逗号或括号把这段文字截成了“{shown}”", f"a comma or bracket has cut this text to '{shown}'"),
                BLOCK_STYLE,
            )
        elif within is not None and within.wants_key:
            self._key(within, scalar)
        elif _is_empty(scalar):
            self._empty(within, scalar)
        self._place(scalar)

    def _key(self, within: _Open, key: Scalar) -> None:
        first = within.keys.setdefault(key.text, key.at)
        if first != key.at:
            shown = key.text[:LONGEST_SHOWN]
            self._mistake(
                key.at,
                Bilingual(f"键“{shown}”出现两次", f"key '{shown}' stands twice"),
                Bilingual(f"第一个在第 {first.line} 行", f"the first is in line {first.line}"),
            )
        if _is_empty(key):
            self._mistake(
                key.at,
                Bilingual("空的键", "an empty key"),
                Bilingual("作为文字的键须加引号", "quote a key that is meant as text"),
            )
        if key.text == "<<" and key.plain:
            self._mistake(
                key.at, Bilingual("有合并键 <<", "a merge key, <<"), Bilingual("把键写出来", "write the keys out")
            )

    def _empty(self, within: _Open | None, scalar: Scalar) -> None:
        if within is None:
            return  # an empty file is told as such
        if not within.is_mapping:
            self._mistake(
                scalar.at,
                Bilingual("列表中有空值", "an empty value in a list"),
                Bilingual("删去，或写出值", "delete it, or write a value"),
            )
            return
        key = within.nodes[-1]
        name = key.text if isinstance(key, Scalar) else "?"
        if within.is_flow and within.has_cut_equation:
            return  # the rest of an equation that was named already
        hint = _COMMA if within.is_flow else Bilingual("写出值，或删去此键", "write a value, or leave the key out")
        hint = Bilingual("冒号后须有空格", "a colon needs a blank after it") if within.is_flow and ":" in name else hint
        self._mistake(
            key.at, Bilingual(f"“{name[:LONGEST_SHOWN]}”没有值", f"'{name[:LONGEST_SHOWN]}' has no value"), hint
        )

    def _place(self, node: Node) -> None:
        if self._open:
            self._open[-1].nodes.append(node)
        else:
            self._top = node
