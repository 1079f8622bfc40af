"""Reads orders of the workplace; the model of an order says what is wrong with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.documents.model import parse
from bench_core.documents.order import Order
from bench_core.errors import BenchError
from bench_core.failures import told
from bench_gui.workplace.workplace import FoundOrder, Uut

if TYPE_CHECKING:
    from pathlib import Path


def found_order(path: Path, content: bytes) -> FoundOrder:
    """Return what an order says, or its problem."""
    try:
        order = parse(str(path), content, Order).model
    except BenchError as problem:
        return FoundOrder(path, path.stem, None, Bilingual("", ""), problem=told(problem))
    uut = Uut(order.uut.maker, order.uut.model, order.uut.serial, order.uut.asset or "")
    client = Bilingual(order.client.name.zh, order.client.name.en)
    return FoundOrder(path, order.number, uut, client, order.received, order.due, order.procedure or "")
