"""`calbench round`: rounds a value once by GB/T 8170, and tells a person at a terminal why it came out so."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bench_cli.output import longest_line, say, say_text, wrapped
from bench_core.bilingual import Bilingual
from bench_core.errors import NumberInvalid, QuantityInvalid, UnitMismatch, UnitUnknown
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import neighbours, round_to, round_up, significant_interval

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from bench_core.metrology.rounding import Rounded

_STANDARD = "GB/T 8170-2008"


def main(arguments: argparse.Namespace) -> int:
    """Print the rounded value; return 0."""
    value = _read("VALUE", arguments.value)
    interval = _interval(value, arguments)
    rounded = round_up(value, interval) if arguments.up else round_to(value, interval)
    if arguments.json:
        say_text(json.dumps(_as_json(value, rounded), ensure_ascii=False, indent=2))
        return 0
    say(str(rounded))
    if sys.stdout.isatty():
        for sentence in _reasons(value, rounded, up=arguments.up):
            for line in wrapped(sentence, min(longest_line(), 100) - 2):
                say(f"  {line}")
    return 0


def _read(name: str, text: str) -> Quantity:
    """Read a quantity, and say what is wrong with it in words for this command."""
    if not text.isascii() and any(character.isdecimal() and not character.isascii() for character in text):
        raise NumberInvalid(f"{name} '{text}': digits must be half-width 数字须为半角, such as 12.345")
    if any(comma in text for comma in (",", "，")):
        raise NumberInvalid(f"{name} '{text}': the decimal sign is a point 小数点用“.”, and digits are not grouped")
    if text.strip().lower().lstrip("+-").startswith(("nan", "inf")):
        raise NumberInvalid(f"{name} '{text}': it is not a finite number 不是有限的数; nothing can be rounded")
    if text.strip().startswith("−"):
        raise NumberInvalid(f"{name} '{text}': write the minus sign as the hyphen on the keyboard 负号用“-”")
    try:
        return Quantity.parse(text)
    except (QuantityInvalid, UnitUnknown) as failure:
        told = failure.told
        raise type(failure)(Bilingual(f"{name}“{text}”：{told.zh}", f"{name} '{text}': {told.en}")) from None


def _interval(value: Quantity, arguments: argparse.Namespace) -> Quantity:
    if arguments.to is None:
        return significant_interval(value, arguments.digits, "up" if arguments.up else "nearest")
    interval = _read("INTERVAL", arguments.to)
    if value.dimension != interval.dimension:
        words = Bilingual(
            f"VALUE“{arguments.value}”与 INTERVAL“{arguments.to}”的单位不同类；两者都带单位，或都不带",
            f"VALUE '{arguments.value}' and INTERVAL '{arguments.to}' are not in units of one kind; "
            "write both with their units, or both without",
        )
        raise UnitMismatch(words)
    if interval.value <= 0:
        raise NumberInvalid(f"INTERVAL '{arguments.to}': a rounding interval is above 0 修约间隔须大于 0")
    return interval


def _is_tie(value: Quantity, rounded: Rounded) -> bool:
    low, high = neighbours(value, rounded.interval)
    return low.value != high.value and value.value - low.value == high.value - value.value


def _as_json(value: Quantity, rounded: Rounded) -> dict[str, object]:
    low, high = neighbours(value, rounded.interval)
    return {
        "value": str(value),
        "rounded": str(rounded),
        "interval": str(rounded.interval),
        "between": [str(low), str(high)],
        "tie": _is_tie(value, rounded),
        "source": _STANDARD,
    }


def _reasons(value: Quantity, rounded: Rounded, *, up: bool) -> Iterator[str]:
    """Yield why the value became what it is, in both languages."""
    low, high = neighbours(value, rounded.interval)
    yield f"修约间隔 rounding interval: {rounded.interval}"
    if low.value == high.value:
        yield f"{value} 已是其整数倍 is a multiple of it already"
        return
    yield f"{value} 介于 lies between {low} 与 and {high}"
    if up:
        yield f"只进不舍，取 rounded away from zero: {rounded} (JCGM 100:2008 7.2.6)"
    elif _is_tie(value, rounded):
        multiple = rounded.value / abs(high.value - low.value)
        yield (
            f"恰在正中，取偶数倍 just in the middle, so the even multiple: {rounded} = {multiple} × {rounded.interval} "
            f"({_STANDARD})"
        )
    else:
        yield f"较近者为 the nearer one is {rounded} ({_STANDARD})"
