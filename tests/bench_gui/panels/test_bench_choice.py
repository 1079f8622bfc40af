"""The choice of a bench offers those that can be used."""

from bench_gui.panels.bench_choice import BenchChoice
from tests.conftest import BenchFolder


def test_a_bench_file_that_is_broken_is_not_offered(session, form_en, qtbot):
    BenchFolder(session.workplace).change("bench.yaml", "instruments:", "instrumants:")
    choice = BenchChoice(session)
    qtbot.addWidget(choice)
    choice.adopt(form_en)
    choice.look()
    qtbot.waitUntil(lambda: choice.ready)
    assert (choice.bench, choice._none.text) == (None, "No bench in the workplace")
