"""Checks one `apply`: what an indicator or a source is set to, and in what kind of quantity; it sets nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import did_you_mean
from bench_core.documents.functions import has_frequency
from bench_core.documents.nodes import KEY
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.unit import unit
from procedures.checks.expressions import Place
from procedures.checks.finding import Finding, Loc, called
from procedures.hints import add
from procedures.model import UUT
from procedures.unknown import SETTING, unknown, unknown_capability
from procedures.uses import FREQUENCY, FUNCTION, RANGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench_core.metrology.expression import Expression
    from procedures.checks.expressions import Vocabulary
    from procedures.checks.scope import Scope
    from procedures.uses import Use


def check_settings(vocabulary: Vocabulary | None, scope: Scope | None, found: Use, place: Loc) -> Iterator[Finding]:
    """Yield what is wrong with the settings of one role.

    Args:
        vocabulary: what the settings may name; None where it cannot be told.
        scope: of the item, or None.
        found: the role and its settings.
        place: of the settings.
    """
    if found.role == UUT and not found.function:
        yield from _uut_without_function(found, place)
    elif found.is_source:
        yield from _source(vocabulary, found, place)
    else:
        yield from _indicator(vocabulary, scope, found, place)


def _uut_without_function(found: Use, place: Loc) -> Iterator[Finding]:
    message = Bilingual("被检器具的设定中没有已知的功能", "the unit under test is set to nothing that is known")
    near = did_you_mean(next(iter(found.settings), ""), [FUNCTION, *CAPABILITIES])
    form = "{function: …, range: point.range}"
    hint = Bilingual(f"写作 {form}，或一个功能；{near.zh}", f"write {form}, or a capability; {near.en}")
    yield Finding((*place, KEY), message, hint)


def _indicator(vocabulary: Vocabulary | None, scope: Scope | None, found: Use, place: Loc) -> Iterator[Finding]:
    if RANGE not in found.settings and not _misspelt(RANGE, found):
        who = called(found.role)
        message = Bilingual(f"设定{who.zh}时没有写“range”", f"{who.en} is set without 'range'")
        yield Finding((*place, KEY), message, add("range"))
    if found.function not in CAPABILITIES:
        yield Finding((*place, FUNCTION), *unknown_capability(found.function))
        return
    if vocabulary is None or scope is None:
        return
    capability = CAPABILITIES[found.function]
    rest = {key: value for key, value in found.settings.items() if key != FUNCTION}
    if found.role != UUT and RANGE in rest and found.range_for is not None:
        text = rest.pop(RANGE).text
        name, at = parse_expression(found.range_for), Place((*place, RANGE), text.find("(") + 1)
        what = Bilingual("选取量程所依据的值", "the value that a range is chosen for")
        yield from vocabulary.must_give(unit(capability.unit), what, name, at)
    yield from _values(vocabulary, rest, {RANGE: capability.unit, **dict(capability.settable)}, place)


def _source(vocabulary: Vocabulary | None, found: Use, place: Loc) -> Iterator[Finding]:
    if not found.function:
        wrong = next(iter(found.settings), "")
        message, hint = unknown_capability(wrong)
        message = message if wrong else Bilingual("源没有任何设定", "a source is set to nothing")
        yield Finding((*place, wrong, KEY), message, hint)
        return
    if has_frequency(found.function) and FREQUENCY not in found.settings and not _misspelt(FREQUENCY, found):
        message = Bilingual(f"设定 {found.function} 时没有写频率", f"{found.function} is set without its frequency")
        hint = add("frequency: point.frequency")
        yield Finding((*place, KEY), message, hint)
    if vocabulary is not None:
        capability = CAPABILITIES[found.function]
        units = {found.function: capability.unit, **dict(capability.settable)}
        yield from _values(vocabulary, found.settings, units, place)


def _misspelt(setting: str, found: Use) -> bool:
    """Tell whether a setting that is missing stands there misspelt, which is told."""
    return any(did_you_mean(name, [setting]) == did_you_mean(setting, [setting]) for name in found.settings)


def _values(
    vocabulary: Vocabulary, settings: Mapping[str, Expression], units: Mapping[str, str], at: Loc
) -> Iterator[Finding]:
    for name, expression in settings.items():
        if name in units:
            what = Bilingual(f"“{name}”", name)
            yield from vocabulary.must_give(unit(units[name]), what, expression, Place((*at, name)))
        else:
            yield Finding((*at, name, KEY), *unknown(SETTING, name, units))
