"""The technical causes for which a point may be taken again; wanting a better result is none of them."""

from __future__ import annotations

from typing import Final

from bench_core.bilingual import Bilingual

CAUSES: Final[dict[str, Bilingual]] = {
    "contact": Bilingual("接触不良", "bad contact"),
    "wiring": Bilingual("接线错误", "wrong leads"),
    "disturbance": Bilingual("外界干扰", "disturbance from outside"),
    "supply": Bilingual("供电异常", "fault of the supply"),
    "instrument": Bilingual("仪器故障或报警", "fault or alarm of an instrument"),
    "link": Bilingual("通讯故障", "fault of a link"),
    "entry": Bilingual("录入错误", "wrong entry"),
    "operation": Bilingual("操作失误", "slip in operation"),
}
"""By code, what it says to people."""


def is_same_person(one: str, other: str) -> bool:
    """Return whether two names, as people typed them, are one person's; case and blanks tell nobody apart."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()
