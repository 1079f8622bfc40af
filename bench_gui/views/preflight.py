"""What the preflight of a run has found, check by check, and whether the run may begin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.mistake import Mistake
from bench_gui.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_gui.words import Words

_NOTHING = Bilingual("", "")


class Level(StrEnum):
    """What a check has found; `PENDING` while nothing is known."""

    RED = "red"
    AMBER = "amber"
    UNKNOWN = "unknown"
    PENDING = "pending"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Check:
    """One check as the preflight told it.

    Args:
        name: for programs.
        title: for people.
        level: what it has found.
        told: sentence for people.
        fix: what to do; empty where there is nothing to do.
        mistakes: in files, each with its place.
    """

    name: str
    title: Bilingual
    level: Level = Level.PENDING
    told: Bilingual = _NOTHING
    fix: Bilingual = _NOTHING
    mistakes: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is known of a preflight.

    Args:
        checks: in the order in which it announced them.
        done: whether every check was told.
        refused: why it could not begin, or went wrong; None where it did not.
    """

    checks: tuple[Check, ...] = ()
    done: bool = False
    refused: Bilingual | None = None

    @property
    def ambers(self) -> tuple[Check, ...]:
        """The checks that need a reason."""
        return tuple(check for check in self.checks if check.level is Level.AMBER)


@dataclass(frozen=True, slots=True)
class CheckView:
    """One row of the list.

    Args:
        name: of the check.
        title: of the check.
        word: of what it has found.
        tone: of what it has found.
        icon: of what it has found.
        told: details; empty while nothing is known.
        fix: how to mend it; empty where nothing is to be mended.
        reason_wanted: whether a person must say why the run begins all the same.
    """

    name: str
    title: str
    word: str
    tone: Tone
    icon: str
    told: str
    fix: str
    reason_wanted: bool


@dataclass(frozen=True, slots=True)
class PreflightView:
    """The list, and what follows from it.

    Args:
        rows: what needs a person first, once everything is known.
        summary: of all checks.
        tone: of the summary.
        may_start: whether the run may begin.
        why_not: what is lacking; empty where it may.
        why_tone: of that.
        operator_wanted: whether nothing is lacking but who works here.
    """

    rows: tuple[CheckView, ...]
    summary: str
    tone: Tone
    may_start: bool
    why_not: str
    why_tone: Tone
    operator_wanted: bool


def told(preflight: Preflight, fields: Mapping[str, Any]) -> Preflight:
    """Return what is known after one more line of the preflight's process.

    Args:
        preflight: what was known before.
        fields: of the line; what is not known here is ignored.
    """
    if "refused" in fields:
        return replace(preflight, refused=_bilingual(fields["refused"]))
    if "checks" in fields:
        return Preflight(tuple(Check(one["name"], _bilingual(one["title"])) for one in fields["checks"]))
    if "check" in fields:
        return replace(preflight, checks=tuple(_updated(check, fields) for check in preflight.checks))
    return replace(preflight, done=preflight.done or fields.get("done") is True)


def broken_off(preflight: Preflight, said: Bilingual) -> Preflight:
    """Return what is known when the process has ended before it told everything.

    Args:
        preflight: what was known before.
        said: by the process, to people.
    """
    if preflight.done or preflight.refused is not None:
        return preflight
    return replace(
        preflight,
        refused=Bilingual(f"检查未能完成：{said.zh}", f"the checks were not finished: {said.en}"),
    )


def preflight_view(preflight: Preflight, reasons: Mapping[str, str], operator: str, words: Words) -> PreflightView:
    """Return the list and whether the run may begin.

    Args:
        preflight: what is known.
        reasons: of the person for amber checks, by name of the check.
        operator: who would run it.
        words: of the window's language.
    """
    checks = preflight.checks
    if preflight.done:
        checks = tuple(sorted(checks, key=lambda check: list(Level).index(check.level)))
    why_not = _why_not(preflight, reasons, words)
    operator_wanted = not why_not and not operator.strip()
    if operator_wanted:
        why_not = words("Enter who works here.")
    summary, tone = _summary(preflight, words)
    rows = tuple(_row(check, reasons, words) for check in checks)
    why_tone = tone if tone is Tone.BUSY else Tone.WARNING
    return PreflightView(rows, summary, tone, not why_not, why_not, why_tone, operator_wanted)


def _why_not(preflight: Preflight, reasons: Mapping[str, str], words: Words) -> str:
    levels = [check.level for check in preflight.checks]
    lacking = [check for check in preflight.ambers if not reasons.get(check.name, "").strip()]
    if preflight.refused is not None:
        return words("The checks were not made; mend what is said and check again.")
    if not preflight.done:
        return words("The checks are not finished yet.")
    if Level.RED in levels:
        return words("A red check must be mended first.")
    if Level.UNKNOWN in levels or Level.PENDING in levels:
        return words("Something could not be checked; check again.")
    if lacking:
        return words("Say why the run may begin all the same: {checks}.", checks=_titles(lacking, words))
    return ""


def _titles(checks: list[Check], words: Words) -> str:
    return words(", ").join(words.of(check.title) for check in checks)


def _summary(preflight: Preflight, words: Words) -> tuple[str, Tone]:
    levels = [check.level for check in preflight.checks]
    red, amber = levels.count(Level.RED), levels.count(Level.AMBER)
    if preflight.refused is not None:
        return words.of(preflight.refused), Tone.BAD
    if not preflight.done:
        known = len(levels) - levels.count(Level.PENDING)
        return words("Checking: {n} of {all}", n=known, all=len(levels) or "…"), Tone.BUSY
    if red or Level.UNKNOWN in levels:
        return words("The run cannot begin: {red} red, {amber} amber", red=red, amber=amber), Tone.BAD
    if amber:
        return words("The run may begin with a reason: {amber} amber", amber=amber), Tone.WARNING
    return words("All checks are green"), Tone.GOOD


def _row(check: Check, reasons: Mapping[str, str], words: Words) -> CheckView:
    given = words("Reason given") if reasons.get(check.name, "").strip() else words("Needs a reason")
    word, tone, icon = {
        Level.GREEN: (words("In order"), Tone.GOOD, ""),
        Level.AMBER: (given, Tone.WARNING, ""),
        Level.RED: (words("Must be mended"), Tone.BAD, ""),
        Level.UNKNOWN: (words("Not known"), Tone.NEUTRAL, "question"),
        Level.PENDING: (words("Being checked"), Tone.BUSY, ""),
    }[check.level]
    details = "\n".join(part for part in (words.of(check.told), *map(words.of, check.mistakes)) if part)
    amber = check.level is Level.AMBER
    fix = words.of(check.fix)
    return CheckView(check.name, words.of(check.title), word, tone, icon or tone.icon, details, fix, amber)


def _updated(check: Check, fields: Mapping[str, Any]) -> Check:
    if check.name != fields["check"]:
        return check
    return replace(
        check,
        level=Level(fields["level"]),
        told=_bilingual(fields.get("told")),
        fix=_bilingual(fields.get("fix")),
        mistakes=tuple(_mistake(one) for one in fields.get("mistakes", ())),
    )


def _mistake(fields: Mapping[str, Any]) -> Bilingual:
    message, hint = _bilingual(fields["message"]), _bilingual(fields["hint"])
    return Mistake(fields["path"], fields["line"], fields["column"], message, hint).told


def _bilingual(fields: Mapping[str, str] | None) -> Bilingual:
    return Bilingual(fields.get("zh", ""), fields.get("en", "")) if fields else _NOTHING
