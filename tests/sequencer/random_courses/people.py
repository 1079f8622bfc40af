"""What people at random tell a run, and how they answer it."""

from collections.abc import Sequence
from random import Random
from typing import Any

from bench_core.records.causes import CAUSES
from bench_core.records.events import PromptAsked

Command = dict[str, Any]


def random_command(rng: Random, points: Sequence[tuple[str, str]]) -> Command:
    """Return something that a person may tell a run at any time, whether it fits or not."""
    item, point = rng.choice(points)
    place = {"item": item, "point": point}
    retry = {"command": "retry", "cause": "contact"}
    said: Command = rng.choice(
        [
            {"command": "pause"},
            {"command": "pause", "now": True},
            {"command": "resume"},
            {"command": "abort", "reason": "lunch"},
            {"command": "skip", "reason": "broken"},
            {"command": "retry", "cause": rng.choice(sorted(CAUSES))},
            {"command": "retry", "cause": rng.choice(sorted(CAUSES))},
            {**retry, **place},
            {**retry, **place, "second": "zhao"},
            _correction(f"{item}/{point}/t/1", rng.choice(["20.1", "20.2", "20.4"])),
            _correction(f"{item}/{point}/x/1", rng.choice(["3.002", "300.2 mV", "3.1"])),
            _correction(rng.choice(["ambient.temperature", "source.zeroed"]), rng.choice(["20.4", "20.2", "25"])),
        ]
    )
    return {**said, "by": rng.choice(["li", "王"])}


def _correction(reading: str, value: str) -> Command:
    return {"command": "correct", "reading": reading, "value": value, "why": "slip"}


def random_answer(rng: Random, asked: PromptAsked) -> Command:
    """Return what somebody types at a terminal: mostly right, and sometimes no answer at all."""
    match asked.kind:
        case "identify":
            text = rng.choice(["123", "123", "123", "124"])
        case "condition":
            text = rng.choice(["20 °C", "20.5", "x"])
        case "number":
            text = _reading(rng, asked.name)
        case _:
            text = "no" if rng.random() < 0.02 else rng.choice(["yes", "是", "maybe"])
    return {"command": "answer", "prompt": asked.prompt, "text": text, "by": "li"}


def _reading(rng: Random, name: str) -> str:
    number = rng.random()
    if number < 0.1:
        return "OL" if number < 0.05 else "abc"
    if "/uut/" in name and number < 0.8:
        return "10.01"  # of a wiring proof
    return next((text for place, text in (("60 V", "54.01"), ("600 mV", "300.1 mV")) if place in name), "3.001")
