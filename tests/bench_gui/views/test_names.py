"""What instruments and points are called: no word of another language, and no more than is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_core.bilingual import Bilingual
from bench_gui.views.names import place_called
from bench_gui.words import Language, words_in


@pytest.mark.parametrize(
    ("language", "called"), [(Language.ZH, "交流电压 10 V/+90 %"), (Language.EN, "AC voltage 10 V/+90 %")]
)
def test_a_point_has_its_items_title_in_the_language_where_there_are_several_items(finished, language, called):
    plan, words = finished.last.state.plan, words_in(language)
    (item,) = plan.items
    other = replace(item, id="ac-voltage", title=Bilingual("交流电压", "AC voltage"))
    both = replace(plan, items=(item, other))
    assert place_called("ac-voltage", "10 V/+90 %", both, words) == called
    assert place_called("dc-voltage", "10 V/+90 %", plan, words) == "10 V/+90 %"
    assert place_called("forged", "10 V/+90 %", both, words) == "forged 10 V/+90 %"
