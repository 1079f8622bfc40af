"""Knows the words of the 5700 family together, and who they say they are; it knows no voltage and no time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim_instruments.dialects.fluke_5730a.instrument import Calibrator57xx
from sim_instruments.dialects.fluke_5730a.output_words import output_words
from sim_instruments.dialects.fluke_language.message import FlukeDialect
from sim_instruments.dialects.fluke_language.status_words import status_words

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body
    from sim_instruments.dialects.fluke_language.words import Word

_LONGEST_MESSAGE = 128


class Fluke5730A(FlukeDialect):
    """The 5730A as a dialect; the numbers of its firmware are not those of any unit.

    Args:
        body: what it drives.
    """

    MODEL: ClassVar[str] = "5730A"

    def __init__(self, body: Body) -> None:
        calibrator = Calibrator57xx(body)
        identity = f"FLUKE,{self.MODEL},{body.serial},1.0+1.0+0.0"

        def words() -> dict[str, Word]:
            found = status_words(calibrator, identity) | output_words(calibrator)
            calibrator.keep_words()
            return found

        super().__init__(calibrator, words, _LONGEST_MESSAGE)


class Fluke5720A(Fluke5730A):
    """The 5720A as a dialect."""

    MODEL: ClassVar[str] = "5720A"


class Fluke5700A(Fluke5730A):
    """The 5700A as a dialect."""

    MODEL: ClassVar[str] = "5700A"
