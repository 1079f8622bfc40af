"""What is known of a workplace is what was read last, with every verdict that became known meanwhile."""

import shutil

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.metrology.decision import Verdict
from bench_gui.views import at_hand
from bench_gui.work.reading import HasRead
from bench_gui.work.workplace_reader import WorkplaceReader


def test_a_verdict_that_came_while_the_workplace_was_read_is_not_lost(finished_record, tmp_path, qtbot):
    record = tmp_path / "records" / "done.calrun"
    record.parent.mkdir()
    shutil.copy(finished_record, record)
    reader = WorkplaceReader()
    with qtbot.waitSignal(reader.read, timeout=50_000):
        reader.look(tmp_path)
    read_meanwhile = at_hand.read(tmp_path, reader.found)
    with qtbot.waitSignal(reader.judged):
        reader._judged(record, "pass")
    reader._came(HasRead(1, read_meanwhile, NOTHING))
    assert reader.found is not None
    assert reader.found.verdicts == {record: Verdict.PASS}


def test_why_a_workplace_cannot_be_read_is_told_and_what_was_known_stays(tmp_path, qtbot):
    reader = WorkplaceReader()
    with qtbot.waitSignal(reader.read, timeout=50_000):
        reader.look(tmp_path)
    known = reader.found
    with qtbot.waitSignal(reader.refused) as told:
        reader._came(HasRead(2, None, Bilingual("不行", "no")))
    assert (told.args, reader.found) == ([Bilingual("不行", "no")], known)
