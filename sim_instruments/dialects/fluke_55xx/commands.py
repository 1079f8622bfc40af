"""Knows the words of the 5520A and 5522A together, and who they say they are; it knows no voltage and no time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim_instruments.dialects.fluke_55xx.instrument import Calibrator55xx
from sim_instruments.dialects.fluke_55xx.output_words import output_words
from sim_instruments.dialects.fluke_language.message import FlukeDialect
from sim_instruments.dialects.fluke_language.status_words import status_words

if TYPE_CHECKING:
    from sim_instruments.dialects.execution import Body
    from sim_instruments.dialects.fluke_language.words import Word

_LONGEST_MESSAGE = 127


class Fluke5522A(FlukeDialect):
    """The 5522A as a dialect.

    Args:
        body: what it drives.
    """

    MODEL: ClassVar[str] = "5522A"

    def __init__(self, body: Body) -> None:
        calibrator = Calibrator55xx(body)
        identity = f"FLUKE,{self.MODEL},{body.serial},1.1+1.3+1.8"

        def words() -> dict[str, Word]:
            found = status_words(calibrator, identity) | output_words(calibrator)
            calibrator.keep_words()
            return found

        super().__init__(calibrator, words, _LONGEST_MESSAGE)


class Fluke5520A(Fluke5522A):
    """The 5520A as a dialect; its versions of firmware are those of a 5522A that was captured."""

    MODEL: ClassVar[str] = "5520A"
