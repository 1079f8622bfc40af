"""Tampering with a finished record, attack by attack; `calbench-verify`, which shares no code, must say the same."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import calbench_verify
from bench_core.errors import RecordError, RunUnfinished, SignatureInvalid
from bench_core.records.events import RunEnded, RunResumed, StepFailed
from bench_core.records.journal import Journal
from bench_core.records.keys import KeyHistory, first_epoch, next_epoch, require_in_epoch
from bench_core.records.proved import KEY_UNCHECKED
from bench_core.records.record import read_record
from bench_core.records.signing import SigningKey
from bench_core.records.verification import verify

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden" / "calrun-1-before-key-epochs.calrun"
THIEF = Ed25519PrivateKey.from_private_bytes(b"the key of somebody else, 32 b.!")
SEEDS = 150


@pytest.fixture
def lines(finished):
    """The lines of a finished record."""
    return finished.read_bytes().splitlines(keepends=True)


@pytest.fixture
def other(bench):
    """The lines of another finished record of the same laboratory."""
    events = bench.events()
    events[0] = replace(events[0], operator="李四", run="run-2")
    return bench.write(events, "other.calrun").read_bytes().splitlines(keepends=True)


@pytest.fixture
def keys(bench):
    """The laboratory's public keys."""
    return first_epoch(bench.key.private, bench.key.since)


@pytest.fixture
def refused(finished):
    """Asks both verifiers about changed bytes, which both must refuse at the same line, and returns that line."""

    def line_of(content: bytes | list[bytes], given: KeyHistory | None = None) -> int:
        finished.write_bytes(b"".join(content) if isinstance(content, list) else content)
        here, alone = built_in(finished, given), stand_alone(finished, given)
        assert here is not None, "the record still verifies"
        assert alone == here
        return here

    return line_of


def built_in(path: Path, keys: KeyHistory | None = None) -> int | None:
    """Return the line that calbench names, or None where the record verifies."""
    try:
        verification = verify(path)
        if keys is not None:
            require_in_epoch(verification.record, keys)
    except RecordError as failure:
        return line_in(str(failure))
    return None


def stand_alone(path: Path, keys: KeyHistory | None = None) -> int | None:
    """Return the line that the one-file verifier names, or None where the record verifies."""
    file = path.with_suffix(".json")
    if keys is not None:
        file.write_text(keys.text(), "utf-8")
    try:
        calbench_verify.check(path, calbench_verify.read_keys(file) if keys is not None else None)
    except calbench_verify.DoesNotVerify as failure:
        return line_in(str(failure))
    return None


def line_in(message: str) -> int:
    return int(message.partition(".calrun:")[2].partition(":")[0])


def rewritten(lines: list[bytes], change=lambda _: None) -> list[bytes]:
    """Return lines with a changed content and recomputed digests, as anybody can make them without the key."""
    entries = [json.loads(line) for line in lines]
    change(entries)
    previous, written = "0" * 64, []
    for entry in entries:
        fields = {name: entry[name] for name in ("body", "event", "mono", "seq", "utc")}
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        entry["digest"] = previous = sha256((previous + text).encode()).hexdigest()
        whole = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        written.append(f"{whole}\n".encode())
    return written


def resealed(lines: list[bytes], private: Ed25519PrivateKey, change) -> list[bytes]:
    """Return lines with a changed content and a right signature, as only the holder of the key can make them."""

    def unsigned(entries):
        change(entries)
        entries[-1]["body"]["signature"] = ""

    def sign(entries):
        signed = json.loads(rewritten(lines, unsigned)[-1])["digest"] if "epoch" in entries[-1]["body"] else None
        statement = f"calbench checkpoint\n{signed}" if signed else entries[-2]["digest"]
        entries[-1]["body"]["signature"] = private.sign(statement.encode()).hex()

    return rewritten(rewritten(lines, change), sign)


def test_an_untouched_record_verifies(finished, keys):
    assert (built_in(finished, keys), stand_alone(finished, keys)) == (None, None)


