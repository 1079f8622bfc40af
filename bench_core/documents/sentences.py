"""pydantic's errors in our own sentences, for people who write files and no programs."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from bench_core.documents.characters import LONGEST_SHOWN
from bench_core.documents.nodes import KEY, Mapping, Place, Scalar, Sequence, find
from bench_core.documents.refusal import Refusal, refusals_of
from bench_core.errors import ExpressionInvalid, NumberInvalid, UnitUnknown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from bench_core.documents.yaml_values import Reading

_COMMA_IN_NUMBER = re.compile(r"[+-]?[0-9]+[,_][0-9]")
_POINT = "write a decimal point, and do not group digits"
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
            return Refusal(f"unknown key '{near[0]}'", f"did you mean '{key}'?", at=(near[0], KEY))
        return Refusal(f"missing key '{key}'" if key.isidentifier() else "this has none of the known forms", at=(KEY,))
    choices = re.findall(r"'([^']*)'", str(context["expected_tags"]))
    told_by_value = isinstance(place.node, Mapping) and place.node.get(key) is not None
    return _not_among(choices, str(tag), (key,) if told_by_value else (str(tag), KEY))


def _not_among(choices: list[str], found: str, at: tuple[str | int, ...] = ()) -> Refusal:
    hint = did_you_mean(found, choices)
    words = f"expected {' or '.join(choices)}, found '{found[:LONGEST_SHOWN]}'"
    return Refusal(words, hint if "mean" in hint else "", at=at)


def _length(place: Place) -> int:
    if isinstance(place.node, Sequence):
        return len(place.node.items)
    return len(place.node.entries) if isinstance(place.node, Mapping) else 0


def _of_exception(cause: ValueError, value: object) -> Refusal:
    if isinstance(cause, ExpressionInvalid):
        return Refusal(cause.message, cause.hint, cause.offset)
    if isinstance(cause, UnitUnknown) and isinstance(value, str):
        match = _NUMBER.match(value)
        hint = _POINT if _COMMA_IN_NUMBER.match(value) else ""
        return Refusal(str(cause), hint, match.end() if match is not None else 0)
    if isinstance(cause, NumberInvalid) and not isinstance(value, str):
        found = "keys and values" if isinstance(value, dict) else "a list"
        return Refusal(f"expected a number with a unit, such as 10 V, found {found}")
    return Refusal(str(cause), _full_width(value))


def _missing(loc: tuple[str | int, ...], top: Mapping, reading: Reading) -> Refusal:
    name = str(loc[-1])
    for model in reading.of(find(top, loc[:-1])):
        if name in model.MISSING:
            message, hint = model.MISSING[name]
            return Refusal(message, hint, at=(KEY,))
    return Refusal(f"missing key '{name}'", "", at=(KEY,))


def _unknown(loc: tuple[str | int, ...], top: Mapping, reading: Reading) -> Refusal:
    name = str(loc[-1])
    known: list[str] = []
    for model in reading.of(find(top, loc[:-1])):
        if name in model.UNKNOWN:
            return Refusal(f"unknown key '{name[:LONGEST_SHOWN]}'", model.UNKNOWN[name], at=(KEY,))
        known += [info.alias or field_name for field_name, info in model.model_fields.items()]
    return Refusal(f"unknown key '{name[:LONGEST_SHOWN]}'", did_you_mean(name, known), at=(KEY,))


def did_you_mean(name: str, known: list[str]) -> str:
    """Return a hint with the nearest known name, or with all of them."""
    near = get_close_matches(name[:LONGEST_SHOWN], known, 1, 0.5)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known here: {', '.join(dict.fromkeys(known))}" if known else ""


_KEYS = ("expected keys and values", "")
_LIST = ("expected a list", "write [first, second], or a line with - for each")
_TEXT = ("expected a text", "quote a text that begins with a bracket")
_EXPECTED = {
    "model_type": _KEYS, "model_attributes_type": _KEYS, "dict_type": _KEYS, "mapping_type": _KEYS,
    "tuple_type": _LIST, "list_type": _LIST, "string_type": _TEXT, "string_sub_type": _TEXT,
}  # fmt: skip


def _of_type(kind: str, context: dict[str, Any], place: Place, words: str) -> Refusal:
    shown = _shown(place)
    if kind in {"literal_error", "enum"}:
        return _choice(re.findall(r"'([^']*)'", str(context["expected"])), place)
    if kind in _EXPECTED:
        message, hint = _EXPECTED[kind]
        return Refusal(f"{message}, found {shown}", hint or _colon(place))
    if kind == "too_short":
        return Refusal(f"at least {context['min_length']} expected, found {context['actual_length']}")
    return Refusal(words[:1].lower() + words[1:])


def _choice(choices: list[str], place: Place) -> Refusal:
    if isinstance(place.node, Scalar):
        return _not_among(choices, place.node.text)
    return Refusal(f"expected {' or '.join(choices)}, found {_shown(place)}")


def _shown(place: Place) -> str:
    if isinstance(place.node, Scalar):
        return f"'{place.node.text[:LONGEST_SHOWN]}'"
    return "a list" if isinstance(place.node, Sequence) else "keys and values"


def _colon(place: Place) -> str:
    if isinstance(place.node, Scalar) and "：" in place.node.text:
        return "'：' is a full-width colon; write ': '"
    if isinstance(place.node, Scalar) and re.match(r"[A-Za-z_]+:\S", place.node.text):
        return "a colon needs a blank after it"
    return ""


def _full_width(value: object) -> str:
    wide = re.search(r"[\uff01-\uff5e\u3000]", value) if isinstance(value, str) else None
    return "" if wide is None else f"'{wide[0]}' is a full-width character; write the ASCII one"
