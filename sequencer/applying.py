"""The one switching order: source safe and asked, UUT set, source set, energise, settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.errors import CertificateUnusable, LimitExceeded, NotSteady, OutputTripped, SettingChanged
from bench_core.metrology.expression import evaluate, parse_expression
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, OutputAsked, SettingIntended, SettingMade
from sequencer.safety import make_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bench_core.capabilities.instruments import Indication
    from bench_core.records.events import MeasurementKey
    from bench_core.records.plan import Apply, PlannedPoint
    from sequencer.desk import Desk

_SETTLE_GIVE_UP_S = 30.0
_SETTLE_POLL_S = 0.1


def apply(
    desk: Desk, step: Apply, key: MeasurementKey, point: PlannedPoint, names: Callable[[str], Quantity]
) -> tuple[IndicationTaken, ...]:
    """Bring UUT and sources to a point.

    Returns:
        What each source says that it puts out.

    Raises:
        LimitExceeded: a value is beyond a limit; nothing was sent to that instrument.
        InstrumentError: an instrument failed or refused.
    """
    require_valid_certificates(desk, point)
    for role in step.sources:
        _require_off(desk, role, key)
    _select(desk, step.uut, key, names)
    outputs = tuple(_source(desk, role, settings, key, names) for role, settings in step.sources.items())
    for role in step.sources:
        _energise(desk, role, key)
    for role in step.sources:
        _settle(desk, role)
    return outputs


def require_valid_certificates(desk: Desk, point: PlannedPoint) -> None:
    """Refuse a point whose standard's certificate has run out meanwhile.

    Raises:
        CertificateUnusable: naming the day.
    """
    today = desk.clock.utc().date()
    for reference in point.references.values():
        if today > reference.due:
            raise CertificateUnusable(
                f"{reference.instrument}: its certificate was due on {reference.due}, today is {today}; "
                "have the standard calibrated"
            )


def require_energised(desk: Desk, roles: Mapping[str, object], key: MeasurementKey) -> None:
    """Ask every source whether its output is on; a self-trip is never undone by the program alone.

    Raises:
        OutputTripped: a source left operate by itself.
    """
    for role in roles:
        name = desk.instrument_of(role)
        state = desk.source_of(role).output_state()
        desk.journal.append(OutputAsked(name, state.energised, state.raw, key))
        if not state.energised:
            raise OutputTripped(name, f"answered {state.raw!r}: its output is off, though the point needs it on")


def require_unchanged(
    desk: Desk, outputs: Sequence[Quantity], roles: Iterable[str], key: MeasurementKey, number: int
) -> None:
    """Ask every source for its setting again: what it was set to is the reference value only if nobody changed it.

    Args:
        desk: what the run works with.
        outputs: what the sources said when they were set, in the order of `roles`.
        roles: of the sources.
        key: of the point.
        number: how often the setting is on record then.

    Raises:
        SettingChanged: a source puts out something else.
    """
    for role, before in zip(roles, outputs, strict=True):
        name = desk.instrument_of(role)
        now = desk.source_of(role).output_setting()
        _record_output(desk, role, key, now, number)
        if Quantity.of(now.value, now.unit) != before:
            what = f"answered {now.raw!r}, but was set to {before}; somebody else has changed it, repeat the run alone"
            raise SettingChanged(name, what)


def _record_output(desk: Desk, role: str, key: MeasurementKey, shown: Indication, number: int) -> IndicationTaken:
    output = IndicationTaken(
        key, f"{role}.output", number, "reference", desk.instrument_of(role),
        shown.value, shown.unit, shown.raw, shown.form, desk.clock.now(),
    )  # fmt: skip
    desk.journal.append(output)
    return output


def _require_off(desk: Desk, role: str, key: MeasurementKey) -> None:
    name = desk.instrument_of(role)
    state = make_safe(name, desk.source_of(role), desk.journal, key)
    if state.energised:
        raise OutputTripped(name, f"answered {state.raw!r} after standby: its output is still on")


def _select(desk: Desk, settings: Mapping[str, str], key: MeasurementKey, names: Callable[[str], Quantity]) -> None:
    desk.control.check()
    name = desk.instrument_of(desk.uut)
    function = settings["function"]
    values = {k: _value(text, names) for k, text in settings.items() if k != "function"}
    sent = {"function": function} | {k: str(v) for k, v in values.items()}
    desk.journal.append(SettingIntended(name, "select", sent, key))
    raw = desk.indicator_of(desk.uut).select(function, values.pop("range"), values)
    desk.journal.append(SettingMade(name, "select", raw, None, key))


def _source(
    desk: Desk, role: str, settings: Mapping[str, str], key: MeasurementKey, names: Callable[[str], Quantity]
) -> IndicationTaken:
    desk.control.check()
    name = desk.instrument_of(role)
    values = {setting: _value(text, names) for setting, text in settings.items()}
    function = next(setting for setting in values if setting in CAPABILITIES)
    _require_within_limits(desk, role, function, values[function])
    sent = {setting: str(value) for setting, value in values.items()}
    desk.journal.append(SettingIntended(name, "source", sent, key))
    value = values.pop(function)
    indication = desk.source_of(role).source(function, value, values)
    desk.journal.append(SettingMade(name, "source", indication.raw, None, key))
    return _record_output(desk, role, key, indication, 1)


def _require_within_limits(desk: Desk, role: str, function: str, value: Quantity) -> None:
    for owner in (role, desk.uut):
        limit = desk.plan.roles[owner].limits.get(function)
        if limit is not None and abs(value) > limit:
            raise LimitExceeded(
                f"{desk.instrument_of(role)}: {value} is beyond the limit {limit} of "
                f"{desk.instrument_of(owner)}; nothing was sent"
            )


def _energise(desk: Desk, role: str, key: MeasurementKey) -> None:
    desk.control.check()
    name = desk.instrument_of(role)
    desk.journal.append(SettingIntended(name, "operate", {}, key))
    state = desk.source_of(role).operate()
    desk.journal.append(SettingMade(name, "operate", state.raw, state.energised, key))
    if not state.energised:
        raise OutputTripped(name, f"answered {state.raw!r} after operate: its output is off")


def _settle(desk: Desk, role: str) -> None:
    source, deadline = desk.source_of(role), desk.clock.now() + _SETTLE_GIVE_UP_S
    while not source.settled():
        if desk.clock.now() >= deadline:
            raise NotSteady(desk.instrument_of(role), f"did not report settled within {_SETTLE_GIVE_UP_S:g} s")
        desk.control.wait(desk.clock, _SETTLE_POLL_S)


def _value(text: str, names: Callable[[str], Quantity]) -> Quantity:
    value = evaluate(parse_expression(text), names)
    if not isinstance(value, Quantity):
        raise LimitExceeded(f"'{text}' is not one value; nothing was sent")
    return value
