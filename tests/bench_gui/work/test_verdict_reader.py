"""Verdicts come of every record that was asked for, of each once."""

from bench_gui.work.verdict_reader import VerdictReader


def test_a_record_that_is_asked_for_while_others_are_read_is_read_after_them(finished_record, tmp_path, qtbot):
    reader, told = VerdictReader(), []
    reader.read.connect(lambda record, verdict: told.append((record, verdict)))
    other = tmp_path / "other.calrun"
    other.write_bytes(finished_record.read_bytes())
    reader.look([finished_record])
    reader.look([finished_record, other])
    qtbot.waitUntil(lambda: not reader.busy, timeout=50_000)
    assert told == [(finished_record, "pass"), (other, "pass")]


def test_what_was_still_to_be_read_is_forgotten_at_the_end(finished_record, tmp_path, qtbot):
    reader, told = VerdictReader(), []
    reader.read.connect(lambda record, verdict: told.append((record, verdict)))
    reader.look([finished_record])
    reader.look([tmp_path / "other.calrun"])
    reader.closing()
    assert not reader.busy
    reader.look([finished_record])
    qtbot.waitUntil(lambda: not reader.busy, timeout=50_000)
    assert told == [(finished_record, "pass")]