def test_a_run_that_was_recorded_before_there_were_key_epochs_still_verifies():
    assert (built_in(GOLDEN), stand_alone(GOLDEN)) == (None, None)
    assert read_record(GOLDEN).lines[-1].event.epoch is None


@pytest.mark.parametrize("mask", [0x01, 0xFF])
def test_a_single_changed_byte_is_found(finished, refused, mask):
    content = finished.read_bytes()
    for place in random.Random(mask).sample(range(len(content)), 60):
        changed = bytearray(content)
        changed[place] ^= mask
        assert refused(bytes(changed)) == content[:place].count(b"\n") + 1


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("mask", [0x01, 0xFF])
def test_every_single_changed_byte_is_found(finished, refused, mask):
    content = finished.read_bytes()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= mask
        assert refused(bytes(changed)) == content[:place].count(b"\n") + 1


def test_a_deleted_line_is_found_where_it_stood(lines, refused):
    for place in range(len(lines) - 1):
        assert refused(lines[:place] + lines[place + 1 :]) == place + 1


def test_a_line_that_is_doubled_or_inserted_is_found(lines, other, refused):
    for place in range(1, len(lines)):
        assert refused([*lines[:place], lines[place - 1], *lines[place:]]) == place + 1
        assert refused([*lines[:place], other[place], *lines[place:]]) == place + 1


def test_two_lines_that_changed_places_are_found(lines, refused):
    for place in range(len(lines) - 1):
        assert refused([*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]) == place + 1


def test_lines_of_another_record_are_found(lines, other, refused):
    for place in range(1, len(lines)):
        assert refused([*lines[:place], other[place], *lines[place + 1 :]]) == place + 1
        assert refused([*lines[:place], *other[place:]]) == place + 1
    assert refused([other[0], *lines[1:]]) == 2


def test_a_cut_end_is_found(lines, refused):
    for kept in range(1, len(lines)):
        assert refused(lines[:kept]) == kept + 1


def test_a_cut_exactly_before_the_checkpoint_is_told_from_a_run_that_goes_on(finished, lines, refused):
    assert refused(lines[:-1]) == len(lines)
    with pytest.raises(RunUnfinished, match="the record has no signed end"):
        verify(finished)


def test_a_cut_in_the_middle_of_a_line_is_found(finished, lines, refused):
    for length in range(len(finished.read_bytes()) - len(lines[-1]) + 1, len(b"".join(lines)), 17):
        assert refused(b"".join(lines)[:length]) == len(lines)


def test_a_full_rewrite_with_recomputed_digests_is_found_without_the_key(lines, refused):
    def other_operator(entries):
        entries[0]["body"]["operator"] = "李四"

    def earlier(entries):
        entries[-1]["utc"] = "2026-11-21T11:00:00.000000Z"

    def another_epoch(entries):
        entries[-1]["body"]["epoch"] = "2"

    def another_notation(entries):
        entries[-1]["body"]["signature"] = entries[-1]["body"]["signature"].upper()

    for change in (other_operator, earlier, another_epoch, another_notation):
        assert refused(rewritten(lines, change)) == len(lines), change
    assert rewritten(lines) == lines  # else the attack was none


def test_the_epoch_cannot_be_taken_out_of_a_checkpoint(lines, refused):
    assert refused(rewritten(lines, lambda entries: entries[-1]["body"].pop("epoch"))) == len(lines)


def said_of(path: Path, capsys) -> str:
    """Return what the one-file verifier prints about a record."""
    assert calbench_verify.main([str(path)]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("epoch", "told"),
    [("7", "the record says key epoch 7"), (None, "the record names no key epoch")],
)
def test_without_the_laboratorys_keys_the_epoch_is_the_records_own_word(bench, lines, finished, capsys, epoch, told):
    finished.write_bytes(b"".join(resealed(lines, bench.key.private, with_epoch(epoch))))
    assert told in said_of(finished, capsys)
    assert any(told in sentence.en for sentence in verify(finished).proved)


def with_epoch(epoch):
    def change(entries):
        if epoch is None:
            del entries[-1]["body"]["epoch"]
        else:
            entries[-1]["body"]["epoch"] = epoch

    return change


