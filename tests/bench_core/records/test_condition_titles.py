"""What the conditions of a procedure are called."""

from __future__ import annotations

from bench_core.bilingual import Bilingual
from bench_core.records.condition_titles import condition_title


def test_a_known_condition_has_a_title_in_both_languages():
    assert condition_title("ambient.temperature") == Bilingual("环境温度", "ambient temperature")


def test_the_zero_of_each_role_has_one():
    assert condition_title("source.zeroed") == Bilingual("source 距上次调零的时间", "time since source was zeroed")


def test_the_zero_of_a_role_may_be_called_by_its_instrument():
    meter = Bilingual("34401A（MY1）", "34401A (MY1)")
    zeroed = Bilingual("34401A（MY1）距上次调零的时间", "time since 34401A (MY1) was zeroed")
    assert condition_title("uut.zeroed", meter) == zeroed


def test_another_condition_is_called_by_its_own_name():
    assert condition_title("bath.depth") == Bilingual("bath.depth", "bath.depth")
