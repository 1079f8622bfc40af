"""Knows the words of the 3458A that say when readings are taken and where they go; it knows no function.

Source: Agilent 3458A User's Guide, chapter 6, "Command Reference" (pages not checked).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.dialects.hp_3458a import errors
from sim_instruments.dialects.hp_3458a.errors import HpError
from sim_instruments.dialects.hp_3458a.memory import BYTES, MODES
from sim_instruments.dialects.hp_3458a.replies import FORMATS, engineering, scale
from sim_instruments.dialects.hp_3458a.setup import EVENTS, digitizing, fast, normal
from sim_instruments.dialects.hp_3458a.words import answer, assign, at_most, choose, chosen, number

if TYPE_CHECKING:
    from decimal import Decimal

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.hp_3458a.instrument import Meter3458A
    from sim_instruments.dialects.hp_3458a.words import Word

MOST_READINGS = "16777215"
_ARM_EVENTS = {word: EVENTS[word] for word in ("AUTO", "EXT", "SGL", "HOLD", "SYN")}
_TRIGGER_EVENTS = _ARM_EVENTS | {word: EVENTS[word] for word in ("LEVEL", "LINE")}
_SAMPLE_EVENTS = {word: EVENTS[word] for word in ("AUTO", "EXT", "SYN", "TIMER", "LEVEL", "LINE")}
_PRESETS = {"FAST": 0, "NORM": 1, "DIG": 2}
_RECALLED_PARAMETERS = 3


def trigger_words(meter: Meter3458A) -> dict[str, Word]:
    """Return the words that trigger, store and give out readings."""
    return _events(meter) | _counting(meter) | _presets(meter) | _memory(meter) | _output(meter)


def _events(meter: Meter3458A) -> dict[str, Word]:
    def arm(arguments: tuple[str, ...]) -> Execution | None:
        at_most(arguments, 2)
        event = chosen(arguments, 0, _ARM_EVENTS, "AUTO")
        if event == "SGL":
            return meter.arm(int(number(arguments, 1, ("1", "2.1E9"), "1")))
        meter.setup.arm = event
        meter.rearm()
        return None

    def trigger(arguments: tuple[str, ...]) -> Execution | None:
        at_most(arguments, 1)
        event = chosen(arguments, 0, _TRIGGER_EVENTS, "SGL")
        if event == "SGL":
            return meter.trigger()
        meter.setup.trigger = event
        meter.rearm()
        return None

    in_use = answer(lambda: str(EVENTS[meter.setup.trigger]))
    return {
        "TARM": arm,
        "TARM?": answer(lambda: str(EVENTS[meter.setup.arm])),
        "TRIG": trigger,
        "T": trigger,
        "TRIG?": in_use,
        "T?": in_use,
    }


def _counting(meter: Meter3458A) -> dict[str, Word]:
    def readings(arguments: tuple[str, ...]) -> None:
        at_most(arguments, 2)
        meter.setup.readings = int(number(arguments, 0, ("1", MOST_READINGS), "1"))
        meter.setup.sample = chosen(arguments, 1, _SAMPLE_EVENTS, "AUTO")
        meter.rearm()

    def sweep(arguments: tuple[str, ...]) -> None:
        at_most(arguments, 2)
        interval = number(arguments, 0, ("1E-7", "6000"), "1E-7")
        meter.setup.readings = int(number(arguments, 1, ("1", MOST_READINGS), "1024"))
        meter.setup.timer, meter.setup.sample = interval, "TIMER"
        meter.rearm()

    def timer(seconds: Decimal) -> None:
        meter.setup.timer = seconds
        meter.rearm()

    return {
        "NRDGS": readings,
        "NRDGS?": answer(lambda: f"{meter.setup.readings},{EVENTS[meter.setup.sample]}"),
        "TIMER": assign(("1E-7", "6000"), "1", timer),
        "TIMER?": answer(lambda: engineering(meter.setup.timer)),
        "SWEEP": sweep,
        "SWEEP?": answer(lambda: f"{engineering(meter.setup.timer)},{meter.setup.readings}"),
    }


def _presets(meter: Meter3458A) -> dict[str, Word]:
    def preset(name: str) -> None:
        if name == "NORM":
            meter.preset(normal(), "SREAL")
        elif name == "FAST":
            meter.preset(fast(), "DINT")
        else:
            meter.preset(digitizing(), "SINT")

    def reset(arguments: tuple[str, ...]) -> None:
        at_most(arguments, 0)
        meter.reset()

    return {"PRESET": choose(_PRESETS, "NORM", preset), "RESET": reset}


def _memory(meter: Meter3458A) -> dict[str, Word]:
    def mode(word: str) -> None:
        meter.memory.set_mode(word)
        meter.rearm()

    def recall(arguments: tuple[str, ...]) -> str:
        at_most(arguments, _RECALLED_PARAMETERS)
        first, count, record = (int(number(arguments, index, ("1", MOST_READINGS), "1")) for index in range(3))
        if count > meter.memory.capacity:
            raise HpError(errors.MEMORY)
        return meter.recall(first + (record - 1) * meter.setup.readings, count)

    def count() -> str:
        meter.catch_up()
        return str(len(meter.memory))

    return {
        "MEM": choose(MODES, "FIFO", mode),
        "MEM?": answer(lambda: str(MODES[meter.memory.mode])),
        "MFORMAT": choose(FORMATS, "SREAL", meter.memory.set_format),
        "MFORMAT?": answer(lambda: str(FORMATS[meter.memory.format])),
        "MCOUNT?": answer(count),
        "MSIZE?": answer(lambda: f"{BYTES},0"),
        "RMEM": recall,
    }


def _output(meter: Meter3458A) -> dict[str, Word]:
    def output(word: str) -> None:
        meter.setup.output = word

    def end(word: str) -> None:
        meter.end = word

    def input_buffer(word: str) -> None:
        meter.input_buffer = word

    def query_format(word: str) -> None:
        meter.query_format = word

    ends, buffers = {"OFF": 0, "ON": 1, "ALWAYS": 2}, {"OFF": 0, "ON": 1}
    forms = {"NUM": 0, "NORM": 1, "ALPHA": 2}
    return {
        "OFORMAT": choose(FORMATS, "ASCII", output),
        "OFORMAT?": answer(lambda: str(FORMATS[meter.setup.output])),
        "ISCALE?": answer(lambda: engineering(scale(meter.setup.output, meter.setup.full_scale))),
        "END": choose(ends, "ALWAYS", end),
        "END?": answer(lambda: str(ends[meter.end])),
        "INBUF": choose(buffers, "ON", input_buffer),
        "INBUF?": answer(lambda: str(buffers[meter.input_buffer])),
        "QFORMAT": choose(forms, "NORM", query_format),
        "QFORMAT?": answer(lambda: str(forms[meter.query_format])),
    }
