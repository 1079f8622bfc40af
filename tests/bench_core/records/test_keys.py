"""Public keys by epoch: each signed with the one before, and a record only good within its key's epoch."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench_core.errors import SignatureInvalid, UsageError
from bench_core.records.chain import utc_text
from bench_core.records.keys import first_epoch, next_epoch, read_keys, require_in_epoch
from bench_core.records.record import read_record
from bench_core.records.signing import SigningKey

HOUR = timedelta(hours=1)


def private(number):
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


@pytest.fixture
def noon(bench):
    """When the records of these tests begin."""
    return bench.key.since


@pytest.fixture
def two_epochs(noon):
    """Keys of which the second came an hour before the run."""
    return next_epoch(first_epoch(private(1), noon - 9 * HOUR), private(1), private(2), noon - HOUR)


@pytest.fixture
def read_back(tmp_path):
    """Writes a history as a file, changed, and reads it."""

    def read(history, change=lambda _: None):
        file = json.loads(history.text())
        change(file)
        path = tmp_path / "keys.json"
        path.write_text(json.dumps(file), "utf-8")
        return read_keys(path)

    return read


def sealed_with(bench, key, name="run.calrun"):
    return read_record(replace(bench, key=key).write(bench.events(), name))


def test_a_history_reads_back_as_it_was_written(two_epochs, read_back):
    assert read_back(two_epochs) == two_epochs


def test_an_epoch_ends_where_the_next_begins(two_epochs, noon):
    first, second = two_epochs.epochs
    assert (two_epochs.until(first), two_epochs.until(second)) == (noon - HOUR, None)


def test_a_record_within_its_epoch_is_accepted(bench, two_epochs, noon):
    record = sealed_with(bench, SigningKey(private(2), 2, noon - HOUR))
    assert require_in_epoch(record, two_epochs).epoch == 2


def test_cve_2023_31439_an_old_epoch_cannot_be_sealed_again_with_a_newer_key(bench, noon):
    # the key of the epoch in use is stolen, and a run of the epoch before is rewritten
    keys = next_epoch(first_epoch(private(1), noon - HOUR), private(1), private(2), noon + HOUR)
    record = sealed_with(bench, SigningKey(private(2), 2, noon + HOUR))
    with pytest.raises(SignatureInvalid, match=r"the run began at .*, before its key's epoch 2") as caught:
        require_in_epoch(record, keys)
    assert caught.value.line == 1


def test_cve_2023_31438_a_run_of_an_old_epoch_that_is_cut_and_continued_with_a_newer_key_is_refused(bench, noon):
    keys = next_epoch(first_epoch(private(1), noon), private(1), private(2), noon + timedelta(milliseconds=20))
    record = sealed_with(bench, SigningKey(private(2), 2, noon))
    assert record.lines[0].utc < noon + timedelta(milliseconds=20) < record.lines[-1].utc
    with pytest.raises(SignatureInvalid, match="before its key's epoch 2"):
        require_in_epoch(record, keys)


def test_a_key_signs_nothing_after_its_epoch(bench, noon):
    keys = next_epoch(first_epoch(private(1), noon), private(1), private(2), noon + timedelta(milliseconds=20))
    record = sealed_with(bench, SigningKey(private(1), 1, noon))
    with pytest.raises(SignatureInvalid, match=r"sealed at .*, after its key's epoch 1") as caught:
        require_in_epoch(record, keys)
    assert caught.value.line == len(record.lines)


def test_a_key_that_is_in_no_epoch_is_refused(bench, two_epochs):
    with pytest.raises(SignatureInvalid, match="is in no epoch of the laboratory's keys"):
        require_in_epoch(sealed_with(bench, SigningKey(private(3), 2, bench.key.since)), two_epochs)


def test_a_checkpoint_that_names_another_epoch_than_its_keys_is_refused(bench, two_epochs, noon):
    with pytest.raises(SignatureInvalid, match="says key epoch 1, but its key is that of epoch 2"):
        require_in_epoch(sealed_with(bench, SigningKey(private(2), 1, noon - HOUR)), two_epochs)


def test_the_next_epoch_begins_after_the_one_before(two_epochs):
    last = two_epochs.epochs[-1]
    with pytest.raises(UsageError, match="set the computer's clock and rotate again"):
        next_epoch(two_epochs, private(2), private(3), last.begin)


def a_gap(file):
    del file["epochs"][0]


def a_backdated_epoch(file):
    file["epochs"][1]["since"] = utc_text(read_since(file, 0) + timedelta(seconds=1))


def an_epoch_before_the_first(file):
    file["epochs"][1]["since"] = utc_text(read_since(file, 0) - HOUR)


def another_key(file):
    file["epochs"][1]["public_key"] = SigningKey(private(9), 2, read_since(file, 0)).public


def a_backdated_first_epoch(file):
    file["epochs"][0]["since"] = utc_text(read_since(file, 0) - HOUR)


def no_epoch(file):
    file["epochs"] = []


def another_format(file):
    file["format"] = "calbench-keys/9"


def no_moment(file):
    file["epochs"][0]["since"] = "2026-11-21T12:00:00Z"


def no_key(file):
    file["epochs"][0]["public_key"] = "zz"


def read_since(file, at):
    return datetime.fromisoformat(file["epochs"][at]["since"])


WRONG = {
    a_gap: "key epoch 2 stands where 1 must stand",
    a_backdated_epoch: "key epoch 2 is not signed with the key of the epoch before",
    an_epoch_before_the_first: "key epoch 2 does not begin after the one before",
    another_key: "key epoch 2 is not signed",
    a_backdated_first_epoch: "key epoch 1 is not signed",
    no_epoch: "there is no key epoch in it",
    another_format: "its format is 'calbench-keys/9'",
    no_moment: "key epoch 1 does not begin after the one before",
    no_key: "key epoch 1 is not signed",
}


@pytest.mark.parametrize("change", WRONG, ids=lambda change: change.__name__)
def test_a_file_of_keys_whose_epochs_do_not_follow_from_each_other_is_refused(two_epochs, read_back, change):
    with pytest.raises(UsageError, match=WRONG[change]):
        read_back(two_epochs, change)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"format":"calbench-keys/1"}'])
def test_another_file_is_not_taken_for_a_file_of_keys(tmp_path, content):
    path = tmp_path / "keys.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"keys\.json: is no whole file of public keys"):
        read_keys(path)


def test_a_file_of_keys_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"none\.json: no such file"):
        read_keys(tmp_path / "none.json")
