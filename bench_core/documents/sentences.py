"""pydantic's errors in our own sentences, for people who write files and no programs."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.documents.characters import LONGEST_SHOWN
from bench_core.documents.nodes import KEY, Mapping, Place, Scalar, Sequence, find
from bench_core.documents.refusal import Refusal, refusals_of
from bench_core.errors import ExpressionInvalid, NumberInvalid, UnitUnknown, UsageRefused

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from bench_core.documents.yaml_values import Reading

_COMMA_IN_NUMBER = re.compile(r"[+-]?[0-9]+[,_][0-9]")
_POINT = Bilingual("小数点用“.”，数字不要分组", "write a decimal point, and do not group digits")
_NUMBER = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?(?:/[0-9]+)?\s*")


def refusals(detail: ErrorDetails, top: Mapping, reading: Reading) -> tuple[Refusal, ...]:
    """Return what one of pydantic's errors means, in our words.

    Args:
        detail: the error.
        top: the nodes that were validated.
        reading: which models were tried where.
    """
    own = refusals_of(detail)
    if own:
        return own
    context, loc, kind = detail.get("ctx", {}), detail["loc"], detail["type"]
    cause = context.get("error")
    if isinstance(cause, ValueError):
        return (_of_exception(cause, detail["input"]),)
    if kind == "missing" and not _is_whole(find(top, loc[:-1])):
        return ()  # it may stand in the file that could not be read, which is told
    if kind in {"missing", "extra_forbidden"}:
        return ((_missing if kind == "missing" else _unknown)(loc, top, reading),)
    place = find(top, loc)
    if kind == "too_short" and _length(place) >= context["min_length"]:
        return ()  # what is there is wrong, and told as such
    return (_of_form(context, place) if "union_tag" in kind else _of_type(kind, context, place, detail["msg"]),)


def _of_form(context: dict[str, Any], place: Place) -> Refusal:
    """Return the words for a mapping that has one of several forms: which key tells, and what it may say."""
    key, tag = str(context["discriminator"]).strip("'"), context.get("tag")
    if tag is None:
        written = [name.text for name, _ in place.node.entries] if isinstance(place.node, Mapping) else []
        near = get_close_matches(key, written, 1, 0.8)
        if near:
            return Refusal(_unknown_key(near[0]), _meant(key), at=(near[0], KEY))
        return Refusal(_missing_key(key) if key.isidentifier() else _NO_FORM, at=(KEY,))
    choices = re.findall(r"'([^']*)'", str(context["expected_tags"]))
    told_by_value = isinstance(place.node, Mapping) and place.node.get(key) is not None
    return _not_among(choices, str(tag), (key,) if told_by_value else (str(tag), KEY))


def _not_among(choices: list[str], found: str, at: tuple[str | int, ...] = ()) -> Refusal:
    shown = found[:LONGEST_SHOWN]
    words = Bilingual(f"应为 {_or_zh(choices)}，实为“{shown}”", f"expected {' or '.join(choices)}, found '{shown}'")
    near = _nearest(found, choices)
    return Refusal(words, _meant(near) if near is not None else NOTHING, at=at)


def _is_whole(place: Place) -> bool:
    return not isinstance(place.node, Mapping) or place.node.whole


def _length(place: Place) -> int:
    if isinstance(place.node, Sequence):
        return len(place.node.items)
    return len(place.node.entries) if isinstance(place.node, Mapping) else 0


def _of_exception(cause: ValueError, value: object) -> Refusal:
    if isinstance(cause, ExpressionInvalid):
        return Refusal(cause.message, cause.hint, cause.offset)
    if isinstance(cause, UnitUnknown) and isinstance(value, str):
        match = _NUMBER.match(value)
        hint = _POINT if _COMMA_IN_NUMBER.match(value) else NOTHING
        return Refusal(cause.told, hint, match.end() if match is not None else 0)
    if isinstance(cause, NumberInvalid) and not isinstance(value, str):
        found = _MAPPING if isinstance(value, dict) else _A_LIST
        zh, en = (
            f"应为带单位的数，如 10 V，实为{found.zh}",
            f"expected a number with a unit, such as 10 V, found {found.en}",
        )
        return Refusal(Bilingual(zh, en))
    words = cause.told if isinstance(cause, UsageRefused) else Bilingual(f"不可用：{cause}", str(cause))
    return Refusal(words, _full_width(value))


def _missing(loc: tuple[str | int, ...], top: Mapping, reading: Reading) -> Refusal:
    name = str(loc[-1])
    for model in reading.of(find(top, loc[:-1])):
        if name in model.MISSING:
            message, hint = model.MISSING[name]
            return Refusal(message, hint, at=(KEY,))
    return Refusal(_missing_key(name), at=(KEY,))


def _unknown(loc: tuple[str | int, ...], top: Mapping, reading: Reading) -> Refusal:
    name = str(loc[-1])
    known: list[str] = []
    for model in reading.of(find(top, loc[:-1])):
        if name in model.UNKNOWN:
            return Refusal(_unknown_key(name), model.UNKNOWN[name], at=(KEY,))
        known += [info.alias or field_name for field_name, info in model.model_fields.items()]
    return Refusal(_unknown_key(name), did_you_mean(name, known), at=(KEY,))


def did_you_mean(name: str, known: list[str]) -> Bilingual:
    """Return a hint with the nearest known name, or with all of them."""
    near = _nearest(name, known)
    if near is not None:
        return _meant(near)
    every = dict.fromkeys(known)
    return Bilingual(f"此处可用：{'、'.join(every)}", f"known here: {', '.join(every)}") if known else NOTHING


def _nearest(name: str, known: list[str]) -> str | None:
    return next(iter(get_close_matches(name[:LONGEST_SHOWN], known, 1, 0.5)), None)


def _meant(name: str) -> Bilingual:
    return Bilingual(f"是否想写“{name}”？", f"did you mean '{name}'?")


def _missing_key(name: str) -> Bilingual:
    return Bilingual(f"缺少键“{name}”", f"missing key '{name}'")


def _unknown_key(name: str) -> Bilingual:
    return Bilingual(f"未知的键“{name[:LONGEST_SHOWN]}”", f"unknown key '{name[:LONGEST_SHOWN]}'")


def _or_zh(choices: list[str]) -> str:
    return " 或 ".join(choices)


_NO_FORM = Bilingual("不是任何一种已知的写法", "this has none of the known forms")
_MAPPING = Bilingual("键和值", "keys and values")
_A_LIST = Bilingual("列表", "a list")
_KEYS = (Bilingual("应为键和值", "expected keys and values"), NOTHING)
_LIST = (
    Bilingual("应为列表", "expected a list"),
    Bilingual("写成 [第一项, 第二项]，或每项一行，以 - 开头", "write [first, second], or a line with - for each"),
)
_TEXT = (
    Bilingual("应为文字", "expected a text"),
    Bilingual("以括号开头的文字须加引号", "quote a text that begins with a bracket"),
)
_EXPECTED = {
    "model_type": _KEYS, "model_attributes_type": _KEYS, "dict_type": _KEYS, "mapping_type": _KEYS,
    "tuple_type": _LIST, "list_type": _LIST, "string_type": _TEXT, "string_sub_type": _TEXT,
}  # fmt: skip

_BOUNDS = {
    "greater_than_equal": ("ge", Bilingual("小于", "is below"), Bilingual("或更大的数", "or more")),
    "less_than_equal": ("le", Bilingual("大于", "is above"), Bilingual("或更小的数", "or less")),
}


def _of_type(kind: str, context: dict[str, Any], place: Place, words: str) -> Refusal:
    shown = _shown(place)
    if kind in {"literal_error", "enum"}:
        return _choice(re.findall(r"'([^']*)'", str(context["expected"])), place)
    if kind in _EXPECTED:
        message, hint = _EXPECTED[kind]
        found = Bilingual(f"{message.zh}，实为{shown.zh}", f"{message.en}, found {shown.en}")
        return Refusal(found, hint or _colon(place))
    if kind in _BOUNDS:
        bound, beyond, within = _BOUNDS[kind]
        limit = context[bound]
        message = Bilingual(f"{shown.zh}{beyond.zh} {limit}", f"{shown.en} {beyond.en} {limit}")
        return Refusal(message, Bilingual(f"写 {limit} {within.zh}", f"write {limit} {within.en}"))
    if kind == "too_short":
        least, count = context["min_length"], context["actual_length"]
        return Refusal(Bilingual(f"至少应有 {least} 项，实有 {count} 项", f"at least {least} expected, found {count}"))
    return Refusal(Bilingual(f"格式不符：{words}", words[:1].lower() + words[1:]))


def _choice(choices: list[str], place: Place) -> Refusal:
    if isinstance(place.node, Scalar):
        return _not_among(choices, place.node.text)
    found = _shown(place)
    words = f"应为 {_or_zh(choices)}，实为{found.zh}", f"expected {' or '.join(choices)}, found {found.en}"
    return Refusal(Bilingual(*words))


def _shown(place: Place) -> Bilingual:
    if isinstance(place.node, Scalar):
        text = place.node.text[:LONGEST_SHOWN]
        return Bilingual(f"“{text}”", f"'{text}'")
    return _A_LIST if isinstance(place.node, Sequence) else _MAPPING


def _colon(place: Place) -> Bilingual:
    if isinstance(place.node, Scalar) and "：" in place.node.text:
        return Bilingual("“：”是全角冒号；改写为“: ”", "'：' is a full-width colon; write ': '")
    if isinstance(place.node, Scalar) and re.match(r"[A-Za-z_]+:\S", place.node.text):
        return Bilingual("冒号后须有空格", "a colon needs a blank after it")
    return NOTHING


def _full_width(value: object) -> Bilingual:
    wide = re.search(r"[\uff01-\uff5e\u3000]", value) if isinstance(value, str) else None
    if wide is None:
        return NOTHING
    return Bilingual(
        f"“{wide[0]}”是全角字符；改写为半角", f"'{wide[0]}' is a full-width character; write the ASCII one"
    )
