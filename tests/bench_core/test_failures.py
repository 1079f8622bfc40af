"""A failure says in both languages what it is; a name that a record gives leads to a kind of failure or to none."""

import pytest

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.errors import (
    BenchError,
    ControlRefused,
    DocumentInvalid,
    GuardianLost,
    InstrumentError,
    LinkTimeout,
    RunAborted,
    UnitUnknown,
    UsageError,
)
from bench_core.failures import explained, failure_kind, in_chinese, in_lines, told, told_with_advice, unfolded
from bench_core.mistake import Mistake


def test_a_failure_of_a_run_is_explained_in_chinese_first():
    assert explained(RunAborted("aborted by li: smoke")) == "运行已由人中止 aborted by li: smoke"
    assert explained(LinkTimeout("meter", "no reply")) == "仪器无应答 meter: no reply"


def test_a_kind_without_words_of_its_own_has_those_of_the_kind_above_it():
    class Unheard(InstrumentError):
        pass

    assert in_chinese(Unheard) == "仪器或链路故障"


def test_a_sentence_that_has_both_languages_or_begins_with_its_place_has_nothing_before_it():
    refused = ControlRefused(Bilingual("运行未暂停", "the run is not paused"))
    assert explained(refused) == "the run is not paused\n  运行未暂停"
    assert in_chinese(DocumentInvalid) == ""


def test_what_was_written_wrongly_has_each_english_line_and_its_chinese_one_under_it():
    message, hint = Bilingual("未知的键“a”", "unknown key 'a'"), Bilingual("改写为 b", "write b")
    invalid = DocumentInvalid((Mistake("f", 2, 1, message, hint), Mistake("f", 1, 3, message)))
    assert explained(invalid) == (
        "f:1:3: unknown key 'a'\n  未知的键“a”\nf:2:1: unknown key 'a' (write b)\n  未知的键“a”（改写为 b）"
    )
    assert explained(UnitUnknown(message)) == "unknown key 'a'\n  未知的键“a”"


def test_a_window_is_told_each_language_by_itself():
    invalid = DocumentInvalid((Mistake("f", 2, 1, Bilingual("错", "wrong"), Bilingual("改", "mend it")),))
    assert told(invalid) == Bilingual("f:2:1: 错（改）", "f:2:1: wrong (mend it)")
    assert told(UnitUnknown(Bilingual("错", "wrong"))) == Bilingual("错", "wrong")
    assert told(LinkTimeout("meter", "no reply")) == Bilingual("仪器无应答：meter: no reply", "meter: no reply")
    assert told(UsageError("no such thing")) == Bilingual("不能使用：no such thing", "no such thing")


@pytest.mark.parametrize(
    ("failure", "what", "advice"),
    [
        (
            UnitUnknown(Bilingual("未知的单位“f；V”；写 V", "unknown unit 'f; V'; write V")),
            Bilingual("未知的单位“f；V”", "unknown unit 'f; V'"),
            Bilingual("写 V", "write V"),
        ),
        (
            LinkTimeout("meter", "no reply; switch it on"),
            Bilingual("仪器无应答：meter: no reply", "meter: no reply"),
            Bilingual("switch it on", "switch it on"),
        ),
        (UsageError("none"), Bilingual("不能使用：none", "none"), NOTHING),
        (UsageError("a; b\nc; d"), Bilingual("不能使用：a; b\nc; d", "a; b\nc; d"), NOTHING),
    ],
)
def test_what_happened_and_what_to_do_are_parted_at_the_last_semicolon_of_one_line(failure, what, advice):
    assert told_with_advice(failure) == (what, advice)


@pytest.mark.parametrize(
    "failure",
    [
        DocumentInvalid(
            tuple(Mistake("f", line, 1, Bilingual("错", "wrong"), Bilingual("改", "mend")) for line in (1, 2))
        ),
        UnitUnknown(Bilingual("未知的单位“f:1:2”", "unknown unit 'f:1:2'")),
        UnitUnknown(Bilingual("校准台不可用：f:1:2: 错\nf:3:4: 错", "the bench is bad: f:1:2: wrong\nf:3:4: wrong")),
        LinkTimeout("meter", "no reply"),
        UsageError("no such thing"),
    ],
)
def test_what_a_terminal_was_told_is_parted_again_into_its_languages(failure):
    english = str(failure)
    chinese = told(failure).zh if failure.__class__ is not UsageError else english
    assert unfolded(explained(failure)) == Bilingual(chinese, english)


def test_what_is_indented_without_chinese_belongs_to_both_languages():
    traceback = 'Traceback:\n  File "a.py", line 1\nKeyError'
    said = f"{in_lines(Bilingual('程序内部错误：', 'a fault:'))}\n{traceback}"
    assert unfolded(said) == Bilingual(f"程序内部错误：\n{traceback}", f"a fault:\n{traceback}")


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
