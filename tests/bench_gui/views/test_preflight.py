"""The preflight's list: nothing red, every amber with a reason, and a person who starts."""

from __future__ import annotations

import pytest

from bench_core.bilingual import Bilingual
from bench_gui.tone import Tone
from bench_gui.views.preflight import Preflight, broken_off, preflight_view, told
from bench_gui.words import Language, words_in

EN, ZH = words_in(Language.EN), words_in(Language.ZH)
CHECKS = {
    "checks": [
        {"name": "files", "title": {"zh": "文件", "en": "files"}},
        {"name": "clock", "title": {"zh": "时钟", "en": "clock"}},
        {"name": "instrument:meter", "title": {"zh": "万用表", "en": "meter"}},
    ]
}


def finding(name, level, **more):
    texts = {"told": {"zh": f"{name} 说明", "en": f"{name} told"}, "fix": {"zh": "办法", "en": f"mend {name}"}}
    return {"check": name, "level": level, **(texts | more)}


def known(*fields):
    preflight = Preflight()
    for one in fields:
        preflight = told(preflight, one)
    return preflight


def done(**levels):
    names = {"files": "green", "clock": "green", "instrument:meter": "green"} | levels
    return known(CHECKS, *(finding(name, level) for name, level in names.items()), {"done": True, "worst": "?"})


def test_all_green_and_a_name_is_all_that_a_start_needs():
    view = preflight_view(done(), {}, "zhang", EN)
    assert (view.may_start, view.why_not, view.tone) == (True, "", Tone.GOOD)


def test_nobody_starts_without_a_name():
    view = preflight_view(done(), {}, "  ", EN)
    assert (view.may_start, view.why_not) == (False, "Enter who works here.")


def test_before_the_last_check_is_told_nothing_starts():
    preflight = known(CHECKS, finding("files", "green"))
    view = preflight_view(preflight, {}, "zhang", EN)
    assert (view.may_start, view.summary, view.tone) == (False, "Checking: 1 of 3", Tone.BUSY)
    assert [row.word for row in view.rows] == ["In order", "Being checked", "Being checked"]


def test_red_is_mended_and_not_reasoned_away():
    view = preflight_view(done(clock="red"), {"clock": "no matter"}, "zhang", EN)
    assert (view.may_start, view.why_not) == (False, "A red check must be mended first.")
    assert (view.rows[0].name, view.rows[0].reason_wanted, view.rows[0].fix) == ("clock", False, "mend clock")


@pytest.mark.parametrize("reason", ["", "   "])
def test_amber_needs_a_reason_and_blanks_are_none(reason):
    preflight = done(clock="amber")
    view = preflight_view(preflight, {"clock": reason}, "zhang", EN)
    assert (view.may_start, view.why_not) == (False, "Say why the run may begin all the same: clock.")
    assert preflight_view(preflight, {"clock": "checked by hand"}, "zhang", EN).may_start


def test_what_could_not_be_checked_is_not_taken_for_green():
    unknown = preflight_view(done(clock="unknown"), {}, "zhang", EN)
    assert not unknown.may_start
    assert (unknown.summary, unknown.tone) == ("The run cannot begin: 0 red, 0 amber", Tone.BAD)
    never_told = known(CHECKS, finding("files", "green"), {"done": True})
    assert not preflight_view(never_told, {}, "zhang", EN).may_start


def test_rows_keep_their_order_while_they_come_and_those_that_want_a_person_come_first_in_the_end():
    names = ["files", "clock", "instrument:meter"]
    coming = known(CHECKS, finding("instrument:meter", "red"))
    assert [row.name for row in preflight_view(coming, {}, "", EN).rows] == names
    ended = done(**{"instrument:meter": "red", "clock": "amber"})
    assert [row.name for row in preflight_view(ended, {}, "", EN).rows] == ["instrument:meter", "clock", "files"]


def test_mistakes_in_files_are_told_with_their_places():
    texts = {"message": {"zh": "未知的键", "en": "unknown key"}, "hint": {"zh": "改写为 id", "en": "write id"}}
    mistake = {"path": "a.yaml", "line": 3, "column": 7, **texts}
    preflight = known(CHECKS, finding("files", "red", mistakes=[mistake]))
    assert preflight_view(preflight, {}, "", EN).rows[0].told == "files told\na.yaml:3:7: unknown key (write id)"
    assert preflight_view(preflight, {}, "", ZH).rows[0].told == "files 说明\na.yaml:3:7: 未知的键（改写为 id）"


def test_a_process_that_cannot_begin_or_dies_is_told_and_nothing_starts():
    refused = known({"refused": {"zh": "没有校准台", "en": "no bench"}})
    assert preflight_view(refused, {}, "zhang", ZH).summary == "没有校准台"
    died = broken_off(known(CHECKS, finding("files", "green")), Bilingual("Killed", "Killed"))
    view = preflight_view(died, {}, "zhang", EN)
    assert (view.may_start, view.tone) == (False, Tone.BAD)
    assert "Killed" in view.summary
    assert not preflight_view(told(done(), {"refused": {"en": "the disc is full"}}), {}, "zhang", EN).may_start


def test_what_is_checked_again_is_not_known_from_the_time_before():
    again = preflight_view(told(done(), CHECKS), {}, "zhang", EN)
    assert (again.may_start, again.summary) == (False, "Checking: 0 of 3")


def test_what_a_process_says_after_its_last_check_changes_nothing():
    assert broken_off(done(), Bilingual("晚了", "late words")) == done()


def test_checks_and_keys_that_are_not_known_here_are_passed_over():
    assert known(CHECKS, finding("brand-new", "red"), {"else": 1}) == known(CHECKS)


def test_each_language_has_its_own_texts():
    row = preflight_view(done(clock="red"), {}, "zhang", ZH).rows[0]
    assert (row.title, row.told, row.fix) == ("时钟", "clock 说明", "办法")
