"""A failure says in both languages what it is; a name that a record gives leads to a kind of failure or to none."""

import pytest

from bench_core.errors import (
    BenchError,
    ControlRefused,
    DocumentInvalid,
    GuardianLost,
    InstrumentError,
    LinkTimeout,
    RunAborted,
)
from bench_core.failures import explained, failure_kind, in_chinese


def test_a_failure_of_a_run_is_explained_in_chinese_first():
    assert explained(RunAborted("aborted by li: smoke")) == "运行已由人中止 aborted by li: smoke"
    assert explained(LinkTimeout("meter", "no reply")) == "仪器无应答 meter: no reply"


def test_a_kind_without_words_of_its_own_has_those_of_the_kind_above_it():
    class Unheard(InstrumentError):
        pass

    assert in_chinese(Unheard) == "仪器或链路故障"


def test_a_sentence_that_has_both_languages_or_begins_with_its_place_has_nothing_before_it():
    assert explained(ControlRefused("运行未暂停 the run is not paused")) == "运行未暂停 the run is not paused"
    assert in_chinese(DocumentInvalid) == ""


def test_every_failure_that_leaves_a_run_open_has_chinese_words():
    def below(kind):
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    left_open = [kind for kind in below(BenchError) if kind.retryable and kind.__module__ == "bench_core.errors"]
    assert left_open
    assert [kind.__name__ for kind in left_open if not in_chinese(kind)] == []


@pytest.mark.parametrize("name", ["KeyError", "dataclass", "Mistake", "annotations", "__name__", ""])
def test_what_is_no_kind_of_failure_is_none(name):
    assert failure_kind(name) is None


def test_a_kind_is_found_by_its_name():
    assert failure_kind("GuardianLost") is GuardianLost
