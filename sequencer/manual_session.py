"""A person sets and reads instruments by hand: within limits, watched by a guardian, and on no record."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import indicates, is_watched, puts_out
from bench_core.clock import system_clock
from bench_core.errors import BenchError, CapabilityMissing, InstrumentError, RecordNotWritten, UsageError
from bench_core.failures import told
from bench_core.metrology.quantity import Quantity, digits
from procedures.leads import HAZARDOUS
from sequencer.instrument_names import InstrumentNames
from sequencer.json_lines import Refused
from sequencer.manual_instruments import described
from sequencer.manual_limits import is_hazardous, require_may_be_set
from sequencer.safety import SafeOutcome, asked_until_off, make_all_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench_core.capabilities.instruments import Identity, Indication, Instrument, OutputState, Source
    from bench_core.clock import Clock
    from drivers.opening import OpenBench
    from sequencer.manual_log import ManualLog

Fields = dict[str, Any]
UNTOUCHED_HAZARDOUS_S, UNTOUCHED_S = 120.0, 1800.0
"""How long an output stays on that nobody has touched, above 30 V and otherwise [s]."""
_AGAIN_S = 10.0
"""An output that did not go off then is tried again after so long: nothing is known to be set any more [s]."""
_BY_PERSON = Bilingual("由人读数，程序不能操作", "a person reads it; a program cannot")


@dataclass(frozen=True, slots=True)
class _Set:
    """What a source is set to."""

    function: str
    value: Quantity

    @property
    def hazardous(self) -> bool:
        return is_hazardous(self.function, self.value)


class ManualSession:
    """The instruments of a bench in a person's hands.

    Args:
        opened: the bench, held by this process; nothing is connected yet.
        clock: of its links.
        log: of what is done.
        wall: by which a person's absence is counted.
    """

    def __init__(self, opened: OpenBench, clock: Clock, log: ManualLog, wall: Clock | None = None) -> None:
        self._opened, self._clock, self._log = opened, clock, log
        self._wall = wall or system_clock()
        self._names = InstrumentNames()
        self._problems: dict[str, Bilingual] = {}
        self._set: dict[str, _Set] = {}
        self._energised: dict[str, bool | None] = {}
        self._touched = self._wall.now()
        self._sources = threading.RLock()
        one_world = any(entry.in_process for entry in opened.bench.instruments.values())
        self._meters = self._sources if one_world else threading.RLock()
        self._commands: Mapping[str, Callable[[Fields], Fields]] = {
            "read": self._read, "set": self._set_value, "operate": self._operate, "standby": self._standby,
            "vent": self._vent, "stay": self._stay, "state": self._state, "safe": self._safe,
        }  # fmt: skip

    def connect(self) -> Fields:
        """Connect, identify and prepare every instrument, outputs off, and return what there is, as the first line.

        One that is not there, or is another one, keeps no other from being used.
        """
        for name in (*self._opened.source_names, *self._opened.other_names):
            try:
                self._connect(name)
            except Exception as failure:  # noqa: BLE001  a driver of others may raise anything
                self._problems[name] = _told(failure)
        for name in self._opened.bench.by_person:
            self._problems[name] = _BY_PERSON
        bench = self._opened.bench
        listed = [described(bench, name, self._names.of(name), self._problems.get(name)) for name in bench.instruments]
        first = {"instruments": listed, "outputs": self.outputs(), "confirm_above": str(HAZARDOUS)}
        self._log.note({"connected": first})
        return first | {"log": str(self._log.path)}

    def do(self, fields: Fields) -> Fields:
        """Carry one command out and return the answer; what fails is told, and its source made safe.

        Args:
            fields: of the command.

        Raises:
            RecordNotWritten: the log cannot be written.
        """
        self._log.note({"command": fields})
        try:
            answer = self._command(fields)
        except RecordNotWritten:
            raise
        except Exception as failure:  # noqa: BLE001  a driver of others may raise anything
            if not isinstance(failure, UsageError):
                with self._sources:
                    self._calm(fields.get("instrument"))
            answer = {"refused": asdict(_told(failure))}
        answer = {"id": fields.get("id"), **answer, "outputs": self.outputs()}
        self._log.note({"answer": answer})
        return answer

    def look(self) -> Fields | None:
        """Keep watchdogs quiet, and switch off what nobody has touched for too long; return what happened, or None."""
        with self._sources:
            for name, instrument in self._opened.instruments.items():
                if name not in self._problems and is_watched(instrument):
                    instrument.keep_alive()
        on = [name for name, energised in self._energised.items() if energised is not False]
        longest = self._longest(on)
        if not on or self._wall.now() - self._touched < longest:
            return None
        outcome = self.make_safe()
        self._touched = self._wall.now() - (0.0 if outcome.safe else UNTOUCHED_HAZARDOUS_S - _AGAIN_S)
        told = Bilingual(
            f"{longest:g} s 无人操作，{'输出已转入安全状态' if outcome.safe else '输出可能仍接通，请手动断开'}",
            f"nobody touched anything for {longest:g} s; "
            + ("outputs went to their safe state" if outcome.safe else "AN OUTPUT MAY BE ON, switch it off by hand"),
        )
        event = {"event": "standby", "told": asdict(told), "outputs": self.outputs()}
        self._log.note(event)
        return event

    def make_safe(self) -> SafeOutcome:
        """Make every source of the bench safe, whatever was done, and return what they answered.

        It does not wait for a reading that is under way on another instrument.
        """
        with self._sources:
            self._set.clear()
            return make_all_safe(self._opened.source_names, self._reached, self._log, self._clock)

    def outputs(self) -> list[Fields]:
        """Ask every source whether its output is on."""
        with self._sources:
            return self._clock.gather([partial(self._output, name) for name in self._opened.source_names])

    def _connect(self, name: str) -> None:
        instrument = self._opened.connect(name)
        serial = self._opened.bench.instruments[name].serial

        def believed(_found: Identity) -> str:
            return serial or ""

        self._names.learn(name, self._opened.identify(name, believed))
        instrument.prepare()

    def _command(self, fields: Fields) -> Fields:
        known = self._commands.get(str(fields.get("command")))
        if known is None:
            given, names = fields.get("command"), ", ".join(self._commands)
            raise Refused(f"'{given}' 不是命令，有 {names}、end", f"'{given}' is no command; there are {names} and end")
        with self._meters if fields.get("instrument") in self._opened.other_names else self._sources:
            return known(fields)

    def _read(self, fields: Fields) -> Fields:
        name, instrument = self._usable(fields)
        if not indicates(instrument):
            raise Refused(f"{name}：不能读数，请选择测量仪器", f"{name}: indicates nothing; read a meter")
        instrument.select(_text(fields, "function"), _quantity(fields, "range"), _frequency(fields))
        return _shown(name, instrument.indicate(), Bilingual("读数", "read"))

    def _set_value(self, fields: Fields) -> Fields:
        name, source = self._source(fields)
        function, value = _text(fields, "function"), _quantity(fields, "value")
        require_may_be_set(self._opened.bench, name, function, value)
        wanted = _Set(function, value)
        _require_confirmed(name, wanted, fields)
        self._set.pop(name, None)
        self._off(source)
        shown = source.source(function, value, _frequency(fields))
        self._set[name] = wanted
        self._touched = self._wall.now()
        return _shown(name, shown, Bilingual("已设置，输出断开", "set; the output is off"))

    def _operate(self, fields: Fields) -> Fields:
        name, source = self._source(fields)
        wanted = self._set.get(name)
        if wanted is None:
            raise Refused(
                f"{name}：尚未设置，请先设置再接通输出",
                f"{name}: nothing is set; set a value before its output is switched on",
            )
        _require_confirmed(name, wanted, fields)
        self._touched = self._wall.now()
        source.operate()
        return {"done": asdict(Bilingual("输出已接通", "the output is on")), "instrument": name}

    def _standby(self, fields: Fields) -> Fields:
        name, source = self._source(fields)
        if self._off(source).energised:
            raise InstrumentError(name, "its output is still on after its safe command; switch it off by hand")
        return {"done": asdict(Bilingual("输出已断开", "the output is off")), "instrument": name}

    def _vent(self, fields: Fields) -> Fields:
        name, _ = self._usable(fields)
        raise Refused(
            f"{name}：没有可由程序排气的部件，请在仪器上操作",
            f"{name}: has nothing that calbench can vent; vent it at the instrument",
        )

    def _stay(self, _fields: Fields) -> Fields:
        self._touched = self._wall.now()
        return {"done": asdict(Bilingual("已知人员在场", "somebody is there"))}

    def _state(self, _fields: Fields) -> Fields:
        return {"done": asdict(Bilingual("已询问", "asked"))}

    def _safe(self, _fields: Fields) -> Fields:
        outcome = self.make_safe()
        if not outcome.safe:
            raise InstrumentError(", ".join(outcome.may_be_on), "; ".join(outcome.warnings))
        return {"done": asdict(Bilingual("所有输出均已断开", "every output is off"))}

    def _usable(self, fields: Fields) -> tuple[str, Instrument]:
        name = _text(fields, "instrument")
        if name not in self._opened.bench.instruments:
            names = ", ".join(self._opened.bench.instruments)
            raise Refused(
                f"校准台上没有 '{name}'，有 {names}", f"'{name}' is no instrument of this bench; there are {names}"
            )
        if name in self._problems:
            problem = self._problems[name]
            raise Refused(f"{name}：不能使用：{problem.zh}", f"{name}: cannot be used: {problem.en}")
        return name, self._opened.instruments[name]

    def _source(self, fields: Fields) -> tuple[str, Source]:
        name, instrument = self._usable(fields)
        if not puts_out(instrument):
            raise Refused(f"{name}：没有输出，请选择信号源", f"{name}: puts nothing out; choose a source")
        return name, instrument

    def _reached(self, name: str) -> Source:
        instrument = self._opened.connect(name)
        if not puts_out(instrument):
            raise CapabilityMissing(f"{name}: puts nothing out")
        return instrument

    def _off(self, source: Source) -> OutputState:
        return asked_until_off(source, source.make_safe(), self._clock)

    def _calm(self, name: object) -> None:
        """Switch a source off whose command failed: what it does now, nobody knows."""
        try:
            if isinstance(name, str) and name in self._opened.source_names and name not in self._problems:
                self._set.pop(name, None)
                self._off(self._reached(name))
        except Exception as failure:  # noqa: BLE001  the outputs that are asked next tell it
            self._log.note({"not made safe": name, "why": str(failure)})

    def _output(self, name: str) -> Fields:
        told, raw = Bilingual("", ""), ""
        energised: bool | None = None
        if name in self._problems:
            told = self._problems[name]
        else:
            try:
                state = self._reached(name).output_state()
                energised, raw = state.energised, state.raw
            except Exception as failure:  # noqa: BLE001  a driver of others may raise anything
                told = _told(failure)
        self._energised[name] = energised if name not in self._problems else False
        known = self._set.get(name)
        return {
            "instrument": name, "energised": energised, "raw": raw, "told": asdict(told),
            "set_to": None if known is None else str(known.value),
        }  # fmt: skip

    def _longest(self, on: list[str]) -> float:
        harmless = all(name in self._set and not self._set[name].hazardous for name in on)
        return UNTOUCHED_S if harmless else UNTOUCHED_HAZARDOUS_S


def _require_confirmed(name: str, wanted: _Set, fields: Fields) -> None:
    if wanted.hazardous and fields.get("confirmed") is not True:
        raise Refused(
            f"{name}：{wanted.value} 超过 {HAZARDOUS}，须先确认",
            f"{name}: {wanted.value} is more than {HAZARDOUS}; confirm it",
        )


def _told(failure: Exception) -> Bilingual:
    if isinstance(failure, BenchError):
        return told(failure)
    fault = f"{type(failure).__name__}: {failure}"
    return Bilingual(fault, fault)


def _shown(name: str, shown: Indication, done: Bilingual) -> Fields:
    value = {"value": digits(shown.value), "unit": shown.unit, "raw": shown.raw}
    return {"done": asdict(done), "instrument": name} | value


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        command = fields.get("command")
        raise Refused(f"{command}：缺少 '{name}'（文本）", f"{command}: needs '{name}', a text")
    return value.strip()


def _quantity(fields: Fields, name: str) -> Quantity:
    return Quantity.parse(_text(fields, name))


def _frequency(fields: Fields) -> dict[str, Quantity]:
    return {"frequency": _quantity(fields, "frequency")} if fields.get("frequency") else {}
