"""What a check before a run finds, in words for people and as JSON; it looks at nothing itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.failures import told_with_advice
from bench_core.mistake import Mistake

if TYPE_CHECKING:
    from bench_core.errors import BenchError

Level = Literal["green", "amber", "red", "unknown"]


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
        fix_zh: what to do, in Chinese, where the sentence is English alone or does not say so.
    """
    what, advice = told_with_advice(failure)
    own_zh = advice.zh if advice.zh != advice.en else ""
    fix = Bilingual(own_zh or fix_zh, advice.en or "mend what is named, then look again")
    return Finding(check, "red", what, fix)
