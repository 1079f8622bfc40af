"""What a text in both languages must keep: Chinese that is Chinese, and the same quoted names and numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bench_core.errors import DocumentInvalid, UsageRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench_core.bilingual import Bilingual
    from bench_core.mistake import Mistake

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_QUOTED = re.compile(r"(?<!\w)'([^']+)'(?!\w)")
_WRITTEN = re.compile(r"“[^”]*”|'[^']*'|`[^`]*`|once per range|nearest source value to")
_ENGLISH = re.compile(r"(?<![\w.:/])[a-z]+(?: [a-z]+){2,}(?![\w.:/])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?![\d.]*-wire)")  # 4-wire is 四线


def flaws(mistake: Mistake) -> Iterator[str]:
    """Give what is lost between the English and the Chinese of a mistake, message and hint each by itself."""
    for told in (mistake.message, mistake.hint):
        if told:
            yield from lost(told)


def lost(told: Bilingual) -> Iterator[str]:
    """Give what the Chinese of a text lacks: Chinese characters, or a quoted name or number of the English."""
    if not _CHINESE.search(told.zh):
        yield f"no Chinese: {told}"
    if english := _ENGLISH.search(_WRITTEN.sub("“”", told.zh)):
        yield f"English in the Chinese, '{english[0]}': {told}"
    if not all(name in told.zh for name in _QUOTED.findall(told.en)):
        yield f"other names: {told}"
    if sorted(set(_NUMBER.findall(told.en))) != sorted(set(_NUMBER.findall(told.zh))):
        yield f"other numbers: {told}"


class Listening:
    """Notes every mistake in a file that is refused, and every refusal in both languages, while it is in use."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard: set[Bilingual] = set()
        for kind in (DocumentInvalid, UsageRefused):
            monkeypatch.setattr(kind, "__init__", self._noting(kind.__init__))

    def flaws(self) -> list[str]:
        """Give what was lost between the languages of anything that was heard."""
        return [flaw for told in self.heard if told for flaw in lost(told)]

    def _noting(self, made: Callable[..., None]) -> Callable[..., None]:
        def note(failure: DocumentInvalid | UsageRefused, *given: object, **named: object) -> None:
            made(failure, *given, **named)
            mistakes = failure.mistakes if isinstance(failure, DocumentInvalid) else ()
            self.heard |= {text for one in mistakes for text in (one.message, one.hint)}
            self.heard |= set() if isinstance(failure, DocumentInvalid) else {failure.told}

        return note


@pytest.fixture(autouse=True, scope="module")
def both_languages() -> Iterator[None]:
    """Let no tests of a room pass in which something was refused that says less in Chinese than in English."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        listening = Listening(monkeypatch)
        yield
    if lost_here := listening.flaws():
        pytest.fail("\n".join(lost_here))
