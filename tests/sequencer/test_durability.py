"""What is on the disc before a point counts as complete."""

from bench_core.records.journal import Journal


def test_all_readings_are_on_disc_before_a_point_counts_as_complete(run, monkeypatch):
    done: list[str] = []
    sync, append = Journal.sync, Journal.append

    def noted_sync(journal):
        sync(journal)
        done.append("sync")

    def noted_append(journal, event):
        append(journal, event)
        done.append(type(event).__name__)

    monkeypatch.setattr(Journal, "sync", noted_sync)
    monkeypatch.setattr(Journal, "append", noted_append)
    assert run().code == 0
    before = [done[number - 1] for number, what in enumerate(done) if what == "PointCompleted"]
    assert before == ["sync"] * 3
