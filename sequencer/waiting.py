"""What a suspended run waits for, by cause: a condition, an upkeep, a link, or whoever finds why a source tripped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol

from bench_core.bilingual import Bilingual
from bench_core.errors import InstrumentError, OutputTripped
from bench_core.records.watched import back, limits_text
from sequencer.conditions import ConditionLost
from sequencer.connecting import require_all_off
from sequencer.prompts import confirmation

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Identity
    from bench_core.records.events import InstrumentIdentified
    from sequencer.desk import Desk

Cause = Literal["condition", "upkeep", "link", "trip"]
_LINK_EACH_S = 5.0
_GIVE_UP_S = 8 * 3600.0


class Waiting(Protocol):
    """What is waited for.

    Args:
        cause: as in `RunSuspended`.
        name: likewise.
        what: happened, for people.
        until: when the run may go on, for people.
        every_s: how often it is looked for [s].
        give_up_s: how long [s].
    """

    cause: Cause
    name: str
    what: Bilingual
    until: Bilingual
    every_s: float
    give_up_s: float

    def over(self) -> bool:
        """Look whether the run may go on."""

    def still(self) -> bool:
        """Look once more after the person's word, which may have taken its time."""


def waiting_for(desk: Desk, lost: Exception) -> Waiting | None:
    """Return what a run has to wait for, or None where nobody is there who could look at an instrument.

    Args:
        desk: what the run works with.
        lost: why it cannot go on.
    """
    if isinstance(lost, ConditionLost):
        return _Condition(desk, lost) if lost.condition.watch is not None else _Upkeep(desk, lost)
    if not isinstance(lost, InstrumentError) or not desk.control.attended:
        return None
    name = lost.who.partition(" (")[0]
    if name not in desk.instruments:
        return None
    return _Trip(desk, name, lost) if isinstance(lost, OutputTripped) else _Link(desk, name, lost)


class _Condition:
    """A measured condition: it must hold within narrower limits for its time, and every other one too."""

    cause: Cause = "condition"

    def __init__(self, desk: Desk, lost: ConditionLost) -> None:
        self._desk = desk
        condition, title = lost.condition, desk.conditions.title(lost.condition)
        watches = [watch for _, watch in desk.conditions.watched]
        hold = max(watch.hold for watch in watches)
        limits = limits_text(back(condition))
        self.name = condition.name
        self.what = Bilingual(
            f"{title.zh}为 {lost.value}，规程要求 {condition.text}",
            f"{title.en} is {lost.value}, the procedure asks for {condition.text}",
        )
        self.until = Bilingual(f"{title.zh}回到 {limits} 并保持 {hold}", f"{title.en} back at {limits} for {hold}")
        self.every_s = min(float(watch.every.si) for watch in watches)
        self.give_up_s = max(float(watch.give_up.si) for watch in watches)
        self._hold_s = float(hold.si)
        self._since: float | None = None

    def over(self) -> bool:
        """Measure all conditions, and tell whether they have held for long enough."""
        before = self._desk.clock.now()
        if not self._all_back():
            self._since = None
        elif self._since is None:
            self._since = self._desk.clock.now()
        return self._since is not None and before - self._since >= self._hold_s

    def still(self) -> bool:
        """Measure all of them once more."""
        if self._all_back():
            return True
        self._since = None
        return False

    def _all_back(self) -> bool:
        conditions = self._desk.conditions
        try:
            values = [(one, conditions.measure(one, watch).value) for one, watch in conditions.watched]
        except InstrumentError:  # it says nothing, so that nobody knows
            conditions.forget_selected()
            return False
        return all(back(one).holds(value) for one, value in values)


class _Asked:
    """What a person alone can bring about: it is asked for at once, and once."""

    every_s = 1.0
    give_up_s = _GIVE_UP_S

    def over(self) -> bool:
        """The person's word is all."""
        return True

    def still(self) -> bool:
        """Likewise."""
        return True


class _Upkeep(_Asked):
    """An upkeep that has come due: a person does it, and says so."""

    cause: Cause = "upkeep"

    def __init__(self, desk: Desk, lost: ConditionLost) -> None:
        self._desk, self._condition = desk, lost.condition
        self._title = desk.conditions.title(lost.condition)
        self.name = lost.condition.name
        self.what = Bilingual(f"{self._title.zh}已超过 {lost.value}", f"{self._title.en} has passed {lost.value}")
        self.until = Bilingual("调零已完成并由人确认", "it is zeroed, and somebody says so")

    def over(self) -> bool:
        """Ask for it, once, and record that it is done.

        Raises:
            RunAborted: the person says no.
            NobodyAnswers: nobody is there.
        """
        text = Bilingual(f"{self.what.zh}。请现在调零，完成后确认", f"{self.what.en}. Zero it now, then confirm")
        name = f"upkeep.{self.name}"
        self._desk.conditions.renew(self._condition, self._desk.prompts.require_yes(confirmation(name, name, text)))
        return True


class _Trip(_Asked):
    """A source that left operate by itself: a person finds out why."""

    cause: Cause = "trip"

    def __init__(self, desk: Desk, name: str, lost: OutputTripped) -> None:
        called = desk.prompts.names.of(name)
        self._desk, self.name = desk, name
        self.what = Bilingual(
            f"{called} 自行退出输出状态：{lost.what}", f"{called} left operate by itself: {lost.what}"
        )
        self.until = Bilingual("有人查明并排除原因后确认", "somebody has found and mended the cause, and says so")

    def still(self) -> bool:
        """Bring the source to a known state, with its output off and what it had to report read."""
        self._desk.instruments[self.name].prepare()
        return True


class _Link:
    """A link that failed: the same instrument must answer again."""

    cause: Cause = "link"
    every_s = _LINK_EACH_S
    give_up_s = _GIVE_UP_S

    def __init__(self, desk: Desk, name: str, lost: InstrumentError) -> None:
        self._desk = desk
        called = desk.prompts.names.of(name)
        self.name = name
        self.what = Bilingual(f"与 {called} 的通信中断：{lost.what}", f"the link to {called} failed: {lost.what}")
        self.until = Bilingual(
            f"{called} 重新应答且型号与编号相符", f"{called} answers again, with its model and serial number"
        )

    def over(self) -> bool:
        """Ask who is there; where it is the same instrument, bring it to a known state with outputs off."""
        try:
            return self._identified()
        except InstrumentError:
            return False

    def still(self) -> bool:
        """Ask once more."""
        return self.over()

    def _identified(self) -> bool:
        desk, name = self._desk, self.name
        instrument, before = desk.instruments[name], desk.identified[name]
        found = instrument.identify()
        if not _is_same(before, found):
            return False
        instrument.prepare()
        require_all_off(desk)
        desk.journal.append(replace(before, firmware=found.firmware, raw=found.raw))
        return True


def _is_same(before: InstrumentIdentified, found: Identity) -> bool:
    """Tell whether the same instrument answers; one that does not know its serial number cannot tell another."""
    serial = found.serial or before.serial
    return (before.maker, before.model, before.serial) == (found.maker, found.model, serial)
