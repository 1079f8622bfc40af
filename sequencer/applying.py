"""The one switching order: sources safe and asked, indicators set, sources set, energise, settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.capabilities.table import CAPABILITIES
from bench_core.errors import CertificateUnusable, LimitExceeded, NotSteady, OutputTripped, SettingChanged
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import OutputAsked, SelectionConfirmed, SettingIntended, SettingMade
from bench_core.records.plan import Apply
from bench_core.records.point_names import point_names
from bench_core.records.settings import setting_values, settings_sent
from sequencer.safety import make_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bench_core.capabilities.instruments import Indication
    from bench_core.records.events import IndicationTaken, MeasurementKey
    from bench_core.records.plan import MaxOn, PlannedPoint, Step
    from sequencer.attempt import Attempt, Purpose
    from sequencer.desk import Desk

    Names = Callable[[str], Quantity]

_SETTLE_GIVE_UP_S = 30.0
_SETTLE_POLL_S = 0.1


def apply(desk: Desk, step: Apply, attempt: Attempt) -> None:
    """Bring indicators and sources to a point; what each source says that it puts out joins the readings.

    Raises:
        LimitExceeded: a value is beyond a limit; nothing was sent to that instrument.
        InstrumentError: an instrument failed or refused.
    """
    require_valid_certificates(desk, attempt.place.point)
    confirm_selected(desk, attempt)
    attempt.sources = tuple(step.sources)
    switch(desk, step, attempt, point_names(attempt.place.point), "reference", also_off=_set_by(attempt.place.method))
    attempt.indicators = tuple(step.indicators)


def _set_by(method: Iterable[Step]) -> tuple[str, ...]:
    return tuple(role for step in method if isinstance(step, Apply) for role in step.sources)


def switch(
    desk: Desk, step: Apply, attempt: Attempt, names: Names, purpose: Purpose, also_off: tuple[str, ...] = ()
) -> None:
    """Switch in the one safe order.

    Args:
        desk: what the run works with.
        step: what is set.
        attempt: at the point that it is for.
        names: values of the names in the step's expressions.
        purpose: `reference`, or `proof`, whose settings belong to no point on record.
        also_off: roles whose outputs an earlier step, or the point before, may have switched on.
    """
    key, limit = (attempt.key, attempt.limit) if purpose == "reference" else (None, None)
    for role in dict.fromkeys((*step.sources, *also_off)):
        require_off(desk, desk.instrument_of(role), key)
    desk.on_time.end()
    for role, settings in step.indicators.items():
        _select(desk, role, settings, key, names)
    for role, settings in step.sources.items():
        shown = _source(desk, step, role, settings, key, names)
        _record_output(desk, role, attempt, shown, purpose)
    desk.on_time.rest(desk.control)
    for role in step.sources:
        _energise(desk, role, key, limit)
    for role in step.sources:
        _settle(desk, role)


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


def require_operating(desk: Desk, roles: Iterable[str], key: MeasurementKey | None) -> None:
    """Ask sources whether their outputs are on; a self-trip is never undone by the program alone.

    Raises:
        OutputTripped: a source left operate by itself.
    """
    for role in roles:
        name = desk.instrument_of(role)
        state = desk.source_of(role).output_state()
        desk.journal.append(OutputAsked(name, state.energised, state.raw, key))
        if not state.energised:
            raise OutputTripped(name, f"answered {state.raw!r}: its output is off, though the point needs it on")


def require_unchanged(desk: Desk, attempt: Attempt) -> None:
    """Ask every source for its setting again: what it was set to is the reference value only if nobody changed it.

    Raises:
        SettingChanged: a source puts out something else.
    """
    for role in attempt.sources:
        before = attempt.readings[f"{role}.output"][-1]
        shown = desk.source_of(role).output_setting()
        if Quantity.of(shown.value, shown.unit) != before:
            name = desk.instrument_of(role)
            what = f"answered {shown.raw!r}, but was set to {before}; somebody has changed it, resume the run alone"
            raise SettingChanged(name, what)
        _record_output(desk, role, attempt, shown, "reference")


def confirm_selected(desk: Desk, attempt: Attempt) -> None:
    """Read back what indicators were selected to, after their last reading: somebody may have turned a switch since.

    Who reads an instrument has said what it is set to, and is not asked again.

    Raises:
        SettingChanged: one is not as it was selected; its readings serve for nothing.
    """
    asked = [role for role in attempt.indicators if not desk.plan.roles[role].by_person]
    for name, role in {desk.instrument_of(role): role for role in asked}.items():
        desk.control.check()
        raw = desk.indicator_of(role).confirm_selected()
        desk.journal.append(SelectionConfirmed(name, raw, attempt.key))
    attempt.indicators = ()


def require_off(desk: Desk, name: str, key: MeasurementKey | None = None) -> None:
    """Make a source safe and believe it only when it says so itself.

    Raises:
        OutputTripped: its output is still on.
    """
    state = make_safe(name, desk.sources[name], desk.journal, desk.clock, key)
    if state.energised:
        raise OutputTripped(name, f"answered {state.raw!r} after standby: its output is still on")


def _record_output(desk: Desk, role: str, attempt: Attempt, shown: Indication, purpose: Purpose) -> IndicationTaken:
    output = attempt.indication(f"{role}.output", purpose, desk.instrument_of(role), shown, desk.clock)
    desk.journal.append(output)
    if purpose == "reference":
        attempt.take_in(output)
    return output


def _select(desk: Desk, role: str, settings: Mapping[str, str], key: MeasurementKey | None, names: Names) -> None:
    desk.control.check()
    name = desk.instrument_of(role)
    function = settings["function"]
    values = setting_values(settings, names)
    desk.journal.append(SettingIntended(name, "select", settings_sent(settings, values), key))
    raw = desk.indicator_of(role).select(function, values.pop("range"), values)
    desk.journal.append(SettingMade(name, "select", raw, None, key))


def _source(
    desk: Desk, step: Apply, role: str, settings: Mapping[str, str], key: MeasurementKey | None, names: Names
) -> Indication:
    desk.control.check()
    name = desk.instrument_of(role)
    values = setting_values(settings, names)
    function = next(setting for setting in values if setting in CAPABILITIES)
    _require_within_limits(desk, (role, *step.indicators, desk.uut), function, values[function])
    desk.journal.append(SettingIntended(name, "source", settings_sent(settings, values), key))
    value = values.pop(function)
    shown = desk.source_of(role).source(function, value, values)
    desk.journal.append(SettingMade(name, "source", shown.raw, None, key))
    return shown


def _require_within_limits(desk: Desk, owners: tuple[str, ...], function: str, value: Quantity) -> None:
    """Refuse a value beyond the limit of the source, of anything that indicates it, or of the unit under test."""
    for owner in owners:
        limit = desk.plan.roles[owner].limits.get(function)
        if limit is not None and abs(value) > limit:
            raise LimitExceeded(
                f"{desk.instrument_of(owners[0])}: {value} is beyond the limit {limit} of "
                f"{desk.instrument_of(owner)}; nothing was sent"
            )


def _energise(desk: Desk, role: str, key: MeasurementKey | None, limit: MaxOn | None) -> None:
    desk.control.check()
    name = desk.instrument_of(role)
    desk.on_time.begin(limit, name)
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
