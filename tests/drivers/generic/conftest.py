"""Descriptions of a meter and of a source, and drivers that follow them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_core.clock import VirtualClock
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import parse
from drivers import registry
from drivers.session import Session

FOLDER = Path(__file__).parent


@pytest.fixture
def describe():
    def describe(name, before="", after=""):
        text = (FOLDER / f"{name}.yaml").read_text("utf-8")
        assert before in text
        return parse(name, text.replace(before, after).encode(), TypeRecord).model

    return describe


@pytest.fixture
def follow(describe):
    def follow(wire, name, before="", after=""):
        found, record = registry.driver("generic.scpi"), describe(name, before, after)
        session = Session(wire, f"bench ({wire.resource})", VirtualClock(), registry.language_of(found, record))
        return found(session, record)

    return follow
