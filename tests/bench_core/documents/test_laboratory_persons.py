"""A person of a laboratory may have a position, in both languages."""

from __future__ import annotations

import pytest

from bench_core.bilingual import Bilingual
from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import parse
from bench_core.errors import DocumentInvalid

TEXT = """calbench: laboratory/1
name: {zh: 实验室, en: Laboratory}
address: {city: 上海, country: CN}
persons:
  - {id: wang, name: 王五, role: approver, main_signer: true, position: POSITION}
  - {id: li, name: 李四, role: checker}
"""


def persons(position):
    content = TEXT.replace("POSITION", position).encode()
    return parse("laboratory.yaml", content, Laboratory).model.persons


def test_a_position_is_read_in_both_languages_and_may_be_left_out():
    approver, checker = persons("{zh: 技术负责人, en: technical manager}")
    assert approver.position == Bilingual("技术负责人", "technical manager")
    assert checker.position is None


def test_a_position_in_one_language_is_refused_at_its_line():
    with pytest.raises(DocumentInvalid, match=r"laboratory.yaml:5:\d+"):
        persons("{zh: 技术负责人}")
