"""Mistakes are those of the newest text."""

from bench_gui.work.mistake_finder import MistakeFinder


def test_what_is_wrong_with_an_older_text_is_not_told(qapp):
    finder = MistakeFinder()
    told = []
    finder.found.connect(told.append)
    finder._newest = 2
    finder._took({"id": 1, "mistakes": []})
    assert (told, finder.busy) == ([], True)
    finder._took({"id": 2, "mistakes": []})
    assert (told, finder.busy) == ([()], False)
