"""The steps of a method in words, Chinese and English; knows no bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from procedures.model import UUT
from procedures.uses import FREQUENCY, FUNCTION, RANGE, range_for, use

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench_core.metrology.expression import Expression
    from procedures.steps import MethodStep, TakeForm

_NAMES = {
    "point.range": Bilingual("该点的量程", "the point's range"),
    "point.nominal": Bilingual("标称值", "the nominal value"),
    "point.frequency": Bilingual("该点的频率", "the point's frequency"),
}
_SETTINGS = {RANGE: Bilingual("量程为", "on"), FREQUENCY: Bilingual("频率为", "at")}


def in_words(steps: Sequence[MethodStep]) -> Iterator[Bilingual]:
    """Yield a sentence for each step; steps that are done once for each range say so."""
    for step in steps:
        if step.once is None:
            yield _step(step)
        else:
            inner = list(in_words(step.once))
            zh, en = "；".join(one.zh for one in inner), "; ".join(one.en for one in inner)
            yield Bilingual(f"每个量程第一点之前做一次：{zh}", f"once, before the first point of each range: {en}")


def _step(step: MethodStep) -> Bilingual:
    if step.apply is not None:
        return _apply(step.apply)
    if step.connect is not None:
        leads = ", ".join(f"{role}: {terminals}" for role, terminals in step.connect.items())
        return Bilingual(f"由人接线：{leads}", f"a person connects leads: {leads}")
    if step.steady is not None:
        steady = step.steady
        band = f"`{steady.peak_to_peak.text}`"
        return Bilingual(
            f"等待 `{steady.watch}` 的示值稳定：{steady.hold} 内峰峰值不超过 {band}，最多等待 {steady.give_up}",
            f"wait until the indications of `{steady.watch}` stay within {band} peak to peak for {steady.hold}, "
            f"for {steady.give_up} at most",
        )
    if step.take is not None:
        return _take(step.take)
    if step.ask is not None:
        ask = step.ask
        return Bilingual(
            f"由人读数（不显示参考值），单位 {ask.unit}，记为 `{ask.name}`：{ask.text.zh}",
            f"a person reads, blind, in {ask.unit}, as `{ask.name}`: {ask.text.en}",
        )
    return step.confirm or Bilingual("", "")


def _apply(apply: Mapping[str, Mapping[str, Expression]]) -> Bilingual:
    """Say what is set; the order of the file does not matter, for the program has a safe one of its own."""
    parts = [_set(role, settings) for role, settings in apply.items()]
    return Bilingual("；".join(one.zh for one in parts), "; ".join(one.en for one in parts))


def _set(role: str, settings: Mapping[str, Expression]) -> Bilingual:
    found = use(role, settings)
    capability = CAPABILITIES.get(found.function)
    name = Bilingual(capability.zh, capability.en) if capability else Bilingual(found.function, found.function)
    beside = [_setting(role, key, text) for key, text in settings.items() if key not in {FUNCTION, found.function}]
    zh, en = "".join(f"，{one.zh}" for one in beside), "".join(f" {one.en}" for one in beside)
    if not found.is_source:
        return Bilingual(f"`{role}` 选择{name.zh}{zh}", f"`{role}` is set to {name.en}{en}")
    value = _value(role, settings[found.function])
    return Bilingual(f"`{role}` 输出{name.zh}：{value.zh}{zh}", f"`{role}` puts out {name.en}: {value.en}{en}")


def _setting(role: str, key: str, expression: Expression) -> Bilingual:
    name, value = _SETTINGS.get(key, Bilingual(f"{key} 为", f"with {key}")), _value(role, expression)
    return Bilingual(f"{name.zh}{value.zh}", f"{name.en} {value.en}")


def _value(role: str, expression: Expression) -> Bilingual:
    chosen = range_for(expression, role)
    if chosen is not None:
        of = _NAMES.get(chosen, Bilingual(f"`{chosen}`", f"`{chosen}`"))
        return Bilingual(f"能测{of.zh}的最小量程", f"the smallest range that holds {of.en}")
    return _NAMES.get(expression.text, Bilingual(f"`{expression.text}`", f"`{expression.text}`"))


def _take(take: TakeForm) -> Bilingual:
    wire, person = take.readings.wire, take.readings.person
    by_hand = take.source == UUT and wire != person
    zh, en = (f"（人工读数 {person} 次）", f" ({person} where a person reads)") if by_hand else ("", "")
    plural = "readings" if wire > 1 else "reading"
    return Bilingual(
        f"读取 `{take.source}` {wire} 次{zh}，记为 `{take.name}`",
        f"take {wire} {plural} of `{take.source}`{en} as `{take.name}`",
    )
