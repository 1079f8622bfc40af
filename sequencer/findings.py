"""What a check before a run finds, in words for people and as JSON; it looks at nothing itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from bench_core.bilingual import Bilingual
from bench_core.errors import Mistake
from bench_core.failures import in_chinese

if TYPE_CHECKING:
    from bench_core.errors import BenchError

Level = Literal["green", "amber", "red", "unknown"]
NOTHING = Bilingual("", "")
_REFUSED = "不能使用"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Args:
        check: its name.
        level: `green`; `amber`: the run may begin with a reason on record; `red`: it must not; `unknown`: it cannot
            be looked at before a red one is mended.
        told: what was found.
        fix: what to do; nothing where it is green.
        mistakes: in files, each with its line and column.
    """

    check: str
    level: Level
    told: Bilingual
    fix: Bilingual = NOTHING
    mistakes: tuple[Mistake, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the finding as one line says it."""
        mistakes = {"mistakes": [asdict(one) for one in self.mistakes]} if self.check == "files" else {}
        told = {"told": asdict(self.told), "fix": asdict(self.fix)}
        return {"check": self.check, "level": self.level} | told | mistakes


def refused(check: str, failure: BenchError, fix_zh: str) -> Finding:
    """Return the red finding of a failure, whose sentence says what to do after its last semicolon.

    Args:
        check: name of the check.
        failure: that it met.
        fix_zh: what to do, in Chinese.
    """
    what, fix = parted(str(failure))
    zh = f"{in_chinese(type(failure)) or _REFUSED}：{what}"
    return Finding(check, "red", Bilingual(zh, what), Bilingual(fix_zh, fix or "mend what is named, then look again"))


def parted(sentence: str) -> tuple[str, str]:
    """Return what a failure's sentence says happened, and what it says to do; a sentence of several lines stays whole.

    Args:
        sentence: of a failure.
    """
    if "\n" in sentence or "; " not in sentence:
        return sentence, ""
    what, _, fix = sentence.rpartition("; ")
    return what, fix