def test_both_verifiers_say_with_the_outcome_that_whose_key_it_is_was_not_checked(finished, keys, capsys, tmp_path):
    told = "signed by the key that the record itself names; who that is was not checked"
    assert said_of(finished, capsys).splitlines()[1].endswith(told)
    (tmp_path / "keys.json").write_text(keys.text(), "utf-8")
    assert calbench_verify.main([str(finished), "--keys", str(tmp_path / "keys.json")]) == 0
    assert told not in capsys.readouterr().out
    assert KEY_UNCHECKED.en == told


@pytest.mark.parametrize("epoch", ["01", "0", "-1", "", "1.0", "one", True, [], {"1": "1"}])
def test_a_checkpoint_in_another_form_is_refused_by_both_though_its_key_signed_it(bench, lines, refused, epoch):
    assert refused(resealed(lines, bench.key.private, with_epoch(epoch))) == len(lines)


def test_a_checkpoint_with_a_field_of_its_own_is_refused_by_both_though_its_key_signed_it(bench, lines, refused):
    def change(entries):
        entries[-1]["body"]["laboratory"] = "of somebody"

    assert refused(resealed(lines, bench.key.private, change)) == len(lines)


def test_fields_of_other_events_are_left_to_calbench_verify(bench, lines, finished):
    def change(entries):
        entries[4]["body"]["laboratory"] = "of somebody"

    finished.write_bytes(b"".join(resealed(lines, bench.key.private, change)))
    assert (built_in(finished), stand_alone(finished)) == (5, None)


def test_an_embedded_text_that_was_exchanged_before_signing_is_found(bench, refused):
    events = bench.events()
    text = events[0].texts[0]
    events[0] = replace(events[0], texts=(replace(text, text=text.text + "# changed\n"),))
    assert refused(bench.write(events, "exchanged.calrun").read_bytes()) == 1


def test_a_full_rewrite_signed_with_another_key_is_found_with_the_laboratorys_keys_alone(bench, keys, refused):
    forger = replace(bench, key=SigningKey(THIEF, 1, bench.key.since))
    path = forger.write(bench.events(), "forged.calrun")
    assert (built_in(path), stand_alone(path)) == (None, None)  # what the file alone cannot know
    assert refused(path.read_bytes(), keys) == len(bench.events()) + 1


def test_cve_2023_31438_a_record_that_is_cut_and_continued_is_found(bench, lines, keys):
    cut = bench.folder / "cut.calrun"
    cut.write_bytes(b"".join(lines[:20]))
    journal, _, _ = Journal.reopen(cut, bench.clock(60.0))
    with journal:
        journal.append(RunResumed("李四", "", 0.02))
        journal.append(StepFailed("LinkClosed", "gone"))
        journal.append(RunEnded("failed", "gone", safe=False))
        journal.seal(SigningKey(THIEF, 1, bench.key.since))
    assert (built_in(cut), stand_alone(cut)) == (None, None)
    assert built_in(cut, keys) == stand_alone(cut, keys) == 24


def test_cve_2023_31439_an_old_record_that_is_sealed_again_with_a_newer_key_is_found(bench, keys, refused):
    stolen = SigningKey(THIEF, 2, bench.key.since + timedelta(hours=1))
    history = next_epoch(keys, bench.key.private, THIEF, stolen.since)
    path = replace(bench, key=stolen).write(bench.events(), "sealed-again.calrun")
    assert refused(path.read_bytes(), history) == 1


def test_the_thief_of_the_key_in_use_can_forge_within_its_epoch_and_nobody_can_know(bench, keys):
    events = bench.events()
    events[0] = replace(events[0], operator="李四")
    path = bench.write(events, "forged.calrun")
    assert (built_in(path, keys), stand_alone(path, keys)) == (None, None)


