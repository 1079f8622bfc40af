"""One JSON object per line on standard output, for a program that reads along."""

from __future__ import annotations

import json
import os
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.errors import UsageRefused
from bench_core.failures import told
from sequencer.launch import own_stdout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.errors import BenchError


class JsonLines:
    """Writes lines, each whole and at once, from any thread; what drivers of others print goes nowhere.

    Args:
        descriptor: to write to, or None for standard output, which is taken over.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = own_stdout() if descriptor is None else descriptor
        self._writing = threading.Lock()

    def say(self, fields: Mapping[str, Any]) -> None:
        """Write one object; where nobody reads any more, nothing happens."""
        line = (json.dumps(fields, ensure_ascii=False) + "\n").encode()
        with self._writing, suppress(OSError):
            while line:
                line = line[os.write(self._descriptor, line) :]

    def refuse(self, failure: BenchError) -> int:
        """Say why the process cannot begin, on standard error too, and return its exit code."""
        why = told(failure)
        self.say({"refused": asdict(why)})
        sys.stderr.write(f"{why.zh}\n")
        return failure.exit_code


class Refused(UsageRefused):
    """What a person wishes cannot be done, in both languages.

    Args:
        zh: why, and what to do.
        en: likewise.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Bilingual(zh, en))