def tampered(choice: random.Random, lines: list[bytes], other: list[bytes]) -> bytes:
    """Return a record after one to three random attacks."""
    lines = list(lines)
    for _ in range(choice.randint(1, 3)):
        at, to = choice.randrange(len(lines)), choice.randrange(len(lines))
        match choice.randrange(8):
            case 0:
                lines[at] = (
                    lines[at][: choice.randrange(len(lines[at]))] + lines[at][choice.randrange(len(lines[at])) :]
                )
            case 1 if len(lines) > 2:
                del lines[at]
            case 2:
                lines.insert(to, lines[at])
            case 3:
                lines[at], lines[to] = lines[to], lines[at]
            case 4:
                lines[at] = choice.choice(other)
            case 5:
                del lines[max(1, at) :]
            case 6:
                lines[at] += choice.choice([b"\n", b" ", b"\r\n", b"\0", b"\xef\xbb\xbf", b"{}\n", lines[to][:40]])
            case _:
                line = bytearray(lines[at])
                line[choice.randrange(len(line))] = choice.randrange(256)
                lines[at] = bytes(line)
        lines = b"".join(lines).splitlines(keepends=True) or [b""]
    return b"".join(lines)


def test_both_verifiers_agree_on_every_tampered_record(finished, lines, other):
    whole = b"".join(lines)
    for seed in range(SEEDS):
        content = tampered(random.Random(seed), lines, other)
        finished.write_bytes(content)
        here, alone = built_in(finished), stand_alone(finished)
        assert here == alone, seed
        assert (here is None) == (content in {whole, b"".join(other)}), seed


def test_both_verifiers_agree_on_tampered_records_with_recomputed_digests(finished, lines):
    for seed in range(40):
        choice = random.Random(seed)

        def change(entries, choice=choice):
            at = choice.randrange(1, len(entries) - 1)
            names = [name for name, value in entries[at]["body"].items() if isinstance(value, str)]
            if names:
                entries[at]["body"][choice.choice(names)] = choice.choice(["1", "meter", "9.9E37", ""])
            else:
                entries[at]["utc"] = "2026-11-21T12:00:59.000000Z"

        content = b"".join(rewritten(lines, change))
        if content != b"".join(lines):
            finished.write_bytes(content)
            assert built_in(finished) is not None, seed
            assert stand_alone(finished) is not None, seed


def test_the_one_file_says_verdict_and_exit_code_where_nothing_of_calbench_is(finished, lines, keys, tmp_path):
    program = tmp_path / "elsewhere" / "verify.py"
    program.parent.mkdir()
    program.write_bytes((ROOT / "calbench_verify.py").read_bytes())
    (tmp_path / "keys.json").write_text(keys.text(), "utf-8")

    def said(*words):
        command = [sys.executable, "-P", "-W", "error", program, *words]
        return subprocess.run(
            command, cwd=program.parent, capture_output=True, text=True, encoding="utf-8", check=False
        )

    good = said(finished, "--keys", tmp_path / "keys.json")
    assert (good.returncode, good.stderr) == (0, "")
    assert f"✓ 验证通过 verifies: {finished}" in good.stdout
    assert "signed with key epoch 1 of the given keys" in good.stdout
    assert "not checked) 结果未重新计算 no result was computed again" in good.stdout
    finished.write_bytes(b"".join(lines[:-1]))
    bad = said(finished)
    assert bad.returncode == 5
    assert f"✗ 验证不通过 does not verify: {finished}:{len(lines)}: the record has no signed end" in bad.stderr
    assert said(tmp_path / "none.calrun").returncode == 2
    assert said(finished, "--keys", finished).returncode == 2
    assert said().returncode == 2


def test_the_one_file_imports_nothing_of_calbench():
    program = (
        "import sys, calbench_verify;"
        "print([m for m in sys.modules if m.partition('.')[0] in ('bench_core', 'pydantic', 'sequencer', 'bench_cli')])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_signature_over_nothing_is_refused(bench, finished):
    checkpoint = read_record(finished).lines[-1].event
    path = bench.write([*bench.events(), replace(checkpoint, signature="")], "bare.calrun", signed=False)
    with pytest.raises(SignatureInvalid):
        verify(path)
    assert stand_alone(path) == len(bench.events()) + 1
